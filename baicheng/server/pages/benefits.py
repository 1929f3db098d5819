"""From the record of a firm to what it can get (企业可享政策)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baicheng.server.assessments.entitlement_pages import may_look
from baicheng.server.assessments.entitlements import rules_for
from baicheng.server.editions.queries import pack
from baicheng.server.orgs.models import Subject
from baicheng.server.pages.meetings.leading import Way
from baicheng.server.registers.books import Book
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record


def ways_to_benefits(record: Record, book: Book, viewer: Viewer) -> Iterator[Way]:
    """The page of what a firm can get, where benefits judge what is entered of it and the user may look."""
    if not book.register.subject or viewer.user is None:
        return
    if not rules_for(pack(book.programme), book.register.register_):
        return
    firm = Subject.objects.filter(record_id=record.pk).first()
    if firm is not None and may_look(viewer.user, book.programme, firm):
        address = reverse("assessments:entitled", args=[book.programme, record.pk])
        yield Way(_("What it can get"), "coin", address)
