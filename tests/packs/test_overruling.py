"""What was decided locally holds on its days, the rest stays as the pack says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.flows.duty import Duty
from baicheng.flows.provenance import InForce
from baicheng.flows.when import When
from baicheng.packs.overruling import EventDay, by_day, event_days, with_when

FIRST = date(2019, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(-5, 45)]


@st.composite
def spans(draw: st.DrawFn) -> InForce:
    since = draw(st.integers(0, 30))
    length = draw(st.one_of(st.none(), st.integers(1, 10)))
    until = None if length is None else FIRST + timedelta(days=since + length)
    return InForce(since=FIRST + timedelta(days=since), until=until)


@given(st.lists(spans(), max_size=6))
def test_on_each_day_the_decision_holds_that_begins_last(found: list[InForce]) -> None:
    values = list(enumerate(sorted(found, key=lambda span: span.since or date.min)))
    stretches = by_day([(span, number) for number, span in values])

    for day in DAYS:
        expected = [number for number, span in values if span.holds(day)][-1:]
        assert [number for span, number in stretches if span.holds(day)] == expected


@given(st.lists(spans(), max_size=6), st.one_of(st.just(InForce(since=None, until=None)), spans()))
def test_a_stretch_falls_apart_into_the_days_that_are_taken_and_the_rest(
    found: list[InForce], whole: InForce
) -> None:
    ordered = sorted(found, key=lambda span: span.since or date.min)
    taken = [span for span, _ in by_day([(span, number) for number, span in enumerate(ordered)])]
    rest = list(whole.outside(taken))
    shared = [part for span in taken if (part := whole.shared(span)) is not None]

    for day in DAYS:
        assert sum(span.holds(day) for span in (*rest, *shared)) == whole.holds(day)
        assert any(span.holds(day) for span in rest) == (
            whole.holds(day) and not any(span.holds(day) for span in taken)
        )


def test_without_a_decision_a_duty_stays_what_it_is() -> None:
    duty = _duty()

    assert with_when(duty, []) is duty


def test_a_duty_of_which_versions_change_is_overruled_across_them() -> None:
    duty = _duty(
        versions=[
            {"in_force": {"from": date(2019, 1, 1), "until": date(2019, 7, 1)}},
            {"in_force": {"from": date(2019, 7, 1)}, "when": {"every": "month", "by": "day 8"}},
        ]
    )
    decided = When.model_validate({"every": "month", "by": "day 10"})

    found = with_when(duty, [(InForce(since=date(2019, 5, 1), until=date(2019, 9, 1)), decided)])

    assert [(str(terms.in_force.since), terms.when.by) for terms in found.terms()] == [
        ("2019-01-01", ("day 5",)),
        ("2019-05-01", ("day 10",)),
        ("2019-07-01", ("day 10",)),
        ("2019-09-01", ("day 8",)),
    ]


def test_a_time_that_does_not_go_with_what_the_duty_covers_is_refused() -> None:
    with pytest.raises(ValueError, match="cover"):
        with_when(
            _duty(covers={"which": "previous", "cut_off": "day 25"}),
            [(InForce(since=FIRST, until=None), When.model_validate({"every": "working_day"}))],
        )


@pytest.mark.parametrize(
    ("decisions", "days"),
    [
        ([("2019-10-01", "2019-11-12")], ["2019-11-12"]),
        ([("2019-10-01", "2019-11-12"), ("2020-10-01", "2020-11-14")], ["2019-11-12", "2020-11-14"]),
        ([("2019-10-01", "2019-11-20"), ("2019-11-01", "2019-11-12")], ["2019-11-12"]),
        ([("2019-11-15", "2019-11-12")], ["2019-11-12"]),
        ([("2019-10-01", "2019-11-12"), ("2019-11-15", "2019-11-20")], ["2019-11-12", "2019-11-20"]),
    ],
    ids=["one", "each year", "corrected before", "told afterwards", "corrected after it began"],
)
def test_the_day_of_an_event_counts_until_another_is_put_in_its_place(
    decisions: list[tuple[str, str]], days: list[str]
) -> None:
    held = [
        EventDay(date.fromisoformat(day), InForce(since=date.fromisoformat(since), until=None))
        for since, day in decisions
    ]

    assert [str(day) for day in event_days({"begun": held})["begun"]] == days


def test_an_event_that_was_called_off_before_its_day_did_not_happen() -> None:
    called_off = EventDay(date(2019, 11, 12), InForce(since=date(2019, 10, 1), until=date(2019, 11, 1)))

    assert event_days({"begun": [called_off]}) == {"begun": ()}


def _duty(**more: object) -> Duty:
    return Duty.model_validate(
        {
            "duty": "monthly",
            "title": {"zh": "月报", "en": "Monthly report"},
            "bearer": "office",
            "when": {"every": "month", "by": "day 5"},
            "covers": "previous",
            "fulfilled_by": {"record": "reports"},
            "source": {"document": "x"},
            **more,
        }
    )
