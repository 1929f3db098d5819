"""Opening, changing and closing accounts and the roles they hold. Each is for administrators alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.accounts.passwords import first_password
from baicheng.server.accounts.queries import actor_of, administrators, has_role
from baicheng.server.history.actors import COMMAND_LINE, Actor
from baicheng.server.history.seals import Sealing
from baicheng.server.history.services import record
from baicheng.server.orgs.facts import iso
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.orgs.services import create_subject, rename
from baicheng.server.web.reasons import require_reason

#: Roles of a unit; the others but the administrator's are of a programme.
OF_A_UNIT = frozenset({Role.LEADER, Role.LIAISON})
PERSONAL = ("name", "email")
#: A field to its old and new value.
Changes = dict[str, list[Any]]


def chain_of(user: User) -> str:
    """The chain of an account's history."""
    return f"accounts.user:{user.pk}"


GRANTS = Sealing(
    Grant,
    ("user_id", "role", "unit_id", "programme", "since", "until"),
    lambda given: f"accounts.user:{given.user_id}",
)


@transaction.atomic
def create_user(*, username: str, name: str, by: User, at: datetime, email: str = "") -> tuple[User, str]:
    """Open an account for a person who is entered in the directory with it.

    Returns:
        The account and its first password, which is kept nowhere and must be changed at sign-on.

    Raises:
        PermissionDenied: ``by`` is no administrator.
        ValidationError: a field is empty or malformed, or the user name is taken.
    """
    require_administrator(by, at)
    password = first_password()
    user = _open(username, name, email, password, actor_of(by), at)
    return user, password


@transaction.atomic
def create_first_administrator(*, username: str, name: str, password: str, at: datetime) -> User:
    """Open the account with which an installation begins.

    Raises:
        PermissionDenied: there is an administrator, who opens all further accounts.
        ValidationError: the password is too weak, or a field is empty or malformed.
    """
    day = timezone.localdate(at)
    if administrators(day).exists():
        raise PermissionDenied(_("There is an administrator already, who opens all further accounts."))
    validate_password(password, User(username=username))
    user = _open(username, name, "", password, COMMAND_LINE, at)
    user.must_change_password = False
    user.save()
    _give(user, Role.ADMINISTRATOR, None, "", day, None, COMMAND_LINE, at)
    return user


@transaction.atomic
def change_own_email(user: User, email: str, *, at: datetime) -> None:
    """Change the address to which one's own messages go.

    Raises:
        ValidationError: it is no address.
    """
    row = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if email == row.email:
        return
    if email:
        validate_email(email)
    changes: Changes = {"email": [row.email, email]}
    row.email = user.email = email
    row.save(update_fields=["email"])
    _note(row, "user.changed", actor_of(user), at, changes)


@transaction.atomic
def change_details(user: User, *, name: str, email: str, by: User, at: datetime) -> None:
    """Correct the name and the e-mail address of an account.

    Raises:
        PermissionDenied: ``by`` is no administrator.
        ValidationError: the name is empty or the address malformed.
    """
    require_administrator(by, at)
    actor = actor_of(by)
    changes: Changes = {}
    if not name.strip():
        raise ValidationError({"name": _("Please fill this in.")})
    if user.person and name.strip() != user.person.name:
        changes["name"] = [user.person.name, name.strip()]
        rename(user.person, name=name, since=timezone.localdate(at), actor=actor, at=at)
    if email != user.email:
        changes["email"] = [user.email, email]
        user.email = email
        user.full_clean(exclude=["password", "person"])
        user.save()
    if changes:
        _note(user, "user.changed", actor, at, changes)


@transaction.atomic
def grant(
    user: User,
    *,
    role: Role,
    since: date,
    by: User,
    at: datetime,
    unit: Subject | None = None,
    programme: str = "",
    until: date | None = None,
) -> Grant:
    """Give a role for ``[since, until)``.

    Raises:
        PermissionDenied: ``by`` is no administrator, or gives themselves a role that another could give them.
        ValidationError: the role lacks its unit, ends before it begins, or is held already.
    """
    require_administrator(by, at)
    if user.pk == by.pk and administrators(timezone.localdate(at)).exclude(pk=by.pk).exists():
        raise PermissionDenied(_("Nobody gives themselves a role: another administrator does."))
    if (role in OF_A_UNIT) != (unit is not None):
        wrong = _("This role is held for a unit.") if unit is None else _("This role is not held for a unit.")
        raise ValidationError({"unit": wrong})
    if programme and (role in OF_A_UNIT or role == Role.ADMINISTRATOR):
        raise ValidationError({"programme": _("This role is not held for a programme.")})
    if until is not None and until <= since:
        raise ValidationError({"until": _("The role must end after it begins.")})
    same = Grant.objects.filter(user=user, role=role, unit=unit, programme=programme)
    overlapping = same.filter(Q(until=None) | Q(until__gt=since))
    if until is not None:
        overlapping = overlapping.filter(since__lt=until)
    if overlapping.exists():
        raise ValidationError({"role": _("The account holds this role at that time already.")})
    return _give(user, role, unit, programme, since, until, actor_of(by), at)


