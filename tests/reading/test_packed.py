"""A packed list is a list: what goes in comes out, in order, whatever its length."""

from __future__ import annotations

import gc
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.model import Deadline, Measure, Op, Part, Party, Role, Target
from baicheng.reading.packed import PAGE, Packed
from baicheng.reading.spans import Span

LENGTHS = (0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE)


def part(number: int) -> Part:
    span = Span(number, number + 8)
    target = Target("建成公园", Decimal(number), "个", Op.AT_LEAST, span, measure=Measure.GROWTH)
    deadline = Deadline(date(2021, 6, 30), "6月底前", span)
    return Part("建成公园", span, (Party("市园林局", Role.LEAD, span),), deadline, target)


def parts_held() -> int:
    gc.collect()
    return sum(isinstance(held, Part) for held in gc.get_objects())


@pytest.mark.parametrize("length", LENGTHS)
def test_records_come_out_as_they_went_in(length: int) -> None:
    parts = [part(number) for number in range(length)]
    packed = Packed(parts)

    assert len(packed) == length
    assert list(packed) == parts
    assert packed == parts
    assert [packed[index] for index in reversed(range(length))] == parts[::-1]


def test_enums_come_out_as_the_members_they_are() -> None:
    out = Packed([part(1)] * PAGE)[0]

    assert out.target is not None
    assert out.target.op is Op.AT_LEAST
    assert out.parties[0].role is Role.LEAD


@given(st.lists(st.integers(), max_size=3 * PAGE), st.slices(3 * PAGE))
def test_a_slice_is_the_slice_of_the_list(numbers: list[int], cut: slice) -> None:
    assert Packed(numbers)[cut] == tuple(numbers[cut])


@given(st.lists(st.integers(), max_size=3 * PAGE), st.lists(st.integers(), max_size=PAGE))
def test_records_can_be_added_after_some_were_read(before: list[int], after: list[int]) -> None:
    packed = Packed(before)
    read = list(packed)
    packed.extend(after)

    assert read == before
    assert list(packed) == before + after


def test_two_readers_at_once_do_not_disturb_each_other() -> None:
    packed = Packed(range(3 * PAGE))

    assert list(zip(packed, reversed(packed), strict=True)) == [
        (number, 3 * PAGE - 1 - number) for number in range(3 * PAGE)
    ]


@pytest.mark.parametrize("index", [PAGE + 1, -PAGE - 2])
def test_there_is_nothing_beyond_the_ends(index: int) -> None:
    with pytest.raises(IndexError):
        Packed(range(PAGE + 1))[index]


def test_lists_with_other_records_are_not_equal() -> None:
    assert Packed([1, 2]) != [1, 3]
    assert Packed([1, 2]) != [1]
    assert Packed([1]) != 1


def test_only_the_page_in_use_is_held_as_objects() -> None:
    before = parts_held()
    packed = Packed(part(number) for number in range(10 * PAGE))

    assert sum(1 for _ in packed) == 10 * PAGE
    assert parts_held() - before <= 2 * PAGE
