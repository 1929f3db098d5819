"""What belongs to records beside their fields (目标、分项、附件、状态日期), as it stands in a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.urls import reverse

from baicheng.clock.instants import china_date
from baicheng.server.history.models import Event
from baicheng.server.indicators.models import Op
from baicheng.server.indicators.models import Target as Goal
from baicheng.server.registers.books import Book, holds_tasks
from baicheng.server.registers.models import Attachment, Part, Party, Record
from baicheng.server.registers.services.keeping import chain_of
from baicheng.server.sheets.columns import CONSOLIDATES, PARTS, SINCE, TARGETS, consolidating_role
from baicheng.server.sheets.lines import PartLine, TargetLine, part_said, target_said

_AT_ONCE = 500
#: The events that state in which state a record is.
_STATING = ("created", "moved", "taken_over")

Lines = Mapping[tuple[int, str], Sequence[str]]


def lines_of(book: Book, records: Sequence[Record], parties: Mapping[int, Sequence[Party]]) -> Lines:
    """The lines of a record in a column, by its id and the column's name."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for start in range(0, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        if holds_tasks(book):
            _add(found, TARGETS, _targets(some))
            _add(found, PARTS, _parts(some))
        for file in Attachment.objects.filter(record__in=some, removed_at=None).order_by("pk"):
            address = settings.SITE_ADDRESS + reverse("registers:file", args=[file.pk])
            found[file.record_id, file.field].append(f"{file.file_name} {address}")
        if book.process is not None and book.process.flow.taken_over:
            for pk, since in _standing_since(some).items():
                found[pk, SINCE].append(since)
    role = consolidating_role(book)
    for record in records:
        for party in parties.get(record.pk, ()):
            if party.consolidates and party.role == role:
                found[record.pk, CONSOLIDATES].append(party.subject.name)
    return found


def _add(found: dict[tuple[int, str], list[str]], name: str, lines: Iterable[tuple[int, str]]) -> None:
    for record, line in lines:
        found[record, name].append(line)


def _targets(records: Sequence[Record]) -> Iterator[tuple[int, str]]:
    """The targets of records, each whole with its shares behind it."""
    goals = Goal.objects.filter(record__in=records, superseded_by=None).exclude(chosen=False)
    listed = list(goals.select_related("indicator", "subject").order_by("pk"))
    shares: dict[int, list[Goal]] = defaultdict(list)
    there = {goal.pk for goal in listed}
    for goal in listed:
        if goal.parent_id in there:
            shares[goal.parent_id or 0].append(goal)
    for goal in listed:
        if goal.parent_id not in there:
            yield from _with_shares(goal, shares)


def _with_shares(goal: Goal, shares: Mapping[int, Sequence[Goal]]) -> Iterator[tuple[int, str]]:
    yield goal.record_id or 0, target_said(_line(goal))
    for share in shares.get(goal.pk, ()):
        yield from _with_shares(share, shares)


def _line(goal: Goal) -> TargetLine:
    since, until = goal.period_since, goal.period_until
    return TargetLine(
        str(goal.indicator.title.get("zh", "")),
        Op(goal.op),
        goal.value,
        goal.unit,
        goal.whose,
        (since, until) if since and until else None,
        goal.due_on,
        goal.parent_id is not None and not goal.subset,
        goal.subset,
    )


def _parts(records: Sequence[Record]) -> Iterator[tuple[int, str]]:
    for part in (
        Part.objects.filter(record__in=records).prefetch_related("bearers").order_by("record", "order")
    ):
        bearers = tuple(one.name for one in part.bearers.all())
        yield part.record_id, part_said(PartLine(part.text, bearers, part.due_on))


def _standing_since(records: Sequence[Record]) -> dict[int, str]:
    """Since which day each record is in its state, by its id."""
    chains = {chain_of(record): record.pk for record in records}
    verbs = [f"registers.record.{verb}" for verb in _STATING]
    events = Event.objects.filter(chain__in=list(chains), verb__in=verbs).order_by("chain", "number")
    found: dict[int, str] = {}
    for chain, verb, held_at, changes in events.values_list("chain", "verb", "held_at", "changes"):
        if "state" in changes or verb == verbs[-1]:
            found[chains[chain]] = china_date(held_at).isoformat()
    return found
