"""Installed packs and what the installation decides itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One version of a pack as it was installed (版本). ``files`` maps a path to its text."""

    pack = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    files = models.JSONField()
    installed_at = models.DateTimeField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("pack", "version"), name="edition_once"),
            models.UniqueConstraint(
                fields=("pack",), condition=models.Q(active=True), name="one_active_edition"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class LocalValueState(models.TextChoices):
    """Where a local value stands."""

    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class LocalValue(models.Model):
    """A value that the installation decides itself (本地取值); it wins over the pack's from ``since`` on."""

    pack = models.CharField(max_length=60)
    path = models.CharField(max_length=200)
    value = models.JSONField()
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField()
    decided_by = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=LocalValueState, default=LocalValueState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pack", "path", "since")

    def get_absolute_url(self) -> str:
        """The page on which it stands: its pack's, or for what is of no pack the working calendar."""
        if not self.pack:
            return reverse("assignments:working_calendar")
        return reverse("editions:detail", args=[self.pack])
