"""Draft tasks read from a document, until a person has decided each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from baicheng.server.documents.models import Document
from baicheng.server.duties.models import Duty
from baicheng.server.registers.models import Record


class ImportState(models.TextChoices):
    """Where an import stands."""

    REVIEW = "review", _("in review")
    ISSUED = "issued", _("issued")
    ABANDONED = "abandoned", _("abandoned")


class Import(models.Model):
    """A document on its way into the ledger of a programme (导入)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="imports")
    programme = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.REVIEW)
    findings = models.JSONField(default=list)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True)
    #: The meeting or instruction whose minutes or paper this is: what is issued links to it.
    source = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="imports")


class Decision(models.TextChoices):
    """What a person decided on a draft."""

    PENDING = "pending", _("to be decided")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")


class DraftTask(models.Model):
    """A task as read or corrected, not yet issued (任务草稿).

    ``values`` has the fields that a person edits: title, text, parties, parts, deadlines, targets;
    ``origin`` is what the reader found, with the span of each field, never changed.
    """

    intake = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="tasks")
    order = models.PositiveIntegerField()
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    values = models.JSONField()
    origin = models.JSONField(null=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("intake", "order")


class DraftDuty(models.Model):
    """A report duty as read or corrected, not yet issued (报送要求草稿)."""

    intake = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="duties")
    order = models.PositiveIntegerField()
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    values = models.JSONField()
    origin = models.JSONField(null=True)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("intake", "order")


class DraftItem(models.Model):
    """What a meeting or an instruction decided, as typed and not yet issued (议定事项草稿).

    ``lead`` and ``responsible`` are names as typed, several with 、 between them: they are looked up in the
    directory whenever they are read, so that a unit entered meanwhile is found.
    """

    source = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="draft_items")
    order = models.PositiveIntegerField()
    text = models.TextField()
    lead = models.CharField(max_length=400, blank=True)
    responsible = models.CharField(max_length=1000, blank=True)
    due_on = models.DateField(null=True)

    class Meta:
        ordering = ("source", "order")
