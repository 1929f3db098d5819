"""Tokens with which programs sign on in a user's name, what they imported, and addresses that are told what happens."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scope(models.TextChoices):
    """What a token allows: never more than its user may do."""

    READ = "read", pgettext_lazy("token", "read only")
    WRITE = "write", pgettext_lazy("token", "read and write")


class Token(models.Model):
    """A bearer token of a user (访问令牌).

    ``key`` is its public part, by which it is found and named; of the secret part only the SHA-256 digest is
    kept: it has 256 random bits, so that guessing it from the digest is out of reach.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("Used by"), max_length=80)
    key = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scope = models.CharField(_("Allows"), max_length=5, choices=Scope)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"

    def holds(self, at: datetime) -> bool:
        """Whether it opens anything at a moment, as far as the token itself says."""
        return self.revoked_at is None and at < self.expires_at


class Import(models.Model):
    """An import that was carried out under a key (批量导入), so that sending it again does not double it.

    ``created`` holds the ids of its records, ``digest`` what was sent.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    created = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="import_once"),)


class Webhook(models.Model):
    """An address that is told what happens (推送).

    ``events`` names what it is told of, ``programme`` of which programme ("" is all). ``secret`` signs what is
    sent. ``read_until`` is the last event of history that was looked at for it.
    """

    address = models.CharField(_("Address"), max_length=500)
    events = models.JSONField(default=list)
    programme = models.CharField(max_length=60, blank=True)
    secret = models.CharField(max_length=80)
    read_until = models.BigIntegerField(default=0)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.address

    def get_absolute_url(self) -> str:
        return reverse("exchange:webhook", args=[self.pk])


class DeliveryState(models.TextChoices):
    """How a delivery stands."""

    WAITING = "waiting", pgettext_lazy("delivery", "waiting")
    DELIVERED = "delivered", pgettext_lazy("delivery", "delivered")
    DEAD = "dead", pgettext_lazy("delivery", "given up")


class Delivery(models.Model):
    """Something that a webhook is told (推送记录). ``key`` says of what, so that nothing is told twice.

    ``number`` goes with every attempt: whoever got it before drops it.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=120)
    number = models.UUIDField(default=uuid.uuid4, unique=True)
    event = models.CharField(max_length=40)
    body = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("webhook", "key"), name="delivery_once"),)
        indexes = (models.Index(fields=("webhook", "state", "next_at")),)
