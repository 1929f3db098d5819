"""A heading may name nothing but the bodies whose tasks stand below it."""

from __future__ import annotations

import pytest

from baicheng.reading.model import Role
from baicheng.reading.wording.unit_heads import UnitHead, unit_head


@pytest.mark.parametrize(
    ("heading", "units", "role"),
    [
        ("市教育局", "市教育局", Role.RESPONSIBLE),
        ("市教育局:", "市教育局", Role.RESPONSIBLE),
        ("市教育局(3项)", "市教育局", Role.RESPONSIBLE),
        ("市教育局、市财政局(共12项)", "市教育局、市财政局", Role.RESPONSIBLE),
        ("各县(市、区)人民政府", "各县(市、区)人民政府", Role.RESPONSIBLE),
        ("市教育局负责的工作任务", "市教育局", Role.RESPONSIBLE),
        ("市教育局牵头事项(3项)", "市教育局", Role.LEAD),
        ("市教育局牵头负责的重点任务", "市教育局", Role.LEAD),
    ],
)
def test_it_says_which_and_as_what(heading: str, units: str, role: Role) -> None:
    assert unit_head(heading) == UnitHead(len(units), role)


@pytest.mark.parametrize(
    "heading",
    [
        "教育事业",
        "中心城区",
        "县域商业中心",
        "乡村振兴示范区",
        "市政设施",
        "市教育局要加强统筹",
        "各级各类学校",
        "重点任务",
        "",
    ],
)
def test_other_headings_name_none(heading: str) -> None:
    assert unit_head(heading) is None
