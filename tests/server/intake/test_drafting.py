"""The form of a draft over HTTP: what it keeps, what it refuses, who may use it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.accounts.models import User
from baicheng.server.editions.services import install
from baicheng.server.history.models import Event
from baicheng.server.intake import deciding, draft_form, services
from baicheng.server.intake.cards import cards_of
from baicheng.server.intake.draft_view import draft_view, written
from baicheng.server.intake.drafts import Unfit, draft_from
from baicheng.server.intake.models import Decision, DraftTask, Import
from baicheng.server.orgs.models import Subject
from tests.server.intake.conftest import AT, PROGRAMME
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject

pytestmark = pytest.mark.django_db

PART = {"text": "x", "due_on": None, "target": None, "bearers": [], "span": None, "due_span": None}


def fields_of(values: dict[str, Any]) -> dict[str, Any]:
    """What the page's form holds for the values of a draft."""
    form: dict[str, Any] = {"title": values["title"], "text": values["text"], "do": "save"}
    form["seen"] = draft_form.digest(values)
    for number, party in enumerate(values["parties"]):
        path = f"parties.{number}"
        form |= {f"{path}.name": party["name"], f"{path}.role": party["role"]}
        form |= {f"{path}.subject": party["subject"] or "", f"{path}.span": written(party["span"])}
        if party["consolidates"]:
            form["consolidator"] = str(number)
    for number, part in enumerate(values["parts"]):
        path = f"parts.{number}"
        form |= {f"{path}.text": part["text"], f"{path}.due_on": part["due_on"] or ""}
        form |= {f"{path}.span": written(part["span"]), f"{path}.due_span": written(part["due_span"])}
        form[f"{path}.bearers"] = [str(bearer) for bearer in part["bearers"]]
        if target := part["target"]:
            form |= {f"{path}.target.{name}": target[name] or "" for name in target if name != "span"}
            form |= {f"{path}.target.span": written(target["span"]), f"{path}.target.shown": "1"}
    return form


def posted(form: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in form.items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return query


@pytest.fixture
def drafts(intake: Import) -> list[DraftTask]:
    return list(intake.tasks.all())


def url(draft: DraftTask) -> str:
    return f"/imports/{draft.intake_id}/tasks/{draft.pk}/"


def test_a_form_sent_back_unchanged_changes_nothing(drafts: list[DraftTask]) -> None:
    for draft in drafts:
        got = draft_form.sent(posted(fields_of(draft.values)), draft.values, AT.date())

        assert draft_from(draft_form.bare(got.values)).stored() == draft_from(draft.values).stored()


def test_accepting_keeps_what_was_typed_and_leads_to_the_next_undecided_task(
    client: Client, office: User, drafts: list[DraftTask]
) -> None:
    client.force_login(office)
    form = {**fields_of(drafts[0].values), "title": "改善道路环境", "do": "accept"}

    response = client.post(url(drafts[0]), form)

    drafts[0].refresh_from_db()
    assert (drafts[0].values["title"], drafts[0].decision) == ("改善道路环境", Decision.ACCEPTED)
    assert (
        response.headers["Location"]
        == f"/imports/{drafts[0].intake_id}/?open={drafts[1].pk}#draft-{drafts[1].pk}"
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "没有这一天"), ("en", "There is no such day")],
)
def test_a_fault_is_said_in_the_reader_s_language_and_what_was_typed_comes_back(
    client: Client, office: User, drafts: list[DraftTask], language: str, words: str
) -> None:
    client.force_login(office)
    client.cookies["baicheng_language"] = language
    form = {**fields_of(drafts[0].values), "parts.0.due_on": "2026-02-30", "title": "新标题", "do": "accept"}

    response = client.post(url(drafts[0]), form)

    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert 'value="2026-02-30"' in page
    assert 'value="新标题"' in page
    drafts[0].refresh_from_db()
    assert drafts[0].decision == Decision.PENDING
    assert not Event.objects.filter(verb="intake.import.draft_corrected").exists()


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"title": ""}, "title", "必填"),
        ({"title": "长" * 401}, "title", "最多 400 个字"),
        ({"parties": [{"name": "甲", "role": "boss"}]}, "parties.0.role", "列表"),
        ({"parts": [{"text": "x", "due_on": "明天"}]}, "parts.0.due_on", "没有这一天"),
        ({"parts": [{**PART, "target": {"text": "", "value": "许多"}}]}, "parts.0.target.value", "不是数字"),
        (
            {"parts": [{**PART, "target": {"text": "", "value": "1.1234567"}}]},
            "parts.0.target.value",
            "六位小数",
        ),
        ({"parts": [{**PART, "target": {"text": "", "value": "NaN"}}]}, "parts.0.target.value", "不是数字"),
        ({"parts": [{**PART, "target": {"text": ""}}]}, "parts.0.target.value", "必填"),
        ({"parts": [{**PART, "bearers": [5]}]}, "parts.0.bearers", "不是本任务"),
        ({"parts": [PART] * 201}, "parts", "最多 200 个"),
    ],
)
def test_every_fault_of_a_value_has_chinese_words(values: dict[str, Any], field: str, words: str) -> None:
    from django.utils import translation

    with translation.override("zh-hans"), pytest.raises(Unfit) as refusal:
        draft_from({"title": "x", "text": "y", **values})

    assert words in refusal.value.errors[field]


