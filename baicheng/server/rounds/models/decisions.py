"""What is said and decided in a round: objections, evidence, approvals, and what follows (异议、审批、结果运用)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from baicheng.server.assessments.models import Mark, Result, Run
from baicheng.server.assignments.models import Assignment
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds.models.course import Round


class Objection(models.Model):
    """What one that is assessed says against its draft result (异议), and what the office answers.

    ``item`` is empty where it is against the whole. ``upheld`` is empty until it is answered. ``settled_by`` is the
    run that was adopted after it was upheld.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="objections")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=60, blank=True)
    reason = models.TextField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="+")
    upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("raised_at", "pk")

    def __str__(self) -> str:
        return f"{self.subject} {self.item}"

    def get_absolute_url(self) -> str:
        return reverse("rounds:objection", args=[self.round_id, self.pk])

    @property
    def is_answered(self) -> bool:
        return self.upheld is not None


class ObjectionTime(models.Model):
    """A new time to object (再次异议期) of one whose points an adopted re-run moved; each has it once in a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="objection_times")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ("until", "pk")
        constraints = (models.UniqueConstraint(fields=("round", "subject"), name="objection_time_once"),)

    def __str__(self) -> str:
        return f"{self.subject} {self.until:%Y-%m-%d}"


class Evidence(models.Model):
    """A file behind a mark or an objection (佐证材料)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="evidence")
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, null=True, related_name="evidence")
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, null=True, related_name="evidence")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="rounds/%Y/%m/")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Acceptance(models.Model):
    """That a result stays undecided (待定), accepted by name and with a reason, so that the others can be approved."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="acceptances")
    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="acceptance")
    reason = models.TextField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.result)


class Approval(models.Model):
    """What one of the chain decided (审批): agreed, or sent back with a reason. ``place`` counts from 0."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="approvals")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    agreed = models.BooleanField()
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("decided_at", "pk")

    def __str__(self) -> str:
        return f"{self.place} {'agreed' if self.agreed else 'sent back'}"


class Correction(models.Model):
    """A run beside the final one (更正计算), because a fact changed after the lock; the final one stays as it was."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="corrections")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"{self.round} {self.made_at:%Y-%m-%d}"


class Consequence(models.Model):
    """What followed for one of those assessed (结果运用): the record that carries it out, and its assignment."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="consequences")
    name = models.CharField(max_length=60)
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="+")
    record_id = models.BigIntegerField()
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("round", "name", "result"), name="consequence_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.result}"
