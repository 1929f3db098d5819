"""Local values that wait for somebody's decision: who decides is told once, and then who proposed."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.accounts.models import Role, User
from baicheng.server.editions.models import LocalValue
from baicheng.server.editions.queries import INSTALLATION
from baicheng.server.editions.services import (
    approve_local_value,
    propose_local_value,
    refuse_local_value,
    withdraw_local_value,
)
from baicheng.server.notices.models import Notice
from baicheng.server.notices.services import tell_proposals
from baicheng.server.orgs.models import Subject
from tests.server.duties.conftest import PROGRAMME, Drill, at, drill, new_drill
from tests.server.people import user

__all__ = ["drill", "new_drill"]

DAY = timedelta(days=1)
NOW = at("2019-01-20")


def proposed(by: User, pack: str = PROGRAMME, path: str = "duties.monthly_report.when") -> LocalValue:
    value = {"every": "month", "by": "day 10"} if pack else {"2019-03-08": False}
    return propose_local_value(
        pack=pack,
        path=path,
        value=value,
        since=date(2019, 3, 1),
        user=by,
        at=NOW,
        reason="与上级报表同日",
        decided_by="市政府办公会",
    )


def told() -> list[tuple[User, str]]:
    return [(notice.user, notice.text["en"]) for notice in Notice.objects.order_by("pk")]


def test_who_may_decide_is_told_once_and_then_who_proposed(drill: Drill) -> None:
    second, _stranger = user(Role.OFFICE, programme=PROGRAMME), user(Role.OFFICE, programme="elsewhere")
    user(Role.ADMINISTRATOR)
    value = proposed(drill.office)

    assert [tell_proposals(NOW), tell_proposals(NOW)] == [1, 0]
    ((who, text),) = told()
    assert (who, text) == (second, f"{drill.office} proposes “Monthly report”: please decide.")
    notice = Notice.objects.get()
    assert (notice.path, notice.text["zh"]) == (
        value.get_absolute_url(),
        f"{drill.office}提议本地取值“月报”，请审批。",
    )

    approve_local_value(value, user=second, at=NOW)
    assert [tell_proposals(NOW), tell_proposals(NOW)] == [1, 0]
    assert told()[1:] == [(drill.office, "“Monthly report”, which you proposed, was approved.")]


def test_where_the_office_has_nobody_else_an_administrator_is_told(drill: Drill) -> None:
    administrator = user(Role.ADMINISTRATOR)
    value = proposed(drill.office)
    tell_proposals(NOW)
    refuse_local_value(value, user=administrator, at=NOW, reason="时间太短")
    tell_proposals(NOW)

    assert administrator in [who for who, _ in told()]
    assert told()[-1] == (drill.office, "“Monthly report”, which you proposed, was refused.")


def test_whatever_somebody_is_called_others_are_told(drill: Drill) -> None:
    Subject.objects.filter(pk=drill.office.person_id).update(name="{0.__class__}{")
    proposed(drill.office)
    user(Role.OFFICE, programme=PROGRAMME)

    assert tell_proposals(NOW) == 1
    assert told()[0][1].startswith("{0.__class__}{ proposes ")


def test_what_is_of_a_pack_that_is_gone_is_told_by_its_path(drill: Drill) -> None:
    user(Role.ADMINISTRATOR)
    value = proposed(drill.office)
    LocalValue.objects.filter(pk=value.pk).update(pack="gone")
    tell_proposals(NOW)

    assert "“duties.monthly_report.when”" in told()[0][1]


def test_what_was_decided_long_ago_is_no_news(drill: Drill) -> None:
    approve_local_value(proposed(drill.office), user=user(Role.ADMINISTRATOR), at=NOW)

    assert tell_proposals(NOW + 8 * DAY) == 0
    assert tell_proposals(NOW + 6 * DAY) == 1


def test_of_what_was_taken_back_hears_who_proposed_it_unless_they_did_so(drill: Drill) -> None:
    own, taken = proposed(drill.office), proposed(drill.office)
    withdraw_local_value(own, user=drill.office, at=NOW, reason="有误")
    assert tell_proposals(NOW) == 1  # of the other
    withdraw_local_value(taken, user=user(Role.ADMINISTRATOR), at=NOW, reason="重复")
    tell_proposals(NOW)

    assert told()[-1] == (drill.office, "“Monthly report”, which you proposed, was withdrawn.")
    assert len([text for _who, text in told() if "withdrawn" in text]) == 1


def test_where_all_were_told_nothing_is_written(drill: Drill) -> None:
    user(Role.OFFICE, programme=PROGRAMME)
    proposed(drill.office)
    approve_local_value(proposed(drill.office), user=user(Role.ADMINISTRATOR), at=NOW)
    tell_proposals(NOW)
    with CaptureQueriesContext(connection) as asked:
        tell_proposals(NOW)

    assert asked and not {query["sql"].split()[0] for query in asked} & {"INSERT", "UPDATE", "SAVEPOINT"}


def test_days_of_the_calendar_are_decided_by_administrators(drill: Drill) -> None:
    first, second = user(Role.ADMINISTRATOR), user(Role.ADMINISTRATOR)
    proposed(first, INSTALLATION, "calendar.days")
    tell_proposals(NOW)

    people = [who for who, _ in told()]
    assert second in people and first not in people and drill.office not in people
    assert told()[0][1] == f"{first} proposes “Working calendar”: please decide."
