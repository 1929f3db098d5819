"""What if: other figures show who moves and leave no trace; adopted they are local values that runs reckon with."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from baicheng.packs.loader import load_pack
from baicheng.packs.local_values import fits, settable
from baicheng.server.accounts.models import Role
from baicheng.server.assessments.fairness import sensitivity, sheet
from baicheng.server.assessments.models import Run
from baicheng.server.assessments.services.snapshotting import folder_of
from baicheng.server.assessments.shown import rule_of
from baicheng.server.assessments.trying import changeable, tried
from baicheng.server.editions.models import LocalValue
from baicheng.server.editions.services import approve_local_value
from baicheng.server.history.models import Event
from tests.server.assessments.conftest import DRILL, PROGRAMME, Drill, at
from tests.server.assessments.test_pages import signed_on
from tests.server.people import user


@pytest.fixture
def run(drill: Drill) -> Run:
    """甲局 80 points with two problems, one of them late; 乙局 95 with one; 丙局 100."""
    drill.problem("一号", "甲局", "2019-01-05")
    drill.problem("二号", "甲局", "2019-01-28")
    drill.problem("三号", "乙局", "2019-01-28")
    return drill.run()


def moved(run: Run, path: str, value: int) -> dict[str, tuple[Decimal | None, str]]:
    assert run.snapshot is not None
    found = tried(run, {path: Decimal(value)}, folder_of(run.snapshot))
    return {one.called: (one.by, one.after.grade if one.after else "") for one in found}


def test_values_weights_points_and_bounds_can_be_tried(run: Run) -> None:
    assert {one.path for one in changeable(run)} == {
        "values.penalty",
        "rules.monthly_score.weight.work",
        "rules.monthly_score.points.rectified",
        "rules.monthly_score.points.in_time",
        "rules.monthly_score.grade.优秀",
        "rules.monthly_score.grade.合格",
    }
    assert moved(run, "values.penalty", 8) == {"甲局": (-6, "合格"), "乙局": (-3, "优秀")}
    assert moved(run, "rules.monthly_score.points.in_time", 30) == {
        "丙局": (-10, "优秀"),
        "乙局": (-10, "合格"),
    }
    assert moved(run, "rules.monthly_score.grade.优秀", 96) == {"乙局": (0, "合格")}


def test_a_trial_leaves_no_trace(run: Run, drill: Drill) -> None:
    before = (Event.objects.count(), Run.objects.count(), LocalValue.objects.count(), run.digest)
    address = reverse("assessments:what_if", args=[run.pk])

    page = signed_on(drill.office).get(address, {"values.penalty": "8"}).content.decode()

    assert "80 → 74" in page and "Nobody" not in page
    assert "0 places would change. 1 result would be the same." in page
    run.refresh_from_db()
    assert (Event.objects.count(), Run.objects.count(), LocalValue.objects.count(), run.digest) == before


def test_bounds_that_cross_are_refused_with_the_reason(run: Run, drill: Drill) -> None:
    address = reverse("assessments:what_if", args=[run.pk])

    page = signed_on(drill.office).get(address, {"rules.monthly_score.grade.合格": "95"})

    assert page.status_code == 422
    assert "no value lies in this band" in page.content.decode()


def test_a_figure_is_adopted_through_proposal_and_approval_and_later_runs_reckon_with_it(
    run: Run, drill: Drill
) -> None:
    client = signed_on(drill.office)
    path = "rules.monthly_score.grade.优秀"
    tried_page = client.get(reverse("assessments:what_if", args=[run.pk]), {path: "96"}).content.decode()
    address = f"{reverse('editions:propose', args=[PROGRAMME])}?path={path}&value=96"
    assert "path=rules.monthly_score.grade." in tried_page and "value=96" in tried_page
    assert "96" in client.get(address).content.decode()
    given = {"value": "96", "since": "2019-01-01", "reason": "从严", "decided_by": "领导小组"}

    client.post(address, given)
    approve_local_value(
        LocalValue.objects.get(path=path), user=user(Role.ADMINISTRATOR), at=at("2019-02-20"), reason=""
    )

    after = drill.run(when="2019-03-02")
    assert {one.label: one.grade for one in after.results.all()}["乙局"] == "合格"
    assert [one["path"] for one in after.local_values] == [path]
    assert {one.label: one.grade for one in run.results.all()}["乙局"] == "优秀"


def test_a_figure_that_leaves_the_rule_unsound_is_no_local_value() -> None:
    pack = load_pack(DRILL).pack
    assert pack is not None
    path = "rules.monthly_score.grade.合格"

    assert path in settable(pack)
    assert [fits(pack, path, value) for value in (70, 95, "70", True, -1)] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_places_say_how_much_must_change_until_they_are_equal(run: Run) -> None:
    found = sensitivity(rule_of(run), list(run.results.all()), {})

    assert found is not None
    firm = {one.result.label: (one.below.label, one.gap, one.by, one.percent) for one in found.places}
    assert firm["丙局"] == (
        "乙局",
        Decimal(5),
        None,
        None,
    )  # 乙局 is nowhere ahead: only no weight at all would do
    assert firm["乙局"] == ("甲局", Decimal(15), None, None)
    assert [(one.by, one.less, one.more) for one in found.shaken] == [
        ("rectified", [], []),
        ("in_time", [], []),
    ]


def test_the_sheet_names_ties_small_cohorts_and_items_that_tell_nobody_apart(drill: Drill) -> None:
    drill.problem("一号", "甲局", "2019-01-28")
    run = drill.run()

    found = sheet(list(run.results.all()))

    assert found.is_small
    assert [{one.label for one in tied} for tied in found.ties] == [{"丙局", "乙局"}]
    assert [(one.title["en"], one.gives, one.same, one.of) for one in found.flat] == [("In time", "40", 3, 3)]


def test_the_fairness_page_is_read_by_who_sees_all(run: Run, drill: Drill) -> None:
    page = signed_on(drill.viewer).get(reverse("assessments:fairness", args=[run.pk])).content.decode()

    assert "places say little" in page and "no single weight does it" in page
    assert signed_on(drill.liaison).get(reverse("assessments:fairness", args=[run.pk])).status_code == 404


def test_the_part_that_must_change_least_is_named_with_its_share(drill: Drill) -> None:
    """甲局 55 + 30, 乙局 50 + 40: if being in time weighed half as much, they would be equal."""
    drill.problem("一号", "甲局", "2019-01-05")
    drill.problem("二号", "乙局", "2019-01-27")
    drill.problem("三号", "乙局", "2019-01-28")
    run = drill.run()

    found = sensitivity(rule_of(run), list(run.results.all()), {})

    assert found is not None
    assert [(one.result.label, one.gap, one.by, one.percent) for one in found.places] == [
        ("丙局", Decimal(10), None, None),
        ("乙局", Decimal(5), "in_time", Decimal("-50.0")),
    ]
