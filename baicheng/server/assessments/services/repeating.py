"""Repeating a run (复算): from its snapshot, with the same edition and local values, to the same points."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assessments.explaining import reckoning_of
from baicheng.server.assessments.models import Run, RunState
from baicheng.server.assessments.services.asking import refuse_unless_office
from baicheng.server.assessments.services.carrying_out import note_run
from baicheng.server.assessments.services.snapshotting import folder_of, refuse_altered
from baicheng.server.assessments.told import Told, digest, told


@dataclass(frozen=True)
class Rerun:
    """A run reckoned again from its snapshot: the digest it gives now, and whose results differ."""

    digest: str
    differing: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether every figure and reason came out as it did then."""
        return not self.differing


def rerun(run: Run, *, user: User, at: datetime) -> Rerun:
    """Reckon a finished run again from what it names; nothing of it is changed.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is not finished, or files of its snapshot were changed.
        RunFailed: a limit was reached.
    """
    refuse_unless_office(user, run.programme, at)
    if run.state != RunState.DONE or run.snapshot is None:
        raise ValidationError(_("This run is not finished: there is nothing to repeat."))
    refuse_altered(run.snapshot)
    with tempfile.TemporaryDirectory() as folder:
        reckoning = reckoning_of(run, folder_of(run.snapshot), Path(folder))
        found = [told(run.rule, one) for one in reckoning.reckon(run.rule).results]
    again = digest(found)
    differing = () if again == run.digest else _differing(run, found)
    note_run(run, "repeated", actor_of(user), at, {}, {"digest": again, "same": again == run.digest})
    return Rerun(again, differing)


def _differing(run: Run, found: Sequence[Told]) -> tuple[str, ...]:
    """The subjects of whom something came out otherwise."""
    kept = {
        one.subject: (one.total, one.grade, one.place, one.undecided, one.detail) for one in run.results.all()
    }
    now = {one.subject: (one.total, one.grade, one.place, one.undecided, one.detail) for one in found}
    return tuple(sorted(name for name in kept.keys() | now.keys() if kept.get(name) != now.get(name)))
