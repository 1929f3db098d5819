"""A made-up annual plan of a made-up city, read by hand: what the outputs are tested with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from baicheng.reading.model import (
    Annex,
    Clause,
    Deadline,
    Document,
    Finding,
    Ledger,
    Measure,
    Op,
    Part,
    Party,
    ReportDuty,
    Role,
    Target,
    Task,
)
from baicheng.reading.spans import Span
from tests.reading.outputs.made_up_text import LINES, content_of

MID_YEAR, YEAR_END = date(2023, 6, 30), date(2023, 12, 31)


class Finder:
    """Finds words in a text, from a place on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def at(self, words: str) -> Finder:
        """Look from these words on."""
        self.position = self.text.index(words, self.position)
        return self

    def span(self, words: str) -> Span:
        """Where the words stand next."""
        start = self.text.index(words, self.position)
        return Span(start, start + len(words))

    def parties(self, role: Role, *names: str) -> tuple[Party, ...]:
        return tuple(Party(name, role, self.span(name)) for name in names)

    def deadline(self, words: str, due: date) -> Deadline:
        return Deadline(due, words, self.span(words))

    def target(self, words: str, value: str, unit: str, op: Op = Op.AT_LEAST, **more: object) -> Target:
        return Target(words, Decimal(value), unit, op, self.span(words), **more)  # type: ignore[arg-type]

    def part(self, words: str, parties=(), deadline=None, target=None) -> Part:
        return Part(words, self.span(words), parties, deadline, target)


def _task(
    find: Finder, number: int, address: str, path: tuple[str, ...], first: str, last: str, **more
) -> Task:
    """A task from its first to its last words; lists of names and days follow from its parties and parts."""
    begun = find.span(first).start
    span = Span(begun, find.text.index(last, begun) + len(last))
    heading, _, body = span.of(find.text).partition("。")
    named = {role: tuple(p.name for p in more.get("parties", ()) if p.role is role) for role in Role}
    due = {part.deadline.due for part in more.get("parts", ()) if part.deadline}
    return Task(
        number=number,
        document=0,
        address=address,
        path=path,
        heading=heading if "。" in span.of(find.text)[:20] else "",
        start=body[:16],
        text=body or heading,
        span=span,
        lead=named[Role.LEAD],
        responsible=named[Role.RESPONSIBLE] + named[Role.SUPPORTING],
        supporting=named[Role.SUPPORTING],
        supervisor=named[Role.SUPERVISOR],
        deadlines=tuple(sorted(due)),
        targets=tuple(part.target for part in more.get("parts", ()) if part.target),
        **more,
    )


def _road_tasks(find: Finder) -> list[Task]:
    path = ("二、重点任务", "（一）畅通城市道路")
    find.at("1.打通断头路")
    mid, end = find.deadline("上半年", MID_YEAR), find.deadline("年底前", YEAR_END)
    parties = find.parties(Role.LEAD, "市住房城乡建设局") + find.parties(
        Role.RESPONSIBLE, "各县（区）人民政府", "市城市管理局", "市自然资源局"
    )
    design = "完成青云路、石桥街等6条断头路施工图设计"
    opened, pipes = "建成通车不少于4条", "新建道路同步敷设雨污分流管网18.5公里"
    first = _task(
        find,
        1,
        "二(一)1",
        path,
        "1.打通断头路",
        "市自然资源局",
        parties=parties,
        parts=(
            find.part(design, (), mid, find.target(design, "6", "条", indicator="断头路施工图设计")),
            find.part(opened, (), end, find.target(opened, "4", "条", indicator="断头路建成通车")),
            find.part(pipes, (), end, find.target(pipes, "18.5", "公里", indicator="雨污分流管网")),
        ),
    )
    find.at("2.增加停车供给")
    places, platform, rate = "新增公共停车泊位3000—3500个", "9月底前建成城区停车信息平台", "接入率达到90%以上"
    spaces = find.target(
        places, "3000", "个", indicator="公共停车泊位", measure=Measure.GROWTH, upper=Decimal(3500)
    )
    second = _task(
        find,
        2,
        "二(一)2",
        path,
        "2.增加停车供给",
        "市大数据局配合）",
        parties=find.parties(Role.LEAD, "市城市管理局")
        + find.parties(Role.SUPPORTING, "市公安局", "市大数据局"),
        parts=(
            find.part(places, (), find.deadline("全年", YEAR_END), spaces),
            find.part(platform, (), find.deadline("9月底前", date(2023, 9, 30)), None),
            find.part(rate, (), None, find.target(rate, "90", "%", indicator="停车信息平台接入率")),
        ),
    )
    return [first, second]


