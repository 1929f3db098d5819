"""Carrying out runs (执行计算): all results, or none with the reason."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from baicheng.rules.database import RunFailed
from baicheng.rules.setting import FaultyRule
from baicheng.rules.sources import UnfitSource
from baicheng.server.assessments.explaining import reckoning_of, rows_of_nobody
from baicheng.server.assessments.models import Result, Run, RunState, Snapshot
from baicheng.server.assessments.queries import folder_of_run
from baicheng.server.assessments.reckoning import Reckoned
from baicheng.server.assessments.services.snapshotting import folder_of, is_there, take_snapshot
from baicheng.server.assessments.standing_rows import labels
from baicheng.server.assessments.told import Told, digest, told
from baicheng.server.editions.queries import NotInstalled, loaded
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.services import record
from baicheng.server.notices.services import notify
from baicheng.server.orgs.models import Subject

#: A run that has not ended after so long was broken off with the program that carried it out.
_BROKEN_OFF = timedelta(minutes=30)
_BATCH = 500


def carry_out(run: Run, *, at: datetime, actor: Actor = WORKER) -> Run:
    """Reckon a run that waits, and keep its results: all of them, or none with the reason.

    Of two that begin at the same time one leaves it to the other.
    """
    taken = Run.objects.filter(pk=run.pk, state=RunState.WAITING).update(
        state=RunState.RUNNING, started_at=at
    )
    row = Run.objects.select_related("asked_by", "snapshot").get(pk=run.pk)
    if not taken:
        return row
    try:
        row.snapshot = _snapshot_for(row, at)
        shutil.rmtree(folder_of_run(row), ignore_errors=True)
        reckoned = reckoning_of(row, folder_of(row.snapshot)).reckon(row.rule)
        found = [told(row.rule, one) for one in reckoned.results]
        row.unplaced = rows_of_nobody(reckoned)
    except (RunFailed, UnfitSource, FaultyRule, NotInstalled, ValidationError, OSError) as error:
        return _failed(row, error, at, actor)
    except BaseException:
        Run.objects.filter(pk=row.pk).update(state=RunState.WAITING, started_at=None)
        raise
    return _finished(row, reckoned, found, at, actor)


def carry_out_waiting(at: datetime) -> int:
    """Carry out the runs that wait, the oldest first, those that were broken off again; returns how many."""
    Run.objects.filter(state=RunState.RUNNING, started_at__lt=at - _BROKEN_OFF).update(state=RunState.WAITING)
    waiting = list(Run.objects.filter(state=RunState.WAITING).order_by("asked_at", "pk"))
    for run in waiting:
        _tell(carry_out(run, at=at), at)
    return len(waiting)


def _snapshot_for(run: Run, at: datetime) -> Snapshot:
    """The snapshot that a run was reckoned with; else one that knows all that counts, taken now if there is none."""
    if run.snapshot is not None:
        return run.snapshot
    known = Snapshot.objects.filter(as_of__gte=run.known_at).order_by("as_of", "pk")
    fitting = (
        one
        for one in known
        if one.editions.get(run.programme, {}).get("digest") == run.edition and is_there(one)
    )
    judged_by = {run.programme: {"version": run.edition_version, "digest": run.edition}}
    return next(fitting, None) or take_snapshot(
        as_of=max(at, run.known_at), at=max(at, run.known_at), actor=WORKER, judged_by=judged_by
    )


def _failed(run: Run, error: Exception, at: datetime, actor: Actor) -> Run:
    message = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    with transaction.atomic():
        run.state, run.message, run.finished_at = RunState.FAILED, message, at
        run.save()
        note_run(
            run, "failed", actor, at, {"state": [RunState.WAITING.value, run.state]}, {"message": message}
        )
    return run


@transaction.atomic
def _finished(run: Run, reckoned: Reckoned, found: Sequence[Told], at: datetime, actor: Actor) -> Run:
    Result.objects.bulk_create(_results(run, reckoned, found), batch_size=_BATCH)
    run.state, run.finished_at, run.digest = RunState.DONE, at, digest(found)
    run.subjects, run.undecided = len(found), sum(bool(one.undecided) for one in found)
    run.save()
    context = {"digest": run.digest, "snapshot": run.snapshot.digest if run.snapshot else None}
    note_run(run, "finished", actor, at, {"state": [RunState.WAITING.value, run.state]}, context)
    return run


def _results(run: Run, reckoned: Reckoned, found: Sequence[Told]) -> Iterable[Result]:
    """Rows in the order in which people read them: by place, then by total, undecided last."""
    judges = reckoned.statement.rule.judges
    register = loaded(run.edition).registers.get(judges.relation)
    of_role = register is not None and judges.key in (*register.parties, "subject")
    directory = judges.relation == "subjects" or of_role
    rows = reckoned.sources.get(judges.relation)
    called = labels(rows, judges.key) if isinstance(rows, Path) and not of_role else {}
    known = set(Subject.objects.values_list("pk", flat=True)) if directory else set()

    def rank(one: Told) -> tuple[Any, ...]:
        total = one.total if one.total is not None else 0
        return (one.place is None, one.place or 0, one.total is None, -total, one.subject)

    for order, one in enumerate(sorted(found, key=rank), 1):
        about = int(one.subject) if one.subject.isdecimal() and int(one.subject) in known else None
        yield Result(
            run=run,
            order=order,
            about_id=about,
            register="" if directory else f"{run.programme}.{judges.relation}",
            label=called.get(one.subject, "")[:400],
            **vars(one),
        )


def _tell(run: Run, at: datetime) -> None:
    """Tell whoever asked that the run has ended."""
    done = run.state == RunState.DONE
    text = {
        "zh": f"“{run.title['zh']}”{'计算完毕' if done else '没有算成，请查看原因'}。",
        "en": f"“{run.title['en']}” {'is reckoned' if done else 'could not be reckoned; look at the reason'}.",
    }
    notify(
        [run.asked_by],
        key=f"assessments.run:{run.pk}:{run.state}",
        text=text,
        at=at,
        path=run.get_absolute_url(),
    )


def note_run(
    run: Run,
    verb: str,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, Sequence[Any]],
    context: Mapping[str, Any],
) -> None:
    """Enter in history what became of a run."""
    record(
        chain=f"assessments.run:{run.pk}",
        verb=f"assessments.run.{verb}",
        actor=actor,
        at=at,
        changes={name: [None if old is None else str(old), str(new)] for name, (old, new) in changes.items()},
        context=dict(context),
    )
