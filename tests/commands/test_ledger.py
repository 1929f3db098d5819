"""``baicheng ledger`` reads files and folders and says what it did."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.commands.conftest import PLAN, SECOND, Run


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_without_options_an_excel_file_appears_beside_the_document(run: Run, plan: Path) -> None:
    said = run("ledger", plan)

    assert (said.code, said.out) == (0, "")
    assert listed(plan.parent) == ["plan-台账.xlsx", "plan.txt"]
    assert zipfile.ZipFile(plan.parent / "plan-台账.xlsx").testzip() is None
    assert "1 项任务" in said.err and "1 个目标值" in said.err and "1 条报送要求" in said.err


def test_json_goes_to_standard_output_and_nothing_else_does(run: Run, plan: Path) -> None:
    said = run("ledger", plan, "--format", "json")
    ledger = json.loads(said.out)

    assert said.code == 0
    assert [task["lead"] for task in ledger["tasks"]] == [["市住建局"]]
    assert ledger["tasks"][0]["deadlines"] == ["2021-12-31"]
    assert listed(plan.parent) == ["plan.txt"]


def test_csv_goes_to_standard_output_too(run: Run, plan: Path) -> None:
    said = run("ledger", plan, "--format", "csv")

    assert said.code == 0
    assert "市住建局" in said.out


@pytest.mark.parametrize("suffix", ["xlsx", "json", "csv", "html"])
def test_the_suffix_of_the_output_decides_the_format(
    run: Run, plan: Path, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / "out" / f"ledger.{suffix}"
    said = run("ledger", plan, "--output", target)

    assert (said.code, said.out) == (0, "")
    assert str(target) in said.err
    assert target.stat().st_size > 0
    assert listed(target.parent) == [target.name]


def test_a_format_that_is_named_wins_over_the_suffix(run: Run, plan: Path, tmp_path: Path) -> None:
    run("ledger", plan, "--format", "json", "--output", tmp_path / "ledger.txt")

    assert json.loads((tmp_path / "ledger.txt").read_text("utf-8"))["tasks"]


def test_an_output_whose_format_nobody_knows_is_refused_before_anything_is_written(
    run: Run, plan: Path, tmp_path: Path
) -> None:
    said = run("ledger", plan, "--output", tmp_path / "ledger.ods")

    assert (said.code, said.out) == (2, "")
    assert ".xlsx" in said.err and "--format" in said.err
    assert listed(tmp_path) == ["plan.txt"]


@pytest.mark.parametrize(
    ("output", "options", "remedy"),
    [
        ("ledger.html", ["--format", "json"], "后缀"),
        ("ledger.xlsx", ["--format", "csv"], "后缀"),
    ],
)
def test_a_suffix_that_contradicts_the_format_is_refused(
    run: Run, plan: Path, tmp_path: Path, output: str, options: list[str], remedy: str
) -> None:
    said = run("ledger", plan, "--output", tmp_path / output, *options)

    assert (said.code, said.out) == (2, "")
    assert remedy in said.err
    assert listed(tmp_path) == ["plan.txt"]


def test_several_ledgers_do_not_go_into_one_file(run: Run, plan: Path, gazette: Path, tmp_path: Path) -> None:
    said = run("ledger", plan, gazette, "--output", tmp_path / "all.xlsx")

    assert (said.code, said.out) == (2, "")
    assert "文件夹" in said.err
    assert listed(tmp_path) == ["gazette.txt", "plan.txt"]


def test_a_name_without_suffix_is_a_folder_also_for_one_file(run: Run, plan: Path, tmp_path: Path) -> None:
    said = run("ledger", plan, "--output", tmp_path / "out")

    assert said.code == 0
    assert listed(tmp_path / "out") == ["plan-台账.xlsx"]


def test_a_folder_name_with_a_dot_is_no_suffix_for_several_files(
    run: Run, plan: Path, gazette: Path, tmp_path: Path
) -> None:
    said = run("ledger", plan, gazette, "--output", tmp_path / "v1.2")

    assert said.code == 0
    assert listed(tmp_path / "v1.2") == ["gazette-台账.xlsx", "plan-台账.xlsx"]


@pytest.mark.parametrize("text", ["import os\nprint(os.name)\n", "今天天气很好。\n", "a,b\n1,2\n"])
def test_a_file_that_is_no_official_document_is_told_and_leaves_nothing(
    run: Run, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "other.txt"
    path.write_text(text, "utf-8")
    said = run("ledger", path)

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("other.txt") and "不像公文" in said.err and said.err.count("\n") == 1
    assert listed(tmp_path) == ["other.txt"]


def test_a_stretch_of_a_plan_without_title_is_still_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "part.txt"
    path.write_text("1.2021年底前建成公园12个。\n牵头单位：市园林局\n", "utf-8")

    assert len(json.loads(run("ledger", path, "--format", "json").out)["tasks"]) == 1


def test_a_document_whose_name_ends_like_a_ledger_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "任务-台账.txt").write_text(PLAN, "utf-8")
    (tmp_path / "任务-台账.csv").write_text("a ledger", "utf-8")
    said = run("ledger", tmp_path, "--output", tmp_path / "out")

    assert said.code == 0
    assert listed(tmp_path / "out") == ["任务-台账-台账.xlsx"]


def test_an_output_folder_takes_the_ledger(run: Run, plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    said = run("ledger", plan, "--output", folder, "--format", "json")

    assert said.code == 0
    assert listed(folder) == ["plan-台账.json"]


def test_several_files_each_get_a_ledger(run: Run, plan: Path, gazette: Path, tmp_path: Path) -> None:
    said = run("ledger", plan, gazette, "--output", tmp_path / "out", "--format", "json")

    assert (said.code, said.out) == (0, "")
    assert listed(tmp_path / "out") == ["gazette-台账.json", "plan-台账.json"]
    assert "共 2 份，读完 2 份" in said.err


def test_a_file_that_cannot_be_read_stops_none_of_the_others(
    run: Run, plan: Path, damaged: Path, gazette: Path, tmp_path: Path
) -> None:
    said = run("ledger", plan, damaged, tmp_path / "missing.txt", gazette, "--output", tmp_path / "out")

    assert said.code == 1
    assert listed(tmp_path / "out") == ["gazette-台账.xlsx", "plan-台账.xlsx"]
    assert "damaged.docx" in said.err and "missing.txt" in said.err
    assert "共 4 份，读完 2 份，2 份没有读成" in said.err


def test_a_folder_is_searched_for_documents(run: Run, tmp_path: Path) -> None:
    deeper = tmp_path / "in" / "2022"
    deeper.mkdir(parents=True)
    (tmp_path / "in" / "plan.txt").write_text(PLAN, "utf-8")
    (deeper / "parks.TXT").write_text(SECOND, "utf-8")
    for name in ("~$plan.docx", ".hidden.txt", "notes.md", "photo.png"):
        (tmp_path / "in" / name).write_bytes(b"torn")
    said = run("ledger", tmp_path / "in", "--output", tmp_path / "out", "--format", "csv")

    assert said.code == 0
    assert listed(tmp_path / "out") == ["parks-台账.csv", "plan-台账.csv"]


def test_a_folder_of_one_document_says_how_many_were_read(run: Run, plan: Path) -> None:
    said = run("ledger", plan.parent)

    assert said.code == 0
    assert "共 1 份，读完 1 份" in said.err


def test_a_folder_without_documents_is_told(run: Run, tmp_path: Path) -> None:
    said = run("ledger", tmp_path)

    assert said.code == 1
    assert ".docx" in said.err


def test_a_file_named_twice_is_read_once(run: Run, plan: Path) -> None:
    said = run("ledger", plan, plan, plan.parent, "--format", "json")

    assert said.code == 0
    assert "共 1 份" in said.err


def test_files_of_one_name_but_different_forms_do_not_overwrite_each_other(
    run: Run, plan: Path, tmp_path: Path
) -> None:
    page = tmp_path / "plan.html"
    page.write_text(
        "<html><body>" + "".join(f"<p>{line}</p>" for line in SECOND.split("\n")) + "</body></html>", "utf-8"
    )
    run("ledger", plan, page, "--output", tmp_path / "out", "--format", "json")

    assert len(listed(tmp_path / "out")) == 2


def test_files_of_one_name_in_different_folders_do_not_overwrite_each_other(run: Run, tmp_path: Path) -> None:
    for name, text in (("2021", PLAN), ("2022", SECOND)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.txt").write_text(text, "utf-8")
    said = run(
        "ledger", tmp_path / "2021", tmp_path / "2022", "--output", tmp_path / "out", "--format", "json"
    )
    ledgers = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "out").iterdir()]

    assert said.code == 0
    assert sorted(ledger["documents"][0]["issued"] for ledger in ledgers) == ["2021-03-08", "2022-01-05"]


@pytest.mark.parametrize("file_format", ["json", "html"])
def test_a_document_is_never_overwritten_by_its_ledger(run: Run, plan: Path, file_format: str) -> None:
    said = run("ledger", plan, "--format", file_format, "--output", plan)

    assert said.code in (1, 2)
    assert plan.read_text("utf-8") == PLAN


def test_ledgers_in_a_folder_are_not_read_as_documents(run: Run, plan: Path) -> None:
    run("ledger", plan.parent, "--format", "html")
    said = run("ledger", plan.parent, "--format", "html")

    assert listed(plan.parent) == ["plan-台账.html", "plan.txt"]
    assert "共 1 份" in said.err


def test_the_year_may_be_given(run: Run, plan: Path) -> None:
    said = run("ledger", plan, "--format", "json", "--year", "2023")

    assert json.loads(said.out)["tasks"][0]["deadlines"] == ["2023-12-31"]


@pytest.mark.parametrize("year", ["21", "2021年", "", "-2021", "99999", "二〇二一"])
def test_what_is_no_year_is_refused(run: Run, plan: Path, year: str) -> None:
    said = run("ledger", plan, "--format", "json", f"--year={year}")

    assert (said.code, said.out) == (2, "")
    assert "--year" in said.err and "2018" in said.err


def test_units_that_are_not_on_the_list_are_found(run: Run, plan: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("单位名称,别名\n市住房和城乡建设局,市住建局\n", "utf-8")
    said = run("ledger", plan, "--format", "json", "--units", units)
    found = [
        finding["message"]
        for finding in json.loads(said.out)["findings"]
        if finding["code"] == "unknown_unit"
    ]

    assert said.code == 0
    assert len(found) == 1
    assert "市财政局" in found[0]


def test_a_list_of_units_that_cannot_be_read_stops_the_command(run: Run, plan: Path, tmp_path: Path) -> None:
    said = run("ledger", plan, "--units", tmp_path / "units.csv")

    assert (said.code, said.out) == (1, "")
    assert "units.csv" in said.err
    assert listed(tmp_path) == ["plan.txt"]


def test_a_file_without_tasks_is_said_to_have_none(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notice.txt"
    path.write_text("关于放假的通知\n各部门：\n现将放假安排通知如下。\n", "utf-8")
    said = run("ledger", path)

    assert said.code == 0
    assert "没有找到任务" in said.err


def test_an_old_ledger_is_replaced_whole_and_nothing_half_written_stays(
    run: Run, plan: Path, tmp_path: Path
) -> None:
    target = tmp_path / "ledger.json"
    target.write_text("old", "utf-8")
    run("ledger", plan, "--output", target)

    assert json.loads(target.read_text("utf-8"))["tasks"]
    assert listed(tmp_path) == ["ledger.json", "plan.txt"]


def test_a_fault_while_writing_leaves_the_old_ledger(
    run: Run, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "ledger.json"
    target.write_text("old", "utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("baicheng.reading.outputs.saving.os.fsync", fail)
    said = run("ledger", plan, "--output", target)

    assert said.code == 1
    assert "ledger.json" in said.err and "磁盘" in said.err
    assert target.read_text("utf-8") == "old"
    assert listed(tmp_path) == ["ledger.json", "plan.txt"]


@pytest.mark.parametrize("target", ["plan.txt", "plan.txt/ledger.xlsx"])
def test_a_file_in_the_place_of_the_output_folder_is_told_in_one_line_each(
    run: Run, plan: Path, gazette: Path, tmp_path: Path, target: str
) -> None:
    said = run("ledger", plan, gazette, "--output", tmp_path / target, "--format", "xlsx")

    assert said.code in (1, 2)
    assert "Traceback" not in said.err and "程序出错" not in said.err
    assert plan.read_text("utf-8") == PLAN
