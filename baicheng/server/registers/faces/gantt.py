"""A list as a Gantt chart (甘特图): a bar from the opening of a record to its deadline, with its parts as marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date, last_day_until
from baicheng.server.registers.books import Book
from baicheng.server.registers.faces.asked import Asked
from baicheng.server.registers.faces.cards import Card, cards
from baicheng.server.registers.faces.scale import Scale, Tick
from baicheng.server.registers.models import Part, Record
from baicheng.server.registers.queries import list_page
from baicheng.server.web.formats import day as said_day
from baicheng.server.web.paging import Count, Page

#: So many records stand on a page, which is one sheet of paper.
ROWS = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """A part with a day of its own (阶段目标), in per cent from the left."""

    at: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A record on the chart; places and widths are SVG percentages. ``said``: the bar in words.

    ``filled`` is "" where nothing is said of the progress; ``kind``: closed, open (no deadline), late, running.
    """

    card: Card
    start: str
    width: str
    filled: str
    marks: Sequence[Mark]
    kind: str
    ends: date | None
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One page of the chart; ``today`` is "" where the chart does not reach the present day."""

    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    today: str
    page: Page
    count: Count


def gantt(asked: Asked) -> Chart:
    """One page of the list as a chart, in the order of the list, over the months that its bars need."""
    book, viewer = asked.book, asked.viewer
    assert viewer.user is not None, "somebody looks at the page"
    page = list_page(
        viewer.user,
        book.id,
        asked.filters,
        asked.order,
        after=asked.query.get("after", ""),
        before=asked.query.get("before", ""),
        size=ROWS,
        viewer=viewer,
        roles=(),
    )
    rows = list(page.rows)
    known, parts = cards(book, viewer, rows), _parts(rows)
    ends = {record.pk: deadline(book, record) for record in rows}
    days = [viewer.day, *(day for day in ends.values() if day)]
    days += [china_date(record.opened_at) for record in rows]
    days += [part.due_on for found in parts.values() for part in found if part.due_on]
    scale = Scale.over(days)
    return Chart(
        bars=[
            _bar(known[record.pk], ends[record.pk], parts[record.pk], scale, viewer.day) for record in rows
        ],
        ticks=scale.ticks(),
        today=scale.place(viewer.day),
        page=Page(page.rows, page.previous, page.next),
        count=page.count,
    )


def deadline(book: Book, record: Record) -> date | None:
    """The day by which a record is to be done: that of the field on which its flow's limits rest.

    Otherwise that of which its light speaks, and of a closed one the day on which it was closed.
    """
    for state in book.process.flow.states.values() if book.process else ():
        for opens in state.opens.values():
            field = opens.due.field if opens.due and not opens.for_each else None
            stated = record.fields.get(field) if field else None
            if isinstance(stated, str):
                return date.fromisoformat(stated)
    if record.closed_at is not None:
        return china_date(record.closed_at)
    return last_day_until(record.deadline_at) if record.deadline_at else None


def _parts(rows: Sequence[Record]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = defaultdict(list)
    for part in Part.objects.filter(record__in=rows).exclude(due_on=None).order_by("due_on", "order"):
        found[part.record_id].append(part)
    return found


def _bar(card: Card, ends: date | None, parts: Sequence[Part], scale: Scale, today: date) -> Bar:
    opened = china_date(card.record.opened_at)
    start = scale.share(min(opened, ends) if ends else opened)
    end = scale.share(ends) if ends else 100.0
    width = max(end - start, 0.6)  # a day of a long year can still be seen
    said = _("from %(opened)s until %(ends)s") % {
        "opened": said_day(opened),
        "ends": said_day(ends) if ends else _("no deadline"),
    }
    if card.progress is not None:
        said = _("%(span)s, %(progress)s %% done") % {"span": said, "progress": card.progress}
    marks = [
        Mark(scale.place(part.due_on), f"{said_day(part.due_on)} {part.name}")
        for part in parts
        if part.due_on
    ]
    return Bar(
        card=card,
        start=f"{start:.2f}%",
        width=f"{width:.2f}%",
        filled=f"{width * card.progress / 100:.2f}%" if card.progress is not None else "",
        marks=marks,
        kind=_kind(card, ends, today),
        ends=ends,
        said="；".join([said, *(mark.title for mark in marks)]),
    )


def _kind(card: Card, ends: date | None, today: date) -> str:
    if card.line.light in ("done", "done_late", "closed"):
        return "closed"
    if card.line.light == "late" or (ends is not None and ends < today and card.line.light == "open"):
        return "late"
    return "open" if ends is None else "running"
