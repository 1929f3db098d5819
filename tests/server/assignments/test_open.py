"""Opening assignments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from baicheng.clock import CHINA, Limit, LimitUnit
from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.rows import SEALED
from baicheng.server.assignments.services import Planned, open_all
from baicheng.server.history.actors import WORKER
from baicheng.server.history.models import Event
from baicheng.server.history.seals import removed
from baicheng.server.history.verification import verify
from tests.server.assignments.conftest import OPENED, Cast


def test_a_running_limit_gives_its_due_moment(cast: Cast) -> None:
    row = cast.opened("3 working_day")

    assert row.due_at == datetime(2019, 3, 8, 18, tzinfo=CHINA)


def test_a_fixed_day_is_in_time_until_it_ends(cast: Cast) -> None:
    assert cast.opened(due_on=date(2019, 3, 31)).due_at == datetime(2019, 4, 1, tzinfo=CHINA)


def test_a_limit_that_no_document_states_has_no_due_moment(cast: Cast) -> None:
    assert cast.opened().due_at is None


def test_opening_the_same_again_gives_the_first_and_writes_nothing(cast: Cast) -> None:
    first = cast.opened("3 working_day", key="same")
    events = Event.objects.count()

    second = cast.opened("9 working_day", key="same")

    assert second == first
    assert second.due_at == first.due_at
    assert Assignment.objects.count() == 1
    assert Event.objects.count() == events


def test_of_many_those_that_are_there_stay_and_the_others_are_opened_in_their_chains(cast: Cast) -> None:
    first, other = _planned("a", 42), _planned("b", 42)
    open_all([first], programme="p", actor=WORKER, at=OPENED)
    events = Event.objects.count()

    opened = open_all([first, other, other], programme="p", actor=WORKER, at=OPENED)

    assert [row.key for row in opened] == ["b"]
    assert sorted(Assignment.objects.values_list("key", flat=True)) == ["a", "b"]
    assert Event.objects.count() == events + 1
    assert not verify().faults
    assert not list(SEALED.faults())


def test_a_row_among_many_that_was_altered_removed_or_slipped_in_shows(cast: Cast) -> None:
    open_all([_planned(key, 42) for key in ("a", "b", "c", "d")], programme="p", actor=WORKER, at=OPENED)
    a, b, c, _ = Assignment.objects.order_by("key")

    Assignment.objects.filter(pk=a.pk).update(due_at=None)
    Assignment.objects.filter(pk=b.pk).delete()
    Assignment.objects.filter(pk=c.pk).update(outcome="done")
    slipped = Assignment.objects.create(key="e", title={}, opened_at=OPENED, recorded_at=OPENED)

    faulty = {
        fault.what.partition(":")[2].partition(":")[0] for fault in (*SEALED.faults(), *removed([SEALED]))
    }
    assert faulty == {str(row.pk) for row in (a, c, slipped)} | {str(b.pk)}


def _planned(key: str, record: int) -> Planned:
    return Planned(
        key=key,
        name="report",
        title={"zh": "报送"},
        bearer=None,
        opened_at=OPENED,
        due_at=OPENED,
        about=("registers.record", record),
        rule={"slot": key},
    )


def test_two_ends_at_once_are_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="one of them"):
        cast.opened("3 working_day", due_on=date(2019, 3, 31))
    assert not Assignment.objects.exists()


def test_history_is_that_of_the_record_it_is_about(cast: Cast) -> None:
    cast.opened("3 working_day", about=("registers.record", 42))

    event = Event.objects.get(chain="registers.record:42")
    assert event.verb == "assignments.assignment.opened"
    assert event.context["bearer"] == "市生态环境局"
    assert event.changes["due_at"][1].startswith("2019-03-08T18:00")


def test_what_began_earlier_counts_from_then_and_is_recorded_now(cast: Cast) -> None:
    began = datetime(2019, 3, 1, 9, tzinfo=CHINA)
    row = cast.opened("3 working_day", opened_at=began)

    assert row.due_at == datetime(2019, 3, 6, 18, tzinfo=CHINA)
    assert (row.opened_at, row.recorded_at) == (began, OPENED)


def test_a_limit_of_urgent_hours_runs_through_the_night(cast: Cast) -> None:
    row = cast.opened(limit=None, key="urgent", due_at=None)
    assert row.clock is None
    urgent = cast.opened("24 urgent_hour")
    assert urgent.due_at == datetime(2019, 3, 6, 9, tzinfo=CHINA)
    assert Limit(Decimal(24), LimitUnit.URGENT_HOUR).time.days == 1
