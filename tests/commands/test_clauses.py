"""``baicheng clauses`` prints the tree of clauses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.commands.conftest import Run


def walk(clauses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [found for clause in clauses for found in (clause, *walk(clause["clauses"]))]


def test_the_tree_has_addresses_and_headings(run: Run, plan: Path) -> None:
    said = run("clauses", plan)
    (document,) = json.loads(said.out)["documents"]

    assert (said.code, said.err) == (0, "")
    assert document["number"] == "青政办〔2021〕12号"
    assert [(c["address"], c["heading"]) for c in walk(document["clauses"])] == [
        ("一", "一、重点任务"),
        ("一(一)", "（一）完善设施"),
        ("一(一)1", "1.打通断头路。"),
        ("二", "二、工作要求"),
    ]
    assert [c["address"] for c in document["clauses"]] == ["一", "二"]


def test_each_clause_says_where_it_stands_in_the_file(run: Run, plan: Path) -> None:
    text = plan.read_text("utf-8")
    (document,) = json.loads(run("clauses", plan).out)["documents"]

    for clause in walk(document["clauses"]):
        place = clause["span"]["source"]
        assert text[place["start"] : place["end"]].startswith(clause["heading"])
        assert clause["span"]["start"] < clause["span"]["end"]
    assert [clause["span"]["source"]["block"] for clause in walk(document["clauses"])] == [6, 7, 8, 11]


def test_as_text_the_tree_is_indented(run: Run, plan: Path) -> None:
    said = run("clauses", plan, "--format", "text")
    title, *lines = said.out.splitlines()

    assert "城市提质工作方案" in title
    assert lines == [
        "一  一、重点任务",
        "  一(一)  （一）完善设施",
        "    一(一)1  1.打通断头路。",
        "二  二、工作要求",
    ]


def test_the_documents_of_a_gazette_each_have_a_tree(run: Run, gazette: Path) -> None:
    documents = json.loads(run("clauses", gazette).out)["documents"]

    assert [document["number"] for document in documents] == ["青政办〔2021〕12号", "青政〔2022〕3号"]
    assert [c["address"] for c in walk(documents[1]["clauses"])] == ["一", "一1"]


def test_the_tree_may_go_to_a_file(run: Run, plan: Path, tmp_path: Path) -> None:
    target = tmp_path / "clauses.json"
    said = run("clauses", plan, "--output", target)

    assert (said.code, said.out) == (0, "")
    assert json.loads(target.read_text("utf-8"))["documents"]
    assert str(target) in said.err


def test_a_folder_that_is_missing_is_told_and_nothing_is_written(
    run: Run, plan: Path, tmp_path: Path
) -> None:
    said = run("clauses", plan, "--output", tmp_path / "missing" / "clauses.json")

    assert (said.code, said.out) == (1, "")
    assert "文件夹" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["plan.txt"]


def test_a_document_without_clauses_has_an_empty_tree(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("关于加强值班工作的通知\n各单位：\n请认真落实。\n", "utf-8")

    assert json.loads(run("clauses", path).out)["documents"][0]["clauses"] == []


def test_spans_count_characters_of_the_text_given(run: Run, plan: Path) -> None:
    result = json.loads(run("clauses", plan).out)

    for clause in walk(result["documents"][0]["clauses"]):
        assert result["text"][clause["span"]["start"] :].startswith(clause["heading"])


def test_a_file_that_is_no_official_document_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("今天天气很好，我们去公园玩。\n晚上回家吃饭。\n", "utf-8")
    said = run("clauses", path)

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("diary.txt") and "不像公文" in said.err and said.err.count("\n") == 1


def test_a_file_that_cannot_be_read_is_told(run: Run, damaged: Path) -> None:
    said = run("clauses", damaged)

    assert (said.code, said.out) == (1, "")
    assert "damaged.docx" in said.err
