"""One subject on live facts gets what all together get on a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction

from baicheng.clock import CHINA
from baicheng.packs.schema.cases import ExpectedResult
from baicheng.packs.shelf import builtin_folders
from baicheng.packs.testing.rule_words import differences, in_words
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import Role
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assessments import live
from baicheng.server.assessments.deciding import decide
from baicheng.server.assessments.models import Run
from baicheng.server.assessments.services import make_final, run_rule
from baicheng.server.assessments.told import told
from baicheng.server.duties.services import install_pack
from tests.server.assessments import pack_rows
from tests.server.assessments.conftest import JANUARY, PROGRAMME, Drill, at
from tests.server.assessments.pack_rows import RuleStage
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO

NOW = at("2019-03-01")


@pytest.fixture
def stocked(drill: Drill) -> Drill:
    drill.problem("一号", "甲局", "2019-01-05", area=120)
    drill.problem("二号", "甲局", "2019-01-28")
    drill.problem("三号", "乙局", "2019-01-08", rectified_on="2019-01-10", area={"not_stated": True})
    drill.rectify("三号", "2019-01-10")
    drill.problem("四号", "丙局", "2019-01-20", entered="2019-02-11", area=300)
    for title in ("五号", "六号"):  # together above what the unit can get
        drill.problem(title, "乙局", "2019-01-20", rectified_on="2019-01-25")
    return drill


@pytest.mark.parametrize("rule", ["monthly_score", "talk", "clean_site", "subsidy", "reward", "standing"])
def test_each_subject_by_itself_gets_what_it_gets_in_a_run(stocked: Drill, rule: str) -> None:
    run = stocked.run(rule, when="2019-03-01")

    assert_each_gets_the_same_alone(run, JANUARY, NOW)


def test_an_amount_and_a_condition_come_from_the_results_of_other_rules(stocked: Drill) -> None:
    scores = {one.label: one.total for one in stocked.run("monthly_score").results.all()}
    talked = {one.label for one in stocked.run("talk").results.filter(outcome="met")}

    rewards = {one.label: one.total for one in stocked.run("reward").results.all()}

    assert len(set(scores.values())) > 1
    assert set(scores) > talked > set()
    assert rewards == {
        unit: (score or 0) * 100 + (0 if unit in talked else 500) for unit, score in scores.items()
    }


@pytest.mark.parametrize(
    ("area", "counts_on", "level"),
    [("50", "2019-01-31", "末"), ("50", "2019-02-01", "中"), ({"not_stated": True}, "2019-01-31", "")],
)
def test_final_amounts_count_for_a_level_by_their_day_and_leave_it_open_while_one_is(
    drill: Drill, area: Any, counts_on: str, level: str
) -> None:
    for title, its in (("一号", "50"), ("二号", area)):
        drill.problem(title, "乙局", "2019-01-08", rectified_on="2019-01-10", area=its)
    before = {"甲局": "优", "乙局": "中", "丙局": "优"}
    assert levels_of(drill.run("standing")) == before
    given: dict[str, Any] = {"actor": actor_of(drill.office), "at": at("2019-03-01 11:00")}
    make_final(drill.run("subsidy"), counts_on=date.fromisoformat(counts_on), **given)

    run = drill.run("standing", when="2019-03-02")

    assert levels_of(run) == before | {"乙局": level}
    assert_each_gets_the_same_alone(run, JANUARY, at("2019-03-02"))


def levels_of(run: Run) -> dict[str, str]:
    return {one.label: one.grade for one in run.results.all()}


def assert_each_gets_the_same_alone(run: Run, period: Period, moment: datetime) -> None:
    """What the rule of a run says of each of its subjects on live facts is what the run gave."""
    assert run.digest, run.message
    for one in run.results.all():
        found = decide(programme=PROGRAMME, rule=run.rule, subject=one.subject, period=period, at=moment)
        assert found is not None
        alone: Any = told(run.rule, found.result)
        ranked = {"ranked"}  # a place is told by a run alone
        assert (alone.total, alone.grade, alone.outcome) == (one.total, one.grade, one.outcome), one.label
        assert alone.undecided == one.undecided
        assert {name: value for name, value in alone.detail.items() if name not in ranked} == {
            name: value for name, value in one.detail.items() if name not in ranked
        }


def test_only_the_rows_that_concern_the_subject_are_read(
    stocked: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables: dict[str, int] = {}
    original = live.Live.table

    def counted(self: live.Live, name: str, where: Any) -> Any:
        found = original(self, name, where)
        tables[name] = max(tables.get(name, 0), found.num_rows)
        return found

    monkeypatch.setattr(live.Live, "table", counted)
    key = str(stocked.units["甲局"].pk)

    found = decide(programme=PROGRAMME, rule="monthly_score", subject=key, period=JANUARY, at=NOW)

    assert found is not None
    assert tables == {"subjects": 1, "problems": 2, "assignments": 2}
    assert [row.key for row in found.evidence["unrectified"]] == [
        str(stocked.problems[title].pk) for title in ("一号", "二号")
    ]


def test_whom_a_rule_does_not_judge_it_says_nothing_of(stocked: Drill) -> None:
    office = str(stocked.units["市演练办"].pk)

    assert decide(programme=PROGRAMME, rule="monthly_score", subject=office, period=JANUARY, at=NOW) is None
    assert decide(programme=PROGRAMME, rule="monthly_score", subject="999999", period=JANUARY, at=NOW) is None


#: So many cases of each pack are walked through, always the same ones.
DRAWN = 1


@pytest.mark.parametrize(
    "folder", [one for one in builtin_folders() if (one / "rules").is_dir()], ids=lambda one: one.name
)
def test_cases_of_packs_that_ship_come_out_in_a_run_and_for_each_by_itself(
    db: None, settings: Any, tmp_path: Path, folder: Path
) -> None:
    settings.DATA = tmp_path
    candidate = once(folder.name)
    install_pack(candidate, at=LONG_AGO, actor=CLERK)
    pack = candidate.pack
    cases = [case for case in pack.cases if pack_rows.enterable(case)]

    for case in Random(folder.name).sample(cases, DRAWN):
        with transaction.atomic():
            assert list(differing(pack_rows.entered(pack, case))) == [], case.name
            transaction.set_rollback(True)


def differing(stage: RuleStage) -> Iterator[str]:
    """What comes out otherwise than the case expects, in a run or for one of its subjects by itself."""
    case, draw = stage.case, Random(stage.case.name)
    assert case.period is not None, "pack check has seen to it"
    given: dict[str, Any] = {
        "programme": stage.pack.name,
        "rule": str(case.rule),
        "period": Period(case.period.since, case.period.until),
        "at": datetime(2026, 6, 1, tzinfo=CHINA),
    }
    run = run_rule(**given, user=stage.user(case.given.office, Role.OFFICE))
    if not run.digest:
        yield run.message
    for name, expected in draw.sample(sorted((case.expect.results or {}).items()), 1):
        key = stage.key_of(name)
        found, together = decide(**given, subject=key), run.results.filter(subject=key).first()
        if expected == "none" or found is None or together is None:
            if (expected == "none", found, together) != (True, None, None):
                yield f"{name}: expected {expected}, found {found}, in the run {together}"
            continue
        yield from (f"{name}: {one}" for one in differences(without_place(expected), in_words(found.result)))
        alone = told(str(case.rule), found.result)
        for key in ("total", "grade", "outcome"):
            if getattr(alone, key) != getattr(together, key):
                yield f"{name}: {key} is {getattr(together, key)} in the run, {getattr(alone, key)} by itself"
        if alone.detail["lines"] != together.detail["lines"]:
            yield f"{name}: the lines differ"


def without_place(expected: ExpectedResult) -> ExpectedResult:
    """What can be expected of one subject by itself: a run alone tells places."""
    kept = {name: getattr(expected, name) for name in expected.model_fields_set - {"place"}}
    if "undecided" in kept:
        kept["undecided"] = tuple(one for one in kept["undecided"] if one != "place")
    return ExpectedResult.model_construct(_fields_set={*kept}, **kept)
