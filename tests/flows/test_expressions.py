"""Expressions over a record's own row: what they mean, and what is refused."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.flows.expression_text import MAX_LENGTH
from baicheng.flows.expressions import InvalidExpression, parse, parse_condition
from baicheng.flows.values import BOOLEAN, DATE, NUMBER, REFERENCE, TEXT, ValueType

NAMES = {
    "progress": NUMBER,
    "target": NUMBER,
    "state": ValueType.choice(["issued", "closed"]),
    "note": TEXT,
    "due_on": DATE,
    "done_on": DATE,
    "lead": REFERENCE,
    "urgent": BOOLEAN,
    "order": NUMBER,
    "进度": NUMBER,
}
ROW: dict[str, Any] = {
    "progress": Decimal("80"),
    "target": 100,
    "state": "issued",
    "note": "已开工 Ⅰ",
    "due_on": date(2019, 3, 22),
    "lead": 7,
    "urgent": True,
    "进度": Decimal("0.8"),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("progress >= 80", True),
        ("progress > 80 or state = 'issued'", True),
        ("not urgent", False),
        ("state in ('closed', 'issued')", True),
        ("state not in ('closed')", True),
        ("progress between 80 and 90", True),
        ("lead is not null and done_on is null", True),
        ("progress / target", Decimal("0.8")),
        ("round(progress / 3, 2)", Decimal("26.67")),
        ("round(-2.5)", Decimal("-3")),
        ("-progress + 2 * 3", Decimal("-74")),
        ("(progress + 2) * 3", Decimal("246")),
        ("least(progress, target, 90)", Decimal("80")),
        ("greatest(due_on, '2019-04-01')", date(2019, 4, 1)),
        ("coalesce(done_on, due_on)", date(2019, 3, 22)),
        ("abs(progress - target)", Decimal("20")),
        ("length(note)", Decimal("5")),
        ("upper(lower('Ab'))", "AB"),
        ("due_on - 5", date(2019, 3, 17)),
        ("due_on + 10 > date '2019-03-31'", True),
        ("due_on - date '2019-03-01'", Decimal("21")),
        ("due_on < '2019-03-23'", True),
        ("进度 >= 0.8", True),
        ("urgent = true and urgent <> false", True),
        ('"order" is null', True),
    ],
)
def test_an_expression_has_the_value_that_a_clerk_expects(text: str, value: object) -> None:
    found = parse(text, NAMES).evaluate(ROW)

    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "done_on > '2019-01-01'",
        "not (done_on > '2019-01-01')",
        "done_on = done_on",
        "done_on not in ('2019-01-01')",
        "progress >= 80 and done_on > '2019-01-01'",
        "progress > 80 or done_on > '2019-01-01'",
        "done_on between '2019-01-01' and '2019-12-31'",
        "greatest(done_on, due_on) = due_on",
        '"order" + 1 > 0',
    ],
)
def test_what_depends_on_something_unknown_is_unknown(text: str) -> None:
    condition = parse_condition(text, NAMES)

    assert condition.evaluate(ROW) is None
    assert set(condition.not_given(ROW)) <= {"done_on", "order"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("progress < 80 and done_on > '2019-01-01'", False),
        ("progress = 80 or done_on > '2019-01-01'", True),
        ('progress in (80, "order")', True),
        ('progress between "order" and 70', False),
    ],
)
def test_what_the_unknown_cannot_change_is_decided(text: str, value: bool) -> None:
    assert parse_condition(text, NAMES).evaluate(ROW) is value


def test_what_has_no_value_is_unknown_and_no_error() -> None:
    assert parse("progress / (target - 100)", NAMES).evaluate(ROW) is None
    assert parse("due_on + 99999 + 99999 > due_on", NAMES).evaluate({"due_on": date(9900, 1, 1)}) is None


def test_an_expression_says_which_names_it_uses() -> None:
    assert parse("target > 1 and (progress > target or state = 'issued')", NAMES).names == (
        "target",
        "progress",
        "state",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("progres > 1", ["unknown name 'progres'", "did you mean 'progress'?", "character 1"]),
        ("urgent and stat = 'issued'", ["unknown name 'stat'", "character 12"]),
        ('state = "issued"', ["single quotes: 'issued'", "character 9"]),
        ("state = 'isued'", ["'isued' is no choice", "did you mean 'issued'?", "character 9"]),
        ("state in ('issued', 'x')", ["'x' is no choice; known are closed, issued"]),
        ("coalesce(state, 'none') = 'issued'", ["'none' is no choice"]),
        ("progress = '80'", ["progress is a number", "'80' is a text"]),
        ("note > 'a'", ["a text is not more or less"]),
        ("lead > lead", ["a reference is not more or less"]),
        ("lead = 'market bureau'", ["lead is a reference"]),
        ("due_on < '2019-02-30'", ["'2019-02-30' is no day", "character 10"]),
        ("due_on + 1.5 > due_on", ["a whole number of days"]),
        ("due_on + progress > due_on", ["a whole number of days"]),
        ("due_on * 2", ["cannot reckon with a date and a number"]),
        ("due_on + interval '5' day", ["write days as a number: due_on - 5"]),
        ("progress = null", ["is null"]),
        ("urgent is true", ["a condition stands for itself"]),
        ("progress and urgent", ["beside 'and' is a boolean"]),
        ("not progress", ["behind 'not' is a boolean"]),
        ("-due_on", ["behind '-' is a number"]),
        ("abs(note)", ["the argument of abs is a number"]),
        ("length(progress)", ["the argument of length is a text"]),
        ("round(progress, 9)", ["at most 6"]),
        ("round(progress, target)", ["whole number of decimals"]),
        ("progress in ()", ["behind 'in' stands a list"]),
        ("greatest(progress, due_on)", ["do not go together"]),
        ("least(note, note)", ["not more or less"]),
        ("lenght(note)", ["unknown function 'lenght'", "did you mean 'length'?"]),
        ("count(*) > 1", ["count is not admitted", "functions are coalesce"]),
        ("case when urgent then 1 end", ["case is not admitted"]),
        ("note like '%x%'", ["like is not admitted"]),
        ("note || note", ["not admitted"]),
        ("current_date > due_on", ["current_date is not admitted"]),
        ("tasks.progress > 1", ["'tasks.progress'", "own fields only"]),
        ("progress in (select 1)", ["not admitted"]),
        ("(select progress)", ["not admitted"]),
        ("exists(select 1)", ["not admitted"]),
        ("cast(progress as text) = 'x'", ["values are not converted"]),
        ("progress between symmetric 1 and 2", ["not admitted in this form"]),
        ("1e999999999 > progress", ["is no number"]),
        ("1234567890123456789012345678901 > progress", ["at most 30 digits"]),
        ("progress > 1; drop table x", ["';' does not belong", "character 13"]),
        ("progress -- 1", ["'--' does not belong"]),
        ("progress /* x */ > 1", ["'/*' does not belong"]),
        ("progress ＞ 1", ["write > instead of the full-width ＞", "character 10"]),
        ("progress >= 1 and （urgent）", ["write ( instead of the full-width （"]),
        ("progress >", ["cannot be read at >", "character 10"]),
        ("(progress > 1", ["cannot be read at 1"]),
        ("progress 1", ["cannot be read at 1", "character 10"]),
        ("note = 'a", ["cannot be read"]),
        ("", ["cannot be read"]),
        ("{{progress}}", ["not admitted"]),
        (":x", ["not admitted"]),
        ("drop table x", ["cannot be read"]),
        ("(" * 300 + "urgent" + ")" * 300, ["nested deeper"]),
        ("not " * 200 + "urgent", ["nested deeper"]),
        ("progress + " * 80 + "1 > 0", ["nested deeper"]),
        ("urgent or " * 200 + "urgent", [f"longer than {MAX_LENGTH}"]),
    ],
)
def test_a_slip_is_answered_with_its_place_and_what_was_meant(text: str, words: list[str]) -> None:
    with pytest.raises(InvalidExpression) as fault:
        parse(text, NAMES)

    for word in words:
        assert word in str(fault.value)


def test_quoted_texts_may_hold_any_character() -> None:
    assert parse("note = '；（--）'", NAMES).evaluate({"note": "；（--）"}) is True
    assert parse("note = 'it''s'", NAMES).evaluate({"note": "it's"}) is True


def test_a_condition_is_true_or_false() -> None:
    with pytest.raises(InvalidExpression, match="a condition is true or false"):
        parse_condition("progress + 1", NAMES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("progress", "80"),
        ("progress", 0.8),
        ("progress", True),
        ("progress", Decimal("NaN")),
        ("due_on", "2019-03-22"),
        ("state", 3),
        ("urgent", 1),
        ("lead", True),
    ],
)
def test_a_value_of_another_kind_than_declared_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(TypeError, match=f"{name} is declared as"):
        parse(f"{name} = {name}", NAMES).evaluate({name: value})


# The same conditions in a database: SQLite knows nothing of this package.

SQL_NAMES = {"a": NUMBER, "b": NUMBER, "s": TEXT, "t": TEXT}
numbers = st.recursive(
    st.sampled_from(["a", "b", "0", "1", "2", "-1"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        inner.map(lambda x: f"abs({x})"),
        st.tuples(inner, inner).map(lambda p: f"coalesce({p[0]}, {p[1]})"),
        st.sampled_from(["length(s)", "length(coalesce(s, t))"]),
    ),
    max_leaves=4,
)
texts = st.sampled_from(["s", "t", "'x'", "'yy'", "upper(s)", "coalesce(s, t, 'x')"])
compared = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
simple = st.one_of(
    st.tuples(numbers, compared, numbers).map(" ".join),
    st.tuples(texts, st.sampled_from(["=", "<>"]), texts).map(" ".join),
    st.tuples(st.one_of(numbers, texts), st.sampled_from(["is null", "is not null"])).map(" ".join),
    st.tuples(numbers, numbers, numbers).map(lambda p: f"{p[0]} between {p[1]} and {p[2]}"),
    st.tuples(numbers, numbers, numbers).map(lambda p: f"{p[0]} in ({p[1]}, {p[2]})"),
    st.tuples(texts, texts, texts).map(lambda p: f"{p[0]} not in ({p[1]}, {p[2]})"),
)
conditions = st.recursive(
    simple.map(lambda c: f"({c})"),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda p: f"{p[0]} {p[1]} not {p[2]}"),
        inner.map(lambda c: f"not ({c})"),
    ),
    max_leaves=6,
)
small = st.one_of(st.none(), st.integers(-2, 3))
short = st.one_of(st.none(), st.sampled_from(["", "x", "yy", "X"]))


@given(conditions, small, small, short, short)
def test_a_condition_is_decided_as_a_database_decides_it(
    condition: str, a: int | None, b: int | None, s: str | None, t: str | None
) -> None:
    with sqlite3.connect(":memory:") as database:
        query = f"select {condition} from (select :a as a, :b as b, :s as s, :t as t)"
        (wanted,) = database.execute(query, {"a": a, "b": b, "s": s, "t": t}).fetchone()
    found = parse_condition(condition, SQL_NAMES).evaluate({"a": a, "b": b, "s": s, "t": t})

    assert found == (None if wanted is None else bool(wanted))


@given(st.text(alphabet="abst 01'\"().,=<>+-*/;:andornotisnullinbetween", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InvalidExpression):
        parse(text, SQL_NAMES).evaluate({"a": 1, "b": None, "s": "x", "t": None})
