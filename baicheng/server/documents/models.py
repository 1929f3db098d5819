"""Official documents and their numbered parts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from baicheng.server.orgs.models import Subject


class Document(models.Model):
    """An official document (公文) as it was read. ``text`` is the cleaned text in which spans count."""

    number = models.CharField(max_length=80, blank=True, db_index=True)
    title = models.CharField(max_length=400)
    issuer = models.CharField(max_length=200, blank=True)
    issuing_subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField(null=True)
    plan_year = models.PositiveSmallIntegerField(null=True)
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    file = models.FileField(upload_to="documents/%Y/%m/")
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, db_index=True)
    text = models.TextField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ("-issued_on", "-pk")

    def __str__(self) -> str:
        return self.number or self.title


class Clause(models.Model):
    """A numbered part of a document (条款) with its span in the document's text."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="clauses")
    address = models.CharField(max_length=120)
    parent = models.CharField(max_length=120, blank=True)
    level = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=400)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ("document", "start", "-end")
        constraints = (models.UniqueConstraint(fields=("document", "address"), name="clause_address"),)

    def __str__(self) -> str:
        return f"{self.document} {self.address}"
