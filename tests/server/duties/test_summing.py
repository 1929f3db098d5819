"""The sums of overviews say of every history, and at every moment, what counting each task says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from baicheng.clock.instants import start_of
from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.documents.models import Clause, Document
from baicheng.server.duties.models import Counted, CountedSum, Touched
from baicheng.server.duties.overview import kept as reading
from baicheng.server.duties.overview.contributions import counties_standing_for
from baicheng.server.duties.overview.counts import Counts, counts_in, planned_of, words_of
from baicheng.server.duties.overview.course import told
from baicheng.server.duties.overview.kept import kept
from baicheng.server.duties.overview.reading import batches_of
from baicheng.server.duties.overview.scope import Scope
from baicheng.server.duties.overview.tallies import Task, tally
from baicheng.server.duties.overview.worst import first_in_order, in_order
from baicheng.server.duties.services import keep_counts
from baicheng.server.orgs.base_map import divisions_drawn
from baicheng.server.orgs.models import RelationKind, SubjectKind
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import edit_record, move, refresh_access, set_parties
from tests.server.people import link, subject
from tests.server.prepared import prepared
from tests.server.registers.conftest import Drill, make_drill

JANUARY = start_of(date(2019, 1, 10))


@pytest.fixture(scope="module")
def new_drill(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[], Drill] | None]:
    yield from prepared(make_drill, request, django_db_blocker)


@pytest.fixture
def drill(new_drill: Callable[[], Drill] | None, db: None) -> Drill:
    return new_drill() if new_drill else make_drill()


def scope(user: User, at: datetime) -> Scope:
    return Scope(book_of("drill.tasks"), Viewer(user, at))


def tasks_of(its: Scope) -> list[Task]:
    return [task for tasks in batches_of(its) for task in tasks]


def counted_one_by_one(its: Scope) -> Counts:
    tasks = tasks_of(its)
    standing_for = counties_standing_for(divisions_drawn(its.day))
    tallies = tally(tasks, its.at, role=its.says.units, standing_for=standing_for)
    return Counts(tallies, planned_of(tasks), told(its))


def from_sums(its: Scope) -> Counts:
    found = kept(its, counties_standing_for(divisions_drawn(its.day)))
    assert found is not None and not found.behind
    return found.counts


def same_for(users: list[User], at: datetime) -> None:
    for user in users:
        its = scope(user, at)
        assert words_of(from_sums(its)) == words_of(counted_one_by_one(its)), (user.username, at)
        tasks = tasks_of(its)
        assert first_in_order(its, 3) == in_order(tasks, at)[:3], (user.username, at)


class History:
    """What may happen to tasks, drawn from a seed."""

    def __init__(self, drill: Drill, seed: int) -> None:
        self.drill, self.draw, self.at = drill, Random(seed), JANUARY
        self.people = {drill.bureau.pk: drill.liaison, drill.other.pk: drill.other_liaison}
        plan = Document.objects.create(
            title="方案", text="x" * 90, uploaded_by=drill.office, uploaded_at=JANUARY, sha256="1"
        )
        self.clauses = [
            Clause.objects.create(document=plan, address=str(n), level=1, heading=f"h{n}", start=n, end=n + 9)
            for n in (0, 10, 20)
        ]

    def happen(self) -> None:
        """One thing, then some time in which nothing does."""
        open_ones = list(Record.objects.filter(register="drill.tasks", closed_at=None).order_by("pk"))
        deeds = [self.begin, *([self.accept, self.progress, self.finish, self.reassign] if open_ones else [])]
        self.draw.choice(deeds)(*([self.draw.choice(open_ones)] if open_ones else [None]))
        self.at += timedelta(hours=self.draw.choice([1, 30, 24 * 9, 24 * 33]))

    def begin(self, _task: Record | None) -> None:
        leads = self.draw.sample([self.drill.bureau, self.drill.other], self.draw.choice([1, 1, 2]))
        parties = [("lead", one) for one in leads]
        if self.draw.random() < 0.5:
            parties.append(("responsible", self.drill.county))
        due = self.at.date() + timedelta(days=self.draw.randrange(5, 200))
        values = {"due_on": f"{due}", **({"progress": 10} if self.draw.random() < 0.5 else {})}
        clause = self.draw.choice([*self.clauses, None])
        task = self.drill.task(self.at, parties=parties, values=values)
        Record.objects.filter(pk=task.pk).update(clause=clause)

    def accept(self, task: Record) -> None:
        if task.state == "issued":
            move(task, "accept", user=self.lead_of(task), at=self.at, revision=task.revision)

    def progress(self, task: Record) -> None:
        given = {"progress": self.draw.randrange(5, 101)}
        if task.state != "reported":
            edit_record(task, given, user=self.drill.office, at=self.at, revision=task.revision, reason="-")

    def finish(self, task: Record) -> None:
        if task.state == "under_way" and str(task.fields.get("progress")) == "100":
            move(task, "report_done", user=self.lead_of(task), at=self.at, revision=task.revision)
        elif task.state == "reported":
            move(task, "close", user=self.drill.office, at=self.at, revision=task.revision)
        else:
            given = {"progress": 100}
            edit_record(task, given, user=self.drill.office, at=self.at, revision=task.revision, reason="-")

    def reassign(self, task: Record) -> None:
        if task.state == "under_way":
            roles = {"lead": [self.draw.choice([self.drill.bureau, self.drill.other])]}
            given = {"at": self.at, "revision": task.revision, "reason": "调整"}
            set_parties(task, roles, user=self.drill.office, **given)

    def lead_of(self, task: Record) -> User:
        lead = task.parties.filter(role="lead", superseded_at=None, until=None).earliest("pk")
        return self.people[lead.subject_id]


@pytest.mark.parametrize("seed", range(2))
def test_sums_and_what_was_touched_since_say_what_counting_each_task_says(drill: Drill, seed: int) -> None:
    Grant.objects.create(user=drill.leader, role=Role.LIAISON, unit=drill.other, since=date(2018, 1, 1))
    users = [drill.office, drill.above, drill.leader, drill.other_liaison, drill.county_liaison]
    history = History(drill, seed)
    for number in range(14):
        history.happen()
        month, day = history.at.month, history.at
        keep_counts(day - timedelta(minutes=40) if (day - timedelta(minutes=40)).month == month else day)
        for _more in range(history.draw.randrange(3)):
            before = history.at
            history.happen()
            if history.at.month != month:
                keep_counts(history.at)
            assert history.at > before
            month = history.at.month
        if number % 4 == 3:
            same_for(users, history.at)

    assert Record.objects.filter(register="drill.tasks").count() > 5
    keep_counts(history.at)
    assert not Touched.objects.exists()
    same_for(users, history.at)


def test_a_task_turns_by_itself_between_two_runs_of_the_worker(drill: Drill) -> None:
    drill.task(JANUARY, values={"due_on": "2019-01-20"})
    keep_counts(JANUARY)

    due = start_of(date(2019, 1, 21))
    at = [JANUARY, due - timedelta(days=3), due, due + timedelta(microseconds=1)]
    lights = [dict(from_sums(scope(drill.office, moment)).tallies.whole.counts) for moment in at]

    assert lights == [{"on_time": 1}, {"at_risk": 1}, {"at_risk": 1}, {"late": 1}]


def test_who_comes_to_see_a_task_by_a_relation_has_it_in_their_sums(drill: Drill) -> None:
    drill.task(JANUARY)
    keep_counts(JANUARY)
    above = subject("新区管委会")
    Grant.objects.create(user=drill.stranger, role=Role.LIAISON, unit=above, since=date(2018, 1, 1))
    assert from_sums(scope(drill.stranger, JANUARY)).tallies.whole.total == 0

    link(RelationKind.ADMINISTERS, above, drill.bureau)
    refresh_access([drill.bureau.pk], JANUARY)

    for _before_and_after in range(2):
        assert from_sums(scope(drill.stranger, JANUARY)).tallies.whole.total == 1
        keep_counts(JANUARY)


def test_all_are_counted_anew_when_the_month_or_the_counties_are_others(drill: Drill) -> None:
    drill.task(JANUARY, parties=[("lead", drill.bureau), ("responsible", drill.county)])
    assert (keep_counts(JANUARY), keep_counts(JANUARY)) == (1, 0)

    february = start_of(date(2019, 2, 1))
    assert kept(scope(drill.office, february), {}) is None
    assert keep_counts(february) == 1
    assert from_sums(scope(drill.office, february)).told[date(2019, 1, 31)]["done"] == 0

    subject("荥阳市", SubjectKind.DIVISION, level="county")
    assert keep_counts(february) == 1
    same_for([drill.office, drill.county_liaison], february)


def test_nothing_is_noted_of_a_change_that_is_taken_back_or_of_ledgers_without_an_overview(
    drill: Drill,
) -> None:
    task = drill.task(JANUARY)
    keep_counts(JANUARY)
    with transaction.atomic():
        edit_record(task, {"progress": 10}, user=drill.office, at=JANUARY, revision=task.revision, reason="-")
        assert Touched.objects.exists()
        transaction.set_rollback(True)
    drill.report(task)

    assert {row.record_id for row in Touched.objects.all()} <= {task.pk}
    assert Counted.objects.count() == 1


def test_where_more_has_changed_than_a_page_counts_it_says_as_of_when_it_tells(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    drill.task(JANUARY)
    keep_counts(JANUARY)
    monkeypatch.setattr(reading, "MOST_TOUCHED", 1)
    for _more in range(3):
        drill.task(JANUARY)

    found = kept(scope(drill.office, JANUARY), counties_standing_for(divisions_drawn(date(2019, 1, 10))))

    assert found is not None
    assert (found.counts.tallies.whole.total, found.behind > 1, found.counted_at) == (1, True, JANUARY)


def test_counts_as_words_come_back_as_they_were(drill: Drill) -> None:
    drill.task(JANUARY, parties=[("lead", drill.bureau), ("responsible", drill.county)])
    found = counted_one_by_one(scope(drill.office, start_of(date(2019, 8, 2))))

    assert words_of(counts_in(words_of(found))) == words_of(found)
    assert any(word.startswith("t:2019-07-31:late") for word in words_of(found))


def test_what_ends_leaves_no_word_behind_in_any_sum(drill: Drill) -> None:
    task = drill.task(JANUARY)
    keep_counts(JANUARY)
    Record.objects.filter(pk=task.pk).update(closed_at=start_of(date(2018, 12, 1)))
    keep_counts(JANUARY)

    assert not Counted.objects.exists()
    assert [row.sums for row in CountedSum.objects.all() if row.sums] == []
