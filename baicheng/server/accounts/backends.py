"""Signing on by name and password (登录), and who a session belongs to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import FilteredRelation, QuerySet
from django.utils import timezone

from baicheng.server.accounts.models import User, present_when
from baicheng.server.web.prepared import Prepared


@Prepared
def _with_roles(user: int, day: date) -> QuerySet[User]:
    """A user once for each role held on a day, or once without any."""
    held = FilteredRelation("grants", condition=present_when(day, "grants__"))
    rows = User.objects.filter(pk=user).annotate(held=held)
    # The stubs know no filtered relation.
    return rows.select_related("person", "held__unit").order_by("held__pk")  # type: ignore[misc]


class SignOn(ModelBackend):
    """Django's own, which reads the user of a request together with the person and the roles held today."""

    def get_user(self, user_id: Any) -> User | None:
        found: list[User] = _with_roles(int(user_id), timezone.localdate())
        if not found or not self.user_can_authenticate(found[0]):
            return None
        user = found[0]
        user.present_grants = tuple(grant for row in found if (grant := getattr(row, "held", None)))
        return user
