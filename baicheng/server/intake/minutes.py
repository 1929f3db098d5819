"""Taking down what a meeting or an instruction decides (议定事项), and issuing all of it together (下达)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office
from baicheng.server.duties.services import generate, horizon, sync_pack_duties
from baicheng.server.editions.queries import office_of
from baicheng.server.intake.drafts import Draft
from baicheng.server.intake.items import Deciding, Line, deciding, drafts_of, faults_of, is_open, stamp_of
from baicheng.server.intake.models import DraftItem
from baicheng.server.intake.tasks import Ground, new_task
from baicheng.server.intake.telling import tell_units
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.moments import moment_of
from baicheng.server.registers.queries import may_see
from baicheng.server.registers.services import create_record
from baicheng.server.registers.services.keeping import locked, note

#: So many decisions are taken down at once.
MOST = 100
#: So long a line may be.
_LONGEST = {"text": 20_000, "lead": 400, "responsible": 1000}


@transaction.atomic
def keep_items(
    source: Record, lines: Sequence[Line], *, user: User, at: datetime, stamp: str | None = None
) -> list[DraftItem]:
    """Keep these lines as what the record decides so far; lines without a text are left out.

    Args:
        stamp: ``stamp_of`` the drafts that the user saw; none where nobody looked.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: the record decides nothing (any more); too many or too long lines; or somebody else
            changed them meanwhile (code ``stale``).
    """
    found = _open(source, user, at)
    before = list(found.source.draft_items.select_for_update())
    if stamp is not None and stamp != stamp_of(before):
        raise ValidationError(
            _("Somebody else changed this meanwhile. Look at it again, then repeat your change."),
            code="stale",
        )
    typed = [one for one in lines if one.text.strip()]
    _refuse_long(typed)
    if [Line(one.text, one.lead, one.responsible, one.due_on) for one in before] == typed:
        return before
    found.source.draft_items.all().delete()
    kept = DraftItem.objects.bulk_create(
        DraftItem(source=found.source, order=order, **line._asdict()) for order, line in enumerate(typed, 1)
    )
    change = {"decisions": [[one.text for one in before], [one.text for one in kept]]}
    _note(found, "decisions_drafted", user, at, change)
    return kept


@transaction.atomic
def issue_items(
    source: Record, *, user: User, at: datetime, values: Mapping[str, Any] | None = None
) -> list[Record]:
    """Issue what was taken down of a record: a task for each line, told to its units, or nothing at all.

    Each links to the record and stands under it. What the flow opens is opened; reports are owed from now on.

    Args:
        values: what holds for each of them, as ``items.asked`` wants it.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: there is no line, or one has a fault: a unit that is not in the directory, no lead
            unit, or what the register refuses. Each message names the line.
    """
    found = _open(source, user, at)
    items = list(found.source.draft_items.select_for_update())
    if not items:
        raise ValidationError(_("Nothing is taken down yet: type a decision first."))
    day = china_date(at)
    drafts = drafts_of(items, day)
    _refuse_faulty(drafts)
    sync_pack_duties(found.book.programme, at=at, actor=actor_of(user))
    office = office_of(found.book.programme, day)
    given = {**(values or {}), **found.links}
    ground = Ground(None, found.tasks, found.book.programme, office, user, at, given)
    records = _enter(found, ground, drafts)
    found.source.draft_items.all().delete()
    generate(horizon(at), at, actor=actor_of(user), programme=found.book.programme)
    change = {"decisions": [None, [f"{one.number} {one.title}" for one in records]]}
    _note(found, "decisions_issued", user, at, change)
    text = (
        "“{what}”议定事项已下达，涉及您单位{count}项。",
        "“{what}”: {count} items were issued to your unit.",
    )
    key = f"intake.items:{source.pk}:{records[0].pk}"
    tell_units(records, what=found.source.title, text=text, key=key, at=at)
    return records


def refuse_unless_deciding(source: Record, programme: str, user: User, at: datetime) -> None:
    """Refuse to take in a paper as the minutes of what decides nothing in a programme, or is not seen by the user.

    Raises:
        ValidationError: in the words for a record that is not there.
    """
    found = deciding(source) if may_see(user, source, at) else None
    if found is None or found.book.programme != programme or not is_open(found):
        raise ValidationError(_("Choose the meeting or instruction from the list."))


def _open(source: Record, user: User, at: datetime) -> Deciding:
    """The record with its links, held until the transaction ends; the user may take down what it decides."""
    found = deciding(locked(source))
    if found is None:
        raise ValidationError(_("Records of this ledger decide nothing that would be issued."))
    if not is_office(user, found.book.programme, china_date(at)):
        raise PermissionDenied(_("Only the programme's office takes down what was decided."))
    if not is_open(found):
        raise ValidationError(_("It is over: what it decided was issued, or it did not take place."))
    return found


def _refuse_long(lines: Sequence[Line]) -> None:
    faults = []
    if len(lines) > MOST:
        faults.append(_("At most %(most)s decisions at once.") % {"most": MOST})
    for number, line in enumerate(lines, 1):
        for name, most in _LONGEST.items():
            if len(getattr(line, name)) > most:
                faults.append(
                    _("Line %(number)s: at most %(most)s characters.") % {"number": number, "most": most}
                )
    if faults:
        raise ValidationError(faults)


def _refuse_faulty(drafts: Sequence[Draft]) -> None:
    faults = [
        _("Line %(number)s, “%(title)s”: %(fault)s")
        % {"number": number, "title": draft.title, "fault": fault.text}
        for number, draft in enumerate(drafts, 1)
        for fault in faults_of(draft)
    ]
    if faults:
        raise ValidationError(faults, code="blocked")


def _enter(found: Deciding, ground: Ground, drafts: Sequence[Draft]) -> list[Record]:
    """Enter each; what does not fit is told of all of them together."""
    records, faults = [], []
    for number, draft in enumerate(drafts, 1):
        given = new_task(ground, draft)
        try:
            with transaction.atomic():
                records.append(
                    create_record(
                        register_id=ground.book.id,
                        values=given.values,
                        parties=given.parties,
                        user=ground.user,
                        at=ground.at,
                        title=draft.title,
                        unit=ground.office,
                        parent=found.source,
                    )
                )
        except ValidationError as error:
            faults += [
                _("Line %(number)s, “%(title)s”: %(fault)s")
                % {"number": number, "title": draft.title, "fault": fault}
                for fault in error.messages
            ]
    if faults:
        raise ValidationError(faults)
    return records


def _note(found: Deciding, verb: str, user: User, at: datetime, changes: dict[str, list[Any]]) -> None:
    source = found.source
    note(source, found.book, verb, Viewer(user, moment_of([source.pk], at)), changes)
