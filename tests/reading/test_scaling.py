"""A text that is four times as long takes about four times the work to read, however odd it is."""

from __future__ import annotations

import sys

import pytest

from baicheng.reading.reader import read_source
from tests.reading.texts import source_of

LINE = "推进老旧小区改造加快补齐基础设施短板提升居民居住品质"
UNITS = {
    "one long paragraph": "推进老旧小区改造，建成公园12个（市园林局牵头）。",
    "brackets that never close": "（",
    "quotes that never close": "《甲",
    "wrapped lines without an end": f"{LINE}\n",
    "wrapped lines with commas": f"{LINE[:-1]}，\n",
    "short lines with commas": "推进改造、\n",
    "lines of units": "责任单位：市水利局、\n",
    "lines with open brackets": "（推进\n",
    "blank lines": "推进改造\n\n",
    "blanks everywhere": "甲 乙 ",
    "digits": "9",
    "numbers": "1.",
    "page marks": "—1—",
    "rows of a tabbed table": "1\t建成公园\t市园林局\n",
    "heads of a flattened table": "序号\n工作内容\n责任单位\n完成时限\n",
    "assigned clauses": "1.推进改造，建成公园12个。（市园林局牵头）\n",
    "glued headings": "责任单位：市水利局2.推进改造3.建成公园",
    "clauses in three levels": "（一）推进\n1.改造\n（1）公园\n",
    "sentences that assign": "由市水利局牵头，会同市财政局推进。\n",
    "sentences that assign goals": "由市水利局牵头，年底前建成公园12个。",
    "brackets behind goals": "6月底前建成公园12个（市园林局牵头），",
    "report duties": "各区每月25日前将进展情况报市水利局，",
    "annexes": "附件1\n项目清单\n",
    "document numbers": "青政〔2021〕12号\n",
    "numbers without an end": "青政〔2021〕12号",
    "orders": "青川市人民政府令\n第12号\n",
    "titles": "青川市人民政府关于供水的通知\n",
    "years": "，2018年",
    "months": "6月底前，",
    "goals": "完成道路整治12条，",
    "percentages": "达到30%以上、",
    "counts": "建成1个、",
    "ranges": "3—5—",
    "places": "市县区镇",
    "planning words": "按照建设完成",
    "periods": "3月1日至",
}
LENGTH, LONGER = 4000, 4
#: Halfway, as ratios go, between what grows with the length and what grows with its square.
MOST = 8


def steps(text: str) -> int:
    """How many calls reading a text makes: a measure of its work that no other load on the machine moves."""
    source = source_of(text)
    count = 0

    def watch(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(watch)
    try:
        read_source(source, year=2021)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_work_grows_with_the_length_and_not_with_its_square(unit: str) -> None:
    short = (unit * LENGTH)[:LENGTH]
    long = (unit * LENGTH * LONGER)[: LENGTH * LONGER]

    assert steps(long) < MOST * steps(short)
