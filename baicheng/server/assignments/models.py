"""Assignments: every time limit in the system is one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from baicheng.server.documents.models import Clause
from baicheng.server.orgs.models import Subject


class Outcome(models.TextChoices):
    """How an assignment stands or ended."""

    OPEN = "open", _("open")
    DONE = "done", _("done")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("refused")  # a side task answered with no
    OBJECTED = "objected", _("objected to")  # 提出异议
    SENT_BACK = "sent_back", _("sent back")  # what was handed in is not good enough (退回修改)
    RETURNED = "returned", _("returned")  # 回退
    MISSED = "missed", _("missed")  # a period that is over without fulfilment
    LAPSED = "lapsed", _("no longer needed")
    HANDED_ON = "handed_on", _("handed on")  # 移交: somebody else bears it now
    CANCELLED = "cancelled", _("cancelled")


#: Outcomes of what nobody had to do in the end.
VOID = (Outcome.LAPSED, Outcome.CANCELLED, Outcome.HANDED_ON)
#: The words of a bearer who says no, and why.
NO = (Outcome.REFUSED, Outcome.OBJECTED, Outcome.SENT_BACK)


class Assignment(models.Model):
    """What one bearer must do by when (交办事项).

    ``key`` is the idempotency key: generating or opening the same twice finds the first. ``about`` is
    named by kind and id (``registers.record`` and 42), since registers and duties come later than
    this app. ``clock`` is ``baicheng.clock.Clock.to_dict()`` for a limit that runs, null for a fixed day;
    ``due_at`` is derived from it (null while paused or where no limit is stated). 24:00 of a day is 00:00
    of the next; the due moment itself is in time.
    """

    key = models.CharField(max_length=240, unique=True)
    programme = models.CharField(max_length=60)
    name = models.CharField(max_length=80)  # the opening's or duty's name
    title = models.JSONField()  # {"zh": …, "en": …}
    #: Null where nobody was found who bears it: that is shown, not hidden.
    bearer = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, related_name="assignments", db_index=False
    )
    recipients = models.ManyToManyField(Subject, through="Recipient", related_name="+", blank=True)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    # What a clause asks of whom is asked of tasks and duties; clauses stay, so nothing looks for what names them.
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    rule = models.JSONField(default=dict)  # what fulfils it, outcomes, reminders: as its pack or plan says
    opened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    fileable_from = models.DateTimeField(null=True)
    clock = models.JSONField(null=True)
    due_at = models.DateTimeField(null=True)
    covers_since = models.DateField(null=True)
    covers_until = models.DateField(null=True)
    cut_off = models.DateField(null=True)
    needed = models.PositiveIntegerField(default=1)
    #: Whether it can no longer be made good once it is due: a patrol of last month, not a late report.
    missed_when_over = models.BooleanField(default=False)
    #: One of ``Outcome``, or another that its flow names.
    outcome = models.CharField(max_length=60, choices=Outcome, default=Outcome.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_recorded_at = models.DateTimeField(null=True)
    used = models.CharField(
        max_length=40, blank=True
    )  # what the clock had used at the end, such as "3 working_hour"
    answer_kind = models.CharField(max_length=60, blank=True)  # what fulfilled it
    answer_id = models.BigIntegerField(null=True)
    excluded_on = models.DateField(null=True)  # a granted appeal
    excluded_reason = models.TextField(blank=True)
    #: What its bearer was called on a day; read by ``queries.told``.
    called: str | None

    class Meta:
        ordering = ("due_at", "pk")
        indexes = (
            # With the key, since thousands can fall due at one moment and are shown in this order.
            models.Index(fields=("bearer", "outcome", "due_at", "id")),
            models.Index(fields=("about_kind", "about_id", "outcome")),
            models.Index(fields=("programme", "due_at")),
            # What is over once it was due: few of what is open.
            models.Index(
                fields=("due_at",),
                condition=models.Q(outcome="open", missed_when_over=True),
                name="assignment_open_to_miss",
            ),
            # Of millions that were ever opened few are open: what is late, and what has no end, is asked of these.
            models.Index(
                fields=("programme", "due_at", "bearer", "excluded_on", "outcome"),
                condition=models.Q(outcome="open"),
                name="assignment_open_due",
            ),
            # Who is late with how much: of each bearer what is late stands together.
            models.Index(
                fields=("programme", "bearer", "due_at", "excluded_on", "outcome"),
                condition=models.Q(outcome="open"),
                name="assignment_open_of_bearer",
            ),
            models.Index(
                fields=("programme", "opened_at", "bearer", "about_kind", "about_id", "id"),
                condition=models.Q(outcome="open", due_at=None),
                name="assignment_undated",
            ),
            models.Index(
                fields=("bearer", "id"),
                condition=models.Q(outcome="open", due_at=None),
                name="assignment_undated_of_bearer",
            ),
        )

    def __str__(self) -> str:
        return self.key


class Recipient(models.Model):
    """Who is told of an assignment besides its bearer (接收单位).

    There is one for most assignments, and half a million are opened in one run; whom a subject is told of is never
    asked, so one index serves.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        db_table = "assignments_assignment_recipients"
        unique_together = (("assignment", "subject"),)


class Extension(models.Model):
    """A request to move a due time (延期, 调整时限), with who decided it and why.

    ``new_due_on`` for a fixed day, ``amount`` in the limit's own unit for a running limit.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extensions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    new_due_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    reason = models.TextField()
    granted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("assignment",), condition=models.Q(granted=None), name="one_open_request"
            ),
        )


class Climbed(models.Model):
    """A rung of the ladder of reminders (催办升级) that was climbed: once for each due moment.

    A due moment that was moved is another one; moved back to where it was, it is the same again. ``place`` is
    that of the rung in the assignment's ladder, from 0; ``was_last`` says that no other is left.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="climbed")
    due_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    was_last = models.BooleanField(default=False)
    climbed_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("assignment", "due_at", "place"), name="climbed_once"),
        )
