"""The pages of rounds: what each sees of one, marks from Excel, what is refused."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from baicheng.rules.setting import Period
from baicheng.server.accounts.models import Role, User
from baicheng.server.assessments.models import Mark
from baicheng.server.assessments.queries import runs_for
from baicheng.server.assessments.services import run_rule
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds import services
from baicheng.server.rounds.visibility import next_approvers
from tests.server.people import user
from tests.server.rounds.conftest import PROGRAMME, Drill, at, renewed


def seen(user: User, path: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(path)


def sent(user: User, path: str, **given: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(path, given)


def test_one_that_is_assessed_sees_its_own_result_and_nobody_elses_before_the_lock(drill: Drill) -> None:
    round_ = drill.released()
    path = round_.get_absolute_url()

    own = seen(drill.people["乙县"], path).content.decode()
    assert "15.38" in own
    assert drill.sheet(round_, "self_report", "乙县").get_absolute_url() in own, "what it handed in"
    towns = round_.draws.get(subject=drill.units["乙县"]).taken
    assert all(str(Subject.objects.get(pk=town)) in own for town in towns), "the marks behind its points"
    assert "甲县" not in own
    assert seen(drill.stranger, path).status_code == 404
    whole = seen(drill.viewer, path).content.decode()
    assert "甲县" in whole
    assert "反馈初评结果" not in whole, "who only looks has no button"

    others = round_.sheets.get(step="self_report", subject=drill.units["甲县"])
    assert seen(drill.people["乙县"], others.get_absolute_url()).status_code == 404
    file = Mark.objects.get(
        round_id=round_.pk, item="own", subject=drill.units["甲县"], superseded_at=None
    ).evidence.get()
    assert seen(drill.people["乙县"], f"{path}evidence/{file.pk}/").status_code == 404
    answer = seen(drill.people["甲县"], f"{path}evidence/{file.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_approver_of_another_unit_reads_the_results_of_that_round_and_no_others(
    drill: Drill, tmp_path: Path
) -> None:
    renewed(tmp_path / "v2", "0.2.0", "rounds/county.yaml", "office as leader", 'unit("外单位")')
    round_, other = drill.released(), drill.stranger
    run = round_.run
    assert run is not None
    result = run.results.get(about=drill.units["乙县"])
    assert seen(other, result.get_absolute_url()).status_code == 404, "not before it is submitted"
    beside = run_rule(
        programme=PROGRAMME,
        rule="yearly",
        period=Period(round_.since, round_.until),
        user=drill.office,
        at=at("2020-02-01"),
    )
    services.submit(round_, user=drill.office, at=at("2020-02-10"))
    renewed(
        tmp_path / "v3", "0.3.0", "rules/yearly.yaml", "20 + bonus", "10 + bonus"
    )  # its leader approves there

    for page in (round_.get_absolute_url(), run.get_absolute_url(), "/assessments/"):
        assert seen(other, page).status_code == 200
    explained = seen(other, result.get_absolute_url()).content.decode()
    assert "15.38" in explained
    assert f"：30，{drill.people['乙县']}" in explained, "who gave which mark"
    assert seen(other, beside.get_absolute_url()).status_code == 404
    assert list(runs_for(other, at("2020-02-10").date())) == [run]
    assert seen(drill.people["甲县"], result.get_absolute_url()).status_code == 404
    approved = services.approve(round_, user=other, at=at("2020-02-11"))
    made = services.correct(approved, user=drill.office, at=at("2020-03-02"), reason="核减")
    assert seen(other, made.run.get_absolute_url()).status_code == 200


def test_the_page_of_a_round_asks_no_more_the_more_are_assessed(
    drill: Drill, django_assert_max_num_queries: Any
) -> None:
    round_ = drill.released()
    client = Client()
    client.force_login(drill.office)
    client.get(round_.get_absolute_url())

    with django_assert_max_num_queries(40):
        client.get(round_.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get("/rounds/")


def test_marks_come_from_excel_all_or_none(drill: Drill) -> None:
    round_ = drill.marked()
    sheet = round_.sheets.get(step="on_site", subject=drill.units["甲县"])
    panel = drill.people["考核组"]
    answer = seen(panel, f"{sheet.get_absolute_url()}form.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = book.active
    column = cells.max_column - 1  # the last is the remark

    cells.cell(3, column).value = 9
    refused = _file(book)
    said = sent(panel, f"{sheet.get_absolute_url()}excel/", file=refused)
    assert said.status_code == 422
    assert cells.cell(3, column).coordinate in said.content.decode()

    cells.cell(3, column).value = 4
    assert sent(panel, f"{sheet.get_absolute_url()}excel/", file=_file(book)).status_code == 302
    values = Mark.objects.filter(
        round_id=round_.pk, item="town", subject=drill.units["甲县"], superseded_at=None
    )
    assert sorted(int(one.value) for one in values) == [4, 5]


def _file(book: Any) -> SimpleUploadedFile:
    kept = io.BytesIO()
    book.save(kept)
    return SimpleUploadedFile("评分.xlsx", kept.getvalue())


def test_an_objection_needs_a_reason_and_is_seen_by_its_unit_and_the_office_alone(drill: Drill) -> None:
    round_ = drill.released()
    path = f"{round_.get_absolute_url()}object/"
    county = drill.people["乙县"]

    given = {"subject": drill.units["乙县"].pk, "item": "towns"}
    assert sent(county, path, **given, reason="").status_code == 422
    made = services.raise_objection(
        round_, drill.units["乙县"], item="towns", reason="录错一项", user=county, at=at("2020-01-15")
    )
    assert seen(county, made.get_absolute_url()).status_code == 200
    assert seen(drill.people["甲县"], made.get_absolute_url()).status_code == 404
    assert sent(county, made.get_absolute_url(), upheld="yes", answer="自己同意").status_code == 200
    made.refresh_from_db()
    assert made.upheld is None


def test_what_somebody_typed_stays_where_another_gave_the_mark_meanwhile(drill: Drill) -> None:
    round_ = drill.marked()
    sheet, panel = round_.sheets.get(step="on_site", subject=drill.units["甲县"]), drill.people["考核组"]
    marks = Mark.objects.filter(round_id=round_.pk, item="town", subject=drill.units["甲县"])
    mark = marks.filter(superseded_at=None).earliest("pk")
    key = f"town-{mark.subject_id}-{mark.drawn_id}"
    drill.mark(round_, "town", "甲县", "4", panel, drawn=mark.drawn)

    others = {f"{one.item}-{one.subject_id}-{one.drawn_id}": "5" for one in marks.exclude(drawn=mark.drawn)}
    late = sent(panel, sheet.get_absolute_url(), **others, **{key: "3", f"seen-{key}": mark.pk})
    assert late.status_code == 422
    assert 'value="3"' in late.content.decode()
    standing = Mark.objects.get(round_id=round_.pk, drawn=mark.drawn, superseded_at=None)
    assert standing.value == 4

    again = sent(panel, sheet.get_absolute_url(), **others, **{key: "3", f"seen-{key}": standing.pk})
    assert again.status_code == 302
    assert Mark.objects.get(round_id=round_.pk, drawn=mark.drawn, superseded_at=None).value == 3


def test_who_has_agreed_at_one_place_leaves_the_next_to_others_where_there_are_some(drill: Drill) -> None:
    round_ = drill.submitted()
    day = at("2020-02-11").date()
    round_.approvals.create(
        run=round_.run, place=0, agreed=True, decided_by=drill.leader, decided_at=at("2020-02-11")
    )
    assert next_approvers(round_, day) == [drill.leader], "a small office comes to an end"

    second = user(Role.LEADER, drill.units["市演练办"])

    assert next_approvers(round_, day) == [second]
