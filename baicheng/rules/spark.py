"""Rules on Apache Spark (集群计算): the same statement over the same Parquet, for more rows than one machine holds.

Needs the extra ``spark`` and Java 17. The caller brings the session; time and memory are bounded by its settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from sqlglot import exp

from baicheng.rules.database import RunFailed, tables_of
from baicheng.rules.dialects import written
from baicheng.rules.kinds import Compiled
from baicheng.rules.relations import Kind, Relation
from baicheng.rules.running import Result, results_of
from baicheng.rules.sources import Source, Sources, UnfitSource, check_source, files_of, schema_of
from baicheng.rules.storage import widened

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Numbers that do not fit stop a run, products are rounded, and moments are those of China, whatever the session says.
_SETTINGS: Mapping[str, str] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.session.timeZone": "Asia/Shanghai",
}


def run_on_spark(statement: Compiled, sources: Sources, session: SparkSession) -> Sequence[Result]:
    """The results of all subjects, in their order: those that DuckDB gives, to the last decimal.

    Args:
        sources: the rows of each relation that the rule reads; files where every worker can read them.

    Raises:
        UnfitSource: rows are missing or of another shape.
        RunFailed: a number grew beyond 38 digits.
    """
    frame = frame_of(statement, sources, session)
    return results_of(statement, [row.asDict() for row in _collected(frame)])


def frame_of(
    statement: Compiled, sources: Sources, session: SparkSession, select: exp.Expr | None = None
) -> DataFrame:
    """The rows of the rule's statement, or of another one over its relations, as a frame that is not reckoned yet.

    Raises:
        UnfitSource: rows are missing or of another shape.
    """
    select = statement.select if select is None else select
    own = session.newSession()
    for key, value in _SETTINGS.items():
        own.conf.set(key, value)
    for name in sorted(tables_of(select)):
        if name not in sources:
            raise UnfitSource(f"there are no rows for the relation '{name}'")
        relation = statement.relations[name]
        check_source(name, relation, sources[name])
        if statement.setting.storage.get(name):
            raise UnfitSource(
                f"the rule was compiled for a table of {name}; compile it without storage for a cluster"
            )
        _read(name, relation, sources[name], own).createOrReplaceTempView(name)
    return own.sql(written(select, "spark", pretty=False))


def _read(name: str, relation: Relation, source: Source, session: SparkSession) -> DataFrame:
    """The relation's columns only, moments in China's time, whole numbers with room to grow."""
    schema = schema_of(name, source)
    if isinstance(source, pa.Table):
        found = session.createDataFrame(source.select(list(relation.columns)))
    else:
        found = session.read.parquet(*(str(path) for path in files_of(source)))
    columns = []
    for column, declared in relation.columns.items():
        held = schema.field(column).type
        read_as = "TIMESTAMP" if declared.kind is Kind.MOMENT else widened(declared.kind, held)
        columns.append(f"CAST({column} AS {read_as}) AS {column}" if read_as else column)
    return found.selectExpr(*columns)


def _collected(frame: DataFrame) -> list[Any]:
    from pyspark.errors import ArithmeticException

    try:
        rows: list[Any] = frame.collect()
    except ArithmeticException as error:
        raise RunFailed(f"a number has more than 38 digits: {str(error).splitlines()[0]}") from None
    return rows
