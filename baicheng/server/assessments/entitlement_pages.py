"""What a firm can get (企业可享政策): one page over all benefits of a programme, for the firm and for the office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from baicheng.packs.pack import Pack
from baicheng.rules.database import RunFailed
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.decision import Decision
from baicheng.rules.results import AwardResult, BenefitResult, DecisionResult, RowResult
from baicheng.rules.setting import FaultyRule, Period
from baicheng.rules.sources import UnfitSource
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import sees_all, units_of
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assessments.conditions import Figure, Ground, Named
from baicheng.server.assessments.entitlements import (
    Claimed,
    Entitlements,
    Offer,
    entitlements,
    roles_of,
    rules_for,
)
from baicheng.server.assessments.forms import PeriodForm
from baicheng.server.assessments.shown import clause_urls, cut_title
from baicheng.server.documents.models import Document
from baicheng.server.documents.queries import readable
from baicheng.server.editions.queries import NotInstalled
from baicheng.server.editions.queries import pack as pack_named
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record


@dataclass(frozen=True)
class AwardShown:
    """An award that is given or undecided, where its clause is read, its figures, and what took something away."""

    award: AwardResult
    url: str | None
    figures: tuple[Figure, ...]
    cut: tuple[Any, ...]


@dataclass(frozen=True)
class ClaimShown:
    """A record of the firm by one rule, as the page shows it."""

    record: Record | None
    result: BenefitResult | DecisionResult
    awards: tuple[AwardShown, ...] = ()
    grounds: tuple[tuple[Ground, str | None], ...] = ()
    missing: tuple[Any, ...] = ()
    rows: tuple[tuple[RowResult, str | None], ...] = ()
    lacking: tuple[Any, ...] = ()

    @property
    def stands(self) -> str:
        """In one word: given, excluded, ineligible, none (no award reached), or undecided."""
        if isinstance(self.result, DecisionResult):
            return {"met": "given", "not_met": "none"}.get(self.result.outcome, "undecided")
        if self.result.eligible == "not_met":
            return "ineligible"
        if any(one.excludes and one.stands == "met" for one, _url in self.grounds) and not self.result.amount:
            return "excluded"
        if self.result.amount is None:
            return "undecided"
        return "given" if self.result.amount > 0 else "none"


@dataclass(frozen=True)
class OfferShown:
    """A rule with what it gives to each record."""

    offer: Offer
    claims: tuple[ClaimShown, ...]
    document: Document | None


@require_GET
def entitled(request: SignedOnRequest, programme: str, pk: int) -> HttpResponse:
    """What a firm gets by every benefit: how much, why, what is missing, and what excludes what."""
    now = timezone.now()
    pack, firm = _firm(request.user, programme, pk)
    record = get_object_or_404(Record, pk=pk)
    today = timezone.localdate(now)
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    form = PeriodForm(request.GET if "since" in request.GET else None, initial={"since": first, "last": last})
    given: dict[str, Any] = {"pack": pack, "firm": record, "form": form}
    if not form.is_bound or form.is_valid():
        period = form.period() if form.is_bound else Period(first, date(today.year + 1, 1, 1))
        given |= {"period": period} | _reckoned(request.user, pack, record, firm, period, now)
    return render(request, "assessments/entitled.html", given, status=422 if form.errors else 200)


def firms_for(user: User, pack: Pack) -> list[Record]:
    """The firms of which a user may see what they can get, the latest first: all, or those for which they act."""
    registers = [f"{pack.name}.{name}" for name, one in pack.registers.items() if one.subject]
    found = Record.objects.filter(
        register__in=[name for name in registers if rules_for(pack, name.partition(".")[2])]
    )
    if not sees_all(user, pack.name):
        own = Subject.objects.filter(pk__in=units_of(user), record_id__isnull=False)
        found = found.filter(pk__in=own.values("record_id"))
    return list(found.order_by("-pk")[:_OFFERED])


#: So many firms are offered.
_OFFERED = 100


def _firm(user: User, programme: str, pk: int) -> tuple[Pack, Subject]:
    """The firm of a record, for whoever acts for it or sees everything of the programme.

    Raises:
        Http404: there is no such firm, no benefit concerns it, or the user may not look.
    """
    try:
        pack = pack_named(programme)
    except NotInstalled as error:
        raise Http404 from error
    firm = Subject.objects.filter(record_id=pk).first()
    register = Record.objects.filter(pk=pk, register__startswith=f"{programme}.").values_list("register")
    name = register[0][0].partition(".")[2] if firm is not None and register else ""
    if firm is None or not name or not rules_for(pack, name) or not may_look(user, programme, firm):
        raise Http404
    return pack, firm


def may_look(user: User, programme: str, firm: Subject) -> bool:
    """Whether a user may see what a firm can get: only who acts for it, and who sees everything of the programme."""
    return sees_all(user, programme) or firm.pk in units_of(user)


def _reckoned(
    user: User, pack: Pack, record: Record, firm: Subject, period: Period, now: datetime
) -> dict[str, Any]:
    register = record.register.partition(".")[2]
    try:
        found = entitlements(pack, register, firm, period=period, at=now)
    except (RunFailed, UnfitSource, FaultyRule) as error:
        return {"failed": str(error)}
    offers = (*found.offers, *found.treatments)
    keys = [claim.key for offer in offers for claim in offer.claims]
    records = Record.objects.only("pk", "number", "title", "register").in_bulk(keys)
    numbers = {offer.rule.source.document for offer in offers}
    with_clauses = readable(user).filter(number__in=numbers).prefetch_related("clauses")
    documents = {one.number: one for one in with_clauses}

    def shown(some: Iterable[Offer]) -> list[OfferShown]:
        return [_offer(found, one, records, documents.get(one.rule.source.document)) for one in some]

    return {
        "found": found,
        "offers": shown(found.offers),
        "treatments": shown(found.treatments),
        "others": [(rule, _judged(pack, rule)) for rule in found.others],
        "roles": roles_of(pack, register),
    }


def _offer(
    found: Entitlements, offer: Offer, records: dict[int, Record], document: Document | None
) -> OfferShown:
    rule = offer.rule
    named = (*rule.awards, *rule.eligible, *rule.excluded) if isinstance(rule, Benefit) else rule.rows
    urls = clause_urls(document, rule, {one.clause for one in named})
    claims = tuple(_claim(found, offer, claim, records, urls) for claim in offer.claims)
    return OfferShown(offer, claims, document)


def _judged(pack: Pack, rule: Benefit | Decision) -> Any:
    return pack.registers[rule.judges.relation].title


def _claim(
    found: Entitlements,
    offer: Offer,
    claim: Claimed,
    records: dict[int, Record],
    urls: Mapping[str, str],
) -> ClaimShown:
    rule, result = offer.rule, claim.result
    record = records.get(claim.key)
    named = Named(found.pack, rule, result, claim.row, found.parameters)
    lacking = tuple(named.lacking())
    if isinstance(rule, Decision) and isinstance(result, DecisionResult):
        rows = tuple((one, urls.get(one.clause)) for one in result.rows if one.row in result.hits)
        return ClaimShown(record, result, rows=rows, lacking=lacking)
    assert isinstance(rule, Benefit) and isinstance(result, BenefitResult), "a rule gives results of its kind"
    return ClaimShown(
        record,
        result,
        awards=tuple(_awards(rule, result, named, urls)),
        grounds=tuple((one, urls.get(one.clause)) for one in named.grounds()),
        missing=tuple(one.title for one in rule.papers if result.papers.get(one.paper) != "met"),
        lacking=lacking,
    )


def _awards(
    rule: Benefit, result: BenefitResult, named: Named, urls: Mapping[str, str]
) -> Iterator[AwardShown]:
    conditions = {one.award: one for one in rule.awards}
    for award in result.awards:
        if award.outcome == "not_met":
            continue
        stated = conditions[award.award]
        tiers = [tier.when for tier in stated.tiers.tiers] if stated.tiers else []
        share = stated.rate.of if stated.rate else None
        figures = named.figures(stated.when, *tiers, share, stated.already)
        cut = tuple(cut_title(rule, name) for name in award.cut_by)
        yield AwardShown(award, urls.get(award.clause), figures, cut)
