"""An assignment for each part of a record that has a day of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from baicheng.flows.flow import Opens
from baicheng.flows.situation import DatedPart, Situation
from baicheng.flows.steps import charges

LAST = date(2026, 12, 31)
MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)


def opens(**more: Any) -> Opens:
    stated = {"title": {"zh": "阶段目标", "en": "Milestone"}, "bearer": "party(lead)", "for_each": "parts"}
    return Opens.model_validate({**stated, "due": {"field": "due_on"}, **more})


def situation(*parts: DatedPart) -> Situation:
    return Situation(
        state="open",
        entry=1,
        row={"due_on": LAST},
        acts_as=lambda _who: False,
        resolve=lambda _who: (1, 2),
        parts=lambda: parts,
    )


def test_each_part_with_an_earlier_day_is_a_charge_of_its_own() -> None:
    found = list(charges(opens(), situation(DatedPart("8条", JUNE, ()), DatedPart("20条", LAST, ()))))

    assert [(one.part, one.time.due_on, one.bearers) for one in found] == [("8条", JUNE, (1, 2))]


@pytest.mark.parametrize(
    ("bearers", "bear"),
    [((2, 7), (2,)), ((7, 8), (7, 8)), ((), (1, 2))],
)
def test_a_part_is_borne_by_its_own_bearers(bearers: tuple[int, ...], bear: tuple[int, ...]) -> None:
    """Those of them who bear the whole, else all of them; where it names nobody, those of the whole."""
    (found,) = charges(opens(), situation(DatedPart("东路", MARCH, bearers)))

    assert found.bearers == bear


def test_without_a_day_of_the_whole_there_is_nothing_to_compare_with() -> None:
    with pytest.raises(ValidationError, match="goes with due"):
        opens(due="not_stated")
