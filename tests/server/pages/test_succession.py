"""The pages of a succession: the way to a new one, its divisions with their days, what offices decide."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baicheng.server.accounts.models import Role, User
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Relation, Subject, SubjectKind, Succession
from baicheng.server.registers.models import Party, Record, Ruling
from tests.server.cast import give
from tests.server.duties import conftest as duties
from tests.server.duties.conftest import PROGRAMME, Drill
from tests.server.pages.conftest import reader
from tests.server.people import subject, user

drill, new_drill = duties.drill, duties.new_drill
NEW = "/directory/successions/new/"
TASKS = f"{PROGRAMME}.tasks"
#: Queries of any of these pages.
MOST_QUERIES = 12


@pytest.fixture
def admin(db: None) -> User:
    return user(Role.ADMINISTRATOR)


@pytest.fixture
def heir(db: None) -> Subject:
    return subject("市城市管理局")


def typed(old: Subject, new: Subject | None, **more: Any) -> dict[str, Any]:
    """What the first step takes."""
    given = {"old": str(old.pk), "kind": "everything", "ordered_on": "2019-01-10", "source": "改革方案"}
    return given | ({"new": str(new.pk)} if new else {}) | more


def enter(admin: User, given: dict[str, Any], **scope: Any) -> Succession:
    answer = reader(admin).post(NEW, {**given, "stage": "done", "day-own": "", **scope})
    assert answer.status_code == 302, answer.content.decode()
    return Succession.objects.latest("pk")


def leads(task: Record) -> list[str]:
    rows = Party.objects.known().filter(record=task, until=None)
    return [party.subject.name for party in rows]


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_nothing_is_entered_before_the_last_step(drill: Drill, admin: User, heir: Subject) -> None:
    task, events = drill.task(), Event.objects.count()
    client, given = reader(admin), typed(drill.bureau, heir)

    second = client.post(NEW, {**given, "stage": "scope"})
    third = client.post(NEW, {**given, "stage": "preview", "day-own": "2019-02-01"})

    assert (second.status_code, third.status_code) == (200, 200)
    assert f'name="old" value="{drill.bureau.pk}"' in third.content.decode()
    assert Succession.objects.count() == 0
    assert Event.objects.count() == events
    assert leads(task) == ["市住建局"]


def test_the_preview_counts_for_all_and_names_records_only_to_who_reads_them(
    drill: Drill, admin: User, heir: Subject
) -> None:
    task = drill.task(title="征收八号地块")
    sent = {**typed(drill.bureau, heir), "stage": "preview", "day-own": "2019-02-01"}

    blind = reader(admin).post(NEW, sent).content.decode()
    both = user(Role.ADMINISTRATOR)
    give(both, Role.VIEWER, programme=PROGRAMME)
    seeing = reader(both).post(NEW, sent).content.decode()

    assert "任务" in blind or "Tasks" in blind
    assert task.title not in blind and task.title in seeing


def test_the_last_step_enters_it_and_what_is_in_place_passes_at_once(
    drill: Drill, admin: User, heir: Subject
) -> None:
    task = drill.task()

    made = enter(admin, typed(drill.bureau, heir), **{"day-own": "2019-02-01", "source-own": "挂牌公告"})

    assert leads(task) == ["市城市管理局"]
    page = text(
        reader(drill.inspector),
        f"/directory/successions/{made.pk}/",
    )
    assert "市城市管理局" in page and "挂牌公告" in page
    assert task.title not in page


def test_a_body_that_is_not_there_yet_is_entered_along(drill: Drill, admin: User) -> None:
    made = enter(admin, typed(drill.bureau, None, new_name="市生态环境局"), **{"day-own": "2019-02-01"})

    assert made.new is not None
    assert (made.new.name, made.new.kind, made.new.since) == (
        "市生态环境局",
        SubjectKind.UNIT,
        date(2019, 2, 1),
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"new": ""}, "Say who takes over"),
        ({"source": ""}, "required"),
        ({"new_name": "市生态环境局"}, "not both"),
        ({"ends": "on", "kind": "chosen"}, "only a part passes on remains"),
    ],
)
def test_what_is_wrong_with_the_bodies_is_said_in_the_first_step(
    drill: Drill, admin: User, heir: Subject, more: dict[str, str], told: str
) -> None:
    answer = reader(admin).post(NEW, {**typed(drill.bureau, heir), **more, "stage": "scope"})

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_part_is_chosen_by_ledgers_and_topics(drill: Drill, admin: User, heir: Subject) -> None:
    works, early = drill.task(values={"stage": "works"}), drill.task(values={"stage": "early"})
    given = typed(drill.bureau, heir, kind="chosen")

    empty = reader(admin).post(NEW, {**given, "stage": "preview", "day-own": "2019-02-01"})
    assert empty.status_code == 422 and "Choose what passes" in empty.content.decode()
    enter(admin, given, registers=[TASKS], topics=[f"{TASKS}|stage|works"], **{"day-own": "2019-02-01"})

    assert (leads(works), leads(early)) == (["市城市管理局"], ["市住建局"])


def test_a_day_is_confirmed_and_corrected_on_its_own_page(drill: Drill, admin: User, heir: Subject) -> None:
    task = drill.task()
    made = enter(admin, typed(drill.bureau, heir))
    url, client = f"/directory/successions/{made.pk}/divisions/0/", reader(admin)
    assert leads(task) == ["市住建局"]

    assert client.post(url, {"in_place_on": "2019-02-01", "source": "挂牌公告"}).status_code == 302
    assert leads(task) == ["市城市管理局"]
    wrong = client.post(url, {"in_place_on": "", "source": ""})
    assert wrong.status_code == 422 and "Say why" in wrong.content.decode()
    assert leads(task) == ["市城市管理局"]
    assert client.post(url, {"in_place_on": "", "source": "", "reason": "误录"}).status_code == 302
    assert leads(task) == ["市住建局"]


def test_the_office_decides_many_at_once(drill: Drill, admin: User, heir: Subject) -> None:
    tasks = [drill.task() for _ in range(3)]
    made = enter(admin, typed(drill.bureau, None, kind="by_hand"), **{"day-own": "2019-02-01"})
    url, client = f"/directory/successions/{made.pk}/undecided/", reader(drill.office)
    assert all(f"r{task.pk}" in text(client, url) for task in tasks)

    nothing = client.post(url, {"decision": "goes", "heir": str(heir.pk), "reason": "划转"})
    assert nothing.status_code == 422 and "at least one" in nothing.content.decode()
    chosen = [f"r{task.pk}" for task in tasks[:2]]
    client.post(url, {"case": chosen, "decision": "goes", "heir": str(heir.pk), "reason": "划转"})
    client.post(url, {"case": [f"r{tasks[2].pk}"], "decision": "stays", "reason": "留在原单位"})

    assert [leads(task) for task in tasks] == [["市城市管理局"], ["市城市管理局"], ["市住建局"]]
    assert "Nothing waits" in text(client, url)


def test_of_several_decided_at_once_all_or_none_are(drill: Drill, admin: User, heir: Subject) -> None:
    task = drill.task()
    made = enter(admin, typed(drill.bureau, None, kind="by_hand"), **{"day-own": "2019-02-01"})
    url = f"/directory/successions/{made.pk}/undecided/"

    sent = {"case": [f"r{task.pk}", "r999999"], "decision": "goes", "heir": str(heir.pk), "reason": "划转"}
    assert reader(drill.office).post(url, sent).status_code == 422

    assert (leads(task), Ruling.objects.count()) == (["市住建局"], 0)


@pytest.mark.parametrize("who", ["liaison", "other_liaison", "office"])
def test_only_administrators_enter_and_confirm(drill: Drill, admin: User, heir: Subject, who: str) -> None:
    made = enter(admin, typed(drill.bureau, heir))
    events, client = Event.objects.count(), reader(getattr(drill, who))
    sent = {**typed(drill.bureau, heir), "stage": "done", "day-own": "2019-02-01"}

    answers = [
        client.post(NEW, sent),
        client.post(f"/directory/successions/{made.pk}/divisions/0/", {"in_place_on": "2019-02-01"}),
        client.post(f"/directory/successions/{made.pk}/withdraw/", {"reason": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (Event.objects.count(), Succession.objects.count()) == (events, 1)


def test_an_office_of_another_programme_sees_none_of_the_cases(drill: Drill, admin: User) -> None:
    task = drill.task(title="征收八号地块")
    made = enter(admin, typed(drill.bureau, None, kind="by_hand"), **{"day-own": "2019-02-01"})
    url = f"/directory/successions/{made.pk}/undecided/"
    foreign = reader(user(Role.OFFICE, programme="other"))

    assert task.title not in text(foreign, url)
    sent = {"case": [f"r{task.pk}"], "decision": "stays", "reason": "x"}
    assert foreign.post(url, sent).status_code == 403
    assert Ruling.objects.count() == 0


def test_one_of_which_nothing_is_in_place_is_withdrawn(drill: Drill, admin: User, heir: Subject) -> None:
    made = enter(admin, typed(drill.bureau, heir))
    client = reader(admin)

    client.post(f"/directory/successions/{made.pk}/withdraw/", {"reason": "误录"})

    made.refresh_from_db()
    assert made.withdrawn_at is not None
    assert "withdrawn" in text(client, "/directory/successions/")


def test_the_pages_ask_few_questions_however_much_there_is(drill: Drill, admin: User, heir: Subject) -> None:
    for number in range(3):
        county = subject(f"南屿{number}县", SubjectKind.DIVISION, level="county")
        assert county.pk
    for _ in range(4):
        drill.task()
    first = enter(admin, typed(drill.bureau, heir), **{"day-own": "2019-02-01"})
    second = enter(admin, typed(drill.other, None, kind="by_hand"), **{"day-own": "2019-02-01"})
    for _ in range(4):
        drill.task(parties=[("lead", drill.other)])
    for who, url in (
        (admin, "/directory/successions/"),
        (admin, f"/directory/successions/{first.pk}/"),
        (admin, f"/directory/successions/{first.pk}/divisions/0/"),
        (drill.office, f"/directory/successions/{first.pk}/"),
        (drill.office, f"/directory/successions/{second.pk}/undecided/"),
    ):
        client = reader(who)
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(url)
        assert len(asked) <= MOST_QUERIES, (url, [one["sql"][:160] for one in asked])


def test_relations_pass_along(drill: Drill, admin: User) -> None:
    before, after = subject("张三", SubjectKind.PERSON), subject("李四", SubjectKind.PERSON)
    client = reader(admin)
    client.post(f"/directory/{before.pk}/relate/", {"kind": "in_charge_of", "other": str(drill.bureau.pk)})
    charge = Relation.objects.known().get(subject=before)
    given = typed(before, after)

    asked = client.post(NEW, {**given, "stage": "scope"}).content.decode()
    assert f'value="{charge.pk}"' in asked
    enter(admin, given, relations=[str(charge.pk)], **{"day-own": "2019-02-01"})

    assert Relation.objects.known().get(kind="in_charge_of", subject=after).since == date(2019, 2, 1)
