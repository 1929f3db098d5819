"""What units file beside reports: projects of the library, registrations of units, papers (library.yaml)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache, partial

import yaml
from pydantic import BaseModel, ConfigDict, Field

from baicheng.demo.agenda import in_office_hours, later
from baicheng.demo.city import text_of
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.moves import make_move
from baicheng.demo.papers import attach_paper, letter
from baicheng.server.accounts.queries import actor_of
from baicheng.server.duties.services import enter_record
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.orgs.services import create_subject, relate
from baicheng.server.registers.models import Record


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Project(_Entry):
    """A project of the library; ``goes`` is the state that it comes to at most."""

    title: str
    county: str
    builder: str
    lead: str
    part: str
    status: str
    investment: int
    ends: date
    goes: str


class Registration(_Entry):
    """Who in a unit answers for the programme; ``kind`` is a city unit or a county."""

    unit: str
    kind: str = Field(alias="class")
    principal: str
    deputy: str
    division: str
    phone: str


class Submission(_Entry):
    """A paper that a unit hands in on a day."""

    programme: str
    unit: str
    paper: str
    sent_on: date
    name: str


class Filed(_Entry):
    """All that stands in the file."""

    projects: tuple[Project, ...]
    registrations: tuple[Registration, ...]
    submissions: tuple[Submission, ...]


@lru_cache(maxsize=4)
def filed_in(year: int) -> Filed:
    """What is filed in a year.

    Raises:
        pydantic.ValidationError: the file says something that is not foreseen.
    """
    return Filed.model_validate(yaml.safe_load(text_of("library.yaml", year)))


class Filings:
    """Registrations after the issue of the plan, and papers by their days."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def begin(self, since: date) -> None:
        """Put what is filed on the agenda; nothing comes before the plan was issued."""
        course, filed = self._course, filed_in(self._course.scene.year)
        for number, one in enumerate(filed.registrations):
            at = in_office_hours(course.rng, since + timedelta(days=3 + 4 * number))
            course.agenda.put(at, partial(self._register, one))
        for paper in filed.submissions:
            at = in_office_hours(course.rng, max(paper.sent_on, since))
            course.agenda.put(at, partial(self._submit, paper))

    def _register(self, one: Registration, at: datetime) -> None:
        scene, user = self._course.scene, self._course.user_of(one.unit)
        deputy = self._enter(SubjectKind.PERSON, one.deputy, at)
        division = self._enter(SubjectKind.UNIT, one.division, at)
        administrator = actor_of(scene.users["admin"])
        relate(
            kind=RelationKind.PART_OF,
            subject=division,
            object=scene.subjects[one.unit],
            actor=administrator,
            at=at,
        )
        person = user.person
        assert person is not None, "everybody with an account is a person of the directory"
        record = enter_record(
            register_id=f"{QUALITY}.unit_registrations",
            values={
                "class": one.kind,
                "staff_count": 2,
                "phone": one.phone,
                "staff_in_place": "yes",
                "funds_in_place": "yes",
                "premises_in_place": "yes",
            },
            parties=[
                ("unit", scene.subjects[one.unit]),
                ("principal", Subject.objects.get(name=one.principal, kind=SubjectKind.POST)),
                ("deputy", deputy),
                ("division", division),
                ("staff", person),
                ("liaison", person),
            ],
            title=f"{scene.subjects[one.unit].name}责任登记",
            user=user,
            unit=scene.subjects[one.unit],
            at=at,
        )
        make_move(record, "file", user, at)
        self._later(record, "confirm", at)

    def _submit(self, one: Submission, at: datetime) -> None:
        course, user = self._course, self._course.user_of(one.unit)
        unit = course.scene.subjects[one.unit]
        own = {"year": course.scene.year} if one.programme == QUALITY else {"origin": "city_report"}
        record = enter_record(
            register_id=f"{one.programme}.submissions",
            values={"paper": one.paper, **own},
            parties=[("unit", unit)],
            title=one.name,
            user=user,
            unit=unit,
            at=at,
        )
        page = letter([one.name, unit.name, f"{at.year}年{at.month}月{at.day}日"])
        attach_paper(record, "file", f"{one.name}.pdf", page, user=user, at=at)
        make_move(record, "send", user, at)
        self._later(record, "accept", at)

    def _enter(self, kind: SubjectKind, name: str, at: datetime) -> Subject:
        actor = actor_of(self._course.scene.users["admin"])
        return create_subject(kind=kind, name=name, actor=actor, at=at)

    def _later(self, record: Record, name: str, at: datetime) -> None:
        """Let the office look at it some days later."""
        course = self._course
        when = later(course.rng, at, 1, 5)
        course.agenda.put(when, lambda moment: make_move(record, name, course.clerk(record), moment))
