"""Headings that name nothing but bodies, whose tasks stand below: 市教育局（3项）, 市教育局牵头事项."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baicheng.reading.model import Role
from baicheng.reading.wording.unit_names import TAIL, looks_like_units

_HEAD = re.compile(
    "(?P<units>[^。;:]{2,60}?)(?:(?P<lead>牵头(?:负责|承担|落实|办理|推进|组织)?)|负责|承担|主办|承办)?的?(?:重点|主要)?"
    "(?:工作任务|任务|事项|工作|项目)?(?:\\(共?[\\d一二三四五六七八九十]{1,3}[项条件个]\\))?:?$"
)
#: What bodies end in. Places and things end otherwise: 中心城区, 县域商业中心, 城镇社区.
_BODY = re.compile(
    "(?:局|委|办|厅|院|署|处|社|联|政府|委员会|管委会|组织部|宣传部|统战部|武装部|办公室|公司|集团|银行|支队|总工会|协会|办事处|海关)$"
)
_MARK = re.compile("[、,]|和(?=[市县区省州])")
_IN_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class UnitHead:
    """The bodies of a heading: how many of its characters name them, and as what."""

    length: int
    role: Role


def unit_head(norm: str) -> UnitHead | None:
    """The bodies that a heading without its number names, if it says nothing else.

    They lead where it says so (市教育局牵头事项), else they are responsible.

    >>> unit_head("市教育局(3项)")
    UnitHead(length=4, role=<Role.RESPONSIBLE: 'responsible'>)
    >>> unit_head("教育事业") is None
    True
    """
    found = _HEAD.match(norm)
    if found is None or not looks_like_units(found["units"]):
        return None
    names = [TAIL.sub("", name) for name in _MARK.split(_IN_BRACKETS.sub("", found["units"])) if name]
    if not all(_BODY.search(name) for name in names):
        return None
    return UnitHead(found.end("units"), Role.LEAD if found["lead"] else Role.RESPONSIBLE)
