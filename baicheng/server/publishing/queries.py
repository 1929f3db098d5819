"""Reading publications: who may see which, who approves, what stands on the public pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.instants import china_date
from baicheng.clock.periods import Period
from baicheng.packs.schema.notices import Notice
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office, sees_all
from baicheng.server.editions.queries import loaded, packs
from baicheng.server.history.models import Event
from baicheng.server.publishing.models import ONCE_RELEASED, Publication, State
from baicheng.server.registers.approving import approvers

#: The kind under which history and assignments name publications.
KIND = "publishing.publication"
#: What whoever reads all of a programme sees: what was approved, not what the office is still at work on.
_READ = (State.APPROVED, *ONCE_RELEASED)
#: So many papers become PDF in one run.
_FEW = 5


def notice_of(publication: Publication) -> Notice:
    """What the pack said of a paper when it was drafted."""
    return loaded(publication.edition).notices[publication.notice]


def period_of_paper(publication: Publication) -> Period:
    """The period that a paper is about."""
    return Period(publication.since, publication.until, CycleUnit(notice_of(publication).every))


def offered(user: User, on: date) -> list[tuple[str, Notice]]:
    """The papers that a user may draft: those of the programmes in whose office they are."""
    return [
        (pack.name, notice)
        for pack in packs()
        if pack.notices and is_office(user, pack.name, on)
        for notice in pack.notices.values()
    ]


def may_approve(user: User, publication: Publication, on: date) -> bool:
    """Whether a user approves a paper: one of the approvers, who neither drafted nor submitted it."""
    if user.pk in (publication.drafted_by_id, publication.submitted_by_id):
        return False
    return user in approvers(publication.programme, notice_of(publication).approves, on)


def readable(user: User, at: datetime) -> QuerySet[Publication]:
    """The papers that a user may see inside: an office its own, approvers theirs, readers what was approved."""
    day = china_date(at)
    wanted = Q(pk__in=())
    for pack in packs():
        if not pack.notices:
            continue
        if is_office(user, pack.name, day):
            wanted |= Q(programme=pack.name)
            continue
        if sees_all(user, pack.name, day):
            wanted |= Q(programme=pack.name, state__in=_READ)
        for notice in pack.notices.values():
            if user in approvers(pack.name, notice.approves, day):
                wanted |= Q(programme=pack.name, notice=notice.notice) & ~Q(state=State.DRAFT)
    return Publication.objects.filter(wanted)


def versions(address: str) -> QuerySet[Publication]:
    """All versions of a paper, the newest first."""
    return Publication.objects.filter(address=address).order_by("-version")


def public(kind: str = "") -> QuerySet[Publication]:
    """What stands on the public pages, the last released first: released papers, and notes of withdrawn ones."""
    rows = Publication.objects.filter(public=True, state__in=(State.RELEASED, State.WITHDRAWN))
    return (rows.filter(kind=kind) if kind else rows).order_by("-released_at", "-pk")


def public_versions(address: str) -> list[Publication]:
    """What was ever to be seen of a paper outside, the newest version first; what was never released is not."""
    rows = Publication.objects.filter(address=address, public=True, state__in=ONCE_RELEASED)
    return list(rows.order_by("-version"))


def happenings(papers: Iterable[Publication]) -> QuerySet[Event]:
    """What was done with papers, the newest first; their chains also tell of the assignments about them."""
    rows = Event.objects.filter(chain__in=[f"{KIND}:{one.pk}" for one in papers], verb__startswith=f"{KIND}.")
    return rows.order_by("-recorded_at", "-pk")


def waiting_for_pdf(now: datetime) -> list[Publication]:
    """What was released in the last day and has no PDF yet, a few at a time."""
    rows = Publication.objects.filter(state=State.RELEASED, released_at__gt=now - timedelta(days=1), pdf="")
    return list(rows.exclude(word="").order_by("released_at", "pk")[:_FEW])


def waiting_for_release(now: datetime) -> list[Publication]:
    """What is approved and whose time has come."""
    rows = Publication.objects.filter(state=State.APPROVED, release_at__lte=now)
    return list(rows.order_by("release_at", "pk"))
