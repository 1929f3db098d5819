"""How tasks go in the demonstration: plausible, and never backwards."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pypdfium2
from hypothesis import given
from hypothesis import strategies as st

from baicheng.demo.agenda import Agenda, in_office_hours, is_working
from baicheng.demo.fates import Fate, fate_of, values_of
from baicheng.demo.papers import chart, letter
from baicheng.demo.scene import moment
from baicheng.demo.wording import phrase
from baicheng.server.indicators.models import Op, Target
from baicheng.server.registers.files import kind_of
from baicheng.server.registers.models import Record

BEGINS, NOW = date(2026, 2, 23), date(2026, 11, 26)


def fates(due_on: str) -> list[Fate]:
    task = Record(fields={"due_on": due_on})
    return [fate_of(task, Random(seed), begins=BEGINS, now=NOW) for seed in range(300)]


def test_of_the_tasks_that_are_due_most_are_done_in_time_some_late_and_some_not_at_all() -> None:
    due = date(2026, 9, 30)
    found = fates(due.isoformat())
    in_time = sum(fate.done_on is not None and fate.done_on <= due for fate in found)
    late = sum(fate.done_on is not None and fate.done_on > due for fate in found)

    assert in_time > 150
    assert late > 20
    assert len(found) - in_time - late > 20


def test_no_task_is_done_that_is_due_later_than_today() -> None:
    assert not any(fate.done_on for fate in fates("2026-12-31"))


@given(pace=st.floats(0.5, 1.1), days=st.lists(st.integers(0, 400), min_size=2), whole=st.booleans())
def test_what_is_reached_only_grows_and_what_is_to_fall_only_falls(
    pace: float, days: list[int], whole: bool
) -> None:
    fate = Fate(BEGINS, date(2026, 12, 31), pace, date(2026, 9, 1) if whole else None)
    roads = Target(pk=1, op=Op.AT_LEAST, value=Decimal(20), unit="条")
    losses = Target(pk=2, op=Op.AT_MOST, value=Decimal("8.5"), unit="%")
    before: dict[int, Decimal] = {}
    seen = [
        dict(values_of(iter((roads, losses)), fate.share(BEGINS + timedelta(days=day)), before))
        for day in sorted(days)
    ]

    assert [one[1] for one in seen] == sorted(one[1] for one in seen)
    assert [one[2] for one in seen] == sorted((one[2] for one in seen), reverse=True)
    assert all(one[1] == one[1].to_integral_value() for one in seen)


def test_acts_come_in_the_order_of_time_and_none_after_the_end() -> None:
    agenda, done = Agenda(moment(NOW)), []
    for hours in (5, -3, -1, 1):
        agenda.put(moment(NOW) + timedelta(hours=hours), lambda at: done.append(at))
    agenda.put(moment(NOW) - timedelta(hours=2), lambda at: agenda.put(at, done.append))

    assert agenda.run() == 4
    assert done == sorted(done) and len(done) == 3


@given(seed=st.integers(), day=st.dates(date(2026, 1, 1), date(2027, 12, 20)))
def test_offices_work_on_working_days_only(seed: int, day: date) -> None:
    when = in_office_hours(Random(seed), day)

    assert when.date() >= day
    assert is_working(when.date())


def test_papers_are_files_of_their_kind_and_the_same_each_time() -> None:
    picture, page = chart([0.2, 1.4, -1]), letter(["澜川市", "验收单"])

    assert kind_of(picture).media_type == "image/png"
    assert kind_of(page).media_type == "application/pdf"
    assert (picture, page) == (chart([0.2, 1.4, -1]), letter(["澜川市", "验收单"]))
    assert "验收单" in pypdfium2.PdfDocument(page)[0].get_textpage().get_text_range()


def test_every_phrase_can_be_filled_in() -> None:
    for name in ("done", "problems", "returned", "result", "finding", "reply", "decided", "dispatch"):
        for seed in range(20):
            text = phrase(Random(seed), name, figures="")
            assert "{" not in text and text
