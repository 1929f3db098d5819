"""What the page of a succession shows (承接页面): its divisions with their days, what has passed, what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import has_role
from baicheng.server.editions.queries import programme_of
from baicheng.server.history.queries import timeline
from baicheng.server.orgs.models import Subject, SubjectKind, Succession, SuccessionStep
from baicheng.server.orgs.services.succeeding import succession_chain
from baicheng.server.orgs.successions import BY_HAND, CHOSEN, Scope, scope_of, steps_of
from baicheng.server.pages.succession.cases import offices_of
from baicheng.server.registers.books import book_of, spoken
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Passed, Record
from baicheng.server.web.timeline import Change, Happening

MOST_RECORDS, MOST_EVENTS = 50, 40
#: The levels of divisions in which a succession comes into place one by one.
LEVELS = ("county", "zone")
VERBS = {
    "entered": gettext_lazy("Entered"),
    "step_set": gettext_lazy("Day set"),
    "carried_out": gettext_lazy("Passed on"),
    "case_decided": gettext_lazy("Case decided"),
    "withdrawn": gettext_lazy("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One division; ``step`` is none where nothing was said of it yet. ``state``: in_place, ahead or waiting."""

    division: Subject | None
    step: SuccessionStep | None
    state: str
    passed: int


@dataclass(frozen=True)
class SuccessionPage:
    """All that the page shows; records that passed are named to those who read their programme."""

    succession: Succession
    scope: Sequence[str]
    lines: Sequence[Line]
    roles: int
    assignments: int
    relations: int
    records: Sequence[Record]
    happenings: Sequence[Happening]
    may_keep: bool
    decides: bool
    in_place: int


def divisions_of_a_city(on: date) -> list[Subject]:
    """The counties and zones that are there on a day, in the order of the directory."""
    rows = Subject.objects.filter(kind=SubjectKind.DIVISION, level__in=LEVELS)
    return list(rows.exclude(until__lte=on).exclude(since__gt=on).order_by("level", "pk"))


def succession_page(succession: Succession, user: User, at: datetime) -> SuccessionPage:
    """The page as it stands at a moment."""
    today, keeps = china_date(at), has_role(user, Role.ADMINISTRATOR, on=china_date(at))
    passed = Passed.objects.filter(step__succession=succession, undone_at=None)
    groups = passed.order_by().values_list("step__division")
    counts = {
        division: (roles, assignments, relations)
        for division, roles, assignments, relations in groups.annotate(
            roles=Count("party"), assignments=Count("assignment"), relations=Count("relation")
        )
    }
    lines = _lines(succession, today, counts)
    return SuccessionPage(
        succession=succession,
        scope=scope_in_words(scope_of(succession)),
        lines=lines,
        roles=sum(count[0] for count in counts.values()),
        assignments=sum(count[1] for count in counts.values()),
        relations=sum(count[2] for count in counts.values()),
        records=_records(succession, Viewer(user, at)),
        happenings=_happenings(succession) if keeps else (),
        may_keep=keeps,
        decides=bool(offices_of(user, at)) and succession.withdrawn_at is None,
        in_place=sum(line.state == "in_place" for line in lines),
    )


def _lines(
    succession: Succession, today: date, counts: Mapping[int | None, tuple[int, int, int]]
) -> list[Line]:
    steps = {step.division_id: step for step in steps_of(succession)}
    known = {step.division_id: step.division for step in steps.values() if step.division}
    divisions: dict[int | None, Subject | None] = {None: None}
    divisions |= {division.pk: division for division in divisions_of_a_city(today)}
    divisions |= known
    found = []
    for pk, division in divisions.items():
        step, count = steps.get(pk), counts.get(pk, (0, 0, 0))
        day = step.in_place_on if step else None
        state = "waiting" if day is None else "in_place" if day <= today else "ahead"
        found.append(Line(division, step, state, count[0] + count[1]))
    return found


def _records(succession: Succession, viewer: Viewer) -> list[Record]:
    rows = Record.objects.filter(
        pk__in=Passed.objects.filter(step__succession=succession, undone_at=None).values("record")
    )
    found = rows.order_by("-pk")[: MOST_RECORDS * 4]
    seen = [record for record in found if viewer.sees_all(programme_of(record.register))]
    return seen[:MOST_RECORDS]


def state_said(succession: Succession) -> tuple[str, str]:
    """How far a succession of the list has come, and in which tone; ``placed`` says whether it is in place somewhere."""
    if succession.withdrawn_at is not None:
        return _("withdrawn"), "neutral"
    is_placed: bool = succession.placed  # type: ignore[attr-defined]  # annotated by the query
    return (_("in place"), "good") if is_placed else (_("not in place yet"), "warn")


def scope_in_words(scope: Scope) -> list[str]:
    """What passes, one sentence each."""
    if scope.kind == BY_HAND:
        said = [_("Each case is decided by hand.")]
    elif scope.kind != CHOSEN:
        said = [_("Everything that the old body has.")]
    else:
        said = [
            _("Ledger: %(name)s") % {"name": spoken(book_of(one).register.title)} for one in scope.registers
        ]
        for register, name, value in scope.topics:
            field = book_of(register).register.fields_.get(name)
            title = (field.of or {}).get(value) if field else None
            words = f"{spoken(field.title)}：{spoken(title)}" if field and title else value
            said.append(_("Topic: %(name)s") % {"name": words})
        if scope.clauses:
            said.append(_("%(number)s clauses") % {"number": len(scope.clauses)})
    if scope.relations:
        said.append(_("%(number)s relations pass along") % {"number": len(scope.relations)})
    return said


def _happenings(succession: Succession) -> list[Happening]:
    found = []
    for event in timeline(succession_chain(succession.pk))[:MOST_EVENTS]:
        verb, context = event.verb.rpartition(".")[2], event.context
        changes = [
            Change(_WORDS[name], old or "", new or "")
            for name, (old, new) in event.changes.items()
            if name in _WORDS
        ]
        if verb == "carried_out":
            changes = [
                Change(_WORDS[name], "", context.get(name, 0))
                for name in ("roles", "assignments", "relations")
                if context.get(name)
            ]
        what = VERBS.get(verb, event.verb)
        found.append(
            Happening(what, event.actor_name, event.recorded_at, why=event.reason, changes=tuple(changes))
        )
    return found


_WORDS = {
    "old": gettext_lazy("Old body"),
    "new": gettext_lazy("New body"),
    "ordered_on": gettext_lazy("Ordered on"),
    "in_place_on": gettext_lazy("In place since"),
    "division": gettext_lazy("Division"),
    "heir": gettext_lazy("Who takes over"),
    "roles": gettext_lazy("Roles"),
    "assignments": gettext_lazy("Assignments"),
    "relations": gettext_lazy("Relations"),
}
