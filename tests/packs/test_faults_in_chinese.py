"""Every fault that can be named has its Chinese; what stands in its gaps comes along."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import baicheng
from baicheng.packs.faults_in_chinese import SENTENCES, in_chinese

PACKAGE = Path(baicheng.__file__).parent
RAISERS = {"ValueError", "InvalidWho", "InvalidExpression", "fault", "Fault"}
MODULES = [
    *(PACKAGE / "flows").glob("*.py"),
    *(
        PACKAGE / "clock" / f"{name}.py"
        for name in ("schedule_forms", "schedule_terms", "schedules", "cycles")
    ),
    PACKAGE / "packs" / "records" / "standards.py",
    PACKAGE / "packs" / "schema" / "rounds.py",
]


def sentences(node: ast.expr) -> Iterator[str]:
    """The texts of an argument, with X in their gaps."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from sentences(node.body)
        yield from sentences(node.orelse)


def named_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in RAISERS:
                yield from (text for argument in node.args for text in sentences(argument) if " " in text)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_fault_that_a_library_names_has_its_chinese(path: Path) -> None:
    assert [text for text in named_in(path) if in_chinese(text) is None] == []


def test_the_libraries_name_many_faults() -> None:
    assert sum(len(list(named_in(path))) for path in MODULES) >= 80


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("unknown state 'clsed'; did you mean 'closed'?", "没有状态“clsed”，是不是“closed”？"),
        (
            "'boss' is nobody; known are office, author (at character 1 of: boss)",
            "没有“boss”这种写法，可用：office, author（“boss”的第1个字符）",
        ),
        ("unknown name 'progres'; did you mean 'progress'? (at character 1)", "没有“progres”这个名称，是不是“progress”？（第1个字符）"),
        ("no limit is given; write one of within, before, due or standard, or due: not_stated if no document says", "没有写时限；within、before、due、standard 写一个，文件没有写的，写 due: not_stated"),
    ],
)  # fmt: skip
def test_what_stands_in_the_gaps_comes_along(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_what_is_no_fault_of_a_pack_has_none() -> None:
    assert in_chinese("something else") is None


def test_no_sentence_is_hidden_behind_one_before_it() -> None:
    samples = [english.replace("{}", "X") for english, _ in SENTENCES]

    hidden = [
        sample
        for (_, chinese), sample in zip(SENTENCES, samples, strict=True)
        if in_chinese(sample) != _filled(chinese)
    ]
    assert hidden == []


def _filled(chinese: str) -> str:
    for number in range(4):
        chinese = chinese.replace(f"{{{number}}}", "X")
    return chinese
