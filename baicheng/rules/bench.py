"""Many small runs on one database, such as the cases of a pack (用例): no start-up for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from baicheng.rules.database import Database, Limits, kept_open, tables_of
from baicheng.rules.kinds import Compiled
from baicheng.rules.running import Result, results_of
from baicheng.rules.sources import table_of


class Bench:
    """A database that stays open; a statement that runs again is not written again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._written: dict[int, _Written] = {}

    def run(self, statement: Compiled, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Sequence[Result]:
        """The results of all subjects, in their order.

        Args:
            rows: relation → its rows, as ``table_of`` takes them; one that is left out has none.

        Raises:
            UnfitSource: a row has another shape.
            RunFailed: a limit was reached.
        """
        written = self._written.get(id(statement))
        if written is None:
            written = self._written[id(statement)] = _Written.of(statement)
        for name in written.reads:
            table = table_of(statement.relations[name], rows.get(name, ()))
            self._database.show(name, statement.relations, table)
        return results_of(statement, self._database.rows_of(written.sql))


class _Written(NamedTuple):
    """A statement as text; it is kept beside it, so that its identity stays its own."""

    statement: Compiled
    sql: str
    reads: tuple[str, ...]

    @classmethod
    def of(cls, statement: Compiled) -> _Written:
        reads = tuple(sorted(tables_of(statement.select)))
        return cls(statement, statement.select.sql(dialect="duckdb"), reads)


@contextmanager
def opened_bench(limits: Limits | None = None) -> Iterator[Bench]:
    """A bench with a database of its own, in memory and without access to files."""
    with kept_open(limits) as database:
        yield Bench(database)
