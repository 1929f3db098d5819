"""Who a user is, for whom they act, and what they may do on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import Relation, RelationKind

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
    day = on or timezone.localdate()
    return grants.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


def grants_of(user: User, on: date | None = None) -> QuerySet[Grant]:
    """The roles that a user holds on a day (today, unless given)."""
    return present(user.grants.all(), on)


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


def is_office(user: User, programme: str, on: date | None = None) -> bool:
    """Whether a user is of the office of a programme on a day (today, unless given)."""
    return has_role(user, Role.OFFICE, programme=programme, on=on)


def sees_all(user: User, programme: str, on: date | None = None) -> bool:
    """Whether a user reads every record of a programme: its office, its inspectors, city leaders."""
    held = grants_of(user, on).filter(role__in=_ALL_SEEING, programme__in=("", programme))
    return user.is_active and held.exists()


def acting_for(user: User, on: date | None = None) -> Mapping[int, frozenset[str]]:
    """For which subjects a user acts on a day, by id, each with the roles held there.

    The unit of a grant with its role, the divisions that the unit governs with the same role; the user's
    own person and the posts that the person holds, without a role.
    """
    day = on or timezone.localdate()
    found: dict[int, set[str]] = defaultdict(set)
    if not user.is_active:
        return {}
    for unit, role in grants_of(user, day).filter(role__in=_OF_A_UNIT).values_list("unit", "role"):
        found[unit].add(role)
    if user.person_id:
        found[user.person_id] |= set()
    kinds = (RelationKind.GOVERNS, RelationKind.HOLDS)
    facts = Relation.objects.known().on(day).filter(subject__in=list(found), kind__in=kinds)
    for subject, other in list(facts.values_list("subject", "object")):
        found[other] |= found[subject]
    return {subject: frozenset(roles) for subject, roles in found.items() if subject is not None}


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
