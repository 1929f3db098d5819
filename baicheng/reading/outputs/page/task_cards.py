"""The tasks of the page: cards on the screen, a table on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from baicheng.reading.model import Ledger, Party, Role, Task
from baicheng.reading.outputs.details import Detail, details
from baicheng.reading.outputs.figures import measure_of
from baicheng.reading.outputs.page.marks import Marks, kind_of
from baicheng.reading.outputs.page.markup import Markup, element, joined, opening
from baicheng.reading.outputs.page.words import word
from baicheng.reading.outputs.rows import TaskRow, document_number, task_rows
from baicheng.reading.outputs.unit_loads import same_unit
from baicheng.reading.spans import Span

_HEADINGS = (
    "number",
    "task",
    "lead_unit",
    "responsible_unit",
    "supporting_unit",
    "supervisor",
    "due",
    "goals",
    "findings",
)

#: How many lines a card shows before it is opened; page.css hides the others.
GOALS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class TaskCards:
    """Writes the tasks of one ledger. ``unit_index`` numbers the units for the filter."""

    ledger: Ledger
    marks: Marks
    added: int
    unit_index: Mapping[str, int]
    several: bool

    def pieces(self) -> Iterator[Markup]:
        """The tasks, one table body for each heading they stand under."""
        rows = task_rows([self.ledger])
        for (document, path), group in groupby(rows, lambda row: (row.task.document, row.task.path)):
            yield opening("tbody")
            above = [document_number(self.ledger, document)] if self.several else []
            heading = " › ".join([*above, *path])
            if heading:
                yield element("tr", element("td", heading, colspan=len(_HEADINGS)), class_="group")
            for row in group:
                yield self._card(row)
            yield Markup("</tbody>\n")

    def _card(self, row: TaskRow) -> Markup:
        task, number = row.task, row.task.number + self.added
        units = [self.unit_index[same_unit(name)] for name in row.units.all]
        return element(
            "tr",
            element("td", element("button", str(number), type="button", class_="to"), class_="n"),
            self._title(row),
            self._names("lead", task, Role.LEAD, row.units.lead, none=not row.units.all),
            self._names("responsible", task, Role.RESPONSIBLE, row.units.responsible),
            self._names("supporting", task, Role.SUPPORTING, row.units.supporting),
            self._names("supervisor", task, Role.SUPERVISOR, row.units.supervisor),
            self._days(task),
            self._goals(task),
            self._findings(row),
            class_="task",
            id=f"task-{number}",
            tabindex="-1",
            data_t=number,
            data_u=" ".join(map(str, units)) or None,
            data_d=" ".join(day.isoformat() for day in task.deadlines) or None,
            data_f=bool(row.findings),
        )

    def _title(self, row: TaskRow) -> Markup:
        see = word("to_source", "button", type="button", class_="see")
        address = element("small", row.task.address) if row.task.address else ""
        return element("td", see, element("b", row.title), address, class_="what")

    def _names(self, kind: str, task: Task, role: Role, names: Sequence[str], none: bool = False) -> Markup:
        if not names:
            missing = [word("no_lead", class_="none")] if none else []
            return element("td", *missing, class_="names" if none else "names empty")
        parties = {party.name: party for party in reversed(task.parties) if party.role is role}
        others = {party.name: party for party in reversed(task.parties)}
        chips = [self._chip(name, parties.get(name) or others.get(name)) for name in names]
        return element("td", word(kind, class_="label"), joined(chips), class_="names")

    def _chip(self, name: str, party: Party | None) -> Markup:
        mark = self.marks.id(kind_of(party), party.span) if party else None
        kind = kind_of(party) if party else "unit"
        return element("button", name, type="button", class_=f"chip {kind}", data_m=mark)

    def _days(self, task: Task) -> Markup:
        if not task.deadlines:
            return element("td", word("no_due", class_="none"), class_="days")
        spans: dict[date, Span] = {}
        for part in task.parts:
            if part.deadline:
                spans.setdefault(part.deadline.due, part.deadline.span)
        return element(
            "td",
            *(self._day(day, spans.get(day)) for day in task.deadlines),
            class_="days",
        )

    def _day(self, day: date, span: Span | None) -> Markup:
        return element(
            "button", day.isoformat(), type="button", class_="chip due", data_m=self.marks.id("due", span)
        )

    def _goals(self, task: Task) -> Markup:
        lines = [self._goal(detail, task) for detail in details(task) if detail.text]
        if not lines:
            return element("td", class_="goals empty")
        hidden = len(lines) - GOALS_SHOWN
        more = word("more", "p", n=hidden, class_="more") if hidden > 0 else ""
        return element("td", element("ul", *lines), more, class_="goals")

    def _goal(self, detail: Detail, task: Task) -> Markup:
        """One line: the words, what they demand, and the day and units that are its own."""
        mark = None
        shown: list[str] = []
        if detail.target:
            mark = self.marks.id("goal", detail.target.span)
            shown.append(element("b", measure_of(detail.target), class_="measure"))
        if detail.deadline:
            mark = self.marks.id("due", detail.deadline.span) if mark is None else mark
            shown.append(element("span", detail.deadline.due.isoformat(), class_="by"))
        names = dict.fromkeys(party.name for party in detail.parties)
        if names and set(names) != {*task.lead, *task.responsible}:
            shown.append(element("span", "、".join(names), class_="who"))
        words = element("span", detail.text, class_="words")
        kind = "goal" if detail.target else "goal stretch"
        return element("li", element("button", words, *shown, type="button", class_=kind, data_m=mark))

    def _findings(self, row: TaskRow) -> Markup:
        notes = [element("p", message) for message in row.findings]
        return element("td", *notes, class_="notes" if notes else "notes empty")


def table_head() -> Markup:
    """The header row, seen on paper only."""
    cells = joined(word(key, "th") for key in _HEADINGS)
    return element("thead", element("tr", cells))


def distinct_days(ledgers: Iterable[Ledger]) -> dict[date, int]:
    """How many tasks are due on each day, in the order of the days."""
    counts: dict[date, int] = {}
    for ledger in ledgers:
        for task in ledger.tasks:
            for day in set(task.deadlines):
                counts[day] = counts.get(day, 0) + 1
    return dict(sorted(counts.items()))
