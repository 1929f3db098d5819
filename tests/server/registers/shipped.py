"""The shipped packs with a cast, and their records in any state: what tables of rights are asked over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from baicheng.clock import CHINA
from baicheng.packs.schema.registers import Register
from baicheng.packs.shelf import BUILTIN
from baicheng.server.accounts.models import Role, User
from baicheng.server.editions.queries import pack
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.creating import enter
from baicheng.server.registers.taking import Taking
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, link, subject, user

PACKS = ("meetings", "quality_programme", "supervision")
#: Of these it is asked who sees, enters, moves, answers and reads personal data; the rest works alike for all packs.
FURTHER = ("accountability", "incentives", "rehabilitation_aid", "river_chief")
NOW = datetime(2019, 3, 5, 9, tzinfo=CHINA)
#: Kinds of people who have no role in a record themselves.
OTHERS = ("author", "office", "office_of_another", "above_administers", "above_guides", "viewer", "stranger")


@dataclass
class Shipped:
    """A shipped pack with its office, and a unit with a liaison officer for every role of its registers."""

    programme: str
    units: dict[str, Subject] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        install(once(BUILTIN / self.programme), at=LONG_AGO, actor=CLERK)
        given = {"user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "市政府办公会"}
        bind_office(self.programme, subject("某工作办公室"), since=date(2018, 1, 1), **given)
        government, ministry = subject("市人民政府"), subject("省级主管部门")
        self.people = {
            "office": user(Role.OFFICE, programme=self.programme),
            "office_of_another": user(Role.OFFICE, programme="another"),
            "above_administers": user(Role.LIAISON, government),
            "above_guides": user(Role.LIAISON, ministry),
            "viewer": user(Role.VIEWER),
            "stranger": user(Role.LIAISON, subject("市档案局")),
            "author": user(Role.LIAISON, subject("填报单位")),
        }
        # Firms and such are rows of a register: these are entered with the roles that are there by then.
        for role, kinds in sorted(self._roles.items(), key=lambda one: _of_register(one[1])):
            if _of_register(kinds):
                made = self._row_of(kinds[0])
                self.units[role], self.people[role] = made, user(Role.LIAISON, made)
                continue
            kind = next(one for one in SubjectKind if not kinds or one.value in kinds)
            made = subject(f"某{role}", kind, level="county" if kind == SubjectKind.DIVISION else "")
            self.units[role] = made
            acting = subject(f"{role}的政府") if kind == SubjectKind.DIVISION else made
            if acting is not made:
                link(RelationKind.GOVERNS, acting, made)
            self.people[role] = user(Role.LIAISON, acting)
            link(RelationKind.ADMINISTERS, government, made)
            link(RelationKind.GUIDES, ministry, made)
        self.newcomer = subject("新单位")

    @property
    def registers(self) -> Mapping[str, Register]:
        return pack(self.programme).registers

    @cached_property
    def _roles(self) -> dict[str, tuple[str, ...]]:
        """Role → the kinds of subjects that may have it in every register that has the role; empty: all."""
        found: dict[str, tuple[str, ...]] = {}
        for register in self.registers.values():
            for role, one in register.parties.items():
                known = found.get(role, ())
                both = tuple(kind for kind in one.kinds if kind in known)
                found[role] = both if known and one.kinds else known or one.kinds
        return found

    def who(self, register: str) -> Iterator[tuple[str, User]]:
        """Everybody who may stand in some relation to a register's record: its roles, and the others."""
        for name in (*self.registers[register].parties, *OTHERS):
            yield name, self.people[name]

    def _row_of(self, register: str) -> Subject:
        return Subject.objects.get(record_id=self.record(register).pk)

    def record(self, register: str, state: str = "", *, at: datetime = NOW) -> Record:
        """A record of a register in a state (none: its first, if it has a flow), with somebody in every role.

        Nothing else is filled in.
        """
        book, by = _in_state(book_of(f"{self.programme}.{register}"), state), self.people["author"]
        takings = [Taking(role, self.units[role]) for role in book.register.parties if role in self.units]
        fresh = Record(register=book.id, title="打通断头路", author=by, opened_at=at)
        return enter(fresh, book, {}, takings, viewer=Viewer(by, at))


def _of_register(kinds: tuple[str, ...]) -> bool:
    """Whether subjects of these kinds are rows of a register."""
    return bool(kinds) and not any(one.value in kinds for one in SubjectKind)


def _in_state(book: Book, state: str) -> Book:
    """The register without what must be filled in; with a state as its start, if one is named."""
    fields = {name: one.model_copy(update={"required": False}) for name, one in book.register.fields_.items()}
    free = book.register.model_copy(update={"fields_": fields})
    if not state:
        return replace(book, register=free)
    assert book.process is not None, "only records with a flow have states"
    flow = book.process.flow.model_copy(update={"start": state})
    return replace(book, register=free, process=replace(book.process, flow=flow))
