"""What a user may point to from a record (可选范围): records that they see, and no others.

Whether there is a record that somebody may not know of must not be found out by linking to it, and its number
and title must not come back on a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.packs.schema.fields import Field
from baicheng.server.editions.queries import NotInstalled
from baicheng.server.registers.books import Book, book_of, register_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries.reach import seen
from baicheng.server.web.pickers import LONGEST_ID

#: A title is no longer than its column.
MOST_OF_A_TITLE = 400


def refuse_hidden_links(
    book: Book, given: Mapping[str, Any], viewer: Viewer, current: Mapping[str, Any] | None = None
) -> None:
    """Refuse links to records that the user does not see, in the words for links to none.

    A link that stands there already may stay, whoever looks at it.

    Raises:
        ValidationError: by field.
    """
    before = current or {}
    faults = {}
    for name, value in given.items():
        field = book.register.fields_.get(name)
        if field is None or field.kind != "link":
            continue
        fresh = set(_ids(value)) - set(_ids(before.get(name)))
        if fresh and not fresh <= _seen(book, field, fresh, viewer):
            faults[name] = _("Choose from the list.")
    if faults:
        raise ValidationError(faults)


def linked(
    book: Book, rows: Iterable[Mapping[str, Any]], viewer: Viewer, fields: Iterable[str] | None = None
) -> dict[int, Record]:
    """The records to which rows of fields link, as far as the user sees them; a query for each register."""
    chosen = book.register.fields_ if fields is None else fields
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for name in chosen:
            field = book.register.fields_.get(name)
            if field is not None and field.kind == "link":
                wanted[register_of(book, field)].update(_ids(row.get(name)))
    found: dict[int, Record] = {}
    for register, keys in wanted.items():
        with suppress(NotInstalled):
            found |= seen(viewer, book_of(register)).in_bulk(keys) if keys else {}
    return found


def refuse_hidden_parent(parent: Record | None, viewer: Viewer) -> None:
    """Refuse to enter a record under one that the user does not see.

    Raises:
        ValidationError: in the words for one that is not there.
    """
    if parent is not None and not seen(viewer, book_of(parent.register)).filter(pk=parent.pk).exists():
        raise ValidationError({"parent": _("Choose from the list.")})


def refuse_long_title(title: str) -> None:
    """Refuse a title that its column does not hold.

    Raises:
        ValidationError: saying how long it may be.
    """
    if len(title.strip()) > MOST_OF_A_TITLE:
        raise ValidationError(
            {"title": _("At most %(most)s characters; write the rest below.") % {"most": MOST_OF_A_TITLE}}
        )


def _seen(book: Book, field: Field, keys: set[int], viewer: Viewer) -> set[int]:
    try:
        target = book_of(register_of(book, field))
    except NotInstalled:
        return set()
    return set(seen(viewer, target).filter(pk__in=keys).values_list("pk", flat=True))


def _ids(value: Any) -> Iterator[int]:
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, int) or (isinstance(one, str) and one.isdecimal() and len(one) <= LONGEST_ID):
            yield int(one)
