"""What a user may do with a record (权限): asked by pages before, and by services again."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from baicheng.server.registers.books import spoken
from baicheng.server.registers.matter import Matter


def refuse_unless_editor(matter: Matter) -> None:
    """Refuse whoever may not change the record in its state.

    Raises:
        PermissionDenied: naming the state.
    """
    if not may_edit(matter):
        state = matter.book.state_title(matter.record.state)
        raise PermissionDenied(
            _("You may not change this record while it is “%(state)s”.")
            % {"state": spoken(state) if state else "—"}
        )


def may_edit(matter: Matter) -> bool:
    """Whether the viewer may change the record in its state; one without states, who may create it."""
    rights = matter.book.register.rights
    if matter.book.process is None:
        return matter.is_one_of(rights.create)
    return matter.is_one_of(rights.edit.get(matter.record.state, ()))
