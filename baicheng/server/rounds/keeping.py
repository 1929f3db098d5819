"""What every change of a round shares: the row held, who may, the event, the assignment of a step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.packs.round_days import step_due
from baicheng.packs.schema.rounds import StepDue
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import close, fulfil, open_assignment, reopen
from baicheng.server.history.actors import Actor
from baicheng.server.history.services import Entry, record_all
from baicheng.server.notices.services import notify
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds.models import Round, RoundState, Sheet
from baicheng.server.rounds.queries import KIND, step_of
from baicheng.server.rounds.sealing import Sealed, seals


def held(round_: Round) -> Round:
    """The row as it is now, held until the transaction ends."""
    return Round.objects.select_for_update().get(pk=round_.pk)


def stamped(round_: Round, at: datetime) -> datetime:
    """The moment with which marks of a held round are recorded: after all results that were asked for by then.

    Somebody who waited for the round would else write within what a run takes for known, and it had not seen it.
    """
    if round_.reckoned_as_of is None or at > round_.reckoned_as_of:
        return at
    return round_.reckoned_as_of + timedelta(microseconds=1)


def refuse_unless_office(user: User, programme: str, at: datetime) -> None:
    """The round is the office's.

    Raises:
        PermissionDenied: the user is not of it.
    """
    if not is_office(user, programme, china_date(at)):
        raise PermissionDenied(_("Only the programme's office conducts its rounds of assessment."))


def refuse_unless(round_: Round, *states: str) -> None:
    """What is done must fit how far the round has come.

    Raises:
        ValidationError: it does not.
    """
    if round_.state not in states:
        raise ValidationError(
            _("The round is %(state)s by now: reload the page.") % {"state": RoundState(round_.state).label}
        )


def refuse_unless_seen(round_: Round, seen: str) -> None:
    """What is decided must be what was seen: neither another run, nor the turn of the next one.

    Args:
        seen: ``Round.seen`` as the page held it; empty where no page was shown.

    Raises:
        ValidationError: it changed meanwhile.
    """
    if seen and seen != round_.seen:
        raise ValidationError(
            _("The results or the turn changed meanwhile: look at the page again, then decide.")
        )


def note(
    round_: Round,
    verb: str,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, Sequence[Any]],
    reason: str = "",
    context: Mapping[str, Any] | None = None,
    rows: Iterable[Sealed] = (),
) -> None:
    """Write an event into the round's chain; it seals the round as it is now, and the ``rows`` that go with it."""
    record_all([entry(round_, verb, changes, reason, context, rows)], actor=actor, at=at)


def entry(
    round_: Round,
    verb: str,
    changes: Mapping[str, Sequence[Any]],
    reason: str = "",
    context: Mapping[str, Any] | None = None,
    rows: Iterable[Sealed] = (),
) -> Entry:
    """An event of the round's chain to be written with others; see ``note``."""
    return Entry(
        chain=f"{KIND}:{round_.pk}",
        verb=f"{KIND}.{verb}",
        changes={name: list(change) for name, change in changes.items()},
        reason=reason,
        context={"round": round_.name, "since": round_.since.isoformat(), **(context or {})}
        | seals([round_, *rows]),
    )


def due_of(round_: Round, due: StepDue | None, at: datetime) -> datetime | None:
    """The moment until which a step that opens now is in time; nothing where no document says."""
    return step_due(due, at, round_.last_day, calendar())


def open_step(
    sheet: Sheet,
    *,
    actor: Actor,
    at: datetime,
    due_at: datetime | None,
    title: Mapping[str, str] | None = None,
) -> Assignment:
    """Open the assignment of a sheet, so that it stands in its bearer's My work."""
    round_, step = sheet.round, step_of(sheet.round, sheet.step)
    said = title or {"zh": step.title.zh, "en": step.title.en}
    whom = f"（{sheet.subject}）" if sheet.subject is not None and sheet.subject != sheet.bearer else ""
    whom_en = f" ({sheet.subject})" if whom else ""
    before = Assignment.objects.filter(about_kind=KIND, about_id=round_.pk)
    turn = before.filter(key__startswith=f"{KIND}:{round_.pk}:{sheet.pk}:").count()
    sheet.assignment = open_assignment(
        key=f"{KIND}:{round_.pk}:{sheet.pk}:{turn}",
        programme=round_.programme,
        name=sheet.step,
        title={
            "zh": f"{said['zh']}{whom}：{round_.title['zh']}",
            "en": f"{said['en']}{whom_en}: {round_.title['en']}",
        },
        bearer=sheet.bearer,
        actor=actor,
        at=at,
        due_at=due_at,
        about=(KIND, round_.pk),
        covers=(round_.since, round_.until),
    )
    sheet.save()
    return sheet.assignment


def end(
    assignment: Assignment | None,
    *,
    at: datetime,
    actor: Actor,
    outcome: str = Outcome.DONE,
    reason: str = "",
    answer: tuple[str, int] | None = None,
) -> None:
    """End an assignment of a round, or the one that followed where it was handed on, as far as it is open."""
    row = standing(assignment) if assignment is not None else None
    if row is None or row.outcome != Outcome.OPEN:
        return
    if outcome in (Outcome.LAPSED, Outcome.CANCELLED):
        close(row, outcome, at=at, actor=actor, reason=reason)
    else:
        fulfil(row, at=at, actor=actor, outcome=outcome, answer=answer, reason=reason)


def again(assignment: Assignment | None, *, at: datetime, actor: Actor, reason: str) -> None:
    """Let an assignment of a round, or the one that followed where it was handed on, run on."""
    if assignment is not None:
        reopen(standing(assignment), at=at, actor=actor, reason=reason)


def standing(assignment: Assignment) -> Assignment:
    """The assignment as it stands: the last of those that followed it when it was handed on or done anew."""
    stem = assignment.key.partition("#")[0]
    rows = Assignment.objects.filter(about_kind=KIND, about_id=assignment.about_id, pk__gte=assignment.pk)
    return rows.filter(Q(key=stem) | Q(key__startswith=f"{stem}#")).order_by("pk").last() or assignment


def step_sheet(round_: Round, kind: str) -> Sheet | None:
    """The sheet of a step that is about all, such as the draft or the publication."""
    return round_.sheets.select_related("assignment", "round").filter(kind=kind, subject=None).first()


def tell(round_: Round, users: Iterable[User], key: str, zh: str, en: str, at: datetime) -> None:
    """Put a message into inboxes."""
    text = {"zh": f"“{round_.title['zh']}”{zh}", "en": f"“{round_.title['en']}” {en}"}
    notify(list(users), key=f"{KIND}:{round_.pk}:{key}", text=text, path=round_.get_absolute_url(), at=at)


def bearer_of(sheet: Sheet, office: Subject | None, panel: Subject | None) -> Subject | None:
    """Who owes a sheet: the one assessed, its panel, or the office."""
    return {"self": sheet.subject, "panel": panel}.get(sheet.kind, office)
