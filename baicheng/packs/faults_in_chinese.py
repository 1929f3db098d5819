"""The faults that flows, duties, expressions and schedules name, in Chinese (错误说明).

Those libraries are used alone too and speak English. A sentence is found by its fixed words; what stands in its
gaps is carried over, and said in Chinese itself where it is a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

#: English with gaps, and Chinese in which the gaps stand by number. The more particular comes first.
SENTENCES: tuple[tuple[str, str], ...] = (
    ("{} (at character {} of: {})", "{0}（“{2}”的第{1}个字符）"),
    ("{} (at character {})", "{0}（第{1}个字符）"),
    # remedies
    ("did you mean '{}'?", "是不是“{0}”？"),
    ("known are {}", "可用：{0}"),
    ("there are none", "这里没有可用的名称"),
    ("texts stand in single quotes: {}", "文字用单引号：{0}"),
    # rules
    ("a number is wanted; '{}' is a {}", "这里要数字；“{0}”是 {1}"),
    ("{} is wanted; '{}' is in {}", "这里要 {0}；“{1}”的单位是 {2}"),
    ("units differ: {} is in {}, {} in {}", "单位不同：{0} 是 {1}，{2} 是 {3}"),
    ("{} is no number of at most {} digits and {} decimals", "{0} 不是至多 {1} 位整数、{2} 位小数的数"),
    ("least, greatest and case are nested too often; split it over several facts", "least、greatest、case 嵌套过多；请拆成几个事实"),
    ("write case when CONDITION then VALUE … else VALUE end, with an else", "请写 case when 条件 then 值 … else 值 end，要有 else"),
    ("'{}' is a {} and names nobody who is judged; {}", "“{0}”是 {1}，不能指明考核谁，{2}"),
    ("'{}' is no day of the rows; {}", "“{0}”不是行里的日期，{1}"),
    ("longest counts hours: 'on' must be a day or moment that no row leaves empty", "longest 按小时数：on 要写每行都有的时间"),
    ("unknown column '{}'; {}", "没有列“{0}”，{1}"),
    ("unknown relation '{}'; {}", "没有关系“{0}”，{1}"),
    ("zero is a number, and the fact is a day; write undecided", "zero 是数字，这个事实是日期；请写 undecided"),
    ("'{}' is a word of every result already; call the fact otherwise", "“{0}”是结果里已有的词，请给事实换个名称"),
    ("'{}' is a column already; call the fact otherwise", "已有列“{0}”，请给事实换个名称"),
    ("'{}' is a value of the pack already; call the fact otherwise", "规则包已有取值“{0}”，请给事实换个名称"),
    ("'{}' is a column of the rows already; call it otherwise", "行里已有列“{0}”，请换个名称"),
    ("the rows are those of '{}' already; go through another relation", "这些行本来就是“{0}”的行，请经由别的关系"),
    ("'{}' would hide a table of the statement; call it otherwise", "“{0}”与语句里的表重名，请换个名称"),
    ("facts are reckoned in a circle: {}", "事实循环计算：{0}"),
    ("'{}' stands twice; rename one", "“{0}”写了两次，请改名"),
    ("'{}' stands twice for the same days; rename one, or part their days", "“{0}”在同一时期写了两次，请改名或分开有效期"),
    ("below this band there is nothing; leave its lower bound out, or add a band", "这一档以下没有档次；请去掉下限，或补一档"),
    ("above this band there is nothing; leave its upper bound out, or add a band", "这一档以上没有档次；请去掉上限，或补一档"),
    ("no value lies in this band: it begins at {} and ends at {}", "这一档没有任何数值：从 {0} 开始，到 {1} 为止"),
    ("bands overlap: state the bound between them in both (below 75, at_least 75)", "档次重叠；请在两档都写明界限（below 75、at_least 75）"),
    ("one band ends at {} and the next begins at {}; they must meet", "一档到 {0} 为止，下一档从 {1} 开始；两档要衔接"),
    ("{} lies in both bands; include it in one of them", "{0} 同时属于两档；只归一档"),
    ("{} lies in neither band; include it in one of them", "{0} 不属于任何一档；请归入其中一档"),
    ("a day is wanted; '{}' is a {}", "这里要日期；“{0}”是 {1}"),
    ("unknown level '{}'; {}", "没有等级“{0}”，{1}"),
    ("unknown ground '{}'; {}", "没有除外情形“{0}”，{1}"),
    ("unknown award '{}'; {}", "没有奖补项目“{0}”，{1}"),
    ("unknown grade '{}'; {}", "没有等次“{0}”，{1}"),
    ("there are no grades to go down; write grades", "没有等次可降，请写 grades"),
    # rules that flows ask
    ("unknown role, subject or link '{}'; {}", "没有参与方、主体字段或链接“{0}”，{1}"),
    ("'{}' cannot be asked in the state in which records start: undecided, it could refuse nothing; open this in a later state", "初始状态里不能用规则判定“{0}”：待定时无从拒绝；请放到以后的状态"),
    ("the rule has no item '{}'; known are {}", "规则里没有项目“{0}”；可用：{1}"),
    ("this gives no word; ask for met or number, or for another item", "这里没有文字结论；请取 met 或 number，或另一项目"),
    ("answer goes with a decision with hit: first or priority, and otherwise", "answer 只用于 hit: first 或 priority 且写有 otherwise 的判定表"),
    ("every row and otherwise must say '{}', or nobody knows what holds there", "每一行和 otherwise 都要写“{0}”，否则那里没有结论"),
    ("'{}' is a text in one row and a number or a day in another; write it alike in all", "“{0}”在有的行是文字，在有的行是数字或日期；请写成一种"),
    ("answer stands alone: it is what follows, instead of item and gives", "answer 单独写：它取判定后的结论，不与 item、gives 同写"),
    # duties
    ("write for_each: {register: name} or for_each: {members: group}", "请写 for_each: {register: 台账} 或 for_each: {members: 名单}"),
    ("where goes with register; a group's members are all meant", "where 只与 register 一起写；名单指全部成员"),
    ("a window opens some working_day or calendar_day before, not {}", "提前期按 working_day 或 calendar_day 计，不能用 {0}"),
    ("write while: {period: name} or while: {state: [names]}", "请写 while: {period: 时段} 或 while: {state: [状态]}"),
    ("record goes with state: as long as one of its records is in it", "record 要与 state 一起写：有记录处于该状态期间"),
    ("write one of record, move or observation", "record、move、observation 三者写一个"),
    ("share goes with of: {register: name}, the population it is taken of", "share 要与 of: {register: 台账} 一起写，说明占谁的比例"),
    ("where, on and share go with record", "where、on、share 只与 record 一起写"),
    ("write at_least or share, not both", "at_least 与 share 只写一个"),
    ("link goes with share", "link 只与 share 一起写"),
    ("the period changes between {}: write on_change: finish, cut or both", "周期在 {0} 之间改变，请写 on_change: finish、cut 或 both"),
    ("{} is missing, in the duty or in each of its versions", "缺少 {0}：写在职责里，或写在每个 versions 里"),
    ("versions overlap: one from {} ends after {} begins", "versions 重叠：从 {0} 起的一项在 {1} 开始以后才结束"),
    ("write one of every, on, within or before, or when: not_stated if no document says", "every、on、within、before 写一个；文件没有写时间的，写 when: not_stated"),
    ("by and of go with every", "by 和 of 只与 every 一起写"),
    ("before: field(name) goes with amount and unit, and they with it", "before: field(字段) 要与 amount、unit 一起写"),
    ("a duty counts from a day that the record names: of: field(name)", "职责从记录里的日期起算，请写 of: field(字段)"),
    ("{} go with every, on, or before a stated day", "{0} 只与 every、on 或写明日期的 before 一起写"),
    ("{} is no day; write 2019-03-22, 2019-03-22T17:00, or 03-15 for every year", "{0} 不是日期；请写 2019-03-22、2019-03-22T17:00，每年的写 03-15"),
    ("from {} is not before until {} (until is exclusive)", "from {0} 不早于 until {1}（until 当天不算在内）"),
    # limits
    ("{} names no field; write field(name)", "{0} 没有指明字段，请写 field(字段)"),
    ("{} is no event; write entered, or field(name) for a day that the record names", "{0} 不是起算点；请写 entered，或用 field(字段) 指明日期"),
    ("before counts working_day or calendar_day, not {}", "before 按 working_day 或 calendar_day 计，不能用 {0}"),
    ("what is entered lies in the past; name a day to come: field(name)", "entered 是过去的时间；请用 field(字段) 指明以后的日期"),
    ("write due: {field: name}, or due: not_stated", "请写 due: {field: 字段}，或 due: not_stated"),
    ("no limit is given", "没有写时限"),
    ("{} are both given", "{0} 写重了"),
    ("{}; write one of within, before, due or standard, or due: not_stated if no document says", "{0}；within、before、due、standard 写一个，文件没有写的，写 due: not_stated"),
    ("'{}' is no limit; write what is to be done, an amount and a unit: 停工 4 working_hour", "“{0}”不是时限；请写事项、数量和单位：停工 4 working_hour"),
    # ladders of reminders
    ("each rung of remind holds one of before, at: due, or after", "remind 的每一级写 before、at: due、after 中的一个"),
    ("id goes with before or after: at: due has no days that could be set locally", "id 只与 before 或 after 一起写：到期当天没有可以调整的天数"),
    ("create goes with after: what is not late yet has no consequence", "create 只与 after 一起写：没有逾期就没有后果"),
    ("nobody is reminded earlier than 120 calendar_day or 80 working_day before", "提醒最早为到期前 120 个 calendar_day 或 80 个 working_day"),
    ("bearer takes a name, the assignment's; alone it stands in remind only", "bearer 要写待办的名称；单独的 bearer 只用在 remind 里"),
    # flows
    ("write one of {all: [...]}, {any: [...]} or {n: 2, of: [...]}", "请写 {all: [...]}、{any: [...]} 或 {n: 2, of: [...]} 中的一种"),
    ("party (a role here) and consolidates (a role there) go together", "party（本记录的角色）与 consolidates（对方的角色）要一起写"),
    ("each entry of does holds one of fulfil, reopen, notify, create, update or observe", "does 的每一项只写 fulfil、reopen、notify、create、update、observe 中的一个"),
    ("requires names what the move asks for; '{}' is not among asks", "requires 写环节所要的内容；“{0}”不在 asks 里"),
    ("last_of names what the move fulfils: write {fulfil: ...} of that name in does", "last_of 写环节所办结的待办：请在 does 里写同名的 {fulfil: …}"),
    ("for_each: parts goes with due: {field: …}, the day of the whole", "for_each: parts 要与 due: {field: 字段} 一起写，即整项的时限"),
    ("text goes with notify, and notify needs a text", "text 与 notify 要一起写"),
    ("outcome goes with fulfil", "outcome 只与 fulfil 一起写"),
    ("otherwise says what is missing when `when` does not hold; there is no `when`", "otherwise 说明 when 不成立时缺什么，这里没有 when"),
    ("a return gives a reason: write reason: required", "退回要写理由，请加 reason: required"),
    ("a return leads back to a state: write to", "退回要退到某个状态，请写 to"),
    ("no move leads to '{}' from the start; add one, or leave the state out", "从开始走不到状态“{0}”；请加一个环节，或去掉这个状态"),
    ("no move leads out of '{}'; add one, or write final: true", "状态“{0}”没有出口；请加一个环节，或写 final: true"),
    ("no state opens '{}'; {}", "没有状态产生待办“{0}”，{1}"),
    ("'{}' is not open in the states of `from`; open it there, or write carry: keep", "在 from 的状态里没有待办“{0}”；请在那里产生，或写 carry: keep"),
    ("'{}' never ends as '{}'; {}", "“{0}”不会以“{1}”办结，{2}"),
    ("'{}' never ends as {}, but as {}", "“{0}”不会以 {1} 办结，只会是 {2}"),
    ("'{}' comes about by itself; use another word", "“{0}”由系统产生，请换一个词"),
    ("unknown state '{}'; {}", "没有状态“{0}”，{1}"),
    ("'{}' is where every record may begin; leave it out", "“{0}”本来就是起始状态，不用写"),
    ("unknown field or party '{}'; {}", "没有字段或参与方“{0}”，{1}"),
    ("unknown party '{}'; {}", "没有参与方“{0}”，{1}"),
    ("unknown assignment '{}'; {}", "没有待办“{0}”，{1}"),
    ("unknown field that holds a subject '{}'; {}", "没有主体字段“{0}”，{1}"),
    ("no {} field '{}'; {}", "没有 {0} 类字段“{1}”，{2}"),
    # who
    ("round takes a whole number of decimals, at most {}", "round 的小数位数是整数，至多 {0}"),
    ("{} is not text; write somebody, such as party(lead)", "{0} 不是文字；请写明是谁，如 party(lead)"),
    ("anyone cannot owe or be told something; name a party, a post or a unit", "anyone 不能承担或接收；请写参与方、职务或单位"),
    ("'as {}' narrows who may act; the one who owes is the unit itself", "“as {0}”只限定谁可以办理；承担的是单位本身"),
    ("nothing may follow here", "后面不能再写"),
    ("'{}' is nobody; {}", "没有“{0}”这种写法，{1}"),
    ("somebody is missing", "没有写是谁"),
    ("{} lacks {}=; it takes {}", "{0} 缺少 {1}=，要写 {2}"),
    ("{} takes {}", "{0} 要写 {1}"),
    ("unknown option '{}'; {}", "没有选项“{0}”，{1}"),
    ("{}= stands twice", "{0}= 写了两次"),
    ("as {} is no role; {}", "as {0} 不是角色，{1}"),
    ("')' is missing", "缺少右括号"),
    ("here stands {}", "这里要写 {0}"),
    ("a name or a text in quotes, such as {}", "名称，或加引号的文字，如 {0}"),
    ("somebody, such as party(lead)", "某一方，如 party(lead)"),
    ("a name", "名称"),
    ("nothing in brackets", "不带括号"),
    ("longer than {} characters; split it over computed fields", "超过 {0} 个字符；请拆成几个计算字段"),
    ("longer than {} characters", "超过 {0} 个字符"),
    ("nested deeper than {}", "嵌套超过 {0} 层"),
    # expressions
    ("unknown name '{}'; {}", "没有“{0}”这个名称，{1}"),
    ("unknown function '{}'; {}", "没有函数“{0}”，{1}"),
    ("write days as a number: due_on - 5", "天数直接写数字：due_on - 5"),
    ("{} is not admitted in an expression; functions are {}", "表达式里不能用 {0}；可用函数：{1}"),
    ("'{}': an expression sees the record's own fields only, without a dot", "“{0}”：表达式只能用本记录的字段，不带点"),
    ("'{}' is not admitted in this form", "“{0}”不能这样写"),
    ("'{}' does not belong in an expression", "表达式里不能有“{0}”"),
    ("write {} instead of the full-width {}", "请用半角 {0}，不用全角 {1}"),
    ("cannot be read at {}; something is missing or too much there", "在 {0} 处读不通，那里缺了或多了什么"),
    ("cannot be read: {}", "读不通：{0}"),
    ("null equals nothing; write: is null, or is not null", "null 不等于任何值；请写 is null 或 is not null"),
    ("{} is no number of at most {} digits", "{0} 不是至多 {1} 位的数"),
    ("values are not converted here; a day is written date '2019-03-22'", "这里不能转换类型；日期写 date '2019-03-22'"),
    ("behind 'is' stands null or not null; a condition stands for itself", "is 后面只能是 null 或 not null；条件直接写"),
    ("behind 'in' stands a list: in ('a', 'b')", "in 后面是列表：in ('a', 'b')"),
    ("cannot reckon with a {} and a {}: {}", "{0} 与 {1} 不能运算：{2}"),
    ("to a day a whole number of days is added: due_on - 5", "日期只能加减整数天：due_on - 5"),
    ("these do not go together: {}", "类型不一致：{0}"),
    ("{} is a {}; {} is a {}", "{0} 应为 {1}，而 {2} 是 {3}"),
    ("a {} is not more or less than another; compare with = or <>", "{0} 没有大小，请用 = 或 <> 比较"),
    ("'{}' is no day; write '2019-03-22'", "“{0}”不是日期，请写 '2019-03-22'"),
    ("'{}' is no choice; {}", "没有选项“{0}”，{1}"),
    ("a condition is true or false; '{}' is a {}", "条件要么成立要么不成立；“{0}”是 {1}"),
    ("unknown {} '{}'; {}", "没有{0}“{1}”，{2}"),
    (
        "no effect makes a score void here; leave out voided, or write an effect with void: true",
        "这里没有使得分作废的 effects；请去掉 voided，或者写一项 void: true 的 effects",
    ),
    # rounds of assessment
    ("write subjects: {group: NAME} or subjects: {judged: true}", "请写 subjects: {group: 名单} 或 subjects: {judged: true}"),
    ("until {} is not after from {}", "until {0} 不晚于 from {1}"),
    ("write from: {register, party, of} or from: {relation, kinds, levels}", "请写 from: {register, party, of} 或 from: {relation, kinds, levels}"),
    ("write due: {on: DAY}, due: {within: {amount, unit}, of} or due: not_stated", "请写 due: {on: 日期}、due: {within: {amount, unit}, of} 或 due: not_stated"),
    ("at_least goes with on: due: {on: DAY, at_least: {amount, unit}}", "at_least 只能与 on 一起写，如 due: {on: 日期, at_least: {amount, unit}}"),
    (
        "a draft that is released late would leave no time to object: write with the day how long it is at the least, due: {on: DAY, at_least: {amount, unit}}",
        "初评结果反馈得晚，就没有时间提出异议：写明截止日期时，请同时写明至少多长，如 due: {on: 日期, at_least: {amount, unit}}",
    ),
    ("a step of marks has items, and no other: self, panel, survey or office", "打分的环节（self、panel、survey、office）要写 items，其他环节不写"),
    ("a step of approval has a chain, and no other: chain: [office as leader]", "审定环节要写 chain，其他环节不写：chain: [office as leader]"),
    ("answered and again go with kind: objection", "answered、again 只与 kind: objection 一起写"),
    ("when holds one of grades, first, last, below, effects, rows or fact", "when 只写 grades、first、last、below、effects、rows、fact 中的一个"),
    ("fact and at_least go together: {fact: overdue, at_least: 1}", "fact 与 at_least 一起写：{fact: overdue, at_least: 1}"),
    ("write period: {from, until} for one round, or every: half_year for one that comes back", "只考一次的写 period: {from, until}，定期考的写 every: half_year"),
    ("after the steps of marks come, once each and in this order: draft, objection, approval, publication; draft and approval must be there", "打分之后的环节各一次，依次为 draft、objection、approval、publication，其中 draft 和 approval 必须有"),
    ("the steps of marks (self, panel, survey, office) stand before draft", "打分的环节（self、panel、survey、office）写在 draft 之前"),
    ("a step of a panel needs panels: {title, allotted}", "有考核小组的环节，要写 panels: {title, allotted}"),
    # schedules
    ("a schedule has no {}; it has {}", "时间安排没有 {0}，可写 {1}"),
    ("a schedule has one of {}, not {}", "时间安排只写 {0} 中的一个，现在是 {1}"),
    ("{} belongs to 'every', not to {}", "{0} 只与 every 一起写，不与 {1} 一起"),
    ("the time of day stands in 'before' and in 'at': leave out one", "钟点在 before 和 at 里各写了一次，请去掉一个"),
    ("'on' lists days of every year (03-15) or dates (2019-03-15), not both", "on 只列每年的日子（03-15）或只列日期（2019-03-15）"),
    ("by {} is no day of a {}: write a weekday for a week, otherwise day 5, last, month 1 day 10 or, for a year, 03-15", "by {0} 不是 {1} 里的一天：按周的写星期，其他写 day 5、last、month 1 day 10，按年的可写 03-15"),
    ("every working_day covers days: they have no cut_off", "按工作日的没有 cut_off"),
    ("cut_off is a day of the period covered: say which, such as covers: previous month", "cut_off 是所报告周期里的一天，请写明周期，如 covers: previous month"),
    ("at {} is no time of day; write it like 17:00", "at {0} 不是钟点，请写成 17:00"),
    ("every working_day has no 'by': each working day is due itself", "按工作日的不写 by：每个工作日当天到期"),
    ("covers has no {}; it has which, period, cut_off", "covers 没有 {0}，可写 which、period、cut_off"),
    ("{} {} is none of {}", "{0} {1} 不在可用的值里：{2}"),
    ("{} is no date; write it like 2019-03-15, 2019-03 or 2019", "{0} 不是日期，请写成 2019-03-15、2019-03 或 2019"),
    ("every {} working days is less than 1", "every {0} 个工作日小于 1"),
    ("this schedule counts working days: give it a calendar, such as china_calendar()", "按工作日计的安排需要工作日历"),
    ("a schedule needs a cycle or a date", "时间安排要有周期或日期"),
    ("a due day that does not count has no time of day: leave out one of the two", "截止日当天不算在内的没有钟点，请去掉一个"),
    ("every so many periods: say from which day on they are counted", "每隔几个周期的，请写明从哪天起数"),
    ("a cut-off day lies in the period covered: say which that is", "cut_off 在所报告的周期里，请写明是哪个周期"),
    ("month {} of a {} is not between 1 and {}", "{1} 的第 {0} 个月不在 1 到 {2} 之间"),
    ("day {} is neither between 1 and 31 nor -1 for the last", "第 {0} 日不在 1 到 31 之间，也不是表示最后一天的 -1"),
    ("weekday {} is not between 0 (Monday) and 6", "星期 {0} 不在 0（周一）到 6 之间"),
    ("every {} periods is less than 1", "every {0} 个周期小于 1"),
)  # fmt: skip


def in_chinese(english: str) -> str | None:
    """A fault in Chinese; ``None`` where it is no sentence that is known here.

    >>> in_chinese("unknown state 'clsed'; did you mean 'closed'?")
    '没有状态“clsed”，是不是“closed”？'
    """
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(english)
        if found is not None:
            return _filled(chinese, [in_chinese(gap) or gap for gap in found.groups()])
    return None


def _filled(chinese: str, gaps: Sequence[str]) -> str:
    """The sentence with its gaps filled; what stands in them may have braces of its own."""
    return re.sub(r"\{(\d)\}", lambda gap: gaps[int(gap[1])], chinese)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(_compiled())


def _compiled() -> Iterator[tuple[re.Pattern[str], str]]:
    for english, chinese in SENTENCES:
        fixed = (re.escape(part) for part in re.split(r"\{\}", english))
        yield re.compile("(.+)".join(fixed), re.DOTALL), chinese
