"""What a task demands, line by line: which target is due when, and from whom (目标明细)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from baicheng.reading.model import Deadline, Party, Role, Target, Task
from baicheng.reading.spans import Span


@dataclass(frozen=True, slots=True)
class Units:
    """The names under a task, each in one list only: who supports is not named as responsible again."""

    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    supporting: tuple[str, ...]
    supervisor: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every unit once, without the leaders in charge."""
        return tuple(dict.fromkeys(self.lead + self.responsible + self.supporting))


@dataclass(frozen=True, slots=True)
class Detail:
    """One stretch, target or deadline of a task.

    ``parties`` is empty where the text does not single out who bears this one: then it is for all
    units of the task. ``due`` is ``None`` where the text gives this one no date of its own.
    """

    text: str
    span: Span
    target: Target | None
    due: date | None
    deadline: Deadline | None
    parties: tuple[Party, ...]

    def units(self, task: Task) -> Units:
        """Who bears this detail: its own parties, or those of the task where it names none."""
        return units_of_parties(self.parties) if self.parties else units_of(task)


def units_of(task: Task) -> Units:
    """The units of a whole task."""
    supporting = set(task.supporting)
    responsible = tuple(name for name in task.responsible if name not in supporting)
    return Units(task.lead, responsible, task.supporting, task.supervisor)


def units_of_parties(parties: Iterable[Party]) -> Units:
    """The units of one stretch; who implements (落实单位) counts as responsible."""
    names: dict[Role, dict[str, None]] = {role: {} for role in Role}
    for party in parties:
        names[party.role][party.name] = None
    return Units(
        lead=tuple(names[Role.LEAD]),
        responsible=tuple(names[Role.RESPONSIBLE] | names[Role.IMPLEMENTING]),
        supporting=tuple(names[Role.SUPPORTING]),
        supervisor=tuple(names[Role.SUPERVISOR]),
    )


def details(task: Task) -> list[Detail]:
    """Every part of a task, and every target and deadline that no part holds, in the order of the text."""
    found = [
        Detail(
            part.text,
            part.span,
            part.target,
            part.deadline.due if part.deadline else None,
            part.deadline,
            part.parties,
        )
        for part in task.parts
    ]
    targets = {part.target for part in task.parts}
    found += [Detail(t.text, t.span, t, None, None, ()) for t in task.targets if t not in targets]
    dates = {detail.due for detail in found}
    end = Span(task.span.end, task.span.end)
    found += [Detail("", end, None, due, None, ()) for due in task.deadlines if due not in dates]
    return sorted(found, key=lambda detail: detail.span.start)


def deadlines_of(unit: str, task: Task) -> list[date]:
    """The deadlines of a task that concern a unit.

    A unit that the text singles out for some stretches has the deadlines of those, and the ones set
    for everybody; any other has all.
    """
    bearers: dict[date, list[set[str]]] = {due: [] for due in task.deadlines}
    singled_out = False
    for part in task.parts:
        names = {party.name for party in part.parties}
        singled_out = singled_out or unit in names
        if part.deadline:
            bearers.setdefault(part.deadline.due, []).append(names)
    if not singled_out:
        return list(task.deadlines)
    return [
        due
        for due in task.deadlines
        if not bearers[due] or any(not names or unit in names for names in bearers[due])
    ]
