"""The counts of an overview from the sums that are kept (统计读取), whatever the size of the ledger.

The sums hold all tasks as they were counted last. What was touched since, or has turned with time, is taken out of them
and counted now, so that the figures are those of this moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from baicheng.server.duties.models import Counted, CountedSum, Counting, Touched
from baicheng.server.duties.overview.contributions import (
    EVERYTHING,
    Contribution,
    added,
    basis_of,
    contribution_in,
    contributions,
    viewer_of,
)
from baicheng.server.duties.overview.counts import NOW, Counts, counts_in, planned_of
from baicheng.server.duties.overview.course import told
from baicheng.server.duties.overview.reading import are_too_many, batches_of
from baicheng.server.duties.overview.scope import Scope
from baicheng.server.duties.overview.tallies import Task, tally
from baicheng.server.duties.overview.worst import SHOWN, in_order
from baicheng.server.history.among import among
from baicheng.server.registers.queries.reach import seen_twice, sees_everything, ways_to_see

#: So many tasks are counted with a page; where more have changed within a minute the page says as of when it tells.
MOST_TOUCHED = 2_000
#: The worker may write the sums while they are read; then they are read again.
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Found:
    """The counts of a scope.

    Attributes:
        behind: so many tasks at least have changed since ``counted_at`` and are not in them yet.
        first: the tasks that want a look first, where all were counted one by one.
    """

    counts: Counts
    behind: int = 0
    counted_at: datetime | None = None
    first: Sequence[Task] | None = None


def counted(scope: Scope, standing_for: Mapping[int, int]) -> Found | None:
    """The counts of the tasks of a scope: from the sums, or one by one on a day of the past and where none are kept.

    None where today's tasks are so many that the worker's sums are worth waiting for.
    """
    if (found := kept(scope, standing_for)) is not None:
        return found
    if scope.past is None and are_too_many(scope):
        return None
    return one_by_one(scope, standing_for)


def one_by_one(scope: Scope, standing_for: Mapping[int, int]) -> Found:
    """The counts of a scope from each of its tasks, which takes two seconds for some 35,000."""
    counts, first = Counts(), list[Task]()
    for tasks in batches_of(scope):
        tally(tasks, scope.at, role=scope.says.units, standing_for=standing_for, before=counts.tallies)
        counts.planned.update(planned_of(tasks))
        first = in_order([*first, *tasks], scope.at)[:SHOWN]
    counts.told = told(scope)
    return Found(counts, first=first)


def kept(scope: Scope, standing_for: Mapping[int, int]) -> Found | None:
    """The counts of today's tasks as a user sees them; none where the worker has not counted them yet."""
    if scope.past is not None:
        return None
    basis = basis_of(scope.book, scope.day, standing_for)
    state = _counting(scope, basis)
    for _try in range(_TRIES):
        if state is None:
            return None
        found = _from_sums(scope, state, standing_for)
        after = _counting(scope, basis)
        if after is not None and after.turn == state.turn:
            return found
        state = after
    return None


def _counting(scope: Scope, basis: str) -> Counting | None:
    return Counting.objects.filter(register=scope.book.id, basis=basis, is_complete=True).first()


def _from_sums(scope: Scope, state: Counting, standing_for: Mapping[int, int]) -> Found:
    viewers = _viewers(scope)
    register = scope.book.id
    rows = CountedSum.objects.filter(among("viewer", viewers), register=register).values_list(
        "sums", flat=True
    )
    sums: list[tuple[Mapping[str, int], int]] = [(words, 1) for words in rows]
    touched = _touched(scope)
    twice = seen_twice(scope.viewer, scope.book) if len(viewers) > 1 else {}
    behind = len(touched) if len(touched) > MOST_TOUCHED else 0
    anew: frozenset[int] = frozenset() if behind else touched
    for record, one in _counted({*anew, *twice}):
        ways = len(one.viewers & viewers)
        sums.append((one.words, -ways if record in anew else 1 - ways if ways else 0))
    if anew:
        found = contributions(scope.book, anew, scope.at, standing_for)
        sums += [(one.words, 1) for one in found.values() if one.viewers & viewers]
    counts = counts_in(added(sums))
    counts.told[scope.day] = counts.told.pop(NOW, Counter())
    return Found(counts, behind, state.counted_at if behind else None)


def _viewers(scope: Scope) -> frozenset[str]:
    """The sums that belong to a user."""
    if sees_everything(scope.viewer, scope.book):
        return frozenset({EVERYTHING})
    return frozenset(viewer_of(*way) for way in ways_to_see(scope.viewer, scope.book))


def _touched(scope: Scope) -> frozenset[int]:
    """The tasks that are not in the sums as they are now; of very many not all."""
    noted = Touched.objects.filter(register=scope.book.id).values_list("record_id")
    turned = Counted.objects.filter(register=scope.book.id, turns_at__lte=scope.at).values_list("record_id")
    # Several notes may speak of one task: it stands in the union once.
    return frozenset(record for (record,) in noted.union(turned)[: MOST_TOUCHED + 1])


def _counted(records: Collection[int]) -> Iterator[tuple[int, Contribution]]:
    """What tasks have added to the sums."""
    if records:
        for row in Counted.objects.filter(among("record_id", records)):
            yield row.record_id, contribution_in(row)
