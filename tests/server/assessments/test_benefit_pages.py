"""What would I get: a unit looks a benefit up for what it sees; others find nothing."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from baicheng.server.documents.models import Clause, Document
from baicheng.server.history.models import Event
from tests.server.assessments.conftest import PROGRAMME, Drill
from tests.server.assessments.test_pages import signed_on

DAYS = {"since": "2019-01-01", "last": "2019-12-31"}


def test_a_unit_sees_what_it_gets_why_and_what_is_missing_or_cuts_it(drill: Drill) -> None:
    first = drill.problem("一号", "甲局", "2019-01-05", rectified_on="2019-01-20")
    second = drill.problem("二号", "甲局", "2019-01-06", rectified_on="2019-01-20")
    open_one = drill.problem("三号", "甲局", "2019-01-07", area={"not_stated": True})
    client, events = signed_on(drill.liaison), Event.objects.count()

    def said(key: int) -> str:
        return client.get(
            reverse("assessments:benefit", args=[PROGRAMME, "subsidy", key]), DAYS
        ).content.decode()

    listed = client.get(reverse("assessments:benefits")).content.decode()
    assert "Subsidy for rectification" in listed and "一号" in listed
    assert "1000 元" in said(first.pk)
    assert "500 元" in said(second.pk) and "Total of a unit" in said(second.pk)
    assert "Report of the area" in said(open_one.pk) and "Not met" in said(open_one.pk)
    assert Event.objects.count() == events


def test_who_does_not_see_a_record_looks_nothing_up_for_it(drill: Drill) -> None:
    record = drill.problem("一号", "甲局", "2019-01-05")
    address = reverse("assessments:benefit", args=[PROGRAMME, "subsidy", record.pk])

    for who in (drill.people["乙局"], drill.stranger):
        assert signed_on(who).get(address).status_code == 404
        assert "一号" not in signed_on(who).get(reverse("assessments:benefits")).content.decode()
    assert signed_on(drill.office).get(address).status_code == 200
    assert (
        signed_on(drill.office).get(address, {"since": "2019-02-01", "last": "2019-01-01"}).status_code == 422
    )


def test_award_and_condition_lead_to_their_clause_in_the_document(drill: Drill) -> None:
    record = drill.problem("一号", "甲局", "2019-01-05", rectified_on="2019-01-20")
    document = Document.objects.create(
        number="临政办〔2019〕3号",
        title="办法",
        text="三、补助",
        uploaded_by=drill.office,
        uploaded_at=timezone.now(),
    )
    clause = Clause.objects.create(
        document=document, address="三", heading="三、补助", level=1, start=0, end=4
    )
    address = reverse("assessments:benefit", args=[PROGRAMME, "subsidy", record.pk])

    said = signed_on(drill.office).get(address, DAYS).content.decode()

    place = f'<a href="{reverse("documents:detail", args=[document.pk])}#c{clause.pk}">三</a>'
    assert said.count(place) == 3, "the award, the condition and what excludes"