def test_whoever_saves_over_another_s_change_is_told_and_can_save_again(
    client: Client, office: User, drafts: list[DraftTask]
) -> None:
    client.force_login(office)
    mine = {**fields_of(drafts[0].values), "title": "我的标题"}
    services.correct(drafts[0], {**drafts[0].values, "title": "别人的标题"}, user=office, at=AT)

    response = client.post(url(drafts[0]), mine)

    drafts[0].refresh_from_db()
    assert response.status_code == 422
    assert "我的标题" in response.content.decode()
    assert drafts[0].values["title"] == "别人的标题"
    client.post(url(drafts[0]), {**mine, "seen": draft_form.digest(drafts[0].values)})
    drafts[0].refresh_from_db()
    assert drafts[0].values["title"] == "我的标题"


def test_a_typed_unit_is_found_in_the_directory_or_refused_with_what_to_do(
    client: Client, office: User, drafts: list[DraftTask], bureau: Subject
) -> None:
    client.force_login(office)
    form = {**fields_of(drafts[1].values), "parties.0.subject": "other", "parties.0.other": "市绿化局"}

    refused = client.post(url(drafts[1]), form)

    assert refused.status_code == 422
    assert "“市绿化局”不在单位名录中" in refused.content.decode()
    client.post(url(drafts[1]), {**form, "parties.0.other": bureau.name})
    drafts[1].refresh_from_db()
    assert drafts[1].values["parties"][0]["subject"] == bureau.pk


def test_a_name_decided_in_one_task_holds_for_the_others_where_that_is_ticked(
    client: Client, office: User, drafts: list[DraftTask]
) -> None:
    client.force_login(office)
    garden = subject("市园林绿化中心")
    services.add(
        drafts[0].intake,
        {"title": "补种", "text": "补种", "parties": [{"name": "市园林局", "role": "lead"}]},
        user=office,
        at=AT,
    )
    form = {**fields_of(drafts[1].values), "parties.0.subject": garden.pk}
    assert draft_view(drafts[1].intake, drafts[1]).parties[0].elsewhere == 1

    client.post(url(drafts[1]), {**form, "parties.0.everywhere": "1"})

    found = [
        party["subject"]
        for row in drafts[0].intake.tasks.all()
        for party in row.values["parties"]
        if party["name"] == "市园林局"
    ]
    assert found == [garden.pk, garden.pk]
    assert Event.objects.filter(verb="intake.import.name_decided").exists()


def test_a_field_of_the_ledger_is_set_for_all_tasks_under_one_heading(
    client: Client, office: User, drafts: list[DraftTask]
) -> None:
    install(once(PROGRAMME), at=LONG_AGO, actor=CLERK)
    client.force_login(office)
    form = {**fields_of(drafts[0].values), "fields.part": "congestion", "fields.part.beside": "1"}

    client.post(url(drafts[0]), form)

    assert [row.values["fields"] for row in drafts[0].intake.tasks.all()] == [{"part": "congestion"}] * 3


def test_buttons_add_and_remove_rows_and_nothing_is_saved(
    client: Client, office: User, drafts: list[DraftTask]
) -> None:
    client.force_login(office)
    before = drafts[0].values
    form = fields_of(before)
    for action in ("add:parties", "add:parts", "remove:parties.0", "remove:parts.1", "target:0", "target:99"):
        response = client.post(url(drafts[0]), {**form, "do": action}, headers={"HX-Request": "true"})
        assert response.status_code == 200, action
    drafts[0].refresh_from_db()
    assert drafts[0].values == before


@given(st.lists(st.lists(st.integers(0, 3), unique=True), min_size=1, max_size=4), st.integers(0, 3))
def test_a_party_that_goes_leaves_the_other_bearers_who_they_were(
    bearers: list[list[int]], gone: int
) -> None:
    names = ["甲", "乙", "丙", "丁"]
    values: dict[str, Any] = {
        "parties": [{"name": name} for name in names],
        "parts": [{**PART, "bearers": list(row)} for row in bearers],
    }

    assert draft_form.changed_rows(values, f"remove:parties.{gone}")

    left = [[values["parties"][one]["name"] for one in part["bearers"]] for part in values["parts"]]
    assert left == [[names[one] for one in row if one != gone] for row in bearers]


@pytest.mark.parametrize(
    "action", ["", "explode", "remove:parties.99", "remove:parts.x", "target:-1", "add:money"]
)
def test_an_unknown_action_changes_no_row(drafts: list[DraftTask], action: str) -> None:
    values = {**drafts[0].values}
    assert not draft_form.changed_rows(values, action)
    assert values == drafts[0].values


