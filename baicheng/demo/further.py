"""Programmes that came to the city in the autumn (后来的事项): river chiefs, accountability, incentives, aid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from baicheng.demo.agenda import is_working
from baicheng.demo.moves import make_move
from baicheng.demo.scene import Scene, moment
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assessments.services import ask_run, carry_out
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.services import enter_record
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.orgs.services import create_subject, relate
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import answer_assignment

#: The programmes are begun so many days before the present, and not before this month of the year.
_DAYS, _FROM_MONTH = 46, 9


@dataclass(frozen=True)
class Desk:
    """The office of a programme at work.

    Attributes:
        at: when it enters things; ``later`` counts from there.
    """

    scene: Scene
    programme: str
    at: datetime

    @cached_property
    def clerk(self) -> User:
        """Who works in the office."""
        return next(
            self.scene.users[one.username]
            for one in self.scene.city.people
            if one.role == "office" and one.programme == self.programme
        )

    def subject(self, key: str) -> Subject:
        """By its key in the city's files, or by its name."""
        return self.scene.subjects.get(key) or Subject.objects.get(name=key)

    def user_of(self, unit: str) -> User:
        """Who acts for a unit, by its key in the city's files."""
        return next(
            self.scene.users[one.username]
            for one in self.scene.city.people
            if one.role == "liaison" and one.unit == unit
        )

    def later(self, days: int, hour: int = 10) -> datetime:
        """So many days after the office began, not behind the present."""
        return min(moment(self.at.date() + timedelta(days=days), hour), self.scene.now)

    def enter(
        self,
        register: str,
        title: str,
        values: Mapping[str, Any],
        parties: Sequence[tuple[str, Subject]],
        *,
        days: int = 0,
        user: User | None = None,
    ) -> Record:
        """Enter a record of the programme, by the office unless somebody else is named."""
        return enter_record(
            register_id=f"{self.programme}.{register}",
            values=dict(values),
            parties=list(parties),
            title=title,
            user=user or self.clerk,
            at=self.later(days, 9),
        )

    def move(self, record: Record, name: str, days: int, *, user: User | None = None, **more: Any) -> None:
        """Make a move, so many days after the office began."""
        make_move(record, name, user or self.clerk, self.later(days), **more)

    def answer(self, record: Record, name: str, days: int, *, user: User, outcome: str) -> None:
        """Give a bearer's word on what no move ends, so many days after the office began."""
        waiting = Assignment.objects.get(about_kind=KIND, about_id=record.pk, name=name, outcome=Outcome.OPEN)
        answer_assignment(waiting, outcome, user=user, at=self.later(days))

    def post(self, name: str, holder: str) -> Subject:
        """A post that somebody holds, by the name of an account or of somebody who has none, in the directory."""
        actor = actor_of(self.scene.users["admin"])
        made = create_subject(kind=SubjectKind.POST, name=name, actor=actor, at=self.at)
        user = self.scene.users.get(holder)
        person = (user.person if user else None) or create_subject(
            kind=SubjectKind.PERSON, name=holder, actor=actor, at=self.at
        )
        relate(kind=RelationKind.HOLDS, subject=person, object=made, actor=actor, at=self.at)
        return made


def has_further(scene: Scene) -> bool:
    """Whether the year of the demonstration has come so far that the programmes have begun."""
    return scene.now >= moment(date(scene.year, _FROM_MONTH, 1))


def install_further(scene: Scene) -> dict[str, Desk]:
    """Install the packs, with the unit that is the office of each; programme → its office."""
    administrator, day = scene.users["admin"], scene.now.date() - timedelta(days=_DAYS)
    while not is_working(day):
        day += timedelta(days=1)
    found = {}
    for programme, key in scene.city.further_offices.items():
        at = moment(day, 9)
        install(programme, at=at, actor=actor_of(administrator))
        bind_office(
            programme,
            scene.subjects[key],
            since=day,
            user=administrator,
            at=at,
            reason="市政府办公会议定",
        )
        found[programme] = Desk(scene, programme, at)
    return found


def reckon(desk: Desk, rule: str, period: Period) -> None:
    """The office runs a rule once everything is entered; all runs share one snapshot."""
    at = desk.later(_DAYS - 1, 16)
    run = ask_run(programme=desk.programme, rule=rule, period=period, user=desk.clerk, at=at)
    carry_out(run, at=at)
