"""Reading inboxes."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import grants_of, has_role
from baicheng.server.notices.models import How, MailChoice, Notice, Robot, Sending, SendingState


def inbox(user: User) -> QuerySet[Notice]:
    """A user's messages, the newest first."""
    return Notice.objects.filter(user=user).order_by("-sent_at", "-pk")


def unread_count(user: User) -> int:
    """How many messages a user has not read."""
    return Notice.objects.filter(user=user, read_at=None).count()


def mail_choice(user: User) -> str:
    """How a user wants messages besides the inbox."""
    chosen = MailChoice.objects.filter(user=user).first()
    return chosen.how if chosen else How.INBOX.value


def lost_letter(user: User) -> Sending | None:
    """The last letter to a user, where it was given up."""
    last = Sending.objects.filter(user=user).exclude(state=SendingState.WAITING).order_by("-pk").first()
    return last if last is not None and last.state == SendingState.GIVEN_UP else None


def robots_of(user: User, on: date) -> QuerySet[Robot]:
    """The robots that a user keeps: all for an administrator, an office its own; what was given up beside each."""
    rows = Robot.objects.filter(ended_at=None).select_related("unit")
    if not has_role(user, Role.ADMINISTRATOR, on=on):
        offices = [grant.programme for grant in grants_of(user, on) if grant.role == Role.OFFICE]
        own = Q(programme__in=[name for name in offices if name])
        rows = rows.filter(own if "" not in offices else ~Q(programme=""))
    lost = Sending.objects.filter(robot=OuterRef("pk"), state=SendingState.GIVEN_UP)
    return rows.annotate(has_lost=Exists(lost))


def lost_letters() -> int:
    """How many letters to users were given up."""
    return Sending.objects.filter(user__isnull=False, state=SendingState.GIVEN_UP).count()
