"""What the names of units look like: their endings, and the words that open them."""

from __future__ import annotations

import re

#: Endings by which the name of a body is known.
UNIT_END = (
    "(?:局|委|办|厅|部|院|会|社|处|室|站|所|署|队|支队|总队|大队|中心|公司|集团|银行|政府|管委会|单位|部门|机构|企业"
    "|街道|乡镇|镇|乡|县|区|市|州|旗|盟|省|学校|大学|学院|台|庭|厂|场|馆|园|组|班|海关|税务|气象|消防|法院|银保监|村|社区|居委会|村委会|专班|指挥部|联席会议|工会|联|妇联|团委"
    "|团市委|团省委|团县委|残联|科协|工商联|军分区|武装部|办公室|开发区|新区|园区|示范区|试验区|实验区|河长|属地|各级|供电|联通|移动|电信|铁塔|邮政|烟草"
    "|主体|成员|院校|高校|媒体|党校|分行|支行|协会|商会|研究院|基地|办事处|工作部|车务段|工务段|机场|港口|燃气|热力|自来水|电网)"
)
_UNIT = re.compile(rf".{{0,40}}{UNIT_END}(?:\([^()]{{1,30}}\))?$")
_OWNED = re.compile(
    "省|市|县|区|州|旗|各|国|中|团|党|军|驻|相关|有关|镇|乡|街道|本|辖|属地|人民(?!政府)|公安|税务|自治"
)
#: Names that stand for themselves although no 市 or 县 opens them: 电信沱阳分公司, 城西街道办事处.
OWN_NAME = re.compile(
    "(?:国网|国家|人行|银保监|电信|移动|联通|铁塔|供电|邮政|烟草|海关|气象|消防|石油|石化|铁路|高速)"
    "|.{1,10}(?:公司|集团|海关|银行|医院|大学|学院|学校|法院|检察院|街道办事处|街道|镇|乡|政府|管委会|车务段)$"
)
_LONGEST_UNIT_LINE = 60
_GROUP_OF_GOVERNMENTS = re.compile(
    "(?:沿线|有关|相关)?各(?:省辖|直管)?[市州县区旗盟乡镇街道]{1,3}(?:\\([^()]{1,12}\\))?"
    "(?:人民政府|政府|管委会|办事处|党委政府)(?:\\([^()]{1,12}\\))?"
)
_WHOLE_NAME = re.compile(
    "[^、,。;:]{1,24}?(?:办公室|管委会|委员会|领导小组|人民政府|指挥部|部门|单位|机构|公司|集团|银行|中心|法院|检察院|总工会|协会"
    "|街道办事处|海关|车务段|集团|学院|大学|学校|妇联|残联|科协|工商联|团[省市县]委|联合会"
    "|局|厅|院|署|队|站|处|委(?!员|宣|组|政|办|统|网|编)|办(?!公|理|法|学|事)|部(?!门|队))"
)
TAIL = re.compile(
    "(?:(?<![高中初平特优同])等(?:\\d{1,2}(?:个|家))?[\u4e00-\u9fff]{0,8}?(?:单位|部门|机构|企业|方面|地区)?|同志)$"
)


def is_whole_name(name: str) -> bool:
    """Whether a name ends as those of bodies do, so that it can be complete."""
    return len(name) >= 2 and _UNIT.match(name) is not None


def is_owned(name: str) -> bool:
    """Whether a name says whose body it is (市, 县, 各 …), so that it can begin here."""
    return _OWNED.match(name) is not None


def looks_like_units(norm: str) -> bool:
    """Whether every name of an unlabelled list ends like a body and some begin like one."""
    names = re.split("[、,;]", norm)
    return end_like_units(norm) and any(is_owned(name) or OWN_NAME.match(name) for name in names)


def is_line_of_units(norm: str) -> bool:
    """Whether a line holds nothing but units, as where each stands on a line of its own."""
    return len(norm) <= _LONGEST_UNIT_LINE and looks_like_units(norm)


def end_like_units(norm: str) -> bool:
    """Whether every name of a list ends like the name of a body."""
    names = [name for name in re.split("[、,;]", re.sub(r"\([^()]*\)", "", norm)) if name]
    return (
        bool(names)
        and len(norm) <= 400
        and all(name in "县区市乡镇" or is_whole_name(TAIL.sub("", name)) for name in names)
    )


def leading_names(norm: str, start: int, end: int) -> int:
    """Where the list of units that begins at ``start`` ends: behind its last whole name.

    >>> leading_names("市财政局、市审计局制定办法", 0, 13)
    9
    """
    position = start
    while found := (
        _GROUP_OF_GOVERNMENTS.match(norm, position, end) or _WHOLE_NAME.match(norm, position, end)
    ):
        position = found.end()
        if position >= end or norm[position] != "、":
            break
        position += 1
    return position if position > start else start
