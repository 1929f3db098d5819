"""Versions in four times, compared with a plain list of facts."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baicheng.server.registers import versions
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.queries import Past, as_of
from tests.server.registers.conftest import NOW, Drill

FIELDS = ("a", "b", "c")


class Fact(NamedTuple):
    """From ``held`` on a field has a value, as known from ``recorded`` on (both in hours)."""

    field: str
    value: int | None
    held: int
    recorded: int


def hour(count: int) -> datetime:
    return NOW + timedelta(hours=count)


facts = st.lists(
    st.tuples(st.sampled_from(FIELDS), st.none() | st.integers(0, 3), st.integers(0, 8)), max_size=8
)


def brute_force(stated: list[Fact], held: int, known: int) -> dict[str, int]:
    """Of all facts that were known and had begun, the one that began last counts; of those the last told."""
    found: dict[str, int] = {}
    for field in FIELDS:
        mine = [
            fact for fact in stated if fact.field == field and fact.held <= held and fact.recorded <= known
        ]
        if mine and (value := max(mine, key=lambda fact: (fact.held, fact.recorded)).value) is not None:
            found[field] = value
    return found


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=facts)
def test_every_state_as_known_at_every_moment_is_that_of_the_facts(
    db: None, told: list[tuple[str, int | None, int]]
) -> None:
    record = Record.objects.create(
        register="x.y", number=str(Record.objects.count()), title="t", opened_at=hour(0), fields={}
    )
    versions.begin(record, since=hour(0), at=hour(10))
    stated: list[Fact] = []
    for number, (field, value, held) in enumerate(told):
        recorded = 11 + number
        versions.state_facts(
            record,
            {f"fields.{field}": value},
            held_at=hour(held),
            at=hour(recorded),
            recompute=lambda fields: fields,
        )
        stated.append(Fact(field, value, held, recorded))

    for known in range(10, 11 + len(told)):
        for held in range(10):
            (version,) = as_of(record, Past(hour(held), hour(known)))
            assert version.fields == brute_force(stated, held, known)
    _follow_each_other(record)


def _follow_each_other(record: Record) -> None:
    known = list(Version.objects.filter(record=record, superseded_at=None).order_by("since"))
    assert known[0].since == hour(0)
    assert known[-1].until is None
    assert all(one.until == other.since for one, other in pairwise(known))


def test_what_the_record_is_now_is_its_last_version(drill: Drill) -> None:
    task = drill.task()
    stated: dict[str, Any] = {"title": "甲"}
    last = versions.state_facts(task, stated, held_at=NOW, at=hour(1), recompute=partial(dict))

    assert last.until is None
    assert last.title == "甲"
    assert Version.objects.filter(record=task, superseded_at=None).get() == last


def test_a_record_that_was_not_yet_open_was_nothing(drill: Drill) -> None:
    task = drill.task()

    assert not as_of(task, Past(hour(-1), hour(5))).exists()
    assert not as_of("drill.tasks", Past(hour(1), hour(-1))).exists()
    assert [version.record_id for version in as_of("drill.tasks", Past(hour(1), hour(1)))] == [task.pk]
