"""Runs the cases of a pack: given these rows, these steps, on this day, is it as expected?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from baicheng.packs.pack import Pack
from baicheng.packs.schema.cases import Case
from baicheng.packs.testing.asked import RulesAsked
from baicheng.packs.testing.doing import do_step, enter_given
from baicheng.packs.testing.duties_owed import owed_in
from baicheng.packs.testing.expectations import assignment_differences
from baicheng.packs.testing.kept import NotAllowed
from baicheng.packs.testing.ladders import let_pass, let_pass_for
from baicheng.packs.testing.looking import borne, counted, looked_at, states, values
from baicheng.packs.testing.round_cases import RoundCases
from baicheng.packs.testing.rule_cases import RuleCases
from baicheng.packs.testing.world import World
from baicheng.rules.bench import opened_bench


@dataclass(frozen=True)
class Result:
    """How a case came out; without differences it passed."""

    name: str
    file: str
    line: int
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def run_pack(pack: Pack) -> Iterator[Result]:
    """Run every case of a pack, in the order of its files."""
    with opened_bench() as bench:
        rules, asked = RuleCases(pack, bench), RulesAsked(pack, bench)
        rounds = RoundCases(pack, rules, asked)
        for case in pack.cases:
            place = pack.place("tests", case.name)
            line = place.content.line_of(place.prefix)
            yield Result(case.name, place.file, line, tuple(_run(case, rounds)))


def _run(case: Case, rounds: RoundCases) -> Iterator[str]:
    if case.round is not None:
        return rounds.run(case)
    return rounds.rules.run(case) if case.rule is not None else run_case(rounds.pack, case, rounds.asked)


def run_case(pack: Pack, case: Case, asked: RulesAsked | None = None) -> Iterator[str]:
    """The differences between what a case expects and what came out; its flows ask the rules of the pack."""
    world = World(pack, case.given, asked or RulesAsked(pack))
    try:
        enter_given(world, case.given)
    except NotAllowed as refused:
        yield f"the given rows cannot be entered: {refused}"
        return
    for number, step in enumerate(case.do, start=1):
        difference = do_step(world, step)
        if difference is not None:
            yield f"step {number}: {difference}"
            return
    yield from _differences(world, case)


def _differences(world: World, case: Case) -> Iterator[str]:
    expect, at = case.expect, looked_at(case)
    let_pass(world, at)
    yield from states(world, case)
    yield from values(world, case, at)
    owed = list(owed_in(world, case, at))
    let_pass_for(world, owed, at)
    if expect.assignments is not None:
        yield from assignment_differences(expect.assignments, [*borne(world, at), *owed])
    for one in owed:
        if one.duty in expect.nothing_owed:
            yield f"not expected: {one}"
    yield from counted(world, case)
