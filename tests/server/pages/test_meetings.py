"""The page of a meeting: what was due since the last one, who reports, who sees what, decisions taken down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baicheng.clock.instants import china_date, end_of
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.services import (
    begin_report,
    generate,
    horizon,
    move_record,
    send_report,
    submit_report,
)
from baicheng.server.history.models import Event
from baicheng.server.intake.models import DraftItem
from baicheng.server.orgs.models import SubjectKind
from baicheng.server.pages.meetings.bodies import bodies_in, calendar, sittings
from baicheng.server.pages.meetings.page import MeetingPage, meeting_page
from baicheng.server.registers.books import book_of
from baicheng.server.registers.lights import light_of
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import arrange_parties, create_record
from tests.server.pages.conftest import reader
from tests.server.people import CLERK, subject
from tests.server.prepared import prepared
from tests.server.sittings import LAST, NEXT, PROGRAMME, Sitting, at, make_sitting

#: Queries of the page, whoever looks and however many items there are; one of them for how things stood at a
#: meeting that is over.
MOST_QUERIES = 13
#: The Friday before the meeting.
NOW = at(date(2026, 3, 13), 16)
ITEMS = f"{PROGRAMME}.items"


@pytest.fixture(scope="module")
def new_sitting(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[], Sitting] | None]:
    yield from prepared(make_busy_sitting, request, django_db_blocker)


@pytest.fixture
def sitting(new_sitting: Callable[[], Sitting] | None, db: None) -> Sitting:
    return new_sitting() if new_sitting else make_busy_sitting()


def make_busy_sitting() -> Sitting:
    """Items of 市城建局 late, at risk and due by the meeting; of 市水利局 reported, done and running."""
    made = make_sitting()
    entered, since = at(LAST, 19), at(date(2026, 3, 3))
    plan = {
        "late": ("市城建局", date(2026, 3, 10), 40),
        "risky": ("市城建局", date(2026, 3, 31), 0),
        "due": ("市城建局", NEXT, 90),
        "delivered": ("市水利局", date(2026, 4, 30), 100),
        "done": ("市水利局", date(2026, 4, 30), 100),
        "running": ("市水利局", date(2026, 9, 30), 30),
    }
    for title, (lead, due_on, progress) in plan.items():
        item = made.item(title, lead, due_on, entered=entered, progress=progress)
        by = made.people["member" if lead == "市城建局" else "other"]
        made.more[title] = step(item, "accept", by, since)
    for title in ("delivered", "done"):
        by, when = made.people["other"], at(date(2026, 3, 11))
        made.more[title] = step(made.more[title], "report_done", by, when, values={"result": "已完成"})
    for name, hour in (("verify", 10), ("close", 11)):
        made.more["done"] = step(made.more["done"], name, made.office, at(date(2026, 3, 12), hour))
    generate(horizon(NOW), NOW, actor=CLERK, programme=PROGRAMME)
    return made


def step(record: Record, name: str, user: User, when: Any, **more: Any) -> Record:
    record.refresh_from_db()
    return move_record(record, name, user=user, at=when, revision=record.revision, **more).record


def page(sitting: Sitting, user: User, meeting: int | None = None, now: Any = NOW) -> MeetingPage:
    bodies = bodies_in(book_of(sitting.series.register))
    assert bodies is not None
    found = meeting_page(bodies, sitting.series, Viewer(user, now), meeting)
    assert found is not None
    return found


def groups(found: MeetingPage) -> dict[str, list[str]]:
    return {part.group: [line.item.record.title for line in part.lines] for part in found.parts if part.lines}


def report(sitting: Sitting, title: str, who: str, unit: str, when: Any) -> None:
    made = begin_report(
        sitting.more[title],
        subject=sitting.units[unit],
        values={"progress": 45, "done": "已完成路基", "problems": "管线迁改滞后"},
        user=sitting.people[who],
        at=when,
    )
    send_report(made, user=sitting.people[who], at=when)


def test_items_stand_where_the_meeting_goes_through_them(sitting: Sitting) -> None:
    found = groups(page(sitting, sitting.office, now=at(date(2026, 3, 12), 12)))

    assert found == {
        "late": ["late"],
        "at_risk": ["risky"],
        "due": ["due"],
        "delivered": ["delivered"],
        "done": ["done"],
        "running": ["running"],
    }


def test_what_is_due_on_the_day_of_the_meeting_is_due_by_it_and_a_day_later_is_not(sitting: Sitting) -> None:
    early = at(date(2026, 3, 4))
    for title, day in (("on the day", NEXT), ("the day after", date(2026, 3, 17))):
        item = sitting.item(title, "市水利局", day, entered=early, progress=99)
        step(item, "accept", sitting.people["other"], early)

    found = groups(page(sitting, sitting.office, sitting.next.pk, now=at(date(2026, 3, 5))))

    assert "on the day" in found["due"] and "the day after" in found["running"]


def test_what_was_closed_before_the_last_meeting_is_told_no_more(sitting: Sitting) -> None:
    later = sitting.meeting(date(2026, 3, 30), entered=at(NEXT, 20))
    step(sitting.next, "hold", sitting.office, at(NEXT, 18))
    step(sitting.next, "issue_minutes", sitting.office, at(NEXT, 19), values={"minutes_number": "纪要6号"})

    found = page(sitting, sitting.office, now=at(date(2026, 3, 20)))

    assert found.shown is not None and found.shown.record == later
    assert found.calendar.last is not None and found.calendar.last.record == sitting.next
    assert "done" not in groups(found)


def test_a_meeting_that_is_over_shows_the_lights_of_its_day_beside_those_of_today(sitting: Sitting) -> None:
    before = groups(page(sitting, sitting.office, sitting.next.pk, now=at(NEXT, 23)))
    done = {"progress": 100, "result": "已完成"}
    step(sitting.more["late"], "report_done", sitting.people["member"], at(date(2026, 3, 20)), values=done)
    for name, hour in (("verify", 12), ("close", 13)):
        step(sitting.more["late"], name, sitting.office, at(date(2026, 3, 20), hour))
    sitting.item("later", "市水利局", date(2026, 3, 18), entered=at(date(2026, 3, 17)))
    today = at(date(2026, 4, 2))

    found = page(sitting, sitting.office, sitting.next.pk, now=today)

    assert found.past == NEXT
    assert groups(found) == before
    items = {line.item.record.title: line.item for part in found.parts for line in part.lines}
    lights = {title: (one.then and one.then.light, one.why.light) for title, one in items.items()}
    assert lights["late"] == ("late", "done_late")
    assert lights["due"] == ("at_risk", "late")
    assert page(sitting, sitting.office, now=NOW).past is None


def test_the_nearest_meeting_is_shown_while_its_minutes_are_to_come_and_a_cancelled_one_is_passed_over(
    sitting: Sitting,
) -> None:
    bodies = bodies_in(book_of(sitting.series.register))
    assert bodies is not None

    def shown(on: date) -> tuple[date | None, date | None]:
        found = calendar(sittings(bodies, Viewer(sitting.office, NOW))[sitting.series.pk], on)
        assert found is not None
        return found.last and found.last.day, found.shown and found.shown.day

    assert shown(date(2026, 3, 6)) == (None, LAST), "its minutes are still to come"
    assert shown(date(2026, 3, 10)) == (LAST, NEXT)
    step(sitting.last, "issue_minutes", sitting.office, NOW, values={"minutes_number": "纪要5号"})
    assert shown(date(2026, 3, 6)) == (LAST, NEXT)
    step(sitting.next, "cancel", sitting.office, NOW, reason="改期")
    assert shown(date(2026, 3, 10)) == (LAST, None)


def test_the_last_report_stands_beside_its_item_and_older_ones_are_not_told(sitting: Sitting) -> None:
    step(sitting.last, "issue_minutes", sitting.office, NOW, values={"minutes_number": "纪要5号"})
    before = page(sitting, sitting.office)
    report(sitting, "late", "member", "市城建局", at(date(2026, 3, 13), 10))

    after = page(sitting, sitting.office)

    assert (before.reports, after.reports) == (0, 1)
    (line,) = next(part for part in after.parts if part.group == "late").lines
    assert line.item.told is not None
    assert [text for _title, text in line.item.told.texts] == ["已完成路基", "管线迁改滞后"]


def test_reports_that_are_owed_by_the_meeting_are_missing_until_they_come_in(sitting: Sitting) -> None:
    step(sitting.last, "issue_minutes", sitting.office, NOW, values={"minutes_number": "纪要5号"})
    owed = Assignment.objects.filter(name="biweekly_report", due_at__gt=at(LAST, 23), due_at__lte=NOW)
    assert owed.exists(), "a Thursday of the fortnight lies between the meetings"

    found = page(sitting, sitting.office)
    assert {one.item.record.title for one, _unit in found.missing if one.is_late} >= {"late", "running"}

    row = owed.get(about_id=sitting.more["late"].pk)
    submit_report(row, values={"progress": 50, "done": "路基完成"}, user=sitting.people["member"], at=NOW)
    assert "late" not in {one.item.record.title for one, _unit in page(sitting, sitting.office).missing}


def test_who_is_late_speaks_first_until_the_office_sets_another_order(sitting: Sitting) -> None:
    step(sitting.last, "issue_minutes", sitting.office, NOW, values={"minutes_number": "纪要5号"})
    assert next(one.name for one in page(sitting, sitting.office).speakers) == "市城建局"
    assert not page(sitting, sitting.office).order_is_chosen

    chosen = [sitting.units["市水利局"], sitting.units["市城建局"]]
    sitting.next.refresh_from_db()
    arrange_parties(
        sitting.next, "speaking", chosen, user=sitting.office, at=NOW, revision=sitting.next.revision
    )

    found = page(sitting, sitting.office)
    assert [one.name for one in found.speakers] == ["市水利局", "市城建局"] and found.order_is_chosen
    prepared = Assignment.objects.filter(
        about_kind=KIND, about_id=sitting.next.pk, name="prepare", outcome="open"
    )
    assert {row.bearer for row in prepared} == set(chosen)
    assert Event.objects.filter(verb="registers.record.parties_arranged").count() == 1


def test_a_new_order_opens_nothing_twice_and_takes_back_what_nobody_has_to_prepare(sitting: Sitting) -> None:
    water, roads = sitting.units["市水利局"], sitting.units["市城建局"]
    for chosen in ([water, roads], [roads, water], [roads]):
        sitting.next.refresh_from_db()
        revision = sitting.next.revision
        arrange_parties(sitting.next, "speaking", chosen, user=sitting.office, at=NOW, revision=revision)

    rows = Assignment.objects.filter(about_kind=KIND, about_id=sitting.next.pk, name="prepare")
    assert [row.bearer for row in rows.filter(outcome="open")] == [roads]
    assert rows.filter(bearer=roads).count() == 1


@pytest.mark.parametrize("who", ["member", "stranger", "viewer"])
def test_whoever_is_not_of_the_office_sets_no_order(sitting: Sitting, who: str) -> None:
    sitting.next.refresh_from_db()
    with pytest.raises(PermissionDenied):
        arrange_parties(
            sitting.next,
            "speaking",
            [sitting.units["市水利局"]],
            user=sitting.people[who],
            at=NOW,
            revision=sitting.next.revision,
        )
    assert not Assignment.objects.filter(about_kind=KIND, about_id=sitting.next.pk, name="prepare").exists()


def test_two_who_set_the_order_at_once_do_not_overwrite_each_other(sitting: Sitting) -> None:
    sitting.next.refresh_from_db()
    revision = sitting.next.revision
    units = sitting.units
    arrange_parties(
        sitting.next, "speaking", [units["市水利局"]], user=sitting.office, at=NOW, revision=revision
    )

    with pytest.raises(ValidationError) as refused:
        arrange_parties(
            sitting.next, "speaking", [units["市城建局"]], user=sitting.office, at=NOW, revision=revision
        )

    assert refused.value.code == "stale"


def test_members_see_the_meeting_with_their_own_items_and_reports_only(sitting: Sitting) -> None:
    found = page(sitting, sitting.people["other"])

    titles = {line.item.record.title for part in found.parts for line in part.lines}
    assert titles == {"delivered", "done", "running"}
    assert {unit for _one, unit in found.missing} <= {"市水利局"}
    assert found.taking is None and not found.may_choose and found.speakers == []


def test_a_city_leader_sees_all_of_it_and_changes_nothing(sitting: Sitting) -> None:
    found = page(sitting, sitting.people["viewer"])

    assert groups(found) == groups(page(sitting, sitting.office))
    assert found.taking is None and not found.may_choose and found.speakers


def test_a_stranger_finds_neither_body_nor_meeting(sitting: Sitting) -> None:
    browser = reader(sitting.people["stranger"])

    for address in (
        reverse("pages:meeting_body", args=[sitting.series.pk]),
        reverse("pages:decisions", args=[sitting.next.pk]),
    ):
        assert browser.get(address).status_code == 404
    assert browser.post(reverse("pages:speakers", args=[sitting.next.pk])).status_code == 404
    index = browser.get(reverse("pages:meetings"))
    assert index.status_code == 200 and "城市建设双周调度会" not in index.content.decode()


def test_a_record_that_is_no_body_has_no_such_page(sitting: Sitting) -> None:
    browser = reader(sitting.office)

    assert browser.get(reverse("pages:meeting_body", args=[sitting.next.pk])).status_code == 404
    assert browser.get(reverse("pages:decisions", args=[sitting.series.pk])).status_code == 404
    there = reverse("pages:meeting_body", args=[sitting.series.pk])
    assert browser.get(f"{there}?meeting={sitting.series.pk}").status_code == 404


@pytest.mark.parametrize("who", ["office", "member", "viewer"])
def test_the_page_takes_few_queries_however_much_there_is(sitting: Sitting, who: str) -> None:
    user = sitting.office if who == "office" else sitting.people[who]
    browser = reader(user)
    report(sitting, "late", "member", "市城建局", NOW)
    address = reverse("pages:meeting_body", args=[sitting.series.pk])
    browser.get(address)

    with CaptureQueriesContext(connection) as few:
        assert browser.get(address).status_code == 200
    for number in range(12):
        sitting.item(f"more {number}", "市城建局", NEXT, entered=NOW)
    with CaptureQueriesContext(connection) as many:
        assert browser.get(address).status_code == 200

    assert len(many) <= len(few)
    assert len(few) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in few)


def test_decisions_are_typed_kept_and_issued_on_the_page(sitting: Sitting) -> None:
    browser = reader(sitting.office)
    address = reverse("pages:decisions", args=[sitting.next.pk])
    lines = {
        "text": ["建设路通车。", "渠道清淤。", ""],
        "lead": ["市城建局", "市水利局、市城建局", ""],
        "responsible": ["市水利局", "", ""],
        "due_on": ["2026-04-10", "", ""],
    }
    stamp = stamp_on(browser.get(address))

    kept = browser.post(address, {**lines, "stamp": stamp, "keep": "1"})
    assert kept.status_code == 302 and DraftItem.objects.count() == 2
    assert "建设路通车。" in browser.get(kept.url).content.decode()

    stamp = stamp_on(browser.get(address))
    issued = browser.post(
        address, {**lines, "stamp": stamp, "issue": "1", "origin": "dispatch", "reports": "biweekly"}
    )

    assert issued.status_code == 302
    titles = Record.objects.filter(register=ITEMS, parent=sitting.next).values_list("title", flat=True)
    assert sorted(titles) == ["建设路通车", "渠道清淤"]


def test_what_cannot_be_issued_comes_back_as_it_was_typed_with_the_fault_beside_its_line(
    sitting: Sitting,
) -> None:
    browser = reader(sitting.office)
    address = reverse("pages:decisions", args=[sitting.next.pk])
    given = {"text": ["修桥。"], "lead": ["市桥梁局"], "responsible": [""], "due_on": ["bald"], "issue": "1"}
    stamp = stamp_on(browser.get(address))

    wrong_day = browser.post(address, {**given, "stamp": stamp})
    assert wrong_day.status_code == 422 and "write the day as 2026-03-31" in wrong_day.content.decode()

    answer = browser.post(
        address, {**given, "due_on": [""], "stamp": stamp, "origin": "dispatch", "reports": "none"}
    )
    said = answer.content.decode()
    assert answer.status_code == 422 and "“市桥梁局” is not in the directory." in said and "修桥。" in said
    assert not Record.objects.filter(register=ITEMS, parent=sitting.next).exists()


def test_lines_that_somebody_else_changed_meanwhile_are_not_overwritten(sitting: Sitting) -> None:
    browser = reader(sitting.office)
    address = reverse("pages:decisions", args=[sitting.next.pk])
    stamp = stamp_on(browser.get(address))
    one = {"text": ["甲"], "lead": ["市城建局"], "responsible": [""], "due_on": [""], "keep": "1"}
    browser.post(address, {**one, "stamp": stamp})

    answer = browser.post(address, {**one, "text": ["乙"], "stamp": stamp})

    assert answer.status_code == 409 and "乙" in answer.content.decode()
    assert [row.text for row in DraftItem.objects.all()] == ["甲"]


def test_a_member_takes_down_nothing(sitting: Sitting) -> None:
    browser = reader(sitting.people["member"])
    address = reverse("pages:decisions", args=[sitting.next.pk])

    assert browser.get(address).status_code == 403
    assert browser.post(address, {"text": ["甲"], "keep": "1"}).status_code == 403
    assert not DraftItem.objects.exists()


def test_the_order_is_set_by_the_numbers_beside_those_ticked(sitting: Sitting) -> None:
    browser = reader(sitting.office)
    water, roads = sitting.units["市水利局"].pk, sitting.units["市城建局"].pk
    sitting.next.refresh_from_db()
    given = {
        "speaks": [water, roads],
        f"place-{water}": "2",
        f"place-{roads}": "1",
        "revision": sitting.next.revision,
    }

    answer = browser.post(reverse("pages:speakers", args=[sitting.next.pk]), given)

    assert answer.status_code == 302
    assert [one.name for one in page(sitting, sitting.office, sitting.next.pk).speakers] == [
        "市城建局",
        "市水利局",
    ]


def stamp_on(answer: Any) -> str:
    text = answer.content.decode()
    return str(text.split('name="stamp" value="')[1].split('"')[0])


def test_an_instruction_without_a_day_is_with_the_office_until_it_gives_one(sitting: Sitting) -> None:
    values = {
        "origin": "oral",
        "on_paper": "现场调研记录",
        "wording": "尽快解决积水",
        "instructed_on": "2026-03-04",
        "urgency": "top",
        "reply_by": {"not_stated": True},
    }
    given = create_record(
        register_id=f"{PROGRAMME}.instructions",
        values=values,
        parties=[("leader", subject("王明", SubjectKind.PERSON)), ("handling", sitting.units["市城建局"])],
        user=sitting.office,
        at=at(date(2026, 3, 4)),
    )
    rows = Assignment.objects.filter(about_kind=KIND, about_id=given.pk)
    assert {row.name: row.due_at and china_date(row.due_at) for row in rows} == {
        "give_day": date(2026, 3, 6),
        "reply": None,
    }
    assert light_of(given, at(date(2026, 3, 9))) == "late"

    told = step(given, "give_day", sitting.office, at(date(2026, 3, 9)), values={"reply_by": "2026-03-20"})

    reply = rows.get(name="reply")
    assert (reply.due_at, rows.get(name="give_day").outcome) == (end_of(date(2026, 3, 20)), "done")
    assert (light_of(told, at(date(2026, 3, 19))), light_of(told, at(date(2026, 3, 21)))) == (
        "at_risk",
        "late",
    )
    with pytest.raises((PermissionDenied, ValidationError)):
        step(told, "give_day", sitting.office, at(date(2026, 3, 10)), values={"reply_by": "2026-12-31"})
