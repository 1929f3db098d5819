"""Entering a filled-in roster: all of it or nothing, and what is there already is left as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.accounts.services import create_user, grant, require_administrator
from baicheng.server.editions.queries import packs
from baicheng.server.orgs import services
from baicheng.server.orgs.codes import AREA_CODE, USCC, read_code
from baicheng.server.orgs.models import (
    Identifier,
    Name,
    NameKind,
    Relation,
    RelationKind,
    Subject,
    SubjectKind,
)
from baicheng.server.orgs.resolution import normal_form
from baicheng.server.pages.roster.meaning import Meaning
from baicheng.server.pages.roster.sheets import PEOPLE, SUBJECTS, TIES
from baicheng.server.registers.access import refresh_access
from baicheng.server.web.workbooks import Fault, Row, Workbook, empty_workbook

#: So many faults are told at once.
MOST_FAULTS = 100


@dataclass(slots=True)
class Entered:
    """What an import has entered; ``passwords`` are user name, person and first password, shown once."""

    subjects: list[str] = field(default_factory=list)
    relations: int = 0
    roles: int = 0
    passwords: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether everything was there already."""
        return not (self.subjects or self.relations or self.roles or self.passwords)


def blank_roster() -> bytes:
    """The empty form as an .xlsx file."""
    return empty_workbook((SUBJECTS, PEOPLE))


def enter_roster(name: str, content: bytes, *, user: User, at: datetime, check_only: bool = False) -> Entered:
    """Enter the subjects and people of a filled-in form.

    Doing it twice changes nothing: a subject of the same kind and official name, a relation that runs and a
    role that is held are left as they are.

    Args:
        check_only: do everything and take it back, so that the answer is true and nothing is written.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: the file or cells of it are wrong; nothing is written.
    """
    require_administrator(user, at)
    book = Workbook(name, content)
    if SUBJECTS not in book and PEOPLE not in book:
        raise ValidationError(
            _("%(name)s has neither of the sheets 名录 (Directory) and 人员 (People).") % {"name": name}
        )
    subjects, faults = book.rows(SUBJECTS)
    people, wrong = book.rows(PEOPLE)
    _refuse(faults + wrong)
    _refuse(_twice(subjects))
    with transaction.atomic():
        entered = _Entering(user, at).enter(subjects, people)
        transaction.set_rollback(check_only)
    return entered


def _refuse(faults: list[Fault]) -> None:
    if faults:
        told = [str(fault) for fault in faults[:MOST_FAULTS]]
        if len(faults) > MOST_FAULTS:
            told.append(_("%(count)s more faults") % {"count": len(faults) - MOST_FAULTS})
        raise ValidationError(told)


def _twice(rows: Iterable[Row]) -> list[Fault]:
    seen: dict[tuple[str, str], int] = {}
    faults = []
    for row in rows:
        key = (row.values["kind"], normal_form(row.values["name"]))
        if key in seen:
            faults.append(row.fault("name", _("stands in line %(line)s already") % {"line": seen[key]}))
        seen.setdefault(key, row.line)
    return faults


