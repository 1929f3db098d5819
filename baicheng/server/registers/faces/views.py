"""The saved views beside a list (视图): tabs that lead to them, and which of them is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from baicheng.server.registers.faces.asked import VIEW, Asked
from baicheng.server.registers.models import SavedView
from baicheng.server.web.tabs import Tab

#: How an address says that no view is meant, also not the one with which the list opens.
NONE = "0"


@dataclass(frozen=True, slots=True)
class Views:
    """The views that a user has of a list.

    ``shown`` is the one that the address names; ``is_changed``: the list shows something else by now, which
    the user may keep if ``may_change``.
    """

    all: Sequence[SavedView]
    shown: SavedView | None
    is_changed: bool
    may_change: bool
    may_share: bool
    list_url: str

    def tabs(self) -> list[Tab]:
        """All records, and each view; nothing where there is no view."""
        if not self.all:
            return []
        first = any(view.is_first for view in self.all)
        every = f"{self.list_url}?{VIEW}={NONE}" if first else self.list_url
        return [
            Tab(_("All records"), every, current=self.shown is None),
            *(Tab(view.title, view.get_absolute_url(), current=view == self.shown) for view in self.all),
        ]


def views_of(asked: Asked, rows: Sequence[SavedView]) -> Views:
    """The views of a list, given those that the user sees."""
    viewer = asked.viewer
    assert viewer.user is not None, "somebody looks at the page"
    named = asked.query.get(VIEW, "")
    shown = next((view for view in rows if str(view.pk) == named), None)
    office = viewer.is_office(asked.book.programme)
    return Views(
        all=rows,
        shown=shown,
        is_changed=shown is not None and asked.kept != shown.query,
        may_change=shown is not None and (office if shown.shared else shown.owner_id == viewer.user.pk),
        may_share=office,
        list_url=reverse("registers:list", args=[asked.book.id]),
    )
