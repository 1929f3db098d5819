"""What would I get (奖补试算): a benefit for one's own unit, or for a record that one sees, on what is known now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from baicheng.packs.pack import Pack
from baicheng.rules.database import RunFailed
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.results import BenefitResult
from baicheng.rules.setting import FaultyRule, Period
from baicheng.rules.sources import UnfitSource
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import sees_all, units_of
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assessments.deciding import Decided, decide
from baicheng.server.assessments.entitlement_pages import firms_for
from baicheng.server.assessments.entitlements import rules_for
from baicheng.server.assessments.forms import PeriodForm
from baicheng.server.assessments.shown import Called, clause_urls, cut_title, document_of
from baicheng.server.assessments.words import OUTCOMES
from baicheng.server.editions.queries import packs
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import listed
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries.reach import seen

#: So many of one's records are offered, the newest first.
_OFFERED = 100


@require_GET
def benefits(request: SignedOnRequest) -> HttpResponse:
    """Firms with all that they can get, then the other benefits of all programmes with those whom they can concern."""
    now = timezone.now()
    firms = [(pack, some) for pack in packs() if (some := firms_for(request.user, pack))]
    covered = {(pack.name, name) for pack, some in firms for name in _covered(pack, some)}
    found = [
        (pack, name, rule, list(_offered(request.user, pack, rule, now)[:_OFFERED]))
        for pack in packs()
        for name, rule in pack.rules.items()
        if isinstance(rule, Benefit) and (pack.name, name) not in covered
    ]
    shown = [(pack, name, rule, offered) for pack, name, rule, offered in found if offered]
    return render(
        request,
        "assessments/benefits.html",
        {
            "benefits": shown,
            "others": len(found) - len(shown),
            "firms": firms,
        },
    )


def _covered(pack: Pack, firms: Sequence[Record]) -> Iterator[str]:
    """The rules that the pages of firms tell of: which claim each of them judges, is seen there."""
    for register in {firm.register.partition(".")[2] for firm in firms}:
        yield from rules_for(pack, register)


@require_GET
def benefit(request: SignedOnRequest, programme: str, rule: str, key: int) -> HttpResponse:
    """What one gets by a benefit, why, what is missing, and what excludes what."""
    now = timezone.now()
    pack = next((one for one in packs() if one.name == programme), None)
    found = pack.rules.get(rule) if pack is not None else None
    if pack is None or not isinstance(found, Benefit):
        raise Http404
    whom = _offered(request.user, pack, found, now, key=key).first()
    if whom is None:
        raise Http404
    first, last = _year(found, timezone.localdate(now))
    form = PeriodForm(request.GET if "since" in request.GET else None, initial={"since": first, "last": last})
    given: dict[str, Any] = {"pack": pack, "rule": found, "whom": whom, "form": form, "outcomes": OUTCOMES}
    if not form.is_bound or form.is_valid():
        period = form.period() if form.is_bound else Period(first, last + timedelta(days=1))
        given["period"] = period
        try:
            decided = decide(programme=programme, rule=rule, subject=str(key), period=period, at=now)
        except (RunFailed, UnfitSource, FaultyRule) as error:
            given["failed"] = str(error)
        else:
            given |= (
                _shown(decided, found, request.user, Viewer(request.user, now), programme)
                if decided
                else {"not_judged": True}
            )
    return render(request, "assessments/benefit.html", given, status=422 if form.errors else 200)


def _offered(user: User, pack: Pack, rule: Benefit, at: datetime, key: int | None = None) -> Any:
    """For whom a user may look a benefit up: subjects for which they act, or records that they see."""
    relation = rule.judges.relation
    if relation in pack.registers and rule.judges.key == "id":
        records = seen(Viewer(user, at), book_of(f"{pack.name}.{relation}")).order_by("-pk")
        return records if key is None else records.filter(pk=key)
    if relation != "subjects":
        return Record.objects.none()
    own = Subject.objects.filter(pk__in=units_of(user))
    if key is None:
        return own
    return (listed() if sees_all(user, pack.name) else own).filter(pk=key)


def _year(rule: Benefit, today: date) -> tuple[date, date]:
    """The year of today, or the last one in which the rule was in force."""
    until = rule.in_force.until
    day = today if until is None or until > today else until - timedelta(days=1)
    return date(day.year, 1, 1), day if day < today else date(day.year, 12, 31)


def _shown(decided: Decided, rule: Benefit, user: User, viewer: Viewer, programme: str) -> dict[str, Any]:
    result = decided.result
    assert isinstance(result, BenefitResult), "the rule is a benefit"
    grounds = list(_grounds(rule, result))
    clauses = {*(award.clause for award in result.awards), *(clause for _title, clause, *_rest in grounds)}
    urls = clause_urls(document_of(rule, user), rule, clauses)
    called = Called(programme, [row for rows in decided.evidence.values() for row in rows], viewer)
    return {
        "result": result,
        "grounds": [(title, clause, urls.get(clause), *rest) for title, clause, *rest in grounds],
        "missing": [paper.title for paper in rule.papers if result.papers.get(paper.paper) != "met"],
        "awards": [
            (award, urls.get(award.clause), [cut_title(rule, name) for name in award.cut_by])
            for award in result.awards
        ],
        "payers": result.payers,
        "local_values": decided.local_values,
        "facts": [
            (
                fact.title,
                result.facts.get(name),
                fact.unit or "",
                [called.behind(row) for row in decided.evidence.get(name, ())[:20]],
            )
            for name, fact in rule.facts.items()
        ],
    }


def _grounds(rule: Benefit, result: BenefitResult) -> Iterator[tuple[Any, str, str, bool]]:
    """Each ground with its clause, how it stands, and whether it excludes."""
    for excludes, grounds in ((False, rule.eligible), (True, rule.excluded)):
        for one in grounds:
            if one.ground in result.grounds:
                yield one.title, one.clause, result.grounds[one.ground], excludes
    if rule.window is not None and "window" in result.grounds:
        yield {"zh": "申报期", "en": "Time to apply"}, rule.window.clause, result.grounds["window"], False
