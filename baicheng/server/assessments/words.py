"""Outcomes in words, each with the tone of its badge."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

OUTCOMES = {
    "met": (pgettext_lazy("rule", "met"), "good"),
    "not_met": (pgettext_lazy("rule", "not met"), "neutral"),
    "undecided": (gettext_lazy("undecided"), "warn"),
}
