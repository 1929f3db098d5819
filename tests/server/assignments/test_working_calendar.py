"""The working calendar as a page: everybody sees it, two administrators change it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from baicheng.server.accounts.models import Role, User
from baicheng.server.assignments.calendars import calendar
from baicheng.server.editions.models import LocalValue
from baicheng.server.editions.services import withdraw_local_value
from tests.server.cast import AT, give, make_user

PAGE = "/working-calendar/"
NOTICE = "春节：2月5日（除夕）至11日放假调休，共7天。2月13日（周六）、2月14日（周日）上班。"
WHY = {"reason": "年度节假日安排", "decided_by": "国办发明电〔2026〕1号"}


def reader(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="baicheng.server.accounts.backends.SignOn")
    client.cookies["baicheng_language"] = "en"
    return client


@pytest.fixture
def second(db: None) -> User:
    return give(make_user("方敏"), Role.ADMINISTRATOR)


def proposed(administrator: User, what: str, **given: object) -> LocalValue:
    answer = reader(administrator).post(f"{PAGE}{what}/", {**WHY, **given})
    assert answer.status_code == 302, answer.content.decode()
    return LocalValue.objects.latest("pk")


def approve(value: LocalValue, by: User) -> None:
    answer = reader(by).post(f"/local-values/{value.pk}/approve/")
    assert answer.status_code == 302 and answer["Location"] == PAGE


def test_the_notice_of_a_year_is_pasted_and_holds_once_another_approves(
    administrator: User, second: User
) -> None:
    assert not calendar().is_announced(2099)
    value = proposed(administrator, "year", year="2099", notice=NOTICE)
    assert not calendar().is_announced(2099)

    approve(value, second)

    held = calendar()
    assert held.is_announced(2099)
    assert not held.is_working_day(date(2099, 2, 5)) and not held.is_working_day(date(2099, 2, 11))
    assert held.is_working_day(date(2099, 2, 12))
    assert held.is_working_day(date(2099, 2, 14))  # a Saturday


def test_the_page_shows_the_year_what_is_missing_and_what_is_proposed(
    administrator: User, liaison: User, django_assert_max_num_queries: object
) -> None:
    text = reader(liaison).get(f"{PAGE}?year=2099").content.decode()
    assert "The holidays of 2099 are not entered yet" in text
    assert "is-proposed" not in text.split('class="year"')[1]
    assert f"{PAGE}year/" not in text

    proposed(administrator, "days", year="2099", notice="3月9日放假")
    client = reader(administrator)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        text = client.get(f"{PAGE}?year=2099").content.decode()

    assert text.split('class="year"')[1].count("is-proposed") == 1
    assert "off: 2099-03-09" in text and f"{PAGE}year/?year=2099" in text


@pytest.mark.parametrize("typed", ["", "0", "99999", "²⁰¹⁹", "-1", "2026.5", "x"])
def test_a_year_that_no_calendar_has_gives_the_present_one(liaison: User, typed: str) -> None:
    text = reader(liaison).get(PAGE, {"year": typed}).content.decode()

    assert f'<h2 class="number">{timezone.localdate().year}</h2>' in text


@pytest.mark.parametrize(
    ("what", "given", "said"),
    [
        ("days", {"notice": "2月30日放假"}, "2月30日放假"),
        ("days", {"notice": "各单位安排好值班"}, "No day is named"),
        ("days", {"notice": ""}, "required"),
        ("year", {"notice": NOTICE, "year": "2020"}, "known already"),
        ("year", {"notice": "2097年5月1日放假"}, "does not fit"),
        ("hours", {"hours": "nine to five", "since": "2099-06-01"}, "08:30-12:00"),
        ("hours", {"hours": "14:00-18:00, 08:00-12:00", "since": "2099-06-01"}, "in their order"),
        ("hours", {"hours": "08:00-12:00", "since": "2099-06-01", "until": "2099-05-01"}, "after it begins"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_proposed(
    administrator: User, what: str, given: dict[str, str], said: str
) -> None:
    answer = reader(administrator).post(f"{PAGE}{what}/", {"year": "2099", **WHY, **given})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not LocalValue.objects.exists()


def test_only_administrators_propose_and_nobody_approves_the_own_proposal(
    administrator: User, office: User, liaison: User
) -> None:
    for person in (office, liaison):
        assert reader(person).get(f"{PAGE}days/").status_code == 403
        assert reader(person).post(f"{PAGE}days/", {**WHY, "notice": "3月9日放假"}).status_code == 403
    assert not LocalValue.objects.exists()
    value = proposed(administrator, "days", year="2099", notice="3月9日放假")

    for person in (administrator, office, liaison):
        assert reader(person).post(f"/local-values/{value.pk}/approve/").status_code == 403
    assert calendar().is_working_day(date(2099, 3, 9))
    assert reader(administrator).get(f"{PAGE}week/").status_code == 404


def test_a_trial_run_of_a_day_says_where_it_belongs(administrator: User) -> None:
    value = proposed(administrator, "days", year="2099", notice="3月9日放假")
    answer = reader(administrator).post(f"/local-values/{value.pk}/trial/")

    assert answer.status_code == 200
    assert "Working calendar" in answer.content.decode() and "Single days" in answer.content.decode()


def test_after_summer_hours_the_earlier_hours_hold_again(administrator: User, second: User) -> None:
    summer = proposed(
        administrator, "hours", hours="08:30-12:00, 15:00-18:30", since="2099-06-01", until="2099-10-01"
    )
    approve(summer, second)

    held = calendar()
    assert str(held.hours_on(date(2099, 5, 31))) == "08:00-12:00, 14:00-18:00"
    assert str(held.hours_on(date(2099, 6, 1))) == "08:30-12:00, 15:00-18:30"
    assert str(held.hours_on(date(2099, 10, 1))) == "08:00-12:00, 14:00-18:00"


def test_of_a_decision_that_is_ended_the_days_before_stay(administrator: User, second: User) -> None:
    value = proposed(administrator, "days", year="2026", notice="2月24日、12月22日放假")
    approve(value, second)

    withdraw_local_value(value, user=administrator, at=AT, reason="改为正常上班")

    assert not calendar().is_working_day(date(2026, 2, 24))  # AT is in March
    assert calendar().is_working_day(date(2026, 12, 22))
