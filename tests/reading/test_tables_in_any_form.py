"""A task table says the same however extraction hands it over."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from baicheng.reading.model import Task
from baicheng.reading.reader import read_source
from baicheng.reading.spans import Source
from tests.reading.scoring import squeezed
from tests.reading.tables import FORMS, Table, as_cells, tables


def said(source: Source) -> list[tuple[object, ...]]:
    """What the tasks of a document say, apart from where it stands."""
    return [_said(task) for task in read_source(source).tasks]


def _said(task: Task) -> tuple[object, ...]:
    goals = [(target.value, target.unit, target.op) for target in task.targets]
    parties = sorted(squeezed(party.role + party.name) for party in task.parties)
    return (
        *map(squeezed, (task.path[-1], task.heading, task.text)), parties, task.deadlines, goals
    )  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, derandomize=True)
@given(table=tables())
def test_a_table_says_the_same_in_every_form(form: str, table: Table) -> None:
    expected = said(as_cells(table))

    assert len(expected) == sum(len(row) > 1 for row in table.rows)
    assert said(FORMS[form](table)) == expected
