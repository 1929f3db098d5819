"""A rule compiled for how rows lie in memory gives what it gives for decimals and words, or says that it does not fit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baicheng.rules.awarding import award
from baicheng.rules.compiling.benefit import CompiledBenefit, compile_benefit
from baicheng.rules.compiling.scorecard import compile_scorecard
from baicheng.rules.database import opened
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.results import ScorecardResult
from baicheng.rules.running import run
from baicheng.rules.setting import Setting
from baicheng.rules.sources import UnfitSource, table_of
from baicheng.rules.storage import storage_of
from tests.rules.agreement import assert_benefits_agree
from tests.rules.conftest import YEAR_2019, card, plain

COLUMNS = """{id: {kind: reference, required: true}, place: {kind: text, required: true}, level: text,
  moved: {kind: boolean, required: true}, few: {kind: number, required: true},
  many: {kind: number, required: true}, open: number}"""
HELD = {"few": pa.int8(), "many": pa.int32(), "open": pa.int16()}
CONDITIONS = [
    "place = 'x'",
    "place <> 'x' and moved",
    "'never' = place or place in ('y', 'z')",
    "level = 'a'",
    "not (level in ('a', 'never'))",
    "few * 10 > many - 5",
    "many * many * few >= few * few",
    "many * 0.5 > open",
    "-few < abs(many) and many + many > 0",
    "many * open > 7 or few between 0 and 3",
    "few / 2 >= 1",
    "moved",
]
conditions = st.sampled_from(CONDITIONS)
amounts = st.sampled_from([Decimal(0), Decimal(7), Decimal(100), Decimal(40000), Decimal("2.5")])


@st.composite
def awards(draw: st.DrawFn, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {"award": name, "title": {"zh": "一", "en": "A"}, "clause": "一"}
    form = draw(st.sampled_from(["amount", "formula", "highest", "all"]))
    if form in ("amount", "formula") or draw(st.booleans()):
        found["when"] = draw(conditions)
    if form == "amount":
        return found | {"amount": draw(amounts)}
    if form == "formula":
        return found | {"amount": draw(st.sampled_from(["few * 3", "many + few", "greatest(few, 2)"]))}
    tiers = draw(
        st.lists(st.fixed_dictionaries({"when": conditions, "amount": amounts}), min_size=1, max_size=4)
    )
    return found | {"tiers": {"take": form, "tiers": tuple(tiers)}}


@st.composite
def rules(draw: st.DrawFn) -> Benefit:
    exclusive = {
        "exclusive": "one",
        "of": ("a", "b"),
        "keep": draw(st.sampled_from(["highest", "first"])),
        "clause": "二",
    }
    drawn = {
        "benefit": "drawn",
        "title": {"zh": "一", "en": "One"},
        "source": {"document": "郑政〔2019〕5号"},
        "unit": "元",
        "decimals": 2,
        "for": {"relation": "firms"},
        "relations": {"firms": {"columns": plain(COLUMNS)}},
        "excluded": (
            {"ground": "bad", "title": {"zh": "一", "en": "Bad"}, "when": draw(conditions), "clause": "三"},
        ),
        "awards": (draw(awards("a")), draw(awards("b"))),
        "exclusive": (exclusive,) if draw(st.booleans()) else (),
    }
    return Benefit.model_validate(drawn)


def numbers(bits: int) -> st.SearchStrategy[int]:
    ends = st.sampled_from([-(2**bits), 2**bits - 1])
    return st.one_of(st.integers(-5, 12), st.integers(-5, 12), ends)


firms = st.lists(
    st.fixed_dictionaries(
        {
            "place": st.sampled_from("xyz"),
            "level": st.sampled_from(["a", "b", None]),
            "moved": st.booleans(),
            "few": numbers(7),
            "many": numbers(31),
            "open": st.none() | numbers(15),
        }
    ),
    min_size=1,
    max_size=5,
).map(lambda rows: [{"id": str(number), **row} for number, row in enumerate(rows)])


def held(rows: list[dict[str, Any]]) -> pa.Table:
    """Numbers in few bits, words by a dictionary, true as a byte."""
    columns: dict[str, Any] = {
        name: pa.array([row[name] for row in rows], kind) for name, kind in HELD.items()
    }
    for name in ("place", "level"):
        columns[name] = pa.array([row[name] for row in rows], pa.string()).dictionary_encode()
    columns["moved"] = pa.array([row["moved"] for row in rows]).cast(pa.int8()).cast(pa.bool8())
    return pa.table({"id": pa.array([row["id"] for row in rows]), **columns})


def fitted(rule: Benefit, table: pa.Table) -> CompiledBenefit:
    return compile_benefit(
        rule, Setting(YEAR_2019.period, storage=storage_of(rule.relations, {"firms": table}))
    )


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(rule=rules(), rows=firms)
def test_numbers_of_few_bits_and_words_as_numbers_give_the_same_awards(rule: Benefit, rows: Any) -> None:
    table = held(rows)
    statement = fitted(rule, table)
    found = award(statement, {"firms": table})

    assert_benefits_agree(rule, found, {"firms": [_exact(row) for row in rows]})
    for source in (table, table_of(rule.relations["firms"], rows)):
        assert award(compile_benefit(rule, YEAR_2019), {"firms": source}) == found
    whole = [one.whole for one in statement.awards if one.is_whole]
    with opened(
        statement.relations, {"firms": table}, statement.select, None, statement.setting.storage
    ) as database:
        asked = {row.pop("subject"): row for row in database.rows_of(statement.giving("subject", *whole))}
    offered = {one.subject: {f"{each.award}.whole": each.offered for each in one.awards} for one in found}
    assert asked == {subject: {name: given[name] for name in whole} for subject, given in offered.items()}


def _exact(row: dict[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) if type(value) is int else value for name, value in row.items()}


def test_whole_amounts_are_reckoned_by_bits_only_where_everything_is_known() -> None:
    rule = _of_one("{when: moved, amount: 7}")
    assert compile_benefit(rule, YEAR_2019).awards[0].is_whole
    for other in (
        "{when: open > 1, amount: 7}",
        "{when: moved, amount: 2.5}",
        "{when: moved, amount: 2000000000}",
    ):
        assert not compile_benefit(_of_one(other), YEAR_2019).awards[0].is_whole


def _of_one(award: str) -> Benefit:
    return Benefit.model_validate(
        plain(f"""
