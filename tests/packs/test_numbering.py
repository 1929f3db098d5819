"""Numbers of records: the template and its parts, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.packs.numbering import BadTemplate, number_of


@pytest.mark.parametrize(
    ("template", "number"),
    [
        ("{year}-{seq:03d}", "2019-007"),
        ("督办{year}-{seq}", "督办2019-7"),
        ("{plan}-{seq:02d}", "郑政办〔2019〕14号-07"),
        ("XM{year}{seq:05d}", "XM201900007"),
    ],
)
def test_a_number_is_put_together_from_year_plan_and_place_in_the_row(template: str, number: str) -> None:
    assert number_of(template, seq=7, year=2019, plan="郑政办〔2019〕14号") == number


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_two_places_in_the_row_never_share_a_number(one: int, other: int) -> None:
    numbers = {number_of("{year}-{seq:03d}", seq=seq, year=2019) for seq in (one, other)}

    assert len(numbers) == len({one, other})


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{year}", "lacks {seq}"),
        ("{seq.__class__}", "no part"),
        ("{seq!r}", "no part"),
        ("{seq:99999999d}", "braces"),
        ("{seq", "braces"),
        ("{plan:03d}-{seq}", "plan"),
        ("{{seq}}", "braces"),
    ],
)
def test_a_template_that_could_do_more_than_number_is_refused(template: str, words: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        number_of(template, seq=1, year=2019)

    assert words in refused.value.en or words in refused.value.zh


def test_a_number_is_never_cut_since_its_end_tells_it_apart() -> None:
    with pytest.raises(BadTemplate, match="longer than 80"):
        number_of("{plan}-{seq}", seq=1, year=2019, plan="长" * 79)


def test_numbers_begin_with_one() -> None:
    with pytest.raises(ValueError, match="begin with 1"):
        number_of("{seq}", seq=0, year=2019)
