from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.model import Ledger
from baicheng.reading.outputs.page.marks import Cutter, Mark, Marks
from baicheng.reading.spans import Span

LENGTH = 30
any_span = st.builds(lambda a, b: Span(min(a, b), max(a, b)), st.integers(0, LENGTH), st.integers(0, LENGTH))
real_span = any_span.filter(len)


@given(
    st.lists(any_span, max_size=4),
    st.lists(real_span, max_size=6),
    st.sets(st.integers(1, LENGTH - 1), max_size=5),
)
def test_each_character_is_cut_out_once_with_all_that_lies_over_it(
    task_spans: list[Span], mark_spans: list[Span], breaks: set[int]
) -> None:
    tasks = list(enumerate(task_spans, 1))
    marks = [Mark(index, "goal", span) for index, span in enumerate(sorted(mark_spans))]
    cutter = Cutter(tasks, marks)
    borders = [0, *sorted(breaks), LENGTH]
    segments = [s for start, end in pairwise(borders) for s in cutter.cut(start, end)]

    assert [place for s in segments for place in range(s.span.start, s.span.end)] == list(range(LENGTH))
    for segment in segments:
        for place in range(segment.span.start, segment.span.end):
            here = Span(place, place + 1)
            assert set(segment.tasks) == {number for number, span in tasks if span.covers(here)}
            assert {mark.id for mark in segment.marks} == {
                mark.id for mark in marks if mark.span.covers(here)
            }
        lengths = [len(mark.span) for mark in segment.marks]
        assert lengths == sorted(lengths)


def test_text_between_stretches_is_left_out() -> None:
    cutter = Cutter([], [Mark(1, "due", Span(2, 8))])
    assert [s.span for start, end in ((0, 4), (5, 10)) for s in cutter.cut(start, end)] == [
        Span(0, 2),
        Span(2, 4),
        Span(5, 8),
        Span(8, 10),
    ]


def test_a_unit_shared_by_two_tasks_is_one_mark_and_a_finding_about_a_whole_task_is_none(
    ledger: Ledger,
) -> None:
    marks = Marks(ledger, 1)
    first, second = ledger.tasks[6].parties[0], ledger.tasks[7].parties[0]
    assert marks.id("unit", first.span) == marks.id("unit", second.span) is not None
    assert marks.id("finding", ledger.tasks[3].span) is None
    assert marks.id("finding", ledger.findings[3].span) is not None
    assert marks.next_id == len(list(marks)) + 1
