"""Facts that hypothesis makes up: every form, every option."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.rules.generated_rows import TITLE, small

row_conditions = st.sampled_from(
    [
        "kind = 'a'",
        "kind in ('a', 'b')",
        "amount > 2 and kind <> 'c'",
        "not (amount between 1 and 5) or appeal",
        "day >= '2019-08-01'",
        "kind is not null and amount / 3 > 1",
        "case when kind = 'a' then amount > 0 else amount < 0 end",
        "fixed_day - day > 30",
    ]
)
row_formulas = st.sampled_from(
    [
        "amount",
        "amount * 0.37",
        "least(amount, 3)",
        "amount / 7",
        "coalesce(amount, 1)",
        "abs(amount) - 0.01",
        "amount * each",
    ]
)


@st.composite
def row_facts(draw: st.DrawFn) -> dict[str, Any]:
    fact: dict[str, Any] = {
        "title": TITLE,
        "by": "unit",
        "if_missing": draw(st.sampled_from(["zero", "undecided", "not_stated"])),
    }
    form = draw(st.sampled_from(["count", "sum", "mean", "most", "least", "distinct", "longest"]))
    if form == "longest":
        return {
            **fact,
            "of": "hours",
            "longest": draw(st.sampled_from(["level > 3", "level between 2 and 9"])),
            "on": "at",
        }
    if form == "count":
        fact["count"] = "events"
    else:
        fact |= {"of": "events", form: "kind" if form == "distinct" else draw(row_formulas)}
    if draw(st.booleans()):
        fact["where"] = draw(row_conditions)
    if draw(st.integers(0, 3)) == 0:
        fact["exempt"] = "appeal"
    if draw(st.booleans()):
        fact["on"] = draw(st.sampled_from(["day", "fixed_day"]))
        fact["within"] = draw(
            st.sampled_from(
                [
                    "period",
                    "ever",
                    {"unit": "month"},
                    {"unit": "quarter", "back": 1},
                    {"unit": "year", "until_end": True},
                ]
            )
        )
    if form in ("count", "sum") and draw(st.integers(0, 2)) == 0:
        fact["weights"] = {"by": "kind", "of": {"a": Decimal("0.5"), "b": "each"}}
    if draw(st.integers(0, 3)) == 0:
        fact |= {"by": "town", "through": {"relation": "belongs", "member": "town", "of": "unit"}}
    if form != "distinct" and draw(st.integers(0, 3)) == 0:
        then = draw(st.sampled_from(["sum", "mean", "most", "least", "count"]))
        fact["per"] = {"column": "town" if "through" not in fact else "kind", "then": then}
        if "through" in fact:
            fact["per"]["column"] = "fixed_day"
        if draw(st.booleans()):
            fact["per"]["each_at_most"] = draw(small)
    return fact


#: Facts of one relation that ask for columns with few values, alone or beside others: rows are put together first.
grouped_conditions = st.sampled_from(
    [
        "kind = 'a'",
        "kind in ('a', 'b')",
        "not appeal",
        "appeal or kind = 'c'",
        "kind is null",
        "kind = 'a' and amount > 2",
        "(kind = 'b' and appeal) and day >= '2019-08-01'",
        "amount > 2",
    ]
)


@st.composite
def grouped_facts(draw: st.DrawFn) -> dict[str, Any]:
    fact: dict[str, Any] = {
        "title": TITLE,
        "by": "unit",
        "if_missing": draw(st.sampled_from(["zero", "undecided"])),
        "where": draw(grouped_conditions),
    }
    form = draw(st.sampled_from(["count", "weighted", "sum", "mean", "most", "least"]))
    if form in ("count", "weighted"):
        fact["count"] = "events"
    else:
        fact |= {"of": "events", form: draw(row_formulas)}
    if form == "weighted":
        fact["weights"] = {"by": "kind", "of": {"a": Decimal("0.5"), "b": "each"}}
    if draw(st.booleans()):
        fact["exempt"] = "appeal"
    return fact


measures = st.sampled_from(
    ["f1", "f2", "f1 + f2", "f1 / f2", "greatest(f1, size)", "d1", "size", "round(f2 / 3, 2)", "f1 - open"]
)
conditions = st.sampled_from(
    ["f1 > 2", "f2 <= f1", "zone = 'x' and size > 3", "d1 = 1 or f1 > 4", "f1 is null", "not (f2 > 1)"]
)


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    rank = {"title": TITLE, "rank": "f1", "order": draw(st.sampled_from(["ascending", "descending"]))}
    if draw(st.booleans()):
        rank["among"] = "zone"
    grouped = {f"g{number}": draw(grouped_facts()) for number in range(draw(st.sampled_from([0, 3, 4, 6])))}
    return {
        **grouped,
        "f1": draw(row_facts()),
        "f2": draw(row_facts()),
        "d1": draw(st.one_of(st.just(rank), st.just({"title": TITLE, "value": "f1 * 2 - size"}))),
    }
