"""Drafting papers (起草): counted, composed as the pack says, worded by the office; never once it left the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.instants import china_date
from baicheng.clock.periods import Period, period_of
from baicheng.packs.placeholders import filled
from baicheng.packs.schema.notices import Notice
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.duties.overview.scope import Scope
from baicheng.server.editions.queries import digest_of, office_of, pack
from baicheng.server.publishing.composing import Block, cleaned, composed
from baicheng.server.publishing.counting import OfTasks
from baicheng.server.publishing.judging import OfResults, run_for
from baicheng.server.publishing.keeping import held, note, refuse_unless, refuse_unless_office
from baicheng.server.publishing.models import Publication, State
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Past
from baicheng.server.web.reasons import require_reason

#: What an office words itself in a draft.
WORDED = ("number", "title", "addressed", "copies")


@transaction.atomic
def draft(programme: str, notice_name: str, *, day: date, user: User, at: datetime) -> Publication:
    """Draft a paper about the period in which a day lies, as that period stood at its end, or stands now.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: there is no such paper, the period has not begun, or there is a paper about it already.
    """
    refuse_unless_office(user, programme, at)
    notice = pack(programme).notices.get(notice_name)
    if notice is None:
        raise ValidationError(_("The pack has no such paper."))
    period = period_of(CycleUnit(notice.every), day)
    if period.since > china_date(at):
        raise ValidationError({"day": _("The period has not begun yet.")})
    _refuse_second(programme, notice_name, period)
    office = office_of(programme, china_date(at))
    organ = office.name if office else ""
    told = _told(programme, notice, period, user, at)
    facts = told.facts(period, organ)
    row = Publication.objects.create(
        address=_address(programme, notice_name, period),
        programme=programme,
        notice=notice_name,
        edition=digest_of(programme),
        kind=notice.kind,
        public=notice.public,
        since=period.since,
        until=period.until,
        held_on=told.day,
        counted_at=told.known_at or at,
        organ=organ,
        number=_numbered(programme, notice, at),
        title=cleaned(filled(notice.heading, facts["figures"])),
        addressed=cleaned(notice.addressed),
        copies=cleaned(notice.copies or ""),
        facts=facts,
        body=composed(notice, facts["figures"]),
        drafted_by=user,
        drafted_at=at,
    )
    note(row, "drafted", actor_of(user), at, {"state": [None, row.state], "title": [None, row.title]})
    return row


def _told(programme: str, notice: Notice, period: Period, user: User, at: datetime) -> OfTasks | OfResults:
    """What a paper tells of: the tasks at the end of the period, or the results of a finished run of its rule."""
    if notice.rule is not None:
        return OfResults(run_for(programme, notice, period), notice)
    book = book_of(f"{programme}.{notice.about}")
    return OfTasks(Scope(book, Viewer(user, at), Past.of_days(period.last, None, at)))


def _refuse_second(programme: str, notice: str, period: Period) -> None:
    there = Publication.objects.filter(programme=programme, notice=notice, since=period.since)
    if there.exclude(state__in=(State.DISCARDED, State.WITHDRAWN)).exists():
        raise ValidationError(
            {"day": _("There is a paper about this period already: go on with it, or correct it.")}
        )


def _address(programme: str, notice: str, period: Period) -> str:
    """What public pages call a paper by; another one about the same period, after one that was withdrawn, counts on."""
    stem = f"{programme}-{notice}-{period.label}"
    before = Publication.objects.filter(
        programme=programme, notice=notice, since=period.since, version=1
    ).count()
    return f"{stem}-{before + 1}" if before else stem


def _numbered(programme: str, notice: Notice, at: datetime) -> str:
    """The next number of the year, among all papers that are numbered alike; an office may write another."""
    year = china_date(at).year
    alike = [name for name, one in pack(programme).notices.items() if one.number == notice.number]
    papers = Publication.objects.filter(programme=programme, notice__in=alike, version=1)
    seq = papers.exclude(state=State.DISCARDED).filter(drafted_at__year=year).count() + 1
    return cleaned(filled(notice.number, {"year": year, "seq": seq}))


@transaction.atomic
def edit(
    publication: Publication,
    *,
    words: Mapping[str, str],
    body: Sequence[Block],
    remarks: Mapping[str, Mapping[str, str]],
    revision: int,
    user: User,
    at: datetime,
) -> Publication:
    """Word a draft: its number, title and addressees, its text, and the remarks beside records of its tables.

    Figures and tables stay as they were counted.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is no draft any more, somebody else has changed it meanwhile, or something is empty.
    """
    row = held(publication)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, State.DRAFT)
    if row.revision != revision:
        raise ValidationError(_("Somebody else has changed the paper meanwhile: reload the page."))
    before = {name: getattr(row, name) for name in (*WORDED, "body", "remarks")}
    for name in WORDED:
        setattr(row, name, cleaned(words.get(name, "")))
    row.body, row.remarks = list(body), _fitting(row, remarks)
    row.full_clean(exclude={field.name for field in row._meta.fields} - {*WORDED})
    if not row.body:
        raise ValidationError(_("The paper needs a text."))
    changes = {name: [old, getattr(row, name)] for name, old in before.items() if old != getattr(row, name)}
    if not changes:
        return row
    row.revision += 1
    row.save()
    note(row, "edited", actor_of(user), at, changes)
    return row


def _fitting(row: Publication, remarks: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The remarks that belong to records of the paper's tables."""
    found: dict[str, dict[str, str]] = {}
    for table, its in remarks.items():
        records = {str(one) for one in row.facts["tables"].get(table, {}).get("records", ())}
        found[table] = {record: cleaned(words) for record, words in its.items() if record in records}
    return found


@transaction.atomic
def correct(publication: Publication, *, user: User, at: datetime, reason: str) -> Publication:
    """Begin a correction (更正) of a released paper: its next version, worded as the one before.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is not released, a correction is under way already, or no reason is given.
    """
    row = held(publication)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, State.RELEASED)
    reason = require_reason(reason)
    later = Publication.objects.filter(address=row.address, version__gt=row.version)
    if later.exclude(state=State.DISCARDED).exists():
        raise ValidationError(_("A correction is under way already."))
    last = Publication.objects.filter(address=row.address).order_by("version").last()
    kept: dict[str, Any] = {
        name: getattr(row, name)
        for name in (
            *("address", "programme", "notice", "edition", "kind", "public", "since", "until", "held_on"),
            *("counted_at", "organ", "number", "title", "addressed", "copies", "facts", "body", "remarks"),
        )
    }
    fresh = Publication.objects.create(
        **kept, version=(last or row).version + 1, why=reason, drafted_by=user, drafted_at=at
    )
    note(fresh, "correction_begun", actor_of(user), at, {"state": [None, fresh.state]}, reason)
    return fresh


@transaction.atomic
def discard(publication: Publication, *, user: User, at: datetime, reason: str) -> Publication:
    """Give up a draft (作废), which nobody outside has seen.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is no draft any more, or no reason is given.
    """
    row = held(publication)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, State.DRAFT)
    reason = require_reason(reason)
    row.state = State.DISCARDED
    row.save()
    note(row, "discarded", actor_of(user), at, {"state": [str(State.DRAFT), str(row.state)]}, reason)
    return row
