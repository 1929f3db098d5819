"""The whole year of the made-up city, as late in it as everything that it holds has begun."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from baicheng.demo import aid, campaign, incentives, rivers
from baicheng.demo.build import build
from baicheng.demo.course import QUALITY
from baicheng.server.assessments.models import Run
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.publishing.models import Publication
from baicheng.server.registers.models import Record
from baicheng.server.registers.verification import verify_records
from baicheng.server.rounds.models import Round

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
FURTHER = (aid.PROGRAMME, campaign.PROGRAMME, incentives.PROGRAMME, rivers.PROGRAMME)


@pytest.mark.django_db
def test_the_year_is_built_as_far_as_the_autumn() -> None:
    build(now=NOW)

    records = Record.objects.values_list("register", flat=True)
    counted = Counter(register.split(".")[0] for register in records)
    runs = Counter(Run.objects.values_list("programme", flat=True))
    rounds = Counter(Round.objects.filter(programme=QUALITY).values_list("name", "state"))
    assert rounds == {
        ("half_year_units", "final"): 1,
        ("half_year_counties", "final"): 1,
        ("half_year_counties", "marking"): 1,
        ("dust_monthly_counties", "final"): 2,
    }
    assert all(counted[programme] and runs[programme] for programme in FURTHER)
    assert {"half_year_units", "half_year_counties", "dust_monthly_counties", "dust_week_sites"} <= set(
        Publication.objects.filter(programme=QUALITY).values_list("notice", flat=True)
    )
    assert verify().faults == () and list(verify_records()) == []
    assert not Event.objects.filter(recorded_at__gt=NOW).exists()
