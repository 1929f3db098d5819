"""Keeping the directory (名录维护): what an administrator enters, with who may see which record following.

The directory's own services take no user, since roles come later than the directory; here the role is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.accounts.services import require_administrator
from baicheng.server.orgs import services
from baicheng.server.orgs.boundaries import read_boundary
from baicheng.server.orgs.models import (
    Boundary,
    Identifier,
    NameKind,
    Relation,
    RelationKind,
    Subject,
    SubjectKind,
)
from baicheng.server.registers.access import refresh_access


@transaction.atomic
def enter_subject(
    *,
    kind: SubjectKind,
    name: str,
    since: date | None,
    user: User,
    at: datetime,
    short: str = "",
    aliases: Sequence[str] = (),
    source: str = "",
    level: str = "",
) -> Subject:
    """Enter a subject.

    Args:
        level: of a division, such as ``township`` or ``zone``.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: the name is empty, or a level is given to what is no division.
    """
    require_administrator(user, at)
    if level and kind != SubjectKind.DIVISION:
        raise ValidationError({"level": _("Only divisions have a level.")})
    return services.create_subject(
        kind=kind,
        level=level,
        name=name,
        short=short,
        aliases=aliases,
        since=since,
        source=source,
        actor=actor_of(user),
        at=at,
    )


@transaction.atomic
def rename_subject(
    subject: Subject, *, name: str, since: date, user: User, at: datetime, short: str = "", source: str = ""
) -> None:
    """Give a subject a new official name from a day on.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: the name is empty.
    """
    require_administrator(user, at)
    services.rename(subject, name=name, short=short, since=since, source=source, actor=actor_of(user), at=at)


@transaction.atomic
def name_subject(subject: Subject, *, text: str, kind: NameKind, user: User, at: datetime) -> None:
    """Add an alias or a short name.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: the name is empty.
    """
    require_administrator(user, at)
    services.add_name(subject, text=text, kind=kind, actor=actor_of(user), at=at)


@transaction.atomic
def relate_subjects(
    *,
    kind: RelationKind,
    subject: Subject,
    other: Subject,
    since: date | None,
    user: User,
    at: datetime,
    source: str = "",
) -> Relation:
    """Enter a relation, read: subject KIND other; who may see which record follows.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: the relation would close a circle.
    """
    require_administrator(user, at)
    made = services.relate(
        kind=kind, subject=subject, object=other, since=since, source=source, actor=actor_of(user), at=at
    )
    refresh_access([subject.pk, other.pk], at)
    return made


@transaction.atomic
def end_relation(relation: Relation, *, until: date, user: User, at: datetime, reason: str) -> None:
    """End a relation from a day on; who may see which record follows.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: it would end before it begins.
    """
    require_administrator(user, at)
    services.end_relation(relation, until=until, actor=actor_of(user), at=at, reason=reason.strip())
    refresh_access([relation.subject_id, relation.object_id], at)


@transaction.atomic
def code_subject(
    subject: Subject,
    *,
    scheme: str,
    value: str,
    since: date | None,
    user: User,
    at: datetime,
    source: str = "",
) -> Identifier:
    """Give a subject a code from a day on.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: see ``orgs.services.set_identifier``.
    """
    require_administrator(user, at)
    return services.set_identifier(
        subject, scheme=scheme, value=value, since=since, source=source, actor=actor_of(user), at=at
    )


@transaction.atomic
def correct_code(identifier: Identifier, *, value: str, user: User, at: datetime, reason: str) -> Identifier:
    """Put a code right that was entered wrongly.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: see ``orgs.services.correct_identifier``.
    """
    require_administrator(user, at)
    return services.correct_identifier(identifier, value=value, actor=actor_of(user), at=at, reason=reason)


@transaction.atomic
def bound_division(
    division: Subject, *, content: bytes, since: date | None, user: User, at: datetime, source: str = ""
) -> Boundary:
    """Give a division the boundary in a GeoJSON file from a day on.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: it is no division, or there is no boundary in the file.
    """
    require_administrator(user, at)
    geometry = read_boundary(content)
    return services.set_boundary(
        division, geometry=geometry, since=since, source=source, actor=actor_of(user), at=at
    )
