"""Duties and how far their assignments have been generated."""

from __future__ import annotations

from django.db import models

from baicheng.server.documents.models import Clause, Document


class Duty(models.Model):
    """What somebody owes again and again, or after an event (义务).

    From a pack (``document`` null) or from a plan's own report calendar. ``definition`` is a
    ``baicheng.flows`` duty in storage form. ``generated_until`` is how far assignments exist.
    """

    programme = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    title = models.JSONField()
    definition = models.JSONField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="duties")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, related_name="+")
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    generated_until = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints = (models.UniqueConstraint(fields=("programme", "name", "document"), name="duty_name"),)

    def __str__(self) -> str:
        return f"{self.programme}.{self.name}"
