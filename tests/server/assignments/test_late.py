"""Who is late in which programme, with how much and since when."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Count, Min
from django.test.utils import CaptureQueriesContext

from baicheng.server.assignments import queries
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.queries import late, late_by_bearer
from baicheng.server.orgs.models import Subject
from baicheng.server.web.prepared import Prepared
from tests.server.assignments.conftest import OPENED
from tests.server.people import subject


@pytest.fixture
def bearers(db: None) -> list[Subject]:
    """Four units with what they must do in two programmes: due or not, done, excluded, borne by nobody."""
    units, draw = [subject(name) for name in ("甲局", "乙局", "丙局", "丁局")], random.Random(7)
    Assignment.objects.bulk_create(
        Assignment(
            key=f"late-{number}",
            programme=draw.choice(["one", "two"]),
            name="reply",
            title={},
            opened_at=OPENED,
            recorded_at=OPENED,
            due_at=draw.choice([None, OPENED + timedelta(days=draw.randrange(-9, 9))]),
            outcome=draw.choice([Outcome.OPEN, Outcome.OPEN, Outcome.DONE]),
            excluded_on=draw.choice([None, None, OPENED.date(), date(2020, 1, 1)]),
            bearer=draw.choice([*units[:3], None]),
            rule={},
        )
        for number in range(300)
    )
    return units


@pytest.mark.parametrize("programmes", [[], ["one"], ["one", "two"], ["three"]])
def test_each_bearer_is_counted_as_a_grouping_of_all_that_is_late_would(
    bearers: list[Subject], programmes: list[str]
) -> None:
    apart = [bearers[0].pk]
    rows = late(programmes, OPENED).exclude(bearer__in=apart).exclude(bearer=None).order_by()
    grouped = rows.values_list("programme", "bearer").annotate(number=Count("*"), oldest=Min("due_at"))

    with CaptureQueriesContext(connection) as asked:
        found = late_by_bearer(programmes, OPENED, apart)

    assert sorted(found) == sorted(grouped)
    assert len(found) == (2 * len(programmes) if "three" not in programmes else 0)
    assert len(asked) == bool(programmes)


def test_of_each_no_more_than_one_beyond_the_bound_is_counted(
    bearers: list[Subject], monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = {bearer: number for _, bearer, number, _ in late_by_bearer(["one"], OPENED, [])}
    bound = min(exact.values()) - 1
    monkeypatch.setattr(queries, "COUNT_BOUND", bound)
    monkeypatch.setattr(queries, "_late_of_bearers", Prepared(queries._late_of_bearers._question))

    found = {bearer: number for _, bearer, number, _ in late_by_bearer(["one"], OPENED, [])}

    assert found == {bearer: min(number, bound + 1) for bearer, number in exact.items()}
    assert found != exact
