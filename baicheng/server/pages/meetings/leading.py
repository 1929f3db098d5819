"""Where the page of a body, a meeting or an instruction leads (会议入口)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baicheng.server.intake.items import body_of, deciding, is_open
from baicheng.server.pages.meetings.bodies import bodies_in, bodies_of_meetings
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Record


@dataclass(frozen=True, slots=True)
class Way:
    """A button: its words, icon and address."""

    title: Any
    icon: str
    url: str


def ways_from(record: Record, book: Book, *, is_office: bool) -> list[Way]:
    """The page of the meeting, and taking down what is decided; nothing for any other record."""
    found = []
    if bodies_in(book) is not None:
        found.append(Way(_("Meeting page"), "users", reverse("pages:meeting_body", args=[record.pk])))
    elif (body := body_of(record, book)) is not None and bodies_of_meetings(book) is not None:
        url = f"{reverse('pages:meeting_body', args=[body])}?meeting={record.pk}"
        found.append(Way(_("Meeting page"), "users", url))
    where = deciding(record) if is_office else None
    if where is not None and is_open(where):
        found.append(
            Way(_("Take down decisions"), "list-check", reverse("pages:decisions", args=[record.pk]))
        )
    return found
