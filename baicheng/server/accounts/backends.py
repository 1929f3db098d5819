"""Signing on by name and password (登录), and who a session belongs to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import FilteredRelation
from django.utils import timezone

from baicheng.server.accounts.models import User, present_when


class SignOn(ModelBackend):
    """Django's own, which reads the user of a request together with the person and the roles held today."""

    def get_user(self, user_id: Any) -> User | None:
        held = FilteredRelation("grants", condition=present_when(timezone.localdate(), "grants__"))
        rows = User.objects.filter(pk=user_id).annotate(held=held)
        # The stubs know no filtered relation.
        rows = rows.select_related("person", "held__unit")  # type: ignore[misc]
        found = list(rows.order_by("held__pk"))
        if not found or not self.user_can_authenticate(found[0]):
            return None
        user = found[0]
        user.present_grants = tuple(grant for row in found if (grant := getattr(row, "held", None)))
        return user
