"""What the form of a duty takes and what it refuses, in the words of the file."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from baicheng.clock import CHINA, CycleUnit
from baicheng.flows.duty import Duty, ForEach, FulfilledBy, May, While
from baicheng.flows.when import When

FIVE = datetime(2019, 3, 22, 17, tzinfo=CHINA)
MONTHLY = """
duty: monthly_report
title: {zh: 月报, en: Monthly report}
for_each: {register: tasks, where: "state = 'issued'"}
bearer: party(lead)
to: [office]
when: {every: month, by: day 5}
covers: previous
may: {from: {amount: 10, unit: calendar_day}}
while: {state: [issued]}
fulfilled_by: {record: progress}
in_force: {from: 2019-04-01}
source: {document: 郑政办〔2019〕14号, article: 四}
readings: [{'on': the first month, text_says: nothing, we_read: owed, or: not owed}]
"""
PATROLS = """
duty: patrols
title: {zh: 巡查, en: Patrols}
bearer: chief(of=about, level=county)
for_each: {register: rivers}
on_change: finish
versions:
  - in_force: {from: 2017-09-08, until: 2019-03-18}
    when: {every: quarter}
    fulfilled_by: {record: patrols, at_least: 1}
    source: {document: 郑政〔2017〕32号, article: 第二条}
  - in_force: {from: 2019-03-18}
    when: {every: month}
    fulfilled_by: {record: patrols, at_least: 1}
    source: {document: 郑政文〔2019〕54号, article: 第二条}
