"""Many small runs on one database, such as the cases of a pack (用例): no start-up for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from baicheng.rules.database import Database, Limits, kept_open
from baicheng.rules.kinds import Compiled
from baicheng.rules.running import Result, results_of
from baicheng.rules.sources import table_of


class Bench:
    """A database that stays open for one statement after the other."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def run(self, statement: Compiled, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Sequence[Result]:
        """The results of all subjects, in their order.

        Args:
            rows: relation → its rows, as ``table_of`` takes them; one that is left out has none.

        Raises:
            UnfitSource: a row has another shape.
            RunFailed: a limit was reached.
        """
        for name in statement.reads:
            table = table_of(statement.relations[name], rows.get(name, ()))
            self._database.show(name, statement.relations, table, statement.setting.storage)
        return results_of(statement, self._database.rows_of(statement.text))


@contextmanager
def opened_bench(limits: Limits | None = None) -> Iterator[Bench]:
    """A bench with a database of its own, in memory and without access to files."""
    with kept_open(limits) as database:
        yield Bench(database)
