"""Opening the accounts of the made-up city and giving its posts their holders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from baicheng.demo.city import City
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.accounts.services import change_password, create_first_administrator, create_user, grant
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.orgs.services import create_subject, relate

#: The password of every account of a demonstration.
PASSWORD = "lanchuan-demo"


def open_administrator(city: City, *, at: datetime) -> User:
    """Open the account of the city's administrator, with which everything begins."""
    (person,) = (person for person in city.people if person.role == Role.ADMINISTRATOR)
    return create_first_administrator(username=person.username, name=person.name, password=PASSWORD, at=at)


def open_accounts(
    city: City, subjects: Mapping[str, Subject], administrator: User, *, since: date, at: datetime
) -> dict[str, User]:
    """Open all other accounts with their roles and one password that need not be changed."""
    users = {administrator.username: administrator}
    for person in city.people:
        if person.username in users:
            continue
        user, _first = create_user(username=person.username, name=person.name, by=administrator, at=at)
        unit = subjects[person.unit] if person.unit else None
        for programme in (person.programme, *person.also):
            grant(
                user,
                role=Role(person.role),
                unit=unit,
                programme=programme,
                since=since,
                by=administrator,
                at=at,
            )
        change_password(user, password=PASSWORD, at=at)
        users[person.username] = user
    return users


def fill_posts(
    city: City, subjects: Mapping[str, Subject], users: Mapping[str, User], administrator: User, at: datetime
) -> None:
    """Enter the posts, who holds them, and what they are in charge of."""
    actor = actor_of(administrator)
    known = {user.person.name: user.person for user in users.values() if user.person}
    known |= {username: user.person for username, user in users.items() if user.person}
    for post in city.posts:
        holder = known.get(post.holder) or create_subject(
            kind=SubjectKind.PERSON, name=post.holder, actor=actor, at=at
        )
        made = create_subject(kind=SubjectKind.POST, name=post.name, actor=actor, at=at)
        relate(kind=RelationKind.HOLDS, subject=holder, object=made, actor=actor, at=at)
        for kind, keys in (
            (RelationKind.CHIEF_OF, (post.chief_of,)),
            (RelationKind.IN_CHARGE_OF, post.in_charge_of),
        ):
            for key in filter(None, keys):
                relate(kind=kind, subject=made, object=subjects[key], actor=actor, at=at)
