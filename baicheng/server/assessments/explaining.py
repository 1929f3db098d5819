"""With what a run is reckoned, and the rows behind each of its facts (佐证)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq
from django.conf import settings

from baicheng.rules.database import Limits
from baicheng.rules.evidence import Evidence, evidence, unplaced
from baicheng.rules.model.scorecard import Scorecard
from baicheng.server.assessments.models import Result, Run
from baicheng.server.assessments.queries import folder_of_run, standing_of
from baicheng.server.assessments.reckoning import LocalValue, Reckoned, Reckoning, with_local_figures
from baicheng.server.editions.queries import loaded

#: So many rows that name nobody are kept of each fact.
_MOST_UNPLACED = 50


def reckoning_of(
    run: Run, snapshot: Path, folder: Path | None = None, *, tried: Sequence[LocalValue] = ()
) -> Reckoning:
    """All that decides what a run gives.

    Args:
        snapshot: the folder of its snapshot.
        folder: where rows are laid out; the run's own folder, unless given.
        tried: values that are tried out, before those that were decided.

    Raises:
        NotInstalled: the edition of its pack is not there any more.
    """
    pack, local_values = loaded(run.edition), [*run.local_values, *tried]
    return Reckoning(
        pack=pack,
        rules=with_local_figures(pack.rules, local_values),
        standing=standing_of(run),
        local_values=local_values,
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


def groups_of(run: Run, snapshot: Path) -> dict[str, str]:
    """Subject → the group within which it is ranked; empty where all are ranked together."""
    reckoned = reckoning_of(run, snapshot).seen(run.rule)
    rule = reckoned.statement.rule
    rows = reckoned.sources.get(rule.judges.relation)
    if not isinstance(rule, Scorecard) or rule.ranking is None or not rule.ranking.among:
        return {}
    if not isinstance(rows, Path):
        return {}
    table = pq.read_table(rows, columns=[rule.judges.key, rule.ranking.among]).to_pydict()
    pairs = zip(table[rule.judges.key], table[rule.ranking.among], strict=True)
    return {str(subject): str(group) for subject, group in pairs}
