"""``baicheng split`` takes a gazette apart."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Run


def test_the_documents_of_a_gazette_are_listed(run: Run, gazette: Path) -> None:
    said = run("split", gazette)
    documents = json.loads(said.out)["documents"]

    assert (said.code, said.err) == (0, "")
    assert [(d["number"], d["issuer"], d["issued"]) for d in documents] == [
        ("青政办〔2021〕12号", "青石市人民政府办公室", "2021-03-08"),
        ("青政〔2022〕3号", "青石市人民政府", "2022-01-05"),
    ]
    assert documents[0]["title"].endswith("关于印发青石市2021年城市提质工作方案的通知")


def test_each_entry_says_where_its_text_stands_in_the_file(run: Run, gazette: Path) -> None:
    result = json.loads(run("split", gazette, "--format", "json").out)
    first, second = result["documents"]
    text = gazette.read_text("utf-8")
    places = [entry["span"]["source"] for entry in (first, second)]

    assert text[places[0]["start"] :].startswith("青石市人民政府办公室")
    assert text[places[1]["start"] : places[1]["end"]].startswith("青石市人民政府\n")
    assert places[0]["end"] <= places[1]["start"]
    assert set(places[0]) == {"start", "end", "block", "offset", "page", "cell"}
    assert result["text"][second["span"]["start"] : second["span"]["end"]].startswith("青石市人民政府")


def test_a_single_document_is_one_entry(run: Run, plan: Path) -> None:
    assert len(json.loads(run("split", plan).out)["documents"]) == 1


def test_a_date_that_is_not_given_is_null(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("关于推进老旧小区改造的通知\n各单位：\n请认真落实。\n", "utf-8")
    (entry,) = json.loads(run("split", path).out)["documents"]

    assert (entry["number"], entry["issued"]) == ("", None)


def test_a_file_that_is_no_official_document_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "code.txt"
    path.write_text("import os\n\nprint(os.name)\n", "utf-8")
    said = run("split", path, "--format", "files")

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("code.txt") and "不像公文" in said.err
    assert [file.name for file in tmp_path.iterdir()] == ["code.txt"]


def test_the_list_may_go_to_a_file(run: Run, gazette: Path, tmp_path: Path) -> None:
    target = tmp_path / "list.json"
    said = run("split", gazette, "--output", target)

    assert (said.code, said.out) == (0, "")
    assert len(json.loads(target.read_text("utf-8"))["documents"]) == 2
    assert "2 篇" in said.err


def test_the_documents_may_go_to_files_of_their_own(run: Run, gazette: Path, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    said = run("split", gazette, "--format", "files", "--output", folder)
    files = sorted(folder.iterdir())

    assert (said.code, said.out) == (0, "")
    assert [path.name[:2] for path in files] == ["01", "02"]
    assert "青政办〔2021〕12号" in files[0].name
    assert "市住建局" in files[0].read_text("utf-8") and "市园林局" not in files[0].read_text("utf-8")
    assert "市园林局" in files[1].read_text("utf-8")


def test_a_folder_for_output_means_files(run: Run, gazette: Path, tmp_path: Path) -> None:
    run("split", gazette, "--output", tmp_path / "parts")

    assert len(list((tmp_path / "parts").iterdir())) == 2


def test_files_without_a_folder_go_beside_the_gazette(run: Run, gazette: Path) -> None:
    run("split", gazette, "--format", "files")

    assert len(list(gazette.with_name("gazette-单篇").iterdir())) == 2


def test_names_of_files_hold_no_characters_that_systems_refuse(
    run: Run, tmp_path: Path, gazette: Path
) -> None:
    path = tmp_path / "odd.txt"
    path.write_text(gazette.read_text("utf-8").replace("城市提质工作", "“A/B: C?”城市提质工作"), "utf-8")
    run("split", path, "--format", "files", "--output", tmp_path / "parts")

    for file in (tmp_path / "parts").iterdir():
        assert not set(file.name) & set('\\/:*?"<>| ')
        assert len(file.name) <= 64


def test_each_file_of_a_gazette_can_be_read_again(run: Run, gazette: Path, tmp_path: Path) -> None:
    run("split", gazette, "--format", "files", "--output", tmp_path / "parts")
    for path, number in zip(
        sorted((tmp_path / "parts").iterdir()), ("青政办〔2021〕12号", "青政〔2022〕3号"), strict=True
    ):
        (entry,) = json.loads(run("split", path).out)["documents"]
        assert entry["number"] == number


def test_a_file_that_cannot_be_read_is_told(run: Run, damaged: Path) -> None:
    said = run("split", damaged)

    assert (said.code, said.out) == (1, "")
    assert "damaged.docx" in said.err
    assert said.err.count("\n") == 1
