"""Which records are handled together (批量选择): those that were ticked, or all that the list shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from baicheng.server.registers.books import Book
from baicheng.server.registers.faces.asked import MOST_TICKED, RECORD, Asked, ticked
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import list_page, visible


@dataclass(frozen=True)
class Selection:
    """Records that the viewer sees. ``is_cut``: there were more than are handled together; ``query``: the list."""

    book: Book
    viewer: Viewer
    records: Sequence[Record]
    is_cut: bool
    query: str

    @classmethod
    def of(cls, given: QueryDict, book: Book, viewer: Viewer) -> Selection:
        """What a list sent: ``record`` for each that was ticked, or ``all``; ``list`` is its own address."""
        assert viewer.user is not None, "somebody looks at the page"
        query = given.get("list", "")
        if given.get("all"):
            asked = Asked.of(QueryDict(query), book, viewer)
            page = list_page(
                viewer.user, book.id, asked.filters, asked.order, size=MOST_TICKED, viewer=viewer, roles=()
            )
            ids, is_cut = [record.pk for record in page.rows], bool(page.next)
        else:
            ids = ticked(given)
            is_cut = len(ids) > MOST_TICKED
        # With their authors, whom flows ask for.
        seen = visible(viewer.user, book.id, viewer.at).select_related("author")
        found = seen.in_bulk(ids[:MOST_TICKED])
        return cls(book, viewer, [found[pk] for pk in ids if pk in found], is_cut, query)

    @property
    def list_url(self) -> str:
        """The list from which they come."""
        url = reverse("registers:list", args=[self.book.id])
        return f"{url}?{self.query}" if self.query else url

    @property
    def export_url(self) -> str:
        """The Excel file of them, with the columns of the list."""
        url = reverse("registers:export", args=[self.book.id])
        ids = urlencode([(RECORD, record.pk) for record in self.records])
        columns = urlencode([("columns", QueryDict(self.query).get("columns", ""))])
        return f"{url}?{ids}&{columns}"
