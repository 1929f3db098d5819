"""The views of a list that a user has (视图): their own, and those that the programme's office shares."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from baicheng.server.accounts.models import User
from baicheng.server.registers.models import FirstView, SavedView
from baicheng.server.web.prepared import Prepared


def views_for(user: User, register_id: str | None = None) -> QuerySet[SavedView]:
    """The views that a user sees, of one register or of all; ``is_first`` says with which the list opens."""
    beside = {"is_first": Exists(FirstView.objects.filter(user=user, view=OuterRef("pk")))}
    seen = SavedView.objects.filter(Q(owner=user) | Q(shared=True)).annotate(**beside)
    return seen if register_id is None else seen.filter(register=register_id)


@Prepared
def views_of_list(user: int, register_id: str) -> QuerySet[SavedView]:
    """The views of one register that the user of that id sees."""
    return views_for(User(pk=user), register_id)