def test_a_task_is_split_and_merged_and_the_page_is_led_to_it(
    client: Client, office: User, drafts: list[DraftTask]
) -> None:
    client.force_login(office)
    form = {**fields_of(drafts[0].values), "do": "split", "split": ["1"]}
    response = client.post(url(drafts[0]), form, headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == f"/imports/{drafts[0].intake_id}/?open={drafts[0].pk}"
    assert drafts[0].intake.tasks.count() == 4
    drafts[0].refresh_from_db()
    client.post(url(drafts[0]), {**fields_of(drafts[0].values), "do": "merge"})
    drafts[0].refresh_from_db()
    assert len(drafts[0].values["parts"]) == 2
    last = drafts[2]
    refused = client.post(url(last), {**fields_of(last.values), "do": "merge"})
    assert refused.status_code == 422


def test_selected_words_become_a_task_with_their_place_and_clause(
    client: Client, office: User, intake: Import
) -> None:
    client.force_login(office)
    start = intake.document.text.index("年底前建成街头游园")

    client.post(f"/imports/{intake.pk}/tasks/new/", {"start": start, "end": start + 14})

    new = intake.tasks.get(origin__isnull=True)
    assert new.values["text"] == intake.document.text[start : start + 14]
    assert new.values["span"] == [start, start + 14]
    assert new.values["address"] == "一(二)"


@pytest.mark.parametrize("form", [{}, {"start": "9", "end": "3"}, {"start": "9999999", "end": "99999999"}])
def test_no_words_add_no_task(client: Client, office: User, intake: Import, form: dict[str, str]) -> None:
    client.force_login(office)

    assert client.post(f"/imports/{intake.pk}/tasks/new/", form).status_code == 302
    assert intake.tasks.count() == 3


def test_all_without_findings_are_accepted_and_no_other(intake: Import, office: User) -> None:
    values = {
        **intake.tasks.all()[1].values,
        "parties": [{"name": "市住建局", "role": "lead"}],
    }
    services.correct(intake.tasks.all()[1], values, user=office, at=AT)
    clean = {card.pk for card in cards_of(intake) if not card.findings}

    assert deciding.accept_without_findings(intake, user=office, at=AT) == len(clean) == 1

    accepted = intake.tasks.filter(decision=Decision.ACCEPTED)
    assert set(accepted.values_list("pk", flat=True)) == clean
    assert deciding.accept_without_findings(intake, user=office, at=AT) == 0


def test_nothing_of_an_import_is_there_for_another_programme_s_office(
    client: Client, stranger: User, intake: Import, drafts: list[DraftTask]
) -> None:
    client.force_login(stranger)
    duty = intake.duties.get()
    events = Event.objects.count()
    address = f"/imports/{intake.pk}/"
    form = {**fields_of(drafts[0].values), "title": "x", "do": "accept"}

    assert client.get(url(drafts[0])).status_code == 404
    assert client.get(f"{address}names/").status_code == 404
    assert client.get(f"{address}issue/").status_code == 404
    for path in (
        "tasks/new/",
        "names/",
        "accept/",
        "abandon/",
        "issue/",
        f"duties/{duty.pk}/",
        f"tasks/{drafts[0].pk}/",
    ):
        assert client.post(address + path, {**form, "reason": "x"}).status_code == 404, path

    drafts[0].refresh_from_db()
    assert (drafts[0].decision, drafts[0].values["title"]) == (Decision.PENDING, "改善道路")
    assert Event.objects.count() == events


def test_a_draft_of_another_import_is_not_found_under_this_one(
    client: Client, office: User, drafts: list[DraftTask], intake: Import
) -> None:
    client.force_login(office)
    other = Import.objects.create(
        document=intake.document, programme=PROGRAMME, started_by=office, started_at=AT
    )

    assert client.post(f"/imports/{other.pk}/tasks/{drafts[0].pk}/", {"do": "accept"}).status_code == 404


def test_an_import_that_was_given_up_is_shown_and_can_no_longer_be_changed(
    client: Client, office: User, intake: Import, drafts: list[DraftTask]
) -> None:
    client.force_login(office)
    client.post(f"/imports/{intake.pk}/abandon/", {"reason": ""})
    assert client.get("/imports/").content.decode().count("审核中") == 1
    client.post(f"/imports/{intake.pk}/abandon/", {"reason": "文件有误"})

    page = client.get(f"/imports/{intake.pk}/?open={drafts[0].pk}").content.decode()
    assert 'class="draft-all" disabled' in page
    assert client.post(url(drafts[0]), {**fields_of(drafts[0].values), "do": "accept"}).status_code == 422
    assert client.post(f"/imports/{intake.pk}/accept/").status_code == 302
    assert not intake.tasks.exclude(decision=Decision.PENDING).exists()


def test_units_are_offered_by_a_part_of_their_name_twenty_at_most(client: Client, office: User) -> None:
    for number in range(30):
        subject(f"第{number}街道办事处")
    client.force_login(office)

    page = client.get("/imports/units/", {"parties.0.other": "街道办"}).content.decode()

    assert page.count("<option") == 20
    assert "<option" not in client.get("/imports/units/").content.decode()


def test_opening_a_draft_takes_few_queries(
    client: Client, office: User, drafts: list[DraftTask], django_assert_max_num_queries: Any
) -> None:
    client.force_login(office)

    with django_assert_max_num_queries(11):
        client.get(url(drafts[0]), headers={"HX-Request": "true"})
