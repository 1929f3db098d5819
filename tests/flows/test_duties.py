"""What a duty owes in a span of time: rules of real documents, and what changes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
import yaml

from baicheng.clock import CHINA, china_calendar
from baicheng.flows.directory import Subjects
from baicheng.flows.duties import Item, Owed, TooMuchOwed, owed
from baicheng.flows.duty import Duty
from baicheng.flows.fulfilment import Deed, Fulfilment, Standing, fulfilment
from baicheng.flows.provenance import InForce

CALENDAR = china_calendar()
HEAD = """
duty: it
title: {zh: 职责, en: Duty}
bearer: party(lead)
source: {document: 文}
fulfilled_by: {record: things}
"""


def duty(text: str) -> Duty:
    return Duty.model_validate(yaml.safe_load(HEAD) | yaml.safe_load(text))


def span(since: str | None, until: str | None = None) -> InForce:
    return InForce(
        since=date.fromisoformat(since) if since else None, until=date.fromisoformat(until) if until else None
    )


def item(about: str = "", *, bearers: Subjects = ("lead",), fields: Any = None, applies: Any = None) -> Item:
    return Item(about, lambda _: bearers, fields or {}, applies or [span(None)])


def ask(
    text: str, since: str, until: str, *items: Item, lasting: Sequence[InForce] = (span(None),)
) -> list[Owed]:
    return owed(
        duty(text),
        items or (item(),),
        CALENDAR,
        date.fromisoformat(since),
        date.fromisoformat(until),
        lasting,
    )


def lines(found: Sequence[Owed]) -> list[str]:
    """What is owed: period, due day; and the cut-off day where it is not the last of the period."""
    said = []
    for one in found:
        parts = [one.period.label if one.period else "", str(one.due_on)]
        if one.period and one.cut_off != one.period.last:
            parts.append(f"up to {one.cut_off}")
        said.append(" ".join(parts).strip())
    return said


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def test_a_monthly_report_covers_the_month_before_and_is_in_time_until_the_day_ends() -> None:
    found = ask("{when: {every: month, by: day 5}, in_force: {from: 2019-04-01}}", "2019-01-01", "2019-08-01")

    assert lines(found) == ["2019-04 2019-05-05", "2019-05 2019-06-05", "2019-06 2019-07-05"]
    assert found[0].due_at == at("2019-05-06") and found[0].opens_at == at("2019-05-01")


def test_the_first_report_tells_of_the_month_in_which_the_duty_came_into_force() -> None:
    found = ask(
        "{when: {every: month, by: day 10}, in_force: {from: 2019-03-08}}", "2019-01-01", "2019-06-01"
    )

    assert lines(found) == ["2019-03 2019-04-10", "2019-04 2019-05-10"]
    assert found[0].period and found[0].period.since == date(2019, 3, 8)


def test_what_is_to_be_done_within_a_period_begins_with_the_first_whole_one() -> None:
    found = ask("{when: {every: quarter}, in_force: {from: 2017-09-08}}", "2017-01-01", "2018-04-01")

    assert lines(found) == ["2017Q4 2017-12-31", "2018Q1 2018-03-31"]
    assert found[0].period and found[0].period.since == date(2017, 9, 8)


def test_a_duty_that_ends_owes_the_period_that_runs() -> None:
    text = "{when: {every: month, by: day 5}, in_force: {from: 2019-01-01, until: 2019-03-10}}"

    assert lines(ask(text, "2019-01-01", "2019-12-31")) == [
        "2019-01 2019-02-05",
        "2019-02 2019-03-05",
        "2019-03 2019-04-05",
    ]
    cut = ask("{on_change: cut, " + text[1:], "2019-03-06", "2019-12-31")
    assert [(one.period and one.period.last, one.due_on) for one in cut] == [
        (date(2019, 3, 9), date(2019, 4, 5))
    ]


def test_the_cut_off_day_can_differ_from_the_due_day() -> None:
    text = "{when: {every: month, by: day 7}, covers: {which: previous, cut_off: day 25}}"
    found = ask(text, "2019-05-01", "2019-06-01")

    assert lines(found) == ["2019-04 2019-05-07 up to 2019-04-25"]
    assert found[0].opens_at == at("2019-04-26")


def test_a_window_opens_some_days_before_it_is_due() -> None:
    calendar_days = "{when: {every: month, by: day 5}, may: {from: {amount: 10, unit: calendar_day}}}"
    working_days = "{when: {every: month, by: day 10}, may: {from: {amount: 3, unit: working_day}}}"

    assert ask(calendar_days, "2019-05-01", "2019-06-01")[0].opens_at == at("2019-04-25")
    # 10 May 2019 is a Friday; three working days before is Tuesday.
    assert ask(working_days, "2019-05-01", "2019-06-01")[0].opens_at == at("2019-05-07")


def test_a_due_day_on_a_rest_day_moves_only_if_the_rule_says_so_and_keeps_its_key() -> None:
    stays = ask("{when: {every: month, by: day 5}}", "2019-10-01", "2019-11-01")
    moves = ask("{when: {every: month, by: day 5, roll: next_working_day}}", "2019-10-01", "2019-11-01")

    assert lines(stays) == ["2019-09 2019-10-05"] and lines(moves) == ["2019-09 2019-10-08"]
    assert stays[0].key == moves[0].key


def test_named_days_and_hours_are_due_as_they_are_stated() -> None:
    dates = "{when: {'on': [2019-04-10, 2019-07-10, 2020-01-10]}}"
    moment = "{when: {before: 2019-03-22T17:00}}"
    yearly = "{when: {'on': [03-15, 09-15]}, in_force: {from: 2019-06-01}}"

    assert lines(ask(dates, "2019-01-01", "2020-12-31")) == ["2019-04-10", "2019-07-10", "2020-01-10"]
    assert ask(moment, "2019-01-01", "2020-01-01")[0].due_at == at("2019-03-22 17:00")
    assert lines(ask(yearly, "2019-01-01", "2020-12-31")) == ["2019-09-15", "2020-03-15", "2020-09-15"]


def test_two_due_days_in_one_month_are_owed_both() -> None:
    found = ask("{when: {every: month, by: [10, 25]}}", "2019-05-01", "2019-06-01")

    assert lines(found) == ["2019-04 2019-05-10", "2019-05 2019-05-25 up to 2019-05-25"]
    assert len({one.key for one in found}) == 2


INSTALMENT = (
    "{when: {before: field(instalment_on), amount: 5, unit: working_day}, for_each: {register: loans}}"
)


def test_five_working_days_before_the_instalment_end_when_the_office_closes() -> None:
    # 10 June 2019 is a Monday after the Dragon Boat Festival on Friday.
    (one,) = ask(
        INSTALMENT, "2019-05-01", "2019-07-01", item("7", fields={"instalment_on": date(2019, 6, 10)})
    )

    assert one.due_at == at("2019-05-31 18:00") and one.key == "it/7/once/lead"


def test_a_thing_whose_day_is_not_known_owes_nothing_yet() -> None:
    assert ask(INSTALMENT, "2019-05-01", "2019-07-01", item("7", fields={"instalment_on": None})) == []


def test_report_and_order_after_the_same_day_count_different_days() -> None:
    fields = {"made_on": date(2019, 4, 30)}
    report = (
        "{when: {within: {amount: 5, unit: calendar_day, of: field(made_on)}}, for_each: {register: patrols}}"
    )
    order = (
        "{when: {within: {amount: 5, unit: working_day, of: field(made_on)}}, for_each: {register: patrols}}"
    )

    assert ask(report, "2019-04-01", "2019-06-01", item("1", fields=fields))[0].due_at == at("2019-05-06")
    # 28 April and 5 May 2019 are moved workdays, 1 to 4 May holidays.
    assert ask(order, "2019-04-01", "2019-06-01", item("1", fields=fields))[0].due_at == at(
        "2019-05-09 18:00"
    )


def test_a_limit_that_no_document_states_is_owed_without_a_due_time() -> None:
    text = "{when: not_stated, for_each: {register: patrols}, in_force: {from: 2019-01-01}}"
    (one,) = ask(text, "2019-03-01", "2019-04-01", item("1", applies=[span("2019-03-15")]))

    assert (one.due_at, one.opens_at) == (None, at("2019-03-15"))
    assert ask(text, "2019-04-01", "2019-05-01", item("1", applies=[span("2019-03-15")])) == []
    assert fulfilment(one, []).standing(one, at("2029-01-01")) is Standing.OPEN


PATROLS = """
for_each: {register: rivers}
fulfilled_by: {record: patrols}
on_change: %s
versions:
  - {in_force: {from: 2017-09-08, until: 2019-03-18}, when: {every: %s}}
  - {in_force: {from: 2019-03-18}, when: {every: %s}}
