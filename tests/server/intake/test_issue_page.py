"""The page before issuing says what will happen and changes nothing; duties are corrected on the review page."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from baicheng.server.accounts.models import Role, User
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.models import Duty
from baicheng.server.editions.services import bind_office, install
from baicheng.server.history.models import Event
from baicheng.server.intake.duty_form import duty_cards
from baicheng.server.intake.models import Decision, Import, ImportState
from baicheng.server.intake.rehearsing import rehearse
from baicheng.server.intake.services import correct, decide, start_import
from baicheng.server.notices.models import Notice
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from tests.server.intake.conftest import AT, PROGRAMME, upload
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(intake: Import, office: User, bureau: Subject) -> Import:
    """One task and the report duty accepted, the rest rejected."""
    install(once(PROGRAMME), at=LONG_AGO, actor=CLERK)
    administrator = user(Role.ADMINISTRATOR)
    unit = subject("市提质办")
    bind_office(PROGRAMME, unit, since=date(2018, 1, 1), user=administrator, at=LONG_AGO, reason="通知")
    first, *others = intake.tasks.all()
    values = {**first.values, "parties": [{"name": "市住建局", "role": "lead"}]}
    correct(
        first, {**values, "parts": [{**part, "bearers": []} for part in values["parts"]]}, user=office, at=AT
    )
    decide(first, Decision.ACCEPTED, user=office, at=AT)
    for row in others:
        decide(row, Decision.REJECTED, user=office, at=AT)
    decide(intake.duties.get(), Decision.ACCEPTED, user=office, at=AT)
    return intake


def test_a_rehearsal_gives_the_numbers_and_leaves_nothing(decided: Import, office: User) -> None:
    events = Event.objects.count()

    outcome = rehearse(decided, user=office, at=AT)

    assert (outcome.tasks, outcome.units, outcome.duties) == (1, 1, 1)
    assert outcome.assignments > 0
    for model in (Record, Duty, Assignment, Notice):
        assert not model.objects.exists()
    assert Event.objects.count() == events
    assert Import.objects.get().state == ImportState.REVIEW


def test_a_rehearsal_refuses_what_issuing_would_refuse(intake: Import, office: User) -> None:
    with pytest.raises(ValidationError):
        rehearse(intake, user=office, at=AT)

    assert not Record.objects.exists()


def test_what_was_announced_is_what_is_issued(client: Client, decided: Import, office: User) -> None:
    client.force_login(office)
    page = client.get(f"/imports/{decided.pk}/issue/").content.decode()
    assert "立即下达" in page
    assert not Record.objects.exists()

    response = client.post(f"/imports/{decided.pk}/issue/")

    assert response.headers["Location"] == f"/imports/{decided.pk}/"
    assert Record.objects.count() == 1
    again = client.post(f"/imports/{decided.pk}/issue/")
    assert again.status_code == 422
    assert Record.objects.count() == 1
    assert "改善道路" in client.get(f"/documents/{decided.document_id}/imports/").content.decode()


def test_what_keeps_an_import_from_being_issued_is_listed(
    client: Client, intake: Import, office: User
) -> None:
    install(once(PROGRAMME), at=LONG_AGO, actor=CLERK)
    client.force_login(office)

    page = client.get(f"/imports/{intake.pk}/issue/").content.decode()

    assert "立即下达" not in page
    assert "改善道路" in page


def test_a_report_duty_shows_its_days_and_is_read_anew_when_its_wording_changes(
    client: Client, intake: Import, office: User
) -> None:
    client.force_login(office)
    (card,) = duty_cards(intake)
    assert card.days[:2] == [date(2026, 3, 5), date(2026, 4, 5)]
    form = {
        "do": "save",
        "what": "项目进展",
        "reporter": card.duty.reporter,
        "recipient": card.duty.recipient,
        "schedule": "每季度末月20日前",
        "covers": "this",
        "roles": ["lead"],
    }

    client.post(f"/imports/{intake.pk}/duties/{card.pk}/", form)

    (card,) = duty_cards(intake)
    assert card.duty.what == "项目进展"
    assert card.days[:2] == [date(2026, 3, 20), date(2026, 6, 20)]
    assert (card.duty.roles, card.duty.covers) == (["lead"], "this")

    client.post(f"/imports/{intake.pk}/duties/{card.pk}/", {**form, "schedule": "有空的时候"})
    (card,) = duty_cards(intake)
    assert [finding.code for finding in card.findings if finding.blocks] == ["no_schedule"]
    client.post(f"/imports/{intake.pk}/duties/{card.pk}/", {**form, "schedule": "6月30日前、12月10日前"})
    (card,) = duty_cards(intake)
    assert card.days == [date(2026, 6, 30), date(2026, 12, 10)]
    client.post(
        f"/imports/{intake.pk}/duties/{card.pk}/", {**form, "schedule": "每周五17:00前", "covers": ""}
    )
    (card,) = duty_cards(intake)
    assert card.duty.when == {"every": "week", "by": "friday", "at": "17:00"}
    client.post(f"/imports/{intake.pk}/duties/{card.pk}/", {**form, "schedule": "6月30日17:00前"})
    (card,) = duty_cards(intake)
    assert card.duty.when == {"on": ["2026-06-30"], "at": "17:00"}


def test_a_wrong_value_of_a_report_duty_is_refused_and_comes_back(
    client: Client, intake: Import, office: User
) -> None:
    client.force_login(office)
    duty = intake.duties.get()
    before = duty.values

    response = client.post(
        f"/imports/{intake.pk}/duties/{duty.pk}/",
        {"do": "save", "what": "新内容", "covers": "tomorrow"},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 422
    assert 'value="新内容"' in response.content.decode()
    assert "请从列表中选择" in response.content.decode()
    duty.refresh_from_db()
    assert duty.values == before


def test_what_the_ledger_requires_and_no_document_says_is_asked_once_for_all_tasks(
    client: Client, stranger: User, bureau: Subject
) -> None:
    install(once("supervision"), at=LONG_AGO, actor=CLERK)
    bound = {"user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "通知", "since": date(2018, 1, 1)}
    bind_office("supervision", subject("市政府督查室"), **bound)
    (intake,) = start_import(upload(), programme="supervision", user=stranger, at=AT)
    first, *others = intake.tasks.all()
    values = {**first.values, "parties": [{"name": "市住建局", "role": "lead"}]}
    correct(first, {**values, "parts": []}, user=stranger, at=AT)
    decide(first, Decision.ACCEPTED, user=stranger, at=AT)
    for row in [*others, *intake.duties.all()]:
        decide(row, Decision.REJECTED, user=stranger, at=AT)
    client.force_login(stranger)
    address = f"/imports/{intake.pk}/issue/"

    page = client.get(address).content.decode()
    assert "任务来源" in page
    assert "立即下达" not in page
    assert client.post(address).status_code == 422
    assert not Record.objects.exists()
    page = client.get(address, {"origin": "city_report"}).content.decode()
    assert "立即下达" in page
    assert client.post(address, {"origin": "city_report"}).status_code == 302
    assert Record.objects.get().fields["origin"] == "city_report"
