"""Messages to users."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """A message in somebody's inbox (通知). ``key`` makes sending the same twice harmless."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)
    text = models.JSONField()  # {"zh": …, "en": …}
    path = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="notice_once"),)
        indexes = (models.Index(fields=("user", "read_at")),)
