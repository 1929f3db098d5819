"""A new version of a pack: local values that still apply are kept, the past stays, what runs goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.services import ask_extension, grant_extension
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import Installed, generate, install_pack, keep_up
from baicheng.server.editions.queries import lost_values, pack
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.registers.services import move
from tests.server.duties.conftest import DRILL, PROGRAMME, Drill, at, owed_by
from tests.server.duties.test_local_values import REPORT_DAY, TENTH, decide
from tests.server.people import CLERK

#: What a version changes: file, words, other words.
Change = tuple[str, str, str]
Upgrade = Callable[..., Installed]

MONTHLY = "when: {every: month, by: day 5}"
SPAN = "versions:\n    - {in_force: {until: 2019-03-18}, when: {every: month, by: day 5}}\n    - {in_force: {from: 2019-03-18}, when: {every: quarter, by: month 1 day 10}}"


@pytest.fixture
def upgrade(tmp_path: Path, drill: Drill, duties: dict[str, Duty]) -> Upgrade:
    """Installs the drill with some words changed, as the next version."""

    def installed(*changes: Change, on: str, version: str = "0.2.0", without: str = "") -> Installed:
        folder = tmp_path / version
        shutil.copytree(DRILL, folder)
        if without:
            (folder / without).unlink()
        for file, old, new in (("pack.yaml", "version: 0.1.0", f"version: {version}"), *changes):
            text = (folder / file).read_text("utf-8")
            assert old in text, f"{old} stands in {file}"
            (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return install_pack(folder, at=at(on), actor=CLERK)

    return installed


def reports(drill: Drill) -> list[tuple[str, str, str]]:
    return owed_by(drill.bureau, "monthly_report")


def test_what_a_version_dates_holds_from_its_date_and_the_running_month_is_finished(
    drill: Drill, upgrade: Upgrade
) -> None:
    drill.task("2019-01-10")
    generate(date(2019, 6, 1), at("2019-01-11"))

    dated = ("duties/duties.yaml", MONTHLY, f"on_change: finish\n  {SPAN}")
    upgrade(dated, on="2019-04-02")
    generate(date(2019, 8, 1), at("2019-04-02"))

    assert reports(drill) == [
        ("2019-01", "2019-02-05", "open"),
        ("2019-02", "2019-03-05", "open"),
        ("2019-03", "2019-04-05", "open"),
        ("2019-04", "2019-05-05", "lapsed"),
        ("2019Q2", "2019-07-10", "open"),
    ]
    assert not verify().faults


def test_what_a_version_words_anew_holds_from_the_day_on_which_it_comes(
    drill: Drill, upgrade: Upgrade
) -> None:
    drill.task("2019-01-10")
    generate(date(2019, 6, 1), at("2019-01-11"))

    upgrade(("duties/duties.yaml", MONTHLY, "when: {every: month, by: day 8}"), on="2019-03-01")
    generate(date(2019, 6, 1), at("2019-03-01"))

    assert [due for _, due, _ in reports(drill)] == [
        "2019-02-05",
        "2019-03-05",
        "2019-04-08",
        "2019-05-08",
    ]


def test_an_extension_of_a_running_assignment_stays(drill: Drill, upgrade: Upgrade) -> None:
    drill.task("2019-01-10")
    generate(date(2019, 3, 31), at("2019-01-11"))
    row = Assignment.objects.get(name="monthly_report", rule__period="2019-02")
    asked = ask_extension(
        row, user=drill.liaison, at=at("2019-02-20"), reason="数据未到", new_due_on=date(2019, 3, 20)
    )
    grant_extension(asked, user=drill.office, at=at("2019-02-21"))

    upgrade(("duties/duties.yaml", "zh: 月报", "zh: 月度报告"), on="2019-02-25")
    keep_up(at("2019-02-25"))

    row.refresh_from_db()
    assert (row.outcome, row.due_at) == ("open", at("2019-03-21 00:00"))


def test_where_a_version_names_others_they_owe_what_falls_due_from_then_on(
    drill: Drill, upgrade: Upgrade
) -> None:
    drill.task("2019-01-10", parties=[("lead", drill.bureau), ("responsible", drill.other)])
    generate(date(2019, 4, 30), at("2019-01-11"))

    upgrade(("duties/duties.yaml", "bearer: party(lead)", "bearer: party(responsible)"), on="2019-03-01")
    generate(date(2019, 4, 30), at("2019-03-01"))

    assert [outcome for _, _, outcome in reports(drill)] == ["open", "lapsed", "lapsed"]
    assert [due for _, due, _ in owed_by(drill.other, "monthly_report")] == ["2019-03-05", "2019-04-05"]
    assert (generate(date(2019, 4, 30), at("2019-03-02")).withdrawn) == 0


def test_what_no_run_had_opened_before_the_version_came_is_owed_under_the_old_one(
    drill: Drill, upgrade: Upgrade
) -> None:
    drill.task("2019-01-10", parties=[("lead", drill.bureau), ("responsible", drill.other)])

    upgrade(("duties/duties.yaml", "bearer: party(lead)", "bearer: party(responsible)"), on="2019-03-01")
    keep_up(at("2019-03-01"))

    assert reports(drill) == [("2019-01", "2019-02-05", "open")]


def test_a_duty_that_comes_back_owes_nothing_of_the_time_between(drill: Drill, upgrade: Upgrade) -> None:
    drill.task("2019-01-10")
    generate(date(2019, 12, 31), at("2019-01-11"))
    upgrade(on="2019-02-20", without="duties/heating_watch.yaml")
    gone = Duty.objects.get(name="heating_watch")
    assert gone.ended_on == date(2019, 2, 20)

    decide(drill, "events.heating_begins", "2019-01-05", since="2019-01-01", on="2019-01-11")
    upgrade(on="2019-05-02", version="0.3.0")
    keep_up(at("2019-05-02"))

    dues = [due for _, due, _ in owed_by(drill.office_unit, "heating_watch")]
    assert dues[0] == "2019-01-13", "owed under the first version, though the day was told only now"
    assert [due for due in dues if "2019-02-17" <= due <= "2019-05-05"] == ["2019-02-17", "2019-05-05"]


def test_local_values_that_still_apply_are_kept_and_those_without_a_place_are_named(
    drill: Drill, upgrade: Upgrade
) -> None:
    drill.task("2019-01-10")
    decide(drill, REPORT_DAY, TENTH, since="2019-02-01", on="2019-01-11")
    decide(drill, "groups.kitchens", ["监管一所"], since="2019-02-01", on="2019-01-11")
    decide(drill, "duties.heating_watch.readings.1", "whole weeks only", since="2019-02-01", on="2019-01-11")

    installed = upgrade(
        ("groups/chiefs.yaml", "- {name: 监管一所}", "- {name: 监管一所}\n    - {name: 监管二所}"),
        on="2019-02-20",
        without="duties/heating_watch.yaml",
    )
    generate(date(2019, 4, 30), at("2019-02-20"))

    assert installed.diff is not None
    assert {fate.path: fate.fate for fate in installed.diff.local_values} == {
        "office": "applies",
        REPORT_DAY: "applies",
        "groups.kitchens": "conflict",
        "duties.heating_watch.readings.1": "lost",
    }
    assert [value.path for value in lost_values(PROGRAMME, date(2019, 2, 20))] == [
        "duties.heating_watch.readings.1"
    ]
    assert [due for _, due, _ in reports(drill)] == ["2019-02-05", "2019-03-10", "2019-04-10"]


def test_a_local_time_that_no_longer_goes_with_its_duty_has_no_effect_and_is_named(
    drill: Drill, upgrade: Upgrade
) -> None:
    drill.task("2019-01-10")
    local = {"before": "field(instalment_on)", "amount": 8, "unit": "working_day"}
    decide(drill, "duties.payment_papers.when", local, since="2019-02-01", on="2019-01-11")

    installed = upgrade(
        ("registers/tasks.yaml", "  instalment_on: {kind: date", "  paid_on: {kind: date"),
        ("registers/tasks.yaml", "due_on, instalment_on,", "due_on, paid_on,"),
        ("duties/duties.yaml", "before: field(instalment_on)", "before: field(paid_on)"),
        on="2019-02-20",
    )
    keep_up(at("2019-02-20"))

    assert installed.diff is not None
    fates = {fate.path: fate.fate for fate in installed.diff.local_values}
    assert fates["duties.payment_papers.when"] == "lost"


def test_a_version_without_a_place_for_records_is_refused_and_nothing_changes(
    drill: Drill, upgrade: Upgrade
) -> None:
    task = drill.task("2019-01-10")
    move(task, "pause", user=drill.office, at=at("2019-01-12"), revision=task.revision)
    events = Event.objects.count()

    with pytest.raises(ValidationError, match="1 records of “任务” are in the state “paused”"):
        upgrade(
            ("registers/tasks.yaml", "    paused: {title: {zh: 暂缓, en: Paused}}\n", ""),
            (
                "registers/tasks.yaml",
                "    pause: {title: {zh: 暂缓, en: Pause}, from: [under_way], to: paused, by: [office]}\n",
                "",
            ),
            ("registers/tasks.yaml", "from: [under_way, paused]", "from: [under_way]"),
            ("registers/tasks.yaml", "from: [closed, paused]", "from: [closed]"),
            on="2019-02-20",
        )

    assert pack(PROGRAMME).manifest.version == "0.1.0"
    assert Event.objects.count() == events


def test_the_runs_after_an_upgrade_change_nothing_of_the_duties(drill: Drill, upgrade: Upgrade) -> None:
    upgrade(("duties/duties.yaml", MONTHLY, "when: {every: month, by: day 8}"), on="2019-02-20")
    stored = Duty.objects.get(name="monthly_report").definition

    keep_up(at("2019-03-20"))
    keep_up(at("2019-04-20"))

    assert Duty.objects.get(name="monthly_report").definition == stored
    assert Event.objects.filter(verb="duties.duty.changed").count() == 1
