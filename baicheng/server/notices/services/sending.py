"""Sending what was put down (外发): tried again with growing waits, given up after a day for everybody to see."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.history.services import record
from baicheng.server.notices.letters import payload, refusal, signed
from baicheng.server.notices.models import Robot, Sending, SendingState
from baicheng.server.notices.posting import post
from baicheng.server.notices.queries import robots_of

#: How long to wait after the first failure, the second and so on; from then on always as long.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
#: After so long it is given up.
PATIENCE = timedelta(days=1)
#: So many go out on each way in one go. Group robots take 20 messages a minute.
LETTERS_AT_ONCE, POSTS_AT_ONCE = 200, 15
#: For so long nobody else sends what is being sent.
_HELD = timedelta(minutes=5)
_LOG = logging.getLogger(__name__)


def send_out(at: datetime) -> tuple[int, int]:
    """Send what waits and is due; returns how many went out, and how many failed.

    Each is taken before it is sent and marked afterwards: what is interrupted in between goes out once more, as
    the same letter. Where the mail server or a robot does not answer, the others of that way wait for the next
    run, so that it holds up nobody else.
    """
    letters = _letters(at) if settings.MAIL else iter(())
    results = [*letters, *(result for robot in _robots() for result in _posts(robot, at))]
    return sum(results), len(results) - sum(results)


def _letters(at: datetime) -> Iterator[bool]:
    rows = _waiting(at).filter(user__isnull=False).select_related("user")[:LETTERS_AT_ONCE]
    if not (waiting := list(rows)):
        return
    connection = get_connection()
    try:
        for row in waiting:
            if not _claim(row, at):
                continue
            fault, is_down = _mail(row, connection)
            _mark(row, fault, at)
            yield not fault
            if is_down:
                return
    finally:
        connection.close()


def _mail(row: Sending, connection: BaseEmailBackend) -> tuple[str, bool]:
    """Send a letter; says what went wrong, and whether the server takes no others either."""
    user = row.user
    assert user is not None, "asked for where there is one"
    if not user.is_active or not user.email:
        return "no address / 没有邮箱", False
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    message = EmailMessage(
        row.subject,
        row.body,
        to=[user.email],
        connection=connection,
        headers={"Message-ID": f"<{row.number}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        return f"refused: {error}"[:300], False
    except (SMTPException, OSError) as error:
        return f"{type(error).__name__}: {error}"[:300], True
    return "", False


def _robots() -> list[Robot]:
    return list(Robot.objects.filter(ended_at=None, sendings__state=SendingState.WAITING).distinct())


def _posts(robot: Robot, at: datetime) -> Iterator[bool]:
    for row in list(_waiting(at).filter(robot=robot)[:POSTS_AT_ONCE]):
        if not _claim(row, at):
            continue
        fault = _post(row, robot)
        _mark(row, fault, at)
        yield not fault
        if fault:
            return


def _post(row: Sending, robot: Robot) -> str:
    body = json.dumps(payload(row, robot.kind), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Baicheng"}
    answer = post(signed(robot, timezone.now()), headers, body)
    return (answer.trouble or refusal(answer.text))[:300]


def _waiting(at: datetime) -> QuerySet[Sending]:
    return Sending.objects.filter(state=SendingState.WAITING, next_at__lte=at).order_by("pk")


def _claim(row: Sending, at: datetime) -> bool:
    """Take one, so that a second worker does not send it at the same time; the attempt counts from here."""
    taken = Sending.objects.filter(pk=row.pk, state=SendingState.WAITING, next_at=row.next_at)
    row.attempts += 1
    return bool(taken.update(next_at=at + _HELD, attempts=row.attempts))


def _mark(row: Sending, fault: str, at: datetime) -> None:
    changes: dict[str, object] = {"fault": fault}
    if not fault:
        changes |= {"state": SendingState.SENT, "sent_at": at}
    elif at - row.made_at >= PATIENCE:
        _LOG.warning("sending %s is given up: %s", row.number, fault)
        changes |= {"state": SendingState.GIVEN_UP}
    else:
        changes |= {"next_at": at + WAITS[min(row.attempts, len(WAITS)) - 1]}
    Sending.objects.filter(pk=row.pk, state=SendingState.WAITING).update(**changes)


@transaction.atomic
def again(sending: Sending, *, user: User, at: datetime) -> None:
    """Try once more what was given up; it keeps its number.

    Raises:
        PermissionDenied: the user has nothing to do with it.
        ValidationError: it was not given up, or its group is told nothing any more.
    """
    row = Sending.objects.select_for_update(of=("self",)).select_related("robot").get(pk=sending.pk)
    if row.robot is None or not robots_of(user, at.date()).filter(pk=row.robot.pk).exists():
        raise PermissionDenied(_("Only an administrator, or the office whose group it is, does this."))
    if row.state != SendingState.GIVEN_UP or row.robot.ended_at is not None:
        raise ValidationError(_("Only what was given up is tried again."))
    row.state, row.attempts, row.next_at, row.made_at, row.fault = SendingState.WAITING, 0, at, at, ""
    row.save()
    record(
        chain=f"notices.robot:{row.robot_id}",
        verb="notices.robot.tried_again",
        actor=actor_of(user),
        at=at,
        changes={},
        context={"number": str(row.number)},
    )
