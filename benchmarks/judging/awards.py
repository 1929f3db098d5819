"""The construction awards of 2017 for many firms: by the rule, by OpenFisca-core, one by one by zen-engine."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from baicheng.packs.rule_files import read_rule
from baicheng.rules.compiling.benefit import CompiledBenefit, compile_benefit
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.setting import Period, Setting
from baicheng.rules.storage import storage_of

SEED = 41
RULE = Path(__file__).with_name("construction_awards.yaml")
AWARDS = ("move", "annual", "top_ten", "ranking", "new_business")
HEADQUARTERS = ["none", "special", "first", "design"]
CREDIT = ["aaa", "a", "b"]
NUMBERS = "years_since_move output best_output_before tax tax_before tax_place places_gained".split()
FLAGS = ("moved_in", "emerging", "disturbance")


def write_firms(path: Path, firms: int) -> None:
    """Made-up firms; amounts in whole 万元, so that nobody has to round."""

    def drawn(number: int, below: int) -> str:
        return f"CAST(hash(i, {SEED}, {number}) % {below} AS INTEGER)"

    columns = {
        "id": "CAST(i AS INTEGER)",
        "headquarters": f"list_extract({HEADQUARTERS}, 1 + {drawn(1, 4)})",
        "moved_in": f"hash(i, {SEED}, 2) % 10 = 0",
        "years_since_move": drawn(3, 8),
        "output": f"CAST(exp(hash(i, {SEED}, 4) % 1000000 / 1000000 * 15) AS INTEGER)",
        "best_output_before": f"CAST(exp(hash(i, {SEED}, 5) % 1000000 / 1000000 * 15) AS INTEGER)",
        "tax": f"CAST(exp(hash(i, {SEED}, 6) % 1000000 / 1000000 * 11) AS INTEGER)",
        "tax_before": f"CAST(exp(hash(i, {SEED}, 7) % 1000000 / 1000000 * 11) AS INTEGER)",
        "tax_place": f"1 + {drawn(8, 1000)}",
        "places_gained": drawn(9, 8),
        "emerging": f"hash(i, {SEED}, 10) % 5 = 0",
        "credit": f"list_extract({CREDIT}, 1 + {drawn(11, 3)})",
        "disturbance": f"hash(i, {SEED}, 12) % 50 = 0",
    }
    drawn_sql = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    pq.write_table(duckdb.sql(f"SELECT {drawn_sql} FROM range({firms}) AS r(i)").to_arrow_table(), path)


def statement(firms: pa.Table) -> CompiledBenefit:
    """The rule, compiled for the way in which the rows of firms lie in memory."""
    rule = read_rule(RULE.read_bytes(), RULE.name).rule
    assert isinstance(rule, Benefit)
    storage = storage_of(rule.relations, {"firms": firms})
    return compile_benefit(rule, Setting(Period(date(2018, 1, 1), date(2019, 1, 1)), storage=storage))


def amounts_sql(rule: CompiledBenefit) -> str:
    """Each award of each firm as a whole number, in the order of the rows, as OpenFisca gives them."""
    offered = {one.award.award: one.whole if one.is_whole else one.offered for one in rule.awards}
    return rule.giving(*(offered[name] for name in AWARDS))


# --- OpenFisca-core ------------------------------------------------------------------------------------------


def openfisca(firms: pa.Table, *, encoded: bool) -> Any:
    """A function that gives each award as an array; what is built once is built here.

    Args:
        encoded: words are given as numbers that were looked up beforehand; else as words.
    """
    import numpy as np
    from openfisca_core.entities import build_entity
    from openfisca_core.indexed_enums import Enum
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulation_builder import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    places = Enum("places", {word: word for word in HEADQUARTERS})
    credit_grades = Enum("credit_grades", {word: word for word in CREDIT})
    firm = build_entity(key="firm", plural="firms", label="Firm", is_person=True)
    formulas = {
        "eligible": lambda f, p: (f("credit", p) != credit_grades.b) & ~f("disturbance", p),
        "move": lambda f, p: (
            f("eligible", p)
            * (f("moved_in", p) & (f("years_since_move", p) <= 3))
            * np.select(
                [
                    (f("headquarters", p) == places.special) & (f("output", p) >= 1_000_000),
                    (f("headquarters", p) == places.first) & (f("output", p) >= 500_000),
                    (f("headquarters", p) == places.design) & (f("output", p) >= 50_000),
                ],
                [1000, 500, 200],
            )
        ),
        "annual": lambda f, p: (
            f("eligible", p)
            * np.select(
                [
                    (f("output", p) >= 1_000_000) | (f("tax", p) >= 30_000),
                    (f("output", p) >= 500_000) | (f("tax", p) >= 15_000),
                    (f("output", p) >= 200_000) | (f("tax", p) >= 6_000),
                ],
                [100, 50, 10],
            )
        ),
        "top_ten": lambda f, p: (
            f("eligible", p) * (f("tax_place", p) <= 10) * (f("tax", p) * 10 > f("tax_before", p) * 12) * 100
        ),
        "ranking": lambda f, p: f("eligible", p) * (f("places_gained", p) >= 5) * 100,
        "new_business": lambda f, p: (
            f("eligible", p)
            * f("emerging", p)
            * (
                ((f("output", p) > 100_000) & (f("best_output_before", p) <= 100_000)) * 50
                + ((f("output", p) > 500_000) & (f("best_output_before", p) <= 500_000)) * 100
            )
        ),
    }
    system = TaxBenefitSystem([firm])

    def declare(name: str, kind: type, formula: Any = None, words: Any = None) -> None:
        body = {"value_type": kind, "entity": firm, "definition_period": DateUnit.YEAR, "label": name}
        if words is not None:
            body |= {"possible_values": words, "default_value": next(iter(words))}
        if formula is not None:
            body["formula"] = lambda members, period, _parameters=None: formula(members, period)
        system.add_variable(type(name, (Variable,), body))

    for name in NUMBERS:
        declare(name, int)
    declare("headquarters", Enum, words=places)
    declare("credit", Enum, words=credit_grades)
    for name in FLAGS:
        declare(name, bool)
    for name, formula in formulas.items():
        declare(name, bool if name == "eligible" else int, formula)
    arrays = {name: firms[name].to_numpy().astype(np.int32) for name in NUMBERS}
    arrays |= {name: firms[name].to_numpy().astype(bool) for name in FLAGS}
    for name, words in (("headquarters", places), ("credit", credit_grades)):
        written = np.array(firms[name].to_pylist())
        arrays[name] = words.encode(written) if encoded else written

    def awarded() -> list[Any]:
        simulation = SimulationBuilder().build_default_simulation(system, count=firms.num_rows)
        for name, values in arrays.items():
            simulation.set_input(name, "2018", values)
        return [firms["id"], *(simulation.calculate(name, "2018") for name in AWARDS)]

    return awarded


# --- zen-engine ----------------------------------------------------------------------------------------------

EXPRESSIONS = {
    "ok": "credit != 'b' and not disturbance",
    "move": "$.ok and moved_in and years_since_move <= 3 ? (headquarters == 'special' and output >= 1000000 ? 1000 : "
    "headquarters == 'first' and output >= 500000 ? 500 : headquarters == 'design' and output >= 50000 ? 200 : 0) : 0",
    "annual": "$.ok ? (output >= 1000000 or tax >= 30000 ? 100 : output >= 500000 or tax >= 15000 ? 50 : "
    "output >= 200000 or tax >= 6000 ? 10 : 0) : 0",
    "top_ten": "$.ok and tax_place <= 10 and tax * 10 > tax_before * 12 ? 100 : 0",
    "ranking": "$.ok and places_gained >= 5 ? 100 : 0",
    "new_business": "$.ok and emerging ? (output > 100000 and best_output_before <= 100000 ? 50 : 0) + "
    "(output > 500000 and best_output_before <= 500000 ? 100 : 0) : 0",
}


def zen(firms: pa.Table, *, prepared: bool) -> Any:
    """A function that gives each award of each firm, decided one by one.

    Args:
        prepared: by content that was read and compiled beforehand; else by a decision that was made of its text.
    """
    from zen import ZenDecisionContent, ZenEngine

    def node(name: str, kind: str, content: Any = None) -> dict[str, Any]:
        found = {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}}
        return found | ({"content": content} if content else {})

    expressions = [{"id": name, "key": name, "value": text} for name, text in EXPRESSIONS.items()]
    nodes = [node("in", "inputNode"), node("awards", "expressionNode", {"expressions": expressions})]
    edges = [
        {"id": f"{one} {other}", "sourceId": one, "targetId": other, "type": "edge"}
        for one, other in (("in", "awards"), ("awards", "out"))
    ]
    text = json.dumps({"nodes": [*nodes, node("out", "outputNode")], "edges": edges})
    rows = firms.to_pylist()
    if prepared:
        content = ZenDecisionContent(text)
        engine = ZenEngine({"loader": lambda _key: content})
        return lambda: [(row["id"], *_awards(engine.evaluate("awards", row)["result"])) for row in rows]
    decision = ZenEngine().create_decision(text)
    return lambda: [(row["id"], *_awards(decision.evaluate(row)["result"])) for row in rows]


#: In a process that decides one half: what decides it.
_HALF: list[Any] = []


def zen_on_two_cores(firms: pa.Table) -> Any:
    """A function that gives each award of each firm, decided one by one in two processes, a half in each."""
    half, spawned = firms.num_rows // 2, get_context("spawn")
    processes = [
        ProcessPoolExecutor(1, spawned, _be_ready, (part,))
        for part in (firms.slice(0, half), firms.slice(half))
    ]

    def decided() -> list[Any]:
        halves = [process.submit(_decide_half) for process in processes]
        return [row for one in halves for row in one.result()]

    return decided


def _be_ready(firms: pa.Table) -> None:
    _HALF.append(zen(firms, prepared=False))


def _decide_half() -> Any:
    return _HALF[0]()


def _awards(result: dict[str, Any]) -> list[Any]:
    return [result[name] for name in AWARDS]
