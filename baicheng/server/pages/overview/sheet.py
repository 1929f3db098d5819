"""The sheet of a unit or county (单位页): its tasks by light, its reports, targets and what else concerns it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.urls import reverse

from baicheng.server.duties.overview.reading import tasks_with, with_takers
from baicheng.server.duties.overview.scope import Scope
from baicheng.server.duties.overview.tallies import SHARES, Share, Tally, Task
from baicheng.server.duties.overview.worst import Worst, described, in_order
from baicheng.server.duties.queries import Cell, report_sum
from baicheng.server.editions.queries import pack
from baicheng.server.indicators.queries import Attainment, attainments_by_record
from baicheng.server.orgs.models import NameKind, Subject, SubjectKind, holds_when, known_when
from baicheng.server.orgs.queries import listed, standing_for
from baicheng.server.pages.overview.drawing import Segment
from baicheng.server.pages.overview.page import Figure, figure_of, figures_of, segments_of
from baicheng.server.registers.books import Book, book_of, spoken
from baicheng.server.registers.lights import light_of
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries.listing import taking_part
from baicheng.server.registers.queries.reach import seen_of

#: So many tasks of a light are told one by one, targets and other records; the list has them all.
TASKS, TARGETS, OTHERS = 40, 20, 20
#: The order in which a sheet tells tasks.
_ORDER: tuple[Share, ...] = ("late", "at_risk", "on_time", "others", "all_done")


@dataclass(frozen=True, slots=True)
class Part:
    """The tasks of one light."""

    figure: Figure
    lines: Sequence[Worst]
    more: int


@dataclass(frozen=True, slots=True)
class Other:
    """An open record of another register of the programme, such as an order (督办单)."""

    register: str
    record: Record
    light: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a sheet shows. ``reports`` is none where whose reports they are is not the user's to know."""

    subject: Subject
    name: str
    total: int
    url: str
    excel: str
    figures: Sequence[Figure]
    whole: Sequence[Segment]
    parts: Sequence[Part]
    reports: Cell | None
    reports_url: str
    targets: Sequence[tuple[Worst, Attainment]]
    others: Sequence[Other]


def subject_of(scope: Scope, pk: int) -> Subject | None:
    """A subject of the directory with what it was called on the day (``called``)."""
    borne = known_when(scope.known_at, "names__") & holds_when(scope.day, "names__")
    official = borne & Q(names__kind=NameKind.OFFICIAL)
    rows = listed().filter(pk=pk).annotate(borne=FilteredRelation("names", condition=official))
    return rows.annotate(called=F("borne__text")).first()


def sheet_of(scope: Scope, subject: Subject) -> Sheet | None:
    """The sheet of a unit or county; none of one of whom the user may know nothing.

    A unit is told by what it leads, a division by all in which it takes part. Somebody who does not see the
    whole programme sees of another's tasks those that are also theirs to see.
    """
    viewer, role, keys = scope.viewer, scope.says.units, [subject.pk]
    if subject.kind == SubjectKind.DIVISION:
        role, keys = "", standing_for(subject.pk, scope.day, scope.known_at)
    whole, by_share = _sorted_out(scope, tasks_with(scope, role, keys))
    entitled = subject.pk in viewer.mine or viewer.sees_all(scope.book.programme)
    if not whole.total and not entitled:
        return None
    taking = f"{role}:{subject.pk}" if role else str(subject.pk)
    url = scope.url(light="counted", taking=taking)
    first = {share: _first(scope, share, by_share[share]) for share in _ORDER if share in by_share}
    told = with_takers(scope, [task for its in first.values() for task in its])
    reached = attainments_by_record([task.record for task in told], scope.day, scope.known_at)
    lines = {one.record: one for one in described(scope, told, reached)}
    parts = [_part(scope, share, its, whole, lines, taking) for share, its in first.items()]
    return Sheet(
        subject=subject,
        name=getattr(subject, "called", None) or subject.name,
        total=whole.total,
        url=url,
        excel=f"{reverse('registers:export', args=[scope.book.id])}?{url.partition('?')[2]}",
        figures=figures_of(scope, whole, taking=taking),
        whole=segments_of(whole),
        parts=parts,
        reports=_reports(scope, keys) if entitled else None,
        reports_url=reverse("duties:unit", args=[scope.book.programme, subject.pk]),
        targets=_targets(lines, reached),
        others=_others(scope, keys) if scope.past is None else (),
    )


def _sorted_out(scope: Scope, tasks: Iterable[Task]) -> tuple[Tally, Mapping[Share, Sequence[Task]]]:
    """Tasks counted by light, and by share as far as there are any; of a large unit each is looked at once."""
    whole, by_share = Tally(), defaultdict[Share, list[Task]](list)
    for task in tasks:
        name = task.light(scope.at)
        if name != "closed":
            whole.add(name)
            by_share[SHARES[name]].append(task)
    return whole, by_share


def _part(
    scope: Scope, share: Share, first: Sequence[Task], whole: Tally, lines: Mapping[int, Worst], taking: str
) -> Part:
    return Part(
        figure_of(scope, whole, share, taking=taking),
        [lines[task.record] for task in first if task.record in lines],
        whole[share] - len(first),
    )


def _first(scope: Scope, share: Share, tasks: Sequence[Task]) -> list[Task]:
    if share in ("late", "at_risk"):
        return in_order(tasks, scope.at)[:TASKS]

    def by_deadline(task: Task) -> tuple[bool, datetime, int]:
        due = task.stands.deadline_at
        return due is None, due or scope.at, task.record

    return nsmallest(TASKS, tasks, key=by_deadline)


def _reports(scope: Scope, keys: Sequence[int]) -> Cell:
    """What of a year's reports was in time, late, missing or is not yet due."""
    assert scope.viewer.user is not None, "somebody looks at the page"
    return report_sum(
        scope.viewer.user,
        scope.book.programme,
        keys,
        since=date(scope.year, 1, 1),
        until=scope.day,
        at=scope.at,
    )


def _targets(
    lines: Mapping[int, Worst], reached: Mapping[int, Sequence[Attainment]]
) -> list[tuple[Worst, Attainment]]:
    """The targets of the tasks told that are not reached, the least reached first."""
    behind = [
        (lines[record], one)
        for record, its in reached.items()
        for one in its
        if record in lines and one.verdict != "met" and one.target.parent_id is None
    ]
    behind.sort(key=lambda pair: (pair[1].share is None, pair[1].share or 0, pair[1].target.pk))
    return behind[:TARGETS]


def _others(scope: Scope, keys: Sequence[int]) -> list[Other]:
    """Open records of the programme's other registers in which one of these takes part, what is due first first."""
    of_pack = pack(scope.book.programme)
    reports = of_pack.manifest.intake.reports if of_pack.manifest.intake else None
    wanted = [
        f"{scope.book.programme}.{name}"
        for name, register in of_pack.registers.items()
        if register.flow is not None and name not in (reports, scope.book.register.register_)
    ]
    # Few of a programme's open records are no tasks, while a large unit has taken part in tens of thousands of them.
    taking = taking_part("", keys, scope.day).filter(record=OuterRef("pk"))
    rows = Record.objects.filter(Exists(taking), register__in=wanted, closed_at=None)
    books: dict[str, Book] = {register: book_of(register) for register in wanted}
    found = seen_of(scope.viewer, rows).order_by("due_order", "pk")[:OTHERS]
    return [Other(spoken(books[row.register].register.title), row, light_of(row, scope.at)) for row in found]
