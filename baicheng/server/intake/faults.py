"""What is wrong with a value, in the words of whoever typed it; pydantic speaks English and of types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: By pydantic's name of the fault.
_FAULTS: dict[str, str | Promise] = {
    "missing": gettext_lazy("This must be filled in."),
    "string_too_short": gettext_lazy("This must be filled in."),
    "extra_forbidden": gettext_lazy("A task has no such field."),
    "enum": gettext_lazy("Choose one of the list."),
    "literal_error": gettext_lazy("Choose one of the list."),
    "date_parsing": gettext_lazy("There is no such day. Write it like 2026-06-30."),
    "date_from_datetime_parsing": gettext_lazy("There is no such day. Write it like 2026-06-30."),
    "date_from_datetime_inexact": gettext_lazy("There is no such day. Write it like 2026-06-30."),
    "date_type": gettext_lazy("There is no such day. Write it like 2026-06-30."),
    "decimal_parsing": gettext_lazy("This is no number. Write it in digits, like 1250.5."),
    "decimal_type": gettext_lazy("This is no number. Write it in digits, like 1250.5."),
    "finite_number": gettext_lazy("This is no number. Write it in digits, like 1250.5."),
    "decimal_max_places": gettext_lazy("At most six decimal places are kept."),
    "decimal_max_digits": gettext_lazy("The number is too long: at most 20 digits."),
    "decimal_whole_digits": gettext_lazy("The number is too long: at most 20 digits."),
    "int_parsing": gettext_lazy("Choose one of the list."),
    "int_type": gettext_lazy("Choose one of the list."),
}


def said(fault: Mapping[str, Any]) -> str:
    """One of ``ValidationError.errors()`` in a sentence that says what to do."""
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "string_too_long":
        return _("Too long: at most %(most)s characters.") % {"most": context["max_length"]}
    if kind == "too_long":
        return _("Too many: at most %(most)s.") % {"most": context["max_length"]}
    return str(_FAULTS.get(kind, _("This does not fit here.")))


def by_field(faults: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Each fault's sentence by the path of its field, such as ``parts.0.due_on``."""
    return {".".join(map(str, fault["loc"])): said(fault) for fault in faults}