def _water_tasks(find: Finder) -> list[Task]:
    path = ("二、重点任务", "（二）改善水环境")
    find.at("1.整治黑臭水体")
    water = find.parties(Role.LEAD, "市水利局")
    environment = find.parties(Role.LEAD, "市生态环境局")
    june = find.deadline("6月底前", MID_YEAR)
    october = find.deadline("10月底前", date(2023, 10, 31))
    dredged, outlets = "完成铜溪、白沙沟清淤12公里", "将沿线入河排污口全部登记造册"
    rate, demand = "水质达标率不低于85%", "化学需氧量排放量下降6%"
    parts = (
        find.part(dredged, water, june, find.target(dredged, "12", "公里", scope="铜溪、白沙沟")),
        find.part(outlets, environment, october, None),
        find.part(
            rate,
            environment,
            october,
            find.target(rate, "85", "%", indicator="水质达标率", scope="沿线入河排污口"),
        ),
        find.part(
            demand,
            environment,
            None,
            find.target(demand, "6", "%", indicator="化学需氧量排放量", measure=Measure.DECLINE),
        ),
    )
    find.at("牵头单位：市水利局")
    parties = (
        find.parties(Role.LEAD, "市水利局", "市生态环境局")
        + find.parties(Role.SUPPORTING, "市农业农村局")
        + find.parties(Role.SUPERVISOR, "周明远")
    )
    find.position = 0
    first = _task(find, 3, "二(二)1", path, "1.整治黑臭水体", "周明远", parties=parties, parts=parts)
    find.at("2.提高污水处理能力")
    day = find.deadline("6月底前", MID_YEAR)
    capacity, sludge = "日处理能力达到5万吨", "污泥含水率控制在60%以下"
    second = _task(
        find,
        4,
        "二(二)2",
        path,
        "2.提高污水处理能力",
        "市排水集团",
        parties=find.parties(Role.RESPONSIBLE, "市排水集团"),
        parts=(
            find.part(capacity, (), day, find.target(capacity, "5", "万吨", indicator="日处理能力")),
            find.part(sludge, (), None, find.target(sludge, "60", "%", Op.BELOW, indicator="污泥含水率")),
        ),
    )
    return [first, second]


def _community_tasks(find: Finder) -> list[Task]:
    path = ("二、重点任务", "（三）建设宜居社区")
    find.at("1.改造老旧小区。")
    goals = (
        find.target("改造老旧小区52个", "52", "个", indicator="老旧小区"),
        find.target("惠及居民1.3万户", "1.3", "万户", indicator="居民"),
        find.target("电梯加装不少于40部", "40", "部", indicator="电梯加装"),
        find.target("居民满意度达到95%", "95", "%", indicator="居民满意度"),
    )
    parties = find.parties(Role.LEAD, "市住房城乡建设局") + find.parties(Role.RESPONSIBLE, "各县(区)人民政府")
    first = _task(
        find,
        5,
        "二(三)1",
        path,
        "1.改造老旧小区",
        "各县(区)人民政府",
        parties=parties,
        parts=tuple(Part(goal.text, goal.span, (), None, goal) for goal in goals),
    )
    second = _task(find, 6, "二(三)2", path, "2.建设口袋公园", "由各区确定。")
    return [first, second]


def _table_tasks(find: Finder) -> list[Task]:
    find.at("青石市体育公园")
    sport = find.parties(Role.RESPONSIBLE, "市体育局")
    november = find.deadline("2023年11月", date(2023, 11, 30))
    money = find.target("完成投资1.2亿元", "1.2", "亿元", indicator="投资")
    first = _task(
        find,
        7,
        "附件1 表1第2行",
        ("附件：重点项目任务表",),
        "青石市体育公园",
        "2023年11月",
        parties=sport,
        parts=(find.part("完成投资1.2亿元", (), november, money),),
    )
    find.at("全民健身步道")
    september = find.deadline("2023年9月", date(2023, 9, 30))
    length = find.target("新建步道30公里", "30", "公里", indicator="步道")
    second = _task(
        find,
        8,
        "附件1 表1第3行",
        ("附件：重点项目任务表",),
        "全民健身步道",
        "2023年9月",
        parties=sport,
        parts=(find.part("新建步道30公里", (), september, length),),
    )
    return [first, second]


