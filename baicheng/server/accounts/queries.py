"""Who a user is, for whom they act, and what they may do on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from baicheng.server.accounts.models import Grant, Role, User, present_when
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import Relation, RelationKind
from baicheng.server.web.once import asked_once, is_only_read
from baicheng.server.web.prepared import Prepared

#: Roles that hold for a programme and read everything in it.
_ALL_SEEING = (Role.OFFICE, Role.INSPECTOR, Role.VIEWER)
#: Roles in which a user acts for a unit.
_OF_A_UNIT = (Role.LEADER, Role.LIAISON)
#: The cached property of User that a list fills for all its rows at once.
_PRESENT: str = "present_grants"


def actor_of(user: User) -> Actor:
    """The user as history names them."""
    return Actor(f"user:{user.pk}", str(user))


def present(grants: QuerySet[Grant], on: date | None = None) -> QuerySet[Grant]:
    """Those that hold on a day (today, unless given)."""
    return grants.filter(present_when(on or timezone.localdate()))


def grants_of(user: User, on: date | None = None) -> tuple[Grant, ...]:
    """The roles that a user holds on a day (today, unless given); none of who may no longer sign on."""
    return _grants(user, on or timezone.localdate()) if user.is_active else ()


@asked_once
def _grants(user: User, day: date) -> tuple[Grant, ...]:
    if is_only_read() and day == timezone.localdate():
        return user.present_grants
    return tuple(present(user.grants.all(), day))


def has_role(
    user: User,
    role: Role,
    *,
    unit: int | None = None,
    programme: str | None = None,
    on: date | None = None,
) -> bool:
    """Whether a user holds a role: for a unit (its id), for a programme, or at all."""
    return any(
        grant.role == role
        and (unit is None or grant.unit_id == unit)
        and (programme is None or grant.programme in ("", programme))
        for grant in grants_of(user, on)
    )


def is_office(user: User, programme: str, on: date | None = None) -> bool:
    """Whether a user is of the office of a programme on a day (today, unless given)."""
    return has_role(user, Role.OFFICE, programme=programme, on=on)


def sees_all(user: User, programme: str, on: date | None = None) -> bool:
    """Whether a user reads every record of a programme: its office, its inspectors, city leaders."""
    held = grants_of(user, on)
    return any(grant.role in _ALL_SEEING and grant.programme in ("", programme) for grant in held)


def acting_for(user: User, on: date | None = None) -> Mapping[int, frozenset[str]]:
    """For which subjects a user acts on a day, by id, each with the roles held there.

    The unit of a grant with its role, the divisions that the unit governs with the same role; the user's
    own person and the posts that the person holds, without a role.
    """
    return _acting_for(user, on or timezone.localdate()) if user.is_active else {}


@asked_once
def _acting_for(user: User, day: date) -> Mapping[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for grant in grants_of(user, day):
        if grant.role in _OF_A_UNIT and grant.unit_id is not None:
            found[grant.unit_id].add(grant.role)
    if user.person_id:
        found[user.person_id] |= set()
    for subject, other in _governed_and_held(day, tuple(found)):
        found[other] |= found[subject]
    return {subject: frozenset(roles) for subject, roles in found.items()}


@Prepared
def _governed_and_held(day: date, subjects: tuple[int, ...]) -> QuerySet[Relation, Any]:
    """What subjects govern, and the posts that they hold, on a day, each with the subject."""
    kinds = (RelationKind.GOVERNS, RelationKind.HOLDS)
    facts = Relation.objects.known().on(day).filter(subject__in=subjects, kind__in=kinds)
    return facts.values_list("subject", "object")


def units_of(user: User, on: date | None = None) -> frozenset[int]:
    """The ids of all subjects for which a user acts on a day; see :func:`acting_for`."""
    return frozenset(acting_for(user, on))


def users_for(
    subjects: Collection[int], on: date | None = None, roles: Collection[str] = ()
) -> QuerySet[User]:
    """The active users who act for any of the subjects: whom to tell what concerns them.

    Args:
        roles: only those who have one of these roles in the unit; empty: everybody.
    """
    day = on or timezone.localdate()
    kinds = (RelationKind.GOVERNS, RelationKind.HOLDS)
    acting = Relation.objects.known().on(day).filter(object__in=subjects, kind__in=kinds)
    wanted = {*subjects, *acting.values_list("subject", flat=True)}
    held = present(Grant.objects.filter(unit__in=wanted, role__in=roles or _OF_A_UNIT), day)
    of_units = held.values("user")
    chosen = Q(pk__in=of_units) if roles else Q(pk__in=of_units) | Q(person__in=wanted)
    return User.objects.filter(chosen, is_active=True).distinct()


def office_users(programme: str, on: date | None = None) -> QuerySet[User]:
    """The active users of a programme's office."""
    held = present(Grant.objects.filter(role=Role.OFFICE, programme__in=("", programme)), on)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def administrators(on: date) -> QuerySet[User]:
    """The active users who administer the installation on a day."""
    held = present(Grant.objects.filter(role=Role.ADMINISTRATOR), on)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def accounts() -> QuerySet[User]:
    """All accounts by the name that people read (``shown_name``), with what a list shows of them."""
    named = User.objects.annotate(shown_name=Coalesce("person__name", "username"))
    held = Prefetch("grants", present(Grant.objects.select_related("unit")), to_attr=_PRESENT)
    return named.select_related("person").prefetch_related(held)