"""


@pytest.mark.parametrize(
    ("on_change", "old", "new", "owed_lines"),
    [
        ("finish", "quarter", "month", ["2019Q1 2019-03-31", "2019-04 2019-04-30", "2019-05 2019-05-31"]),
        (
            "finish",
            "month",
            "half_month",
            ["2019-03 2019-03-31", "2019-04a 2019-04-15", "2019-04b 2019-04-30"],
        ),
        ("finish", "half_year", "quarter", ["2019H1 2019-06-30", "2019Q3 2019-09-30"]),
        ("both", "half_year", "quarter", ["2019H1 2019-06-30", "2019Q2 2019-06-30", "2019Q3 2019-09-30"]),
        ("cut", "quarter", "month", ["2019Q1 2019-03-17", "2019-04 2019-04-30"]),
    ],
)
def test_a_change_of_length_finishes_cuts_or_doubles_the_running_period(
    on_change: str, old: str, new: str, owed_lines: list[str]
) -> None:
    found = ask(PATROLS % (on_change, old, new), "2019-03-01", "2019-10-01", item("river"))

    assert lines(found)[: len(owed_lines)] == owed_lines


def test_after_a_cut_the_days_up_to_the_next_boundary_belong_to_the_first_new_period() -> None:
    cut, first, *_ = ask(PATROLS % ("cut", "quarter", "month"), "2019-03-01", "2019-10-01", item("river"))

    assert cut.period and first.period
    assert (cut.period.since, cut.period.until) == (date(2019, 1, 1), date(2019, 3, 18))
    assert (first.period.since, first.period.until) == (date(2019, 3, 18), date(2019, 5, 1))


def test_a_report_on_a_period_that_is_cut_is_due_when_it_was() -> None:
    text = """
