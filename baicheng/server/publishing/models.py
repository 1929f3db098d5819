"""Publications: papers that an office issues, each version by itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a publication stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")  # 送审
    APPROVED = "approved", pgettext_lazy("paper", "approved")  # 签发, not yet to be seen
    RELEASED = "released", _("released")  # 发布
    CORRECTED = "corrected", _("corrected")  # 已更正: a later version stands in its place
    WITHDRAWN = "withdrawn", _("withdrawn")  # 撤回
    DISCARDED = "discarded", _("discarded")  # 作废: never left the office


#: What was seen outside once; it is never changed.
ONCE_RELEASED = (State.RELEASED, State.CORRECTED, State.WITHDRAWN)
#: What the office is still at work on.
UNDER_WAY = (State.DRAFT, State.SUBMITTED, State.APPROVED)


class Publication(models.Model):
    """One version of a paper (发布件). What was released stays as it was: a correction is the next version.

    ``address`` is what public pages call it by, the same for all versions. ``facts`` holds the figures and tables
    as they were counted, with the records of tables that list them; ``body`` the text, block by block: ``{"kind", "text"}``;
    ``remarks`` the words beside records of its tables, by table and record. Of the period the days are
    ``[since, until)``; ``held_on`` is the last day of which it tells, as known at ``counted_at``.
    """

    address = models.CharField(max_length=160)
    version = models.PositiveIntegerField(default=1)
    programme = models.CharField(max_length=60)
    notice = models.CharField(max_length=60)
    edition = models.CharField(max_length=64)  # the digest of the pack by which it was made
    kind = models.CharField(max_length=20)
    public = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField()
    held_on = models.DateField()
    counted_at = models.DateTimeField()
    organ = models.CharField(max_length=200)
    number = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    addressed = models.CharField(max_length=500)
    copies = models.CharField(max_length=500, blank=True)
    facts = models.JSONField()
    body = models.JSONField()
    remarks = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    why = models.TextField(blank=True)  # why it corrects the version before
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    release_at = models.DateTimeField(null=True)  # the moment from which the background work may release it
    released_at = models.DateTimeField(null=True)
    #: As it was released; made then, so that it stays the same file.
    word = models.FileField(upload_to="papers/%Y/%m/", blank=True)
    pdf = models.FileField(upload_to="papers/%Y/%m/", blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("-since", "-pk")
        indexes = (
            models.Index(fields=("public", "state", "-released_at")),
            models.Index(fields=("state", "release_at")),
        )
        constraints = (
            models.UniqueConstraint(fields=("address", "version"), name="publication_version"),
            models.UniqueConstraint(
                fields=("address",), condition=models.Q(state="released"), name="one_released_version"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("publishing:detail", args=[self.pk])

    @property
    def is_final(self) -> bool:
        """Whether nothing of it changes any more but that it is corrected or withdrawn."""
        return self.state in ONCE_RELEASED or self.state == State.DISCARDED
