"""Duties, how far their assignments have been generated, and the reports that answer them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from baicheng.server.assignments.models import Assignment
from baicheng.server.documents.models import Clause, Document
from baicheng.server.indicators.models import Observation, Target
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record


class Duty(models.Model):
    """What somebody owes again and again, or after an event (职责).

    From a pack (``document`` null) or from a plan's own report calendar, which then concerns the tasks of
    that document only. ``definition`` is a ``baicheng.flows`` duty as files state it: for the days before
    its pack's present edition as earlier ones said; ``stated`` is what the present edition says. ``units``
    narrows who bears it to some subjects and members of groups, by id. The installation owes it from
    ``owed_from`` on; ``ended_on`` is the first day from which its pack has it no more. What fell due before
    ``settled_until`` was owed under an edition that named others or other things, and stays as it was.
    """

    programme = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    title = models.JSONField()
    definition = models.JSONField()
    stated = models.JSONField(default=dict)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="duties")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, related_name="+")
    units = models.JSONField(default=list)
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    owed_from = models.DateField()
    ended_on = models.DateField(null=True)
    settled_until = models.DateField(null=True)
    generated_until = models.DateField(null=True)
    matched_at = models.DateTimeField(null=True)  # up to when records have been looked at for fulfilment

    class Meta:
        verbose_name_plural = "duties"
        constraints = (
            models.UniqueConstraint(fields=("programme", "name", "document"), name="duty_of_plan"),
            models.UniqueConstraint(
                fields=("programme", "name"), condition=Q(document=None), name="duty_of_pack"
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme}.{self.name}"


class Report(models.Model):
    """What a record of reports answers (报送): whose report on which task, for which assignment.

    ``sent_at`` is when it was sent first: by that it is in time or late, also if it is returned and sent
    again.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="report")
    task = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="reports")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="reports")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = (models.Index(fields=("task", "subject")),)


class ReportedValue(models.Model):
    """What a report says of a target (填报值); ``observation`` once its flow has made it count."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="values")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=20, decimal_places=6)
    held_on = models.DateField()
    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "target"), name="value_once"),)


class Counting(models.Model):
    """Whether the tasks of a register are counted (统计状态): the sums of its overview stand in ``CountedSum``.

    ``basis`` says for which month and which counties; where it is no longer so, all are counted anew. ``turn``
    goes on with whatever is written to the sums, so that a page sees that it read across a change.
    """

    register = models.CharField(max_length=120, primary_key=True)
    basis = models.CharField(max_length=200, blank=True)
    is_complete = models.BooleanField(default=False)
    turn = models.PositiveBigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)


class Counted(models.Model):
    """How a task is contained in the sums (已计入): under which counters, for whom, and until when that is so.

    ``viewers`` and ``counters`` are words with blanks between them, see ``overview.counters``.
    """

    record_id = models.BigIntegerField(primary_key=True)
    register = models.CharField(max_length=120)
    turns_at = models.DateTimeField(null=True)
    viewers = models.TextField()
    counters = models.TextField()

    class Meta:
        indexes = (models.Index(fields=("register", "turns_at"), name="counted_turning"),)


class CountedSum(models.Model):
    """The sums of the tasks that one viewer sees (统计数): counter → number; viewer "" sees all."""

    register = models.CharField(max_length=120)
    viewer = models.CharField(max_length=40)
    sums = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("register", "viewer"), name="counted_sum_once"),)


class Touched(models.Model):
    """A task of which something changed since it was counted (待重新统计); triggers of the database note it.

    A row is only ever added or removed, so that nobody who changes a task waits for who counts.
    """

    register = models.CharField(max_length=120)
    record_id = models.BigIntegerField(db_index=True)
