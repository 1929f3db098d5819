"""Reckoning a rule over a snapshot (计算): the setting of the day, rows laid out, rules on whose results it rests first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from baicheng.packs.pack import Pack
from baicheng.packs.rule_figures import FOLDER, with_figures
from baicheng.packs.rule_relations import setting_of
from baicheng.rules.database import Limits, RunFailed, tables_of
from baicheng.rules.kinds import Compiled, compiled
from baicheng.rules.model.rule import Rule
from baicheng.rules.relations import RESULTS, Relations
from baicheng.rules.result_rows import result_rows
from baicheng.rules.running import Result, run
from baicheng.rules.setting import Parameter, Setting
from baicheng.rules.sources import Source, table_of
from baicheng.server.assessments.standing_rows import Standing, lay_out

#: A local value as a run keeps it: path, value, days, reason, who decided it.
LocalValue = Mapping[str, Any]


@dataclass(frozen=True)
class Reckoned:
    """What a rule gave, and with what it was reckoned."""

    statement: Compiled
    results: Sequence[Result]
    sources: Mapping[str, Source]

    @property
    def relations(self) -> Relations:
        return self.statement.relations


@dataclass(frozen=True)
class Reckoning:
    """All that decides what a rule gives: the same again gives the same.

    Attributes:
        rules: the pack's rules, with the figures that were decided locally.
        snapshot: the folder of the snapshot.
        folder: where the rows are laid out that the rule sees.
    """

    pack: Pack
    rules: Mapping[str, Rule]
    standing: Standing
    local_values: Sequence[LocalValue]
    snapshot: Path
    folder: Path
    limits: Limits

    def setting(self) -> Setting:
        """The pack's relations and values on the last day judged, local values before the pack's own."""
        found = setting_of(self.pack, self.standing.period)
        return replace(found, parameters=with_local_values(found.parameters, self.local_values))

    def reckon(self, name: str) -> Reckoned:
        """Run a rule, after those whose computed results it uses.

        Raises:
            FaultyRule: its expressions do not fit the pack.
            RunFailed, UnfitSource: as ``baicheng.rules.running.run``.
        """
        statement, sources = self._prepared(name)
        return Reckoned(statement, run(statement, sources, self.limits), sources)

    def seen(self, name: str) -> Reckoned:
        """What a rule sees, without running it: for the rows behind its facts."""
        statement, sources = self._prepared(name)
        return Reckoned(statement, (), sources)

    def _prepared(self, name: str) -> tuple[Compiled, Mapping[str, Source]]:
        rule = self.rules[name]
        statement = compiled(rule, self.setting())
        wanted = tables_of(statement.select)
        sources: dict[str, Source] = dict(
            lay_out(self.snapshot, self.folder, self.pack, self.standing, wanted, self.limits)
        )
        if "results" in wanted:
            sources["results"] = self._with_computed(rule, sources["results"])
        return statement, sources

    def _with_computed(self, rule: Rule, final: Source) -> pa.Table:
        """The final results, and those of other rules that are computed now."""
        assert isinstance(final, Path), "results are laid out as a file"
        tables = [pq.read_table(final).cast(table_of(RESULTS, []).schema)]
        for name in computed_first(rule):
            if name not in self.rules:
                raise RunFailed(f"the rule '{name}', whose computed results are used, is not in this pack")
            below = replace(self, folder=self.folder / name).reckon(name)
            rows = result_rows(name, below.results, stage="computed", counts_on=self.standing.period.last_day)
            tables.append(table_of(RESULTS, rows))
        return pa.concat_tables(tables)


def computed_first(rule: Rule) -> list[str]:
    """The rules whose results a rule uses as computed in the same run."""
    return sorted({one.result for one in rule.facts.values() if one.result and one.stage == "computed"})


def with_local_values(
    parameters: Mapping[str, Parameter], local_values: Sequence[LocalValue]
) -> dict[str, Parameter]:
    """Values of a pack, with what was decided locally in their place."""
    found = dict(parameters)
    for one in local_values:
        name = one["path"].removeprefix("values.").replace(".", "_")
        if name in found and (value := _number(one["value"])) is not None:
            found[name] = Parameter(value, found[name].unit)
    return found


def with_local_figures(rules: Mapping[str, Rule], local_values: Sequence[LocalValue]) -> dict[str, Rule]:
    """Rules of a pack, with the weights, points and bounds that were decided locally."""
    decided: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for one in local_values:
        folder, _dot, rest = one["path"].partition(".")
        name, _dot, within = rest.partition(".")
        if folder == FOLDER and (value := _number(one["value"])) is not None:
            decided[name][within] = value
    return {name: with_figures(rule, decided[name]) for name, rule in rules.items()}


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
