"""What a duty cannot decide is shown with what is missing, and never silently not owed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.flows.keys import Title
from baicheng.server.duties.models import Duty
from baicheng.server.duties.queries import Undecided, undecided
from baicheng.server.duties.services import generate
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import create_record, edit_record, move
from tests.server.duties.conftest import PROGRAMME, Drill, at, owed_by
from tests.server.duties.test_duty_pages import URL, reader
from tests.server.duties.test_local_values import decide
from tests.server.people import link, subject

NOW = at("2019-02-01")


def of(name: str) -> list[Undecided]:
    return [one for one in undecided(PROGRAMME, NOW) if one.duty.name == name]


def words(one: Undecided) -> list[str]:
    return [name.en if isinstance(name, Title) else name for name in one.not_given]


def restaurant(drill: Drill, **values: str) -> Record:
    return create_record(
        register_id=f"{PROGRAMME}.restaurants",
        values={"name": "小店", **values},
        parties=[],
        user=drill.office,
        at=at("2019-01-02"),
    )


def test_a_record_of_which_the_condition_lacks_a_fact_is_named_with_it(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10")
    drill.task("2019-01-10", values={"stage": "works"})
    generate(date(2019, 7, 1), NOW)

    (one,) = of("first_visits")

    assert (one.what, one.record, words(one)) == ("owed_for", task, ["Stage"])
    assert one.condition == "stage = 'works'"
    assert len(owed_by(drill.bureau, "first_visits")) == 2, "those of the other task"


def test_it_is_named_no_longer_once_the_fact_is_given_or_the_record_is_closed(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task, other = drill.task("2019-01-10"), drill.task("2019-01-10")
    edit_record(
        task,
        {"stage": "early"},
        user=drill.office,
        at=at("2019-01-12"),
        revision=task.revision,
        reason="更正",
    )
    move(other, "close", user=drill.office, at=at("2019-01-12"), revision=other.revision)

    assert not of("first_visits")


def test_what_is_marked_as_not_stated_is_not_given_either(drill: Drill, duties: dict[str, Duty]) -> None:
    restaurant(drill, size="small")
    nameless = restaurant(drill)

    (one,) = of("inspection")

    assert (one.what, one.record, words(one)) == ("counted_among", nameless, ["Size"])


def test_a_report_that_counts_or_not_by_a_fact_that_is_missing_is_named(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10")
    report = drill.report(task, "2019-01-20")
    assert not of("yearly_report"), "a draft fulfils nothing, whatever is missing"
    assert not of("monthly_report"), "a state is always given"

    move(report, "send", user=drill.liaison, at=at("2019-01-21"), revision=report.revision)

    (one,) = of("yearly_report")
    assert (one.what, one.record, words(one)) == ("fulfilled_by", report, ["Period"])


def test_members_whom_nobody_in_the_directory_is_are_named(drill: Drill, duties: dict[str, Duty]) -> None:
    assert not of("patrol")

    decide(drill, "groups.chiefs", ["甲河长", "丁河长"], since="2019-01-15", on="2019-01-11")

    (one,) = of("patrol")
    assert (one.what, words(one)) == ("member", ["丁河长"])


def test_a_group_without_anybody_is_named(drill: Drill, duties: dict[str, Duty]) -> None:
    Duty.objects.filter(name="patrol").update(
        definition={**Duty.objects.get(name="patrol").definition, "for_each": {"members": "inspectors"}}
    )

    (one,) = of("patrol")
    assert (one.what, words(one)) == ("group", ["inspectors"])

    group = subject("inspectors", SubjectKind.GROUP)
    link(RelationKind.MEMBER_OF, drill.station, group, since=date(2018, 1, 1))
    assert not of("patrol")
    assert Subject.objects.filter(pk=group.pk).exists()


def test_a_season_without_its_days_is_named(drill: Drill, duties: dict[str, Duty]) -> None:
    (one,) = of("heating_watch")
    assert (one.what, words(one)) == ("event", ["heating_begins", "heating_ends"])

    decide(drill, "events.heating_begins", "2019-01-05", since="2019-01-01", on="2019-01-11")
    (one,) = of("heating_watch")
    assert words(one) == ["heating_ends"]


def test_a_duty_that_has_ended_leaves_nothing_open(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")
    Duty.objects.filter(name="first_visits").update(ended_on=date(2019, 1, 31))

    assert not of("first_visits")
    assert not [one for one in undecided(PROGRAMME, at("2020-03-01")) if one.duty.name == "closing"]


def test_no_more_are_named_than_asked_for_and_their_number_takes_no_more_queries(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    def queries(tasks: int) -> int:
        for _ in range(tasks):
            drill.task("2019-01-10")
        with CaptureQueriesContext(connection) as run:
            undecided(PROGRAMME, NOW)
        return len(run)

    few = queries(2)

    assert queries(8) == few
    assert len(undecided(PROGRAMME, NOW, most=3)) == 3


def test_the_page_shows_the_office_what_is_undecided_and_nobody_else(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task, page = drill.task("2019-01-10"), f"/duties/{PROGRAMME}/undecided/"

    shown = reader(drill.office).get(page).content.decode()

    assert f"{task.number} " in shown and "not given: Stage" in shown
    assert "nobody in the directory is called so" not in shown
    assert page in reader(drill.office).get(URL).content.decode()
    assert page not in reader(drill.liaison).get(URL).content.decode()
    assert reader(drill.liaison).get(page).status_code == 404
    assert reader(drill.office).get("/duties/no_such_pack/undecided/").status_code == 404


@pytest.mark.parametrize("most", [0, 1])
def test_asking_for_few_gives_few(drill: Drill, duties: dict[str, Duty], most: int) -> None:
    assert len(undecided(PROGRAMME, NOW, most=most)) == most
