"""Rules that rest on the results of others, as hypothesis makes them up: each kind on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.rules.generated_benefits import benefits
from tests.rules.generated_rows import TITLE, days
from tests.rules.generated_rules import decisions, grades, scorecards

KINDS: Mapping[str, st.SearchStrategy[dict[str, Any]]] = {
    "scorecard": scorecards(),
    "decision": decisions(),
    "grade": grades(),
    "benefit": benefits(),
}
#: The name of a rule on which another rests.
BELOW = "below"

_whole = st.sampled_from(
    [
        "item is null and met",
        "item is null",
        "item is null and not met",
        "item is null and met and word in ('g0', 'r1', 'red')",
        "item is null and number > 2",
    ]
)
_parts = st.sampled_from(["item is not null and met", "item in ('i00', 'r0', 'm0', 'a1') and met", "met"])


@dataclass(frozen=True)
class Chain:
    """A rule, and the one below it whose results it reads; those that are final count on a day of their own."""

    below_kind: str
    below: dict[str, Any]
    kind: str
    rule: dict[str, Any]
    final_on: Any


@st.composite
def of_results(draw: st.DrawFn) -> dict[str, Any]:
    """A fact over the results of the rule below."""
    fact: dict[str, Any] = {
        "title": TITLE,
        "result": BELOW,
        "stage": draw(st.sampled_from(["computed", "computed", "final"])),
        "by": "subject",
        "where": draw(st.one_of(_whole, _parts)),
        "if_missing": draw(st.sampled_from(["zero", "undecided", "not_stated"])),
    }
    form = draw(st.sampled_from(["count", "sum", "sum", "mean", "most", "least", "distinct"]))
    if form == "count":
        fact["count"] = "results"
    else:
        fact |= {"of": "results", form: "word" if form == "distinct" else "number"}
    if draw(st.integers(0, 2)) == 0:
        fact["on"] = "counts_on"
        fact["within"] = draw(st.sampled_from(["period", "ever", {"unit": "quarter", "back": 1}]))
    return fact


@st.composite
def chains(draw: st.DrawFn, kind: str) -> Chain:
    """A rule of a kind that rests on one of any kind, by a fact that its conditions and amounts know as ``f1``."""
    below_kind = draw(st.sampled_from(sorted(KINDS)))
    rule = draw(KINDS[kind])
    rule["facts"] = rule["facts"] | {"f1": draw(of_results())}
    return Chain(below_kind, draw(KINDS[below_kind]), kind, rule, draw(days))
