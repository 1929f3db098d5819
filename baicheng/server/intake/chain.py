"""What every change of an import needs: the right to make it, and its place in the import's history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office
from baicheng.server.history.services import record
from baicheng.server.intake.models import DraftDuty, DraftTask, Import, ImportState


def chain_of(intake: Import) -> str:
    """The name of an import's chain of history."""
    return f"intake.import:{intake.pk}"


def require_office(user: User, programme: str) -> None:
    """Refuse whoever is not of the programme's office."""
    if not is_office(user, programme):
        raise PermissionDenied(_("Only the programme's office may import and review documents."))


def require_review(intake: Import, user: User) -> None:
    """Refuse whoever is not of the programme's office, and any change once the review is over.

    The import is held until the transaction ends: nobody issues it meanwhile, and changes of its drafts come
    one after the other.
    """
    require_office(user, intake.programme)
    rows = Import.objects.select_for_update().filter(pk=intake.pk)
    if rows.values_list("state", flat=True).get() != ImportState.REVIEW:
        raise ValidationError(_("This import is no longer in review."))


def require_unchanged(*drafts: DraftTask | DraftDuty) -> None:
    """Refuse to overwrite what somebody else has changed of drafts since they were read; after ``require_review``.

    Raises:
        ValidationError: with the code ``stale``.
    """
    for draft in drafts:
        kept = type(draft).objects.filter(pk=draft.pk).values_list("values", "order", "decision").first()
        if kept != (draft.values, draft.order, draft.decision):
            raise ValidationError(
                _("Somebody else changed this meanwhile. Look at it again, then repeat your change."),
                code="stale",
            )


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
