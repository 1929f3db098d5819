"""Putting down what is to be sent (发件箱): one row for each message and way, before anything is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from baicheng.clock.instants import china_date, in_china
from baicheng.server.accounts.models import User
from baicheng.server.notices.letters import digest_letter, letter
from baicheng.server.notices.models import How, MailChoice, Notice, Robot, Sending

#: When the letter of the day is written.
MORNING = time(8)
#: So many messages stand in one letter; the others are in the inbox.
MOST_IN_A_LETTER = 50


class Message(NamedTuple):
    """What is told: ``text`` in both languages, ``path`` the page to which it leads."""

    key: str
    text: Mapping[str, str]
    path: str
    at: datetime


def put_down_letters(users: Iterable[User], message: Message) -> None:
    """Put down an e-mail for each of the users who wants every message at once."""
    if not settings.MAIL:
        return
    wanting = MailChoice.objects.filter(
        user__in=[user.pk for user in users], how=How.EACH, since__lte=message.at
    ).exclude(user__email="")
    subject, body = letter(message.text, message.path)
    _put_down(
        Sending(
            user_id=choice.user_id,
            key=message.key,
            subject=subject,
            body=body,
            made_at=message.at,
            next_at=message.at,
        )
        for choice in wanting
    )


def put_down_posts(units: Collection[int], office_of: str, message: Message) -> None:
    """Put down a post for the robots of units, and of a programme's office."""
    if not units and not office_of:
        return
    told = Q(unit__in=units)
    if office_of:
        told |= Q(programme=office_of)
    subject, body = letter(message.text, message.path)
    _put_down(
        Sending(
            robot=robot, key=message.key, subject=subject, body=body, made_at=message.at, next_at=message.at
        )
        for robot in Robot.objects.filter(told, ended_at=None)
    )


def _put_down(rows: Iterable[Sending]) -> None:
    # Somebody who puts down the same at this moment loses quietly.
    Sending.objects.bulk_create(rows, ignore_conflicts=True)


def make_digests(at: datetime) -> int:
    """Write the letter of the day for those who want one, from eight in the morning on; returns how many.

    It holds what was told since the letter before and was not read meanwhile. Running it again does nothing.
    """
    if not settings.MAIL or in_china(at).time() < MORNING:
        return 0
    made = 0
    choices = MailChoice.objects.filter(how=How.DIGEST, user__is_active=True).exclude(user__email="")
    for choice in choices.order_by("pk"):
        made += _digest(choice, at)
    return made


@transaction.atomic
def _digest(choice: MailChoice, at: datetime) -> int:
    held = MailChoice.objects.select_for_update().filter(pk=choice.pk, how=How.DIGEST).first()
    key = f"digest:{china_date(at).isoformat()}"
    if held is None or Sending.objects.filter(user=held.user_id, key=key).exists():
        return 0
    # What is told at this very moment by somebody else is left for the next morning.
    until = at - timedelta(seconds=1)
    waiting = Notice.objects.filter(
        user=held.user_id, digest=None, sent_at__gte=held.since, sent_at__lte=until
    ).order_by("sent_at", "pk")
    unread: Sequence[Notice] = [notice for notice in waiting if notice.read_at is None]
    if not unread:
        return 0
    subject, body = digest_letter(unread[:MOST_IN_A_LETTER], len(unread))
    row = Sending.objects.create(
        user_id=held.user_id, key=key, subject=subject, body=body, made_at=at, next_at=at
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(digest=row)
    return 1
