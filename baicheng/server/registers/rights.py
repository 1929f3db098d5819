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


def may_assign(matter: Matter) -> bool:
    """Whether the viewer may give and end roles: who may change the record and may enter such records.

    A lead unit changes what it reports, not who leads.
    """
    return may_edit(matter) and matter.is_one_of(matter.book.register.rights.create)


def refuse_unless_assigner(matter: Matter) -> None:
    """Refuse whoever may not give and end roles.

    Raises:
        PermissionDenied: naming the state, or saying whose it is.
    """
    refuse_unless_editor(matter)
    if not may_assign(matter):
        raise PermissionDenied(_("Who takes part is decided by those who enter these records."))


def may_read_personal(matter: Matter) -> bool:
    """Whether the viewer may lift the mask from personal fields: the office, and who may change them."""
    return matter.viewer.is_office(matter.book.programme) or may_edit(matter)