on_change: cut
covers: previous
versions:
  - {in_force: {from: 2018-01-01, until: 2019-03-18}, when: {every: quarter, by: day 10}}
  - {in_force: {from: 2019-03-18}, when: {every: month, by: day 5}}
"""

    assert lines(ask(text, "2019-01-01", "2019-07-01")) == [
        "2018Q4 2019-01-10",
        "2019Q1 2019-04-10",
        "2019-04 2019-05-05",
        "2019-05 2019-06-05",
    ]


def test_a_rule_that_changes_its_day_holds_from_the_first_period_that_begins_under_it() -> None:
    text = """
versions:
  - {in_force: {from: 2019-01-01, until: 2019-03-20}, when: {every: month, by: day 10}, covers: previous}
  - {in_force: {from: 2019-03-20}, when: {every: month, by: day 25}, covers: this}
"""

    assert lines(ask(text, "2019-02-01", "2019-06-01")) == [
        "2019-01 2019-02-10",
        "2019-02 2019-03-10",
        "2019-03 2019-04-10",
        "2019-04 2019-04-25 up to 2019-04-25",
        "2019-05 2019-05-25 up to 2019-05-25",
    ]


def test_between_two_versions_nothing_is_owed() -> None:
    text = """
versions:
  - {in_force: {from: 2018-01-01, until: 2018-03-01}, when: {every: month}}
  - {in_force: {from: 2018-06-01, until: 2018-08-01}, when: {every: month}}
