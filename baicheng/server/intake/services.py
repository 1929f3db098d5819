"""From a document to drafts, and from drafts that a person confirmed to issued tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.reading.model import Finding
from baicheng.server.accounts.models import User
from baicheng.server.documents.models import Document
from baicheng.server.documents.services import ReadFile, Stored, keep, read_upload
from baicheng.server.duties.plan_calendar import PlanDuty, UnfitDuty, plan_duty_from
from baicheng.server.intake.chain import note, require_office, require_review, require_unchanged
from baicheng.server.intake.drafts import Draft, DraftParty, Unfit, draft_from, draft_of
from baicheng.server.intake.duty_drafts import duty_draft_of, name_duty
from baicheng.server.intake.issuing import Issued, issue
from baicheng.server.intake.minutes import issue_items, keep_items, refuse_unless_deciding
from baicheng.server.intake.models import Decision, DraftDuty, DraftTask, Import, ImportState
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.resolution import Resolution, resolve_all
from baicheng.server.registers.models import Record

__all__ = [
    "Issued",
    "abandon",
    "add",
    "correct",
    "correct_duty",
    "decide",
    "issue",
    "issue_items",
    "keep_items",
    "merge",
    "name_parties",
    "split",
    "start_import",
]


def start_import(
    file: UploadedFile,
    *,
    programme: str,
    user: User,
    at: datetime,
    year: int | None = None,
    source: Record | None = None,
) -> list[Import]:
    """Store a file and lay out the draft tasks of each of its documents for review.

    Args:
        source: the meeting whose minutes these are, or the instruction; what is issued links to it.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: the file cannot be read, holds no task or report duty, or its document is
            already in review or issued in this programme; or the ``source`` decides nothing here.
    """
    require_office(user, programme)
    if source is not None:
        refuse_unless_deciding(source, programme, user, at)
    # Read before anything is written: it may take a minute, and nobody else shall wait for it.
    return _lay_out_all(read_upload(file, user=user, year=year), programme, user, at, source)


@transaction.atomic
def _lay_out_all(
    found: ReadFile, programme: str, user: User, at: datetime, source: Record | None
) -> list[Import]:
    imports = []
    for stored in keep(found, user=user, at=at):
        tasks = [task for task in stored.ledger.tasks if task.document == stored.index]
        duties = [duty for duty in stored.ledger.report_duties if duty.document == stored.index]
        if tasks or duties:
            _refuse_second_import(stored.document, programme)
            imports.append(_lay_out(stored, programme, user, at, source))
    if not imports:
        raise ValidationError(_("The document was read, but it assigns no task and demands no report."))
    return imports


def _refuse_second_import(document: Document, programme: str) -> None:
    alive = document.imports.filter(programme=programme).exclude(state=ImportState.ABANDONED)
    if alive.exists():
        raise ValidationError(
            _("%(document)s has been imported into this programme already.") % {"document": document}
        )


def _lay_out(stored: Stored, programme: str, user: User, at: datetime, source: Record | None) -> Import:
    document, ledger = stored.document, stored.ledger
    intake = Import.objects.create(
        document=document,
        programme=programme,
        findings=[_finding(row, stored.offset) for row in ledger.findings if row.document == stored.index],
        started_by=user,
        started_at=at,
        source=source,
    )
    tasks = [task for task in ledger.tasks if task.document == stored.index]
    drafts = [draft_of(task, stored.offset) for task in tasks]
    name_parties(drafts, document.issued_on or at.date())
    DraftTask.objects.bulk_create(
        [
            DraftTask(intake=intake, order=order * 100, values=draft.stored(), origin=draft.stored())
            for order, draft in enumerate(drafts, 1)
        ]
    )
    duties = [duty for duty in ledger.report_duties if duty.document == stored.index]
    DraftDuty.objects.bulk_create(
        [
            DraftDuty(intake=intake, order=order, values=values, origin=values)
            for order, values in enumerate(
                (duty_draft_of(duty, stored.offset, document, at) for duty in duties), 1
            )
        ]
    )
    change: dict[str, list[Any]] = {
        "document": [None, str(document)],
        "tasks": [None, len(drafts)],
        "duties": [None, len(duties)],
    }
    note(intake, "started", user, at, change)
    return intake


def name_parties(drafts: Sequence[Draft], on: date) -> None:
    """Find each party in the directory as it was on a day; whoever is in doubt stays without a subject."""
    nameless = [party for draft in drafts for party in draft.parties if party.subject is None]
    names = list(dict.fromkeys(party.name for party in nameless))
    found: dict[str, Resolution] = dict(zip(names, resolve_all(names, on=on), strict=True))
    for party in nameless:
        if subject := found[party.name].subject:
            party.subject = subject.pk


def _finding(row: Finding, offset: int) -> dict[str, Any]:
    span = [row.span.start - offset, row.span.end - offset] if row.span else None
    return {"code": row.code, "message": row.message, "address": row.address, "task": row.task, "span": span}


@transaction.atomic
def decide(draft: DraftTask | DraftDuty, decision: Decision, *, user: User, at: datetime) -> None:
    """Accept or reject a draft, or take the decision back.

    Raises:
        ValidationError: the import is no longer in review.
    """
    require_review(draft.intake, user)
    old, draft.decision = draft.decision, decision
    draft.save(update_fields=["decision"])
    note(draft.intake, "draft_decided", user, at, {_name(draft): [old, decision]})


@transaction.atomic
def correct(draft: DraftTask, values: dict[str, Any], *, user: User, at: datetime) -> Draft:
    """Replace what a draft says. What the reader found stays beside it.

    Raises:
        Unfit: the values are no draft; nothing is changed.
    """
    require_review(draft.intake, user)
    require_unchanged(draft)
    corrected = draft_from(values)
    _require_subjects(corrected.parties)
    name_parties([corrected], draft.intake.document.issued_on or at.date())
    old, draft.values = draft.values, corrected.stored()
    draft.save()
    _note_corrected(draft, old, user, at)
    return corrected


@transaction.atomic
def correct_duty(draft: DraftDuty, values: dict[str, Any], *, user: User, at: datetime) -> PlanDuty:
    """Replace what a draft of a report duty says. What the reader found stays beside it.

    Raises:
        UnfitDuty: the values are no report duty; nothing is changed.
    """
    require_review(draft.intake, user)
    require_unchanged(draft)
    on = draft.intake.document.issued_on or china_date(at)
    corrected = plan_duty_from(values)
    chosen = {*corrected.units, *corrected.recipients}
    if len(chosen) != Subject.objects.filter(pk__in=chosen).count():
        raise UnfitDuty({"units": _("This unit is not in the directory.")})
    old, draft.values = draft.values, name_duty(corrected, on).stored()
    draft.save()
    _note_corrected(draft, old, user, at)
    return plan_duty_from(draft.values)


@transaction.atomic
def split(draft: DraftTask, parts: Sequence[int], *, user: User, at: datetime) -> DraftTask:
    """Move some parts of a draft, with those who bear them, into a new draft behind it.

    Raises:
        ValidationError: no part, or all parts, would be moved.
    """
    require_review(draft.intake, user)
    require_unchanged(draft)
    whole = draft_from(draft.values)
    moved = sorted(set(parts) & set(range(len(whole.parts))))
    if not moved or len(moved) == len(whole.parts):
        raise ValidationError(_("Choose some of the parts, but not all, for the new task."))
    stays = [number for number in range(len(whole.parts)) if number not in moved]
    first, second = _cut(whole, stays), _cut(whole, moved)
    second.title = second.parts[0].text[:100]
    second.text = "\n".join(part.text for part in second.parts)
    draft.values = first.stored()
    draft.save()
    new = DraftTask.objects.create(
        intake=draft.intake, order=_order_behind(draft), values=second.stored(), origin=draft.origin
    )
    note(draft.intake, "draft_split", user, at, {_name(draft): [whole.title, [first.title, second.title]]})
    return new


@transaction.atomic
def merge(drafts: Sequence[DraftTask], *, user: User, at: datetime) -> DraftTask:
    """Make one draft of several of the same import; it takes the place and title of the first.

    Raises:
        ValidationError: fewer than two drafts, or of different imports.
    """
    ordered = sorted(drafts, key=lambda draft: draft.order)
    if len(ordered) < 2 or len({draft.intake_id for draft in ordered}) != 1:
        raise ValidationError(_("Choose at least two tasks of the same document."))
    first = ordered[0]
    require_review(first.intake, user)
    require_unchanged(*ordered)
    merged = draft_from(first.values)
    for other in ordered[1:]:
        _join(merged, draft_from(other.values))
        other.decision = Decision.REJECTED
        other.save()
    first.values = merged.stored()
    first.save()
    note(first.intake, "drafts_merged", user, at, {_name(first): [[_name(d) for d in ordered], merged.title]})
    return first


@transaction.atomic
def add(intake: Import, values: dict[str, Any], *, user: User, at: datetime) -> DraftTask:
    """Add a task that the reader missed.

    Raises:
        Unfit: the values are no draft.
    """
    require_review(intake, user)
    draft = draft_from(values)
    _require_subjects(draft.parties)
    name_parties([draft], intake.document.issued_on or at.date())
    last = intake.tasks.order_by("order").last()
    new = DraftTask.objects.create(
        intake=intake, order=(last.order if last else 0) + 100, values=draft.stored(), origin=None
    )
    note(intake, "draft_added", user, at, {_name(new): [None, draft.title]})
    return new


@transaction.atomic
def abandon(intake: Import, *, reason: str, user: User, at: datetime) -> None:
    """Give an import up; nothing of it was issued. The document stays."""
    require_review(intake, user)
    intake.state = ImportState.ABANDONED
    intake.save(update_fields=["state"])
    note(intake, "abandoned", user, at, {"state": [ImportState.REVIEW, ImportState.ABANDONED]}, reason)


def _cut(whole: Draft, numbers: Sequence[int]) -> Draft:
    """The draft with some of its parts, and the parties that bear them (all where a part names none)."""
    parts = [whole.parts[number].model_copy(deep=True) for number in numbers]
    borne = {bearer for part in parts for bearer in part.bearers}
    kept = list(range(len(whole.parties)))
    if borne and all(part.bearers for part in parts):
        kept = [number for number in kept if number in borne or not _is_borne(whole, number)]
    place = {old: new for new, old in enumerate(kept)}
    for part in parts:
        part.bearers = [place[bearer] for bearer in part.bearers if bearer in place]
    parties = [whole.parties[number].model_copy() for number in kept]
    return whole.model_copy(update={"parts": parts, "parties": parties})


def _is_borne(whole: Draft, party: int) -> bool:
    return any(party in part.bearers for part in whole.parts)


def _join(merged: Draft, other: Draft) -> None:
    """Append another draft's text, parties (each once) and parts."""
    place: dict[int, int] = {}
    for number, party in enumerate(other.parties):
        same = [n for n, own in enumerate(merged.parties) if (own.name, own.role) == (party.name, party.role)]
        if not same:
            merged.parties.append(party)
        place[number] = same[0] if same else len(merged.parties) - 1
    merged.text = f"{merged.text}\n{other.text}"
    for part in other.parts:
        part.bearers = [place[bearer] for bearer in part.bearers]
        merged.parts.append(part)
    if merged.span and other.span:
        merged.span = min(merged.span[0], other.span[0]), max(merged.span[1], other.span[1])


