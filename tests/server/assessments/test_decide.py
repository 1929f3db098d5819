"""One subject on live facts gets what all together get on a snapshot."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from baicheng.clock import CHINA
from baicheng.packs.testing.rule_words import differences, in_words
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import Role
from baicheng.server.assessments import live
from baicheng.server.assessments.deciding import decide
from baicheng.server.assessments.services import run_rule
from baicheng.server.assessments.told import told
from tests.server.assessments import pack_rows
from tests.server.assessments.conftest import JANUARY, PROGRAMME, Drill, at

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


@pytest.mark.parametrize("rule", ["monthly_score", "talk", "clean_site", "subsidy"])
def test_each_subject_by_itself_gets_what_it_gets_in_a_run(stocked: Drill, rule: str) -> None:
    run = stocked.run(rule, when="2019-03-01")
    assert run.digest, run.message

    for one in run.results.all():
        found = decide(programme=PROGRAMME, rule=rule, subject=one.subject, period=JANUARY, at=NOW)
        assert found is not None
        alone: Any = told(rule, found.result)
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


#: Small cases of packs that ship: counts, decisions by a party, marks, amounts.
CASES = [
    ("accountability", "rules.yaml", 4),
    ("accountability", "rules.yaml", 11),
    ("river_chief", "rules.yaml", 7),
    ("incentives", "construction.yaml", 4),
]


@pytest.mark.parametrize(("programme", "file", "number"), CASES)
def test_a_case_of_a_pack_that_ships_comes_out_in_a_run_and_for_each_by_itself(
    db: None, settings: Any, tmp_path: Path, programme: str, file: str, number: int
) -> None:
    settings.DATA = tmp_path
    stage = pack_rows.entered(programme, file, number)
    case = stage.case
    assert case.period is not None and case.rule is not None
    period = Period(case.period.since, case.period.until)
    now = datetime(2026, 6, 1, tzinfo=CHINA)
    office = stage.user(case.given.office, Role.OFFICE)

    run = run_rule(programme=programme, rule=case.rule, period=period, user=office, at=now)

    assert run.digest, run.message
    wanted = {name: one for name, one in (case.expect.results or {}).items() if one != "none"}
    for name, expected in wanted.items():
        if "undecided" in expected.model_fields_set:  # a run alone tells places
            without = tuple(one for one in expected.undecided if one != "place")
            expected = expected.model_copy(update={"undecided": without})
        key = stage.key_of(name)
        found = decide(programme=programme, rule=case.rule, subject=key, period=period, at=now)
        assert found is not None
        assert list(differences(expected, in_words(found.result))) == []
        alone = told(case.rule, found.result)
        together = run.results.get(subject=key)
        assert (alone.total, alone.grade, alone.outcome) == (together.total, together.grade, together.outcome)
        assert alone.detail["lines"] == together.detail["lines"]
        assert together.called == name or together.register
