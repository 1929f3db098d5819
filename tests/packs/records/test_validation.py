"""The fields of a record: what is taken, in which form it is stored, and what is refused with which words."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.packs.records.kinds import NOT_STATED
from baicheng.packs.records.validation import validate_record, values_of
from baicheng.packs.schema.registers import Register

WELL = {"use": "drinking", "depth": "12.5", "cost": "1,200", "dug_on": "1998-04-02"}
POINT = {"type": "Point", "coordinates": [113.65, 34.76]}


def test_what_a_form_sends_is_stored_as_json_with_exact_numbers_and_days(wells: Register) -> None:
    clean, errors = validate_record(wells, WELL)

    assert errors == {}
    assert clean == {
        "use": "drinking",
        "depth": "12.5",
        "cost": "1200",
        "dug_on": "1998-04-02",
        "cost_per_m": "96",
    }
    assert json.loads(json.dumps(clean)) == clean


def test_what_is_stored_comes_back_as_values(wells: Register) -> None:
    clean, _ = validate_record(wells, {**WELL, "photos": [7, 9], "owner": 4, "site": POINT})

    values = values_of(wells, clean)

    assert values["depth"] == Decimal("12.5")
    assert values["dug_on"] == date(1998, 4, 2)
    assert values["photos"] == (7, 9)
    assert validate_record(wells, {k: v for k, v in values.items() if k != "cost_per_m"}).clean == clean


def test_full_width_digits_are_numbers(wells: Register) -> None:
    assert validate_record(wells, {**WELL, "depth": " １２．５ "}).clean["depth"] == "12.5"


def test_a_draft_may_lack_what_a_finished_record_must_have(wells: Register) -> None:
    assert validate_record(wells, {}, finished=False).errors == {}
    assert "required" in validate_record(wells, {}).errors["use"].en


@pytest.mark.parametrize("nothing", [None, "", "  ", []])
def test_empty_means_not_given(wells: Register, nothing: object) -> None:
    clean, errors = validate_record(wells, {**WELL, "remark": nothing})

    assert errors == {}
    assert "remark" not in clean


def test_not_stated_is_kept_apart_from_empty_and_only_where_the_field_says_so(wells: Register) -> None:
    clean, errors = validate_record(
        wells, {**WELL, "dug_on": {"not_stated": True}, "depth": {"not_stated": True}}
    )

    assert clean["dug_on"] == {"not_stated": True}
    assert values_of(wells, clean)["dug_on"] is NOT_STATED
    assert set(errors) == {"depth"}


def test_what_cannot_be_computed_is_absent(wells: Register) -> None:
    assert "cost_per_m" not in validate_record(wells, {"use": "garden", "cost": "5"}).clean


@pytest.mark.parametrize(
    ("field", "raw", "words"),
    [
        ("use", "drinkin", "did you mean 'drinking'"),
        ("use", ["drinking"], "no such option"),
        ("depth", "deep", "a number is wanted"),
        ("depth", "1e5", "a number is wanted"),
        ("depth", "NaN", "a number is wanted"),
        ("depth", True, "a number is wanted"),
        ("depth", "12 m", "without unit"),
        ("depth", "0.5", "at least 1"),
        ("depth", "300.1", "at most 300"),
        ("depth", "1.25", "at most 1 decimals"),
        ("cost", "1.005", "at most 2 decimals"),
        ("dug_on", "2019-02-30", "no day 2019-02-30"),
        ("dug_on", "2 April 1998", "a day is wanted"),
        ("dug_on", "1949-12-31", "at least 1950-01-01"),
        ("dug_on", 19980402, "a day is wanted"),
        ("owner", "", None),
        ("owner", -1, "choose one"),
        ("owner", {"id": 1}, "choose one"),
        ("phone", "call me", "does not match"),
        ("photos", 7, "give a list"),
        ("photos", [1, "x\x00"], "choose one"),
        ("photos", list(range(1, 502)), "at most 500"),
        ("remark", "x" * 21, "at most 20"),
        ("remark", "a\x00b", "control characters"),
        ("remark", 5, "text is wanted"),
        ("cost_per_m", "5", "computed and not typed"),
        ("dept", "5", "did you mean 'depth'"),
        ("site", "somewhere", "mark the place"),
        ("site", {"type": "Polygon", "coordinates": []}, "GeoJSON Point"),
        ("site", {"type": "Point", "coordinates": [34.76, 113.65]}, "longitude"),
        ("site", {"type": "Point", "coordinates": [float("nan"), 0]}, "off the globe"),
        ("site", {"type": "Point", "coordinates": [1, 2, 3]}, "no position"),
        ("site", {"type": "Point", "coordinates": [1, 2], "crs": "x"}, "mark the place"),
    ],
)
def test_what_does_not_fit_is_refused_in_the_words_of_who_typed_it(
    wells: Register, field: str, raw: object, words: str | None
) -> None:
    clean, errors = validate_record(wells, {"use": "drinking", field: raw})

    if words is None:
        assert errors == {}
        return
    assert words in errors[field].en
    assert errors[field].zh
    assert field not in clean


@given(
    depth=st.decimals(1, 300, places=1),
    cost=st.decimals(0, 10**9, places=2),
    # A few letters become two when they are brought into the common form (NFC), and two can be too many.
    remark=st.text(alphabet=st.characters(categories=["L", "N", "P"]), max_size=20).filter(
        lambda text: len(normalize("NFC", text)) <= 20
    ),
)
def test_checking_what_is_stored_changes_nothing(
    wells: Register, depth: Decimal, cost: Decimal, remark: str
) -> None:
    given_ = {"use": "garden", "depth": depth, "cost": cost, "remark": remark}

    once = validate_record(wells, given_)
    again = validate_record(wells, {k: v for k, v in once.clean.items() if k != "cost_per_m"})

    assert once.errors == again.errors == {}
    assert once.clean == again.clean


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(max_size=4), SCALARS, max_size=3)
NAMES = st.sampled_from(["use", "depth", "dug_on", "owner", "site", "photos", "remark", "odd"])


@given(st.dictionaries(NAMES, ANYTHING, max_size=4))
def test_no_input_breaks_the_check(wells: Register, anything: dict[str, object]) -> None:
    clean, errors = validate_record(wells, anything)

    json.dumps(clean)
    assert clean.keys() & errors.keys() == set()


def test_a_pattern_from_a_pack_takes_linear_time(wells: Register) -> None:
    hostile = wells.fields_["phone"].model_copy(update={"pattern": "(a+)+b", "max_length": 5000})
    register = wells.model_copy(update={"fields_": {**wells.fields_, "phone": hostile}})

    assert "phone" in validate_record(register, {"use": "garden", "phone": "a" * 5000}).errors
