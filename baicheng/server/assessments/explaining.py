"""With what a run is reckoned, and the rows behind each of its facts (佐证)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from baicheng.rules.database import Limits
from baicheng.rules.evidence import Evidence, evidence, unplaced
from baicheng.server.assessments.models import Result, Run
from baicheng.server.assessments.queries import folder_of_run, standing_of
from baicheng.server.assessments.reckoning import Reckoned, Reckoning
from baicheng.server.editions.queries import loaded

#: So many rows that name nobody are kept of each fact.
_MOST_UNPLACED = 50


def reckoning_of(run: Run, snapshot: Path, folder: Path | None = None) -> Reckoning:
    """All that decides what a run gives.

    Args:
        snapshot: the folder of its snapshot.
        folder: where rows are laid out; the run's own folder, unless given.

    Raises:
        NotInstalled: the edition of its pack is not there any more.
    """
    pack = loaded(run.edition)
    return Reckoning(
        pack=pack,
        rules=pack.rules,
        standing=standing_of(run),
        local_values=run.local_values,
        snapshot=snapshot,
        folder=folder or folder_of_run(run),
        limits=limits(),
    )


def limits() -> Limits:
    """What a run may take of the machine; the installation's settings say it."""
    return Limits(seconds=settings.RUN_SECONDS, memory_mb=settings.RUN_MEMORY_MB)


def rows_of_nobody(reckoned: Reckoned) -> dict[str, list[list[str]]]:
    """Fact → rows that name nobody, and so count for nobody, by relation and key."""
    found = unplaced(reckoned.statement.judged, reckoned.relations, reckoned.sources, limits())
    return {
        fact: [[one.relation, str(one.key)] for one in rows[:_MOST_UNPLACED]] for fact, rows in found.items()
    }


def rows_behind(result: Result, snapshot: Path) -> Mapping[str, tuple[Evidence, ...]]:
    """Fact → the rows behind it, as the run saw them.

    Raises:
        RunFailed, UnfitSource, NotInstalled: as for a run.
    """
    reckoning = reckoning_of(result.run, snapshot)
    reckoned = reckoning.seen(result.run.rule)
    return evidence(reckoned.statement.judged, reckoned.relations, reckoned.sources, result.subject, limits())
