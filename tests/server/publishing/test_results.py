"""Papers on the results of a rule: a run's places and grades, red and black lists, what is undecided told or refused."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from baicheng.packs.schema.notices import Annex
from baicheng.server.accounts.models import User
from baicheng.server.assessments.models import Result, Run
from baicheng.server.editions.services import install
from baicheng.server.publishing import services
from baicheng.server.publishing.composing import annexes_of
from baicheng.server.publishing.judging import listed
from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.queries import notice_of
from baicheng.server.publishing.services import draft
from baicheng.server.publishing.word import word_file
from baicheng.server.rounds.models import Round, RoundState
from tests.server.assessments import conftest as assessments
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO
from tests.server.publishing.papers import with_notice

drill = assessments.drill
Drill = assessments.Drill
NOTICE = """\
notice: monthly
kind: list
title: {zh: 红黑榜, en: Red and black lists}
rule: monthly_score
every: month
template: circular.docx
heading: 关于{period}考核结果的通报
number: 考核通报〔{year}〕{seq}号
addressed: 各单位
body: [{text: "共{subjects}家，{first}第一，{last}末位。"}]
annexes:
  - {title: 考核结果, table: results}
  - {title: 红榜, table: results, first: 1}
  - {title: 黑榜, table: results, last: 1}
  - {title: 优秀, table: results, grades: [优秀]}
