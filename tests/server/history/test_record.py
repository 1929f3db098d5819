"""Appending events: each is the next link of its chain."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from baicheng.server.history.actors import Actor
from baicheng.server.history.models import Event, PersonalValue
from baicheng.server.history.services import record

AT = datetime(2019, 3, 5, 1, 0, tzinfo=UTC)
CLERK = Actor("user:1", "王敏")

pytestmark = pytest.mark.django_db


def test_events_of_a_chain_are_numbered_and_each_holds_the_digest_of_the_one_before() -> None:
    first = record(chain="a:1", verb="a.b.made", actor=CLERK, at=AT, changes={"x": [None, 1]})
    record(chain="a:2", verb="a.b.made", actor=CLERK, at=AT, changes={})
    second = record(chain="a:1", verb="a.b.changed", actor=CLERK, at=AT, changes={"x": [1, 2]}, reason="错")

    assert (first.number, second.number) == (1, 2)
    assert second.previous_digest == first.digest
    assert Event.objects.filter(chain="a:1").count() == 2


def test_a_fact_that_held_earlier_keeps_both_times() -> None:
    earlier = datetime(2019, 1, 31, tzinfo=UTC)

    event = record(chain="a:1", verb="a.b.made", actor=CLERK, at=AT, held_at=earlier, changes={})

    assert (event.held_at, event.recorded_at) == (earlier, AT)


def test_a_personal_value_stays_out_of_the_chain() -> None:
    event = record(
        chain="a:1",
        verb="a.b.made",
        actor=CLERK,
        at=AT,
        changes={"phone": [None, "13800000000"]},
        personal=["phone"],
    )

    assert "13800000000" not in str(event.changes)
    assert PersonalValue.objects.get().value == "13800000000"


def test_an_event_cannot_be_written_twice_at_one_place() -> None:
    event = record(chain="a:1", verb="a.b.made", actor=CLERK, at=AT, changes={})

    event.pk = None
    with pytest.raises(Exception, match=r"(?i)unique"):
        event.save(force_insert=True)
