"""The programmes that begin in the autumn: what their data names is there in the packs and in the city."""

from __future__ import annotations

from datetime import UTC, datetime

from baicheng.demo import aid, campaign, rivers
from baicheng.demo.city import city_of
from baicheng.demo.further import has_further
from baicheng.demo.incentives import PROGRAMME, firms_in
from baicheng.demo.scene import Scene
from baicheng.packs.loader import load_pack
from baicheng.packs.shelf import BUILTIN

YEAR = 2026


def _scene(month: int) -> Scene:
    return Scene(city_of(YEAR), YEAR, datetime(YEAR, month, 20, tzinfo=UTC), 7)


def test_they_begin_in_the_autumn() -> None:
    assert not has_further(_scene(8))
    assert has_further(_scene(9))


def test_what_is_entered_of_firms_fits_the_registers() -> None:
    pack = load_pack(BUILTIN / PROGRAMME).pack
    assert pack is not None
    filed, city = firms_in(YEAR), city_of(YEAR)

    for one in filed.records:
        fields = pack.registers[one.ledger].fields_
        assert one.firm in filed.firms
        assert set(one.values) <= set(fields), one.title
        for name, value in one.values.items():
            assert fields[name].of is None or value in (fields[name].of or {}), (one.title, name)
    for claim in filed.claims:
        (of,) = [one for one in filed.records if one.title == claim.of]
        assert of.firm == claim.firm
    assert {firm.county for firm in filed.firms.values()} <= {*city.counties, *city.zones}


def test_each_has_an_office_with_somebody_in_it() -> None:
    city = city_of(YEAR)

    assert set(city.further_offices) == {
        PROGRAMME,
        aid.PROGRAMME,
        campaign.PROGRAMME,
        rivers.PROGRAMME,
    }
    for programme, unit in city.further_offices.items():
        assert unit in city.units
        assert any(one.role == "office" and one.programme == programme for one in city.people)
