"""Records of every register in one table, with who takes part in each and what it was when."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.urls import get_script_prefix, reverse

from baicheng.server.assignments.models import Assignment
from baicheng.server.documents.models import Clause
from baicheng.server.orgs.models import Dated, Relation, Subject, Succession, SuccessionStep

#: Where in the order of due moments a record stands that has none: behind all others.
FAR = datetime(9999, 1, 1, tzinfo=UTC)
#: The kinds of files that a browser shows as a picture and nothing else.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class Record(models.Model):
    """A row of a register (台账记录), as it is now.

    ``register`` is ``PACK.REGISTER``. ``fields`` holds the register's own fields in storage form,
    validated by ``baicheng.packs``. ``state`` is "" in a register without a flow; ``entry`` counts the
    states that were entered. ``due_at`` is derived: the earliest of its open assignments; ``due_order`` is
    the same with ``FAR`` where there is none, so that lists can be sorted by it. ``place`` is a GeoJSON
    geometry in WGS 84.
    """

    register = models.CharField(max_length=120)
    number = models.CharField(max_length=80)
    title = models.CharField(max_length=400)
    # Here and below an index of its own would be the beginning of another, and be written with every row.
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children", db_index=False
    )
    state = models.CharField(max_length=60, blank=True)
    entry = models.PositiveIntegerField(default=1)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, related_name="records")
    fields = models.JSONField(default=dict)
    place = models.JSONField(null=True)
    division = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    unit = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")  # the author's
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_order = models.DateTimeField(default=FAR)
    #: How it stands, as ``flows.lights.Standing`` says; the light on a day follows by comparing.
    stage = models.CharField(max_length=14, blank=True)
    deadline_at = models.DateTimeField(null=True)
    risk_at = models.DateTimeField(null=True)
    risk = models.CharField(max_length=10, blank=True)
    target_lags_at = models.DateTimeField(null=True)  # told by the app that knows of targets
    revision = models.PositiveIntegerField(default=1)  # two people editing at once: the second is told

    class Meta:
        constraints = (models.UniqueConstraint(fields=("register", "number"), name="record_number"),)
        indexes = (
            models.Index(fields=("register", "state", "due_order", "id")),
            models.Index(fields=("register", "due_order", "id")),
            models.Index(fields=("register", "id")),
            models.Index(fields=("register", "stage", "deadline_at", "risk_at")),
            # The lights of what is open, in the order of lists: few of all records, and none needs to be looked up.
            models.Index(
                fields=("register", "stage", "due_order", "id", "deadline_at", "risk_at", "opened_at"),
                condition=models.Q(closed_at=None),
                name="record_open_by_light",
            ),
            # What was done in a year.
            models.Index(
                fields=("register", "stage", "closed_at"),
                condition=models.Q(closed_at__isnull=False),
                name="record_closed_by_light",
            ),
            models.Index(fields=("parent", "register")),
            # What somebody, or a unit, has entered and waits for: few of all that were ever entered.
            models.Index(
                fields=("author",),
                condition=models.Q(closed_at=None, author__isnull=False),
                name="record_open_of_author",
            ),
            models.Index(
                fields=("unit",),
                condition=models.Q(closed_at=None, unit__isnull=False),
                name="record_open_of_unit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        before, behind = _around_id(get_script_prefix())
        return f"{before}{self.pk}{behind}"


@lru_cache(maxsize=8)
def _around_id(_prefix: str) -> tuple[str, str]:
    """What stands around the id in the address of a record: a page names hundreds of records."""
    before, _id, behind = reverse("pages:record", args=[0]).rpartition("0")
    return before, behind


class Version(models.Model):
    """What a record was in ``[since, until)``, as known from ``recorded_at`` to ``superseded_at`` (版本).

    "As it was on 31 January, as known on 5 February" is a filter over these four times. ``stated`` names
    what was stated at ``since``, such as ``fields.progress``; all else was carried over from before, and
    follows where that is corrected.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions", db_index=False)
    register = models.CharField(max_length=120)
    number = models.CharField(max_length=80)
    title = models.CharField(max_length=400)
    state = models.CharField(max_length=60, blank=True)
    fields = models.JSONField()
    due_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=14, blank=True)
    deadline_at = models.DateTimeField(null=True)
    risk_at = models.DateTimeField(null=True)
    risk = models.CharField(max_length=10, blank=True)
    stated = models.JSONField(default=list)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("record", "since")),
            models.Index(fields=("register", "recorded_at")),
        )