def _order_behind(draft: DraftTask) -> int:
    """A place between a draft and the next one; the rest moves down where there is none."""
    following = draft.intake.tasks.filter(order__gt=draft.order).order_by("order").first()
    if following is None:
        return draft.order + 100
    if following.order - draft.order > 1:
        return (draft.order + following.order) // 2
    for order, row in enumerate(draft.intake.tasks.order_by("order"), 1):
        DraftTask.objects.filter(pk=row.pk).update(order=order * 100)
    draft.refresh_from_db()
    return draft.order + 50


def _require_subjects(parties: Sequence[DraftParty]) -> None:
    wanted = {party.subject for party in parties if party.subject is not None}
    known = set(Subject.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    faults = {
        f"parties.{number}.subject": _("This unit is not in the directory.")
        for number, party in enumerate(parties)
        if party.subject is not None and party.subject not in known
    }
    if faults:
        raise Unfit(faults)


def _name(draft: DraftTask | DraftDuty) -> str:
    return f"{'task' if isinstance(draft, DraftTask) else 'duty'} {draft.pk}"


def _note_corrected(draft: DraftTask | DraftDuty, old: dict[str, Any], user: User, at: datetime) -> None:
    changes = {
        f"{_name(draft)}.{field}": [old.get(field), value]
        for field, value in draft.values.items()
        if old.get(field) != value
    }
    if changes:
        note(draft.intake, "draft_corrected", user, at, changes)
