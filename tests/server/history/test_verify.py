"""Verification finds what was altered, removed or inserted, and accepts lawful erasure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from baicheng.server.history import digests
from baicheng.server.history.actors import Actor
from baicheng.server.history.models import Event, Head, PersonalValue
from baicheng.server.history.services import erase_personal_values, make_checkpoint, record
from baicheng.server.history.verification import verify

AT = datetime(2019, 3, 5, 1, 0, tzinfo=UTC)
CLERK = Actor("user:1", "王敏")

pytestmark = pytest.mark.django_db


@pytest.fixture
def events() -> list[Event]:
    """Three events in one chain, two in another, one of them with a telephone number."""
    made = [
        record(
            chain="a:1",
            verb="a.b.changed",
            actor=CLERK,
            at=AT + timedelta(days=day),
            changes={"x": [day, day + 1]},
        )
        for day in range(3)
    ]
    made.append(record(chain="a:2", verb="a.b.made", actor=CLERK, at=AT, changes={}))
    changes = {"phone": [None, "13800000000"]}
    made.append(
        record(chain="a:2", verb="a.b.changed", actor=CLERK, at=AT, changes=changes, personal=["phone"])
    )
    make_checkpoint(at=AT + timedelta(days=9))
    return made


def whats() -> list[str]:
    return [fault.what for fault in verify().faults]


def test_history_as_recorded_is_sound(events: list[Event]) -> None:
    report = verify()

    assert (report.events, report.chains, report.checkpoints) == (5, 2, 1)
    assert report.faults == ()


@pytest.mark.parametrize(
    "change",
    [
        {"changes": {"x": [1, 9]}},
        {"actor_name": "李伟"},
        {"reason": "另一个理由"},
        {"recorded_at": AT},
        {"held_at": AT},
        {"verb": "a.b.removed"},
        {"context": {"a": 1}},
    ],
)
def test_an_altered_event_is_found(events: list[Event], change: dict[str, object]) -> None:
    Event.objects.filter(pk=events[1].pk).update(**change)

    assert [(fault.chain, fault.number) for fault in verify().faults] == [("a:1", 2)]
    assert "altered" in whats()[0]


def test_an_altered_event_with_a_digest_made_to_fit_is_found_too(events: list[Event]) -> None:
    event = events[1]
    event.changes = {"x": [1, 9]}
    event.digest = digests.of_event(event)
    event.save()

    assert any("does not follow" in what for what in whats())


def test_a_removed_event_is_found(events: list[Event]) -> None:
    Event.objects.filter(pk=events[1].pk).delete()

    assert any("removed" in what for what in whats())


def test_a_removed_last_event_is_found(events: list[Event]) -> None:
    events[2].delete()

    assert any("end of the chain" in what for what in whats())


def test_a_chain_removed_with_its_head_is_found_by_the_checkpoint(events: list[Event]) -> None:
    PersonalValue.objects.all().delete()
    Event.objects.filter(chain="a:2").delete()
    Head.objects.filter(chain="a:2").delete()

    assert any("sealed" in what for what in whats())


def test_an_inserted_event_is_found(events: list[Event]) -> None:
    events[2].pk = None
    events[2].number = 4
    events[2].previous_digest = events[2].digest
    events[2].digest = digests.of_event(events[2])
    events[2].save(force_insert=True)

    assert any("end of the chain" in what for what in whats())


def test_an_altered_personal_value_is_found(events: list[Event]) -> None:
    PersonalValue.objects.update(value="13900000000")

    assert any("personal value altered" in what for what in whats())


def test_lawful_erasure_passes_and_is_reported(events: list[Event]) -> None:
    later = AT + timedelta(days=400)
    erase_personal_values(chain="a:2", fields=["phone"], actor=CLERK, at=later, reason="本人申请删除")

    report = verify()
    assert report.faults == ()
    (erasure,) = report.erasures
    assert (erasure.chain, erasure.fields, erasure.at, erasure.by, erasure.reason) == (
        "a:2",
        ("phone",),
        later,
        "王敏",
        "本人申请删除",
    )
    assert PersonalValue.objects.get().value is None


def test_a_value_that_vanished_without_an_erasure_is_found(events: list[Event]) -> None:
    PersonalValue.objects.update(value=None, salt="")

    assert any("personal value altered" in what for what in whats())


def test_checkpoints_chain_and_nothing_new_needs_none(events: list[Event]) -> None:
    assert make_checkpoint(at=AT + timedelta(days=10)) is None

    record(chain="a:3", verb="a.b.made", actor=CLERK, at=AT, changes={})
    second = make_checkpoint(at=AT + timedelta(days=11))
    assert second is not None and second.events == 1
    assert verify().faults == ()


def test_a_personal_value_that_was_removed_is_found(events: list[Event]) -> None:
    PersonalValue.objects.all().delete()

    assert len(whats()) == 1
    assert "personal value was removed" in whats()[0]


def test_an_erasure_in_another_chain_erases_nothing_here(events: list[Event]) -> None:
    record(
        chain="a:3",
        verb="a.b.changed",
        actor=CLERK,
        at=AT,
        changes={"phone": [None, "13900000000"]},
        personal=["phone"],
    )
    erasure = erase_personal_values(chain="a:3", fields=["phone"], actor=CLERK, at=AT, reason="本人申请")
    assert whats() == []

    PersonalValue.objects.filter(event__chain="a:2").update(value=None, salt="", erased_by=erasure)

    assert ["erased without record" in what for what in whats()] == [True]
