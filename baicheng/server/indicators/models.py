"""Indicators, what they should be, and what they were."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from baicheng.server.documents.models import Clause, Document
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Part, Record


class Indicator(models.Model):
    """A figure defined once (指标): by a pack (``pack`` set) or read from a plan.

    ``kind`` is increment (增量), stock (存量) or rate (比率, with numerator and denominator);
    ``over_time`` and ``over_subjects`` say how it adds up: sum, last, mean, max or none.
    """

    pack = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=120, unique=True)
    title = models.JSONField()
    unit = models.CharField(max_length=40, blank=True)
    direction = models.CharField(max_length=4, choices=(("up", "up"), ("down", "down"), ("none", "none")))
    kind = models.CharField(
        max_length=10, choices=(("increment", "increment"), ("stock", "stock"), ("rate", "rate"))
    )
    over_time = models.CharField(max_length=5)
    over_subjects = models.CharField(max_length=5)
    numerator = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    denominator = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")


class Op(models.TextChoices):
    """How an observed value compares with its target."""

    AT_LEAST = ">=", _("at least")
    AT_MOST = "<=", _("at most")
    EQUAL = "==", _("equal to")
    ABOVE = ">", _("above")
    BELOW = "<", _("below")


class Target(models.Model):
    """What an indicator should be, for whom, in which period, from which clause (目标).

    ``parent`` is the whole of which it is a part; ``subset`` (其中) parts are never added up. ``scope`` is
    the place or kind that it is for in the document's words, where that is no subject of the directory.
    ``chosen`` is false for a target that another document's number has displaced; null while two
    documents differ and the office has not chosen.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    period_since = models.DateField(null=True)
    period_until = models.DateField(null=True)
    op = models.CharField(max_length=2, choices=Op)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=40, blank=True)
    scope = models.CharField(max_length=400, blank=True)
    measured = models.CharField(max_length=200, blank=True, db_index=True)  # see wording.measured
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    start = models.PositiveIntegerField(null=True)  # in the document's text
    end = models.PositiveIntegerField(null=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="targets")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, null=True, related_name="targets")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    subset = models.BooleanField(default=False)
    chosen = models.BooleanField(null=True, default=True)
    recorded_at = models.DateTimeField()
    superseded_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="supersedes"
    )
    #: Read by ``attainments_of``: when the observation beside it was corrected; whether its indicator was
    #: observed without a view to any target; whether a role in its task has ever passed on.
    corrected_at: datetime | None
    observed_of_none: bool
    changed_hands: bool

    @property
    def whose(self) -> str:
        """Whose or what kind's it is, in words; "" for a target that is everybody's."""
        return str(self.subject) if self.subject else self.scope


class Observation(models.Model):
    """What an indicator was for a subject on a day (观测值, 完成值); never changed, only superseded."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, null=True, related_name="observations")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=20, decimal_places=6)
    held_on = models.DateField()
    recorded_at = models.DateTimeField()
    source_kind = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )

    class Meta:
        indexes = (models.Index(fields=("indicator", "subject", "held_on")),)
