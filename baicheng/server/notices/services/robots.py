"""Robots of groups (群机器人): entered and ended by administrators, of an office by itself too."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import actor_of, has_role, is_office
from baicheng.server.editions.queries import packs
from baicheng.server.history.services import record
from baicheng.server.notices.destinations import destination
from baicheng.server.notices.letters import letter
from baicheng.server.notices.models import Kind, Robot, Sending, SendingState
from baicheng.server.orgs.models import Subject

#: So many robots one installation tells.
MOST = 200


@transaction.atomic
def register_robot(
    *,
    kind: str,
    name: str,
    address: str,
    secret: str,
    unit: Subject | None,
    programme: str,
    user: User,
    at: datetime,
) -> Robot:
    """Tell a group from now on what a unit is told, or the office of a programme.

    Raises:
        PermissionDenied: the user is neither an administrator nor of that office.
        ValidationError: by field: no such kind or programme, an address that may not be told, not one of unit
            and programme; or there are too many.
    """
    _refuse_others(user, programme, at)
    if kind not in Kind.values:
        raise ValidationError({"kind": _("Choose from the list.")})
    if not name.strip():
        raise ValidationError({"name": _("Give the group a name.")})
    if (unit is None) == (not programme):
        raise ValidationError({"unit": _("Give a unit, or a programme whose office it is.")})
    if programme and programme not in {pack.name for pack in packs()}:
        raise ValidationError({"programme": _("Choose from the list.")})
    if secret and kind != Kind.DINGTALK:
        raise ValidationError({"secret": _("Only DingTalk signs; leave it empty.")})
    destination(address.strip())
    if Robot.objects.filter(ended_at=None).count() >= MOST:
        raise ValidationError(_("%(most)s robots are told already; end one first.") % {"most": MOST})
    robot = Robot.objects.create(
        kind=kind,
        name=name.strip(),
        address=address.strip(),
        secret=secret.strip(),
        unit=unit,
        programme=programme,
        registered_by=user,
        registered_at=at,
    )
    changes: dict[str, list[object]] = {
        "name": [None, robot.name],
        "kind": [None, kind],
        "host": [None, robot.host],
        "unit": [None, unit.pk if unit else None],
        "programme": [None, programme],
    }
    _note(robot, "registered", user, at, changes)
    return robot


@transaction.atomic
def end_robot(robot: Robot, *, user: User, at: datetime) -> None:
    """Tell a group nothing any more, and forget its key; what waits for it is dropped.

    Raises:
        PermissionDenied: the user is neither an administrator nor of its office.
    """
    _refuse_others(user, robot.programme, at)
    row = Robot.objects.select_for_update(of=("self",)).get(pk=robot.pk)
    if row.ended_at is not None:
        return
    row.ended_at, row.secret = at, ""
    row.address = f"https://{row.host}/"
    row.save()
    row.sendings.filter(state=SendingState.WAITING).update(state=SendingState.GIVEN_UP)
    _note(row, "ended", user, at, {})


@transaction.atomic
def try_robot(robot: Robot, *, user: User, at: datetime) -> Sending:
    """Put down a message for a group that says it is a trial.

    Raises:
        PermissionDenied: the user is neither an administrator nor of its office.
        ValidationError: it is told nothing any more.
    """
    _refuse_others(user, robot.programme, at)
    if robot.ended_at is not None:
        raise ValidationError(_("This group is told nothing any more."))
    text = {
        "zh": f"测试消息：“{robot.name}”已接入，以后的催办和通知会发到这里。",
        "en": f"A trial: “{robot.name}” is connected; reminders and messages come here from now on.",
    }
    subject, body = letter(text, "")
    made = Sending.objects.create(
        robot=robot, key=f"trial:{uuid.uuid4()}", subject=subject, body=body, made_at=at, next_at=at
    )
    _note(robot, "tried", user, at, {})
    return made


def _refuse_others(user: User, programme: str, at: datetime) -> None:
    if has_role(user, Role.ADMINISTRATOR, on=at.date()):
        return
    if not programme or not is_office(user, programme, at.date()):
        raise PermissionDenied(_("Only an administrator, or the office whose group it is, does this."))


def _note(robot: Robot, verb: str, user: User, at: datetime, changes: dict[str, list[object]]) -> None:
    record(
        chain=f"notices.robot:{robot.pk}",
        verb=f"notices.robot.{verb}",
        actor=actor_of(user),
        at=at,
        changes=changes,
    )
