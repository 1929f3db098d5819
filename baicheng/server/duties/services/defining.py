"""Which duties there are: those of the installed packs, and those of plans' own report calendars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.flows.duty import Duty as Form
from baicheng.flows.duty import FulfilledBy
from baicheng.packs.editions import continued, says_otherwise
from baicheng.packs.pack import Pack
from baicheng.packs.schema.registers import Register
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office
from baicheng.server.documents.models import Document
from baicheng.server.duties.forms import form_of, stored_as, stored_form
from baicheng.server.duties.items import ANY_OF
from baicheng.server.duties.models import Duty
from baicheng.server.duties.plan_calendar import BY_HAND, PlanDuty, UnfitDuty, definition
from baicheng.server.editions.queries import office_of, pack
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.services import record
from baicheng.server.orgs.queries import names
from baicheng.server.registers.models import Party


@transaction.atomic
def sync_pack_duties(programme: str, *, at: datetime, actor: Actor = WORKER) -> list[Duty]:
    """Bring the duties of a programme in line with its pack's active edition; the same again changes nothing.

    A duty that is new is owed from this day on, whatever its document says of years before. Another edition
    rewrites nothing of the past: what it dates holds from then on, what it words anew from this day on, and
    if it names others or other things, what fell due before this day stays as it was.
    """
    today = china_date(at)
    forms = pack(programme).duties
    rows = {
        row.name: row for row in Duty.objects.select_for_update().filter(programme=programme, document=None)
    }
    for name, form in forms.items():
        row = rows.get(name)
        if row is None:
            rows[name] = _define(Duty(programme=programme, name=name, owed_from=today), form, form, actor, at)
        elif row.stated != stored_form(form) or row.ended_on is not None:
            before = stored_as(row.stated)
            if row.ended_on is not None or says_otherwise(before, form):
                row.settled_until = today
            row.ended_on = None
            _define(row, continued(form_of(row), before, form, today), form, actor, at)
    for name, row in rows.items():
        if name not in forms and row.ended_on is None:
            row.ended_on = today
            row.save()
            _note(row, "ended", actor, at, {"ended_on": [None, today.isoformat()]})
    return [rows[name] for name in forms]


@transaction.atomic
def define_plan_duty(
    document: Document, stated: PlanDuty, *, programme: str, order: int, user: User, at: datetime
) -> list[Duty]:
    """Make duties of a plan's own report calendar: one for each role whose units report on each task.

    What a unit hands in once for all its tasks (a list of contacts, the summary of the year) is one duty, and
    is answered by hand: no register of the pack holds it.

    They concern the tasks of that document, from its issue to the end of its plan year.

    Args:
        order: the place of the report duty in its document; with it the duties are named.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: nothing says when it is due, or the pack has no registers for plans and reports.
    """
    if not is_office(user, programme, china_date(at)):
        raise PermissionDenied(_("Only the programme's office issues plans."))
    installed = pack(programme)
    tasks, reports = _registers(installed)
    issued_on = document.issued_on or china_date(at)
    made = []
    for owing in _owed_by(document, stated, order, tasks, _office(programme, issued_on), at):
        form = _form(
            stated,
            name=owing.name,
            bearer=owing.bearer,
            for_each=owing.for_each,
            fulfilled_by=_fulfilled_by(installed, reports) if owing.for_each else BY_HAND,
            document=str(document)[:2000],
            recipients=_recipients(stated, programme, issued_on),
            issued_on=issued_on,
            plan_year=document.plan_year or issued_on.year,
        )
        row = Duty.objects.filter(programme=programme, name=owing.name, document=document).first()
        if row is None or row.definition != stored_form(form):
            row = row or Duty(programme=programme, name=owing.name, document=document, owed_from=issued_on)
            row.clause = document.clauses.filter(address=stated.address).first() if stated.address else None
            row.units = list(owing.units)
            _define(row, form, form, actor_of(user), at)
        made.append(row)
    return made


class _Owing(NamedTuple):
    """Who owes a report on what: the duty's name, its bearer, each of what, narrowed to which units."""

    name: str
    bearer: str
    for_each: Mapping[str, str] | None
    units: Sequence[int] = ()


