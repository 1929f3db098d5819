"""Cases of rules: each is judged for all subjects together and for each by itself, and both must agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from baicheng.packs.pack import Pack
from baicheng.packs.rule_relations import setting_of
from baicheng.packs.schema.cases import Case
from baicheng.packs.testing.kept import NotAllowed
from baicheng.packs.testing.rule_rows import Rows, given_rows, relations_read, rows_of_one
from baicheng.packs.testing.rule_words import differences, in_words
from baicheng.packs.testing.world import World
from baicheng.rules.bench import Bench
from baicheng.rules.database import RunFailed
from baicheng.rules.kinds import Compiled, compiled
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Scorecard
from baicheng.rules.result_rows import result_rows
from baicheng.rules.running import Result
from baicheng.rules.setting import Parameter, Period, Setting
from baicheng.rules.sources import UnfitSource


@dataclass
class RuleCases:
    """The rules of a pack on a bench; what was compiled is kept from case to case."""

    pack: Pack
    bench: Bench
    statements: dict[tuple[str, Period, str], Compiled] = field(default_factory=dict)

    def run(self, case: Case) -> Iterator[str]:
        """The differences between what a case expects and what came out."""
        try:
            yield from self._judged(case)
        except NotAllowed as refused:
            yield f"the given rows cannot be entered: {refused}"
        except (UnfitSource, RunFailed) as error:
            yield f"the given rows cannot be judged: {error}"

    def _judged(self, case: Case) -> Iterator[str]:
        rule = self.pack.rules[str(case.rule)]
        statement, rows = self.laid_out(case)
        together = {str(one.subject): in_words(one) for one in self.bench.run(statement, rows)}
        yield from expected_results(case, together)
        for subject in (case.expect.results or {}).keys() & together.keys():
            if not is_relative(rule):
                yield from self._alone(statement, rule, rows, subject, together[subject])

    def rows(self, case: Case, name: str) -> Rows:
        """What a case gives, as a rule reads it.

        Raises:
            NotAllowed: a field of a record is wrong.
        """
        return given_rows(World(self.pack, case.given), case, self._compiled(case, name).relations)

    def results(self, case: Case, name: str, rows: Rows) -> list[Result]:
        """What a rule gives over rows, after the rules whose computed results it uses; those are added to the rows.

        Raises:
            UnfitSource, RunFailed: the rows cannot be judged.
        """
        self._add_results(case, self.pack.rules[name], rows)
        return list(self.bench.run(self._compiled(case, name), rows))

    def laid_out(self, case: Case) -> tuple[Compiled, Rows]:
        """The statement of a case, and all the rows that it reads.

        Raises:
            NotAllowed: a row cannot be entered.
        """
        statement = self._compiled(case, str(case.rule))
        rows = self.rows(case, str(case.rule))
        self._add_results(case, self.pack.rules[str(case.rule)], rows)
        return statement, rows

    def _alone(
        self, statement: Compiled, rule: Rule, rows: Rows, subject: str, together: Mapping[str, Any]
    ) -> Iterator[str]:
        """What one subject gets by its own rows, where that is another thing than together with all."""
        own = rows_of_one(rule, rows, subject)
        if all(own.get(name, []) == rows.get(name, []) for name in relations_read(rule)):
            return
        for one in self.bench.run(statement, own):
            alone = in_words(one)
            for key, value in together.items():
                if (
                    str(one.subject) == subject
                    and _by_itself(value) != _by_itself(alone[key])
                    and key != "place"
                ):
                    yield f"{subject}: {key} is {value} together with all, and {alone[key]} by itself"

    def _add_results(self, case: Case, rule: Rule, rows: Rows) -> None:
        """The results on which a rule rests, computed over the same rows, unless the case gives them."""
        given = {row.get("rule") for row in rows.get("results", ())}
        wanted = {str(fact.result) for fact in rule.facts.values() if fact.stage == "computed"}
        for name in sorted((wanted - given) & self.pack.rules.keys()):
            statement = self._compiled(case, name)
            self._add_results(case, self.pack.rules[name], rows)
            found = self.bench.run(statement, rows)
            last_day = statement.setting.period.last_day
            rows.setdefault("results", []).extend(
                result_rows(name, found, stage="computed", counts_on=last_day)
            )

    def _compiled(self, case: Case, name: str) -> Compiled:
        assert case.period is not None, "pack check has seen to it"
        period = Period(case.period.since, case.period.until)
        key = (name, period, repr(case.values))
        if key not in self.statements:
            setting = setting_of(self.pack, period)
            parameters = {**setting.parameters, **decided(case, setting)}
            self.statements[key] = compiled(
                self.pack.rules[name], Setting(period, setting.relations, parameters)
            )
        return self.statements[key]


def expected_results(case: Case, found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Where the results, by whom they are about, are not those that a case expects."""
    for subject, wanted in (case.expect.results or {}).items():
        one = found.get(subject)
        if wanted == "none" or one is None:
            if (one is None) != (wanted == "none"):
                yield f"{subject}: " + ("is not judged" if one is None else "expected not to be judged")
            continue
        yield from (f"{subject}: {each}" for each in differences(wanted, one))


def decided(case: Case, setting: Setting) -> dict[str, Parameter]:
    """The values that a case decides locally, by the names that rules know them by."""
    named: dict[str, Decimal] = {}
    for table, value in case.values.items():
        named |= (
            {f"{table}_{option}": one for option, one in value.items()}
            if isinstance(value, dict)
            else {table: value}
        )
    return {
        name: Parameter(value, setting.parameters[name].unit if name in setting.parameters else None)
        for name, value in named.items()
    }


def is_relative(rule: Rule) -> bool:
    """Whether what one subject gets hangs on the others, beyond its place."""
    if any(fact.form == "rank" for fact in rule.facts.values()):
        return True
    if isinstance(rule, Scorecard):
        return any(item.form == "relative" for item in rule.items())
    return isinstance(rule, Benefit) and any(cap.within for cap in rule.caps)


def _by_itself(value: object) -> object:
    """A value without what hangs on the places of the others."""
    return tuple(one for one in value if one != "place") if isinstance(value, tuple) else value