def _clauses(text: str) -> tuple[Clause, ...]:
    headings = [
        ("一", "", 1, "一、总体要求"),
        ("二", "", 1, "二、重点任务"),
        ("二(一)", "二", 2, "（一）畅通城市道路"),
        ("二(一)1", "二(一)", 3, "1.打通断头路"),
        ("二(一)2", "二(一)", 3, "2.增加停车供给"),
        ("二(二)", "二", 2, "（二）改善水环境"),
        ("二(二)1", "二(二)", 3, "1.整治黑臭水体"),
        ("二(二)2", "二(二)", 3, "2.提高污水处理能力"),
        ("二(三)", "二", 2, "（三）建设宜居社区"),
        ("二(三)1", "二(三)", 3, "1.改造老旧小区"),
        ("二(三)2", "二(三)", 3, "2.建设口袋公园"),
        ("三", "", 1, "三、保障措施"),
    ]
    places = [text.index(heading) for *_, heading in headings]
    return tuple(
        Clause(
            document=0,
            address=address,
            parent=parent,
            level=level,
            marker=heading[: 2 if level == 1 or level == 3 else 3],
            heading=heading,
            span=Span(
                start,
                min(
                    [p for p, h in zip(places, headings, strict=True) if p > start and h[2] <= level],
                    default=len(text),
                ),
            ),
            heading_span=Span(start, start + len(heading)),
        )
        for start, (address, parent, level, heading) in zip(places, headings, strict=True)
    )


def _document(find: Finder) -> Document:
    spans = {
        "number": find.span("青政办〔2023〕12号"),
        "title": Span(0, find.span("工作方案的通知").end),
        "issuer": find.span("青石市人民政府办公室"),
        "issued": find.span("2023年3月8日"),
        "addressees": find.span("各县（区）人民政府，市政府各部门"),
    }
    return Document(
        number="青政办〔2023〕12号",
        title="青石市人民政府办公室关于印发2023年青石市城市提质工作方案的通知",
        issuer="青石市人民政府办公室",
        issuers=("青石市人民政府办公室",),
        issued=date(2023, 3, 8),
        plan_year=2023,
        addressees=("各县（区）人民政府", "市政府各部门"),
        annexes=(Annex("1", "重点项目任务表", True, find.span("附件：重点项目任务表")),),
        repeals=(),
        amends=(),
        span=Span(0, len(find.text)),
        spans=spans,
    )


def _report_duties(find: Finder) -> tuple[ReportDuty, ...]:
    find.at("各牵头单位每月25日前")
    monthly = "各牵头单位每月25日前将工作进展报市提质办"
    summary = "6月20日、12月20日17:00前分别报送半年和全年总结"
    months = tuple(date(2023, month, 25) for month in range(3, 13))
    return (
        ReportDuty(
            0,
            "三",
            "各牵头单位",
            "工作进展",
            "市提质办",
            "每月25日前",
            "month",
            months,
            "",
            monthly,
            find.span(monthly),
        ),
        ReportDuty(
            0,
            "三",
            "各牵头单位",
            "半年和全年总结",
            "市提质办",
            "6月20日、12月20日17:00前",
            "",
            (date(2023, 6, 20), date(2023, 12, 20)),
            "17:00",
            summary,
            find.span(summary),
        ),
    )


def made_up_ledger() -> Ledger:
    """The plan as a ledger: 8 tasks, 2 of them in a table, 2 report duties, 4 findings."""
    content = content_of(LINES)

    def find() -> Finder:
        return Finder(content.text)

    tasks = [*_road_tasks(find()), *_water_tasks(find()), *_community_tasks(find()), *_table_tasks(find())]
    findings = (
        Finding("no_lead", "没有写明牵头单位，只有责任单位。", 0, "二(二)2", 4, tasks[3].span),
        Finding("no_deadline", "没有写明完成时限。", 0, "二(三)1", 5, tasks[4].span),
        Finding("no_unit", "没有写明责任单位。", 0, "二(三)2", 6, tasks[5].span),
        Finding("annex_missing", "附件2 的正文不在文件中。", 0, "三", None, find().span("附件2")),
    )
    return Ledger(
        source=content.source,
        content=content,
        documents=(_document(find()),),
        clauses=_clauses(content.text),
        tasks=tuple(tasks),
        report_duties=_report_duties(find()),
        findings=findings,
    )
