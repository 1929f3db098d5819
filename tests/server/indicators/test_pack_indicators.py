"""Indicators that packs define: there once a pack is installed, named by targets, rates from their parts."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Role, User
from baicheng.server.editions.services import install
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.indicators.models import Indicator, Observation, Op, Target
from baicheng.server.indicators.queries import attainment, indicator_named
from baicheng.server.indicators.services import (
    indicator_of_plan,
    observe_indicator,
    set_target,
    sync_pack_indicators,
)
from baicheng.server.orgs.models import Subject
from tests.server.packs_once import once
from tests.server.people import CLERK, subject, user

AT = datetime(2019, 4, 10, 10, tzinfo=CHINA)
ON = date(2019, 4, 30)
PROGRAMME = "supervision"

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicators() -> dict[str, Indicator]:
    install(once(PROGRAMME), at=AT, actor=CLERK)
    return {row.code: row for row in sync_pack_indicators(PROGRAMME, at=AT)}


@pytest.fixture
def office() -> User:
    return user(Role.OFFICE, programme=PROGRAMME)


def observe(indicator: Indicator, of: Subject, value: int, by: User, on: date = ON) -> Observation:
    return observe_indicator(
        indicator,
        subject=of,
        value=Decimal(value),
        held_on=on,
        source=("orgs.subject", of.pk),
        user=by,
        at=AT,
    )


def share_of_closed(office: User, **more: Subject) -> Target:
    """At least 80 % of the tasks are to be closed out."""
    indicator = indicator_named(PROGRAMME, "任务办结率")
    assert indicator is not None
    return set_target(
        indicator=indicator,
        op=Op.AT_LEAST,
        value=Decimal(80),
        user=office,
        at=AT,
        programme=PROGRAMME,
        **more,
    )


def test_the_indicators_of_a_pack_are_there_once_it_is_installed(indicators: dict[str, Indicator]) -> None:
    assert set(indicators) == {
        "supervision.tasks_closed_share",
        "supervision.tasks_closed",
        "supervision.tasks_issued",
        "supervision.tasks_behind",
        "supervision.tasks_on_schedule",
    }
    rate = Indicator.objects.get(code="supervision.tasks_closed_share")
    assert (rate.pack, rate.kind, rate.unit, rate.direction) == (PROGRAMME, "rate", "%", "up")
    assert rate.numerator == indicators["supervision.tasks_closed"], "though it stands behind the rate"
    assert rate.denominator == indicators["supervision.tasks_issued"]
    assert Event.objects.filter(verb="indicators.indicator.defined").count() == 5
    assert not verify().faults


def test_the_same_pack_again_changes_nothing(indicators: dict[str, Indicator]) -> None:
    events = Event.objects.count()

    again = sync_pack_indicators(PROGRAMME, at=AT)

    assert [row.pk for row in again] == [row.pk for row in indicators.values()]
    assert Event.objects.count() == events


def test_a_new_edition_changes_an_indicator_and_keeps_what_it_no_longer_has(
    indicators: dict[str, Indicator], tmp_path: Path
) -> None:
    _second_edition(tmp_path)
    install(once(tmp_path), at=AT, actor=CLERK)

    sync_pack_indicators(PROGRAMME, at=AT)

    behind = Indicator.objects.get(code="supervision.tasks_behind")
    assert behind.title["zh"] == "进展滞后任务数"
    (event,) = Event.objects.filter(chain="indicators.indicator:supervision.tasks_behind").exclude(number=1)
    assert set(event.changes) == {"title"}
    assert Indicator.objects.filter(code="supervision.tasks_closed_share").exists()


def _second_edition(folder: Path) -> None:
    """The pack with another title of one indicator, and without the rate."""
    from baicheng.packs.shelf import BUILTIN

    shutil.copytree(BUILTIN / PROGRAMME, folder, dirs_exist_ok=True)
    manifest, indicators = folder / "pack.yaml", folder / "indicators"
    text = manifest.read_text("utf-8")
    version = text.split("\nversion: ")[1].splitlines()[0]
    manifest.write_text(text.replace(f"version: {version}", "version: 999.0.0"), "utf-8")
    for path in indicators.glob("*.yaml"):
        text = path.read_text("utf-8").replace("进展缓慢任务数", "进展滞后任务数")
        path.write_text(text[text.index("- indicator: tasks_closed\n") :], "utf-8")


def test_a_target_of_a_plan_in_the_words_of_an_indicator_is_a_target_of_it(
    indicators: dict[str, Indicator],
) -> None:
    closed = indicators["supervision.tasks_closed"]

    assert indicator_of_plan(name="办结任务数", unit="项", programme=PROGRAMME) == closed
    assert indicator_of_plan(name="tasks_closed", unit="项", programme=PROGRAMME) == closed
    for other in (
        indicator_of_plan(name="办结任务数", unit="%", programme=PROGRAMME),
        indicator_of_plan(name="办结任务数", unit="项", programme="quality_programme"),
        indicator_of_plan(name="办结任务数", unit="项"),
    ):
        assert other.code.startswith("plan.")


def test_a_rate_is_reckoned_from_what_was_observed_of_its_parts(
    indicators: dict[str, Indicator], office: User
) -> None:
    target = share_of_closed(office)
    counties = [subject("新密市"), subject("登封市")]
    assert attainment(target, ON).verdict == "undecided"
    for county, closed, issued in zip(counties, (9, 3), (10, 10), strict=True):
        observe(indicators["supervision.tasks_closed"], county, closed, office)
        assert attainment(target, ON).verdict == ("undecided" if county is counties[0] else "met")
        observe(indicators["supervision.tasks_issued"], county, issued, office)

    found = attainment(target, ON)
    assert (found.value, found.verdict) == (Decimal(60), "not_met")
    assert attainment(share_of_closed(office, subject=counties[0]), ON).value == Decimal(90)


def test_a_rate_of_nothing_is_undecided(indicators: dict[str, Indicator], office: User) -> None:
    county = subject("新密市")
    observe(indicators["supervision.tasks_closed"], county, 0, office)
    observe(indicators["supervision.tasks_issued"], county, 0, office)

    assert attainment(share_of_closed(office), ON).value is None


def test_what_was_observed_without_a_target_counts_for_one_without_values_of_its_own(
    indicators: dict[str, Indicator], office: User
) -> None:
    county, closed = subject("新密市"), indicators["supervision.tasks_closed"]
    target = set_target(
        indicator=closed, op=Op.AT_LEAST, value=Decimal(8), user=office, at=AT, programme=PROGRAMME
    )

    observe(closed, county, 9, office)

    assert attainment(target, ON).verdict == "met"
    assert attainment(target, date(2019, 4, 29)).verdict == "undecided"


def test_another_value_of_the_same_day_supersedes_the_one_before(
    indicators: dict[str, Indicator], office: User
) -> None:
    closed, county = indicators["supervision.tasks_closed"], subject("新密市")
    first = observe(closed, county, 9, office)

    assert observe(closed, county, 9, office) == first
    second = observe(closed, county, 8, office)
    third = observe(closed, county, 11, office, on=date(2019, 3, 31))

    assert second.supersedes == first and third.supersedes is None


def test_a_unit_observes_for_itself_only_and_nothing_else_is_written(
    indicators: dict[str, Indicator],
) -> None:
    county, other = subject("新密市"), subject("登封市")
    officer = user(Role.LIAISON, other)

    with pytest.raises(PermissionDenied, match="own unit"):
        observe(indicators["supervision.tasks_closed"], county, 9, officer)
    with pytest.raises(PermissionDenied, match="own unit"):
        observe(
            indicators["supervision.tasks_closed"],
            county,
            9,
            user(Role.OFFICE, programme="quality_programme"),
        )

    assert not Observation.objects.exists()
    assert not Event.objects.filter(verb="indicators.indicator.observed").exists()
