"""Rows that are written below the models are what the models would have written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.history import many_rows
from baicheng.server.history.among import among
from baicheng.server.history.keys import Stock, give_keys
from baicheng.server.history.models import Head

AT = datetime(2019, 3, 5, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))

pytestmark = pytest.mark.django_db

#: What neither database can hold is left out: NUL, and halves of pairs.
_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=60)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=8,
)
_MOMENTS = st.integers(0, 4 * 10**15).map(
    lambda micro: datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micro)
)


def _row(key: str, **columns: Any) -> many_rows.Row:
    stated = {"key": key, "title": {"zh": "报送"}, "opened_at": AT, "recorded_at": AT, **columns}
    return many_rows.Row(**{**many_rows.blank(Assignment), **stated})


@given(
    texts=st.lists(_TEXT, min_size=1, max_size=4, unique=True),
    rule=st.dictionaries(_TEXT, _JSON, max_size=3),
    due_at=st.none() | _MOMENTS,
    cut_off=st.none() | st.dates(date(1990, 1, 1)),
)
def test_what_is_written_is_read_again(
    texts: list[str], rule: dict[str, Any], due_at: datetime | None, cut_off: date | None
) -> None:
    Assignment.objects.all().delete()
    stated: Mapping[str, Any] = {"rule": rule, "due_at": due_at, "cut_off": cut_off, "missed_when_over": True}

    many_rows.insert(Assignment, [_row(text, excluded_reason=text, **stated) for text in texts])

    found = list(Assignment.objects.order_by("pk"))
    assert [row.key for row in found] == texts
    assert [row.excluded_reason for row in found] == texts
    for row in found:
        assert (row.rule, row.due_at, row.cut_off, row.missed_when_over) == (rule, due_at, cut_off, True)
        assert (row.opened_at, row.title, row.clock) == (AT, {"zh": "报送"}, None)


def test_what_is_not_said_is_as_the_model_has_it() -> None:
    many_rows.insert(Assignment, [_row("a")])
    Assignment.objects.create(key="b", title={"zh": "报送"}, opened_at=AT, recorded_at=AT)

    columns = [field.attname for field in Assignment._meta.concrete_fields if field.name not in ("id", "key")]
    first, second = Assignment.objects.order_by("pk").values(*columns)
    assert first == second


def test_a_choice_is_written_as_its_text() -> None:
    many_rows.insert(Assignment, [_row("a", outcome=Outcome.LAPSED)])

    assert Assignment.objects.filter(outcome="lapsed").exists()


def test_keys_that_are_given_beforehand_are_the_rows_own_and_the_next_follow_them() -> None:
    rows = [_row("a"), _row("b")]
    give_keys(Assignment, rows)
    many_rows.insert(Assignment, rows)
    later = Assignment.objects.create(key="c", title={}, opened_at=AT, recorded_at=AT)

    assert dict(Assignment.objects.exclude(pk=later.pk).values_list("key", "pk")) == {
        "a": rows[0].id,
        "b": rows[1].id,
    }
    assert later.pk > rows[1].id > rows[0].id


def test_a_key_that_is_there_is_refused_and_none_is_written() -> None:
    many_rows.insert(Assignment, [_row("b")])

    with pytest.raises(IntegrityError), transaction.atomic():
        many_rows.insert(Assignment, [_row("a"), _row("b")])

    assert Assignment.objects.count() == 1


def test_only_what_is_named_is_changed() -> None:
    many_rows.insert(Head, [many_rows.Row(id=None, chain=chain, number=1, digest="x") for chain in "ab"])
    first, second = Head.objects.order_by("chain")
    first.number, first.digest, first.chain = 5, "y", "c"

    many_rows.update(Head, [first], ("number", "digest"))

    assert list(Head.objects.order_by("chain").values_list("chain", "number", "digest")) == [
        ("a", 5, "y"),
        (second.chain, 1, "x"),
    ]


def test_copies_are_what_the_rows_are_but_for_what_is_changed() -> None:
    many_rows.insert(Assignment, [_row("a", name="报送", rule={"slot": "甲"}, due_at=AT)])
    (one,) = Assignment.objects.all()

    many_rows.copy(Assignment, [one.pk], {"key": "b", "due_at": None, "title": {"zh": "延期"}})

    copied = Assignment.objects.exclude(pk=one.pk).get()
    assert (copied.key, copied.due_at, copied.title) == ("b", None, {"zh": "延期"})
    assert (copied.name, copied.rule, copied.opened_at) == ("报送", {"slot": "甲"}, AT)


def test_keys_of_a_stock_are_given_once_also_where_others_reserve_between() -> None:
    one, other = Stock(Assignment), Stock(Assignment)

    taken = [*one.take(2), *other.take(3)]
    one.put_by()
    taken += [*one.take(1), *other.take(1), *one.take(4)]

    assert len(set(taken)) == len(taken) == 11
    many_rows.insert(Assignment, [_row(str(key), id=key) for key in sorted(taken)])
    assert Assignment.objects.create(key="c", title={}, opened_at=AT, recorded_at=AT).pk > max(taken)


def test_nothing_is_asked_for_no_rows(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0, connection=connection):
        give_keys(Assignment, [])
        many_rows.insert(Assignment, [])
        many_rows.update(Assignment, [], ("key",))
        many_rows.copy(Assignment, [], {})


@given(chains=st.sets(_TEXT, max_size=4), others=st.sets(_TEXT, max_size=4))
def test_rows_are_found_by_many_values_at_once(chains: set[str], others: set[str]) -> None:
    Head.objects.all().delete()
    Head.objects.bulk_create(Head(chain=chain) for chain in sorted(chains))

    found = Head.objects.filter(among("chain", others))
    assert {head.chain for head in found} == chains & others
    assert set(Head.objects.filter(among("id", [head.pk for head in found]))) == set(found)
