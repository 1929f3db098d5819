"""The demonstration is built through the services and says the same each time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from baicheng.demo.build import build
from baicheng.demo.scene import Scene, year_of
from baicheng.server.accounts.models import Grant, User
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.models import Duty, Report
from baicheng.server.editions.queries import pack
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.indicators.models import Observation, Target
from baicheng.server.indicators.queries import Residual, attainments, conflicts, residual
from baicheng.server.intake.models import Import, ImportState
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import members, names, superiors
from baicheng.server.orgs.resolution import resolve
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Party, Record
from baicheng.server.registers.verification import verify_records

#: Early in the year, so that little has happened yet and the build is quick.
NOW = datetime(2026, 4, 22, 4, tzinfo=UTC)
DAY = date(2026, 2, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def scene(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """Built once for the tests of this module, and taken back behind them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(now=NOW)
        transaction.set_rollback(True)


def test_the_year_is_that_of_ninety_days_ago() -> None:
    assert year_of(datetime(2027, 3, 30, tzinfo=UTC)) == 2026
    assert year_of(datetime(2027, 4, 2, tzinfo=UTC)) == 2027


def test_names_of_before_the_reform_lead_to_who_took_over(scene: Scene) -> None:
    def meant(name: str, on: date = DAY) -> str:
        found = resolve(name, on=on).subject
        return found.name if found else ""

    assert meant("市城建委") == "澜川市城乡建设局"
    assert meant("市国土局") == meant("市规划局") == "澜川市自然资源和规划局"
    assert meant("市城管局") == "澜川市城市管理局"
    assert meant("市农委") == ""  # two bodies took over: somebody decides
    assert meant("密岭市环保局") == "密岭市环境保护局"  # its successor is not yet in place
    assert meant("密岭市环保局", date(2027, 8, 1)) == "澜川市生态环境局密岭分局"


def test_a_group_had_other_members_before(scene: Scene) -> None:
    group = scene.subjects["district_governments"]

    assert len(members(group, DAY)) == 6
    assert len(members(group, date(2017, 1, 1))) == 5
    tongxi = scene.subjects["tongxi"]
    assert names([tongxi.pk], date(2017, 1, 1)) == {tongxi.pk: "铜溪县"}


def test_a_bureau_of_a_county_stands_under_the_county_and_under_the_bureau_of_the_city(scene: Scene) -> None:
    bureau = scene.subjects["hechuan_zhujian"].pk

    assert scene.subjects["hechuan_fu"].pk in superiors([bureau], "administers", DAY)[bureau]
    assert scene.subjects["chengjian"].pk in superiors([bureau], "guides", DAY)[bureau]


def test_everybody_has_an_account_with_a_role_and_can_sign_on(scene: Scene) -> None:
    users = User.objects.all()

    assert len(users) == len(scene.city.people)
    assert not users.filter(must_change_password=True).exists()
    assert users.get(username="tizhi").check_password("lanchuan-demo")
    assert Grant.objects.count() == sum(1 + len(person.also) for person in scene.city.people)


def test_the_history_of_the_build_is_whole(scene: Scene) -> None:
    assert verify().faults == ()
    assert list(verify_records()) == []
    assert Subject.objects.count() > 150


def test_both_documents_are_issued_task_for_task(scene: Scene) -> None:
    assert set(Import.objects.values_list("state", flat=True)) == {ImportState.ISSUED}
    assert Record.objects.filter(register="quality_programme.tasks").count() == 43
    assert Record.objects.filter(register="supervision.tasks").count() == 15
    duties = Duty.objects.exclude(document=None)
    assert sorted({duty.title["zh"] for duty in duties}) == [
        "上月工作进展",
        "全年工作总结",
        "工作方案",
        "承担任务的进展情况",
        "汇总情况",
        "进展情况",
    ]


def test_what_the_directory_could_not_settle_was_decided_in_the_review(scene: Scene) -> None:
    def lead(title: str) -> list[str]:
        parties = Party.objects.known().filter(record__title=title, role="lead").order_by("order")
        return [party.subject.name for party in parties]

    assert lead("治理农村生活污水") == ["澜川市农业农村局"]
    assert lead("建设公园游园") == lead("发展立体绿化") == ["澜川市园林绿化局"]
    assert lead("打通断头路") == ["澜川市城乡建设局"]
    assert len(lead("完善园区配套")) == 4
    joint = Party.objects.known().filter(record__title="增加停车供给", role="lead", consolidates=True)
    assert [party.subject.name for party in joint] == ["澜川市城市管理局"]


