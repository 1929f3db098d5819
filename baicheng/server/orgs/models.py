"""Subjects, their names and identifiers by date, and the relations between them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SubjectKind(models.TextChoices):
    """What a subject is."""

    UNIT = "unit", _("unit")  # 单位
    DIVISION = "division", _("division")  # 行政区划, 开发区
    BODY = "body", _("body")  # 领导小组, 联席会议, 指挥部
    GROUP = "group", pgettext_lazy("subject", "group")  # 各县（市、区）
    POST = "post", _("post")  # 职务
    PERSON = "person", _("person")
    FIRM = "firm", _("firm")
    RECORD = "record", _("record")  # a row of a register that says subject: true


class RelationKind(models.TextChoices):
    """What a relation says of its subject towards its object; read: subject KIND object."""

    PART_OF = "part_of", _("is part of")
    ADMINISTERS = "administers", _("administers")  # 块
    GUIDES = "guides", _("guides")  # 条
    GOVERNS = "governs", _("governs")  # unit -> division
    MEMBER_OF = "member_of", _("is a member of")
    HOLDS = "holds", _("holds")  # person -> post
    IN_CHARGE_OF = "in_charge_of", _("is in charge of")
    CHIEF_OF = "chief_of", _("is chief of")  # post -> thing
    SUCCEEDS = "succeeds", _("succeeds")


class Subject(models.Model):
    """Whatever can owe, take part, be judged or be measured, with one identity for good (主体).

    ``name`` is the official name at present, kept by the services from the dated names.
    ``level`` of a division is province, city, county, zone, township, community or grid.
    """

    kind = models.CharField(max_length=12, choices=SubjectKind)
    level = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=200, db_index=True)
    outside = models.BooleanField(default=False)
    record_id = models.BigIntegerField(null=True, unique=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "name", "pk")

    def __str__(self) -> str:
        return self.name


def known_when(at: datetime | None, prefix: str = "") -> Q:
    """That a fact was known at a moment, without one that it is known now; ``prefix`` leads to the fact."""
    if at is None:
        return Q(**{f"{prefix}superseded_at": None})
    lasting = Q(**{f"{prefix}superseded_at": None}) | Q(**{f"{prefix}superseded_at__gt": at})
    return lasting & Q(**{f"{prefix}recorded_at__lte": at})


def holds_when(day: date, prefix: str = "") -> Q:
    """That a fact held on a day; ``prefix`` leads to the fact, such as ``names__``."""
    begun = Q(**{f"{prefix}since": None}) | Q(**{f"{prefix}since__lte": day})
    return begun & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": day}))


class DatedQuerySet(models.QuerySet["Dated"]):
    """Questions in two times."""

    def known(self, at: datetime | None = None) -> Self:
        """The facts as known at a moment; without one, as known now."""
        return self.filter(known_when(at))

    def on(self, day: date) -> Self:
        """The facts that held on a day."""
        return self.filter(holds_when(day))


class Dated(models.Model):
    """A fact in two times: it held in ``[since, until)``, and the system knew it from ``recorded_at``.

    A fact is never changed: a correction sets ``superseded_at`` and adds a new row. Open ends are null.
    """

    since = models.DateField(null=True)
    until = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class NameKind(models.TextChoices):
    """How a name is used."""

    OFFICIAL = "official", _("official name")
    SHORT = "short", _("short name")
    ALIAS = "alias", _("alias")


class Name(Dated):
    """A name that a subject bears for a time (名称)."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="names")
    text = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=10, choices=NameKind)


class Identifier(Dated):
    """A code of a subject (代码): ``area_code`` (GB/T 2260), ``uscc`` (GB 32100), or of another scheme."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=40)
    value = models.CharField(max_length=80, db_index=True)


class Boundary(Dated):
    """The boundary of a division as a GeoJSON geometry in WGS 84 (边界)."""

    division = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="boundaries")
    geometry = models.JSONField()


class Relation(Dated):
    """A typed, dated and sourced relation between two subjects (关系). ``topics`` narrow a portfolio."""

    kind = models.CharField(max_length=12, choices=RelationKind)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="relations")
    object = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="inverse_relations")
    topics = models.JSONField(default=list)

    class Meta:
        indexes = (
            models.Index(fields=("kind", "subject")),
            models.Index(fields=("kind", "object")),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.kind} {self.object}"


class Succession(models.Model):
    """That a body's functions pass to another (机构改革 职责承接), as a paper orders it.

    ``new`` is null where several share what the old one had, record by record. ``scope`` says what passes:
    ``kind`` is everything, chosen (``registers``, ``clauses`` by id, ``topics`` as register, field and value) or
    by_hand (somebody decides each case); ``relations`` are those that pass along when it is in place. ``ends``:
    the old body is no more from then on; often both live on.
    """

    old = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    scope = models.JSONField()
    ends = models.BooleanField(default=False)
    ordered_on = models.DateField()
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-ordered_on", "-pk")

    def __str__(self) -> str:
        return f"{self.old} → {self.new or '…'}"


class SuccessionStep(models.Model):
    """Since when a succession is in place in one division (调整到位), as known at a moment.

    Without a division it is the level of the two bodies themselves. ``old`` and ``new`` are the bodies of that
    division; where they are null the step speaks of what the two bodies have to do there. ``in_place_on`` is null
    until a paper confirms it. A correction supersedes the row and adds another.
    """

    succession = models.ForeignKey(Succession, on_delete=models.PROTECT, related_name="steps")
    division = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    old = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    new = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    in_place_on = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("succession", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("succession", "division"),
                condition=Q(superseded_at=None, division__isnull=False),
                name="step_once_in_a_division",
            ),
            models.UniqueConstraint(
                fields=("succession",),
                condition=Q(superseded_at=None, division=None),
                name="step_once_at_the_own_level",
            ),
        )

    @property
    def predecessor(self) -> Subject:
        """Who has the function there until it is in place."""
        return self.old or self.succession.old

    @property
    def successor(self) -> Subject | None:
        """Who has it then; nobody in particular where each case is decided."""
        return self.new or self.succession.new
