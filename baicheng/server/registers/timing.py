"""What the flow says behind an assignment, and the field on which its time limit rests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baicheng.flows.flow import Opens
from baicheng.server.assignments.models import Assignment
from baicheng.server.registers.books import Book


def opens_behind(book: Book, name: str, rule: Mapping[str, Any]) -> Opens | None:
    """What a flow says of an assignment of a name and rule.

    None of one that no flow opened, or of a flow that has changed.
    """
    state = rule.get("state")
    if book.process is None or state not in book.process.flow.states:
        return None
    return book.process.flow.states[state].opens.get(name)


def timing_field(book: Book, row: Assignment) -> str | None:
    """The date field on which the limit of an assignment rests, where it rests on one."""
    opens = opens_behind(book, row.name, row.rule)
    if opens is None or opens.for_each is not None:  # each part has a day of its own
        return None
    anchored = opens.within or opens.before
    if anchored is not None:
        return None if anchored.of == "entered" else anchored.of
    return opens.due.field if opens.due else None