def test_most_units_report_in_time_some_late_and_some_not_at_all(scene: Scene) -> None:
    due = Assignment.objects.filter(name="report_1_lead", due_at__lte=NOW, programme="quality_programme")
    done = [row for row in due if row.outcome == Outcome.DONE]
    late = [row for row in done if row.closed_at and row.due_at and row.closed_at > row.due_at]

    assert due.count() > 90
    assert len(done) > 0.8 * due.count()
    assert late and due.filter(outcome=Outcome.OPEN).exists()
    assert Report.objects.filter(sent_at__gt=NOW).count() == 0


def test_everybody_whose_tasks_are_assessed_has_one_mark_for_the_first_quarter(scene: Scene) -> None:
    marks = Record.objects.filter(register="quality_programme.marks")
    marked = list(Party.objects.known().filter(record__in=marks).values_list("subject", flat=True))
    leads = Party.objects.known().filter(record__register="quality_programme.tasks", role="lead")

    assert len(set(marked)) == len(marked)
    assert set(marked) >= set(leads.on(date(2026, 4, 1)).values_list("subject", flat=True))
    assert {mark.fields["half_from"] for mark in marks} == {"2026-01-01"}


def test_what_is_reached_of_a_target_never_goes_back(scene: Scene) -> None:
    values: dict[int, list[Any]] = {}
    for seen in Observation.objects.filter(target__op=">=").order_by("held_on", "pk"):
        values.setdefault(seen.target_id or 0, []).append(seen.value)

    assert any(len(reached) > 1 for reached in values.values())
    assert all(reached == sorted(reached) for reached in values.values())


def test_a_task_that_is_closed_has_met_its_targets_and_is_owed_nothing(scene: Scene) -> None:
    closed = Record.objects.filter(register__endswith=".tasks", state="closed")
    assert closed.exists()

    targets = Target.objects.filter(record__in=closed, subject=None, superseded_by=None).exclude(chosen=False)
    found = attainments(list(targets), NOW.date())
    assert {one.verdict for one in found} == {"met"}
    assert {task.fields["progress"] for task in closed} == {"100"}
    assert not Assignment.objects.filter(about_kind=KIND, about_id__in=closed, outcome=Outcome.OPEN).exists()


def test_every_county_is_asked_for_its_own_share_and_two_documents_contradict_each_other(
    scene: Scene,
) -> None:
    counties = {scene.subjects[f"{key}_fu"].pk for key in scene.city.counties}
    whole = Target.objects.get(indicator__title__zh="新建口袋公园", parent=None)

    assert set(whole.parts.values_list("subject", flat=True)) == counties
    assert residual(whole) == Residual(whole.value, whole.value, Decimal(0))
    owing = Assignment.objects.filter(bearer__in=counties, rule__demand__record="progress")
    assert set(owing.values_list("bearer", flat=True)) == counties
    assert Target.objects.filter(subset=True).count() >= 2
    assert sorted(int(one.value) for one in conflicts()) == [20, 22]


def test_each_register_of_the_packs_has_something_to_look_at(scene: Scene) -> None:
    counted = Counter(Record.objects.values_list("register", flat=True))

    for programme in ("quality_programme", "supervision", "meetings"):
        followed = {one.creates.register_ for each in pack(programme).rounds.values() for one in each.follows}
        for name in (
            pack(programme).registers.keys() - followed
        ):  # what follows comes once the half-year is over
            assert counted[f"{programme}.{name}"] > 0, name
    assert counted["quality_programme.projects"] == 10


def test_nothing_happens_after_the_present_or_outside_the_system(scene: Scene) -> None:
    assert Event.objects.filter(recorded_at__gt=NOW).count() == 0
    chains = set(Event.objects.filter(chain__startswith="registers.record:").values_list("chain", flat=True))
    assert chains == {f"registers.record:{pk}" for pk in Record.objects.values_list("pk", flat=True)}
