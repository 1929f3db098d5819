"""Making results final (定案): from then on they count for other rules, and the run never changes."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.assessments.models import Run, RunState
from baicheng.server.assessments.services.carrying_out import note_run
from baicheng.server.history.actors import Actor


@transaction.atomic
def make_final(run: Run, *, counts_on: date, actor: Actor, at: datetime) -> Run:
    """Let the results of a finished run count for other rules on a day; whoever calls it checked who approved them.

    Raises:
        ValidationError: it is not finished, or final already.
    """
    row = Run.objects.select_for_update().get(pk=run.pk)
    if row.state != RunState.DONE or row.final_at is not None:
        raise ValidationError(_("Only results that were reckoned, and are not final, can be made so."))
    row.final_at, row.counts_on = at, counts_on
    row.save()
    changes = {"final_at": [None, at.isoformat()], "counts_on": [None, counts_on.isoformat()]}
    note_run(row, "made_final", actor, at, changes, {"digest": row.digest})
    return row
