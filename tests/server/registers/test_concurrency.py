"""Two at once: numbers, edits and answers on a database with real concurrency."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import translation

from baicheng.server.assignments.models import Assignment
from baicheng.server.history.verification import verify
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.services import creating, edit_record, move
from tests.server.registers.conftest import NOW, Drill, days

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def real_concurrency(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("transactional_db")
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other")


def at_once(work: Callable[[int], Any], times: int) -> list[Any]:
    """What each of several threads gave, or the error that it ran into."""

    def one(number: int) -> Any:
        try:
            with translation.override("en"):
                return work(number)
        except Exception as error:  # noqa: BLE001 - the test looks at whatever it was
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_twenty_writers_get_twenty_numbers_without_gap(transactional_db: None, drill: Drill) -> None:
    made = at_once(lambda _: drill.task().number, 20)

    assert sorted(made) == [f"2019-{number:03d}" for number in range(1, 21)]


def test_what_is_rolled_back_leaves_no_gap(
    transactional_db: None, drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_step = creating.write_access

    def fails_late(record: Record, *arguments: Any) -> None:
        if record.fields["content"] == "坏":
            raise ValidationError("after its number was taken")
        last_step(record, *arguments)

    monkeypatch.setattr(creating, "write_access", fails_late)

    made = at_once(lambda number: drill.task(values={"content": "坏" if number % 2 else "好"}), 12)

    numbers = sorted(task.number for task in made if isinstance(task, Record))
    assert numbers == [f"2019-{number:03d}" for number in range(1, 7)]
    assert sum(isinstance(error, ValidationError) for error in made) == 6


def test_of_two_edits_of_one_revision_one_is_told(transactional_db: None, drill: Drill) -> None:
    task = drill.task()

    made = at_once(
        lambda number: edit_record(
            task, {"progress": number}, user=drill.office, at=days(1), revision=task.revision, reason="更正"
        ),
        6,
    )

    assert sum(isinstance(one, Record) for one in made) == 1
    stale = [one for one in made if isinstance(one, ValidationError)]
    assert [error.error_list[0].code for error in stale] == ["stale"] * 5
    assert Version.objects.filter(record=task, superseded_at=None, until=None).count() == 1
    assert not verify().faults


def test_a_move_made_by_two_is_made_once(transactional_db: None, drill: Drill) -> None:
    task = drill.task()

    made = at_once(lambda _: move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision), 5)

    assert sum(not isinstance(one, Exception) for one in made) == 1
    assert Assignment.objects.filter(about_kind=KIND, about_id=task.pk, name="deliver").count() == 1
