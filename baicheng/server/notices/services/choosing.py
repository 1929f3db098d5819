"""Choosing how to be told (通知方式): one's own, and in history."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.accounts.services import change_own_email
from baicheng.server.history.services import record
from baicheng.server.notices.models import How, MailChoice


@transaction.atomic
def choose_mail(*, user: User, email: str, how: str, at: datetime) -> MailChoice:
    """Say to which address one's own messages go, and whether each at once or one letter a day.

    Raises:
        ValidationError: by field: no such choice, or e-mail without an address.
    """
    if how not in How.values:
        raise ValidationError({"how": _("Choose from the list.")})
    if how != How.INBOX and not email.strip():
        raise ValidationError({"email": _("Give the address to which letters go.")})
    change_own_email(user, email.strip(), at=at)
    before = MailChoice.objects.select_for_update().filter(user=user).first()
    old = before.how if before else How.INBOX.value
    if before is not None and old == how:
        return before
    chosen, _created = MailChoice.objects.update_or_create(user=user, defaults={"how": how, "since": at})
    record(
        chain=f"accounts.user:{user.pk}",
        verb="notices.mail_chosen",
        actor=actor_of(user),
        at=at,
        changes={"how": [old, how]},
    )
    return chosen
