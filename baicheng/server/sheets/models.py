"""Files that are on their way into a register, which column meant what, and what was entered from where."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from baicheng.server.registers.models import Record


class UploadState(models.TextChoices):
    """How far a file has come."""

    COLUMNS = "columns"  # its columns are being matched
    CHECKED = "checked"  # every cell was checked
    WAITING = "waiting"  # confirmed; the background work enters it
    DONE = "done"


class Upload(models.Model):
    """An Excel file that somebody wants to enter in a register (待导入文件).

    ``head`` is the row of the heads, from 1; ``columns`` says what each column of the sheet holds, "" for
    nothing; ``found`` is what the last check, or the entering, came to. ``content`` is emptied once it is done.
    ``good_only``: rows with a fault are left out instead of holding up the others.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    sheet = models.CharField(max_length=100)
    head = models.PositiveIntegerField(default=1)
    columns = models.JSONField(default=list)
    empties = models.BooleanField(default=False)  # an empty cell empties the field
    good_only = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.COLUMNS)
    found = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        indexes = (
            models.Index(fields=("uploaded_at",), name="upload_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=("user", "register", "-uploaded_at")),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        name = "sheets:columns" if self.state == UploadState.COLUMNS else "sheets:check"
        return reverse(name, args=[self.pk])


class Matching(models.Model):
    """What the columns under the same heads meant the last time (列对应)."""

    register = models.CharField(max_length=120)
    heads = models.CharField(max_length=64)  # the SHA-256 digest of the heads
    columns = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("register", "heads"), name="matching_once"),)


class EnteredRow(models.Model):
    """A row without a number that was entered: the same row again is the same record (已录入行).

    ``key`` is the SHA-256 digest of all that the row says.
    """

    register = models.CharField(max_length=120)
    key = models.CharField(max_length=64)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("register", "key"), name="row_entered_once"),)
