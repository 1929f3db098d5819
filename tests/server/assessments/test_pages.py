"""The pages of runs: the office asks, whoever sees all reads, others find nothing."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from baicheng.server.accounts.models import User
from baicheng.server.assessments.models import Run
from baicheng.server.documents.models import Clause, Document
from baicheng.server.documents.queries import clauses_meant
from baicheng.server.editions.models import LocalValue, LocalValueState
from tests.server.assessments.conftest import PROGRAMME, Drill, at


@pytest.fixture
def told(drill: Drill) -> Drill:
    drill.problem("一号", "甲局", "2019-01-05")
    drill.problem("二号", "乙局", "2019-01-28")
    return drill


def signed_on(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["baicheng_language"] = "en"
    client.force_login(user)
    return client


def test_the_office_asks_for_a_run_and_reads_ranking_and_reasons(told: Drill) -> None:
    client = signed_on(told.office)
    given = {"rule": f"{PROGRAMME}.monthly_score", "since": "2019-01-01", "last": "2019-01-31"}

    page = client.post(reverse("assessments:new"), given, follow=True)

    run = Run.objects.get()
    said = page.content.decode()
    assert page.redirect_chain[-1][0] == run.get_absolute_url()
    assert said.index("丙局") < said.index("乙局") < said.index("甲局")
    worst = run.results.get(label="甲局")
    explained = client.get(worst.get_absolute_url()).content.decode()
    for words in ("二(一)", worst.lines[0]["formula"], "2019-001 一号", "临政办〔2019〕3号"):
        assert words in explained
    assert told.problems["一号"].get_absolute_url() in explained


def test_a_form_with_its_days_the_wrong_way_round_is_given_back(told: Drill) -> None:
    given = {"rule": f"{PROGRAMME}.monthly_score", "since": "2019-02-01", "last": "2019-01-31"}

    page = signed_on(told.office).post(reverse("assessments:new"), given)

    assert (page.status_code, Run.objects.count()) == (422, 0)
    assert "before the first" in page.content.decode()


def test_undecided_stands_first(told: Drill) -> None:
    told.problem("三号", "乙局", "2019-01-12", area={"not_stated": True})
    run = told.run("clean_site")

    client = signed_on(told.office)
    said = client.get(run.get_absolute_url()).content.decode()
    assert said.index("Nothing of this counts") < said.index("2019-001" if "2019-001" in said else "一号")

    one = run.results.exclude(undecided=[]).get()
    explained = client.get(one.get_absolute_url()).content.decode()
    reason = explained[explained.index("Not everything is decided") :]
    assert "“Area” is not filled in" in reason
    assert reason.index("Put it right in") < reason.index(told.problems["三号"].get_absolute_url())


def test_a_clause_leads_to_its_place_in_the_document(told: Drill) -> None:
    document = Document.objects.create(
        number="临政办〔2019〕3号",
        title="办法",
        text="二、得分（一）整改",
        uploaded_by=told.office,
        uploaded_at=timezone.now(),
    )
    place = {"document": document, "level": 2, "start": 4, "end": 9}
    clause = Clause.objects.create(address="二(一)", heading="（一）整改", **place)
    one = told.run().results.get(label="甲局")

    explained = signed_on(told.office).get(one.get_absolute_url()).content.decode()

    page = reverse("documents:detail", args=[document.pk])
    assert f'<a href="{page}#c{clause.pk}">二(一)</a>' in explained
    assert f'<a href="{page}">二(二)</a>' in explained, "what has no place of its own leads to the document"


def test_the_clause_that_a_rule_means_is_found_by_its_address(told: Drill) -> None:
    document = Document.objects.create(
        number="x", title="办法", text="", uploaded_by=told.office, uploaded_at=timezone.now()
    )
    addresses = ["二", "十二", "附件1 六", "附件2 六", "附件2 六(一)", "第六条(二)", "三(三)9"]
    for number, address in enumerate(addresses):
        Clause.objects.create(
            document=document, address=address, heading="", level=1, start=number, end=number
        )

    texts = ["二", "六（一）", "六(一)5", "第六条(二)、第七条", "三(三)9", "9", "七", "六"]
    meant = clauses_meant(document, texts, "附件2")

    assert {text: clause.address for text, clause in meant.items()} == {
        "二": "二",
        "六（一）": "附件2 六(一)",
        "六(一)5": "附件2 六(一)",
        "第六条(二)、第七条": "第六条(二)",
        "三(三)9": "三(三)9",
        "六": "附件2 六",
    }


def test_what_was_decided_here_is_told_by_its_name(told: Drill) -> None:
    value = {"pack": PROGRAMME, "path": "values.penalty", "value": 8, "since": date(2019, 1, 1)}
    by = {"proposed_by": told.office, "proposed_at": at("2019-02-14"), "reason": "会议决定"}
    settled = {"settled_by": told.office, "settled_at": at("2019-02-15"), "state": LocalValueState.APPROVED}
    LocalValue.objects.create(**value, **by, **settled, decided_by="领导小组")

    said = signed_on(told.office).get(told.run().get_absolute_url()).content.decode()

    assert "Points lost for each problem = 8" in said and "values.penalty" not in said


def test_two_runs_are_compared_and_one_is_repeated(told: Drill) -> None:
    first = told.run(known_on=date(2019, 1, 10))
    second = told.run()
    client = signed_on(told.office)

    compared = client.get(
        reverse("assessments:compare", args=[second.pk]), {"other": first.pk}
    ).content.decode()
    repeated = client.post(reverse("assessments:repeat", args=[second.pk]), follow=True).content.decode()

    assert "100 → 95" in compared and "Rectification" in compared
    assert "came out the same" in repeated


def test_the_results_leave_as_an_excel_file(told: Drill) -> None:
    run = told.run()

    answer = signed_on(told.viewer).get(reverse("assessments:export", args=[run.pk]))

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0][:4] == ["Rank", "Who is judged", "Total", "Grade"]
    assert [row[1] for row in rows[1:]] == ["丙局", "乙局", "甲局"]


@pytest.mark.parametrize("who", ["liaison", "stranger"])
def test_who_does_not_see_all_of_the_programme_finds_no_run(told: Drill, who: str) -> None:
    run = told.run()
    one = run.results.all()[0]
    client = signed_on(getattr(told, who))

    answers = [
        client.get(run.get_absolute_url()),
        client.get(one.get_absolute_url()),
        client.get(reverse("assessments:export", args=[run.pk])),
        client.get(reverse("assessments:compare", args=[run.pk])),
        client.post(reverse("assessments:repeat", args=[run.pk])),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert "丙局" not in client.get(reverse("assessments:list")).content.decode()


def test_who_only_reads_asks_for_no_run(told: Drill) -> None:
    client = signed_on(told.viewer)

    assert client.get(reverse("assessments:new")).status_code == 403
    run: Any = told.run()
    assert client.post(reverse("assessments:repeat", args=[run.pk])).status_code == 403
    assert timezone.localdate() >= run.until
