"""Whatever the schedule, the change of rule and the order of work: no due date is missed, doubled or moved."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baicheng.clock import CycleUnit, china_calendar, period_of
from baicheng.flows.directory import Subjects
from baicheng.flows.duties import Item, Owed, owed
from baicheng.flows.duty import Duty
from baicheng.flows.provenance import InForce
from baicheng.flows.reconciliation import Kept, reconcile

CALENDAR = china_calendar()
ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2018, 1, 1), date(2020, 1, 1)
TITLE = {"zh": "职责", "en": "Duty"}
HEAD: dict[str, Any] = {
    "duty": "it",
    "title": TITLE,
    "bearer": "party(lead)",
    "for_each": {"register": "tasks"},
    "source": {"document": "文"},
    "fulfilled_by": {"record": "progress"},
}
ITEMS = [
    Item("1", lambda _: ("a",)),
    Item("2", lambda _: ("a", "b"), applies=[InForce(since=date(2018, 5, 7), until=date(2019, 7, 3))]),
    Item("3", lambda day: () if day < date(2019, 1, 1) else ("c",)),
]

days = st.dates(FIRST, LAST - ONE_DAY)
DAYS_OF = {"week": ["monday", "friday", "sunday"], "day": ["last"]}
units = st.sampled_from([unit.value for unit in CycleUnit])


@st.composite
def cycles(draw: st.DrawFn) -> dict[str, Any]:
    unit = draw(units)
    by = draw(st.sampled_from(DAYS_OF.get(unit, ["last", "day 1", "day 5", "day 10", "day 31"])))
    when: dict[str, Any] = {"every": unit, "by": by}
    if draw(st.booleans()):
        when["roll"] = draw(st.sampled_from(["next_working_day", "previous_working_day"]))
    if unit == "day":
        when.pop("by")
    return when


others = st.sampled_from(
    [
        {"every": "working_day"},
        {"every": "week", "of": 2, "by": "friday", "from": date(2018, 1, 5)},
        {"every": "month", "by": ["day 10", "last"]},
        {"on": ["03-15", "06-15", "12-31"]},
        {"on": [date(2018, 4, 10), date(2019, 1, 10)]},
        {"before": date(2019, 3, 22)},
    ]
)

every_form = st.one_of(cycles(), others)


@st.composite
def duties(draw: st.DrawFn, forms: st.SearchStrategy[dict[str, Any]] = every_form) -> Duty:
    starts = sorted(draw(st.lists(st.one_of(days, st.just(FIRST)), min_size=1, max_size=3, unique=True)))
    ends = [*starts[1:], draw(st.one_of(st.none(), st.just(LAST)))]
    versions = [
        {"in_force": {"from": since, "until": until}, "when": draw(forms)}
        for since, until in zip(starts, ends, strict=True)
    ]
    covers = draw(st.sampled_from([None, "previous", "this"]))
    raw = HEAD | {"versions": versions, "on_change": draw(st.sampled_from(["finish", "cut", "both"]))}
    return Duty.model_validate(raw | ({"covers": covers} if covers else {}))


def whole(duty: Duty, items: Sequence[Item] = ITEMS) -> list[Owed]:
    return owed(duty, items, CALENDAR, FIRST, LAST)


@settings(deadline=None, max_examples=40)
@given(duties(), st.lists(days, max_size=6), st.randoms())
def test_asked_in_parts_and_in_any_order_the_same_is_owed(duty: Duty, cuts: list[date], order: Any) -> None:
    edges = sorted({FIRST, LAST, *cuts})
    parts = list(pairwise(edges))
    order.shuffle(parts)
    found = [one for since, until in parts for one in owed(duty, ITEMS, CALENDAR, since, until)]

    assert sorted(found, key=lambda one: one.key) == sorted(whole(duty), key=lambda one: one.key)


@settings(deadline=None, max_examples=40)
@given(duties())
def test_no_key_stands_for_two_due_dates(duty: Duty) -> None:
    keys = [one.key for one in whole(duty)]

    assert len(keys) == len(set(keys))


@settings(deadline=None, max_examples=40)
@given(duties(), st.tuples(days, days), st.tuples(days, days))
def test_spans_that_overlap_agree_on_what_they_share(
    duty: Duty, one: tuple[date, date], other: tuple[date, date]
) -> None:
    first = {found.key: found for found in owed(duty, ITEMS, CALENDAR, min(one), max(one))}
    second = {found.key: found for found in owed(duty, ITEMS, CALENDAR, min(other), max(other))}

    for key in first.keys() & second.keys():
        assert first[key] == second[key]


@settings(deadline=None, max_examples=40)
@given(duties(cycles()), st.sampled_from(["finish", "cut"]))
def test_from_the_first_period_on_every_day_lies_in_exactly_one(duty: Duty, on_change: str) -> None:
    # What is told of a period can be due long after it.
    duty = duty.model_copy(update={"on_change": on_change})
    found = owed(duty, ITEMS[:1], CALENDAR, FIRST, date(2022, 1, 1))
    periods = sorted(one.period for one in found if one.period)

    for earlier, later in pairwise(periods):
        assert earlier.until == later.since


@settings(deadline=None, max_examples=40)
@given(duties(cycles()), days, cycles())
def test_a_rule_that_changes_later_leaves_what_was_owed_before(
    duty: Duty, changes_on: date, when: dict[str, Any]
) -> None:
    last = duty.versions[-1]
    if last.in_force.since is None or changes_on <= last.in_force.since:
        changes_on = (last.in_force.since or FIRST) + ONE_DAY
    if last.in_force.until is not None and changes_on >= last.in_force.until:
        return
    raw = [version.model_dump(by_alias=True, exclude_none=True) for version in duty.versions]
    raw[-1]["in_force"]["until"] = changes_on
    raw.append({"in_force": {"from": changes_on}, "when": when})
    changed = Duty.model_validate(
        HEAD | {"versions": raw, "on_change": duty.on_change, "covers": duty.covers}
    )
    before = {one.key: one for one in whole(duty) if one.period and one.period.until <= changes_on}
    after = {one.key: one for one in whole(changed)}

    assert {key: after.get(key) for key in before} == before


@settings(deadline=None, max_examples=40)
@given(duties())
def test_a_calendar_that_changes_keeps_every_key_of_a_period_or_a_named_day(duty: Duty) -> None:
    forms = [terms.when.every for terms in duty.terms()]
    if "working_day" in forms:
        return
    strange = china_calendar({FIRST + timedelta(days=number): number % 3 == 0 for number in range(730)})

    assert {one.key for one in owed(duty, ITEMS, strange, FIRST, LAST)} == {one.key for one in whole(duty)}


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from([("month", 1), ("quarter", 3), ("half_year", 6), ("year", 12)]),
    st.integers(1, 28),
    st.booleans(),
)
def test_each_due_day_is_the_one_that_counting_on_the_calendar_gives(
    unit: tuple[str, int], day: int, previous: bool
) -> None:
    name, length = unit
    raw = HEAD | {
        "when": {"every": name, "by": f"month 1 day {day}"},
        "covers": "previous" if previous else "this",
        "in_force": {"from": date(2017, 1, 1)},
    }
    months = [(year, month) for year in (2018, 2019) for month in range(1, 13) if (month - 1) % length == 0]
    found = whole(Duty.model_validate(raw), ITEMS[:1])

    assert [one.due_on for one in found] == [date(year, month, day) for year, month in months]
    for one in found:
        assert one.period and one.due_on
        assert one.period.until == period_of(CycleUnit(name), one.due_on).since or not previous
        assert one.due_on in one.period or previous


def test_the_last_day_of_every_month_is_owed_for_ten_years() -> None:
    duty = Duty.model_validate(HEAD | {"when": {"every": "month"}, "in_force": {"from": date(2015, 1, 1)}})
    found = owed(duty, ITEMS[:1], CALENDAR, date(2015, 1, 1), date(2025, 1, 1))
    wanted = [date(y, m, monthrange(y, m)[1]) for y in range(2015, 2025) for m in range(1, 13)]

    assert [one.due_on for one in found] == wanted


# From what is owed to assignments


class Assignments:
    """The assignments that a duty has opened, as a database would keep them."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}

    def work(self, duty: Duty, since: date, until: date, items: Sequence[Item] = ITEMS) -> bool:
        """Open what is owed in a span; whether there was anything to do."""
        wanted = owed(duty, items, CALENDAR, since, until)
        slots = {one.slot for one in wanted}
        changes = reconcile(wanted, [one for one in self.kept.values() if one.slot in slots])
        for one in changes.open:
            assert one.key not in self.kept
            self.kept[one.key] = Kept(one.key, one.slot, one.bearer, one.due_at)
        for kept, one in changes.assign:
            self.kept[kept.key] = replace(self.kept[kept.key], bearer=one.bearer)
        for kept, one in changes.move:
            self.kept[kept.key] = replace(self.kept[kept.key], due_at=one.due_at)
        for kept in changes.withdraw:
            self.kept[kept.key] = replace(kept, is_open=False)
        return bool(changes)


