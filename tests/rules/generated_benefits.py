"""Awards that hypothesis makes up: tiers, rates, caps over claims, instalments, payers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.rules.generated_facts import conditions, facts, measures
from tests.rules.generated_rows import TITLE, positive, small
from tests.rules.generated_rules import head


def ground(name: str, when: str) -> dict[str, Any]:
    return {"ground": name, "title": TITLE, "when": when, "clause": "一"}


nonnegative = st.integers(0, 1200).map(lambda number: Decimal(number) / 100)


@st.composite
def awards(draw: st.DrawFn, name: str) -> dict[str, Any]:
    award: dict[str, Any] = {"award": name, "title": TITLE, "clause": "二", "when": draw(conditions)}
    form = draw(st.sampled_from(["amount", "tiers", "rate"]))
    if form == "amount":
        award["amount"] = draw(st.one_of(nonnegative, st.sampled_from(["greatest(f1, 0)", "f1 * f1 / 3"])))
    elif form == "rate":
        award["rate"] = {"of": draw(measures), "percent": draw(positive)}
        if draw(st.booleans()):
            award["rate"]["above"] = draw(small)
    else:
        tiers = st.lists(
            st.fixed_dictionaries({"when": conditions, "amount": nonnegative}), min_size=1, max_size=3
        )
        award["tiers"] = {"take": draw(st.sampled_from(["highest", "all"])), "tiers": tuple(draw(tiers))}
    if draw(st.booleans()):
        award["cap"] = draw(positive)
    if draw(st.integers(0, 2)) == 0:
        award["already"] = draw(st.sampled_from(["f1", "size"]))
    if draw(st.booleans()):
        award["except_on"] = ("bad",)
    if draw(st.booleans()):
        award["instalments"] = (
            {"instalment": "one", "when": draw(conditions), "percent": Decimal(35)},
            {"instalment": "two", "when": draw(conditions), "percent": Decimal(65)},
        )
    return award


@st.composite
def benefits(draw: st.DrawFn) -> dict[str, Any]:
    names = ["a1", "a2", "a3"][: draw(st.integers(1, 3))]
    rule = head(
        benefit="drawn",
        unit="元",
        decimals=draw(st.integers(0, 3)),
        facts=draw(facts()),
        eligible=(ground("good", draw(conditions)),) if draw(st.booleans()) else (),
        excluded=(ground("bad", draw(conditions)),),
        awards=tuple(draw(awards(name)) for name in names),
    )
    if draw(st.booleans()):
        rule["for"] = {"relation": "units", "where": "size > 1 or zone = 'x'"}
    if len(names) > 1 and draw(st.booleans()):
        rule["exclusive"] = (
            {
                "exclusive": "one",
                "of": draw(st.sampled_from([tuple(names), (names[0], tuple(names[1:]))])),
                "keep": draw(st.sampled_from(["highest", "first"])),
                "clause": "三",
            },
        )
    caps = []
    for number in range(draw(st.integers(0, 2))):
        cap: dict[str, Any] = {"cap": f"c{number}", "title": TITLE, "at_most": draw(positive), "clause": "四"}
        if draw(st.booleans()):
            cap["awards"] = tuple(names[:2])
        if draw(st.booleans()):
            cap["less"] = "f2"
        if draw(st.booleans()):
            cap |= {"within": ("zone",), "order": draw(st.sampled_from([("size",), ("f1", "size")]))}
        caps.append(cap)
    rule["caps"] = tuple(caps)
    payers = [
        (),
        (
            {"payer": "city", "percent": Decimal(40)},
            {"payer": "county", "percent": Decimal("33.3")},
            {"payer": "zone", "percent": Decimal("26.7")},
        ),
        ({"payer": "city", "percent": Decimal(100)}, {"payer": "county", "amount": Decimal(3)}),
        ({"payer": "city", "amount": Decimal(2)}, {"payer": "county", "amount": Decimal(3)}),
    ]
    rule["payers"] = draw(st.sampled_from(payers))
    return rule