@transaction.atomic
def revoke(given: Grant, *, on: date, by: User, at: datetime, reason: str) -> None:
    """Take a role back: ``on`` is the first day without it.

    Raises:
        PermissionDenied: ``by`` is no administrator.
        ValidationError: no reason is given, the role has ended by then, or no administrator would be left.
    """
    require_administrator(by, at)
    require_reason(reason)
    _hold_administrators()
    given = Grant.objects.select_for_update(of=("self",)).select_related("user").get(pk=given.pk)
    if given.until is not None and given.until <= on:
        raise ValidationError(_("The role ends before that day already."))
    old, given.until = given.until, max(on, given.since)
    given.save()
    if given.role == Role.ADMINISTRATOR:
        _require_somebody_left(timezone.localdate(at), on)
    changes: Changes = {
        "role": [given.role, None],
        "unit": [given.unit_id, None],
        "programme": [given.programme, None],
        "until": [iso(old), iso(given.until)],
    }
    _note(given.user, "grant.revoked", actor_of(by), at, changes, reason, GRANTS.of(given))


@transaction.atomic
def reset_password(user: User, *, by: User, at: datetime) -> str:
    """Give an account a new first password and end its sessions; returns the password.

    Raises:
        PermissionDenied: ``by`` is no administrator.
    """
    require_administrator(by, at)
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    _note(user, "password.reset", actor_of(by), at, {})
    return password


@transaction.atomic
def change_password(user: User, *, password: str, at: datetime) -> None:
    """Change one's own password; the form has asked for the old one.

    Raises:
        ValidationError: the password is too weak.
    """
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = False
    user.save()
    _note(user, "password.changed", actor_of(user), at, {})


@transaction.atomic
def end_sessions(user: User, *, at: datetime) -> None:
    """Sign a user out everywhere, at the user's own wish."""
    user.sign_on_series += 1
    user.save()
    _note(user, "sessions.ended", actor_of(user), at, {})


@transaction.atomic
def deactivate(user: User, *, by: User, at: datetime, reason: str) -> None:
    """Close an account; its history and its grants stay.

    Raises:
        PermissionDenied: ``by`` is no administrator, or closes the own account.
        ValidationError: no reason is given, or no administrator would be left.
    """
    require_administrator(by, at)
    require_reason(reason)
    if user.pk == by.pk:
        raise PermissionDenied(_("Nobody closes the own account."))
    _hold_administrators()
    user.is_active = False
    user.sign_on_series += 1
    user.save()
    day = timezone.localdate(at)
    _require_somebody_left(day, day)
    _note(user, "user.deactivated", actor_of(by), at, {"is_active": [True, False]}, reason)


@transaction.atomic
def reactivate(user: User, *, by: User, at: datetime, reason: str) -> None:
    """Open a closed account again.

    Raises:
        PermissionDenied: ``by`` is no administrator.
        ValidationError: no reason is given.
    """
    require_administrator(by, at)
    require_reason(reason)
    user.is_active = True
    user.save()
    _note(user, "user.reactivated", actor_of(by), at, {"is_active": [False, True]}, reason)


def _open(username: str, name: str, email: str, password: str, actor: Actor, at: datetime) -> User:
    user = User(username=username.strip(), email=email, must_change_password=True, date_joined=at)
    user.set_password(password)
    user.full_clean(exclude=["person"])
    user.person = create_subject(kind=SubjectKind.PERSON, name=name, actor=actor, at=at)
    user.save()
    changes = {"username": [None, user.username], "name": [None, name], "email": [None, email]}
    _note(user, "user.created", actor, at, changes)
    return user


def _give(
    user: User,
    role: Role,
    unit: Subject | None,
    programme: str,
    since: date,
    until: date | None,
    actor: Actor,
    at: datetime,
) -> Grant:
    given = Grant(user=user, role=role, unit=unit, programme=programme, since=since, until=until)
    given.full_clean(exclude=["unit", "until"])
    given.save()
    changes: Changes = {
        "role": [None, given.role],
        "unit": [None, given.unit_id],
        "programme": [None, programme],
        "since": [None, iso(since)],
        "until": [None, iso(until)],
    }
    _note(user, "grant.given", actor, at, changes, context=GRANTS.of(given))
    return given


def require_administrator(user: User, at: datetime) -> None:
    """Refuse whoever is no administrator on the day.

    Raises:
        PermissionDenied: says so.
    """
    if not has_role(user, Role.ADMINISTRATOR, on=timezone.localdate(at)):
        raise PermissionDenied(_("Only an administrator may do this."))


def _hold_administrators() -> None:
    """Let those who take administrators away come one after the other: two must not remove each other."""
    held = Grant.objects.select_for_update(of=("self",)).filter(role=Role.ADMINISTRATOR)
    list(held.order_by("pk").values_list("pk"))


def _require_somebody_left(*days: date) -> None:
    if not all(administrators(day).exists() for day in days):
        raise ValidationError(_("This is the last administrator: appoint another one first."))


def _note(
    user: User,
    verb: str,
    actor: Actor,
    at: datetime,
    changes: Changes,
    reason: str = "",
    context: Mapping[str, Any] | None = None,
) -> None:
    personal = [field for field in PERSONAL if field in changes]
    record(
        chain=chain_of(user),
        verb=f"accounts.{verb}",
        actor=actor,
        at=at,
        changes=changes,
        reason=reason,
        context=context,
        personal=personal,
    )
