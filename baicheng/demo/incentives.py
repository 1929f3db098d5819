"""Firms, what they have done, and their claims for money (firms.yaml); a policy is reckoned over all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from baicheng.demo.city import text_of
from baicheng.demo.further import Desk
from baicheng.demo.moves import make_move
from baicheng.demo.papers import attach_paper, letter
from baicheng.demo.people import PASSWORD
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.services import change_password, create_user, grant
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record

PROGRAMME = "incentives"
#: The policies that the office reckons over the whole register of firms.
_RUNS = ("construction_firms_2017", "resource_projects_2019", "listing_2020")
#: The firm of which somebody has an account.
_WITH_ACCOUNT = "zaisheng"
_STEPS = ("draft", "applied", "reviewed", "granted", "paid")
_LINKS = {
    "projects": "project",
    "recognitions": "recognition",
    "spendings": "spending",
    "construction_years": "construction_year",
}


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Firm(_Entry):
    """A firm, with the division where it pays tax."""

    name: str
    sector: str
    county: str
    municipal: str = "no"
    private: str = "yes"


class Entered(_Entry):
    """A record of one of the registers about a firm."""

    ledger: str
    firm: str
    title: str
    values: dict[str, str | int]


class Listing(_Entry):
    """A step of a listing; ``goes`` is the state that the claim comes to."""

    firm: str
    county: str
    title: str
    node: str
    happened_on: date
    goes: str
    papers: tuple[str, ...]
    copies: int


class Claim(_Entry):
    """A claim for an award, ``of`` a record by its title; ``goes`` is the state that it comes to."""

    firm: str
    policy: str
    item: str
    department: str
    of: str
    asked: int
    granted: int | None = None
    goes: str


class Firms(_Entry):
    """All that stands in the file."""

    firms: dict[str, Firm]
    records: tuple[Entered, ...]
    listings: tuple[Listing, ...]
    claims: tuple[Claim, ...]


@lru_cache(maxsize=4)
def firms_in(year: int) -> Firms:
    """The firms and what is entered of them in a year.

    Raises:
        pydantic.ValidationError: the file says something that is not foreseen.
    """
    return Firms.model_validate(yaml.safe_load(text_of("firms.yaml", year)))


class Incentives:
    """The office enters firms and what they have done; claims go their way; policies are reckoned."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._filed = firms_in(desk.scene.year)
        self._firms: dict[str, Subject] = {}
        self._records: dict[str, Record] = {}

    def enter(self) -> None:
        """Everything of the programme, in the order in which it happened."""
        for number, (key, firm) in enumerate(self._filed.firms.items(), 1):
            self._firms[key] = self._firm(number, firm)
        for one in self._filed.records:
            self._records[one.title] = self._desk.enter(
                one.ledger, one.title, dict(one.values), [("firm", self._firms[one.firm])]
            )
        for listing in self._filed.listings:
            self._listing(listing)
        for claim in self._filed.claims:
            self._claim(claim)
        self._account()

    def _firm(self, number: int, firm: Firm) -> Subject:
        values = {
            "uscc": f"91419900MA{number:07d}X",
            "sector": firm.sector,
            "municipal": firm.municipal,
            "private": firm.private,
        }
        made = self._desk.enter("firms", firm.name, values, [("county", self._desk.subject(firm.county))])
        return Subject.objects.get(record_id=made.pk)

    def _listing(self, one: Listing) -> None:
        desk, year = self._desk, self._desk.scene.year
        record = desk.enter(
            "listing_claims",
            one.title,
            {
                "node": one.node,
                "happened_on": one.happened_on.isoformat(),
                "window_from": f"{year}-03-31",
                "window_until": f"{year + 1}-03-31",
                "applied_on": f"{year + 1}-04-08",
                "copies": one.copies,
                "stamped": "yes",
            },
            [
                ("firm", self._firms[one.firm]),
                ("county", desk.subject(one.county)),
                ("finance_office", desk.subject("jinrong")),
                ("treasury", desk.subject("caizheng")),
            ],
        )
        for field in one.papers:
            attach_paper(
                record, field, f"{one.title}.pdf", letter([one.title, field]), user=desk.clerk, at=desk.at
            )
        if one.goes != "draft":
            values = {"applied_on": f"{year + 1}-04-08"}
            make_move(record, "apply", desk.clerk, desk.at + timedelta(hours=2), values=values)
        if one.goes == "reported":
            make_move(record, "report", desk.user_of(one.county), desk.at + timedelta(days=3))

    def _claim(self, one: Claim) -> None:
        desk, of = self._desk, self._records[one.of]
        firm = self._filed.firms[one.firm]
        record = desk.enter(
            "claims",
            f"{firm.name}：{one.of}",
            {
                "policy": one.policy,
                "item": one.item,
                "asked": one.asked,
                _LINKS[of.register.partition(".")[2]]: of.pk,
            },
            [
                ("firm", self._firms[one.firm]),
                ("county", desk.subject(firm.county)),
                ("department", desk.subject(one.department)),
                ("treasury", desk.subject("caizheng")),
            ],
        )
        for days, (move, user, more) in enumerate(self._moves(one), 1):
            make_move(record, move, user, desk.at + timedelta(days=days), **more)

    def _moves(self, one: Claim) -> Iterator[tuple[str, User, dict[str, Any]]]:
        """The steps up to the state that the claim comes to, each with who takes it."""
        desk = self._desk
        department, treasury = desk.user_of(one.department), desk.user_of("caizheng")
        step = _STEPS.index(one.goes) if one.goes in _STEPS else 1
        if step >= 1:
            yield "apply", desk.clerk, {}
        if one.goes == "refused":
            yield "refuse", department, {"reason": "项目尚未完成，待验收后再申报"}
        if step >= _STEPS.index("reviewed"):
            yield "review", department, {"values": {"granted": one.granted}}
        if step >= _STEPS.index("granted"):
            yield "grant", treasury, {"values": {"granted": one.granted}}
        if step >= _STEPS.index("paid"):
            yield "pay", treasury, {}

    def _account(self) -> None:
        """Somebody of a firm signs on and sees what it can get."""
        scene, at = self._desk.scene, self._desk.at
        administrator = scene.users["admin"]
        user, _first = create_user(username="qiye", name="柯明远", by=administrator, at=at)
        grant(
            user,
            role=Role.LIAISON,
            unit=self._firms[_WITH_ACCOUNT],
            programme="",
            since=at.date(),
            by=administrator,
            at=at,
        )
        change_password(user, password=PASSWORD, at=at)


def runs(desk: Desk) -> list[tuple[str, Period]]:
    """What the policies cost in the year, over all firms."""
    year = Period(date(desk.scene.year, 1, 1), date(desk.scene.year + 1, 1, 1))
    return [(rule, year) for rule in _RUNS]
