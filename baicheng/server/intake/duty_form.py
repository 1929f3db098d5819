"""A report duty (报送要求) as a person sees and corrects it while reviewing an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, get_args

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from baicheng.clock import Schedule, WorkCalendar
from baicheng.clock.dates import find_dates
from baicheng.server.assignments.calendars import calendar
from baicheng.server.documents.models import Document
from baicheng.server.duties.plan_calendar import (
    PlanDuty,
    ReportingRole,
    UnfitDuty,
    completed,
    plan_duty_from,
)
from baicheng.server.intake.duty_drafts import duty_findings
from baicheng.server.intake.faults import by_field
from baicheng.server.intake.findings import Finding
from baicheng.server.intake.models import Decision, DraftDuty, Import
from baicheng.server.intake.words import ROLES
from baicheng.server.orgs.models import Subject

#: So many days on which it is due are shown.
_DAYS_SHOWN = 4
_ROLES = frozenset(get_args(ReportingRole))
#: Of which period a report tells.
COVERS: dict[str, str | Promise] = {
    "": gettext_lazy("as the words say"),
    "previous": gettext_lazy("the period before"),
    "this": gettext_lazy("the period it is due in"),
}
_TYPED = ("what", "reporter", "recipient", "schedule")


@dataclass(frozen=True)
class DutyCard:
    """A draft of a report duty with what follows from it; ``typed`` and ``errors`` where it was refused."""

    row: DraftDuty
    duty: PlanDuty
    findings: list[Finding]
    days: list[date]
    units: list[Subject]
    recipients: list[Subject]
    typed: Mapping[str, str]
    errors: Mapping[str, str]

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def decision(self) -> str:
        return self.row.decision

    @property
    def title(self) -> str:
        return self.duty.what or self.duty.text[:60]

    @property
    def is_rejected(self) -> bool:
        return self.row.decision == Decision.REJECTED

    @property
    def span(self) -> str:
        return f"{self.duty.span[0]}-{self.duty.span[1]}" if self.duty.span else ""

    @property
    def values(self) -> dict[str, str]:
        """What its fields hold."""
        return {name: self.typed.get(name, getattr(self.duty, name)) for name in (*_TYPED, "covers")}

    @cached_property
    def roles(self) -> list[tuple[str, Any, bool]]:
        """The roles that can report: name, word, whether they do."""
        return [
            (role.value, word, role.value in self.duty.roles)
            for role, word in ROLES.items()
            if role in _ROLES
        ]

    @property
    def covers(self) -> dict[str, str | Promise]:
        return COVERS


def duty_cards(intake: Import) -> list[DutyCard]:
    """The cards of all report duties of an import."""
    rows = list(intake.duties.order_by("order"))
    stated = [plan_duty_from(row.values) for row in rows]
    known = Subject.objects.in_bulk({pk for duty in stated for pk in (*duty.units, *duty.recipients)})
    days = calendar() if rows else None
    return [_card(row, duty, intake.document, known, days) for row, duty in zip(rows, stated, strict=True)]


def duty_card(
    intake: Import,
    row: DraftDuty,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> DutyCard:
    """The card of one report duty, with what was typed and is wrong with it."""
    duty = plan_duty_from(row.values)
    known = Subject.objects.in_bulk({*duty.units, *duty.recipients})
    return _card(row, duty, intake.document, known, calendar(), typed or {}, errors or {})


def _card(
    row: DraftDuty,
    duty: PlanDuty,
    document: Document,
    known: Mapping[int, Subject],
    days: WorkCalendar | None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> DutyCard:
    return DutyCard(
        row=row,
        duty=duty,
        findings=duty_findings(duty),
        days=days_due(duty, document, days),
        units=_named(duty.units, known),
        recipients=_named(duty.recipients, known),
        typed=typed or {},
        errors=errors or {},
    )


def _named(wanted: Iterable[int], known: Mapping[int, Subject]) -> list[Subject]:
    return [known[pk] for pk in wanted if pk in known]


def days_due(duty: PlanDuty, document: Document, days: WorkCalendar | None) -> list[date]:
    """The first days on which it is due after the document was issued; none while that is not clear."""
    if duty.when is None:
        return []
    since = document.issued_on or date(document.plan_year or 2000, 1, 1)
    when = {key: value for key, value in duty.when.items() if key not in ("covers", "cut_off")}
    with suppress(ValueError):
        found = Schedule.from_dict(when).occurrences(since, since + timedelta(days=550), days)
        return [occurrence.due.on for occurrence in found[:_DAYS_SHOWN]]
    return []


def typed_of(post: QueryDict) -> dict[str, str]:
    """What a page sent of a report duty, as it was typed."""
    return {name: post.get(name, "").strip() for name in (*_TYPED, "covers")}


def corrected(post: QueryDict, row: DraftDuty, document: Document) -> dict[str, Any]:
    """The values of a report duty with what was typed.

    A new wording of the time is read anew; a new reporter or recipient is looked up anew by the service.
    """
    old = plan_duty_from(row.values).stored()
    typed = typed_of(post)
    values = {**old, **typed, "roles": [role for role in post.getlist("roles") if role in _ROLES]}
    if typed["reporter"] != old["reporter"]:
        values["units"] = []
    if typed["recipient"] != old["recipient"]:
        values["recipients"] = []
    if typed["schedule"] != old["schedule"]:
        values |= _timed(typed["schedule"], document)
    whole = completed(plan_duty_from(values), year=document.plan_year, issued=document.issued_on)
    return whole.stored()


def _timed(schedule: str, document: Document) -> dict[str, Any]:
    """What a wording of the time says."""
    year = document.plan_year or (document.issued_on.year if document.issued_on else 2000)
    found = []
    with suppress(ValueError):
        found = find_dates(schedule, year=year, issued=document.issued_on)
    named = [one.last for one in found if one.last is not None and one.cycle is None]
    return {
        "when": None,
        "cycle": "",
        "at": next((one.at.strftime("%H:%M") for one in found if one.at), ""),
        "dates": [day.isoformat() for day in dict.fromkeys(named)],
    }


def refused(error: UnfitDuty) -> dict[str, str]:
    """Faults of a report duty in the user's words, by field."""
    cause = error.__cause__
    faults = by_field(cause.errors()) if isinstance(cause, ValidationError) else error.errors
    if "when" in faults:
        told = _("This time is not understood. Write it like 每月5日前 or 6月30日前.")
        return {**faults, "when": told}
    return dict(faults)
