"""Events, personal values and daily checkpoints."""

from __future__ import annotations

from django.db import models

#: The verb of an event that says which personal values of its chain were erased.
ERASED = "history.personal_values.erased"


class Event(models.Model):
    """Something that happened (事件), the next link of one chain.

    A chain is one record's history, such as ``registers.record:42``. ``changes`` maps a field to
    ``[old, new]`` in storage form; a personal value stands in it as a salted digest only.
    ``held_at`` is when it held, ``recorded_at`` when the system learned it.
    """

    chain = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=80)
    actor = models.CharField(max_length=120)
    actor_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(db_index=True)
    held_at = models.DateTimeField()
    changes = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "number")
        constraints = (models.UniqueConstraint(fields=("chain", "number"), name="event_place_in_chain"),)

    def __str__(self) -> str:
        return f"{self.chain} #{self.number} {self.verb}"


class PersonalValue(models.Model):
    """A personal value (个人信息) whose salted digest stands in an event; erasable without breaking it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="personal_values")
    field = models.CharField(max_length=80)
    side = models.CharField(max_length=3, choices=(("old", "old"), ("new", "new")))
    salt = models.CharField(max_length=32)
    value = models.JSONField(null=True)
    erased_by = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("event", "field", "side"), name="one_personal_value_a_side"),
        )


class Head(models.Model):
    """The last link of a chain (链头); whoever appends locks it, so that two writers queue per chain only."""

    chain = models.CharField(max_length=120, unique=True)
    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)


class Checkpoint(models.Model):
    """A seal over all events up to ``last_event`` (检查点), so that a removed chain shows too."""

    made_at = models.DateTimeField(unique=True)
    last_event = models.BigIntegerField()
    events = models.PositiveBigIntegerField()  # since the checkpoint before
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("pk",)
