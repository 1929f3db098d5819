"""Which local values there can be, and what fits each (本地取值)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.clock import OfficeHours
from baicheng.packs.local_values import OFFICE, fits, settable
from baicheng.server.editions.queries import INSTALLATION, NotInstalled, pack
from baicheng.server.orgs.models import Subject, SubjectKind

#: What can be the office of a programme.
_OFFICES = (SubjectKind.UNIT, SubjectKind.BODY)


def refuse_unfit(programme: str, path: str, value: Any) -> None:
    """Check that a path exists and that the value fits it.

    Raises:
        ValidationError: naming the paths there are, or what a value of this one looks like.
    """
    if programme == INSTALLATION:
        check = _CALENDAR.get(path)
        if check is None:
            raise _unknown(path, _CALENDAR)
    else:
        check = _of_pack(programme, path)
    try:
        fits = check(value)
    except (ValueError, TypeError, AttributeError, KeyError):
        fits = False
    if not fits:
        raise ValidationError({"value": _("This value does not fit %(path)s.") % {"path": path}})


def _of_pack(programme: str, path: str) -> Callable[[Any], bool]:
    try:
        found = pack(programme)
    except NotInstalled as error:
        raise ValidationError({"pack": str(error)}) from error
    paths = settable(found)
    if path not in paths:
        raise _unknown(path, paths)
    return _is_office if path == OFFICE else partial(fits, found, path)


def _unknown(path: str, known: Iterable[str]) -> ValidationError:
    names = ", ".join(sorted(known))
    return ValidationError(
        {"path": _("There is no value %(path)s; there are: %(names)s.") % {"path": path, "names": names}}
    )


def _is_office(value: Any) -> bool:
    return Subject.objects.filter(pk=value, kind__in=_OFFICES).exists()


#: An arrangement of holidays begins at the turn of the year and ends at the next.
_AROUND = timedelta(days=31)


def _is_days(value: Any) -> bool:
    return bool(value) and all(
        isinstance(date.fromisoformat(day), date) and isinstance(worked, bool)
        for day, worked in value.items()
    )


def _is_office_hours(value: Any) -> bool:
    return bool(OfficeHours.parse(value).spans)


def _is_year(value: Any) -> bool:
    year = value["year"]
    if value.keys() != {"year", "days"} or not isinstance(year, int) or not 1949 <= year <= 2200:
        return False
    first, last = date(year, 1, 1) - _AROUND, date(year, 12, 31) + _AROUND
    return _is_days(value["days"]) and all(first <= date.fromisoformat(day) <= last for day in value["days"])


_CALENDAR: dict[str, Callable[[Any], bool]] = {
    "calendar.days": _is_days,
    "calendar.office_hours": _is_office_hours,
    "calendar.year": _is_year,
}
