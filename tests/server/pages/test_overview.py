"""The overview of a programme: its figures, the lists behind them, who sees which, as it was known then."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baicheng.clock.instants import start_of
from baicheng.server.accounts.models import User
from baicheng.server.documents.models import Clause, Document
from baicheng.server.duties.overview import scope as scopes
from baicheng.server.duties.overview.scope import Scope
from baicheng.server.duties.services import keep_counts
from baicheng.server.orgs.models import SubjectKind
from baicheng.server.pages.overview.page import OverviewPage, overview_page
from baicheng.server.pages.overview.sheet import Sheet, sheet_of
from baicheng.server.registers.books import book_of
from baicheng.server.registers.ledger import ledger, ledger_as_of
from baicheng.server.registers.listing_form import LedgerFilters
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import Past
from baicheng.server.registers.services import edit_record, move
from baicheng.server.web.deadlines import left
from tests.server.pages.conftest import reader
from tests.server.people import subject
from tests.server.registers.conftest import Drill, days

#: Queries of an overview and of a sheet, however many tasks there are and whoever looks.
MOST_QUERIES = 13
#: The same where sums are kept, of which nothing was touched since.
MOST_QUERIES_FROM_SUMS = 16
EVERYBODY = ("office", "liaison", "county_liaison", "above", "all_seeing", "stranger")
JANUARY = start_of(date(2019, 1, 10))
JUNE = start_of(date(2019, 6, 20))
BOOK = "drill.tasks"


@pytest.fixture
def year(drill: Drill) -> Drill:
    """A late task, one at risk, one on time of the bureau; one of the other bureau that is done."""
    begin(drill, "late", "2019-03-31", [("lead", drill.bureau), ("responsible", drill.county)], progress=40)
    begin(drill, "risky", "2019-12-31", [("lead", drill.bureau)], progress=10)
    begin(drill, "calm", "2019-12-31", [("lead", drill.bureau)], progress=50)
    done = begin(drill, "done", "2019-06-30", [("lead", drill.other)], progress=100, by=drill.other_liaison)
    at = start_of(date(2019, 5, 5))
    reported = move(done, "report_done", user=drill.other_liaison, at=at, revision=done.revision).record
    move(reported, "close", user=drill.office, at=at, revision=reported.revision)
    return drill


def begin(
    drill: Drill, title: str, due_on: str, parties: list[Any], *, by: User | None = None, **values: Any
) -> Record:
    task = drill.task(
        JANUARY, title=title, parties=parties, values={"content": title, "due_on": due_on, **values}
    )
    return move(task, "accept", user=by or drill.liaison, at=JANUARY, revision=task.revision).record


def scope(user: User, at: datetime = JUNE, past: Past | None = None) -> Scope:
    return Scope(book_of(BOOK), Viewer(user, at), past)


def page(user: User, at: datetime = JUNE, past: Past | None = None) -> OverviewPage:
    found = overview_page(scope(user, at, past))
    assert found is not None
    return found


def listed(user: User, url: str, at: datetime = JUNE) -> list[str]:
    """The titles in the list to which a figure leads."""
    viewer, book = Viewer(user, at), book_of(BOOK)
    form = LedgerFilters(QueryDict(url.partition("?")[2]), book, viewer)
    past = form.past(at)
    if past is not None:
        return [line.title for line in ledger_as_of(viewer, book, past, form.filters()).lines]
    return [line.title for line in ledger(viewer, book, form.filters(), "due").lines]


def counts(figures: Any) -> list[int]:
    return [one.count for one in figures]


def test_the_figures_say_how_many_are_done_on_time_at_risk_and_late(year: Drill) -> None:
    found = page(year.office)

    assert (found.total, counts(found.figures)) == (4, [1, 1, 1, 1])
    assert [one.percent for one in found.figures] == [25, 25, 25, 25]


@pytest.mark.parametrize(("held", "are_kept"), [(None, False), (None, True), (date(2019, 5, 31), False)])
def test_every_figure_leads_to_a_list_of_exactly_so_many(
    year: Drill, held: date | None, are_kept: bool
) -> None:
    past = Past.of_days(held, held, JUNE) if held else None
    if are_kept:
        keep_counts(JUNE - timedelta(days=19))
        task = Record.objects.get(title="calm")
        edit_record(task, {"progress": 5}, user=year.liaison, at=JUNE, revision=task.revision)
    for user in (year.office, year.liaison, year.county_liaison):
        found = page(user, past=past)
        rows = [*found.units, *found.counties, *found.chapters]
        figures = [*found.figures, found.others, *(one for row in rows for one in row.figures)]

        assert len(listed(user, found.url)) == found.total > 0
        assert [len(listed(user, one.url)) for one in figures] == counts(figures)


def test_units_are_told_by_what_they_lead_and_counties_by_all_in_which_they_take_part(year: Drill) -> None:
    found = page(year.office)

    assert [(row.name, counts(row.figures)) for row in found.units] == [
        ("市住建局", [0, 1, 1, 1]),
        ("市园林局", [1, 0, 0, 0]),
    ]
    assert [(row.name, row.total) for row in found.counties] == [("中牟县", 1)]
    assert [(place.name, place.late) for place in found.beside] == [("中牟县", 1)]


def test_a_unit_sees_its_own_part_and_nobody_elses(year: Drill) -> None:
    assert [row.name for row in page(year.liaison).units] == ["市住建局"]
    assert [row.name for row in page(year.other_liaison).units] == ["市园林局"]
    assert page(year.stranger).total == 0
    assert [one.title for one, _units in page(year.other_liaison).worst] == []


def test_the_worst_come_first_with_their_reasons(year: Drill) -> None:
    found = page(year.office)

    assert [(one.title, one.why.light) for one, _units in found.worst] == [
        ("late", "late"),
        ("risky", "at_risk"),
    ]
    reasons = [one.why.text for one, _units in found.worst]
    assert reasons == [
        "Due Sun 31 Mar 2019, 81 days late; progress 40 %.",
        "Progress is 10 %, while 45 % of the time is gone.",
    ]
    late = Record.objects.get(title="late").deadline_at
    assert late is not None and left(late, JUNE) in reasons[0]  # beside the light as in the reason
    assert found.worst[0][1] == "市住建局"


def test_the_trend_tells_what_was_known_then(year: Drill) -> None:
    points = {point.on: point for point in page(year.office).course.points}

    told = [(point.due, point.done, point.late) for day, point in points.items() if day <= date(2019, 6, 20)]
    # January to May, then the day itself; the task that was done in May was due in June.
    assert told == [(0, 0, 0), (0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 1)]
    assert [points[date(2019, 12, 31)].planned, points[date(2019, 12, 31)].done] == [4, None]


def test_the_past_is_told_as_it_was_known(year: Drill) -> None:
    february = date(2019, 2, 20)
    found = page(year.office, past=Past.of_days(february, february, JUNE))

    assert counts(found.figures) == [0, 4, 0, 0]
    assert found.course.points[-1].planned == 4


def test_chapters_are_those_of_the_plan_in_its_order(year: Drill) -> None:
    document = Document.objects.create(
        title="方案", text="x" * 300, uploaded_by=year.office, uploaded_at=JANUARY, sha256="1"
    )
    for number, (level, start, end) in enumerate([(1, 0, 300), (2, 0, 100), (2, 100, 300), (3, 110, 200)]):
        Clause.objects.create(
            document=document, address=str(number), level=level, heading=f"h{number}", start=start, end=end
        )
    places = {"late": "1", "risky": "3", "calm": "2"}
    for title, address in places.items():
        Record.objects.filter(title=title).update(clause=Clause.objects.get(address=address))

    found = page(year.office)

    assert [(row.name, counts(row.figures)) for row in found.chapters] == [
        ("h1", [0, 0, 0, 1]),
        ("h2", [0, 1, 1, 0]),
    ]
    for row in found.chapters:
        assert len(listed(year.office, row.url)) == row.total
        assert len(listed(year.stranger, row.url)) == 0


def test_what_is_withdrawn_or_ended_before_the_year_is_not_counted(year: Drill) -> None:
    following = start_of(date(2020, 2, 1))

    assert page(year.office, following).total == 3
    assert [row.name for row in page(year.office, following).units] == ["市住建局"]


def test_a_sheet_tells_a_units_tasks_by_light_with_why(year: Drill) -> None:
    found = sheet_of(scope(year.office), year.bureau)

    assert found is not None
    assert [(str(part.figure.title), [one.title for one in part.lines]) for part in found.parts] == [
        ("Late", ["late"]),
        ("At risk", ["risky"]),
        ("On time", ["calm"]),
    ]
    assert len(listed(year.office, found.url)) == found.total == 3


def test_a_sheet_of_another_unit_is_not_there(year: Drill) -> None:
    def seen(user: User, whose: Any) -> Sheet | None:
        return sheet_of(scope(user), whose)

    assert seen(year.liaison, year.bureau) is not None
    assert seen(year.liaison, year.other) is None
    assert seen(year.stranger, year.bureau) is None
    shared = seen(year.liaison, year.county)
    assert shared is not None and shared.total == 1 and shared.reports is None


def test_a_ledger_too_large_to_be_counted_one_by_one_is_told_once_the_worker_has_counted_it(
    year: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = page(year.office)
    monkeypatch.setattr("baicheng.server.duties.overview.reading.MOST", 2)
    assert scopes.MOST > 2

    assert overview_page(scope(year.office)) is None
    answer = reader(year.office).get("/overview/drill/")
    assert (answer.status_code, "The tasks are being counted" in answer.content.decode()) == (200, True)

    keep_counts(JUNE)
    assert page(year.office) == small


def test_a_day_of_the_past_is_told_whatever_the_size_of_the_ledger(
    year: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = Past.of_days(date(2019, 5, 31), None, JUNE)
    small = page(year.office, past=past)
    monkeypatch.setattr("baicheng.server.duties.overview.reading.MOST", 2)
    monkeypatch.setattr("baicheng.server.duties.overview.reading.BATCH", 1)

    assert small.total == 4
    assert [one.title for one, _units in small.worst] == ["late", "risky"]
    assert page(year.office, past=past) == small


def test_an_overview_and_a_sheet_take_few_queries(year: Drill) -> None:
    past = "?held=2019-05-31&known=2019-05-31"
    sheet = f"/overview/drill/units/{year.bureau.pk}/"
    asked = [(who, f"/overview/drill/{query}") for who in EVERYBODY for query in ("", past)]
    asked += [(who, f"{sheet}{query}") for who in ("office", "liaison", "all_seeing") for query in ("", past)]
    for most in (MOST_QUERIES, MOST_QUERIES_FROM_SUMS):
        for who, path in asked:
            client = reader(getattr(year, who))
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)

            assert answer.status_code == 200, (who, path)
            assert len(queries) <= most, (who, path, [one["sql"][:200] for one in queries])
        keep_counts(timezone.now())


def test_the_entry_leads_to_the_first_programme_and_other_programmes_are_not_there(year: Drill) -> None:
    client = reader(year.office)

    assert client.get("/overview/").headers["Location"] == "/overview/drill/"
    assert client.get("/overview/nothing/").status_code == 404
    assert client.get(f"/overview/drill/units/{subject('x', SubjectKind.UNIT).pk + 99}/").status_code == 404


def test_telling_more_progress_takes_a_task_off_the_list_of_the_worst(year: Drill) -> None:
    task = Record.objects.get(title="risky")
    edit_record(task, {"progress": 60}, user=year.liaison, at=JUNE, revision=task.revision)

    assert [one.title for one, _units in page(year.office, JUNE + timedelta(hours=1)).worst] == ["late"]
    assert days(0) < JUNE
