"""Old snapshots are removed by command: those behind which nothing final, published or running stands."""

from __future__ import annotations

from datetime import date

import pytest

from baicheng.server.assessments.models import Run, RunState, Snapshot
from baicheng.server.assessments.services import rerun
from baicheng.server.assessments.services.finalising import make_final
from baicheng.server.assessments.services.snapshotting import is_there, take_snapshot
from baicheng.server.history.actors import COMMAND_LINE
from baicheng.server.history.models import Event
from baicheng.server.operation import cleaning
from baicheng.server.publishing.models import Publication
from tests.server.assessments.conftest import Drill, at, drill

__all__ = ["drill"]

LATER = at("2019-12-01")


def snapshot_of(run: Run) -> Snapshot:
    assert run.snapshot is not None, run.message
    return run.snapshot


def folders(days: int = 90) -> set[str]:
    return {one.snapshot.folder for one in cleaning.removable(days=days, at=LATER)}


@pytest.fixture
def runs(drill: Drill) -> dict[str, Run]:
    """A run of each month, each with a snapshot of its own."""
    drill.problem("一号", "甲局", "2019-01-05")
    return {month: drill.run("clean_site", when=f"2019-{month}-01") for month in ("03", "04", "05", "06")}


def test_what_is_final_running_or_young_is_kept_and_the_rest_is_listed(runs: dict[str, Run]) -> None:
    final, running, other, young = (runs[month] for month in ("03", "04", "05", "06"))
    make_final(final, counts_on=date(2019, 3, 1), actor=COMMAND_LINE, at=at("2019-03-02"))
    Run.objects.filter(pk=running.pk).update(state=RunState.RUNNING)
    Snapshot.objects.filter(pk=snapshot_of(young).pk).update(taken_at=at("2019-11-01"))

    assert folders() == {snapshot_of(other).folder}
    assert folders(0) == {snapshot_of(other).folder, snapshot_of(young).folder}


def test_what_is_removed_stands_in_history_and_its_run_can_still_be_repeated(
    drill: Drill, runs: dict[str, Run]
) -> None:
    alone = take_snapshot(as_of=at("2019-02-01"), at=at("2019-02-01"), actor=COMMAND_LINE)
    found = cleaning.removable(days=90, at=LATER)
    assert len(found) == 5

    freed = cleaning.remove(found, at=LATER, actor=COMMAND_LINE)

    assert freed == sum(one.size for one in found) > 0
    assert folders() == set()
    assert not Snapshot.objects.filter(folder=alone.folder).exists()
    assert Event.objects.filter(verb="assessments.snapshot.removed").count() == 5
    run = runs["05"]
    run.refresh_from_db()
    assert not is_there(snapshot_of(run))
    assert rerun(run, user=drill.office, at=LATER).is_same


def test_a_removed_snapshot_is_not_taken_for_another_run(drill: Drill, runs: dict[str, Run]) -> None:
    cleaning.remove(cleaning.removable(days=90, at=LATER), at=LATER, actor=COMMAND_LINE)

    again = drill.run("clean_site", when="2019-12-02")

    assert snapshot_of(again).taken_at == at("2019-12-02")


def test_every_record_that_keeps_a_run_keeps_its_snapshot() -> None:
    named = {(model.__name__, column) for model, column in cleaning._naming_runs()}

    assert ("Round", "run_id") in named
    assert "Result" not in {model for model, _column in named}
    assert Publication._meta.get_field("facts")
