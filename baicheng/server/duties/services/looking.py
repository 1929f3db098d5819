"""Looking at what is owed and what is there (核对), before anything is held.

What is found holds for as long as nothing was recorded of the things that were looked at. So it is found while
others write, and whoever then holds those things looks again only if somebody came first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from baicheng.clock import WorkCalendar
from baicheng.flows.duties import owed
from baicheng.flows.duty_items import Owed
from baicheng.flows.reconciliation import Changes, reconcile
from baicheng.server.assignments.models import Outcome
from baicheng.server.assignments.services import Planned
from baicheng.server.duties.items import Batch, Question
from baicheng.server.duties.models import Duty
from baicheng.server.duties.opened import Opened, opened_for, planned
from baicheng.server.history.among import among
from baicheng.server.history.models import Head
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.moments import moment_of
from baicheng.server.registers.services.due_moments import Changed, foresee
from baicheng.server.registers.standing import Opening

#: A due day can lie so far from the day that the schedule names.
_MARGIN = timedelta(days=62)
#: As far back as one question reaches: for what is owed without a due time.
_LONGEST = timedelta(days=3600)


class Marks(NamedTuple):
    """What changes with whatever is recorded of some things: how their chains end, and what stands beside those."""

    ends: Mapping[str, str]
    versions: int = 0
    lagging: Mapping[int, datetime | None] = MappingProxyType({})


class Look(NamedTuple):
    """What was found about a part.

    ``marks`` change with whatever is recorded of its things, and were read first of all; ``at`` is the moment of the
    change. ``slots`` names what is owed, ``rows`` what is there of it, of which some is ``kept`` and some was
    ``withdrawn``; ``changes`` turns the one into the other. ``fresh`` is to be opened and never was; ``foreseen``
    is what follows of that for the records.
    """

    marks: Marks
    at: datetime
    batch: Batch
    slots: Collection[str]
    rows: Sequence[Opened]
    kept: Mapping[str, Opened]
    withdrawn: Mapping[str, Opened]
    changes: Changes
    fresh: Sequence[Planned]
    foreseen: Sequence[Changed]

    @property
    def begun(self) -> Set[str]:
        """The chains of its things that have begun."""
        return self.marks.ends.keys()


def look(question: Question, part: Sequence[int], at: datetime, days: WorkCalendar) -> Look:
    """Reckon what is owed for a part, and compare it with what is there; changes nothing.

    Args:
        at: the moment of the run; what is found carries that of the change, see ``moment_of``.
    """
    # A run takes its time, and finds records that were changed since it began.
    marks, at = _marks(question, part), moment_of(part if question.kind == KIND else (), at)
    batch, duty = question.batch(part), question.duty
    rows = opened_for(duty, batch)
    owing = wanted(question, batch, days, {row.slot for row in rows})
    slots = {one.slot for one in owing}
    looked_at = [row for row in rows if row.slot in slots or is_within(question, row)]
    withdrawn = {row.owed_key(duty): row for row in looked_at if row.outcome == Outcome.LAPSED}
    kept = {
        row.owed_key(duty): row
        for row in looked_at
        if row.outcome != Outcome.LAPSED and not row.was_handed_on
    }
    changes = reconcile(owing, [row.kept(duty) for row in kept.values()])
    fresh = planned(question, batch, (one for one in changes.open if one.key not in withdrawn), at)
    foreseen = _foreseen(fresh) if batch.kind == KIND and fresh else ()
    return Look(marks, at, batch, slots, looked_at, kept, withdrawn, changes, fresh, foreseen)


def is_so(found: Look, question: Question, part: Sequence[int]) -> bool:
    """Whether what was found is still so, of things that are held now."""
    return found.marks == _marks(question, part)


def _marks(question: Question, part: Sequence[int]) -> Marks:
    """The marks of some things now.

    All that is done about a thing stands in its chain; what is derived anew of records, in their versions; the
    lag of a target in the record alone.
    """
    heads = Head.objects.filter(among("chain", [f"{question.kind}:{key}" for key in part]))
    ends = dict(heads.values_list("chain", "digest"))
    if question.kind != KIND:
        return Marks(ends)
    # Versions are counted: for the last of them PostgreSQL would look through all that came later of other records.
    versions = Version.objects.filter(among("record_id", part)).count()
    lagging = Record.objects.filter(among("id", part), target_lags_at__isnull=False)
    return Marks(ends, versions, dict(lagging.values_list("pk", "target_lags_at")))


def _foreseen(fresh: Sequence[Planned]) -> Sequence[Changed]:
    opening = [Opening(one.about[1], one.bearer, one.name, one.due_at) for one in fresh]
    return foresee({one.about_id for one in opening}, opening)


def wanted(question: Question, batch: Batch, days: WorkCalendar, known: set[str]) -> list[Owed]:
    """What is owed in the span; of what lies beyond only what was opened already."""
    since, until, ended = question.since, question.until, question.duty.ended_on
    untimed = any(terms.when.not_stated for terms in question.form.terms())
    first = until - _LONGEST if untimed else since - _MARGIN
    found = owed(question.form, batch.items, days, first, until + _MARGIN, question.lasting())
    return [
        one
        for one in found
        if _is_meant(question.duty, one)
        and (one.due_on is None or since <= one.due_on < until or one.slot in known)
        and (ended is None or (one.due_on is not None and one.due_on < ended))
    ]


def _is_meant(duty: Duty, one: Owed) -> bool:
    """Whether it is to be looked at: a plan asks each role for reports, and not every task has every role.

    What fell due before another edition named others is settled, also where it is still open.
    """
    settled = duty.settled_until is not None and one.due_on is not None and one.due_on < duty.settled_until
    return not settled and (one.bearer is not None or duty.document_id is None)


def is_within(question: Question, row: Opened) -> bool:
    """Whether what was opened fell due in the span that still matters."""
    stated = row.rule.get("due_on")
    return stated is None or question.since <= date.fromisoformat(stated) < question.until
