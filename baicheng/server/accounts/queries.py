"""Who a user is, for whom they act, and what they may do on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import Relation, RelationKind
from baicheng.server.orgs.queries import acts_for

#: Roles that hold for a programme and read everything in it.
_ALL_SEEING = (Role.OFFICE, Role.INSPECTOR, Role.VIEWER)
#: Roles in which a user acts for a unit.
_OF_A_UNIT = (Role.LEADER, Role.LIAISON)


def actor_of(user: User) -> Actor:
    """The user as history names them."""
    return Actor(f"user:{user.pk}", str(user))


def grants_of(user: User, on: date | None = None) -> QuerySet[Grant]:
    """The roles that a user holds on a day (today, unless given)."""
    day = on or timezone.localdate()
    return user.grants.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


def has_role(
    user: User,
    role: Role,
    *,
    unit: int | None = None,
    programme: str | None = None,
    on: date | None = None,
) -> bool:
    """Whether a user holds a role: for a unit (its id), for a programme, or at all."""
    found = grants_of(user, on).filter(role=role)
    if unit is not None:
        found = found.filter(unit=unit)
    if programme is not None:
        found = found.filter(programme__in=("", programme))
    return user.is_active and found.exists()


def is_office(user: User, programme: str) -> bool:
    """Whether a user is of the office of a programme today."""
    return has_role(user, Role.OFFICE, programme=programme)


def sees_all(user: User, programme: str) -> bool:
    """Whether a user reads every record of a programme: its office, its inspectors, city leaders."""
    held = grants_of(user).filter(role__in=_ALL_SEEING, programme__in=("", programme))
    return user.is_active and held.exists()


def units_of(user: User, on: date | None = None) -> frozenset[int]:
    """The ids of all subjects for which a user acts on a day.

    The units of which they are liaison officer or leader, the divisions that these govern, the user's own
    person, and the posts that the person holds.
    """
    day = on or timezone.localdate()
    if not user.is_active:
        return frozenset()
    own = set(grants_of(user, day).filter(role__in=_OF_A_UNIT).values_list("unit", flat=True)) - {None}
    if user.person_id:
        own.add(user.person_id)
    return acts_for(own, day)


def users_for(subjects: Collection[int], on: date | None = None) -> QuerySet[User]:
    """The active users who act for any of the subjects: whom to tell what concerns them."""
    day = on or timezone.localdate()
    kinds = (RelationKind.GOVERNS, RelationKind.HOLDS)
    acting = Relation.objects.known().on(day).filter(object__in=subjects, kind__in=kinds)
    wanted = {*subjects, *acting.values_list("subject", flat=True)}
    held = Grant.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day, role__in=_OF_A_UNIT)
    of_units = held.filter(unit__in=wanted).values("user")
    return User.objects.filter(Q(pk__in=of_units) | Q(person__in=wanted), is_active=True).distinct()


def office_users(programme: str, on: date | None = None) -> QuerySet[User]:
    """The active users of a programme's office."""
    day = on or timezone.localdate()
    held = Grant.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day, role=Role.OFFICE)
    return User.objects.filter(
        pk__in=held.filter(programme__in=("", programme)).values("user"), is_active=True
    )
