"""Whom a rung of a ladder names for one assignment, and in which words they are told (催办)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from baicheng.clock.instants import china_date, last_day_until
from baicheng.flows.directory import Context
from baicheng.flows.ladder import Rung
from baicheng.flows.who_forms import Who
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import office_users, users_for
from baicheng.server.assignments.models import Assignment
from baicheng.server.orgs.queries import names
from baicheng.server.registers.books import book_of
from baicheng.server.registers.directory import RecordDirectory
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Record

#: The kind under which assignments name what is a subject itself.
_SUBJECT = "orgs.subject"
_ROLES = {"leader": ("负责人", "leader"), "liaison": ("联络员", "liaison officer")}


@dataclass(frozen=True)
class Urging:
    """An assignment of which somebody is reminded at a moment; ``matter`` where it is about a record."""

    row: Assignment
    matter: Matter | None
    context: Context
    now: datetime

    @classmethod
    def of(cls, row: Assignment, record: Record | None, now: datetime) -> Urging:
        own = (row.bearer_id,) if row.bearer_id is not None else ()
        if record is None:
            return cls(
                row, None, Context(about=row.about_id if row.about_kind == _SUBJECT else None, own=own), now
            )
        matter = Matter.of(record, book_of(record.register), Viewer(None, now))
        return cls(row, matter, replace(matter.context, own=own), now)

    def subjects(self, who: Who) -> tuple[int, ...]:
        """Those whom a ``who`` names."""
        directory = RecordDirectory(self.row.programme)
        found = directory.resolve(who, self.context, china_date(self.now))
        return tuple(one for one in found if isinstance(one, int))

    def users(self, rung: Rung) -> list[User]:
        """The people whom a rung tells.

        Where nobody has the role to which it narrows, all who act for the subject: a unit without a leader's
        account is not left in ignorance.
        """
        day, found = china_date(self.now), dict[User, None]()
        for who in rung.to:
            subjects = self.subjects(who)
            users = list(users_for(subjects, day, (who.as_role,) if who.as_role else ()))
            if not users and who.as_role:
                users = list(users_for(subjects, day))
            if who.name == "office":
                users += office_users(self.row.programme, day)
            found |= dict.fromkeys(users)
        return list(found)

    def groups(self, rung: Rung) -> tuple[int, ...]:
        """The subjects whose groups a rung tells: not those of whom it means somebody in particular."""
        return tuple(one for who in rung.to if not who.as_role for one in self.subjects(who))

    def told(self, rung: Rung) -> list[dict[str, str]]:
        """Whom a rung tells, in words of both languages: the subject, and its role where it is narrowed."""
        said = []
        for who in rung.to:
            called = names(self.subjects(who), china_date(self.now))
            role = _ROLES.get(who.as_role or "")
            for name in called.values():
                zh, en = (f"{name}{role[0]}", f"{name} ({role[1]})") if role else (name, name)
                said.append({"zh": zh, "en": en})
        return said

    def key(self, place: int) -> str:
        """Under which a message is sent once: a due time that was moved is another one to be reminded of."""
        assert self.row.due_at is not None, "what has no end has no ladder"
        return f"assignments.remind:{self.row.pk}:{place}:{self.row.due_at.isoformat()}"

    @property
    def path(self) -> str:
        """The page to which a message leads."""
        if self.matter is not None:
            return self.matter.record.get_absolute_url()
        try:
            return reverse("assignments:my_work")
        except NoReverseMatch:
            return ""

    def text(self, created: Record | None) -> dict[str, str]:
        """What people are told: the matter, what is to be done by whom, and how it stands with its time."""
        zh, en = self._when()
        about_zh, about_en = self._about()
        order_zh = f"，系统已下达 {created.number}" if created else ""
        order_en = f"; {created.number} was issued" if created else ""
        return {"zh": f"催办：{about_zh}{zh}{order_zh}", "en": f"Reminder: {about_en} {en}{order_en}"}

    def reason(self) -> str:
        """Why the system creates a record, for its history."""
        (zh, en), (about_zh, about_en) = self._when(), self._about()
        return f"{about_zh}{zh} / {about_en} {en}"

    def _about(self) -> tuple[str, str]:
        bearer = str(self.row.bearer) if self.row.bearer else ""
        zh, en = self.row.title["zh"], self.row.title.get("en") or self.row.name
        if self.matter is None:
            return f"{zh}（{bearer}）", f"{en} ({bearer}) is"
        record = self.matter.record
        named = f"{record.number} {record.title}".strip()
        return f"{named}——{zh}（{bearer}）", f"{named}: {en} ({bearer}) is"

    def _when(self) -> tuple[str, str]:
        assert self.row.due_at is not None, "what has no end has no ladder"
        left = (last_day_until(self.row.due_at) - china_date(self.now)).days
        if left > 0:
            return f"还有{left}天到期", f"due in {_days(left)}"
        if left < 0:
            return f"已逾期{-left}天", f"{_days(-left)} late"
        return (
            ("今天到期", "due today") if self.now <= self.row.due_at else ("今天已到期", "late since today")
        )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
