"""What a firm can get (企业可享政策): every benefit of a pack on all that was entered of it, reckoned together.

One document's award may take another's away. As long as nothing is final, what the documents before give is taken for
final, as it is reckoned now: so the sum counts nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyarrow as pa

from baicheng.packs.pack import Pack
from baicheng.packs.rule_relations import setting_of
from baicheng.rules.kinds import Compiled
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.decision import Decision
from baicheng.rules.relations import RESULTS
from baicheng.rules.result_rows import result_rows
from baicheng.rules.results import BenefitResult, DecisionResult
from baicheng.rules.running import Result
from baicheng.rules.setting import Parameter, Period, Setting
from baicheng.rules.sources import table_of
from baicheng.server.assessments.deciding import Judge, hangs_on_all
from baicheng.server.assessments.explaining import limits
from baicheng.server.assessments.gathered import Gathered
from baicheng.server.assessments.live import Keys
from baicheng.server.assessments.queries import local_values_on
from baicheng.server.assessments.reckoning import with_local_figures, with_local_values
from baicheng.server.assessments.standing_rows import Standing
from baicheng.server.editions.queries import digest_of
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Party

#: The column by which claims are parted by years, where their register has one.
_YEAR = "year"
#: Edition, days and local values → the statements of its rules.
_COMPILED: dict[tuple[str, Period, str], dict[str, Compiled]] = {}
_MOST_COMPILED = 8


@dataclass(frozen=True)
class Claimed:
    """One record of the firm, by one rule: its row as the rule saw it, and what it gives."""

    row: Mapping[str, Any]
    result: BenefitResult | DecisionResult

    @property
    def key(self) -> int:
        return int(self.result.subject)


@dataclass(frozen=True)
class Offer:
    """A rule with the firm's records that it judges; none: nothing is entered that it could judge."""

    name: str
    rule: Benefit | Decision
    claims: Sequence[Claimed]

    @property
    def amount(self) -> Decimal:
        """All that is decided, in the unit of the rule."""
        return sum((one.result.amount or Decimal(0) for one in self.claims), Decimal(0))

    @property
    def undecided(self) -> int:
        """Of so many records the amount, or what follows, is undecided."""
        return sum(
            one.result.amount is None
            if isinstance(one.result, BenefitResult)
            else one.result.outcome == "undecided"
            for one in self.claims
        )


@dataclass(frozen=True)
class Entitlements:
    """What a firm can get.

    Attributes:
        offers: the benefits that judge something of the firm; ``treatments`` the decisions that do.
        others: the rules that find nothing of it to judge.
        parameters: the values of the pack on the last day judged.
    """

    pack: Pack
    offers: tuple[Offer, ...]
    treatments: tuple[Offer, ...]
    others: tuple[Benefit | Decision, ...]
    parameters: Mapping[str, Parameter]

    @property
    def sums(self) -> dict[str, Decimal]:
        """Unit → all that is decided, over the documents."""
        found: dict[str, Decimal] = {}
        for one in self.offers:
            assert isinstance(one.rule, Benefit), "offers are benefits"
            found[one.rule.unit] = found.get(one.rule.unit, Decimal(0)) + one.amount
        return found

    @property
    def undecided(self) -> int:
        return sum(one.undecided for one in self.offers)


def roles_of(pack: Pack, register: str) -> dict[str, str]:
    """Registers in whose records a firm, a subject of a register, takes part: name → role."""
    found = {}
    for name, one in pack.registers.items():
        role = next((role for role, party in one.parties.items() if register in party.kinds), None)
        if role is not None:
            found[name] = role
    return found


def rules_for(pack: Pack, register: str) -> dict[str, Benefit | Decision]:
    """The benefits and decisions that judge records in which a firm takes part; none where no benefit does."""
    roles = roles_of(pack, register)
    found = {
        name: rule
        for name, rule in pack.rules.items()
        if isinstance(rule, Benefit | Decision) and rule.judges.relation in roles and rule.judges.key == "id"
    }
    return found if any(isinstance(rule, Benefit) for rule in found.values()) else {}


def entitlements(pack: Pack, register: str, firm: Subject, *, period: Period, at: datetime) -> Entitlements:
    """Every benefit, and every decision, of a pack on what was entered of a firm.

    Args:
        register: the register whose subject the firm is.
        period: the days judged; records of other years are left out where their register tells the year.

    Raises:
        FaultyRule, RunFailed, UnfitSource: as for a run.
    """
    return _Reckoning(pack, register, firm, period, at).all()


