"""Putting those who have a role into an order (排序), such as that of speaking at a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from baicheng.server.accounts.models import User
from baicheng.server.orgs.models import Subject
from baicheng.server.registers import taking
from baicheng.server.registers.access import write_access
from baicheng.server.registers.matter import Matter
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of, present
from baicheng.server.registers.rights import refuse_unless_assigner
from baicheng.server.registers.services.keeping import in_hand, put, refresh_due, refuse_stale
from baicheng.server.registers.steps import reconcile
from baicheng.server.registers.taking import Taking


@transaction.atomic
def arrange_parties(
    record: Record, role: str, subjects: Sequence[Subject], *, user: User, at: datetime, revision: int
) -> Record:
    """Let exactly these have a role from today on, in this order; who had it already bears on what was asked.

    Raises:
        PermissionDenied: the user may not change the record in its state, or not say who takes part.
        ValidationError: by role: it does not take one of them, or somebody must have it; or ``stale``.
    """
    row, book, viewer = in_hand(record, user, at)
    refuse_unless_assigner(Matter.of(row, book, viewer))
    refuse_stale(row, book, revision)
    now = list(parties_of([row], viewer.day))
    held = [party for party in now if party.role == role]
    wanted = taking.spread([Taking(role, subject) for subject in subjects], viewer.day)
    if [party.subject_id for party in held] == [one.subject.pk for one in wanted]:
        return row
    others = [Taking(party.role, party.subject, party.group) for party in now if party.role != role]
    taking.refuse_unfit(book, [*others, *wanted], finished=True)
    for party in present(row, viewer.day).filter(role=role):
        taking.end(party, until=viewer.day, at=viewer.at)
    taking.enter(row, wanted, since=viewer.day, at=viewer.at)
    change = {
        f"parties.{role}": [[party.subject.name for party in held], [one.subject.name for one in wanted]]
    }
    context = {"from": viewer.day.isoformat()}
    put(row, book, {}, viewer=viewer, verb="parties_arranged", changes=change, context=context)
    reconcile(row, book, viewer)
    refresh_due(row, book, viewer.at)
    write_access(row, book, viewer.at)
    return row
