"""Tokens with which programs sign on in a user's name, and what they have imported."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
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