def _registers(installed: Pack) -> tuple[Register, str]:
    """The register of the tasks, and the name of that of the reports."""
    intake = installed.manifest.intake
    if intake is None or intake.reports is None:
        raise ValidationError(
            _("The pack “%(pack)s” does not say which register holds tasks and which reports (intake).")
            % {"pack": installed.manifest.title.zh}
        )
    return installed.registers[intake.tasks], intake.reports


def _owed_by(
    document: Document, stated: PlanDuty, order: int, tasks: Register, office: int | None, at: datetime
) -> list[_Owing]:
    """By role in each task; or once by every unit that has a task; or by a unit that speaks for all.

    The programme's own office, and a unit without a task, report once whatever the wording.
    """
    speaking = [unit for unit in stated.units if unit == office or not _take_part(document, [unit])]
    units = [unit for unit in stated.units if unit not in speaking]
    called = names(speaking, china_date(at))
    found = [_Owing(f"report_{order}_unit_{unit}", f'unit("{called[unit]}")', None) for unit in speaking]
    if stated.units and not units:
        return found
    roles = [role for role in stated.roles or ["lead"] if role in tasks.parties]
    if stated.each == "unit":
        bearer = f"party({ANY_OF.join(roles)})"
        return [*found, _Owing(f"report_{order}_units", bearer, None, units)]
    alive = {"register": tasks.register_, **_alive(tasks)}
    return [*found, *(_Owing(f"report_{order}_{role}", f"party({role})", alive, units) for role in roles)]


def _take_part(document: Document, units: Sequence[int]) -> bool:
    """Whether some unit, or a member of some group, has a role in a task of the document."""
    parties = Party.objects.known().filter(record__clause__document=document)
    direct = parties.filter(subject__in=units) | parties.filter(group__in=units)
    return direct.exists()


def _alive(tasks: Register) -> dict[str, str]:
    """The condition on tasks that are still reported on: not in a final state."""
    final = [f"'{name}'" for name, state in tasks.flow.states.items() if state.final] if tasks.flow else []
    return {"where": f"state not in ({', '.join(final)})"} if final else {}


def _fulfilled_by(installed: Pack, reports: str) -> FulfilledBy:
    """What counts as a report: as the pack's own duties say, otherwise every report that has been sent."""
    for form in installed.duties.values():
        for terms in form.terms():
            if terms.fulfilled_by.record == reports:
                return terms.fulfilled_by
    flow = installed.registers[reports].flow
    return FulfilledBy(record=reports, where=f"state <> '{flow.start}'" if flow else None)


def _office(programme: str, on: date) -> int | None:
    found = office_of(programme, on)
    return found.pk if found else None


def _recipients(stated: PlanDuty, programme: str, on: date) -> list[str]:
    """Whom the plan names as recipient, apart from the programme's own office."""
    office = _office(programme, on)
    others = [unit for unit in stated.recipients if unit != office]
    called = names(others, on)
    return [called[unit] for unit in others]


def _form(stated: PlanDuty, **given: Any) -> Form:
    try:
        return definition(stated, **given)
    except UnfitDuty as unfit:
        raise ValidationError(unfit.errors) from unfit


def _define(row: Duty, form: Form, stated: Form, actor: Actor, at: datetime) -> Duty:
    """Store what a duty is, and what its source says of it now."""
    before, verb = row.definition or None, "changed" if row.pk else "defined"
    row.title = {"zh": form.title.zh, "en": form.title.en}
    row.definition, row.stated = stored_form(form), stored_form(stated)
    versions = [terms.in_force for terms in form.terms()]
    row.in_force_from = form.in_force.since or versions[0].since
    row.in_force_until = form.in_force.until or versions[-1].until
    row.save()
    _note(row, verb, actor, at, {"definition": [before, row.definition]})
    return row


def _note(row: Duty, verb: str, actor: Actor, at: datetime, changes: Mapping[str, list[Any]]) -> None:
    record(
        chain=f"duties.duty:{row.pk}",
        verb=f"duties.duty.{verb}",
        actor=actor,
        at=at,
        changes=changes,
        context={"name": str(row), "title": row.title},
    )