@dataclass(frozen=True)
class _Reckoning:
    pack: Pack
    register: str
    firm: Subject
    period: Period
    at: datetime
    presumed: list[pa.Table] = field(default_factory=list)

    def all(self) -> Entitlements:
        keys = self._keys()
        rules = {
            name: rule for name, rule in self._rules.items() if rule.in_force.holds(self.period.last_day)
        }
        touched = {name: rule for name, rule in rules.items() if keys.get(rule.judges.relation)}
        wanted = {name: self._with_others(rule, keys[rule.judges.relation]) for name, rule in touched.items()}
        live = Gathered(self.pack, Standing(self.period, self.at), limits())
        live.gather([(touched[name], some) for name, some in wanted.items()])
        judge = Judge(self.pack, self._all_rules, self._setting, live, self.presumed, self._statements())
        offers = [self._offer(name, touched[name], wanted[name], judge, live) for name in _in_order(touched)]
        found = {one.name: one for one in offers if one.claims}
        in_order = [found[name] for name in self._rules if name in found]
        return Entitlements(
            self.pack,
            tuple(one for one in in_order if isinstance(one.rule, Benefit)),
            tuple(one for one in in_order if isinstance(one.rule, Decision)),
            tuple(rule for name, rule in rules.items() if name not in found),
            self._setting.parameters,
        )

    @cached_property
    def _rules(self) -> dict[str, Benefit | Decision]:
        """As the pack has them, with the figures decided locally."""
        return {
            name: rule
            for name in rules_for(self.pack, self.register)
            if isinstance(rule := self._all_rules[name], Benefit | Decision)
        }

    @cached_property
    def _all_rules(self) -> Any:
        return with_local_figures(self.pack.rules, self._local_values)

    @cached_property
    def _local_values(self) -> list[dict[str, Any]]:
        return local_values_on(self.pack.name, self.period.last_day, self.at)

    @cached_property
    def _setting(self) -> Setting:
        found = setting_of(self.pack, self.period)
        parameters = with_local_values(found.parameters, self._local_values)
        return Setting(self.period, found.relations, parameters)

    def _statements(self) -> dict[str, Compiled]:
        """The rules as they were compiled for another firm, for the same days and local values."""
        if len(_COMPILED) > _MOST_COMPILED:
            _COMPILED.clear()
        decided = json.dumps(self._local_values, default=str)
        return _COMPILED.setdefault((digest_of(self.pack.name), self.period, decided), {})

    def _keys(self) -> dict[str, set[str]]:
        """Register → the records in which the firm ever took part."""
        roles = roles_of(self.pack, self.register)
        names = {f"{self.pack.name}.{name}": name for name in roles}
        rows = Party.objects.filter(subject=self.firm, record__register__in=list(names))
        found: dict[str, set[str]] = {}
        for register, record, role in rows.values_list("record__register", "record", "role"):
            if roles[names[register]] == role:
                found.setdefault(names[register], set()).add(str(record))
        return found

    def _with_others(self, rule: Benefit | Decision, keys: set[str]) -> Keys:
        """Everybody, where what one gets hangs on others than the firm's own records."""
        if hangs_on_all(rule):
            return None
        role = roles_of(self.pack, self.register)[rule.judges.relation]
        caps = rule.caps if isinstance(rule, Benefit) else ()
        return None if any(cap.within and role not in cap.within for cap in caps) else keys

    def _offer(self, name: str, rule: Benefit | Decision, keys: Keys, judge: Judge, live: Gathered) -> Offer:
        results, sources = judge.judged(name, keys)
        role = roles_of(self.pack, self.register)[rule.judges.relation]
        rows = {str(row["id"]): row for row in sources[rule.judges.relation].to_pylist()}
        own = [
            one
            for one in results
            if rows[str(one.subject)][role] == str(self.firm.pk)
            and self._of_these_days(rows[str(one.subject)])
        ]
        self._presume(name, own, live)
        claims = (
            Claimed(rows[str(one.subject)], one)
            for one in own
            if isinstance(one, BenefitResult | DecisionResult)
        )
        return Offer(name, rule, sorted(claims, key=lambda one: one.key))

    def _of_these_days(self, row: Mapping[str, Any]) -> bool:
        year = row.get(_YEAR)
        return year is None or self.period.since.year <= int(year) <= self.period.last_day.year

    def _presume(self, name: str, results: Sequence[Result], live: Gathered) -> None:
        """Take what a rule gives for final where nothing is, so that a document after it knows of it."""
        known = live.finals(name)
        open_ones = [one for one in results if str(one.subject) not in known]
        rows = result_rows(name, open_ones, stage="final", counts_on=self.period.last_day)
        self.presumed.append(table_of(RESULTS, rows))


def _in_order(rules: Mapping[str, Benefit | Decision]) -> Iterator[str]:
    """The rules, each after those whose final results it reads."""
    told: set[str] = set()

    def reach(name: str) -> Iterator[str]:
        if name in told or name not in rules:
            return
        told.add(name)
        for fact in rules[name].facts.values():
            if fact.result is not None:
                yield from reach(fact.result)
        yield name

    for name in rules:
        yield from reach(name)
