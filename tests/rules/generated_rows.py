"""Relations and rows that hypothesis makes up, with values left open here and there."""

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