@settings(deadline=None, max_examples=40)
@given(duties(), st.lists(st.tuples(days, days), max_size=5), st.randoms())
def test_workers_that_overlap_repeat_and_stop_open_each_assignment_once(
    duty: Duty, spans: list[tuple[date, date]], order: Any
) -> None:
    runs = [(min(span), max(span)) for span in spans] + [(FIRST, date(2019, 3, 1)), (date(2019, 3, 1), LAST)]
    order.shuffle(runs)
    kept = Assignments()
    for since, until in runs:
        kept.work(duty, since, until)

    assert {key: one.due_at for key, one in kept.kept.items()} == {one.key: one.due_at for one in whole(duty)}
    assert not kept.work(duty, FIRST, LAST)


MONTHLY = Duty.model_validate(
    HEAD | {"when": {"every": "month", "by": "day 10"}, "in_force": {"from": date(2018, 11, 1)}}
)
SPRING = (date(2019, 1, 1), date(2019, 4, 1))


def borne_by(*bearers: str) -> list[Item]:
    return [Item("1", lambda _: bearers)]


def opened(*bearers: str) -> Assignments:
    kept = Assignments()
    kept.work(MONTHLY, *SPRING, borne_by(*bearers))
    return kept


def test_a_successor_is_not_given_what_was_passed_on_to_it() -> None:
    kept = opened("old")
    kept.kept = {key: replace(one, bearer="new") for key, one in kept.kept.items()}

    assert not kept.work(MONTHLY, *SPRING, borne_by("new"))


