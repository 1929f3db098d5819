"""A DuckDB in the process for one run, with limits: it reads the sources and nothing else."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from baicheng.rules.dialects import tables_of as tables_of
from baicheng.rules.lazy_rows import LazyRows
from baicheng.rules.relations import Kind, Relations
from baicheng.rules.setting import Storage, Stored, code_column
from baicheng.rules.sources import Source, Sources, UnfitSource, check_source, files_of, schema_of
from baicheng.rules.storage import check_storage, widened, with_codes

#: Quotient, rounded once, half away from zero. Both numbers are whole millionths first, so that nothing is lost;
#: the whole quotient of twice the dividend is then halved, and the half rounded.
QUOTIENT = """\
CREATE TEMP MACRO quotient(dividend, divisor, decimals) AS CAST(
  ROUND(CAST(
    (CAST(CAST(dividend AS DECIMAL(38, 6)) * 1000000 AS HUGEINT)
      * CAST([2, 20, 200, 2000, 20000, 200000, 2000000][decimals + 1] AS HUGEINT))
    // NULLIF(CAST(CAST(divisor AS DECIMAL(38, 6)) * 1000000 AS HUGEINT), 0) AS DECIMAL(38, 0)) * 0.5, 0)
  * CAST([1000000, 100000, 10000, 1000, 100, 10, 1][decimals + 1] AS DECIMAL(7, 0))
  * CAST(0.000001 AS DECIMAL(6, 6)) AS DECIMAL(38, 6))"""


@dataclass(frozen=True)
class Limits:
    """What a run may take.

    Attributes:
        seconds: after so many it is stopped.
        memory_mb: megabytes of memory; what does not fit fails, nothing is written to disk.
        threads: processors.
    """

    seconds: float = 120
    memory_mb: int = 2048
    threads: int = 2


class RunFailed(RuntimeError):
    """The run was stopped by a limit, or a number outgrew its digits; nothing of it is used."""


@contextmanager
def within(limits: Limits, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What is asked of a database in here stays within the limits, of which it knows the memory already.

    Raises:
        RunFailed: it takes more time or memory than is allowed, or a number does not fit.
    """
    timer = threading.Timer(limits.seconds, connection.interrupt)
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        raise RunFailed(f"stopped after {limits.seconds:g} s, the limit of a run") from None
    except duckdb.OutOfMemoryException:
        raise RunFailed(f"needs more than {limits.memory_mb} MB, the limit of a run") from None
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        told = "a number has more than 38 digits, or 18 where columns are held in 64 bits"
        raise RunFailed(f"{told}: {str(error).splitlines()[0]}") from None
    finally:
        timer.cancel()


class Database:
    """Relations as tables of a DuckDB of its own; see ``opened``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits

    def rows(self, sql: str) -> LazyRows:
        """The rows of a statement for many subjects: a value is made when it is asked for.

        Raises:
            RunFailed: as ``within``.
        """
        with within(self._limits, self._connection), warnings.catch_warnings():
            # It warns of a copy, which is small; without it a statement of many columns would be planned twice.
            warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")
            return LazyRows(self._connection.execute(sql).to_arrow_table())

    def rows_of(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a statement for a few subjects, with all that they hold.

        Raises:
            RunFailed: as ``within``.
        """
        with within(self._limits, self._connection):
            found = self._connection.execute(sql)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def table_of(self, sql: str) -> pa.Table:
        """The rows of a statement as columns, for results of so many subjects that none is looked at by itself.

        Raises:
            RunFailed: as ``rows_of``.
        """
        with within(self._limits, self._connection):
            return self._connection.sql(sql).to_arrow_table()

    def show(
        self, name: str, relations: Relations, source: Source, storage: Storage = MappingProxyType({})
    ) -> None:
        """Let statements read a relation, in place of what they read under its name before.

        Args:
            storage: for which rows the statements were compiled.

        Raises:
            UnfitSource: the rows have another shape, or lie otherwise.
        """
        stored = storage.get(name, {})
        check_source(name, relations[name], source)
        check_storage(name, relations[name], source, stored)
        _register(self._connection, name, relations, source, stored)


@contextmanager
def opened(
    relations: Relations,
    sources: Sources,
    select: exp.Expr,
    limits: Limits | None = None,
    storage: Storage = MappingProxyType({}),
) -> Iterator[Database]:
    """A database with the relations that a statement reads.

    Args:
        storage: for which rows it was compiled.

    Raises:
        UnfitSource: a relation has no source, or one of another shape.
    """
    used = tables_of(select)
    with _connected(_files(used, sources), limits or Limits()) as database:
        for name in sorted(used):
            if name not in sources:
                raise UnfitSource(f"there are no rows for the relation '{name}'")
            database.show(name, relations, sources[name], storage)
        yield database


@contextmanager
def kept_open(limits: Limits | None = None, *, optimized: bool = False) -> Iterator[Database]:
    """A database for many runs over tables in memory; what each of them reads, ``show`` gives.

    Args:
        optimized: look for the best plan; with a handful of rows that takes longer than to carry out the first.
    """
    with _connected([], limits or Limits(threads=1), optimized=optimized) as database:
        yield database


@contextmanager
def _connected(files: Sequence[str], limits: Limits, *, optimized: bool = True) -> Iterator[Database]:
    connection = duckdb.connect(":memory:")
    try:
        if not optimized:
            connection.execute("PRAGMA disable_optimizer")
        _restrict(connection, limits, files)
        connection.execute(QUOTIENT)
        yield Database(connection, limits)
    finally:
        connection.close()


def _files(used: set[str], sources: Sources) -> list[str]:
    """The files that a run may read."""
    return [
        str(path)
        for name in used
        if isinstance(source := sources.get(name), Path | list | tuple)
        for path in files_of(source)
    ]


def _restrict(connection: duckdb.DuckDBPyConnection, limits: Limits, files: Sequence[str]) -> None:
    settings: Mapping[str, object] = {
        "memory_limit": f"{limits.memory_mb}MB",
        "threads": limits.threads,
        "temp_directory": "",
        "TimeZone": "Asia/Shanghai",
        # Decimals of at most 18 digits in 64 bits, as they were reckoned.
        "arrow_output_version": "1.5",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allowed_paths": list(files),
        "enable_external_access": False,
        "lock_configuration": True,
    }
    for name, value in settings.items():
        connection.execute(f"SET {name} = {_literal(value)}")


def _literal(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else "'" + str(value).replace("'", "''") + "'"


def _register(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    relations: Relations,
    source: Source,
    stored: Mapping[str, Stored],
) -> None:
    """The relation's columns only, moments without their zone, whole numbers with room to grow where the rule gives them none."""
    schema = schema_of(name, source)
    if isinstance(source, pa.Table):
        connection.register(f"{name} rows", with_codes(source, stored))
        origin = f'"{name} rows"'
    else:
        origin = f"read_parquet({_literal([str(path) for path in files_of(source)])})"
    columns = [f'"{code_column(column)}"' for column, how in stored.items() if how.words]
    for column, declared in relations[name].columns.items():
        read_as = "TIMESTAMP" if declared.kind is Kind.MOMENT else None
        if stored.get(column, Stored()).bits is None:
            read_as = read_as or widened(declared.kind, schema.field(column).type)
        columns.append(f'CAST("{column}" AS {read_as}) AS "{column}"' if read_as else f'"{column}"')
    connection.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT {", ".join(columns)} FROM {origin}')
