"""Snapshots: what was recorded up to a moment, month by month, and never otherwise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.assessments.exporting.assignments import assignments
from baicheng.server.assessments.exporting.shapes import MOMENT, TEXT, Exported, moment, shape, table
from baicheng.server.assessments.exporting.writing import faults, read_manifest, write_relation
from baicheng.server.assessments.models import Snapshot
from baicheng.server.assessments.services import export_snapshot, take_snapshot
from baicheng.server.assessments.services.snapshotting import folder_of, snapshots_folder
from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.services import exclude
from baicheng.server.registers.matter import KIND
from tests.server.assessments.conftest import PROGRAMME, Drill, at
from tests.server.people import CLERK

PROBLEMS = f"registers/{PROGRAMME}.problems"


def rows_of(folder: Path, relation: str) -> list[dict[str, Any]]:
    files = sorted((folder / relation).glob("*/*.parquet"))
    return [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]


def bytes_of(folder: Path, month: str) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob(f"recorded={month}/*")
    }


@pytest.fixture
def told(drill: Drill) -> Drill:
    drill.problem("一号", "甲局", "2019-01-05", area=Decimal("120.5"))
    drill.problem("二号", "乙局", "2019-01-08", area={"not_stated": True})
    drill.rectify("一号", "2019-02-02")
    return drill


def test_a_month_that_is_over_is_written_to_the_last_byte_as_before(told: Drill, tmp_path: Path) -> None:
    export_snapshot(tmp_path / "then", as_of=at("2019-02-01 00:00"), at=at("2019-03-01"))
    told.problem("三号", "甲局", "2019-01-20", entered="2019-02-20")
    assignment = Assignment.objects.order_by("pk")[0]
    exclude(assignment, on=date(2019, 2, 25), reason="停工", user=told.office, at=at("2019-02-25"))
    export_snapshot(tmp_path / "later", as_of=at("2019-03-01"), at=at("2019-03-01"))

    before, after = bytes_of(tmp_path / "then", "2019-01"), bytes_of(tmp_path / "later", "2019-01")

    assert before and before == after
    assert bytes_of(tmp_path / "later", "2019-02")


def test_a_record_is_told_in_intervals_with_types_and_without_personal_data(
    told: Drill, tmp_path: Path
) -> None:
    export_snapshot(tmp_path / "s", as_of=at("2019-03-01"), at=at("2019-03-01"))

    rows = rows_of(tmp_path / "s", PROBLEMS)
    first = [row for row in rows if row["title"] == "一号"]

    assert "f_contact" not in rows[0]
    assert not any(b"13800000000" in path.read_bytes() for path in (tmp_path / "s").rglob("*.parquet"))
    assert {row["f_area"] for row in first} == {Decimal("120.500000")}
    assert {row["f_area"] for row in rows if row["title"] == "二号"} == {None}
    standing = {row["statement"] for row in first} - {row["statement"] for row in first if row["withdrawn"]}
    states = [
        (row["state"], row["until"]) for row in first if row["statement"] in standing and not row["withdrawn"]
    ]
    moved = at("2019-02-02").replace(tzinfo=None)
    assert ("open", moved) in states and ("rectified", None) in states


def test_the_names_of_persons_stay_in_the_directory(told: Drill, tmp_path: Path) -> None:
    export_snapshot(tmp_path / "s", as_of=at("2019-03-01"), at=at("2019-03-01"))

    subjects = {row["id"]: row["kind"] for row in rows_of(tmp_path / "s", "subjects")}

    assert "person" in subjects.values()
    assert {subjects[row["subject"]] for row in rows_of(tmp_path / "s", "names")} == {"unit"}


def test_the_earlier_states_of_an_assignment_are_rebuilt_from_its_history(
    told: Drill, tmp_path: Path
) -> None:
    row = Assignment.objects.get(about_kind=KIND, about_id=told.problems["一号"].pk, name="rectify")
    exclude(row, on=date(2019, 2, 25), reason="停工", user=told.office, at=at("2019-02-25"))
    export_snapshot(tmp_path / "s", as_of=at("2019-03-01"), at=at("2019-03-01"))

    found = [one for one in rows_of(tmp_path / "s", "assignments") if one["id"] == str(row.pk)]
    known_early = [one for one in found if one["recorded_at"] < at("2019-02-01").replace(tzinfo=None)]
    gone = {one["statement"] for one in found if one["withdrawn"]}
    standing = [one for one in found if one["statement"] not in gone]

    assert [(one["outcome"], one["until"], one["withdrawn"]) for one in known_early] == [
        ("open", None, False)
    ]
    assert [one["outcome"] for one in sorted(standing, key=lambda one: one["since"])] == ["open", "done"]
    assert {one["excluded_on"] for one in standing} == {date(2019, 2, 25)}


def test_the_manifest_tells_of_every_file_and_of_one_that_was_changed(told: Drill) -> None:
    made = take_snapshot(as_of=at("2019-03-01"), at=at("2019-03-01"), actor=CLERK)
    folder = folder_of(made)
    stated = read_manifest(folder)

    assert stated["packs"][PROGRAMME]["version"] == "0.1.0"
    assert made.rows == sum(len(rows_of(folder, name)) for name in stated["relations"])
    assert faults(folder) == []
    file = next(folder.glob(f"{PROBLEMS}/*/*.parquet"))
    file.write_bytes(file.read_bytes()[:-1])
    assert faults(folder) == [file.relative_to(folder).as_posix()]


def test_a_snapshot_that_was_lost_is_written_again(told: Drill) -> None:
    made = take_snapshot(as_of=at("2019-02-01"), at=at("2019-03-01"), actor=CLERK)
    folder = folder_of(made)
    before = {path: path.read_bytes() for path in folder.rglob("*.parquet")}
    folder.rename(folder.parent / "elsewhere")

    assert {path: path.read_bytes() for path in folder_of(made).rglob("*.parquet")} == before


def test_nothing_is_left_behind_where_writing_fails(told: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> str:
        raise OSError("no space left")

    monkeypatch.setattr("baicheng.server.assessments.services.snapshotting.write_manifest", full)
    with pytest.raises(OSError, match="no space"):
        take_snapshot(as_of=at("2019-03-01"), at=at("2019-03-01"), actor=CLERK)

    assert list(snapshots_folder().iterdir()) == []
    assert not Snapshot.objects.exists()


def test_a_moment_to_come_and_a_folder_in_use_are_refused(told: Drill, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="still to come"):
        take_snapshot(as_of=at("2019-03-02"), at=at("2019-03-01"), actor=CLERK)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "a").touch()
    with pytest.raises(ValidationError, match="not empty"):
        export_snapshot(tmp_path / "used", as_of=at("2019-03-01"), at=at("2019-03-01"))


def test_assignments_are_read_from_where_the_last_batch_ended(told: Drill) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert len(list(assignments(at("2019-03-01")))) > 0

    batches = [one["sql"] for one in asked if 'FROM "assignments_assignment"' in one["sql"]]
    assert len(batches) == 2
    # A second bound of the key would be sought first, and each batch read all that lies before it again.
    assert all(sql.count('"assignments_assignment"."id" >') == 1 for sql in batches)


@pytest.mark.parametrize("count", [1, 511, 512, 513, 8192, 8704 + 7])
def test_how_rows_are_held_changes_nothing_in_a_file(count: int, tmp_path: Path) -> None:
    recorded = moment(at("2019-01-02"))
    rows = [(str(number), None, None, recorded, False, "k", "r") for number in range(count)]
    schema = shape(MOMENT, key=TEXT, role=TEXT)
    one = Exported("things", schema, lambda _as_of: iter(rows))

    told_of = write_relation(one, one.rows(at("2019-02-01")), tmp_path)

    whole = tmp_path / "whole.parquet"
    with pq.ParquetWriter(whole, schema, compression="zstd", compression_level=3) as file:
        for start in range(0, count, 8192):
            file.write_table(table(schema, rows[start : start + 8192]), row_group_size=8192)
    (written,) = told_of["files"]
    assert written["rows"] == count
    assert (tmp_path / written["path"]).read_bytes() == whole.read_bytes()
