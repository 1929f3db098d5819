"""What a user may do with a record (权限): asked by pages before, and by services again."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from baicheng.packs.schema.registers import TYPED_COLUMNS, EditRight
from baicheng.server.registers.books import DRAFT, label, spoken
from baicheng.server.registers.matter import Matter


def refuse_unless_editor(matter: Matter, names: Collection[str]) -> None:
    """Refuse whoever may not change the record in its state, or not these fields of it.

    Raises:
        PermissionDenied: naming the state, and the fields where others may be changed.
    """
    state = matter.book.state_title(matter.record.state)
    said = spoken(state) if state else "—"
    mine = editable(matter)
    if not mine:
        raise PermissionDenied(_("You may not change this record while it is “%(state)s”.") % {"state": said})
    stray = [name for name in names if name in _typed(matter) and name not in mine]
    if stray:
        raise PermissionDenied(
            _("While it is “%(state)s” you may not change: %(fields)s.")
            % {"state": said, "fields": "、".join(label(matter.book, name) for name in stray)}
        )


def refuse_without_reason(matter: Matter, changed: Collection[str], reason: str) -> None:
    """Refuse a change of what others go by without the reason.

    Raises:
        ValidationError: for ``reason``.
    """
    if not reason.strip() and not without_reason(matter).issuperset(changed):
        raise ValidationError({"reason": _("Please give the reason: others go by what stands here.")})


def editable(matter: Matter) -> frozenset[str]:
    """The fields, title, clause and place that the viewer may change in the record's state."""
    return frozenset(name for right in _rights(matter) for name in _names(matter, right))


def without_reason(matter: Matter) -> frozenset[str]:
    """Those of them for which the viewer gives no reason: in a draft, and where a right says so."""
    free = matter.book.process is None or matter.record.state == DRAFT
    return frozenset(
        name
        for right in _rights(matter)
        if right.reason == "none" or (right.reason is None and free)
        for name in _names(matter, right)
    )


def may_edit(matter: Matter) -> bool:
    """Whether the viewer may change anything of the record; one without states, who may create it."""
    return bool(editable(matter))


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
    refuse_unless_editor(matter, ())
    if not may_assign(matter):
        raise PermissionDenied(_("Who takes part is decided by those who enter these records."))


def may_read_personal(matter: Matter) -> bool:
    """Whether the viewer may lift the mask from personal fields: the office, and who may change them."""
    return matter.viewer.is_office(matter.book.programme) or bool(editable(matter) & matter.book.personal)


def _rights(matter: Matter) -> list[EditRight]:
    """The rights that the viewer has in the record's state."""
    rights = matter.book.register.rights
    if matter.book.process is None:
        return [EditRight(by=holder) for holder in rights.create if matter.is_one_of((holder,))]
    return [right for right in rights.edit.get(matter.record.state, ()) if matter.is_one_of((right.by,))]


def _names(matter: Matter, right: EditRight) -> frozenset[str]:
    return _typed(matter) if right.fields_ is None else frozenset(right.fields_)


def _typed(matter: Matter) -> frozenset[str]:
    own = matter.book.register.fields_
    return frozenset({*own.keys() - matter.book.computed, *TYPED_COLUMNS})
