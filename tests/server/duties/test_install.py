"""The first version of a pack on an installation."""

from __future__ import annotations

from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import install_pack
from baicheng.server.editions.queries import pack
from baicheng.server.indicators.models import Indicator
from tests.server.duties.conftest import DRILL, PROGRAMME, at
from tests.server.people import CLERK


def test_an_installation_starts_with_duties_and_indicators_in_place(db: None) -> None:
    installed = install_pack(DRILL, at=at("2019-01-01"), actor=CLERK)

    assert installed.diff is None
    assert {duty.name for duty in Duty.objects.all()} == set(pack(PROGRAMME).duties)
    assert Indicator.objects.get().code == "duty_drill.starts"
