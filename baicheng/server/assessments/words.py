"""Outcomes and formulas in words, in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

OUTCOMES = {
    "met": (pgettext_lazy("rule", "met"), "good"),
    "not_met": (pgettext_lazy("rule", "not met"), "neutral"),
    "undecided": (gettext_lazy("undecided"), "warn"),
}
#: The words that formulas hold beside numbers and signs; results keep them in English.
_SPOKEN: Sequence[tuple[re.Pattern[str], Any]] = (
    (re.compile(r"(?P<marks>\S+) of (?P<drawn>\S+) drawn"), gettext_lazy("%(marks)s of %(drawn)s drawn")),
    (
        re.compile(r"best of the cohort without void scores, (?P<digits>\d+) decimals"),
        gettext_lazy("best of the cohort without void scores, %(digits)s decimals"),
    ),
    (
        re.compile(r"best of the cohort, (?P<digits>\d+) decimals"),
        gettext_lazy("best of the cohort, %(digits)s decimals"),
    ),
    (re.compile(r"^place (?P<place>\S+) of (?P<points>.+)$"), gettext_lazy("place %(place)s of %(points)s")),
    (re.compile(r"(?P<value>\S+) in no band"), gettext_lazy("%(value)s in no band")),
    (re.compile(r"(?P<value>\S+) in (?P<band>[\[(])"), gettext_lazy("%(value)s in %(band)s")),
)


def formula_said(formula: str) -> str:
    """A formula as it is shown, its few words in the language of the page.

    >>> formula_said("30 − 2 × 3")
    '30 − 2 × 3'
    """
    for pattern, words in _SPOKEN:
        formula = pattern.sub(partial(_said, words), formula)
    return formula


def _said(words: Any, found: re.Match[str]) -> str:
    return str(words) % found.groupdict()
