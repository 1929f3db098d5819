"""What an administrator enters of a succession; who may see which record follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import actor_of, has_role, sees_all
from baicheng.server.duties.queries.succession import Foreseen, foresee
from baicheng.server.duties.services import CarriedOut, carry_out, place_step
from baicheng.server.editions.queries import packs
from baicheng.server.orgs.models import Subject, SubjectKind, Succession, SuccessionStep
from baicheng.server.orgs.services import create_subject
from baicheng.server.orgs.services.succeeding import (
    InPlace,
    enter_succession,
    refuse_unfit_succession,
    withdraw_succession,
)
from baicheng.server.orgs.successions import Scope
from baicheng.server.registers.succession import Inheritance, with_subclauses

#: So many records pass on while somebody waits for the page; the rest follows in the background.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Order:
    """A succession as it is prepared. ``new_name`` is that of a body which is not in the directory yet."""

    old: Subject
    new: Subject | None
    new_name: str
    scope: Scope
    ordered_on: date
    source: str
    ends: bool = False
    steps: Sequence[InPlace] = field(default_factory=tuple)

    @property
    def heir(self) -> Subject | None:
        """Who takes over; of a body that is not entered yet, what it will be."""
        if self.new is None and self.new_name:
            return Subject(kind=self.old.kind, name=self.new_name)
        return self.new


def check_order(order: Order, *, user: User) -> None:
    """Refuse what makes no sense before anything is written.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: by field; see ``orgs.services.succeeding.enter_succession``.
    """
    refuse_unless_keeper(user)
    if order.new is not None and order.new_name:
        raise ValidationError(
            {"new_name": _("Choose a body of the directory, or enter a new one: not both.")}
        )
    refuse_unfit_succession(
        old=order.old, new=order.heir, scope=order.scope, source=order.source, ends=order.ends
    )
    early = [step for step in order.steps if step.in_place_on and step.in_place_on < order.ordered_on]
    if early:
        raise ValidationError(_("It cannot be in place before it is ordered."))


def check_bodies(
    old: Subject, new: Subject | None, new_name: str, *, kind: str, ends: bool, source: str, user: User
) -> None:
    """Refuse bodies that do not go together, before anybody is asked what passes.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: by field.
    """
    # What passes is asked later: whatever it is, it is something.
    scope = Scope(kind, relations=(0,))
    check_order(Order(old, new, new_name, scope, date.max, source, ends), user=user)


def foresee_order(order: Order, *, user: User, at: datetime) -> Foreseen:
    """What would pass, stay and be left open; single records only of programmes that the user reads.

    Raises:
        PermissionDenied: the user is no administrator.
    """
    refuse_unless_keeper(user)
    today = china_date(at)
    row = Succession(
        old=order.old,
        new=order.heir,
        scope=order.scope.stored(),
        ordered_on=order.ordered_on,
        source=order.source,
        recorded_at=at,
    )
    said = {step.division.pk if step.division else None: step for step in order.steps}
    said.setdefault(None, InPlace(None))
    steps = [
        SuccessionStep(
            succession=row,
            division=one.division,
            in_place_on=one.in_place_on,
            source=one.source,
            recorded_at=at,
        )
        for one in sorted(said.values(), key=lambda one: one.division is not None)
    ]
    shown = [pack.name for pack in packs() if sees_all(user, pack.name, today)]
    return foresee(Inheritance(steps, with_subclauses(order.scope), {}), today, shown)


@transaction.atomic
def order_succession(order: Order, *, user: User, at: datetime) -> tuple[Succession, CarriedOut]:
    """Enter a succession, with the new body where it is not there yet; what is in place passes on at once.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: see ``check_order``.
    """
    check_order(order, user=user)
    new = order.new
    if new is None and order.new_name:
        new = create_subject(
            kind=SubjectKind(order.old.kind),
            name=order.new_name,
            since=min(
                (step.in_place_on for step in order.steps if step.in_place_on), default=order.ordered_on
            ),
            source=order.source,
            actor=actor_of(user),
            at=at,
        )
    made = enter_succession(
        old=order.old,
        new=new,
        scope=order.scope,
        ordered_on=order.ordered_on,
        source=order.source,
        ends=order.ends,
        steps=order.steps,
        actor=actor_of(user),
        at=at,
    )
    return made, carry_out(at, succession=made, at_most=AT_ONCE)


@transaction.atomic
def confirm_place(
    succession: Succession, said: InPlace, *, user: User, at: datetime, reason: str = ""
) -> CarriedOut:
    """Say, or correct, since when it is in place in a division; what is in place passes on at once.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: see ``duties.services.place_step``.
    """
    refuse_unless_keeper(user)
    place_step(succession, said, actor=actor_of(user), at=at, reason=reason)
    return carry_out(at, succession=succession, at_most=AT_ONCE)


@transaction.atomic
def withdraw(succession: Succession, *, user: User, at: datetime, reason: str) -> None:
    """Take back a succession of which nothing is in place.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: see ``orgs.services.succeeding.withdraw_succession``.
    """
    refuse_unless_keeper(user)
    withdraw_succession(succession, actor=actor_of(user), at=at, reason=reason)


def with_day(step: SuccessionStep, day: date | None, source: str) -> InPlace:
    """What is known of a division, with another day."""
    known = InPlace(step.division, step.in_place_on, step.source, step.old, step.new)
    return replace(known, in_place_on=day, source=source)


def refuse_unless_keeper(user: User) -> None:
    """Only administrators keep the directory.

    Raises:
        PermissionDenied: the user is none.
    """
    if not has_role(user, Role.ADMINISTRATOR):
        raise PermissionDenied(_("Only an administrator keeps the directory."))
