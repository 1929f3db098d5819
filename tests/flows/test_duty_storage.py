"""A duty that is written out and read again is the same duty."""

from __future__ import annotations

import pytest

from baicheng.flows.duty import Duty
from baicheng.packs.loader import load_pack
from baicheng.packs.shelf import BUILTIN

STATED = {
    "title": {"zh": "月报", "en": "Monthly report"},
    "bearer": "holder(局长, of=party(lead))",
    "fulfilled_by": {"record": "reports"},
    "source": {"document": "临政办〔2019〕2号"},
}


@pytest.mark.parametrize(
    "when",
    [
        {"before": "field(instalment_on)", "amount": 5, "unit": "working_day"},
        {"within": {"amount": 10, "unit": "calendar_day", "of": "field(received_on)"}},
        {"before": "2019-03-22T17:00"},
        {"on": ["2019-04-10", "2020-01-10"]},
        {"on": ["03-15", "09-15"]},
        {"every": "month", "by": [5, 20], "at": "17:00"},
        "not_stated",
    ],
)
def test_every_form_of_when_survives_storage(when: object) -> None:
    duty = Duty.model_validate({"duty": "one", "when": when, **STATED})

    assert Duty.model_validate(duty.model_dump(mode="json", by_alias=True, exclude_unset=True)) == duty


@pytest.mark.parametrize("name", ["supervision", "quality_programme"])
def test_the_duties_of_the_packs_that_ship_survive_storage(name: str) -> None:
    pack = load_pack(BUILTIN / name).pack
    assert pack is not None
    for duty in pack.duties.values():
        assert Duty.model_validate(duty.model_dump(mode="json", by_alias=True, exclude_unset=True)) == duty
