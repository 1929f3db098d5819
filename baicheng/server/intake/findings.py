"""What keeps a draft from being issued, or deserves a second look (提示)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baicheng.reading.model import Role
from baicheng.server.intake.drafts import Draft
from baicheng.server.intake.portions import misfits


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at; with ``blocks`` the task cannot be issued before it is settled."""

    code: str
    text: str | Promise
    blocks: bool = False
    field: str = ""


def findings(draft: Draft, issued_on: date | None) -> list[Finding]:
    """The findings of a draft as it stands, those that block issuing first."""
    found = [*_of_parties(draft), *_of_parts(draft, issued_on)]
    found += [Finding(one.code, one.text, field=f"parts.{one.number}") for one in misfits(draft)]
    return sorted(found, key=lambda finding: not finding.blocks)


def _of_parties(draft: Draft) -> Iterator[Finding]:
    units = [party for party in draft.parties if party.role is not Role.SUPERVISOR]
    if not units:
        yield Finding(
            "no_unit", _("No unit is named. Give the task a unit before it is issued."), True, "parties"
        )
    elif not draft.of_role(Role.LEAD):
        yield Finding("no_lead", _("No lead unit is named, only others."), field="parties")
    for number, party in enumerate(draft.parties):
        if party.subject is None:
            text = _("“%(name)s” is not in the directory.") % {"name": party.name}
            yield Finding("unknown_unit", text, party.role is not Role.SUPERVISOR, f"parties.{number}")
    leads = draft.of_role(Role.LEAD)
    if len(leads) > 1 and sum(party.consolidates for party in leads) != 1:
        yield Finding(
            "no_consolidator", _("Joint leads: say which of them consolidates the reports."), True, "parties"
        )


def _of_parts(draft: Draft, issued_on: date | None) -> Iterator[Finding]:
    due_days = [part.due_on for part in draft.parts if part.due_on]
    if not due_days:
        yield Finding("no_deadline", _("No deadline is stated."), field="parts")
    if not any(part.target for part in draft.parts):
        yield Finding("no_target", _("No measurable target is stated."), field="parts")
    if issued_on and any(day < issued_on for day in due_days):
        yield Finding("early_deadline", _("A deadline lies before the document's own date."), field="parts")
