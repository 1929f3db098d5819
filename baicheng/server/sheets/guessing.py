"""Which column of a file holds what (列对应): by its title, by what stands in it, by what was said before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence

from baicheng.server.orgs.models import Name
from baicheng.server.orgs.resolution import normal_form
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Record
from baicheng.server.sheets.cells import parted, value_in
from baicheng.server.sheets.columns import NUMBER, Target, targets
from baicheng.server.sheets.heads import alike_target, own_target, usual_target
from baicheng.server.sheets.models import Matching
from baicheng.server.sheets.tables import Table
from baicheng.server.web.workbooks import cell_text, head_text

#: So many cells of a column are looked at, and so many in a hundred of them must fit.
_LOOKED_AT, _FITTING = 50, 80


def heads_digest(table: Table) -> str:
    """What two files have in common whose columns mean the same."""
    heads = json.dumps([head_text(head) for head in table.heads], ensure_ascii=False)
    return hashlib.sha256(heads.encode()).hexdigest()


def remembered(book: Book, table: Table) -> list[str] | None:
    """What the columns under these heads meant the last time; none where they were never matched."""
    row = Matching.objects.filter(register=book.id, heads=heads_digest(table)).first()
    if row is None or len(row.columns) != len(table.heads):
        return None
    known = {target.name for target in targets(book)}
    return [name if name in known else "" for name in row.columns]


def guessed(book: Book, table: Table) -> list[str]:
    """What each column probably holds, "" where that cannot be told; nothing is held by two."""
    all_targets = targets(book)
    found = [""] * len(table.heads)
    for guess in (own_target, usual_target, alike_target):
        for place, head in enumerate(table.heads):
            if head and not found[place]:
                name = guess(head, [one for one in all_targets if one.name not in found])
                found[place] = name or ""
    if NUMBER in found and not _numbers_are_ours(book, table, found.index(NUMBER)):
        found[found.index(NUMBER)] = ""
    for place in range(len(table.heads)):
        if not found[place]:
            open_ones = [one for one in all_targets if one.name not in found]
            found[place] = _by_content(table, place, open_ones) or ""
    return found


def _numbers_are_ours(book: Book, table: Table, place: int) -> bool:
    """Whether a column of numbers may hold those of the register: offices number their ledgers themselves."""
    some = _texts(table, place)
    return not some or Record.objects.filter(register=book.id, number__in=some).exists()


def _by_content(table: Table, place: int, open_ones: Sequence[Target]) -> str | None:
    """The one target whose values stand in a column, where only one is in question."""
    texts = _texts(table, place)
    if not texts:
        return None
    for fits in (_is_choice, _is_day):
        meant = [one.name for one in open_ones if _mostly(texts, fits(one))]
        if len(meant) == 1:
            return meant[0]
    roles = [one.name for one in open_ones if one.kind == "role" and one.required]
    if len(roles) == 1 and _mostly(texts, _is_named()):
        return roles[0]
    return None


def _texts(table: Table, place: int) -> list[str]:
    found = (cell_text(row.cell(place)) for row in table.rows)
    return list(dict.fromkeys(text for text in found if text))[:_LOOKED_AT]


def _mostly(texts: Sequence[str], fits: Callable[[str], bool] | None) -> bool:
    return fits is not None and 100 * sum(map(fits, texts)) >= _FITTING * len(texts)


def _is_choice(target: Target) -> Callable[[str], bool] | None:
    return _reads(target) if target.field is not None and target.field.kind == "choice" else None


def _is_day(target: Target) -> Callable[[str], bool] | None:
    return _reads(target) if target.field is not None and target.field.kind == "date" else None


def _reads(target: Target) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        assert target.field is not None, "asked of fields alone"
        try:
            return value_in(target.field, text) is not None
        except ValueError:
            return False

    return fits


def _is_named() -> Callable[[str], bool]:
    """Whether the directory knows every name of a cell."""
    known = {normal_form(text) for text in Name.objects.known().values_list("text", flat=True)}

    def fits(text: str) -> bool:
        return all(normal_form(part) in known for part in parted(text))

    return fits


def doubled(columns: Sequence[str]) -> Iterator[str]:
    """The targets that two columns claim."""
    return (name for name in dict.fromkeys(columns) if name and list(columns).count(name) > 1)
