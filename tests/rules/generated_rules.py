"""Scorecards, decision tables and levels that hypothesis makes up: every form, every option."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.rules.generated_facts import conditions, facts, measures
from tests.rules.generated_rows import RELATIONS, TITLE, cents, positive, small


@st.composite
def bands(draw: st.DrawFn, **values: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
    """Bands from the lowest up, that meet, each bound on a side that is drawn."""
    cuts = sorted(draw(st.lists(cents, min_size=1, max_size=3, unique=True)))
    found: list[dict[str, Any]] = [{} for _ in range(len(cuts) + 1)]
    for number, cut in enumerate(cuts):
        above = draw(st.booleans())
        found[number]["below" if above else "at_most"] = cut
        found[number + 1]["at_least" if above else "above"] = cut
    for band in found:
        band |= {key: draw(value) for key, value in values.items()}
    return found


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    line: dict[str, Any] = {"each": draw(st.one_of(cents, st.just("each"))), "times": draw(measures)}
    if draw(st.booleans()):
        line |= {"per": draw(positive), "steps": draw(st.sampled_from(["whole", "part"]))}
    if draw(st.booleans()):
        line["at_most"] = draw(positive)
    return line


@st.composite
def items(draw: st.DrawFn, name: str, form: str = "") -> dict[str, Any]:
    form = form or draw(
        st.sampled_from(
            [
                "done",
                "tally",
                "shortfall",
                "proportional",
                "bands",
                "by_rank",
                "relative",
                "passed_through",
                "sampled",
                "mark",
            ]
        )
    )
    forms: dict[str, Any] = {
        "done": conditions,
        "mark": measures,
        "tally": st.fixed_dictionaries(
            {
                "add": st.lists(lines(), max_size=2).map(tuple),
                "deduct": st.lists(lines(), min_size=1, max_size=2).map(tuple),
            }
        ),
        "shortfall": st.fixed_dictionaries(
            {"count": measures, "required": small, "each": st.one_of(cents, st.just("each"))}
        ),
        "proportional": st.fixed_dictionaries({"of": measures, "full_at": positive}),
        "bands": st.fixed_dictionaries({"of": measures, "bands": bands(points=cents).map(tuple)}),
        "by_rank": st.fixed_dictionaries(
            {
                "place": st.sampled_from(["d1", "f1"]),
                "points": st.lists(cents, min_size=1, max_size=3).map(tuple),
            }
        ),
        "relative": st.fixed_dictionaries(
            {
                "of": measures,
                "decimals": st.integers(0, 4),
                "if_best_not_positive": st.sampled_from(["undecided", "none", "full"]),
            },
            optional={"among": st.just("zone"), "voided": st.sampled_from(["stay", "leave"])},
        ),
        "passed_through": st.fixed_dictionaries({"lost": measures, "of": positive}),
        "sampled": st.fixed_dictionaries(
            {
                "marks": measures,
                "drawn": measures,
                "take": st.integers(1, 3),
                "if_fewer": st.sampled_from(["scaled", "as_is", "undecided"]),
            }
        ),
    }
    item: dict[str, Any] = {
        "item": name,
        "title": TITLE,
        "clause": "一",
        "points": draw(positive),
        form: draw(forms[form]),
    }
    item["floor"] = draw(
        st.one_of(st.just(Decimal(0)), st.just("none"), cents.filter(lambda number: number <= 0))
    )
    item["cap"] = draw(st.one_of(st.just("full"), st.just("none"), positive))
    if draw(st.booleans()):
        item["decimals"] = draw(st.integers(0, 3))
    if draw(st.integers(0, 3)) == 0:
        item["gate"] = draw(conditions)
    return item


def head(**more: Any) -> dict[str, Any]:
    return {
        "title": TITLE,
        "source": {"document": "郑政〔2019〕5号"},
        "for": {"relation": "units"},
        "relations": RELATIONS,
        **more,
    }


@st.composite
def scorecards(draw: st.DrawFn) -> dict[str, Any]:
    parts = tuple(
        {
            "part": f"p{number}",
            "title": TITLE,
            "weight": draw(positive),
            "items": tuple(draw(items(f"i{number}{index}")) for index in range(draw(st.integers(1, 2)))),
        }
        for number in range(draw(st.integers(1, 2)))
    )
    leaves = draw(st.integers(0, 2)) == 0
    if leaves:
        compared = draw(items("i00", "relative"))
        compared["relative"]["voided"] = "leave"
        parts[0]["items"] = (compared, *parts[0]["items"][1:])
    card = head(scorecard="drawn", facts=draw(facts()), parts=parts)
    if draw(st.booleans()):
        card["bonus"] = {"items": (draw(items("b1")),), "cap": draw(positive)}
    if draw(st.booleans()):
        card["total"] = {"decimals": draw(st.integers(0, 3)), "cap": draw(positive)}
    if draw(st.booleans()):
        some: dict[str, str] = {"where": "size > 1 or zone = 'x'"} if draw(st.booleans()) else {}
        counted: dict[str, str] = (
            {"having": draw(st.sampled_from(["f1 > 1", "f1 <= f2", "size > 0 and f2 <> 0"]))}
            if draw(st.booleans())
            else {}
        )
        card["for"] = {"relation": "units", **some, **counted}
    grades = draw(bands())[::-1]
    card["grades"] = tuple({**grade, "grade": f"g{number}"} for number, grade in enumerate(grades))
    kinds = [{"cap_grade": "g1"}, {"downgrade": 1}, {"void": True}, {"cap_grade": f"g{len(grades) - 1}"}]
    card["effects"] = tuple(
        {
            "effect": f"e{number}",
            "title": TITLE,
            "when": draw(conditions),
            "clause": "二",
            **draw(st.sampled_from(kinds)),
        }
        for number in range(draw(st.integers(0, 3)))
    )
    if leaves:
        void = {"effect": "void", "title": TITLE, "when": draw(conditions), "clause": "二", "void": True}
        card["effects"] += (void,)
    if not any(effect.get("void") for effect in card["effects"]):
        _let_all_stay([*parts, card.get("bonus", {"items": ()})])
    ranking: dict[str, Any] = {"ties": draw(st.sampled_from(["share", "dense"]))}
    if draw(st.booleans()):
        ranking["among"] = "zone"
    if draw(st.booleans()):
        ranking["exempt"] = draw(conditions)
    if draw(st.booleans()):
        ranking["minimum"] = {"of": "f1", "at_least": Decimal(1)}
    if draw(st.booleans()):
        ranking["then_by"] = ("size",)
    card["ranking"] = ranking
    return card


def _let_all_stay(parts: Sequence[dict[str, Any]]) -> None:
    """Nobody leaves a cohort where no score can be void."""
    for item in (item for part in parts for item in part["items"]):
        item.get("relative", {}).pop("voided", None)


@st.composite
def decisions(draw: st.DrawFn) -> dict[str, Any]:
    hit = draw(st.sampled_from(["first", "all", "priority", "collect"]))
    collect = draw(st.sampled_from(["sum", "most", "least", "count"]))
    rows = []
    for number in range(draw(st.integers(1, 4))):
        row: dict[str, Any] = {"row": f"r{number}", "title": TITLE, "when": draw(conditions), "clause": "一"}
        if hit == "priority":
            row["priority"] = (number * 7) % 5
        if hit == "collect" and collect != "count":
            row["amount"] = draw(st.one_of(cents, measures))
        rows.append(row)
    table = head(decision="drawn", facts=draw(facts()), hit=hit, rows=tuple(rows))
    if hit == "collect":
        table["collect"] = collect
    if draw(st.booleans()):
        table["trigger"] = draw(conditions)
    if draw(st.booleans()):
        table["for"] = {"relation": "units", "where": "size > 1 or zone = 'x'"}
    return table


@st.composite
def grades(draw: st.DrawFn) -> dict[str, Any]:
    levels = ("red", "orange", "yellow")
    measured = []
    for number in range(draw(st.integers(1, 3))):
        measure: dict[str, Any] = {"measure": f"m{number}", "title": TITLE, "clause": "一"}
        if draw(st.booleans()):
            measure |= {
                "of": draw(measures),
                "bands": tuple(draw(bands(level=st.sampled_from([*levels, "none"])))),
            }
        else:
            measure |= {"when": draw(conditions), "level": draw(st.sampled_from(levels))}
        measured.append(measure)
    return head(
        grade="drawn",
        facts=draw(facts()),
        levels=tuple({"level": level} for level in levels),
        combine=draw(st.sampled_from(["gravest", "mildest"])),
        measures=tuple(measured),
    )
