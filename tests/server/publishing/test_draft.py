"""Drafting a paper: its figures are those of the overview, its words the office's."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.html import escape

from baicheng.server.duties.overview.scope import Scope
from baicheng.server.history.models import Event
from baicheng.server.pages.overview.page import overview_page
from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.services import correct, discard, draft, edit, release
from baicheng.server.publishing.showing import Paper
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Past
from tests.server.pages.conftest import reader
from tests.server.pages.test_overview import begin
from tests.server.publishing.conftest import JUNE, NOW, Press, at

WORDS = {"number": "演练通报〔2019〕7号", "title": "六月通报", "addressed": "各单位", "copies": ""}


def test_each_figure_is_that_of_the_overview_of_its_day_to_which_its_page_leads(press: Press) -> None:
    row = press.draft()
    past = Past.of_days(JUNE, None, NOW)
    page = overview_page(Scope(book_of("drill.tasks"), Viewer(press.clerk, NOW), past))

    assert page is not None
    shown = {
        "done": page.figures[0],
        "on_time": page.figures[1],
        "at_risk": page.figures[2],
        "late": page.figures[3],
    }
    for name, figure in shown.items():
        assert row.facts["figures"][name] == figure.count
    assert row.facts["figures"]["total"] == page.total == 3
    link = f"/overview/drill/?held={JUNE}&known={NOW:%Y-%m-%d}"
    assert Paper.of(row).overview == link
    assert escape(link) in reader(press.clerk).get(row.get_absolute_url()).content.decode()


def test_its_tables_rank_units_and_counties_and_name_what_is_late_and_what_comes(press: Press) -> None:
    tables = press.draft().facts["tables"]

    assert [one[:3] for one in tables["units"]["rows"]] == [[1, "市园林局", 1], [2, "市住建局", 2]]
    assert [one[1] for one in tables["counties"]["rows"]] == ["中牟县"]
    (late,) = tables["late"]["rows"]
    assert late[2:5] == ["打通南环路", "市住建局", "2019年3月31日"]
    assert "逾期" in late[5]
    assert [one[2] for one in tables["next_due"]["rows"]] == ["建成口袋公园"]


def test_a_paper_is_the_same_however_few_tasks_are_read_at_a_time(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = press.draft().facts
    discard(Publication.objects.get(), user=press.clerk, at=NOW, reason="重新起草")
    monkeypatch.setattr("baicheng.server.duties.overview.reading.BATCH", 1)

    assert press.draft().facts == at_once


def test_a_table_of_tasks_has_the_worst_and_says_how_many_more_there_are(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(press.drill, "later late", "2019-05-31", [("lead", press.drill.bureau)])
    monkeypatch.setattr("baicheng.server.duties.overview.reading.BATCH", 1)
    monkeypatch.setattr("baicheng.server.publishing.counting.MOST_ROWS", 1)
    tables = press.draft().facts["tables"]

    assert [one[2] for one in tables["late"]["rows"]] == ["打通南环路"]
    assert tables["late"]["more"] == 1


def test_its_text_is_that_of_the_pack_with_the_figures_in_it(press: Press) -> None:
    row = press.draft()

    assert row.title == "关于2019年6月任务进展情况的通报"
    assert row.number == "演练通报〔2019〕1号"
    said = [one["text"] for one in row.body]
    assert said[1] == "截至2019年6月30日，任务共3项，完成0项，逾期1项，按期率66.7%。"
    assert "逾期任务见附件。" in said and "没有逾期任务。" not in said


def test_what_happens_later_leaves_a_draft_as_it_was_counted(press: Press) -> None:
    row = press.draft()
    press.drill.task(at(4), title="新任务")

    row.refresh_from_db()
    assert row.facts["figures"]["total"] == 3


@pytest.mark.parametrize("who", ["liaison", "leader", "all_seeing", "stranger"])
def test_nobody_but_the_office_drafts(press: Press, who: str) -> None:
    with pytest.raises(PermissionDenied):
        draft("drill", "monthly", day=JUNE, user=getattr(press.drill, who), at=NOW)

    assert not Publication.objects.exists()


def test_a_period_has_one_paper_and_none_before_it_begins(press: Press) -> None:
    first = press.draft()

    with pytest.raises(ValidationError, match="already"):
        press.draft()
    with pytest.raises(ValidationError):
        draft("drill", "monthly", day=date(2019, 8, 1), user=press.clerk, at=NOW)
    discard(first, user=press.clerk, at=NOW, reason="重新起草")
    assert press.draft().number == "演练通报〔2019〕1号"


def test_an_office_words_it_and_the_figures_stay(press: Press) -> None:
    row = press.draft()
    (late,) = row.facts["tables"]["late"]["records"]
    facts = row.facts

    edited = edit(
        row,
        words=WORDS,
        body=[{"kind": "text", "text": "情况如下。"}],
        remarks={"late": {str(late): "征迁未完\x07成", "999": "别的"}},
        revision=row.revision,
        user=press.second,
        at=at(3, 11),
    )

    assert edited.title == "六月通报" and edited.body == [{"kind": "text", "text": "情况如下。"}]
    assert edited.remarks == {"late": {str(late): "征迁未完成"}}
    assert edited.facts == facts
    event = Event.objects.get(verb="publishing.publication.edited")
    assert event.changes["title"] == ["关于2019年6月任务进展情况的通报", "六月通报"]


def test_two_who_word_it_at_once_do_not_overwrite_each_other(press: Press) -> None:
    row = press.draft()
    given = {"words": WORDS, "body": row.body, "remarks": {}, "revision": row.revision, "at": NOW}
    edit(row, user=press.clerk, **given)

    with pytest.raises(ValidationError):
        edit(row, user=press.second, **{**given, "words": {**WORDS, "title": "另一个"}})

    row.refresh_from_db()
    assert row.title == "六月通报"


def test_what_left_the_desk_is_not_worded_any_more(press: Press) -> None:
    row = press.released()
    before = Event.objects.count()

    with pytest.raises(ValidationError):
        edit(row, words=WORDS, body=row.body, remarks={}, revision=row.revision, user=press.clerk, at=at(5))
    with pytest.raises(ValidationError):
        discard(row, user=press.clerk, at=at(5), reason="x")

    assert Event.objects.count() == before


def test_a_correction_is_a_version_of_its_own_and_needs_a_reason(press: Press) -> None:
    row = press.released()
    with pytest.raises(ValidationError):
        correct(row, user=press.clerk, at=at(5), reason=" ")

    fresh = correct(row, user=press.clerk, at=at(5), reason="市园林局数据有误")

    assert (fresh.version, fresh.state, fresh.address, fresh.facts) == (
        2,
        State.DRAFT,
        row.address,
        row.facts,
    )
    with pytest.raises(ValidationError):
        correct(row, user=press.clerk, at=at(5), reason="再次")
    with pytest.raises(ValidationError):
        release(fresh, user=press.clerk, at=at(5))
