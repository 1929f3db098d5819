"""The table of permissions: every kind of person, every action; what is refused writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.assignments.models import Assignment, Extension
from baicheng.server.history.models import Event, PersonalValue
from baicheng.server.indicators.models import Op, Target
from baicheng.server.indicators.services import choose_target, indicator_of_plan, set_target, split_target
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Access, Attachment, Party, Record, Version
from baicheng.server.registers.queries import get_for, list_page, may_edit_now, moves_for, visible
from baicheng.server.registers.services import (
    Taking,
    add_party,
    answer_assignment,
    ask_extension,
    attach,
    change_due,
    create_record,
    edit_record,
    end_party,
    erase_personal,
    exclude,
    grant_extension,
    hand_to,
    move,
    pause,
    refuse_extension,
    remove_attachment,
    replace_party,
    resume,
    reveal_personal,
    set_consolidator,
)
from tests.server.people import subject, user
from tests.server.prepared import prepared
from tests.server.registers.conftest import NOW, Drill, days

LATER = days(1)


def table() -> list[tuple[str, str, bool]]:
    lines = (Path(__file__).parent / "permissions.txt").read_text(encoding="utf-8").splitlines()
    head = next(line for line in lines if " see " in line).removeprefix("#").split()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return [
        (who, action, mark == "y") for who, *marks in rows for action, mark in zip(head, marks, strict=True)
    ]


@pytest.fixture(scope="module", autouse=True)
def files_go_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(scope="module")
def new_desk(
    request: pytest.FixtureRequest,
    files_go_elsewhere: None,
    new_drill: Callable[[], Drill],
    django_db_blocker: Any,
) -> Iterator[Callable[[], Desk] | None]:
    yield from prepared(lambda: Desk(new_drill()), request, django_db_blocker)


@pytest.fixture
def desk(new_desk: Callable[[], Desk] | None, drill: Drill) -> Desk:
    return new_desk() if new_desk else Desk(drill)


class Desk:
    """A task under way with everything that an action may need, and the people of the table."""

    def __init__(self, drill: Drill) -> None:
        self.drill = drill
        self.task = drill.task(
            parties=[("lead", drill.bureau), ("lead", drill.other), ("responsible", drill.county)],
            values={"contact": "13812345678"},
        )
        self._go("accept", drill.liaison)
        self.deliver = Assignment.objects.get(
            about_kind=KIND, about_id=self.task.pk, name="deliver", bearer=drill.bureau
        )
        self.asked = ask_extension(
            Assignment.objects.get(
                about_kind=KIND, about_id=self.task.pk, name="deliver", bearer=drill.other
            ),
            user=drill.other_liaison,
            at=NOW,
            reason="征地",
            new_due_on=date(2019, 8, 31),
        )
        self.order = create_record(
            register_id="drill.orders",
            values={"finding": "井盖"},
            parties=[("responsible", drill.bureau)],
            user=drill.office,
            at=NOW,
        )
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.7 first")
        self.attachment = attach(
            self.task, "evidence", file, user=drill.office, at=NOW, revision=self.task.revision
        )
        self.task.refresh_from_db()
        self.newcomer = subject("新单位")
        self.paused = self._paused()
        self.consent = self._consent()
        self.whole = set_target(
            indicator=indicator_of_plan(name="打通断头路", unit="条"),
            op=Op.AT_LEAST,
            value=Decimal(8),
            record=self.task,
            user=drill.office,
            at=NOW,
            programme="drill",
        )

    def _paused(self) -> Assignment:
        """A limit that stands still."""
        order = create_record(
            register_id="drill.orders",
            values={"finding": "路灯"},
            parties=[("responsible", self.drill.bureau)],
            user=self.drill.office,
            at=NOW,
        )
        overall = Assignment.objects.get(about_kind=KIND, about_id=order.pk, name="overall")
        return pause(overall, user=self.drill.office, at=NOW, reason="停电")

    def _consent(self) -> Assignment:
        """A word for which the bureau is asked."""
        drill = self.drill
        standard = create_record(
            register_id="drill.standards",
            values={"limits": "停工 4 working_hour"},
            parties=[],
            user=drill.office,
            at=NOW,
        )
        case = create_record(
            register_id="drill.cases",
            values={"found": "扬尘", "standard": standard.pk},
            parties=[("site", drill.other), ("city", drill.bureau), ("county", drill.government)],
            user=drill.office,
            at=NOW,
        )
        move(case, "rectified", user=drill.other_liaison, at=NOW, revision=case.revision)
        return Assignment.objects.get(about_kind=KIND, about_id=case.pk, name="accept_city")

    def _go(self, name: str, by: User) -> None:
        move(self.task, name, user=by, at=NOW, revision=self.task.revision)
        self.task.refresh_from_db()

    def person(self, who: str) -> User:
        drill = self.drill
        known = {
            "office": drill.office,
            "liaison_of_lead": drill.liaison,
            "leader_of_lead": drill.leader,
            "liaison_of_second": drill.other_liaison,
            "liaison_of_county": drill.county_liaison,
            "above_administers": drill.above,
            "above_guides": drill.guiding,
            "city_leader": drill.all_seeing,
            "stranger": drill.stranger,
        }
        if who in known:
            return known[who]
        made: Callable[[], User] = {
            "inspector": lambda: user(Role.INSPECTOR, programme="drill"),
            "administrator": lambda: user(Role.ADMINISTRATOR),
            "office_of_another": lambda: user(Role.OFFICE, programme="other"),
            "inspector_of_another": lambda: user(Role.INSPECTOR, programme="other"),
            "without_role": lambda: user(),
            "left_the_office": self._left,
            "locked_out": self._locked_out,
        }[who]
        return made()

    def _left(self) -> User:
        left = user(Role.OFFICE, programme="drill")
        Grant.objects.filter(user=left).update(until=NOW.date())
        return left

    def _locked_out(self) -> User:
        self.drill.office.is_active = False
        self.drill.office.save()
        return self.drill.office

    def do(self, action: str, by: User) -> Any:
        """The action by somebody; a refusal is an error."""
        task, at = self.task, LATER
        given: dict[str, Any] = {"user": by, "at": at, "revision": task.revision}
        moving = {
            "report": ("report_done", {"values": {"progress": 100}}),
            "rate": ("rate", {"values": {"progress": 50}}),
            "reassign": ("reassign", {"reason": "划转", "parties": {"lead": [self.drill.government]}}),
        }
        if action in moving:
            name, more = moving[action]
            return move(task, name, **given, **more)
        reason: dict[str, Any] = {"user": by, "at": at, "reason": "划转"}
        drill, programme = self.drill, {"programme": "drill", "user": by, "at": at}
        actions: dict[str, Callable[[], Any]] = {
            "end_party": lambda: end_party(task, "responsible", drill.county, **given, reason="划转"),
            "replace_party": lambda: replace_party(
                task, "responsible", drill.county, self.newcomer, **given, reason="划转"
            ),
            "set_consolidator": lambda: set_consolidator(task, "lead", drill.bureau, **given),
            "refuse_extension": lambda: refuse_extension(self.asked, **reason),
            "resume": lambda: resume(self.paused, **reason),
            "hand_to": lambda: hand_to(self.deliver, self.newcomer, approval="会议", **reason),
            "answer_assignment": lambda: answer_assignment(self.consent, "agreed", user=by, at=at),
            "exclude": lambda: exclude(self.deliver, on=at.date(), **reason),
            "choose_target": lambda: choose_target(self.whole, **programme, reason="以文件为准") or True,
            "split_target": lambda: split_target(self.whole, [(drill.bureau, Decimal(8))], **programme),
            "see": lambda: get_for(by, task.pk, at),
            "create": lambda: self.drill.task(user=by, at=at),
            "edit": lambda: edit_record(task, {"part": "water"}, **given, reason="更正"),
            "party": lambda: add_party(task, Taking("responsible", self.newcomer), **given),
            "extend": lambda: ask_extension(
                self.deliver, user=by, at=at, reason="征地", new_due_on=date(2019, 9, 30)
            ),
            "grant": lambda: grant_extension(self.asked, user=by, at=at),
            "pause": lambda: pause(
                Assignment.objects.get(about_kind=KIND, about_id=self.order.pk, name="overall"),
                user=by,
                at=at,
                reason="停电",
            ),
            "change_due": lambda: change_due(
                task, "due_on", date(2019, 12, 31), **given, approval="批示", reason="征地"
            ),
            "attach": lambda: attach(
                task, "evidence", SimpleUploadedFile("b.pdf", b"%PDF-1.7 second"), **given
            ),
            "remove": lambda: remove_attachment(self.attachment, **given, reason="传错"),
            "reveal": lambda: reveal_personal(task, "contact", user=by, at=at, reason="核实"),
            "erase": lambda: erase_personal(task, ["contact"], user=by, at=at, reason="申请"),
        }
        return actions[action]()


def written() -> dict[str, Any]:
    """Everything that a refused action must leave as it is."""
    counted = (
        Event,
        Version,
        Assignment,
        Party,
        Access,
        Record,
        Attachment,
        PersonalValue,
        Extension,
        Target,
    )
    found: dict[str, Any] = {model.__name__: model.objects.count() for model in counted}
    found["records"] = list(Record.objects.order_by("pk").values())
    found["assignments"] = list(Assignment.objects.order_by("pk").values())
    return found


@pytest.mark.parametrize(
    ("who", "action", "allowed"), table(), ids=[f"{who}-{action}" for who, action, _ in table()]
)
def test_everybody_does_what_the_table_says(desk: Desk, who: str, action: str, allowed: bool) -> None:
    by = desk.person(who)
    if allowed:
        assert desk.do(action, by) is not None
        return
    before = written()
    with pytest.raises(Record.DoesNotExist if action == "see" else PermissionDenied):
        desk.do(action, by)
    assert written() == before


@pytest.mark.parametrize("who", sorted({who for who, _, _ in table()}))
def test_lists_and_pages_agree_with_the_table(desk: Desk, who: str) -> None:
    by = desk.person(who)
    may = {action for person, action, allowed in table() if person == who and allowed}

    rows = list_page(by, "drill.tasks", at=LATER).rows
    assert (desk.task in rows) == ("see" in may)
    assert (desk.task in visible(by, "drill.tasks", LATER)) == ("see" in may)
    assert may_edit_now(by, desk.task, LATER) == ("edit" in may)
    offered = {
        verdict.move
        for verdict in moves_for(by, desk.task, LATER)
        if "not_yours" not in {refusal.code for refusal in verdict.refusals}
    }
    expected = {"report": "report_done", "rate": "rate", "reassign": "reassign"}
    assert offered == {name for action, name in expected.items() if action in may}


def test_the_table_knows_every_role_and_every_way_to_a_record() -> None:
    people = {who for who, _, _ in table()}

    for role in Role:
        assert any(role.value in who or role.value == "viewer" and who == "city_leader" for who in people)
    assert {"above_administers", "above_guides", "stranger", "office"} <= people


def test_extensions_of_a_running_limit_are_asked_in_its_own_unit(desk: Desk) -> None:
    overall = Assignment.objects.get(about_kind=KIND, about_id=desk.order.pk, name="dispatch")

    with pytest.raises(PermissionDenied):
        ask_extension(overall, user=desk.drill.liaison, at=LATER, reason="忙", amount=Decimal(1))
    assert ask_extension(overall, user=desk.drill.office, at=LATER, reason="忙", amount=Decimal(1)).pk
