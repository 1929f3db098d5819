"""A text is shown whole, character for character, with every mark on exactly its characters."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.documents.lines import Mark, lines

TEXTS = st.text(alphabet="一二三，\n", max_size=60)
MARKS = st.lists(
    st.builds(Mark, st.integers(-3, 70), st.integers(-3, 70), st.integers(1, 4)),
    max_size=6,
)


@dataclass(frozen=True)
class Heading:
    pk: int
    level: int
    start: int


@given(TEXTS, MARKS)
def test_lines_give_back_the_text_and_each_character_the_marks_that_cover_it(
    text: str, marks: list[Mark]
) -> None:
    shown = list(lines(text, marks=marks))

    assert "\n".join("".join(part.text for part in line.stretches) for line in shown) == text
    for line in shown:
        at = line.start
        for stretch in line.stretches:
            for character in stretch.text:
                covering = {mark.key for mark in marks if mark.start <= at < mark.end}
                assert (text[at], set(stretch.keys)) == (character, covering)
                at += 1


@given(TEXTS, st.lists(st.integers(0, 60), max_size=8))
def test_every_clause_has_one_anchor_on_the_line_where_it_begins(text: str, starts: list[int]) -> None:
    clauses = [Heading(number, 1, min(start, len(text))) for number, start in enumerate(starts)]

    shown = list(lines(text, clauses=clauses))

    found = {clause.pk: line.start for line in shown for clause in line.clauses}
    assert found == {clause.pk: text.rfind("\n", 0, clause.start) + 1 for clause in clauses}


def test_a_short_line_that_begins_a_clause_is_a_heading() -> None:
    text = "一、任务\n（一）" + "很长的正文" * 10

    shown = list(lines(text, clauses=[Heading(1, 1, 0), Heading(2, 2, 5)]))

    assert [line.level for line in shown] == [1, 0]
