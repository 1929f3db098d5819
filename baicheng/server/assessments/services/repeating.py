"""Repeating a run (复算): from its snapshot, with the same edition and local values, to the same points."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assessments.explaining import reckoning_of
from baicheng.server.assessments.models import Result, Run, RunState
from baicheng.server.assessments.services.asking import refuse_unless_office
from baicheng.server.assessments.services.carrying_out import note_run
from baicheng.server.assessments.services.snapshotting import folder_of, refuse_altered
from baicheng.server.assessments.told import Told, digest, told


@dataclass(frozen=True)
class Rerun:
    """A run reckoned again from its snapshot.

    Attributes:
        digest: that of the results now; the run's own where every figure and word came out again.
        differing: whose results came out otherwise.
        reworded: whether the program has other words for the same figures than the version that kept them.
    """

    digest: str
    differing: tuple[str, ...]
    reworded: bool = False

    @property
    def is_same(self) -> bool:
        """Whether every figure came out as it did then, and everything undecided for want of the same."""
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
    reworded = again != run.digest and not differing
    context = {"digest": again, "same": not differing, "reworded": reworded}
    note_run(run, "repeated", actor_of(user), at, {}, context)
    return Rerun(again, differing, reworded)


def _differing(run: Run, found: Sequence[Told]) -> tuple[str, ...]:
    """The subjects of whom something came out otherwise than it was kept."""
    kept = {one.subject: _figures(one) for one in run.results.all()}
    now = {one.subject: _figures(one) for one in found}
    return tuple(
        sorted(
            name
            for name in kept.keys() | now.keys()
            if name not in kept or name not in now or not _agrees(kept[name], now[name])
        )
    )


def _figures(one: Result | Told) -> dict[str, Any]:
    """A result without the words of the program: its sentences on what is undecided, how it writes a formula."""
    lines = [{**line, "formula": ""} for line in one.detail["lines"]]
    return {
        "total": one.total,
        "grade": one.grade,
        "place": one.place,
        "outcome": one.outcome,
        "undecided": [{**each, "because": ""} for each in one.undecided],
        "detail": {**one.detail, "lines": lines},
    }


def _agrees(kept: Any, now: Any) -> bool:
    """Whether all that the version of then kept came out again; a later one may tell more beside it."""
    if isinstance(kept, Mapping) and isinstance(now, Mapping):
        return all(name in now and _agrees(value, now[name]) for name, value in kept.items())
    if isinstance(kept, list) and isinstance(now, list):
        return len(kept) == len(now) and all(map(_agrees, kept, now))
    return bool(kept == now)