benefit: one
title: {{zh: 一, en: One}}
source: {{document: 郑政〔2019〕5号}}
unit: 元
for: {{relation: firms}}
relations: {{firms: {{columns: {COLUMNS}}}}}
awards: [{{award: a, title: {{zh: 一, en: A}}, clause: 一, {award[1:]}]
""")
    )


@pytest.mark.parametrize("kind", [pa.int8(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64()])
def test_a_product_of_whole_numbers_outgrows_their_bits(kind: pa.DataType, tmp_path: Path) -> None:
    most = 2 ** (kind.bit_width - pa.types.is_signed_integer(kind)) - 1
    rule = card("points: 1, cap: none, mark: (n + n) * 5 + n", columns="n: {kind: number, required: true}")
    table = pa.table({"id": pa.array(["甲"]), "n": pa.array([most], kind)})
    pq.write_table(table, tmp_path / "units.parquet")
    fit = Setting(YEAR_2019.period, storage=storage_of(rule.relations, {"units": table}))

    for setting, source in ((YEAR_2019, table), (YEAR_2019, tmp_path / "units.parquet"), (fit, table)):
        found = run(compile_scorecard(rule, setting), {"units": source})
        assert [one.total for one in found if isinstance(one, ScorecardResult)] == [most * 11]


def test_other_rows_than_those_for_which_a_rule_was_compiled_are_refused(tmp_path: Path) -> None:
    rows = [{"id": "1", "place": "x", "level": "a", "moved": True, "few": 1, "many": 2, "open": 3}]
    rule = _of_one("{when: place = 'x' and few > many, amount: 7}")
    statement = fitted(rule, held(rows))
    pq.write_table(table_of(rule.relations["firms"], rows), tmp_path / "firms.parquet")
    others: list[tuple[Any, str]] = [
        (held([{**rows[0], "place": "y"}]), "firms.place is held otherwise"),
        (table_of(rule.relations["firms"], rows), "firms.place is held otherwise"),
        (held(rows).set_column(1, "few", pa.array([1], pa.int16())), "firms.few is held otherwise"),
        (tmp_path / "firms.parquet", "compile it without storage for files"),
    ]
    for source, said in others:
        with pytest.raises(UnfitSource, match=said):
            run(statement, {"firms": source})


def test_a_dictionary_that_differs_from_chunk_to_chunk_or_says_a_word_twice_stays_words() -> None:
    rule = _of_one("{when: place = 'x', amount: 7}")
    words = pa.chunked_array([pa.array([word]).dictionary_encode() for word in "xy"])
    twice = pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["x", "x"]))])
    for places in (words, twice):
        assert storage_of(rule.relations, {"firms": pa.table({"place": places})}) == {"firms": {}}
    assert list(
        storage_of(rule.relations, {"firms": pa.table({"place": words}).unify_dictionaries()})["firms"]
    )
