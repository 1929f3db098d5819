"""Report duties (报送要求) on their way into the calendar: read, named in the directory, corrected, judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from baicheng.clock.instants import china_date
from baicheng.reading.model import ReportDuty
from baicheng.server.documents.models import Document
from baicheng.server.duties.plan_calendar import PlanDuty, completed
from baicheng.server.intake.findings import Finding
from baicheng.server.orgs.resolution import resolve_all

#: Between two names, not inside the brackets of one: 各县（市、区）人民政府.
_BETWEEN = re.compile("[、，,；;](?![^（(]*[）)])")


def duty_draft_of(duty: ReportDuty, offset: int, document: Document, at: datetime) -> dict[str, Any]:
    """The draft of a report duty as it was read; ``offset`` is where the document begins in the read text."""
    read = PlanDuty(
        address=duty.address,
        reporter=duty.reporter[:400],
        what=duty.what[:400],
        recipient=duty.recipient[:400],
        schedule=duty.schedule[:400],
        cycle=duty.cycle,
        dates=list(duty.dates),
        at=duty.at,
        text=duty.text,
        span=(duty.span.start - offset, duty.span.end - offset),
    )
    whole = completed(read, year=document.plan_year, issued=document.issued_on)
    return name_duty(whole, document.issued_on or china_date(at)).stored()


def name_duty(duty: PlanDuty, on: date) -> PlanDuty:
    """Find reporter and recipient in the directory as it was on a day, where nobody has chosen them."""
    reporters = (
        []
        if duty.names_everybody or duty.units
        else [name for name in _BETWEEN.split(duty.reporter) if name.strip()]
    )
    recipients = [] if duty.recipients or not duty.recipient else [duty.recipient]
    found = [one.subject.pk if one.subject else None for one in resolve_all([*reporters, *recipients], on=on)]
    units, receiving = found[: len(reporters)], found[len(reporters) :]
    # Of several reporters all must be known: a list with a gap would let one of them off unseen.
    known = [unit for unit in units if unit is not None]
    return duty.model_copy(
        update={
            "units": duty.units or (known if len(known) == len(units) else []),
            "recipients": duty.recipients or [one for one in receiving if one is not None],
        }
    )


def duty_findings(duty: PlanDuty) -> list[Finding]:
    """The findings of a report duty as it stands, those that block issuing first."""
    return sorted(_findings(duty), key=lambda finding: not finding.blocks)


def _findings(duty: PlanDuty) -> Iterator[Finding]:
    if duty.when is None:
        yield Finding("no_schedule", _("It is not clear when it is due. Say so, or reject it."), True, "when")
    if not duty.names_everybody and not duty.units:
        text = _("“%(name)s” is not in the directory.") % {"name": duty.reporter}
        yield Finding("unknown_reporter", text, True, "reporter")
    if duty.recipient and not duty.recipients:
        told = _("“%(name)s” is not in the directory; the programme's office will receive the reports.")
        yield Finding("unknown_recipient", told % {"name": duty.recipient}, field="recipient")