class _Entering:
    """One import: faults are gathered row by row, and any fault takes everything back."""

    def __init__(self, user: User, at: datetime) -> None:
        self._user, self._actor, self._at = user, actor_of(user), at
        self._today = china_date(at)
        self._entered = Entered()
        self._faults: list[Fault] = []
        self._meaning = Meaning()
        self._touched: set[int] = set()

    def enter(self, subjects: list[Row], people: list[Row]) -> Entered:
        rows = [(row, self._subject(row)) for row in subjects]
        named = {name for row in subjects for tie in TIES for name in row.values.get(tie, ())}
        named |= {row.values.get(place, "") for row in people for place in ("unit", "post")} - {""}
        self._meaning.look_up(named, self._today)
        for row, subject in rows:
            self._ties(row, subject)
        for row in people:
            self._person(row)
        _refuse(self._faults)
        refresh_access(self._touched, self._at)
        return self._entered

    def _subject(self, row: Row) -> Subject:
        given = row.values
        kind = SubjectKind(given["kind"])
        official = Name.objects.known().filter(kind=NameKind.OFFICIAL, until=None, text=given["name"])
        subject = Subject.objects.filter(pk__in=official.values("subject"), kind=kind).first()
        if subject is None:
            subject = services.create_subject(
                kind=kind,
                name=given["name"],
                short=given.get("short", ""),
                aliases=given.get("aliases", ()),
                level=given.get("level", ""),
                since=given.get("since"),
                source=given.get("source", ""),
                actor=self._actor,
                at=self._at,
            )
            self._entered.subjects.append(subject.name)
        if code := given.get("code"):
            self._code(row, subject, code)
        for name in (given["name"], given.get("short", ""), *given.get("aliases", ())):
            self._meaning.add(name, subject)
        return subject

    def _code(self, row: Row, subject: Subject, code: str) -> None:
        scheme = AREA_CODE if subject.kind == SubjectKind.DIVISION else USCC
        held = Identifier.objects.known().filter(subject=subject, scheme=scheme, until=None)
        since = row.values.get("since")
        try:
            if not held.filter(value=read_code(scheme, code, subject.level)).exists():
                services.set_identifier(
                    subject, scheme=scheme, value=code, since=since, actor=self._actor, at=self._at
                )
        except ValidationError as error:
            self._faults.append(row.fault("code", " ".join(error.messages)))

    def _meant(self, row: Row, place: str, name: str) -> Subject | None:
        if (subject := self._meaning.of(name)) is not None:
            return subject
        alike = self._meaning.alike(name)
        told = _("“%(name)s” stands neither here nor in the directory") % {"name": name}
        self._faults.append(
            row.fault(place, told + (_("; alike: %(names)s") % {"names": alike} if alike else ""))
        )
        return None

    def _ties(self, row: Row, subject: Subject) -> None:
        for place, tie in TIES.items():
            for name in row.values.get(place, ()):
                other = self._meant(row, place, name)
                if other is not None:
                    pair = (other, subject) if tie.named_is_subject else (subject, other)
                    self._relate(row, place, tie.kind, *pair)

    def _relate(self, row: Row, place: str, kind: RelationKind, subject: Subject, other: Subject) -> None:
        running = Relation.objects.known().filter(kind=kind, subject=subject, object=other)
        if running.exclude(until__lte=self._today).exists():
            return
        try:
            services.relate(
                kind=kind,
                subject=subject,
                object=other,
                since=row.values.get("since"),
                source=row.values.get("source", ""),
                actor=self._actor,
                at=self._at,
            )
        except ValidationError as error:
            self._faults.append(row.fault(place, " ".join(error.messages)))
            return
        self._entered.relations += 1
        self._touched |= {subject.pk, other.pk}

    def _person(self, row: Row) -> None:
        given = row.values
        unit = self._meant(row, "unit", given["unit"]) if given.get("unit") else None
        programme = self._programme(row)
        if given.get("unit") and unit is None:
            return
        try:
            account = self._account(row)
            self._role(account, Role(given["role"]), unit, programme, row)
        except (ValidationError, PermissionDenied) as error:
            self._tell(row, error)
            return
        if given.get("post") and account.person:
            post = self._meant(row, "post", given["post"])
            if post is not None and post.kind != SubjectKind.POST:
                self._faults.append(row.fault("post", _("“%(name)s” is no post") % {"name": post}))
            elif post is not None:
                self._relate(row, "post", RelationKind.HOLDS, account.person, post)

    def _programme(self, row: Row) -> str:
        said = row.values.get("programme", "")
        for pack in packs():
            if said in (pack.name, *pack.manifest.title.model_dump().values()):
                return pack.name
        if said:
            names = "、".join(pack.name for pack in packs()) or "—"
            told = _("no pack of that name is installed; there are: %(names)s") % {"names": names}
            self._faults.append(row.fault("programme", told))
        return ""

    def _account(self, row: Row) -> User:
        given = row.values
        if account := User.objects.select_related("person").filter(username=given["username"]).first():
            if str(account) != given["name"]:
                raise ValidationError({"name": _("the account belongs to %(name)s") % {"name": account}})
            return account
        account, password = create_user(
            username=given["username"],
            name=given["name"],
            email=given.get("email", ""),
            by=self._user,
            at=self._at,
        )
        self._entered.passwords.append((account.username, given["name"], password))
        return account

    def _role(self, account: User, role: Role, unit: Subject | None, programme: str, row: Row) -> None:
        held = Grant.objects.filter(user=account, role=role, unit=unit, programme=programme)
        if held.exclude(until__lte=self._today).exists():
            return
        since = row.values.get("since") or self._today
        grant(account, role=role, since=since, unit=unit, programme=programme, by=self._user, at=self._at)
        self._entered.roles += 1

    def _tell(self, row: Row, error: ValidationError | PermissionDenied) -> None:
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            for place, texts in error.message_dict.items():
                self._faults += [row.fault(place, text) for text in texts]
        else:
            told = error.messages if isinstance(error, ValidationError) else [str(error)]
            self._faults += [row.fault("username", text) for text in told]
