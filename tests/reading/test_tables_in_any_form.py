"""A task table says the same however extraction hands it over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from baicheng.reading.model import Task
from baicheng.reading.reader import read, read_source
from baicheng.reading.spans import Source
from tests.reading.scoring import squeezed
from tests.reading.tables import FORMS, Table, as_cells, tables
from tests.reading.texts import source_of

DOCUMENTS = Path(__file__).parent / "documents"


def said(source: Source) -> list[tuple[object, ...]]:
    """What the tasks of a document say, apart from where it stands."""
    return [_said(task) for task in read_source(source).tasks]


def _said(task: Task) -> tuple[object, ...]:
    return (squeezed(task.path[-1]), squeezed(task.heading), *_work(task))


def _work(task: Task) -> tuple[object, ...]:
    goals = [(target.value, target.unit, target.op) for target in task.targets]
    parties = sorted(squeezed(party.role + party.name) for party in task.parties)
    return (squeezed(task.text), parties, task.deadlines, goals)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, derandomize=True)
@given(table=tables())
def test_a_table_says_the_same_in_every_form(form: str, table: Table) -> None:
    expected = said(as_cells(table))

    assert len(expected) == sum(len(row) > 1 for row in table.rows)
    assert said(FORMS[form](table)) == expected


TABBED = sorted(path for path in DOCUMENTS.glob("*.txt") if "序号\t" in path.read_text("utf-8"))


def flattened(text: str, *, numbered: bool) -> str:
    """A text whose tabbed tables have one cell a line, with or without the column of numbers."""
    lines: list[str] = []
    for line in text.split("\n"):
        cells = line.split("\t")
        counts = len(cells) > 1 and (cells[0].strip() == "序号" or cells[0].strip().isdigit())
        lines.extend(cell for cell in cells[counts and not numbered :] if cell.strip() or len(cells) == 1)
    return "\n".join(lines)


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "without numbers"])
@pytest.mark.parametrize("path", TABBED, ids=lambda path: path.stem)
def test_nearly_all_tasks_of_a_tabbed_table_are_the_same_where_it_is_flattened(
    path: Path, numbered: bool
) -> None:
    tasks = [_work(task) for task in read(path).tasks]
    again = [
        _work(task)
        for task in read_source(source_of(flattened(path.read_text("utf-8"), numbered=numbered))).tasks
    ]

    assert len(again) == len(tasks)
    assert sum(task in again for task in tasks) >= 0.9 * len(tasks)
