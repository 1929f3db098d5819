"""What all editions of a register say together: a record may still be as an earlier one made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baicheng.server.editions.models import Edition
from baicheng.server.editions.queries import programme_of
from baicheng.server.registers.books import Book, book_in
from baicheng.server.registers.values import recomputed


class Shapes:
    """The books of each register in all editions that were installed, the active one first; read once."""

    def __init__(self) -> None:
        self._books: dict[str, Sequence[Book]] = {}

    def of(self, register_id: str) -> Sequence[Book]:
        """The register in all editions that have it."""
        if register_id not in self._books:
            rows = Edition.objects.filter(pack=programme_of(register_id)).order_by("-active", "-pk")
            books = (book_in(digest, register_id) for digest in rows.values_list("digest", flat=True))
            self._books[register_id] = [book for book in books if book is not None]
        return self._books[register_id]

    def computed(self, register_id: str) -> frozenset[str]:
        """The fields that some edition computes."""
        return frozenset(name for book in self.of(register_id) for name in book.computed)

    def reckons(self, register_id: str, fields: Mapping[str, Any]) -> bool:
        """Whether the computed fields are what some edition makes of the others."""
        return any(recomputed(book, dict(fields)) == fields for book in self.of(register_id))

    def may_be_closed(self, register_id: str, state: str, *, closed: bool) -> bool:
        """Whether a record in a state is closed, or is not, by some edition."""
        found = [
            book.is_final(state)
            for book in self.of(register_id)
            if book.process is None or state in book.process.flow.states
        ]
        return closed in found
