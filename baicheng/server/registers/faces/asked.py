"""What the address of a list asks for (列表地址): which face, which columns, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from baicheng.server.registers.books import Book
from baicheng.server.registers.columns import CHOOSING, COLUMNS, chosen, offered, order_of
from baicheng.server.registers.listing_form import LedgerFilters
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Filters, Past
from baicheng.server.web.listing import PLACE, address
from baicheng.server.web.pickers import LONGEST_ID
from baicheng.server.web.tabs import Tab

FACE, SORT, BY, MONTH, VIEW = "face", "sort", "by", "month", "view"
BOARD, CALENDAR, GANTT = "board", "calendar", "gantt"
#: The records that were ticked in a list, by id, and how many are handled together at most.
RECORD, MOST_TICKED = "record", 100
#: Parameters that say how the list is shown, not what is in it.
HOW = frozenset({FACE, SORT, BY, MONTH, VIEW, COLUMNS, CHOOSING, *PLACE})


@dataclass(frozen=True)
class Asked:
    """A list as its address asks for it. ``past``: as it was then, which only the table shows."""

    book: Book
    viewer: Viewer
    query: QueryDict
    form: LedgerFilters
    filters: Filters
    past: Past | None
    columns: tuple[str, ...]
    order: str
    face: str

    @classmethod
    def of(cls, query: QueryDict, book: Book, viewer: Viewer) -> Asked:
        """What an address asks for; what it asks for in vain is as if it were not there."""
        form = LedgerFilters(query, book, viewer)
        past = form.past(viewer.at)
        filters, face = form.filters(), query.get(FACE, "")
        return cls(
            book=book,
            viewer=viewer,
            query=query,
            form=form,
            filters=filters,
            past=past,
            columns=chosen(book, query.get(COLUMNS, "")),
            order=order_of(book, query.get(SORT, ""), offered(book), filters.lights),
            face=face if face in faces_of(book) and past is None else "",
        )

    @property
    def kept(self) -> str:
        """What a view that is saved now would keep."""
        return worth_keeping(self.query, self.form)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for that leaves records out."""
        return any(value for name, value in self.query.items() if name not in HOW)

    def at(self, **changed: str) -> str:
        """The address of the same list, with what is changed."""
        return address(self.query, **changed)

    def tabs(self) -> tuple[Tab, ...]:
        """The faces that the register has, as links; one alone is no choice."""
        faces = faces_of(self.book)
        if self.past is not None or len(faces) < 2:
            return ()
        titles = {"": _("Table"), BOARD: _("Board"), CALENDAR: _("Calendar"), GANTT: _("Gantt chart")}
        return tuple(Tab(titles[face], self.at(face=face), current=face == self.face) for face in faces)


def ticked(query: QueryDict) -> list[int]:
    """The ids of the records that were ticked; what is none is left out."""
    given = [one for one in query.getlist(RECORD) if one.isdecimal() and len(one) <= LONGEST_ID]
    return list(dict.fromkeys(int(one) for one in given))[: MOST_TICKED + 1]


def worth_keeping(query: QueryDict, form: LedgerFilters) -> str:
    """What of an address a saved view keeps: filters, columns, order and face, not the place in the list."""
    known = {*form.fields, FACE, SORT, BY, COLUMNS}
    kept = QueryDict(mutable=True)
    for name in query:
        if name in known and (value := query.get(name, "")):
            kept[name] = value
    return kept.urlencode()


def faces_of(book: Book) -> Sequence[str]:
    """The faces of a register: a board needs what its columns are by, the others due days."""
    boards = [BOARD] if boards_of(book) else []
    return ["", *boards, *([CALENDAR, GANTT] if book.process else [])]


def boards_of(book: Book) -> list[str]:
    """What the columns of a board can be by: the state, and options by which the list can be narrowed."""
    narrowing = book.register.list_.filters if book.register.list_ else ()
    fields = book.register.fields_
    options = [
        name
        for name in narrowing
        if name in fields and fields[name].kind == "choice" and fields[name].indexed and not fields[name].many
    ]
    return [*(["state"] if book.process else []), *options]