"""

    assert lines(ask(text, "2018-01-01", "2019-01-01")) == [
        "2018-01 2018-01-31",
        "2018-02 2018-02-28",
        "2018-06 2018-06-30",
        "2018-07 2018-07-31",
    ]


def test_a_row_owes_while_it_is_there_and_a_member_what_its_membership_covered() -> None:
    rows = "{when: {every: month, by: day 5}, for_each: {register: tasks}, while: {state: [issued]}}"
    members = "{when: {every: month, by: day 5}, for_each: {members: assessed}}"
    held = item("1", applies=[span("2019-02-10", "2019-04-02")])

    assert lines(ask(rows, "2019-01-01", "2019-12-31", held)) == ["2019-02 2019-03-05"]
    assert lines(ask(members, "2019-01-01", "2019-12-31", held)) == [
        "2019-02 2019-03-05",
        "2019-03 2019-04-05",
        "2019-04 2019-05-05",
    ]


def test_a_season_owes_each_period_with_which_it_shares_a_day() -> None:
    text = "{when: {every: week}, while: {period: heating_season}}"
    found = ask(
        text,
        "2018-11-01",
        "2019-04-01",
        lasting=[span("2018-11-15", "2018-11-27"), span("2019-03-14", "2019-03-16")],
    )

    assert lines(found) == [
        "2018-W46 2018-11-18",
        "2018-W47 2018-11-25",
        "2018-W48 2018-12-02",
        "2019-W11 2019-03-17",
    ]


def test_each_bearer_owes_it_and_nobody_is_seen() -> None:
    text = "{when: {every: year}}"
    joint = ask(text, "2019-01-01", "2020-01-01", item(bearers=("a", 7)))
    (vacant,) = ask(text, "2019-01-01", "2020-01-01", item(bearers=()))

    assert [(one.key, one.bearer) for one in joint] == [("it//2019/7", 7), ("it//2019/a", "a")]
    assert (vacant.key, vacant.bearer) == ("it//2019/", None)


def test_the_bearer_is_who_bears_it_on_the_due_day() -> None:
    reformed = Item("1", lambda day: ("old",) if day < date(2019, 1, 15) else ("new",))
    found = ask("{when: {every: month, by: day 10}}", "2019-01-01", "2019-03-01", reformed)

    assert [(one.period and one.period.label, one.bearer) for one in found] == [
        ("2018-12", "old"),
        ("2019-01", "new"),
    ]


def test_names_with_a_slash_never_make_two_keys_alike() -> None:
    one = ask("{when: {every: year}}", "2019-01-01", "2020-01-01", item("a/2019", bearers=("b",)))
    other = ask("{when: {every: year}}", "2019-01-01", "2020-01-01", item("a", bearers=("2019/b",)))

    assert one[0].key != other[0].key


def test_a_question_has_bounds() -> None:
    with pytest.raises(TooMuchOwed, match="ask in parts"):
        ask("{when: {every: day}}", "2000-01-01", "2019-01-01")


# What fulfils it

QUOTA = "{when: {every: quarter}, for_each: {register: rivers}, fulfilled_by: {record: patrols, at_least: 2}}"


def patrols(*days: str) -> list[Deed]:
    return [Deed(at(day)) for day in days]


@pytest.mark.parametrize(
    ("days", "count", "standing"),
    [
        ([], 0, Standing.MISSED),
        (["2019-01-09"], 1, Standing.MISSED),
        (["2018-12-31", "2019-01-01", "2019-04-01"], 1, Standing.MISSED),
        (["2019-03-31 23:00", "2019-01-01"], 2, Standing.DONE),
        (["2019-01-02", "2019-01-03", "2019-01-04"], 3, Standing.DONE),
    ],
)
def test_a_quota_counts_what_was_done_within_the_period(
    days: list[str], count: int, standing: Standing
) -> None:
    (one,) = ask(QUOTA, "2019-01-01", "2019-04-01", item("river"))
    found = fulfilment(one, patrols(*days))

    assert (found.count, found.needed, found.standing(one, at("2019-04-02"))) == (count, 2, standing)


def test_a_period_that_still_runs_is_open_and_the_second_patrol_ends_it() -> None:
    (one,) = ask(QUOTA, "2019-01-01", "2019-04-01", item("river"))

    assert fulfilment(one, patrols("2019-01-09")).standing(one, at("2019-02-01")) is Standing.OPEN
    assert fulfilment(one, patrols("2019-02-01", "2019-01-09")).done_at == at("2019-02-01")


def test_one_patrol_serves_the_old_period_and_the_new_one_that_runs_beside_it() -> None:
    found = ask(PATROLS % ("both", "half_year", "quarter"), "2019-06-01", "2019-07-01", item("river"))

    assert [fulfilment(one, patrols("2019-05-10")).done for one in found] == [True, True]


SHARE = """
when: {every: month}
fulfilled_by: {record: inspections, share: 0.5, of: {register: restaurants}}
"""


def inspected(*members: str) -> list[Deed]:
    return [Deed(at(f"2019-05-{day:02}"), member=member) for day, member in enumerate(members, start=1)]


@pytest.mark.parametrize(
    ("members", "population", "expected"),
    [
        ("abc", "abcdefg", Fulfilment(3, 4, None)),
        ("abcd", "abcdefg", Fulfilment(4, 4, at("2019-05-04"))),
        ("aaaaaaa", "abcdefg", Fulfilment(1, 4, None)),
        ("aabbcd", "abcdefgh", Fulfilment(4, 4, at("2019-05-06"))),
        ("ab", None, Fulfilment(2, None, None)),
        ("", "", Fulfilment(0, 0, at("2019-05-01"))),
        # The first has closed after it was visited: it was one of seven all the same.
        ("abc", "bcdefg", Fulfilment(3, 4, None)),
        ("abcd", "bcdefg", Fulfilment(4, 4, at("2019-05-04"))),
        # Another has closed unvisited: one less to visit.
        ("abc", "abcdef", Fulfilment(3, 3, at("2019-05-03"))),
    ],
)
def test_half_of_all_restaurants_each_month_counts_each_of_them_once(
    members: str, population: str | None, expected: Fulfilment
) -> None:
    (one,) = ask(SHARE, "2019-05-01", "2019-06-01")

    assert fulfilment(one, inspected(*members), population) == expected


def test_a_report_counts_for_the_period_it_names_even_when_it_is_late() -> None:
    march, april = ask("{when: {every: month, by: day 5}}", "2019-04-01", "2019-06-01")
    deeds = [Deed(at("2019-05-08"), covers="2019-03"), Deed(at("2019-05-04"), covers="2019-04")]

    assert fulfilment(march, deeds).standing(march, at("2019-06-01")) is Standing.LATE
    assert fulfilment(april, deeds).standing(april, at("2019-06-01")) is Standing.DONE


def test_a_report_that_names_no_period_counts_from_the_day_on_which_its_window_opens() -> None:
    (one,) = ask("{when: {every: month, by: day 5}}", "2019-05-01", "2019-06-01")

    assert fulfilment(one, patrols("2019-04-30")).count == 0
    assert fulfilment(one, patrols("2019-05-05 23:59")).standing(one, at("2019-06-01")) is Standing.DONE
    assert fulfilment(one, patrols("2019-05-06 00:01")).standing(one, at("2019-06-01")) is Standing.LATE
