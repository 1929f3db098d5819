"""A round, those assessed in it, who was drawn, and the sheets that are owed (考核轮次、参评对象、抽查、评分表)."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baicheng.server.assessments.models import Run
from baicheng.server.assignments.models import Assignment
from baicheng.server.orgs.models import Subject


class RoundState(models.TextChoices):
    """How far a round has come."""

    MARKING = "marking", _("marks are given")  # 打分
    OBJECTION = "objection", _("open to objections")  # 异议
    APPROVAL = "approval", _("for approval")  # 报批
    FINAL = "final", pgettext_lazy("round", "final")  # 定案
    CANCELLED = "cancelled", pgettext_lazy("round", "cancelled")


#: Those assessed see nothing but their own marks before.
RELEASED = (RoundState.OBJECTION, RoundState.APPROVAL, RoundState.FINAL)


class Round(models.Model):
    """An assessment of some subjects for the days ``[since, until)`` (考核轮次), by a scorecard of its pack.

    ``run`` holds the results that stand: draft, then final (then its ``final_at`` is set). ``proposed`` is a re-run
    after an upheld objection that nobody has adopted yet. ``approved`` says how many of the chain have approved.
    ``reckoned_as_of`` is the last moment as of which results were asked for: a later mark is recorded after it.
    ``objections_until`` is the end of the time for objections; empty: not stated, the office ends it.
    """

    programme = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    edition = models.CharField(max_length=64)  # digest of the pack's edition
    edition_version = models.CharField(max_length=40)
    title = models.JSONField()  # {"zh": …, "en": …}
    rule = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField()
    seed = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.MARKING)
    reckoned_as_of = models.DateTimeField(null=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="+")
    proposed = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    objections_until = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    approved = models.PositiveSmallIntegerField(default=0)
    final_at = models.DateTimeField(null=True)
    cancelled_why = models.TextField(blank=True)

    class Meta:
        ordering = ("-since", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "name", "since"),
                condition=~models.Q(state="cancelled"),
                name="round_once_a_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title['zh']} {self.since}"

    def get_absolute_url(self) -> str:
        return reverse("rounds:detail", args=[self.pk])

    @property
    def last_day(self) -> date:
        """The last day judged."""
        return self.until - timedelta(days=1)

    @property
    def is_released(self) -> bool:
        """Whether those assessed see their results."""
        return self.state in RELEASED

    @property
    def is_final(self) -> bool:
        return self.state == RoundState.FINAL

    @property
    def seen(self) -> str:
        """Which results stand and which turn it is: sent along with a decision, so that it is about what was seen."""
        return f"{self.run_id or 0}:{self.proposed_id or 0}:{self.approved}"


class Participant(models.Model):
    """One that is assessed in a round (参评对象), and the panel that marks it, once that is allotted."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="participants")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("subject__name", "pk")
        constraints = (models.UniqueConstraint(fields=("round", "subject"), name="participant_once"),)

    def __str__(self) -> str:
        return str(self.subject)


class Draw(models.Model):
    """Who was drawn of whom for one that is assessed (抽查): with the round's seed, so that it can be drawn again."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws")
    name = models.CharField(max_length=60)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    candidates = models.JSONField()  # ids of subjects
    taken = models.JSONField()  # ids of subjects, in the order of their lots
    take = models.PositiveSmallIntegerField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "subject__name", "pk")
        constraints = (models.UniqueConstraint(fields=("round", "name", "subject"), name="draw_once"),)

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Sheet(models.Model):
    """What one bearer owes in one step (评分表): of a unit or a panel one for each assessed, of the office one.

    ``subject`` is empty where it is about all. ``handed_in_at`` is set when it is handed in; then its marks stand,
    until the office sends it back. Of a step that has no marks it is the step itself: its clock is the assignment.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sheets")
    step = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    order = models.PositiveSmallIntegerField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    bearer = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="+")
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "subject__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "step", "subject"),
                condition=models.Q(subject__isnull=False),
                name="sheet_once",
            ),
            models.UniqueConstraint(
                fields=("round", "step"), condition=models.Q(subject=None), name="sheet_of_all_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("rounds:sheet", args=[self.round_id, self.pk])

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None