"""


def load(model: Any, text: str) -> Any:
    return model.model_validate(yaml.safe_load(text))


def changed(text: str, **keys: Any) -> Any:
    raw = yaml.safe_load(text) | keys
    return Duty.model_validate({key: value for key, value in raw.items() if value is not None})


def test_a_duty_is_read_as_written() -> None:
    duty = load(Duty, MONTHLY)
    (terms,) = duty.terms()

    assert terms.when.every == "month" and terms.when.by == ("day 5",)
    assert terms.covers.which == "previous"
    assert terms.in_force == duty.in_force and duty.in_force.since == date(2019, 4, 1)
    assert duty.while_lasts.state == ("issued",)
    assert [other.en for other in duty.readings[0].alternatives] == ["not owed"]


def test_versions_take_what_they_leave_out_from_the_duty() -> None:
    duty = changed(PATROLS, covers="this", may={"from": {"amount": 1, "unit": "calendar_day"}})

    assert [terms.when.every for terms in duty.terms()] == ["quarter", "month"]
    assert all(terms.covers.which == "this" and terms.may for terms in duty.terms())


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("{every: month, by: day 5}", "by", ("day 5",)),
        ("{every: month, by: 5}", "by", ("day 5",)),
        ("{every: month, by: [10, last]}", "by", ("day 10", "last")),
        ("{every: week, of: 2, by: friday, at: '17:00', from: 2019-01-07}", "of", 2),
        ("{'on': [2019-04-10, 2020-01-10]}", "on", (date(2019, 4, 10), date(2020, 1, 10))),
        ("{'on': [03-15, 09-15]}", "on", ("03-15", "09-15")),
        ("{before: 2019-03-22}", "before", date(2019, 3, 22)),
        ("{before: 2019-03-22T17:00:00}", "before", FIVE),
        ("{before: 2019-03-22T17:00}", "before", FIVE),
        ("{before: field(instalment_on), amount: 5, unit: working_day}", "before", "instalment_on"),
        ("not_stated", "not_stated", True),
    ],
)
def test_each_form_of_when_is_kept_as_it_is_meant(text: str, key: str, value: object) -> None:
    kept = getattr(load(When, text), key)

    assert kept == value and type(kept) is type(value)


def test_only_what_the_calendar_alone_decides_is_a_schedule() -> None:
    texts = ["{every: month}", "{before: 2019-03-22}", "{'on': [03-15]}"]
    others = [
        "not_stated",
        "{within: {amount: 5, unit: calendar_day, of: field(made_on)}}",
        "{before: field(x), amount: 5, unit: working_day}",
    ]

    assert all(load(When, text).is_schedule for text in texts)
    assert not any(load(When, text).is_schedule for text in others)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "write one of every, on, within or before"),
        ("{every: month, 'on': [03-15]}", "write one of every"),
        ("{every: monthly}", "'month'"),
        ("{every: month, by: fryday}", "write a weekday for a week, otherwise day 5"),
        ("{every: month, at: noon}", "no time of day"),
        ("{'on': [03-15, 2019-03-15]}", "not both"),
        ("{within: {amount: 1, unit: working_day, of: field(x)}, at: '17:00'}", "go with every, on"),
        ("{within: {amount: 1, unit: working_day}}", "a duty counts from a day that the record names"),
        ("{'on': [03-15], by: day 5}", "by and of go with every"),
        ("{before: field(x)}", "goes with amount and unit"),
        ("{before: 2019-03-22, amount: 5, unit: working_day}", "goes with amount and unit"),
        ("{before: next friday}", "'next friday' is no day"),
        ("{before: field()}", "names no field"),
        ("{'on': [13-45]}", "'13-45' is no day"),
        ("{'on': [20190322]}", "20190322 is no day"),
        ("{before: field(x), amount: 5, unit: working_hour}", "working_day"),
    ],
)
def test_an_unclear_when_is_refused_with_the_form_that_was_meant(text: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        load(When, text)


@pytest.mark.parametrize("key", ["when", "fulfilled_by", "source"])
def test_what_neither_the_duty_nor_each_version_says_is_missing(key: str) -> None:
    with pytest.raises(ValidationError, match=f"{key} is missing"):
        changed(MONTHLY, **{key: None})


def test_a_change_of_the_periods_length_needs_an_answer() -> None:
    with pytest.raises(ValidationError, match="between month and quarter: write on_change"):
        changed(PATROLS, on_change=None)


def test_versions_never_overlap() -> None:
    raw = yaml.safe_load(PATROLS)
    raw["versions"][0]["in_force"]["until"] = date(2019, 3, 19)

    with pytest.raises(ValidationError, match="versions overlap"):
        Duty.model_validate(raw)


@pytest.mark.parametrize(
    ("model", "text", "words"),
    [
        (ForEach, "{}", "register: name"),
        (ForEach, "{register: a, members: b}", "register: name"),
        (ForEach, "{members: b, where: x = 1}", "where goes with register"),
        (While, "{}", "write while"),
        (While, "{period: a, state: [b]}", "write while"),
        (While, "{record: alerts}", "record goes with state"),
        (May, "{from: {amount: 4, unit: working_hour}}", "some working_day or calendar_day before"),
        (FulfilledBy, "{}", "one of record, move or observation"),
        (FulfilledBy, "{record: a, move: b}", "one of record, move or observation"),
        (FulfilledBy, "{record: a, share: 0.5}", "share goes with of"),
        (FulfilledBy, "{record: a, share: 1.5, of: {register: b}}", "less than or equal to 1"),
        (FulfilledBy, "{record: a, share: 0.5, at_least: 2, of: {register: b}}", "not both"),
        (FulfilledBy, "{move: a, where: x = 1}", "go with record"),
        (FulfilledBy, "{record: a, link: b}", "link goes with share"),
    ],
)
def test_half_said_parts_are_refused(model: Any, text: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        load(model, text)


def test_a_share_is_exact() -> None:
    assert load(FulfilledBy, "{record: a, share: 0.5, of: {register: b}}").share == Decimal("0.5")


def test_a_span_goes_forward() -> None:
    with pytest.raises(ValidationError, match="until is exclusive"):
        changed(MONTHLY, in_force={"from": date(2019, 4, 1), "until": date(2019, 4, 1)})


def test_every_cycle_of_the_clock_can_be_written() -> None:
    for unit in (*CycleUnit, "working_day"):
        assert When.model_validate({"every": str(unit)}).schedule()


def test_a_cut_off_day_needs_a_period_in_which_it_lies() -> None:
    with pytest.raises(ValidationError, match="cut_off is a day of the period covered"):
        changed(MONTHLY, when={"on": ["03-15"]}, covers={"which": "previous", "cut_off": "day 25"})


def test_what_is_covered_is_written_in_one_word_or_two_or_with_its_cut_off_day() -> None:
    written = ["previous", "previous month", {"which": "previous", "period": "month", "cut_off": "day 25"}]
    labels = []
    for covers in written:
        (terms,) = changed(MONTHLY, covers=covers).terms()
        (occurrence,) = terms.schedule().occurrences(date(2019, 5, 1), date(2019, 6, 1))
        labels.append((occurrence.period and occurrence.period.label, occurrence.cut_off))

    assert labels == [
        ("2019-04", date(2019, 4, 30)),
        ("2019-04", date(2019, 4, 30)),
        ("2019-04", date(2019, 4, 25)),
    ]


def test_every_second_week_is_counted_from_the_day_in_force_where_no_other_is_stated() -> None:
    duty = changed(MONTHLY, when={"every": "week", "of": 2, "by": "friday"}, covers=None)
    (terms,) = duty.terms()
    found = terms.schedule().occurrences(date(2019, 4, 1), date(2019, 5, 1))

    assert [occurrence.due.on for occurrence in found] == [date(2019, 4, 5), date(2019, 4, 19)]
    with pytest.raises(ValidationError, match="say from which day on they are counted"):
        changed(MONTHLY, when={"every": "week", "of": 2}, covers=None, in_force={"until": date(2020, 1, 1)})
