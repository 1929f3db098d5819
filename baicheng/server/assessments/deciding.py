"""A rule for one subject on what is known now (实时判定): the same rule, the same mapping, only the rows that count.

What hangs on others is reckoned with them: claims that share a cap together, what is relative to the best with all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from baicheng.packs.pack import Pack
from baicheng.packs.rule_relations import setting_of
from baicheng.rules.database import RunFailed
from baicheng.rules.evidence import Evidence, evidence
from baicheng.rules.kinds import Compiled, compiled
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Scorecard
from baicheng.rules.relations import RESULTS
from baicheng.rules.result_rows import result_rows
from baicheng.rules.results import ScorecardResult
from baicheng.rules.running import Result, run
from baicheng.rules.setting import Period, Setting
from baicheng.rules.sources import table_of
from baicheng.server.assessments.explaining import limits
from baicheng.server.assessments.live import Keys, Live
from baicheng.server.assessments.queries import local_values_on
from baicheng.server.assessments.reckoning import computed_first, with_local_figures, with_local_values
from baicheng.server.assessments.standing_rows import Standing
from baicheng.server.editions.queries import pack as pack_named


@dataclass(frozen=True)
class Decided:
    """What a rule says of one subject now, and on which rows that rests."""

    rule: Rule
    result: Result
    evidence: dict[str, tuple[Evidence, ...]]
    local_values: tuple[dict[str, Any], ...]


def decide(*, programme: str, rule: str, subject: str, period: Period, at: datetime) -> Decided | None:
    """What a rule says of one subject on live facts; nothing where it does not judge it.

    A place among others is not told.

    Args:
        subject: the key of whom the rule judges, such as the id of a subject or of a record.
        period: the days judged; the last may be still to come.

    Raises:
        NotInstalled: there is no such pack.
        KeyError: the pack has no such rule.
        FaultyRule, RunFailed, UnfitSource: as for a run.
    """
    pack = pack_named(programme)
    local_values = local_values_on(programme, period.last_day, at)
    found = setting_of(pack, period)
    setting = Setting(period, found.relations, with_local_values(found.parameters, local_values))
    judge = Judge(
        pack,
        with_local_figures(pack.rules, local_values),
        setting,
        Live(pack, Standing(period, at), limits()),
    )
    results, sources = judge.judged(rule, {subject})
    one = next((each for each in results if str(each.subject) == subject), None)
    if one is None:
        return None
    if isinstance(one, ScorecardResult):
        one = one.alone()
    statement = judge.statements[rule]
    rows = evidence(statement.judged, statement.relations, sources, subject, limits())
    return Decided(judge.rules[rule], one, dict(rows), tuple(local_values))


@dataclass(frozen=True)
class Judge:
    """Rules of a pack with the rows on which they rest.

    Attributes:
        presumed: results of other rules that are taken for final, beside those that are.
        statements: rules that were compiled for the same setting before; those compiled now are added.
    """

    pack: Pack
    rules: dict[str, Rule]
    setting: Setting
    live: Live
    presumed: list[pa.Table] = field(default_factory=list)
    statements: dict[str, Compiled] = field(default_factory=dict)

    def judged(self, name: str, keys: Keys) -> tuple[list[Result], dict[str, pa.Table]]:
        """The results of a rule for some subjects, after those of the rules whose computed results it uses."""
        rule = self.rules[name]
        keys = self._with_others(rule, keys)
        if name not in self.statements:
            self.statements[name] = compiled(rule, self.setting)
        statement = self.statements[name]
        sources = self.live.sources(rule, keys)
        if "results" in sources:
            sources["results"] = pa.concat_tables(
                [sources["results"], *self.presumed, *self._computed(rule, keys)]
            )
        return list(run(statement, sources, limits())), sources

    def _with_others(self, rule: Rule, keys: Keys) -> Keys:
        """Whom else one has to know of: everybody, or those that share a cap."""
        if keys is None or hangs_on_all(rule):
            return None
        if isinstance(rule, Benefit):
            for cap in rule.caps:
                if cap.within:
                    keys = {*keys, *self.live.beside(rule, cap.within, keys)}
        return keys

    def _computed(self, rule: Rule, keys: Keys) -> list[pa.Table]:
        found = []
        for name in computed_first(rule):
            if name not in self.rules:
                raise RunFailed(f"the rule '{name}', whose computed results are used, is not in this pack")
            below = None if any(fact.through for fact in rule.facts.values() if fact.result == name) else keys
            results, _sources = self.judged(name, below)
            rows = result_rows(name, results, stage="computed", counts_on=self.setting.period.last_day)
            found.append(table_of(RESULTS, rows))
        return found


def hangs_on_all(rule: Rule) -> bool:
    """Whether what one subject gets hangs on all others, beyond its place: a rank, or points relative to the best."""
    if any(fact.form == "rank" for fact in rule.facts.values()):
        return True
    return isinstance(rule, Scorecard) and any(item.form == "relative" for item in rule.items())
