"""What roles, comparisons and measures are called on pages (用语)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baicheng.reading.model import Measure, Op, Portion, Role

Word = str | Promise

ROLES: dict[Role, Word] = {
    Role.LEAD: _("lead unit"),
    Role.RESPONSIBLE: _("responsible unit"),
    Role.SUPPORTING: _("supporting unit"),
    Role.IMPLEMENTING: _("implementing unit"),
    Role.SUPERVISOR: _("leader in charge"),
}
OPS: dict[Op, Word] = {
    Op.AT_LEAST: _("at least"),
    Op.AT_MOST: _("at most"),
    Op.EQUAL: _("exactly"),
    Op.ABOVE: _("more than"),
    Op.BELOW: _("less than"),
}
MEASURES: dict[Measure, Word] = {
    Measure.LEVEL: _("the level reached"),
    Measure.GROWTH: _("growth"),
    Measure.DECLINE: _("decline"),
    Measure.TOTAL: _("total so far"),
}
PORTIONS: dict[Portion, Word] = {
    Portion.WHOLE: _("nothing else: it stands by itself"),
    Portion.SHARE: _("a share: the shares make up the whole"),
    Portion.SUBSET: _("an “of which”: never added up"),
}
#: How a suggestion was found.
HOWS: dict[str, Word] = {
    "official": _("official name"),
    "short": _("short name"),
    "alias": _("alias"),
    "former": pgettext_lazy("name of a unit", "former name"),
    "successor": pgettext_lazy("unit", "successor"),
    "similar": pgettext_lazy("name of a unit", "similar"),
}
#: Rows of a draft, each with its number.
_ROWS: dict[str, Word] = {"parties": _("Unit %(number)s"), "parts": _("Part %(number)s")}
_FIELDS: dict[str, Word] = {
    "title": _("Title"),
    "text": _("Text"),
    "name": _("Name in the document"),
    "role": _("Role"),
    "subject": _("Unit in the directory"),
    "other": _("Another unit of the directory"),
    "due_on": _("Deadline"),
    "bearers": _("Borne by"),
    "indicator": _("Indicator"),
    "op": _("Comparison"),
    "value": _("Target value"),
    "upper": _("Upper end of a range"),
    "unit": _("Unit of measure"),
    "scope": _("Place or kind it is for"),
    "measure": _("The value measures"),
    "portion": _("Part of the target before it"),
    "parties": _("Units"),
    "parts": _("Parts, deadlines, targets"),
}


def titled(path: str) -> str:
    """What the field at a path of a draft's values is called; the path itself where it has no name."""
    steps = path.split(".")
    name = str(_FIELDS.get(steps[-1], steps[-1]))
    if len(steps) > 1 and steps[0] in _ROWS and steps[1].isdecimal():
        row = str(_ROWS[steps[0]]) % {"number": int(steps[1]) + 1}
        return row if len(steps) == 2 else f"{row} {name}"
    return name
