"""What the installation decides itself changes what is owed from its day on, and nothing before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.flows.keys import Sentence
from baicheng.server.accounts.models import Role
from baicheng.server.duties.models import Duty
from baicheng.server.duties.queries import duty_list
from baicheng.server.duties.services import generate, sync_pack_duties
from baicheng.server.editions.models import LocalValue
from baicheng.server.editions.queries import reading_on
from baicheng.server.editions.services import (
    approve_local_value,
    propose_local_value,
    withdraw_local_value,
)
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.registers.services import move
from tests.server.duties.conftest import PROGRAMME, Drill, at, owed_by
from tests.server.people import subject, user

REPORT_DAY = "duties.monthly_report.when"
TENTH = {"every": "month", "by": "day 10"}


def decide(drill: Drill, path: str, value: Any, since: str, on: str, **more: Any) -> LocalValue:
    """A local value that the office proposes and an administrator approves."""
    proposed = propose_local_value(
        pack=PROGRAMME,
        path=path,
        value=value,
        since=date.fromisoformat(since),
        user=drill.office,
        at=at(on),
        reason="与上级报表同日",
        decided_by="市政府办公会",
        **more,
    )
    return approve_local_value(proposed, user=user(Role.ADMINISTRATOR), at=at(on))


def test_a_report_day_moves_for_the_periods_that_begin_from_the_day_on(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    drill.task("2019-01-10")
    generate(date(2019, 6, 1), at("2019-01-11"))

    decide(drill, REPORT_DAY, TENTH, since="2019-03-01", on="2019-01-20")
    done = generate(date(2019, 6, 1), at("2019-01-20"))

    assert owed_by(drill.bureau, "monthly_report") == [
        ("2019-01", "2019-02-05", "open"),
        ("2019-02", "2019-03-05", "open"),
        ("2019-03", "2019-04-10", "open"),
        ("2019-04", "2019-05-10", "open"),
    ]
    assert (done.opened, done.changed, done.withdrawn) == (0, 2, 0)
    assert generate(date(2019, 6, 1), at("2019-01-21")).changed == 0
    assert not verify().faults


def test_what_nobody_has_approved_yet_changes_nothing(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")
    propose_local_value(
        pack=PROGRAMME,
        path=REPORT_DAY,
        value=TENTH,
        since=date(2019, 2, 1),
        user=drill.office,
        at=at("2019-01-11"),
        reason="与上级报表同日",
        decided_by="市政府办公会",
    )

    generate(date(2019, 4, 30), at("2019-01-11"))

    assert [due for _, due, _ in owed_by(drill.bureau, "monthly_report")] == [
        "2019-02-05",
        "2019-03-05",
        "2019-04-05",
    ]


def test_a_report_day_that_was_decided_for_a_while_goes_back(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")
    decide(drill, REPORT_DAY, TENTH, since="2019-02-01", until=date(2019, 4, 1), on="2019-01-11")

    generate(date(2019, 6, 30), at("2019-01-11"))

    assert [due for _, due, _ in owed_by(drill.bureau, "monthly_report")] == [
        "2019-02-05",
        "2019-03-10",
        "2019-04-10",
        "2019-05-05",
        "2019-06-05",
    ]


def test_a_withdrawn_report_day_moves_what_is_open_back(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")
    value = decide(drill, REPORT_DAY, TENTH, since="2019-03-01", on="2019-01-11")
    generate(date(2019, 4, 30), at("2019-01-11"))

    withdraw_local_value(value, user=drill.office, at=at("2019-02-01"), reason="恢复原定日期")
    generate(date(2019, 4, 30), at("2019-02-01"))

    assert [due for _, due, _ in owed_by(drill.bureau, "monthly_report")][-1] == "2019-04-05"


def test_a_longer_period_finishes_the_one_that_runs(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")
    quarterly = {"every": "quarter", "by": "month 1 day 10"}
    decide(drill, REPORT_DAY, quarterly, since="2019-03-15", on="2019-01-11")

    generate(date(2019, 11, 30), at("2019-01-11"))

    periods = [(period, due) for period, due, _ in owed_by(drill.bureau, "monthly_report")]
    assert periods[:3] == [
        ("2019-01", "2019-02-05"),
        ("2019-02", "2019-03-05"),
        ("2019-03", "2019-04-05"),
    ]
    assert [period for period, _ in periods[3:]] == ["2019Q2", "2019Q3"]


def test_the_duty_list_says_when_a_duty_falls_due_now(drill: Drill, duties: dict[str, Duty]) -> None:
    decide(drill, REPORT_DAY, TENTH, since="2019-03-01", on="2019-01-11")

    (row,) = [
        row
        for row in duty_list(drill.office, PROGRAMME, at("2019-01-12"))
        if row.duty.name == "monthly_report"
    ]

    assert [(str(terms.in_force.since), terms.when.by) for terms in row.form.terms()] == [
        ("None", ("day 5",)),
        ("2019-03-01", ("day 10",)),
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (REPORT_DAY, {"every": "month", "by": "day 40"}),
        (REPORT_DAY, {"every": "fortnight"}),
        (REPORT_DAY, "day 10"),
        (REPORT_DAY, {"before": "field(delivery_on)", "amount": 5, "unit": "working_day"}),
        ("duties.payment_papers.when", {"before": "field(content)", "amount": 5, "unit": "working_day"}),
        ("groups.chiefs", []),
        ("groups.chiefs", "甲河长"),
        ("events.heating_begins", "11月12日"),
        ("duties.heating_watch.readings.1", " "),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_written(
    drill: Drill, path: str, value: object
) -> None:
    events = Event.objects.count()

    with pytest.raises(ValidationError, match="does not fit"):
        decide(drill, path, value, since="2019-03-01", on="2019-01-11")

    assert not LocalValue.objects.filter(path=path).exists()
    assert Event.objects.count() == events


def test_a_member_that_is_added_owes_from_its_day_and_the_others_owe_as_before(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    third = subject("丙河长")
    decide(drill, "groups.chiefs", ["甲河长", "丙河长"], since="2019-03-01", on="2019-01-11")

    generate(date(2019, 6, 1), at("2019-01-11"))

    assert [period for period, _, _ in owed_by(drill.chief, "patrol")] == [
        f"2019-0{month}" for month in range(1, 6)
    ]
    assert [period for period, _, _ in owed_by(third, "patrol")] == ["2019-03", "2019-04", "2019-05"]
    assert not owed_by(drill.second_chief, "patrol"), "the list that was decided leaves this one out"


def test_the_packs_list_holds_again_when_the_one_that_was_decided_ends(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    third = subject("丙河长")
    decide(drill, "groups.chiefs", ["丙河长"], since="2019-02-01", until=date(2019, 5, 1), on="2019-01-11")

    generate(date(2019, 7, 1), at("2019-01-11"))

    assert [period for period, _, _ in owed_by(third, "patrol")] == ["2019-02", "2019-03", "2019-04"]
    assert [period for period, _, _ in owed_by(drill.chief, "patrol")] == ["2019-01", "2019-05", "2019-06"]
    assert [period for period, _, _ in owed_by(drill.second_chief, "patrol")] == ["2019-05", "2019-06"]


def test_who_may_move_a_record_as_a_member_follows_the_list_of_the_day(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10")
    decide(drill, "groups.chiefs", ["甲河长", "市园林局"], since="2019-03-01", on="2019-01-11")

    with pytest.raises(PermissionDenied):
        move(task, "look_at", user=drill.other_liaison, at=at("2019-02-28"), revision=1)
    moved = move(task, "look_at", user=drill.other_liaison, at=at("2019-03-01"), revision=1)

    assert moved.record.revision == 2


def test_what_is_owed_in_a_season_is_owed_from_the_day_that_was_decided(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    generate(date(2020, 1, 10), at("2019-11-10"))
    assert not owed_by(drill.office_unit, "heating_watch")

    decide(drill, "events.heating_begins", "2019-11-20", since="2019-10-01", on="2019-11-11")
    decide(drill, "events.heating_ends", "2019-12-10", since="2019-10-01", on="2019-11-11")
    generate(date(2020, 1, 10), at("2019-11-11"))

    assert [due for _, due, _ in owed_by(drill.office_unit, "heating_watch")] == [
        "2019-11-24",
        "2019-12-01",
        "2019-12-08",
        "2019-12-15",
    ]


def test_a_week_that_began_in_the_season_is_owed_also_where_nothing_before_its_end_is_looked_at(
    drill: Drill,
) -> None:
    sync_pack_duties(PROGRAMME, at=at("2019-03-07"))
    decide(drill, "events.heating_begins", "2019-01-15", since="2019-01-01", on="2019-03-07")
    decide(drill, "events.heating_ends", "2019-03-05", since="2019-01-01", on="2019-03-07")

    generate(date(2019, 4, 1), at("2019-03-07"))

    assert [due for _, due, _ in owed_by(drill.office_unit, "heating_watch")] == ["2019-03-10"]


def test_the_next_winter_has_days_of_its_own(drill: Drill, duties: dict[str, Duty]) -> None:
    for winter, begins, ends in (("2019", "2019-12-23", "2020-01-02"), ("2020", "2020-12-28", "2021-01-06")):
        decide(drill, "events.heating_begins", begins, since=f"{winter}-10-01", on="2019-11-11")
        decide(drill, "events.heating_ends", ends, since=f"{winter}-10-01", on="2019-11-11")

    generate(date(2021, 2, 1), at("2020-01-01"))

    assert [due for _, due, _ in owed_by(drill.office_unit, "heating_watch")] == [
        "2019-12-29",
        "2020-01-05",
        "2021-01-03",
        "2021-01-10",
    ]


def test_a_reading_that_was_chosen_is_the_one_in_use_from_its_day_on(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    path = "duties.heating_watch.readings.1"
    decide(drill, path, "whole weeks only", since="2019-03-01", on="2019-01-11")

    assert reading_on(PROGRAMME, path, date(2019, 2, 28)) == Sentence(
        zh="供暖开始的那一周也算", en="the week in which the season begins counts"
    )
    assert reading_on(PROGRAMME, path, date(2019, 3, 1)) == Sentence(zh="只算完整的周", en="whole weeks only")
