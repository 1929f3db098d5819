"""Rules and facts that hypothesis makes up: every form, every option, with values left open here and there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from baicheng.rules.setting import Parameter, Period, Setting

TITLE = {"zh": "题", "en": "Title"}
SUBJECTS = ("甲", "乙", "丙", "丁")
KINDS = ("a", "b", "c")
SETTING = Setting(
    Period(date(2019, 7, 1), date(2020, 1, 1)),
    parameters={"each": Parameter(Decimal("1.5")), "open": Parameter(None)},
)
RELATIONS: dict[str, Any] = {
    "units": {
        "columns": {
            "id": {"kind": "reference", "required": True},
            "zone": {"kind": "text", "required": True},
            "size": "number",
        }
    },
    "events": {
        "columns": {
            "id": "text",
            "unit": {"kind": "reference", "required": True},
            "town": {"kind": "reference", "required": True},
            "kind": {"kind": "text", "of": KINDS},
            "amount": "number",
            "day": "date",
            "fixed_day": {"kind": "date", "required": True},
            "appeal": "boolean",
        }
    },
    "belongs": {"columns": {"id": "text", "town": "reference", "unit": "reference"}},
    "hours": {
        "columns": {
            "id": "text",
            "unit": {"kind": "reference", "required": True},
            "at": {"kind": "moment", "required": True},
            "level": "number",
        }
    },
}

small = st.integers(-3, 12).map(Decimal)
cents = st.integers(-300, 1200).map(lambda number: Decimal(number) / 100)
positive = st.integers(1, 1200).map(lambda number: Decimal(number) / 100)


def rarely_unknown(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, values, values, values, values, st.none())


days = st.integers(0, 500).map(lambda number: date(2018, 12, 1) + timedelta(days=number))


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    units = [
        {"id": name, "zone": draw(st.sampled_from(["x", "y"])), "size": draw(rarely_unknown(small))}
        for name in SUBJECTS[: draw(st.integers(1, 4))]
    ]
    events = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "unit": st.sampled_from(SUBJECTS),
                    "town": st.sampled_from(["t1", "t2", "t3"]),
                    "kind": rarely_unknown(st.sampled_from(KINDS)),
                    "amount": rarely_unknown(cents),
                    "day": rarely_unknown(days),
                    "fixed_day": days,
                    "appeal": rarely_unknown(st.booleans()),
                }
            ),
            max_size=12,
        )
    )
    hours = draw(
        st.lists(
            st.tuples(st.sampled_from(SUBJECTS), st.integers(0, 8), rarely_unknown(small)),
            max_size=12,
            unique_by=lambda one: one[:2],
        )
    )
    start = datetime.combine(date(2019, 9, 30), time(21))
    return {
        "units": units,
        "events": [{"id": str(number), **event} for number, event in enumerate(events)],
        "belongs": [
            {"id": t, "town": t, "unit": u}
            for t, u in zip(("t1", "t2", "t3"), ("甲", "乙", "甲"), strict=True)
        ],
        "hours": [
            {"id": str(number), "unit": unit, "at": start + timedelta(hours=hour), "level": level}
            for number, (unit, hour, level) in enumerate(hours)
        ],
    }


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


#: Facts of one relation that ask for columns with few values, so that rows are put together first.
grouped_conditions = st.sampled_from(
    ["kind = 'a'", "kind in ('a', 'b')", "not appeal", "appeal or kind = 'c'", "kind is null"]
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
def items(draw: st.DrawFn, name: str) -> dict[str, Any]:
    form = draw(
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
            optional={"among": st.just("zone")},
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


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    rank = {"title": TITLE, "rank": "f1", "order": draw(st.sampled_from(["ascending", "descending"]))}
    if draw(st.booleans()):
        rank["among"] = "zone"
    grouped = {f"g{number}": draw(grouped_facts()) for number in range(draw(st.sampled_from([0, 3, 4])))}
    return {
        **grouped,
        "f1": draw(row_facts()),
        "f2": draw(row_facts()),
        "d1": draw(st.one_of(st.just(rank), st.just({"title": TITLE, "value": "f1 * 2 - size"}))),
    }


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
    card = head(scorecard="drawn", facts=draw(facts()), parts=parts)
    if draw(st.booleans()):
        card["bonus"] = {"items": (draw(items("b1")),), "cap": draw(positive)}
    if draw(st.booleans()):
        card["total"] = {"decimals": draw(st.integers(0, 3)), "cap": draw(positive)}
    if draw(st.booleans()):
        card["for"] = {"relation": "units", "where": "size > 1 or zone = 'x'"}
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


def ground(name: str, when: str) -> dict[str, Any]:
    return {"ground": name, "title": TITLE, "when": when, "clause": "一"}


nonnegative = st.integers(0, 1200).map(lambda number: Decimal(number) / 100)


@st.composite
def awards(draw: st.DrawFn, name: str) -> dict[str, Any]:
    award: dict[str, Any] = {"award": name, "title": TITLE, "clause": "二", "when": draw(conditions)}
    form = draw(st.sampled_from(["amount", "tiers", "rate"]))
    if form == "amount":
        award["amount"] = draw(nonnegative)
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
