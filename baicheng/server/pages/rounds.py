"""Where a record that follows from an assessment leads: to the round and its results (考核轮次)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from baicheng.server.editions.queries import pack
from baicheng.server.pages.meetings.leading import Way
from baicheng.server.registers.books import Book
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.rounds.models import Consequence
from baicheng.server.rounds.visibility import rounds_for


def ways_to_rounds(record: Record, book: Book, viewer: Viewer) -> Iterator[Way]:
    """The round from whose final results a record follows, where the user may see it."""
    registers = {
        follows.creates.register_ for one in pack(book.programme).rounds.values() for follows in one.follows
    }
    if viewer.user is None or book.register.register_ not in registers:
        return
    found = Consequence.objects.filter(record_id=record.pk).select_related("round").first()
    if found is not None and rounds_for(viewer.user, viewer.at).filter(pk=found.round_id).exists():
        yield Way(_("Assessment round"), "list-check", found.round.get_absolute_url())
