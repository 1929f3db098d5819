"""A text that is four times as long takes about four times as long to read, however odd it is."""

from __future__ import annotations

from time import perf_counter

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
    "report duties": "各区每月25日前将进展情况报市水利局，",
    "annexes": "附件1\n项目清单\n",
    "document numbers": "青政〔2021〕12号\n",
}
LENGTH, LONGER = 4000, 4
#: Halfway, as ratios go, between what grows with the length and what grows with its square.
MOST = 8


def seconds(text: str, times: int) -> float:
    """The shortest time that reading a text has taken."""
    source = source_of(text)
    best = float("inf")
    for _ in range(times):
        begun = perf_counter()
        read_source(source, year=2021)
        best = min(best, perf_counter() - begun)
    return best


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_reading_time_grows_with_the_length_and_not_with_its_square(unit: str) -> None:
    short = (unit * LENGTH)[:LENGTH]
    long = (unit * LENGTH)[: LENGTH * LONGER]

    assert seconds(long, 2) < MOST * max(seconds(short, 3), 0.002)
