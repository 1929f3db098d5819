"""Cases of rules: what they give, decide and expect is there in the rule; every rule has one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from baicheng.packs.pack import Pack, Place
from baicheng.packs.problems import Problem
from baicheng.packs.rule_relations import setting_of
from baicheng.packs.schema.cases import Case, Expect, ExpectedResult, Row
from baicheng.packs.schema.values import ValueTable
from baicheng.packs.testing.rule_rows import STATED
from baicheng.packs.yaml_text import Path
from baicheng.rules.compiling.frame import relations_of
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.decision import Decision
from baicheng.rules.model.grade import GradeRule
from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Scorecard
from baicheng.rules.relations import Relation
from baicheng.rules.setting import Period

#: Kind of rule → the keys of what it gives, beside ``facts`` and ``undecided``.
_GIVES: Mapping[type[Rule], tuple[str, ...]] = {
    Scorecard: ("total", "parts", "items", "effects", "grade", "place"),
    Decision: ("rows", "hits", "answer", "amount", "outcome"),
    GradeRule: ("level", "measures", "outcome"),
    Benefit: ("eligible", "grounds", "papers", "complete", "awards", "amount", "due", "payers"),
}
_OPEN = ("undecided", "none")


def check_rule_cases(pack: Pack) -> Iterator[Problem]:
    """What is wrong with the cases of rules, and rules without any."""
    for case in pack.cases:
        place = pack.place("tests", case.name)
        if case.round is not None:
            continue  # see round_cases.py
        if case.rule is None:
            yield from _of_no_rule(place, case)
        elif case.rule not in pack.rules:
            yield place.unknown(("rule",), case.rule, pack.rules, ("规则", "rule"))
        else:
            yield from _of_a_rule(pack, place, case, pack.rules[case.rule])
    tried = {case.rule for case in pack.cases}
    for name in pack.rules.keys() - tried:
        yield pack.place("rules", name).problem(
            (),
            f"“{name}”在 tests 里还没有用例（rule: {name}）。",
            f"no case in tests judges '{name}' (rule: {name}); add one for each boundary.",
            warning=True,
        )


def _of_no_rule(place: Place, case: Case) -> Iterator[Problem]:
    for key, given in (("period", case.period), ("values", case.values), ("results", case.expect.results)):
        if given:
            yield place.problem(
                ("expect", key) if key == "results" else (key,),
                f"{key} 只与 rule 或 round 一起写：写明判定哪条规则、举行哪个轮次。",
                f"{key} goes with rule or round; say which rule is judged, or which round is held.",
            )
    for key in ("marks", "panels", "seed", "days"):
        if key in case.model_fields_set:
            yield place.problem(
                (key,),
                f"{key} 只与 round 一起写：写明举行哪个考核轮次。",
                f"{key} goes with round; say which round is held.",
            )


def _of_a_rule(pack: Pack, place: Place, case: Case, rule: Rule) -> Iterator[Problem]:
    others = sorted(case.expect.model_fields_set - {"results"})
    for key in others:
        alias = Expect.model_fields[key].alias or key
        yield place.problem(
            ("expect", alias),
            f"规则的用例只期待 results，请把 {alias} 写成另一个用例。",
            f"a case of a rule expects results only; make {alias} a case of its own.",
        )
    if case.do or case.period is None or case.period.since >= case.period.until or not case.expect.results:
        yield place.problem(
            ("period",),
            "规则的用例写 period（from 早于 until）和 expect: results，不写 do。",
            "a case of a rule has a period (from before until) and expect: results, and no do.",
        )
        return
    setting = setting_of(pack, Period(case.period.since, case.period.until))
    yield from rows_given(place, case, relations_of(rule, setting).relations, pack)
    yield from values_decided(place, case, pack)
    for subject, wanted in case.expect.results.items():
        if isinstance(wanted, ExpectedResult):
            yield from expected(place, ("expect", "results", subject), wanted, rule)


def rows_given(place: Place, case: Case, relations: Mapping[str, Relation], pack: Pack) -> Iterator[Problem]:
    """Rows are of relations that the rule knows, and fit them."""
    for name, rows in (case.given.model_extra or {}).items():
        if name not in relations:
            yield place.unknown(("given", name), name, relations, ("关系表", "relation"))
            continue
        register = pack.registers.get(name)
        beside = () if register is None else (*register.fields_, *register.parties, *STATED)
        for index, row in enumerate(rows):
            yield from _row(place, ("given", name, index), row, relations[name], beside)


def _row(
    place: Place, path: Path, row: Row, relation: Relation, beside: Collection[str]
) -> Iterator[Problem]:
    given = {**row.parties, **(row.model_extra or {})}
    for column in ("state", "title", "author"):
        if getattr(row, column) is not None:
            given[column] = getattr(row, column)
    for name, value in given.items():
        known = relation.columns.get(name)
        if known is None and name not in (*beside, "author"):
            yield place.unknown((*path, name), name, relation.columns, ("列", "column"))
        elif known is not None and known.of and value is not None and value not in known.of:
            yield place.unknown((*path, name), str(value), known.of, ("选项", "choice"))
    for name, declared in relation.columns.items():
        if declared.required and name not in (*given, "id", "state"):
            yield place.problem(
                path,
                f"缺少“{name}”：这一列每行都要有值。",
                f"'{name}' is missing; no row leaves this column empty.",
            )


def values_decided(place: Place, case: Case, pack: Pack) -> Iterator[Problem]:
    """What is decided locally are values of the pack."""
    for name, value in case.values.items():
        table: ValueTable | None = pack.values.get(name)
        if table is None:
            yield place.unknown(("values", name), name, pack.values, ("参数表", "value table"))
        elif isinstance(value, dict):
            for option in value.keys() - table.of.keys():
                yield place.unknown(("values", name, option), option, table.of, ("选项", "option"))
        elif table.of:
            yield place.problem(
                ("values", name),
                f"“{name}”按 {table.by} 分列，请写 {{选项: 数值}}。",
                f"'{name}' is broken down by {table.by}; write {{option: number}}.",
            )


def expected(place: Place, path: Path, wanted: ExpectedResult, rule: Rule) -> Iterator[Problem]:
    """What is expected of a result is what such a rule gives."""
    gives = next(keys for kind, keys in _GIVES.items() if isinstance(rule, kind))
    names = _names(rule)
    for key in sorted(wanted.model_fields_set):
        if key not in (*gives, "facts", "undecided"):
            yield place.unknown(
                (*path, key), key, (*gives, "facts", "undecided"), ("结果", "result of this rule")
            )
        elif key in names:
            said = getattr(wanted, key)
            for name in said if isinstance(said, dict | tuple) else (said,):
                if name not in (*names[key], *_OPEN):
                    yield place.unknown(
                        (*path, key, name), str(name), names[key], ("名称", "name in this rule")
                    )


def _names(rule: Rule) -> dict[str, Collection[str]]:
    """What can be named under each key of a result."""
    found: dict[str, Collection[str]] = {"facts": rule.facts}
    if isinstance(rule, Scorecard):
        found["parts"] = [one.part for one in rule.parts] + (["bonus"] if rule.bonus else [])
        found["items"] = [one.item for one in rule.items()]
        found["effects"] = [one.effect for one in rule.effects]
        found["grade"] = [one.grade for one in rule.grades]
    elif isinstance(rule, Decision):
        found["rows"] = found["hits"] = [one.row for one in rule.rows]
    elif isinstance(rule, GradeRule):
        found["level"] = [one.level for one in rule.levels]
        found["measures"] = [one.measure for one in rule.measures]
    elif isinstance(rule, Benefit):
        found["awards"] = [one.award for one in rule.awards]
        found["papers"] = [one.paper for one in rule.papers]
        found["grounds"] = [one.ground for one in (*rule.eligible, *rule.excluded)] + ["window"]
        payers = (*rule.payers, *(payer for one in rule.awards for payer in one.payers))
        found["payers"] = [one.payer for one in payers]
    return found
