"""What every change of an import needs: the right to make it, and its place in the import's history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office
from baicheng.server.history.services import record
from baicheng.server.intake.models import Import, ImportState


def chain_of(intake: Import) -> str:
    """The name of an import's chain of history."""
    return f"intake.import:{intake.pk}"


def require_office(user: User, programme: str) -> None:
    """Refuse whoever is not of the programme's office."""
    if not is_office(user, programme):
        raise PermissionDenied(_("Only the programme's office may import and review documents."))


def require_review(intake: Import, user: User) -> None:
    """Refuse whoever is not of the programme's office, and any change once the review is over."""
    require_office(user, intake.programme)
    if intake.state != ImportState.REVIEW:
        raise ValidationError(_("This import is no longer in review."))


def note(
    intake: Import, verb: str, user: User, at: datetime, changes: dict[str, list[Any]], reason: str = ""
) -> None:
    """Write what was done into the import's history."""
    record(
        chain=chain_of(intake),
        verb=f"intake.import.{verb}",
        actor=actor_of(user),
        at=at,
        changes=changes,
        reason=reason,
    )
