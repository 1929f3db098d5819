"""Points in time (时间点): one year, quarter, month, day or named time as official documents write it.

Patterns expect half-width text without blanks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from baicheng.clock.numerals import chinese_number

#: Between the points of a list, and between the two ends of a range.
LISTED = "(?:[、和及与]|以及)"
RANGED = "(?:起?[至到~]|[-—–]{1,2})"

#: The number of a day in a month.
DAY = "(?:3[01]|[12]\\d|0?[1-9]|三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九])"

_ZERO = "〇○零0OoОο"
_ZEROS = str.maketrans(dict.fromkeys(_ZERO, "〇"))
_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_LINK = f"(?:{LISTED}|{RANGED})"

#: What follows the number of a day; the numbers of 1、15日 and 1—7日 share it.
DAY_MARK = f"(?:日(?![均常])|号(?![线楼院文令地])|(?=(?:{_LINK}{DAY}){{1,6}}日))"

#: After 内 these make another word: 2018年内蒙古.
NOT_OF_YEAR = "(?:[蒙部外容设河城涝陆需控审环湖江黄网]|在(?=[动潜活]力|联系|需[求要]|要求|规律|价值|质量|品质|逻辑|驱动))"


_YEAR_WORDS = {"今年": 0, "本年": 0, "当年": 0, "同年": 0, "明年": 1, "来年": 1, "次年": 1, "翌年": 1}
_YEAR_WORDS |= {"下一年": 1, "去年": -1, "上年": -1, "上一年": -1}
# The guards keep words apart that only meet: 基本年内, 文明年度, 一次年度考核, 近年来年均, 以上年产值.
_YEAR = re.compile(
    f"(?:(?P<number>(?<!\\d)(?:19|20)\\d\\d|[一二][{_ZERO}九][{_ZERO}一二三四五六七八九]{{2}})"
    f"(?:年(?![龄级均])|(?=(?:{_LINK}(?:19|20)\\d\\d){{1,5}}年))"
    "|(?P<word>今年(?!轻)|(?<![基成资])本年(?!龄)|当年(?!龄)|(?<!相)同年(?![龄级])|(?<!文)明年|(?<!年)来年"
    "|(?<![一二两三四五每首多届])次年|翌年|下一年|去年|(?<!以)上一?年(?![龄轻产])))"
)

#: Holidays of fixed date: month and day.
FIXED_DAYS = {"元旦": (1, 1), "三八": (3, 8), "植树节": (3, 12), "五一": (5, 1), "劳动节": (5, 1)}
FIXED_DAYS |= {"五四": (5, 4), "六一": (6, 1), "七一": (7, 1), "八一": (8, 1), "教师节": (9, 10)}
FIXED_DAYS |= {"国庆": (10, 1), "十一": (10, 1)}
_AT_FEAST = "(?=(?:[、和及与](?:元旦|春节|五一|国庆节?)){0,3}(?:[之以]?前|期间|[之以]后))"
_UNDATED = (
    "元宵节?|清明节?|端午节?|中秋节?|两节|双节|主?汛期|入汛|雨季|采暖[季期]|供暖[季期]|取暖[季期]|供热[季期]"
    "|秋冬季|冬春季?|[春夏秋冬]季(?:学期)?(?:开学)?|入冬|入夏|封冻|上冻|冰冻期|春耕|三夏|麦收|夏收|秋收"
    "|高考|中考|开学|寒假|暑假|暑期|两会|防火期|禁渔期"
)
_DETAIL = re.compile(
    f"(?P<month>{_MONTH})月(?![龄均])份?"
    f"(?:(?P<day>{DAY}){DAY_MARK}|(?P<third>上中|中下|[上中下])旬"
    "|(?P<half_month>[上下])半月|(?P<month_edge>底|末(?![端梢])|初(?![步级中期始]))|(?!\\d+[日号]))"
    f"|(?P<month_head>{_MONTH})(?=(?:{_LINK}{_MONTH}){{1,11}}月(?!龄))"
    "|(?:第?(?P<quarter>[一二三四1-4])季度|第(?P<ordinal>[一二三四])季(?!度)|(?P<first>首季)度?)[末底初]?"
    "|前(?P<quarters>[两二三23])个?季度[末底]?"
    f"|第?(?P<quarter_head>[一二三四1-4])(?=(?:{_LINK}第?[一二三四1-4]){{1,3}}季度)"
    "|(?P<half>[上下])半年[末底]?"
    f'|[“"]?(?P<fixed>{"|".join(FIXED_DAYS)})[”"]?(?:国际)?(?:劳动)?(?:节日?)?{_AT_FEAST}'
    f"|(?P<festival>春节)(?:来临|到来)?{_AT_FEAST}"
    f"|(?P<undated>今冬明春|(?:{_UNDATED})(?:来临|到来|开始|结束|召开)?(?=[之以]?前|期间|[之以]后))"
    "|(?P<whole>全年)(?!龄)"
    "|年?度?(?P<year_edge>底|末(?![位级端])|终(?![身端止点结])|初(?![步级中期始心雨次审夏冬春])"
    f"|中(?=[,。;、)前底])|内(?!{NOT_OF_YEAR}))"
)
_PLAN = re.compile(
    "[“\"‘']?十(?P<number>[一二三四五])五[”\"’']?(?:规划)?"
    "(?:(?P<end>时?期末|规划期末|末期?)|期间|时期内?|规划期内|期内)"
)
_ISO = re.compile(
    "(?<!\\d)(?P<year>(?:19|20)\\d\\d)(?P<mark>[-./])(?P<month>1[0-2]|0?[1-9])"
    "(?:(?P=mark)(?P<day>3[01]|[12]\\d|0?[1-9])(?!\\d)|(?=[前底止起至到~—–)、,;。\\n-]|$))"
)
_WRONG_MONTH = re.compile("\\d+月")
_NUMERALS = frozenset("0123456789一二三四五六七八九十两几个每〇零第")
_COUNTS = frozenset("0123456789一二三四五六七八九十两几百千万多数近半整每往历常周学财")
_NUMBERED = re.compile(f"{_MONTH}、{_MONTH}(?![、和及])")
_CLAUSE_HEADS = frozenset("\n。;:!?")


@dataclass(frozen=True, slots=True)
class Point:
    """A point in time as written; ``None`` and "" where the words leave a part out.

    ``year`` is written out, ``shift`` counts years from the current one (明年 is 1) and ``word`` is
    its word. ``part`` names the part of the year that ``number`` counts: year, month, quarter,
    quarters (the first two or three), half, fixed (a holiday; ``name``), festival (the Spring
    Festival), undated, plan. ``day``,
    ``third`` and ``edge`` (底, 末, 初, 内 ...) say more.
    """

    start: int
    end: int
    year: int | None = None
    shift: int | None = None
    word: str = ""
    annual: bool = False
    part: str = "year"
    number: int = 0
    name: str = ""
    day: int | None = None
    third: str = ""
    edge: str = ""

    @property
    def names_year(self) -> bool:
        """Whether the words say which year."""
        return self.year is not None or self.shift is not None

    @property
    def says_by_when(self) -> bool:
        """Whether the words themselves mean "by then": 6月底, 年内, 十三五末."""
        return self.edge in ("底", "末", "内")


def point_at(text: str, start: int) -> Point | None:
    """The point in time that begins at ``start``, or ``None``."""
    plan = _PLAN.match(text, start)
    if plan:
        first = 1951 + 5 * chinese_number("十" + plan["number"])
        return Point(start, plan.end(), first, part="plan", edge="末" if plan["end"] else "")
    iso = _ISO.match(text, start)
    if iso:
        return _from_iso(iso)
    year = _YEAR.match(text, start)
    if year is None:
        detail = _DETAIL.match(text, start)
        return _with_detail(Point(start, start), detail) if detail and _stands_alone(detail) else None
    if year["number"]:
        point = Point(start, year.end(), _year_number(year["number"]))
    else:
        point = Point(start, year.end(), shift=_YEAR_WORDS[year["word"]], word=year["word"])
    return _after_year(point, text)


def _year_number(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else chinese_number(numeral.translate(_ZEROS))


def _from_iso(found: re.Match[str]) -> Point:
    """The point of a date in digits: 2020-12-31, 2020.12."""
    day = int(found["day"]) if found["day"] else None
    edge = "底" if found.string.startswith("底", found.end()) else ""
    end = found.end() + len(edge)
    return Point(
        found.start(), end, int(found["year"]), part="month", number=int(found["month"]), day=day, edge=edge
    )


def _after_year(point: Point, text: str) -> Point | None:
    """The point with what is said after its year, ``None`` where that is no date (2018年13月)."""
    detail = _DETAIL.match(text, point.end)
    if detail:
        return _with_detail(point, detail)
    if _WRONG_MONTH.match(text, point.end):
        return None
    if text.startswith("度", point.end):
        return replace(point, end=point.end + 1, annual=True)
    return point


def _stands_alone(detail: re.Match[str]) -> bool:
    """Whether a part of a year may stand here without its year.

    No numeral may come before a month or quarter (3个月, 第二十一月) or before 年底 (三年内, 近年内). A
    number with a comma at the head of a clause numbers it: 1、3月底前 is item 1, due in March; three
    numbers are a list again.
    """
    text, start = detail.string, detail.start()
    before = text[start - 1] if start else "\n"
    if detail["year_edge"]:
        return text[start] == "年" and before not in _COUNTS
    if before in _CLAUSE_HEADS and _NUMBERED.match(text, start):
        return False
    if detail["half"]:
        return before != "以"
    if detail["whole"]:
        return before != "周"
    return before not in _NUMERALS


def _with_detail(point: Point, detail: re.Match[str]) -> Point:
    """The point with the part of the year that was found after it."""
    found = {name: value for name, value in detail.groupdict().items() if value is not None}
    name, value = next(iter(found.items()))
    end = detail.end()
    if name in ("month", "month_head"):
        day = chinese_number(found["day"]) if "day" in found else None
        third = found.get("third") or {"上": "上半", "下": "下半"}.get(found.get("half_month", ""), "")
        edge = found.get("month_edge", "")
        return replace(
            point, end=end, part="month", number=chinese_number(value), day=day, third=third, edge=edge
        )
    if name in ("quarter", "ordinal", "first", "quarter_head", "quarters"):
        part = "quarters" if name == "quarters" else "quarter"
        number = 1 if name == "first" else chinese_number(value)
        return replace(point, end=end, part=part, number=number, edge=_edge(detail[0]))
    if name == "half":
        return replace(point, end=end, part="half", number=1 if value == "上" else 2, edge=_edge(detail[0]))
    if name == "year_edge":
        return replace(point, end=end, edge=value)
    return replace(point, end=end, part=name, name=value)


def _edge(wording: str) -> str:
    """The edge that a quarter or half year ends in: 末 of 三季度末."""
    return wording[-1] if wording[-1] in "末底初" else ""
