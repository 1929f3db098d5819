"""Who approves what an office puts before them (审批人): papers, results of a round."""

from __future__ import annotations

from datetime import date

from baicheng.flows.directory import Context
from baicheng.flows.who_forms import Who
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import office_users, users_for
from baicheng.server.registers.directory import RecordDirectory


def approving_subjects(programme: str, who: Who, on: date) -> tuple[int, ...]:
    """The units, posts or persons who approve, by id."""
    found = RecordDirectory(programme).resolve(who, Context(), on)
    return tuple(one for one in found if isinstance(one, int))


def approvers(programme: str, who: Who, on: date) -> list[User]:
    """The people who approve.

    Where nobody has the role to which the pack narrows, all who act for the unit: an office without a leader's
    account can still have one of its people look at what another has put forward.
    """
    subjects = approving_subjects(programme, who, on)
    users = list(users_for(subjects, on, (who.as_role,) if who.as_role else ()))
    if users:
        return users
    found = dict.fromkeys(users_for(subjects, on))
    if who.name == "office":
        found |= dict.fromkeys(office_users(programme, on))
    return list(found)
