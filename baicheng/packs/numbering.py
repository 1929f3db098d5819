"""The numbers of records (编号): a template such as ``"{plan}-{seq:03d}"`` and the next place in the row."""

from __future__ import annotations

import re

from baicheng.packs.problems import suggestion

#: What a template may name: the year, the place in the row of its register and year, the plan's number.
PARTS = ("year", "seq", "plan")
MAX_LENGTH = 80

_PART = re.compile(r"\{([^{}:]*)(?::0([1-9])d)?\}")


class BadTemplate(ValueError):
    """A number template that cannot be used; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def check_template(template: str) -> None:
    """Raise :class:`BadTemplate` unless the template gives every record a number of its own."""
    names = [found[1] for found in _PART.finditer(template)]
    for name in names:
        if name not in PARTS:
            zh, en = suggestion(name, PARTS)
            raise BadTemplate(f"编号里没有“{{{name}}}”，{zh}", f"a number has no part '{{{name}}}'; {en}")
    if re.search(r"[{}]", _PART.sub("", template)):
        raise BadTemplate(
            "编号的花括号不成对或写法不对，例如 {year}-{seq:03d}。",
            "braces are not in pairs or not as in {year}-{seq:03d}.",
        )
    if "seq" not in names:
        raise BadTemplate(
            "编号里缺少 {seq}，记录会重号。", "the number lacks {seq}, records would share numbers."
        )
    if any(found[2] and found[1] == "plan" for found in _PART.finditer(template)):
        raise BadTemplate("{plan} 是文字，不能补零。", "{plan} is text and takes no zeros.")


def number_of(template: str, *, seq: int, year: int, plan: str = "") -> str:
    """The number of a record.

    Args:
        seq: place in the row of its register and year, from 1.
        year: the year in which the record is entered.
        plan: number of the plan from which it comes; "" if it comes from none.

    Raises:
        BadTemplate: the template names an unknown part or has no ``{seq}``, or the number gets too long.
        ValueError: ``seq`` is below 1.

    >>> number_of("{year}-{seq:03d}", seq=7, year=2019)
    '2019-007'
    """
    check_template(template)
    if seq < 1:
        raise ValueError(f"seq is {seq}; numbers begin with 1")
    parts = {"year": str(year), "seq": str(seq), "plan": plan}
    number = _PART.sub(lambda found: parts[found[1]].zfill(int(found[2] or 0)), template)
    if len(number) > MAX_LENGTH:
        raise BadTemplate(
            f"编号超过 {MAX_LENGTH} 个字：{number}，请缩短模板。",
            f"the number is longer than {MAX_LENGTH} characters: {number}; shorten the template.",
        )
    return number
