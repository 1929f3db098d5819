"""How the reports of several units on one task add up (汇总): shown, never decided by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from baicheng.server.assignments.models import VOID, Assignment
from baicheng.server.duties.models import Report, ReportedValue
from baicheng.server.duties.opened import of_duties
from baicheng.server.duties.reporting import LEAD, report_book, targets_of
from baicheng.server.editions.queries import programme_of
from baicheng.server.indicators.models import Target
from baicheng.server.orgs.queries import names
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import consolidator


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit reported of a target; ``value`` is ``None`` while it has not.

    ``subset``: of an “of which” (其中) that the unit has; it is shown and never added up.
    """

    subject: int
    name: str
    value: Decimal | None
    subset: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """A target: what the consolidating unit states, beside what the other units reported.

    ``total`` is the sum of the parts that are there; ``None`` where the indicator does not add up or no part
    is there. ``difference`` is stated − total, ``None`` where one of them is missing or parts are missing.
    Unless the consolidating unit reports a part of its own (``complete``), the difference is what it did
    itself.
    """

    target: Target
    stated: Decimal | None
    parts: Sequence[Part]
    complete: bool
    total: Decimal | None
    difference: Decimal | None

    @property
    def missing(self) -> list[str]:
        """The names of the units whose part is not there."""
        return [part.name for part in self.parts if part.value is None]

    @property
    def differs(self) -> bool:
        """Whether stated value and parts contradict each other: unequal, or the parts more than the whole."""
        return self.difference is not None and (
            self.difference < 0 or (self.complete and self.difference != 0)
        )


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A task in one period: who has sent a report, who has not, and each target."""

    period: str
    consolidator: int | None
    sent: Sequence[str]
    missing: Sequence[str]
    wholes: Sequence[Whole]


def periods_of(task: Record) -> list[str]:
    """The periods on which reports about a task are or were asked for, the oldest first."""
    rows = _asked(task).exclude(rule__period=None).order_by("due_at", "pk")
    return list(dict.fromkeys(str(label) for label in rows.values_list("rule__period", flat=True)))


def consolidation(task: Record, period: str, on: date) -> Consolidated:
    """The reports on a task for a period, side by side."""
    asked = set(_asked(task).filter(rule__period=period).values_list("bearer", flat=True)) - {None}
    reports = {report.subject_id: report for report in _sent(task, period)}
    units = sorted({int(one) for one in asked if one is not None} | reports.keys())
    called = names(units, on, short=True)
    lead = consolidator(task, LEAD, on)
    values = _values(reports.values())
    wholes, shares = targets_of(task)
    return Consolidated(
        period=period,
        consolidator=lead,
        sent=[called[unit] for unit in units if unit in reports],
        missing=[called[unit] for unit in units if unit not in reports],
        wholes=[_whole(whole, shares, lead, units, called, values) for whole in wholes],
    )


def _asked(task: Record) -> QuerySet[Assignment]:
    """What asks for reports on a task."""
    reports = report_book(programme_of(task.register)).book.register.register_
    rows = of_duties().filter(about_kind=KIND, about_id=task.pk, rule__demand__record=reports)
    return rows.exclude(outcome__in=VOID)


def _sent(task: Record, period: str) -> list[Report]:
    """The reports that were sent for a period; of one unit's several the last."""
    rows = Report.objects.filter(task=task, sent_at__isnull=False, assignment__rule__period=period)
    return list(rows.order_by("sent_at", "pk"))


def _values(reports: Iterable[Report]) -> dict[tuple[int, int], Decimal]:
    """What was reported, by unit and target."""
    rows = ReportedValue.objects.filter(report__in=[report.pk for report in reports])
    return {
        (subject, target): value
        for subject, target, value in rows.values_list("report__subject", "target", "value")
    }


def _whole(
    whole: Target,
    shares: Sequence[Target],
    lead: int | None,
    units: Sequence[int],
    called: Mapping[int, str],
    values: Mapping[tuple[int, int], Decimal],
) -> Whole:
    of_it = [share for share in shares if share.parent_id == whole.pk]
    own = {share.subject_id: share for share in sorted(of_it, key=lambda share: not share.subset)}
    bearers = _bearers(whole)
    parts = [
        Part(
            unit,
            called[unit],
            values.get((unit, own[unit].pk if unit in own else whole.pk)),
            subset=unit in own and own[unit].subset,
        )
        for unit in units
        if whole.subject_id is None and (unit in own or (unit != lead and (not bearers or unit in bearers)))
    ]
    stated = values.get((lead, whole.pk)) if lead is not None else None
    added = [part for part in parts if not part.subset]
    there = [part.value for part in added if part.value is not None]
    total = sum(there, Decimal(0)) if there and whole.indicator.over_subjects == "sum" else None
    all_there = len(there) == len(parts)  # with a subset, parts are missing: what is beside it, nobody says
    difference = stated - total if stated is not None and total is not None and all_there else None
    complete = any(part.subject == lead for part in added) or bool(bearers and lead not in bearers)
    return Whole(whole, stated, parts, complete, total, difference)


def _bearers(whole: Target) -> frozenset[int]:
    """Who bears the part of the task in which a target stands; nobody named: all."""
    return frozenset(one.pk for one in whole.part.bearers.all()) if whole.part else frozenset()
