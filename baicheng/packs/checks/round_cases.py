"""Cases of rounds: what they mark, draw and expect is there in the round; every round and consequence has one."""

from __future__ import annotations

from collections.abc import Iterator

from baicheng.packs.checks.rule_cases import expected, rows_given, values_decided
from baicheng.packs.pack import Pack, Place
from baicheng.packs.problems import Problem
from baicheng.packs.rule_relations import setting_of
from baicheng.packs.schema.cases import Case, Expect, ExpectedResult
from baicheng.packs.schema.rounds import Round
from baicheng.rules.compiling.frame import relations_of
from baicheng.rules.setting import Period

#: What a case of a round can expect.
_EXPECTED = {
    *("results", "assessed", "drawn", "follows", "assignments"),
    *("state", "values", "moves", "number", "records", "notified"),
}


def check_round_cases(pack: Pack) -> Iterator[Problem]:
    """What is wrong with the cases of rounds, and rounds and consequences without any."""
    tried: dict[str, set[str]] = {}
    for case in pack.cases:
        place = pack.place("tests", case.name)
        if case.round is None:
            for key in ("assessed", "drawn", "follows"):
                if getattr(case.expect, key) is not None:
                    yield place.problem(
                        ("expect", key), f"{key} 只与 round 一起写。", f"{key} goes with round."
                    )
        elif case.round not in pack.rounds:
            yield place.unknown(("round",), case.round, pack.rounds, ("考核轮次", "round"))
        else:
            tried.setdefault(case.round, set()).update(
                name for name, whom in (case.expect.follows or {}).items() if whom
            )
            yield from _of_a_round(pack, place, case, pack.rounds[case.round])
    yield from _untried(pack, tried)


def _untried(pack: Pack, tried: dict[str, set[str]]) -> Iterator[Problem]:
    for name, one in pack.rounds.items():
        if name not in tried:
            yield pack.place("rounds", name).problem(
                (),
                f"“{name}”在 tests 里还没有用例（round: {name}）。",
                f"no case in tests holds '{name}' (round: {name}); add one.",
                warning=True,
            )
        for number, follows in enumerate(one.follows):
            if name in tried and follows.consequence not in tried[name]:
                yield pack.place("rounds", name).problem(
                    ("follows", number),
                    f"没有用例期待“{follows.consequence}”，请写 expect: follows。",
                    f"no case expects that '{follows.consequence}' follows; write expect: follows.",
                    warning=True,
                )


def _of_a_round(pack: Pack, place: Place, case: Case, one: Round) -> Iterator[Problem]:
    for key in sorted(case.expect.model_fields_set - _EXPECTED):
        alias = Expect.model_fields[key].alias or key
        yield place.problem(
            ("expect", alias),
            f"考核轮次的用例不看 {alias}，请写成另一个用例。",
            f"a case of a round does not look at {alias}; make it a case of its own.",
        )
    if case.rule is not None or (case.period is None) == (one.every is not None):
        yield place.problem(
            ("period",),
            "考核轮次的用例不写 rule；定期的轮次写 period，只举行一次的不写。",
            "a case of a round has no rule; it has a period where the round comes back, and none where it is held once.",
        )
        return
    yield from _named(place, case, one)
    rule = pack.rules.get(one.rule)
    if rule is None:
        return  # said at the round
    relations = relations_of(rule, setting_of(pack, _days(case, one))).relations
    given = {name: each for name, each in relations.items() if name != "round_marks"}
    yield from rows_given(place, case, given, pack)
    yield from values_decided(place, case, pack)
    for subject, wanted in (case.expect.results or {}).items():
        if isinstance(wanted, ExpectedResult):
            yield from expected(place, ("expect", "results", subject), wanted, rule)


def _days(case: Case, one: Round) -> Period:
    if case.period is not None:
        return Period(case.period.since, case.period.until)
    assert one.period is not None, "a round that does not come back has its days"
    return Period(one.period.from_, one.period.until)


def _named(place: Place, case: Case, one: Round) -> Iterator[Problem]:
    """Items that are marked, draws and consequences that are expected."""
    items = [item.item for step in one.marking for item in step.items]
    draws = [lot.draw for lot in one.draws]
    consequences = [each.consequence for each in one.follows]
    for key, names, known, what in (
        (("marks",), case.marks, items, ("打分项目", "item")),
        (("expect", "drawn"), case.expect.drawn or {}, draws, ("抽查", "draw")),
        (("expect", "follows"), case.expect.follows or {}, consequences, ("结果运用", "consequence")),
    ):
        for name in names:
            if name not in known:
                yield place.unknown((*key, name), name, known, what)
