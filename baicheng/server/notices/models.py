"""Messages to users, and the ways besides the inbox on which they go: e-mail, robots of groups."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baicheng.server.orgs.models import Subject


class How(models.TextChoices):
    """How a user wants messages besides the inbox."""

    INBOX = "inbox", _("in the inbox only")
    EACH = "each", _("by e-mail as well, each at once")
    DIGEST = "digest", _("by e-mail as well, one letter each morning")


class MailChoice(models.Model):
    """A user's choice; without one it is the inbox. What was told before ``since`` is in no letter."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_choice"
    )
    how = models.CharField(max_length=10, choices=How)
    since = models.DateTimeField()


class Kind(models.TextChoices):
    """Whose robot it is: each understands its own form."""

    WECOM = "wecom", _("WeCom (企业微信)")
    DINGTALK = "dingtalk", _("DingTalk (钉钉)")


class Robot(models.Model):
    """A robot of a group (群机器人) that is told what a unit, or a programme's office, is told.

    Its address holds a key, ``secret`` signs (DingTalk only): neither is shown again once it was saved.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=500)
    secret = models.CharField(max_length=200, blank=True)
    #: Of the two one is given.
    unit = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    programme = models.CharField(max_length=60, blank=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(unit=None) ^ Q(programme=""), name="robot_of_a_unit_or_an_office"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Where it stands: all that is shown of its address."""
        return urlsplit(self.address).hostname or ""


class SendingState(models.TextChoices):
    """How a sending stands."""

    WAITING = "waiting", pgettext_lazy("sending", "waiting")
    SENT = "sent", pgettext_lazy("sending", "sent")
    GIVEN_UP = "given_up", pgettext_lazy("sending", "given up")


class Sending(models.Model):
    """Something that goes out, to a user by e-mail or to a robot (外发): one row for what and to whom.

    ``number`` is the same in every attempt; of an e-mail it makes the Message-ID, by which the receiving server
    and program know a letter that they have already.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sendings"
    )
    robot = models.ForeignKey(Robot, on_delete=models.CASCADE, null=True, related_name="sendings")
    key = models.CharField(max_length=220)
    number = models.UUIDField(default=uuid.uuid4, unique=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SendingState, default=SendingState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("user", "key"), name="mailed_once"),
            models.UniqueConstraint(fields=("robot", "key"), name="posted_once"),
            models.CheckConstraint(condition=Q(user=None) ^ Q(robot=None), name="sent_to_somebody"),
        )
        indexes = (models.Index(fields=("state", "next_at")),)


class Notice(models.Model):
    """A message in somebody's inbox (通知). ``key`` makes sending the same twice harmless."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)
    text = models.JSONField()  # {"zh": …, "en": …}
    path = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    #: The letter of a morning in which it was told, or would have been had it not been read before.
    digest = models.ForeignKey(Sending, on_delete=models.SET_NULL, null=True, related_name="notices")

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="notice_once"),)
        indexes = (models.Index(fields=("user", "read_at")),)