class Party(Dated):
    """Who takes part in a record, in which role, from when to when, through which group (参与方)."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=40)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    consolidates = models.BooleanField(default=False)  # of joint leads, the one who consolidates (汇总)
    as_written = models.CharField(max_length=200, blank=True)  # the name in the document
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, related_name="+")
    #: What it and its group were called on a day; read by ``parties.named``.
    called: str
    group_called: str | None
    heir: str | None

    class Meta:
        ordering = ("record", "role", "order", "pk")
        indexes = (models.Index(fields=("subject", "role")),)


class Part(models.Model):
    """One separately assigned stretch of a record (分项): its own text, units, day and target."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="parts")
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    due_on = models.DateField(null=True)
    bearers = models.ManyToManyField(Subject, related_name="+", blank=True)
    start = models.PositiveIntegerField(null=True)  # in the document's text
    end = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("record", "order")

    @property
    def name(self) -> str:
        """What it is called where it is one of several things to do."""
        return self.text.strip().rstrip("。；;")[:60]


class Attachment(models.Model):
    """A file that belongs to a record (附件); checked by content, served as a download."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="attachments")
    field = models.CharField(max_length=80)
    file = models.FileField(upload_to="attachments/%Y/%m/")
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it in place."""
        return self.media_type in PICTURES


class Access(models.Model):
    """Which subject may see which record (可见范围), written together with the parties.

    Holds whom the register's rights name: the parties, their superiors along the register's line and
    others, so that the list of what a unit may see is one index range. ``role`` narrows it to users who
    have that role in the subject.
    """

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+", db_index=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="access", db_index=False)
    register = models.CharField(max_length=120)
    state = models.CharField(max_length=60, blank=True)
    due_order = models.DateTimeField(default=FAR)
    as_superior = models.BooleanField(default=False)
    role = models.CharField(max_length=14, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("record", "subject"), name="access_once"),)
        indexes = (
            models.Index(fields=("subject", "register", "state", "due_order", "record")),
            models.Index(fields=("subject", "register", "due_order", "record")),
        )


class SearchText(models.Model):
    """What a record is found by (检索词): the pairs of characters in its number and title.

    The database indexes them: SQLite in a table of its own (FTS5) that triggers keep, PostgreSQL by GIN.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="+")
    pairs = models.TextField()


class Sequence(models.Model):
    """The last number given in a register and year (编号); year 0 where numbers run on over the years."""

    register = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("register", "year"), name="sequence_once"),)


class SavedView(models.Model):
    """A way of looking at a register's list that somebody named (保存的视图): its address without the place.

    One's own is seen by its owner alone; one that is ``shared`` by everybody, and changed by the programme's
    office.
    """

    register = models.CharField(max_length=120)
    title = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    #: Whether the reader's list opens with it; read by ``queries.saved.views_for``.
    is_first: bool

    class Meta:
        ordering = ("-shared", "title", "pk")
        constraints = (
            models.UniqueConstraint(fields=("register", "owner", "title"), name="saved_view_title"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        parts = [self.query, f"view={self.pk}"] if self.query else [f"view={self.pk}"]
        return f"{reverse('registers:list', args=[self.register])}?{'&'.join(parts)}"


class FirstView(models.Model):
    """The view with which a user's list of a register opens (默认视图)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=120)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "register"), name="first_view_once"),)


class Passed(models.Model):
    """What a step of a succession has passed on (承接结果): a role, an assignment or a relation.

    ``party`` is the role as the old body had it, ``begun`` the one of the new body, null where it had the role
    already; ``relation`` and ``new_relation`` likewise. What was taken back has ``undone_at``.
    """

    step = models.ForeignKey(SuccessionStep, on_delete=models.PROTECT, related_name="passed")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    begun = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="+")
    relation = models.ForeignKey(Relation, on_delete=models.PROTECT, null=True, related_name="+")
    new_relation = models.ForeignKey(Relation, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)


class Ruling(models.Model):
    """What was decided of a case that the scope of a succession leaves open (待定事项的决定).

    ``heir`` is who takes it over; null where it stays with the old body.
    """

    succession = models.ForeignKey(Succession, on_delete=models.PROTECT, related_name="rulings")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="+")
    heir = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("succession", "record"), condition=models.Q(record__isnull=False), name="ruled_once"
            ),
            models.UniqueConstraint(
                fields=("succession", "assignment"),
                condition=models.Q(assignment__isnull=False),
                name="ruled_once_of_an_assignment",
            ),
        )
