"""Decisions on many drafts of an import at once (批量审核)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.reading.model import Role
from baicheng.server.accounts.models import User
from baicheng.server.intake.cards import cards_of
from baicheng.server.intake.chain import note, require_review
from baicheng.server.intake.models import Decision, DraftTask, Import
from baicheng.server.orgs.models import Subject


@transaction.atomic
def accept_without_findings(intake: Import, *, user: User, at: datetime) -> int:
    """Accept every undecided draft task about which there is no finding; gives how many.

    Raises:
        ValidationError: the import is no longer in review.
    """
    require_review(intake, user)
    clean = [card.row for card in cards_of(intake) if card.is_clean]
    for row in clean:
        row.decision = Decision.ACCEPTED
    DraftTask.objects.bulk_update(clean, ["decision"], batch_size=200)
    if clean:
        changes = {f"task {row.pk}": [Decision.PENDING, Decision.ACCEPTED] for row in clean}
        note(intake, "draft_decided", user, at, dict(changes))
    return len(clean)


@transaction.atomic
def name_everywhere(
    intake: Import, name: str, subject: Subject, *, user: User, at: datetime
) -> list[DraftTask]:
    """Say for all draft tasks of an import whom a name means; gives those that changed.

    What was decided on a draft stays: whom a name means is no other task.

    Raises:
        ValidationError: the import is no longer in review, or no draft names anybody so.
    """
    require_review(intake, user)
    changed, known = [], False
    for row in intake.tasks.select_for_update().order_by("order"):
        meant = [party for party in row.values["parties"] if party["name"] == name]
        known = known or bool(meant)
        if any(party["subject"] != subject.pk for party in meant):
            for party in meant:
                party["subject"] = subject.pk
            changed.append(row)
    if not known:
        raise ValidationError(_("No task of this import names “%(name)s”.") % {"name": name})
    DraftTask.objects.bulk_update(changed, ["values"], batch_size=200)
    if changed:
        note(intake, "name_decided", user, at, {name: [None, subject.pk], "tasks": [None, len(changed)]})
    return changed


@transaction.atomic
def let_first_lead_consolidate(intake: Import, *, user: User, at: datetime) -> int:
    """Say once for the whole plan that of joint leads the first consolidates (汇总); gives how many tasks.

    Tasks for which somebody said who consolidates keep that.

    Raises:
        ValidationError: the import is no longer in review.
    """
    require_review(intake, user)
    changed = []
    for row in intake.tasks.select_for_update().order_by("order"):
        leads = [party for party in row.values["parties"] if party["role"] == Role.LEAD]
        if len(leads) > 1 and not any(party["consolidates"] for party in leads):
            leads[0]["consolidates"] = True
            changed.append(row)
    DraftTask.objects.bulk_update(changed, ["values"], batch_size=200)
    if changed:
        note(intake, "first_leads_consolidate", user, at, {"tasks": [None, len(changed)]})
    return len(changed)


@transaction.atomic
def fill_under_heading(
    draft: DraftTask, fields: Mapping[str, str], *, user: User, at: datetime
) -> list[DraftTask]:
    """Give all drafts that stand under the same heading the same values of the ledger's own fields.

    Raises:
        ValidationError: the import is no longer in review.
    """
    require_review(draft.intake, user)
    path, changed = draft.values["path"], []
    for row in draft.intake.tasks.select_for_update().exclude(pk=draft.pk).order_by("order"):
        before = row.values.get("fields") or {}
        after = {name: value for name, value in {**before, **fields}.items() if value != ""}
        if row.values["path"] == path and after != before:
            row.values["fields"] = after
            changed.append(row)
    DraftTask.objects.bulk_update(changed, ["values"], batch_size=200)
    if changed:
        given: dict[str, list[Any]] = {name: [None, value] for name, value in fields.items()}
        note(draft.intake, "fields_filled", user, at, {**given, "tasks": [None, len(changed)]})
    return changed
