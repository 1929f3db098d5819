"""Makes the people and units of tests in one line each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.orgs.services import create_subject, relate

LONG_AGO = datetime(2018, 1, 1, tzinfo=UTC)
CLERK = Actor("system:test", "测试")
_numbers = count(1)


def subject(name: str, kind: SubjectKind = SubjectKind.UNIT, **more: Any) -> Subject:
    return create_subject(kind=kind, name=name, actor=CLERK, at=LONG_AGO, **more)


def link(kind: RelationKind, one: Subject, other: Subject, **more: Any) -> None:
    relate(kind=kind, subject=one, object=other, actor=CLERK, at=LONG_AGO, **more)


def user(role: Role | None = None, unit: Subject | None = None, programme: str = "") -> User:
    """Somebody who signs on, with one role since long ago."""
    name = f"user{next(_numbers)}"
    made = User.objects.create(username=name, person=subject(name, SubjectKind.PERSON))
    if role is not None:
        Grant.objects.create(user=made, role=role, unit=unit, programme=programme, since=date(2018, 1, 1))
    return made
