"""Records that are entered together are the same as if each were entered by itself, for a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.assignments.models import Assignment
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Access, Party, Record, SearchText, Version
from baicheng.server.registers.parties import snapshot
from baicheng.server.registers.services import Given, create_record, create_records
from baicheng.server.registers.services.keeping import chain_of
from baicheng.server.registers.verification import verify_records
from tests.server.registers.conftest import NOW, Drill

TASKS = "drill.tasks"
LATER = NOW + timedelta(hours=1)


def given(drill: Drill, count: int, **more: Any) -> list[Given]:
    """So many tasks, each of two units with a day of its own."""
    parties = [("lead", drill.bureau), ("lead", drill.other)]
    return [
        Given(
            TASKS,
            {"content": f"任务{number}", "due_on": f"2019-06-{number + 1:02d}", **more},
            parties,
            drill.office,
            LATER,
        )
        for number in range(count)
    ]


def kept(records: Sequence[Record]) -> list[dict[str, Any]]:
    """All that is kept of records, without what counts on from one to the next."""
    found = []
    for record in Record.objects.filter(pk__in=[one.pk for one in records]).order_by("pk"):
        (version,) = Version.objects.filter(record=record)
        rows = Assignment.objects.filter(about_kind=KIND, about_id=record.pk).order_by("name", "bearer")
        events = Event.objects.filter(chain=chain_of(record)).order_by("number")
        own = {"_state", "id", "number", "record_id"}
        found.append(
            {
                "record": {name: value for name, value in vars(record).items() if name not in own},
                "version": {name: value for name, value in vars(version).items() if name not in own},
                "parties": snapshot(Party.objects.filter(record=record)),
                "order": list(
                    Party.objects.filter(record=record).order_by("order").values_list("subject", flat=True)
                ),
                "words": SearchText.objects.get(record=record).pairs.count("任务"),
                "access": sorted(
                    Access.objects.filter(record=record).values_list(
                        "subject", "as_superior", "role", "state", "due_order"
                    )
                ),
                "assignments": [
                    (
                        row.name,
                        row.bearer_id,
                        row.title,
                        row.rule,
                        row.due_at,
                        sorted(row.recipients.values_list("pk", flat=True)),
                    )
                    for row in rows
                ],
                "events": [
                    (
                        event.verb,
                        event.held_at,
                        event.reason,
                        {path for path, (old, new) in event.changes.items() if old != new},
                        set(event.context),
                    )
                    for event in events
                ],
            }
        )
    return found


def test_records_entered_together_are_those_that_would_be_entered_one_by_one(drill: Drill) -> None:
    wanted = given(drill, 3)
    single = [
        create_record(
            register_id=TASKS,
            values=one.values,
            parties=one.parties,
            user=drill.office,
            at=LATER,
            reason="表",
        )
        for one in wanted
    ]

    together = create_records(TASKS, wanted, user=drill.office, at=LATER, reason="表")

    for one, other in zip(kept(together), kept(single), strict=True):
        for what in one:
            assert one[what] == other[what], what
    numbers = [int(one.number.rpartition("-")[2]) for one in (*single, *together)]
    assert numbers == list(range(numbers[0], numbers[0] + 6))
    assert list(verify_records()) == []
    assert not verify().faults


def test_where_one_is_refused_none_is_entered(drill: Drill) -> None:
    events = Event.objects.count()

    with pytest.raises(ValidationError):
        create_records(TASKS, [*given(drill, 2), *given(drill, 1, content="")], user=drill.office, at=LATER)

    assert not Record.objects.exists()
    assert Event.objects.count() == events


def test_more_records_take_no_more_statements(drill: Drill) -> None:
    create_records(TASKS, given(drill, 2), user=drill.office, at=LATER)
    with CaptureQueriesContext(connection) as few:
        create_records(TASKS, given(drill, 3), user=drill.office, at=LATER)
    with CaptureQueriesContext(connection) as many:
        create_records(TASKS, given(drill, 12), user=drill.office, at=LATER)

    assert len(many) <= len(few) + 9 * _ASKED_OF_EACH


#: What rights and rules ask of each record.
_ASKED_OF_EACH = 6