def test_what_was_handed_to_somebody_else_stays_with_them() -> None:
    kept = opened("old")
    kept.kept = {key: replace(one, bearer="deputy") for key, one in kept.kept.items()}

    assert not kept.work(MONTHLY, *SPRING, borne_by("old"))


def test_a_bearer_that_was_wrong_is_replaced_where_it_is_still_open() -> None:
    kept = opened("wrong")
    first = min(kept.kept)
    kept.kept[first] = replace(kept.kept[first], is_open=False)
    kept.work(MONTHLY, *SPRING, borne_by("right"))

    assert sorted((one.bearer, one.is_open) for one in kept.kept.values()) == [
        ("right", True),
        ("right", True),
        ("right", True),
        ("wrong", False),
        ("wrong", False),
        ("wrong", False),
    ]


def test_one_without_bearer_is_given_the_first_that_is_found() -> None:
    kept = opened()
    assert [one.bearer for one in kept.kept.values()] == [None] * 3
    kept.work(MONTHLY, *SPRING, borne_by("found", "second"))

    assert sorted(one.bearer or "" for one in kept.kept.values()) == ["found"] * 3 + ["second"] * 3


def test_what_is_open_stays_with_its_bearer_while_nobody_else_is_found() -> None:
    kept = opened("old")

    assert not kept.work(MONTHLY, *SPRING, borne_by())


def test_a_joint_bearer_that_comes_later_gets_one_of_its_own() -> None:
    kept = opened("a")
    kept.work(MONTHLY, *SPRING, borne_by("a", "b"))

    assert sorted(str(one.bearer) for one in kept.kept.values()) == ["a"] * 3 + ["b"] * 3
    assert all(one.is_open for one in kept.kept.values())


@pytest.mark.parametrize("closed", [True, False])
def test_a_corrected_event_moves_the_due_time_of_what_is_open_only(closed: bool) -> None:
    within = {"within": {"amount": 5, "unit": "calendar_day", "of": "field(made_on)"}}
    duty = Duty.model_validate(HEAD | {"when": within})
    subjects: Subjects = ("a",)

    def made(on: date) -> list[Item]:
        return [Item("1", lambda _: subjects, fields={"made_on": on})]

    kept = Assignments()
    kept.work(duty, *SPRING, made(date(2019, 2, 1)))
    kept.kept = {key: replace(one, is_open=not closed) for key, one in kept.kept.items()}
    kept.work(duty, *SPRING, made(date(2019, 2, 11)))

    (one,) = kept.kept.values()
    assert one.due_at is not None
    assert one.due_at.date() == (date(2019, 2, 7) if closed else date(2019, 2, 17))
