"""The values of a record's fields: checked by the pack's schema and against what is in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.packs.records.places import read_place
from baicheng.packs.records.refusals import Refused
from baicheng.packs.records.validation import validate_record
from baicheng.packs.schema.fields import Field
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.registers.books import Book, register_of, said
from baicheng.server.registers.masks import mask
from baicheng.server.registers.models import Attachment, Record
from baicheng.server.registers.places import shape_of
from baicheng.server.web.pickers import LONGEST_ID

#: Kinds of fields that hold ids.
REFERENCES = frozenset({"subject", "link", "attachment"})


def checked(
    book: Book,
    given: Mapping[str, Any],
    *,
    finished: bool,
    current: Mapping[str, Any] | None = None,
    record: Record | None = None,
) -> dict[str, Any]:
    """The fields in storage form: what there is, changed by what is given.

    Args:
        given: field → value as a form, a program or JSON gives it; ``None`` or "" empties it.
        finished: whether what is required must be there.
        current: the stored fields that stay where nothing is given.

    Raises:
        ValidationError: by field, in the reader's language.
    """
    before = current or {}
    kept = {name: value for name, value in before.items() if name not in book.computed}
    unknown = {name: kept.pop(name) for name in list(kept) if name not in book.register.fields_}
    whole = {**kept, **_unmasked(book, given, before)}
    clean, errors = validate_record(book.register, whole, finished=finished)
    faults = {
        name: said(error.zh, error.en)
        for name, error in errors.items()
        if name in given or finished or name not in kept
    }
    # A value that an older edition allowed stays until somebody changes it.
    kept_faults = {name: kept[name] for name in errors if name in kept and name not in faults}
    changed = {name: clean[name] for name in given if name in clean and clean[name] != before.get(name)}
    faults |= _missing_references(book, changed, record)
    if faults:
        raise ValidationError(faults)
    return {
        **unknown,
        **kept_faults,
        **{name: _whole_ids(book, name, value) for name, value in clean.items()},
    }


def checked_place(place: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Where a record is: a point, a line or an area.

    Raises:
        ValidationError: for ``place``, where it is no such geometry.
    """
    if place is None:
        return None
    try:
        return read_place(shape_of(place), dict(place))
    except Refused as refusal:
        raise ValidationError({"place": said(refusal.zh, refusal.en)}) from refusal


def _whole_ids(book: Book, name: str, value: Any) -> Any:
    """Ids that came as text from a form, as the numbers they are."""
    if book.register.fields_[name].kind not in REFERENCES:
        return value
    if isinstance(value, list):
        return [int(one) for one in value]
    return value if isinstance(value, dict) else int(value)


def recomputed(book: Book, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with the computed ones made anew from the others."""
    if not book.computed:
        return fields
    typed = {name: value for name, value in fields.items() if name not in book.computed}
    known = {name: value for name, value in typed.items() if name in book.register.fields_}
    clean = validate_record(book.register, known, finished=False).clean
    return typed | {name: clean[name] for name in book.computed if name in clean}


def _unmasked(book: Book, given: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, where a masked personal value that comes back unchanged means the value itself."""
    return {
        name: before[name]
        if name in book.personal and name in before and value == mask(before[name])
        else value
        for name, value in given.items()
    }


def _missing_references(book: Book, changed: Mapping[str, Any], record: Record | None) -> dict[str, str]:
    """Subjects, links and attachments that are not there or not of the kind that the field wants."""
    wanted: dict[str, set[int]] = defaultdict(set)
    faults: dict[str, str] = {}
    for name, value in changed.items():
        field = book.register.fields_[name]
        if field.kind in REFERENCES and not isinstance(value, dict):
            for one in value if isinstance(value, list) else [value]:
                if str(one).isdecimal() and len(str(one)) <= LONGEST_ID:
                    wanted[name].add(int(one))
                else:
                    faults[name] = _("Choose from the list.")
    for name, keys in wanted.items():
        if len(keys - _found(book, book.register.fields_[name], keys, record)):
            faults[name] = _("Choose from the list.")
    return faults


def _found(book: Book, field: Field, keys: set[int], record: Record | None) -> set[int]:
    if field.kind == "subject":
        rows = Subject.objects.filter(pk__in=keys)
        if field.kinds:
            rows = rows.filter(kind__in=[*field.kinds, SubjectKind.RECORD])
        return set(rows.values_list("pk", flat=True))
    if field.kind == "link":
        targets = Record.objects.filter(pk__in=keys, register=register_of(book, field))
        return set(targets.values_list("pk", flat=True))
    own = Attachment.objects.filter(pk__in=keys, record=record, removed_at=None) if record else None
    return set(own.values_list("pk", flat=True)) if own is not None else set()
