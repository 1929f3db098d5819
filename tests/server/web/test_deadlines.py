"""Due moments and periods in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from baicheng.clock import CHINA
from baicheng.clock.instants import end_of
from baicheng.server.web.deadlines import due, left, period

#: A Tuesday.
NOW = datetime(2019, 3, 5, 9, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (end_of(date(2019, 3, 5)), "今天到期", "due today"),
        (end_of(date(2019, 3, 6)), "明天到期", "due tomorrow"),
        (end_of(date(2019, 3, 10)), "还有5天", "5 days left"),
        (end_of(date(2019, 3, 4)), "已逾期1天", "1 day late"),
        (end_of(date(2019, 2, 28)), "已逾期5天", "5 days late"),
        (NOW - timedelta(minutes=1), "今天已过时限", "due earlier today"),
        (NOW + timedelta(hours=2), "今天到期", "due today"),
    ],
)
def test_what_is_left_is_said_in_days(at: datetime, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert left(at, NOW) == chinese
    with translation.override("en"):
        assert left(at, NOW) == english


def test_a_due_moment_at_midnight_is_the_end_of_the_day_before() -> None:
    with translation.override("zh-hans"):
        assert due(end_of(date(2019, 3, 5))) == "2019年3月5日 周二"
        assert due(NOW) == "2019年3月5日 周二 09:00"
        assert due(None) == "—"
    with translation.override("en"):
        assert due(end_of(date(2019, 3, 5))) == "Tue 5 Mar 2019"


@pytest.mark.parametrize(
    ("label", "chinese", "english"),
    [
        ("2019", "2019年", "2019"),
        ("2019H2", "2019年下半年", "H2 2019"),
        ("2019Q1", "2019年第一季度", "Q1 2019"),
        ("2019Q4", "2019年第四季度", "Q4 2019"),
        ("2019-04", "2019年4月", "Apr 2019"),
        ("2019-W10", "2019年3月4日–2019年3月10日", "4 Mar 2019–10 Mar 2019"),
        ("2019-03-05", "2019年3月5日", "5 Mar 2019"),
        ("汛期", "汛期", "汛期"),
        ("", "", ""),
    ],
)
def test_a_period_is_called_as_people_call_it(label: str, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert period(label) == chinese
    with translation.override("en"):
        assert period(label) == english
