"""The year that a bare 年底前 means in a document."""

from __future__ import annotations

import re
from datetime import date

from baicheng.clock.numerals import chinese_number

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)(?!版)|二[〇○零]{1}[〇○零一二三四五六七八九]{2}(?=年)")
_RANGE = re.compile(r"(?:19|20)\d\d年?[-—~至到](?:(?:19|20)\d\d|\d\d(?!\d))")
_PLAN = re.compile("方案|计划|要点|任务|安排|目标|分工|行动|攻坚|工作")
_RETROSPECT = re.compile("表彰|表扬|通报|公布|优秀|先进|考核结果|完成情况|总结")


def plan_year(title: str, issued: date | None, number_year: int | None) -> int | None:
    """The year in the title; without one, or with a range of years, the year of issue.

    A year before that of issue counts only in the title of a plan: a circular on the results of
    last year means its own year. Without a date the year of the document number stands in.

    Args:
        title: in half-width forms, on one line.
    """
    issue_year = issued.year if issued else number_year
    years = {_value(found[0]) for found in _YEAR.finditer(title)}
    if len(years) != 1 or _RANGE.search(title):
        return issue_year
    year = years.pop()
    if issue_year is None or year == issue_year:
        return year
    if year > issue_year:
        return year if year == issue_year + 1 else issue_year
    return year if _PLAN.search(title) and not _RETROSPECT.search(title) else issue_year


def _value(year: str) -> int:
    return int(year) if year.isdigit() else chinese_number(year)
