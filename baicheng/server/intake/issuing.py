"""Issuing an import (下达): what people decided becomes tasks, targets, duties and assignments, or nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office
from baicheng.server.duties.models import Duty
from baicheng.server.duties.plan_calendar import plan_duty_from
from baicheng.server.duties.services import define_plan_duty, generate, horizon, sync_pack_duties
from baicheng.server.editions.queries import NotInstalled, office_of, pack
from baicheng.server.history.services import record as note
from baicheng.server.intake.drafts import Draft, draft_from
from baicheng.server.intake.duty_drafts import duty_findings
from baicheng.server.intake.findings import findings
from baicheng.server.intake.items import deciding
from baicheng.server.intake.models import Decision, DraftDuty, DraftTask, Import, ImportState
from baicheng.server.intake.targets import set_targets
from baicheng.server.intake.tasks import Ground, new_task, parts_of
from baicheng.server.intake.telling import tell_units
from baicheng.server.registers.books import book_of
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import create_record
from baicheng.server.registers.services.parts import enter_parts


@dataclass(frozen=True, slots=True)
class Issued:
    """What an import became."""

    tasks: tuple[Record, ...]
    duties: tuple[Duty, ...]
    assignments: int


@transaction.atomic
def issue(intake: Import, *, user: User, at: datetime, values: Mapping[str, Any] | None = None) -> Issued:
    """Enter the accepted drafts in the programme's register, with numbers, parties, parts and targets.

    Groups are spread over the members that they have on the day of issue. What the flow opens is opened,
    the plan's own report duties are defined, and their first assignments generated. All or nothing.

    Args:
        values: fields that hold for every task, such as its origin; a draft's own ``fields`` come first.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it was issued already (code ``issued``); something is undecided or blocked; or a
            task does not fit the register. Each message names the task.
    """
    row = (
        Import.objects.select_for_update(of=("self",)).select_related("document", "source").get(pk=intake.pk)
    )
    if not is_office(user, row.programme, china_date(at)):
        raise PermissionDenied(_("Only the programme's office issues plans."))
    _refuse_unless_in_review(row)
    tasks, duties = _decided(row)
    sync_pack_duties(row.programme, at=at, actor=actor_of(user))
    decided = deciding(row.source) if row.source else None
    ground = _ground(row, user, at, {**(values or {}), **(decided.links if decided else {})})
    records = _enter_tasks(ground, tasks, row.source)
    defined = _define_duties(row, duties, user, at)
    generated = generate(horizon(at), at, actor=actor_of(user), programme=row.programme)
    row.state, row.issued_by, row.issued_at = ImportState.ISSUED, user, at
    row.save()
    _note(row, records, defined, user, at)
    text = (
        "《{what}》已下达，涉及您单位任务{count}项。",
        "“{what}” was issued: it names your unit in {count} tasks.",
    )
    tell_units(records, what=row.document.title, text=text, key=f"intake.import:{row.pk}", at=at)
    intake.refresh_from_db()
    return Issued(tuple(records), tuple(defined), generated.opened)


def _refuse_unless_in_review(intake: Import) -> None:
    if intake.state == ImportState.ISSUED and intake.issued_at is not None:
        when = date_format(localtime(intake.issued_at), "Y-m-d H:i")
        raise ValidationError(
            _("It was issued already by %(who)s on %(when)s.") % {"who": intake.issued_by, "when": when},
            code="issued",
        )
    if intake.state != ImportState.REVIEW:
        raise ValidationError(_("This import is no longer in review."))


def _decided(intake: Import) -> tuple[list[DraftTask], list[DraftDuty]]:
    """What was accepted; nothing may be undecided or blocked."""
    tasks, duties = list(intake.tasks.order_by("order")), list(intake.duties.order_by("order"))
    faults = [*_undecided(tasks, duties), *_blocked(intake, tasks, duties)]
    accepted = [row for row in tasks if row.decision == Decision.ACCEPTED]
    if not faults and not accepted:
        faults.append(_("No task was accepted."))
    if faults:
        raise ValidationError(faults, code="blocked")
    return accepted, [row for row in duties if row.decision == Decision.ACCEPTED]


def _undecided(tasks: list[DraftTask], duties: list[DraftDuty]) -> list[str]:
    pending = [row.values.get("title", "") for row in tasks if row.decision == Decision.PENDING]
    pending += [row.values.get("text", "")[:40] for row in duties if row.decision == Decision.PENDING]
    return [_("Not decided yet: “%(title)s”.") % {"title": title} for title in pending]


def _blocked(intake: Import, tasks: list[DraftTask], duties: list[DraftDuty]) -> list[str]:
    found = []
    for task in tasks:
        if task.decision == Decision.ACCEPTED:
            draft = draft_from(task.values)
            blocking = (one for one in findings(draft, intake.document.issued_on) if one.blocks)
            found += [f"{draft.title}: {one.text}" for one in blocking]
    for duty in duties:
        if duty.decision == Decision.ACCEPTED:
            stated = plan_duty_from(duty.values)
            blocking = (one for one in duty_findings(stated) if one.blocks)
            found += [f"{stated.what or stated.text[:40]}: {one.text}" for one in blocking]
    return found


def _ground(intake: Import, user: User, at: datetime, values: Mapping[str, Any]) -> Ground:
    """What all tasks of the import share."""
    try:
        manifest = pack(intake.programme).manifest
    except NotInstalled as error:
        raise ValidationError(str(error)) from error
    if manifest.intake is None:
        raise ValidationError(
            _("The pack “%(pack)s” does not say which register holds tasks and which reports (intake).")
            % {"pack": manifest.title.zh}
        )
    book = book_of(f"{intake.programme}.{manifest.intake.tasks}")
    office = office_of(intake.programme, china_date(at))
    return Ground(intake.document, book, intake.programme, office, user, at, values)


def _enter_tasks(ground: Ground, tasks: list[DraftTask], source: Record | None) -> list[Record]:
    """Enter every task, under the meeting that decided it; what does not fit is told of all of them together."""
    records, faults = [], []
    for row in tasks:
        draft = draft_from(row.values)
        try:
            with transaction.atomic():
                records.append(_enter(ground, row, draft, source))
        except ValidationError as error:
            faults += [f"{draft.title}: {fault}" for fault in _said(error)]
    if faults:
        raise ValidationError(faults)
    return records


def _enter(ground: Ground, row: DraftTask, draft: Draft, source: Record | None) -> Record:
    given = new_task(ground, draft)
    record = create_record(
        register_id=ground.book.id,
        values=given.values,
        parties=given.parties,
        user=ground.user,
        at=ground.at,
        title=draft.title,
        unit=ground.office,
        clause=given.clause,
        parent=source,
    )
    parts = enter_parts(record, parts_of(ground, draft, record), user=ground.user, at=ground.at)
    set_targets(ground, draft, record, parts)
    row.record = record
    row.save()
    return record


def _said(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return [str(message) for message in error.messages]
    return [f"{field}: {message}" for field, messages in error.message_dict.items() for message in messages]


def _define_duties(intake: Import, duties: list[DraftDuty], user: User, at: datetime) -> list[Duty]:
    made: list[Duty] = []
    for row in duties:
        defined = define_plan_duty(
            intake.document,
            plan_duty_from(row.values),
            programme=intake.programme,
            order=row.order,
            user=user,
            at=at,
        )
        row.duty = defined[0] if defined else None
        row.save()
        made += defined
    return made


def _note(intake: Import, records: list[Record], duties: list[Duty], user: User, at: datetime) -> None:
    note(
        chain=f"intake.import:{intake.pk}",
        verb="intake.import.issued",
        actor=actor_of(user),
        at=at,
        changes={
            "state": [ImportState.REVIEW, ImportState.ISSUED],
            "tasks": [None, [record.number for record in records]],
            "duties": [None, [str(duty) for duty in duties]],
        },
    )
