"""Snapshots of what was recorded, runs of rules over them, the result of each subject, and marks that people give."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baicheng.server.orgs.models import Dated, Subject


class Snapshot(models.Model):
    """Everything that was recorded up to a moment (快照), as files in a folder of the installation's data.

    ``digest`` is the SHA-256 of its manifest, which holds that of every file. ``editions`` says by which version
    of which pack it was written: pack → its version and digest.
    """

    as_of = models.DateTimeField()
    taken_at = models.DateTimeField()
    folder = models.CharField(max_length=80, unique=True)
    digest = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()
    editions = models.JSONField(default=dict)
    version = models.CharField(max_length=40)

    class Meta:
        ordering = ("-as_of", "-pk")

    def __str__(self) -> str:
        return self.folder


class RunState(models.TextChoices):
    """How far a run has come."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being reckoned")
    DONE = "done", _("finished")
    FAILED = "failed", _("failed")


class Run(models.Model):
    """One rule, applied to all whom it judges (考核计算), so that it can be repeated to the same points.

    It names all on which it rests: the days judged ``[since, until)``, the moment of knowledge, the edition of the
    pack, the local values that held on the last day judged, and the snapshot. ``digest`` is the SHA-256 of its
    results. ``final_at`` is set when its results are approved; they then count for other rules on ``counts_on``.
    """

    programme = models.CharField(max_length=60)
    rule = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    title = models.JSONField()  # {"zh": …, "en": …}
    edition = models.CharField(max_length=64)  # digest of the pack's edition
    edition_version = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField()
    known_at = models.DateTimeField()
    local_values = models.JSONField(default=list)
    seed = models.BigIntegerField(null=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="runs")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    message = models.TextField(blank=True)  # why it failed
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    subjects = models.PositiveIntegerField(default=0)
    undecided = models.PositiveIntegerField(default=0)
    unplaced = models.JSONField(default=dict)  # fact → rows that name nobody, and so count for nobody
    final_at = models.DateTimeField(null=True)
    counts_on = models.DateField(null=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        indexes = (
            models.Index(fields=("programme", "rule", "-asked_at")),
            models.Index(
                fields=("asked_at",),
                name="run_outstanding",
                condition=models.Q(state__in=("waiting", "running")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:run", args=[self.pk])

    @property
    def last_day(self) -> date:
        """The last day judged."""
        return self.until - timedelta(days=1)


class Result(models.Model):
    """What a run gave for one subject (结果).

    ``subject`` is the key of whom the rule judges: of a subject of the directory (then ``about`` is set) or of a
    record of ``register``. ``label`` is what it was called on the day judged; empty for persons, whose names do not
    leave the directory. ``total`` is the score, the amount; ``grade`` the grade, the level, the row that counts.
    ``outcome`` is met, not_met or undecided. ``detail`` holds all that explains it; see ``told.told``.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    order = models.PositiveIntegerField()
    subject = models.CharField(max_length=60)
    about = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    register = models.CharField(max_length=120, blank=True)
    label = models.CharField(max_length=400, blank=True)
    total = models.DecimalField(max_digits=38, decimal_places=6, null=True)
    grade = models.CharField(max_length=80, blank=True)
    place = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=10)
    undecided = models.JSONField(default=list)
    detail = models.JSONField()

    class Meta:
        ordering = ("run", "order")
        constraints = (models.UniqueConstraint(fields=("run", "subject"), name="result_once"),)

    def __str__(self) -> str:
        return self.called

    def get_absolute_url(self) -> str:
        return reverse("assessments:result", args=[self.run_id, self.pk])

    @property
    def called(self) -> str:
        """What it was called, or for a person is called now."""
        return self.label or (self.about.name if self.about is not None else self.subject)

    @property
    def reasons(self) -> list[tuple[Any, Any]]:
        """What is undecided, as people call it, and why."""
        titles = {line["name"]: line["title"] for line in self.lines}
        return [(titles.get(each["what"], each["what"]), each["because"]) for each in self.undecided]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The items, rows, measures or awards, in the order of the document."""
        found: list[dict[str, Any]] = self.detail["lines"]
        return found

    @property
    def hits(self) -> list[Any]:
        """Of a decision the rows that hit, as people call them."""
        names = self.detail.get("hits", ())
        return [line["title"] for line in self.lines if line["name"] in names]


class Mark(Dated):
    """A mark that is owed in an assessment round, and once it is given (打分) what it says.

    It is about the days ``[since, until)``. What is owed has no author and no value; to give it, or to give another
    one, supersedes the row and adds the next. ``round`` and ``step`` are named as the pack names them, ``round_id``
    is the round's own; ``drawn`` is the subordinate for whom it is, where some were drawn.
    """

    programme = models.CharField(max_length=60)
    round = models.CharField(max_length=60)
    round_id = models.BigIntegerField()
    step = models.CharField(max_length=60)
    item = models.CharField(max_length=60)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    drawn = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    remark = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("round_id", "step", "subject")),)
        constraints = (
            models.UniqueConstraint(
                fields=("round_id", "item", "subject", "drawn"),
                condition=models.Q(superseded_at=None, drawn__isnull=False),
                name="mark_of_drawn_once",
            ),
            models.UniqueConstraint(
                fields=("round_id", "item", "subject"),
                condition=models.Q(superseded_at=None, drawn=None),
                name="mark_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round}.{self.item} #{self.pk}"

    @property
    def is_given(self) -> bool:
        """Whether somebody gave it."""
        return self.author_id is not None
