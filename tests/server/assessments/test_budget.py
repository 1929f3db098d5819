"""What a policy costs: sums by payer, award, year, kind and county; the undecided apart; another amount beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from baicheng.packs.rule_figures import figures_of, with_figures
from baicheng.rules.model.benefit import Benefit
from baicheng.server.accounts.models import Role
from baicheng.server.assessments.budget import Budget, beside, budget, judged_of
from baicheng.server.assessments.models import Run
from baicheng.server.assessments.queries import results_of
from baicheng.server.assessments.services import run_rule
from baicheng.server.assessments.services.snapshotting import folder_of
from baicheng.server.assessments.shown import rule_of
from baicheng.server.assessments.trying import retried
from baicheng.server.editions.queries import pack
from tests.server.assessments.test_entitlements import NOW, PACK, YEAR, Firms, make_firms
from tests.server.assessments.test_pages import signed_on
from tests.server.people import user
from tests.server.prepared import prepared

#: What the amount of a green chain is raised to, from 100.
RAISED = {"rules.resource_titles_2019.amount.green_chain": Decimal(120)}


@pytest.fixture(scope="module")
def new_firms(request: Any, django_db_blocker: Any) -> Iterator[Callable[[], Firms] | None]:
    yield from prepared(make_firms, request, django_db_blocker, begins_with="firms")


@pytest.fixture
def firms(new_firms: Callable[[], Firms] | None, db: None, settings: Any, tmp_path: Path) -> Firms:
    settings.DATA = tmp_path
    return new_firms() if new_firms else make_firms()


@pytest.fixture
def run(firms: Firms) -> Run:
    """Two chains of one firm, one of another, and a star of which nobody said for how many categories."""
    chain = {"kind": "green_chain", "level": "provincial", "year": 2019, "recognised_on": "2019-05-01"}
    firms.enter("recognitions", "绿色供应链", **chain)
    firms.enter("recognitions", "上年绿色供应链", **chain | {"year": 2018, "recognised_on": "2018-05-01"})
    firms.enter("recognitions", "绿色供应链", of=firms.other, **chain)
    firms.enter("recognitions", "能效之星", of=firms.other, **chain | {"kind": "efficiency_star"})
    return run_rule(programme=PACK, rule="resource_titles_2019", period=YEAR, user=firms.office, at=NOW)


def _sums(found: Budget, title: str) -> dict[str, tuple[Decimal, int]]:
    grouping = next(one for one in found.groupings if getattr(one.title, "en", one.title) == title)
    return {str(getattr(one.title, "en", one.title)): (one.amount, one.undecided) for one in grouping.sums}


def test_each_grouping_adds_up_and_what_is_undecided_stands_apart(run: Run) -> None:
    rule = rule_of(run)
    assert isinstance(rule, Benefit)
    assert run.snapshot is not None, run.message
    folder = folder_of(run.snapshot)
    judged = judged_of(run, rule, folder)

    found = budget(rule, results_of(run), judged)

    assert (found.whole.amount, found.whole.claims, len(found.whole.firms), found.whole.undecided) == (
        300,
        3,
        2,
        1,
    )
    assert _sums(found, "Year") == {"2019": (200, 1), "2018": (100, 0)}
    assert _sums(found, "Division where it pays tax") == {"甲县": (300, 1)}
    assert _sums(found, "Kind")["Green supply chain"] == (300, 0)

    after = beside(budget(rule, retried(run, RAISED, folder), judged), found)
    assert (after.whole.amount, after.whole.difference) == (360, 60)


def test_the_office_tries_another_amount_and_takes_it_as_excel(firms: Firms, run: Run) -> None:
    client, asked = signed_on(firms.office), {next(iter(RAISED)): "120"}

    said = client.get(reverse("assessments:costs", args=[run.pk]), asked).content.decode()
    file = client.get(reverse("assessments:budget_export", args=[run.pk]), asked)

    assert "In the run 300 万元; difference 60 万元" in said
    rows = list(openpyxl.load_workbook(BytesIO(file.getvalue())).active.values)
    assert rows[3][1:] == ("In all", 360, 3, 2, 1, 300, 60)
    stranger = signed_on(user(Role.LIAISON, firms.being))
    assert stranger.get(reverse("assessments:costs", args=[run.pk])).status_code == 404


def test_a_figure_of_a_benefit_takes_the_place_of_the_packs_own(firms: Firms) -> None:
    rule = pack(PACK).rules["resource_projects_2019"]

    changed = with_figures(rule, {"tier.introduced.1": Decimal(1200), "cap.upgrade": Decimal(500)})

    assert figures_of(rule)["tier.introduced.1"].value == 1000
    assert {
        name: figure.value
        for name, figure in figures_of(changed).items()
        if figure.value != figures_of(rule)[name].value
    } == {"tier.introduced.1": 1200, "cap.upgrade": 500}
