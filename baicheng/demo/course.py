"""The course of the year: who acts on which task, duty and order, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from baicheng.demo.agenda import Agenda
from baicheng.demo.fates import Fate, Habit, fate_of, habit_of
from baicheng.demo.scene import SHANGHAI, Scene
from baicheng.server.accounts.models import User
from baicheng.server.registers.models import Record

QUALITY, SUPERVISION, MEETINGS = "quality_programme", "supervision", "meetings"
#: Who of an office looks at what comes in.
_CLERKS = {
    QUALITY: ("tizhi", "tizhi2", "tizhi3"),
    SUPERVISION: ("ducha", "ducha2"),
    MEETINGS: ("ducha", "ducha2"),
}


@dataclass
class Course:
    """What those who act need to know: the scene, the agenda, how units and tasks are.

    ``reached`` holds the value of each target that was reported last, by its id.
    """

    scene: Scene
    agenda: Agenda
    rng: Random
    fates: dict[int, Fate] = field(default_factory=dict)
    reached: dict[int, Decimal] = field(default_factory=dict)
    _habits: dict[int, Habit] = field(default_factory=dict)
    _liaisons: dict[int, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.scene.city.people:
            if person.role == "liaison":
                self._liaisons[self.scene.subjects[person.unit].pk] = self.scene.users[person.username]
        for programme, key in self.scene.city.offices.items():
            self._liaisons[self.scene.subjects[key].pk] = self.scene.users[_CLERKS[programme][-1]]

    @property
    def today(self) -> date:
        """The last day of the course."""
        return self.scene.now.astimezone(SHANGHAI).date()

    def liaison(self, unit: int) -> User | None:
        """Who acts for a unit; null where nobody has an account."""
        return self._liaisons.get(unit)

    def user_of(self, unit: str) -> User:
        """Who acts for a unit, by its key in the city's files, where somebody must have an account."""
        user = self.liaison(self.scene.subjects[unit].pk)
        assert user is not None, f"nobody has an account for {unit}"
        return user

    def clerk(self, record: Record) -> User:
        """Who of the programme's office deals with a record; the same one each time."""
        clerks = _CLERKS[record.register.partition(".")[0]]
        return self.scene.users[clerks[record.pk % len(clerks)]]

    def habit(self, unit: int) -> Habit:
        """How a unit reports."""
        return self._habits.setdefault(unit, habit_of(self.rng))

    def draw_fates(self, tasks: Sequence[Record], begins: date) -> None:
        """Decide how the tasks go."""
        for task in tasks:
            self.fates[task.pk] = fate_of(task, self.rng, begins=begins, now=self.today)
