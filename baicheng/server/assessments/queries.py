"""Reading runs and results: who may see them, whose they are, and with what they were reckoned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from baicheng.packs.pack import Pack
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import sees_all
from baicheng.server.assessments.models import Result, Run
from baicheng.server.assessments.readers import further_runs
from baicheng.server.assessments.standing_rows import Standing
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.editions.queries import packs

#: The folder of the installation's data in which each run keeps the rows that it saw.
RUNS = "runs"


def seen_programmes(user: User, on: date) -> list[Pack]:
    """The installed packs with rules whose results a user may see: all results are seen by who sees all records."""
    return [pack for pack in packs() if pack.rules and sees_all(user, pack.name, on)]


def runs_for(user: User, on: date) -> QuerySet[Run]:
    """The runs that a user may see, the newest first: of programmes that they read, or those that they approve."""
    names = [pack.name for pack in packs() if sees_all(user, pack.name, on)]
    return Run.objects.filter(Q(programme__in=names) | further_runs(user, on)).select_related(
        "asked_by__person", "snapshot"
    )


def results_of(run: Run) -> QuerySet[Result]:
    """The results of a run, in the order in which they are read: places, then totals, then the rule's own order."""
    return Result.objects.filter(run=run).select_related("about", "run")


def local_values_on(programme: str, on: date, known_at: datetime) -> list[dict[str, Any]]:
    """The values of a pack that were decided locally and hold on a day, as known at a moment: of several the last."""
    rows = LocalValue.objects.filter(
        Q(until=None) | Q(until__gt=on),
        Q(path__startswith="values.") | Q(path__startswith="rules."),
        pack=programme,
        state=LocalValueState.APPROVED,
        settled_at__lte=known_at,
        since__lte=on,
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows.order_by("since", "pk"):
        found[row.path] = {
            "path": row.path,
            "value": row.value,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
            "reason": row.reason,
            "decided_by": row.decided_by,
        }
    return [found[path] for path in sorted(found)]


def standing_of(run: Run) -> Standing:
    """Which day a run looks at, as known when."""
    return Standing(Period(run.since, run.until), run.known_at)


def folder_of_run(run: Run) -> Path:
    """Where a run keeps the rows that it saw; it can be deleted, and is laid out again when it is needed."""
    return Path(settings.DATA) / RUNS / str(run.pk)


def described(run: Run) -> Mapping[str, Any]:
    """On what a run rests, for history."""
    return {
        "rule": run.rule,
        "edition": [run.edition_version, run.edition],
        "since": run.since.isoformat(),
        "until": run.until.isoformat(),
        "known_at": run.known_at.isoformat(),
        "local_values": [one["path"] for one in run.local_values],
    }
