"""Keeping views of lists (保存视图): one's own, and those that the programme's office shares with everybody.

What becomes of a shared view stands in its history; one's own are nobody else's business.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office
from baicheng.server.editions.queries import programme_of
from baicheng.server.history.services import record as append
from baicheng.server.registers.books import book_of
from baicheng.server.registers.models import FirstView, SavedView
from baicheng.server.registers.queries.saved import views_for

#: So many views of one register a user has, and the office shares; an address is so long at most.
MOST, LONGEST = 20, 2000


def chain_of_view(view: SavedView) -> str:
    """The chain of a shared view's history."""
    return f"registers.view:{view.pk}"


def may_share(user: User, register_id: str, at: datetime) -> bool:
    """Whether a user shares views of a register with everybody."""
    return is_office(user, programme_of(register_id), china_date(at))


@transaction.atomic
def save_view(
    *, register_id: str, title: str, query: str, user: User, at: datetime, shared: bool = False
) -> SavedView:
    """Name a way of looking at a list.

    Args:
        query: the address of the list without its place, as ``faces.asked.worth_keeping`` gives it.

    Raises:
        NotInstalled: there is no such register.
        PermissionDenied: shared by somebody who is not of the programme's office.
        ValidationError: the title is missing, too long or taken, or there are too many.
    """
    view = SavedView(register=book_of(register_id).id, owner=user)
    if shared:
        _refuse_sharing(user, view, at)
    _refuse_too_many(view, shared)
    _put(view, {"title": title, "query": query, "shared": shared}, user, at, "saved")
    return view


@transaction.atomic
def change_view(
    view: SavedView,
    *,
    user: User,
    at: datetime,
    title: str | None = None,
    query: str | None = None,
    shared: bool | None = None,
) -> SavedView:
    """Rename a view, let it show something else, share it or take it back; what is ``None`` stays.

    Raises:
        SavedView.DoesNotExist: the user does not see it.
        PermissionDenied: it is shared, or is to be, and the user is not of the programme's office.
        ValidationError: the title is missing, too long or taken.
    """
    row = _own(view, user, at)
    wanted = {"title": title, "query": query, "shared": shared}
    given = {name: value for name, value in wanted.items() if value is not None}
    if shared and not row.shared:
        _refuse_sharing(user, row, at)
        _refuse_too_many(row, shared=True)
    _put(row, given, user, at, "changed")
    return row


@transaction.atomic
def remove_view(view: SavedView, *, user: User, at: datetime) -> None:
    """Remove a view; whoever's list opened with it starts with all records again.

    Raises: as ``change_view``.
    """
    row = _own(view, user, at)
    if row.shared:
        changes = {"title": [row.title, None], "query": [row.query, None]}
        append(
            chain=chain_of_view(row),
            verb="registers.view.removed",
            actor=actor_of(user),
            at=at,
            changes=changes,
            context={"register": row.register},
        )
    row.delete()


@transaction.atomic
def open_with(register_id: str, view: SavedView | None, *, user: User) -> None:
    """Choose the view with which one's own list of a register opens; without one it is all records.

    Raises:
        SavedView.DoesNotExist: the user does not see it.
        ValidationError: it is of another register.
    """
    if view is None:
        FirstView.objects.filter(user=user, register=register_id).delete()
        return
    row = views_for(user).get(pk=view.pk)
    if row.register != register_id:
        raise ValidationError(_("This view is of another ledger."))
    FirstView.objects.update_or_create(user=user, register=register_id, defaults={"view": row})


def _own(view: SavedView, user: User, at: datetime) -> SavedView:
    """The view as it is now, for whoever may change it."""
    row = SavedView.objects.select_for_update().get(pk=views_for(user).get(pk=view.pk).pk)
    if row.shared:
        _refuse_sharing(user, row, at)
    elif row.owner_id != user.pk:
        raise SavedView.DoesNotExist("SavedView matching query does not exist.")
    return row


def _refuse_sharing(user: User, view: SavedView, at: datetime) -> None:
    if not may_share(user, view.register, at):
        raise PermissionDenied(_("Views for everybody are kept by the programme's office."))


def _refuse_too_many(view: SavedView, shared: bool) -> None:
    others = SavedView.objects.filter(register=view.register, shared=shared).exclude(pk=view.pk)
    if (others if shared else others.filter(owner=view.owner)).count() >= MOST:
        raise ValidationError(
            _("There are %(most)s views already: remove one that nobody needs.") % {"most": MOST}
        )


def _put(view: SavedView, given: dict[str, Any], user: User, at: datetime, verb: str) -> None:
    if "title" in given:
        given["title"] = _title(view, str(given["title"]))
    if len(given.get("query", "")) > LONGEST:
        raise ValidationError({"query": _("This address is too long to be kept: lift some of the filters.")})
    fresh = view.pk is None
    before = {name: None if fresh else getattr(view, name) for name in given}
    changes = {name: [before[name], value] for name, value in given.items() if before[name] != value}
    was_shared = view.shared
    for name, value in given.items():
        setattr(view, name, value)
    view.saved_at = at
    view.save()
    if changes and (view.shared or was_shared):
        append(
            chain=chain_of_view(view),
            verb=f"registers.view.{verb}",
            actor=actor_of(user),
            at=at,
            changes=changes,
            context={"register": view.register},
        )


def _title(view: SavedView, text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise ValidationError({"title": _("Please give it a name.")})
    if len(title) > 60:
        raise ValidationError({"title": _("At most 60 characters, please.")})
    taken = SavedView.objects.filter(register=view.register, owner=view.owner, title=title)
    if taken.exclude(pk=view.pk).exists():
        raise ValidationError({"title": _("You have a view of this name already.")})
    return title