public: true
approves: office as leader
"""
UNDECIDED = NOTICE.replace("public: true", "  - {title: 尚无结果, table: undecided}\npublic: true")


@pytest.fixture
def judged(drill: Drill, tmp_path: Path) -> Drill:
    install(once(with_notice(assessments.DRILL, tmp_path / "pack", notice=NOTICE)), at=LONG_AGO, actor=CLERK)
    drill.problem("扬尘", "甲局", "2019-01-10")
    return drill


def drafted(drill: Drill) -> Publication:
    at = assessments.at("2019-03-02")
    return draft(assessments.PROGRAMME, "monthly", day=date(2019, 1, 31), user=drill.office, at=at)


def test_it_tells_the_places_and_grades_of_the_run(judged: Drill) -> None:
    run = judged.run()
    row = drafted(judged)
    whole, red, black, excellent = annexes_of(row, notice_of(row))

    stated = list(Result.objects.filter(run=run).order_by("order").values_list("place", "label", "grade"))
    assert [(one[0], one[1], one[3]) for one in whole.rows] == stated
    assert {one[1] for one in red.rows} == {"乙局", "丙局"}  # equals share the first place
    assert [one[1] for one in black.rows] == ["甲局"]
    assert all(one[3] == "优秀" for one in excellent.rows)
    assert row.body[0]["text"].startswith("共3家，") and row.body[0]["text"].endswith("甲局末位。")
    assert row.facts["run"] == {"id": run.pk, "digest": run.digest}
    assert word_file(row).startswith(b"PK")


def test_the_only_annex_has_no_number_and_points_have_all_their_decimals(
    judged: Drill, tmp_path: Path
) -> None:
    alone = NOTICE.split("  - {title: 红榜")[0] + NOTICE.partition("grades: [优秀]}\n")[2]
    install(
        once(with_notice(assessments.DRILL, tmp_path / "alone", notice=alone, version="9.1.0")),
        at=LONG_AGO,
        actor=CLERK,
    )
    judged.run()
    Result.objects.update(grade="", total="61.300000")
    row = drafted(judged)

    (only,) = annexes_of(row, notice_of(row))
    assert (only.called, only.listed) == ("附件", "考核结果")
    assert list(only.heads) == ["名次", "考核对象", "得分"]
    assert {one[2] for one in only.rows} == {"61.30"}
    said = [one.text for one in docx.Document(io.BytesIO(word_file(row))).paragraphs]
    assert "附件：考核结果" in said and "附件" in said


def test_without_a_finished_run_of_the_period_there_is_no_paper(judged: Drill) -> None:
    with pytest.raises(ValidationError, match="run it under Assessments first"):
        drafted(judged)

    assert not Publication.objects.exists()


def test_undecided_results_are_refused_unless_the_paper_lists_them(judged: Drill, tmp_path: Path) -> None:
    run = judged.run()
    missing = [{"what": "rectified", "names": ["unrectified"], "because": []}]
    Result.objects.filter(run=run, label="甲局").update(undecided=missing, place=None, outcome="undecided")
    Run.objects.update(undecided=1)
    with pytest.raises(ValidationError, match="1 are undecided"):
        drafted(judged)

    pack = with_notice(assessments.DRILL, tmp_path / "more", notice=UNDECIDED, version="9.1.0")
    install(once(pack), at=LONG_AGO, actor=CLERK)
    row = drafted(judged)

    assert annexes_of(row, notice_of(row))[-1].rows == [[1, "甲局", "未整改问题"]]
    assert "甲局" not in [one[1] for one in row.facts["tables"]["results"]["rows"]]


def opened(run: Run, user: User) -> Round:
    """A round that decides on the results of a run and is open to objections."""
    return Round.objects.create(
        programme=run.programme,
        name="monthly",
        edition=run.edition,
        title={"zh": "月度考核", "en": "Month"},
        rule=run.rule,
        since=run.since,
        until=run.until,
        seed=7,
        state=RoundState.OBJECTION,
        run=run,
        opened_by=user,
        opened_at=assessments.at("2019-03-01"),
    )


def test_no_paper_tells_of_a_round_before_its_lock(judged: Drill) -> None:
    run = judged.run()
    round_ = opened(run, judged.office)
    with pytest.raises(ValidationError, match="once it is final"):
        drafted(judged)

    round_.state = RoundState.FINAL
    round_.save()
    assert drafted(judged).facts["run"]["id"] == run.pk


def test_a_paper_drafted_before_a_round_was_opened_leaves_the_desk_only_with_its_final_results(
    judged: Drill,
) -> None:
    run = judged.run()
    row = drafted(judged)
    round_ = opened(run, judged.office)
    now = {"user": judged.office, "at": assessments.at("2019-03-03")}
    with pytest.raises(ValidationError, match="once it is final"):
        services.submit(row, **now)
    Publication.objects.update(state=State.APPROVED, release_at=assessments.at("2019-03-03"))
    with pytest.raises(ValidationError, match="once it is final"):
        services.release(row, **now)
    assert services.release_due(assessments.at("2019-03-04")) == 0, "nor does a set time release it"

    round_.state, round_.run = RoundState.FINAL, judged.run()
    round_.save()
    with pytest.raises(ValidationError, match="other results"):
        services.release(row, **now)
    assert Publication.objects.get().state == State.APPROVED

    round_.run = run
    round_.save()
    assert services.release(row, **now).state == State.RELEASED


def test_persons_stand_in_no_public_paper(judged: Drill) -> None:
    Result.objects.filter(run=judged.run(), label="甲局").update(label="")

    with pytest.raises(ValidationError, match="persons"):
        drafted(judged)


def test_later_changes_of_the_run_leave_the_paper_as_it_was(judged: Drill) -> None:
    run = judged.run()
    row = drafted(judged)
    before = row.facts["tables"]["results"]["rows"]
    Result.objects.filter(run=run).update(grade="不合格")

    row.refresh_from_db()
    assert row.facts["tables"]["results"]["rows"] == before


PLACES = st.lists(st.integers(1, 9), max_size=12).map(
    lambda found: [[one, "甲", "90", "优秀"] for one in sorted(found)]
)


@given(PLACES, st.integers(1, 5))
def test_a_red_and_a_black_list_never_part_equals(rows: list[list[object]], size: int) -> None:
    for narrowed in ({"first": size}, {"last": size}):
        found = listed(Annex.model_validate({"title": "榜", "table": "results", **narrowed}), {"rows": rows})
        kept, left = {one[0] for one in found}, [one[0] for one in rows if one not in found]
        assert len(found) >= min(size, len(rows)) and not kept & set(left)
