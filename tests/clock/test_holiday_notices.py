"""The yearly notice on holidays is read as it is worded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.clock import china_calendar
from baicheng.clock.holiday_notices import Arrangement, NoticeFault, read_notice

YEAR_2026 = """
一、元旦：1月1日（周四）至3日（周六）放假，连休3天；1月4日（周日）上班。
二、春节：2月15日（腊月二十八，周日）至23日（正月初七，周一）放假调休，计9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假。
四、劳动节：5月1日（周五）至5日（周二）放假调休，计5天，5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假。
六、中秋节：9月25日（周五）至27日（周日）放假。
七、国庆节：10月1日（周四）至7日（周三）放假调休。9月20日（周日）、10月10日（周六）上班。
"""


def test_a_year_worded_as_notices_word_it_gives_the_calendar_that_is_built_in() -> None:
    found, published = read_notice(YEAR_2026, 2026), china_calendar().days

    assert found.worked == {day for day, worked in published.items() if worked and day.year == 2026}
    off = {day for day, worked in published.items() if not worked and day.year == 2026}
    assert {day for day in found.rest if day.weekday() < 5} == {day for day in off if day.weekday() < 5}


@pytest.mark.parametrize(
    ("text", "rest", "worked"),
    [
        ("2022年12月31日至2023年1月2日放假", ("2022-12-31", "2023-01-01", "2023-01-02"), ()),
        ("10月1日—3日放假3天，鼓励安排10月4日休息", ("2023-10-01", "2023-10-02", "2023-10-03"), ()),
        ("除夕（2月9日）休息", ("2023-02-09",), ()),
        ("2月9日、11日放假，2月18日正常上班", ("2023-02-09", "2023-02-11"), ("2023-02-18",)),
        ("2023-05-01至2023-05-02放假\n2023/5/6上班", ("2023-05-01", "2023-05-02"), ("2023-05-06",)),
        ("请各单位做好值班工作。", (), ()),
    ],
)
def test_the_days_of_a_text(text: str, rest: tuple[str, ...], worked: tuple[str, ...]) -> None:
    found = read_notice(text, 2023)

    assert found.rest == {date.fromisoformat(day) for day in rest}
    assert found.worked == {date.fromisoformat(day) for day in worked}


@pytest.mark.parametrize(
    "clause",
    [
        "2月30日放假",
        "5月3日至1日放假",
        "3日放假",
        "5月1日放假，5月1日上班",
        "1月1日至12月31日放假",
        "13月1日上班",
        "3月8日放假半天",
    ],
)
def test_a_clause_that_cannot_be_meant_is_named(clause: str) -> None:
    with pytest.raises(NoticeFault, match=clause):
        read_notice(f"1月1日放假。{clause}。", 2027)


def worded(days: frozenset[date], verb: str) -> str:
    return "、".join(f"{day.year}年{day.month}月{day.day}日" for day in sorted(days)) + verb


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(st.frozensets(DAYS, min_size=1), st.frozensets(DAYS, min_size=1), st.booleans())
def test_what_is_written_down_is_read_again(
    rest: frozenset[date], worked: frozenset[date], new: bool
) -> None:
    worked -= rest
    text = f"{worded(rest, '放假')}{'。' if new else '，'}{worded(worked, '上班') if worked else ''}"

    assert read_notice(text, 1990) == Arrangement(rest, worked)


@given(DAYS, st.integers(0, 30))
def test_a_stretch_holds_both_its_ends(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    text = f"{worded(frozenset([first]), '')}至{worded(frozenset([last]), '')}放假"

    assert read_notice(text, 1990).rest == {first + timedelta(days=n) for n in range(more + 1)}


@given(
    st.text(alphabet="0123456789年月日至到、，。放假上班（）()-/ 鼓励", max_size=60), st.integers(1900, 2200)
)
def test_any_text_is_read_or_refused(text: str, year: int) -> None:
    try:
        found = read_notice(text, year)
    except NoticeFault:
        return
    assert not found.rest & found.worked
