"""Who has how much to do: the summary by unit (单位汇总)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from baicheng.reading.model import Ledger
from baicheng.reading.outputs.details import deadlines_of, units_of
from baicheng.reading.outputs.rows import numbered


@dataclass(slots=True)
class UnitLoad:
    """The tasks of one unit, by number; ``deadlines`` counts its tasks due on each day."""

    name: str
    lead: list[int] = field(default_factory=list)
    responsible: list[int] = field(default_factory=list)
    supporting: list[int] = field(default_factory=list)
    deadlines: Counter[date] = field(default_factory=Counter)

    @property
    def tasks(self) -> list[int]:
        """All task numbers, each once, ascending."""
        return sorted({*self.lead, *self.responsible, *self.supporting})


def same_unit(name: str) -> str:
    """What two spellings of a unit have in common: 县（市、区） and 县(市、区) are one."""
    return unicodedata.normalize("NFKC", name)


def unit_loads(ledgers: Sequence[Ledger]) -> list[UnitLoad]:
    """The load of every unit, most led tasks first, then most tasks, then the order of the text."""
    loads: dict[str, UnitLoad] = {}
    for ledger, added in numbered(ledgers):
        for task in ledger.tasks:
            units, number = units_of(task), task.number + added
            for names, role in (
                (units.lead, "lead"),
                (units.responsible, "responsible"),
                (units.supporting, "supporting"),
            ):
                for name in dict.fromkeys(names):
                    load = loads.setdefault(same_unit(name), UnitLoad(name))
                    getattr(load, role).append(number)
            for name in units.all:
                loads[same_unit(name)].deadlines.update(deadlines_of(name, task))
    return sorted(loads.values(), key=lambda load: (-len(load.lead), -len(load.tasks)))
