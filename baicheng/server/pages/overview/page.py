"""The page of an overview (总览页面): everything that its template shows, put together with few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy

from baicheng.server.duties.overview.contributions import counties_standing_for
from baicheng.server.duties.overview.counts import Counts
from baicheng.server.duties.overview.course import Point, course
from baicheng.server.duties.overview.kept import counted
from baicheng.server.duties.overview.reading import chapters_of
from baicheng.server.duties.overview.scope import Scope
from baicheng.server.duties.overview.tallies import Origin, Share, Tallies, Tally, by_chapter
from baicheng.server.duties.overview.worst import Worst, worst
from baicheng.server.orgs.base_map import divisions_drawn
from baicheng.server.orgs.queries import names
from baicheng.server.pages.overview.drawing import Lines, Map, Segment, Shape, bar, draw_map, lines
from baicheng.server.web.formats import MONTHS, in_english

#: The shares that a leader reads, in this order, each with its words and the tone of its colour.
SHOWN: tuple[Share, ...] = ("all_done", "on_time", "at_risk", "late")
WORDS: Mapping[Share, tuple[Any, str]] = {
    "all_done": (gettext_lazy("Done"), "good"),
    "on_time": (gettext_lazy("On time"), "info"),
    "at_risk": (gettext_lazy("At risk"), "warn"),
    "late": (gettext_lazy("Late"), "bad"),
    "others": (gettext_lazy("No deadline or paused"), "neutral"),
}
#: So many units are shown at once, the others when they are unfolded.
UNITS, COUNTIES = 12, 8
#: From which share late a county has the next deeper colour on the map, of a hundred.
STEPS = (1, 10, 20, 35)
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 700, 16, 220


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its words, the share of a hundred it is, and the list that it counts."""

    title: Any
    tone: str
    count: int
    percent: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A unit, county or chapter: its figures, its bar, and the page or list that it leads to."""

    name: str
    url: str
    total: int
    figures: Sequence[Figure]
    segments: Sequence[Segment]
    percent: int


@dataclass(frozen=True, slots=True)
class Place:
    """A county on the map, or beside it where it has no boundary."""

    name: str
    url: str
    total: int
    late: int
    percent: int
    depth: int
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class Course:
    """The trend: its points as a table, its lines, and where today stands."""

    points: Sequence[Point]
    lines: Lines
    months: Sequence[tuple[float, str]]
    today: float


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """All that an overview shows.

    ``behind`` is how many tasks at least have changed since ``counted_at`` and are not in the figures yet; nearly
    always none.
    """

    total: int
    url: str
    figures: Sequence[Figure]
    others: Figure
    whole: Sequence[Segment]
    units: Sequence[Row]
    more_units: Sequence[Row]
    counties: Sequence[Row]
    more_counties: Sequence[Row]
    map: Map
    places: Sequence[Place]
    beside: Sequence[Place]
    chapters: Sequence[Row]
    course: Course
    worst: Sequence[tuple[Worst, str]]
    behind: int = 0
    counted_at: datetime | None = None


def overview_page(scope: Scope) -> OverviewPage | None:
    """The overview of a scope; none where its tasks are many and the worker has not counted them yet."""
    divisions = divisions_drawn(scope.day, scope.known_at)
    found = counted(scope, counties_standing_for(divisions))
    if found is None:
        return None
    counts, its = found.counts, found.counts.tallies
    first = worst(scope, found.first)
    wanted = {*its.units, *its.counties, *(one.division for one in divisions)}
    wanted |= {unit for one in first for unit in one.units}
    called = names(wanted, scope.day, scope.known_at, short=True)
    units, counties = _units(scope, its, called), _counties(scope, its, called)
    drawing = draw_map({one.division: one.area for one in divisions if one.area is not None})
    places = [_place(scope, one.division, its, called, drawing.shapes.get(one.division)) for one in divisions]
    return OverviewPage(
        total=its.whole.total,
        url=scope.url(light="counted"),
        figures=figures_of(scope, its.whole),
        others=figure_of(scope, its.whole, "others"),
        whole=segments_of(its.whole),
        units=units[:UNITS],
        more_units=units[UNITS:],
        counties=counties[:COUNTIES],
        more_counties=counties[COUNTIES:],
        map=drawing,
        places=[place for place in places if place.shape is not None],
        beside=[place for place in places if place.shape is None],
        chapters=_chapters(scope, its.origins),
        course=_course(scope, counts),
        worst=[(one, "、".join(called[unit] for unit in one.units if unit in called)) for one in first],
        behind=found.behind,
        counted_at=found.counted_at,
    )


def figures_of(scope: Scope, tally: Tally, *, taking: str = "", chapter: int | None = None) -> list[Figure]:
    """The figures of a tally, each leading to exactly what it counts."""
    return [figure_of(scope, tally, share, taking=taking, chapter=chapter) for share in SHOWN]


def figure_of(
    scope: Scope, tally: Tally, share: Share, *, taking: str = "", chapter: int | None = None
) -> Figure:
    """One figure of a tally."""
    (title, tone), count = WORDS[share], tally[share]
    url = scope.url(light=share, taking=taking, chapter=chapter)
    return Figure(title, tone, count, tally.percent(share), url)


def segments_of(tally: Tally) -> list[Segment]:
    """The bar of a tally."""
    return bar([(tone, tally[share]) for share, (_title, tone) in WORDS.items()])


def _units(scope: Scope, counted: Tallies, called: Mapping[int, str]) -> list[Row]:
    role = scope.says.units
    return [
        _row(scope, called.get(pk, str(pk)), one, taking=f"{role}:{pk}", url=sheet_url(scope, pk))
        for pk, one in _worst_first(counted.units, called)
    ]


def _counties(scope: Scope, counted: Tallies, called: Mapping[int, str]) -> list[Row]:
    return [
        _row(scope, called.get(pk, str(pk)), one, taking=str(pk), url=sheet_url(scope, pk))
        for pk, one in _worst_first(counted.counties, called)
    ]


def _worst_first(tallies: Mapping[int, Tally], called: Mapping[int, str]) -> Iterable[tuple[int, Tally]]:
    return sorted(
        tallies.items(),
        key=lambda item: (-item[1].late, -item[1].at_risk, -item[1].total, called.get(item[0], "")),
    )


def _row(
    scope: Scope, name: str, tally: Tally, *, url: str, taking: str = "", chapter: int | None = None
) -> Row:
    figures = figures_of(scope, tally, taking=taking, chapter=chapter)
    return Row(name, url, tally.total, figures, segments_of(tally), tally.percent("all_done"))


def _chapters(scope: Scope, origins: Mapping[Origin, Tally]) -> list[Row]:
    stretches, headings = chapters_of({document for document, _start in origins})
    return [
        _row(
            scope,
            headings[one.clause],
            tally,
            chapter=one.clause,
            url=scope.url(light="counted", chapter=one.clause),
        )
        for one, tally in by_chapter(origins, stretches)
    ]


def _place(scope: Scope, pk: int, counted: Tallies, called: Mapping[int, str], shape: Shape | None) -> Place:
    tally = counted.counties.get(pk, Tally())
    percent = tally.percent("late")
    depth = sum(percent >= step for step in STEPS) if tally.late else 0
    return Place(
        called.get(pk, str(pk)),
        sheet_url(scope, pk),
        tally.total,
        tally.late,
        percent,
        depth if tally.total else -1,
        shape,
    )


def _course(scope: Scope, counts: Counts) -> Course:
    points = course(scope.day, counts)
    told = [point for point in points if point.done is not None]
    series = {
        "planned": [(0.0, 0), *((_share(point.on), point.planned) for point in points)],
        "due": [(_share(point.on), point.due or 0) for point in told],
        "done": [(_share(point.on), point.done or 0) for point in told],
    }
    drawn = lines(series, left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM)

    def x(day: date) -> float:
        return round(_LEFT + _share(day) * (_RIGHT - _LEFT), 1)

    months = [
        (x(date(scope.year, month, 15)), MONTHS[month - 1] if in_english() else f"{month}月")
        for month in range(1, 13)
    ]
    return Course(points, drawn, months, x(scope.day))


def _share(day: date) -> float:
    """How far into its year a day's end lies."""
    begins = date(day.year, 1, 1)
    return ((day - begins).days + 1) / (date(day.year + 1, 1, 1) - begins).days


def sheet_url(scope: Scope, subject: int) -> str:
    """The sheet of a unit or county, on the same day."""
    before, behind = _around_subject(scope.book.programme, get_script_prefix())
    held = scope.days.get("held", "")
    path = f"{before}{subject}{behind}"
    return f"{path}?held={held}&known={scope.days['known']}" if held else path


@lru_cache(maxsize=64)
def _around_subject(programme: str, _prefix: str) -> tuple[str, str]:
    """What stands around the subject in the address of a sheet: a page names a hundred."""
    before, _subject, behind = reverse("pages:sheet", args=[programme, 0]).rpartition("0")
    return before, behind
