"""What a firm can get: over all documents, nothing counted twice, and only for the firm and the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baicheng.clock import CHINA
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import Role, User
from baicheng.server.assessments.entitlements import Entitlements, Offer, entitlements
from baicheng.server.documents.models import Clause, Document
from baicheng.server.duties.services import enter_record
from baicheng.server.editions.queries import pack
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.registers.models import Record
from tests.server.assessments.test_pages import signed_on
from tests.server.people import CLERK, LONG_AGO, subject, user
from tests.server.prepared import prepared

NOW = datetime(2020, 1, 10, 9, tzinfo=CHINA)
YEAR = Period(date(2019, 1, 1), date(2020, 1, 1))
PACK = "incentives"


@dataclass
class Firms:
    """A firm of the recycling base and another, with the office."""

    office: User
    county: Subject
    firm: Record
    other: Record

    def enter(self, register: str, title: str, of: Record | None = None, **values: Any) -> Record:
        firm = Subject.objects.get(record_id=(of or self.firm).pk)
        return _enter(self.office, register, title, values, [("firm", firm)])

    @property
    def being(self) -> Subject:
        return Subject.objects.get(record_id=self.firm.pk)

    def found(self) -> Entitlements:
        return entitlements(pack(PACK), "firms", self.being, period=YEAR, at=NOW)

    def offer(self, name: str) -> Offer:
        return next(one for one in self.found().offers if one.name == name)


@pytest.fixture(scope="module")
def new_firms(request: Any, django_db_blocker: Any) -> Iterator[Callable[[], Firms] | None]:
    yield from prepared(make_firms, request, django_db_blocker, begins_with="firms")


@pytest.fixture
def firms(new_firms: Callable[[], Firms] | None, db: None, settings: Any, tmp_path: Path) -> Firms:
    settings.DATA = tmp_path
    return new_firms() if new_firms else make_firms()


def make_firms() -> Firms:
    """The pack with its office, two firms of one county."""
    install(PACK, at=LONG_AGO, actor=CLERK)
    given = {"since": date(2018, 1, 1), "user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "议定"}
    bind_office(PACK, subject("政策兑现办"), **given)
    office, county = user(Role.OFFICE, programme=PACK), subject("甲县", SubjectKind.DIVISION, level="county")
    firm, other = (
        _enter(
            office,
            "firms",
            name,
            {"sector": "recycling", "municipal": "no", "private": "yes"},
            [("county", county)],
        )
        for name in ("甲再生公司", "乙再生公司")
    )
    return Firms(office, county, firm, other)


def _enter(office: User, register: str, title: str, values: Any, parties: Any) -> Record:
    return enter_record(
        register_id=f"{PACK}.{register}",
        values=values,
        parties=parties,
        title=title,
        user=office,
        at=LONG_AGO,
    )


def _certified(firms: Firms, **more: Any) -> Record:
    given = {"kind": "fusion_system", "level": "national", "year": 2019, "recognised_on": "2019-05-01"}
    return firms.enter("recognitions", "两化融合贯标", **given | more)


def test_what_one_document_gives_another_takes_away_and_the_sum_counts_it_once(firms: Firms) -> None:
    certified = _certified(firms)

    found = firms.found()

    fiscal, resource = (firms.offer(name).claims for name in ("fiscal_titles_2017", "resource_titles_2019"))
    assert [(one.key, one.result.amount) for one in fiscal] == [(certified.pk, Decimal(30))]
    assert [one.result.amount for one in resource] == [Decimal(0)]
    assert found.sums == {"万元": Decimal(30)}


def test_only_the_firms_own_records_of_the_year_count_and_a_cap_is_shared(firms: Firms) -> None:
    fair = {"kind": "fair", "year": 2019, "spent_on": "2019-06-01", "amount": 100}
    firms.enter("spendings", "首个展会", **fair)
    firms.enter("spendings", "第二个展会", **fair | {"spent_on": "2019-07-01"})
    firms.enter("spendings", "上年展会", **fair | {"year": 2018, "spent_on": "2018-07-01"})
    firms.enter("spendings", "他人展会", of=firms.other, **fair)

    given = firms.offer("resource_spendings_2019")

    assert [one.result.amount for one in given.claims] == [Decimal(70), Decimal(30)]
    assert given.amount == Decimal(100)


def test_what_is_undecided_stands_apart_from_the_sum(firms: Firms) -> None:
    firms.enter("spendings", "境外租金", kind="overseas", year=2019, spent_on="2019-06-01", amount=1000)
    _certified(firms, kind="green_chain")

    found = firms.found()

    assert (found.sums, found.undecided) == ({"万元": Decimal(100)}, 1)


def test_what_a_firm_gets_leads_to_the_clause_of_each_document(firms: Firms) -> None:
    _certified(firms)
    document = Document.objects.create(
        number="郑政办〔2017〕94号",
        title="财政政策",
        text="（三）智能化",
        uploaded_by=firms.office,
        uploaded_at=NOW,
    )
    clause = Clause.objects.create(
        document=document, address="(三)", heading="（三）智能化", level=1, start=0, end=6
    )

    said = (
        signed_on(firms.office)
        .get(
            reverse("assessments:entitled", args=[PACK, firms.firm.pk]),
            {"since": "2019-01-01", "last": "2019-12-31"},
        )
        .content.decode()
    )

    page = reverse("documents:detail", args=[document.pk])
    assert f'<a href="{page}#c{clause.pk}">(三)</a>' in said
    assert "<small>九</small>" in said, "of a document that is not there nothing is linked"


def test_the_page_says_why_with_figures_and_what_else_could_be_entered(firms: Firms) -> None:
    _certified(firms)
    firms.enter("spendings", "境外租金", kind="overseas", year=2019, spent_on="2019-06-01", amount=1000)
    address = reverse("assessments:entitled", args=[PACK, firms.firm.pk])
    days = {"since": "2019-01-01", "last": "2019-12-31"}

    with CaptureQueriesContext(connection) as asked:
        firms.found()
    said = signed_on(firms.office).get(address, days).content.decode()

    assert len(asked) <= 14, [one["sql"][:90] for one in asked]
    assert "In all 30 万元" in said
    assert "Granted for it by the fiscal policies of 2017 30" in said  # why the other document gives nothing
    assert "Amount decided" in said  # what is missing, by its title
    assert "Rural revitalisation: national farm fairs" in said  # nothing is entered for it
    listed = signed_on(firms.office).get(reverse("assessments:benefits")).content.decode()
    assert address in listed
    assert "境外租金" not in listed, "it would stand under each rule over spendings, whomever that judges"
    assert signed_on(firms.office).get(firms.firm.get_absolute_url()).content.decode().count(address) == 1


def test_the_firm_itself_looks_and_no_other_does(firms: Firms) -> None:
    _certified(firms)
    address = reverse("assessments:entitled", args=[PACK, firms.firm.pk])
    own, county = user(Role.LIAISON, firms.being), user(Role.LIAISON, firms.county)

    assert signed_on(own).get(address).status_code == 200
    for who in (county, user(Role.OFFICE, programme="other")):
        assert signed_on(who).get(address).status_code == 404
    assert signed_on(firms.office).get(reverse("assessments:entitled", args=[PACK, 10**9])).status_code == 404
