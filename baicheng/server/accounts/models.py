"""Users and the roles they hold, each with its scope."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from baicheng.server.orgs.models import Subject


class User(AbstractUser):
    """Somebody who signs on (用户). Every user is one person; a person need not be a user."""

    person = models.OneToOneField(Subject, on_delete=models.PROTECT, null=True, related_name="user")
    must_change_password = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.person.name if self.person else self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that the user holds today, in whatever scope; read once for each request."""
        day = timezone.localdate()
        held = self.grants.filter(models.Q(until=None) | models.Q(until__gt=day), since__lte=day)
        return frozenset(held.values_list("role", flat=True)) if self.is_active else frozenset()


class Role(models.TextChoices):
    """What a user may do, within the unit or programme of the grant."""

    ADMINISTRATOR = "administrator", _("administrator")  # 系统管理员: accounts, directory, packs
    OFFICE = "office", _("programme office")  # 提质办, 督查室: issues, verifies, closes
    LEADER = "leader", _("unit leader")  # 单位负责人
    LIAISON = "liaison", _("liaison officer")  # 联络员
    INSPECTOR = "inspector", _("inspector")  # 督查员
    VIEWER = "viewer", _("viewer")  # 市领导: reads all


class Grant(models.Model):
    """A role given to a user for a time (授权), for one unit or one programme (a pack's name).

    ``office``, ``inspector`` and ``viewer`` hold for a programme ("" is every programme), ``leader``
    and ``liaison`` for a unit.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=14, choices=Role)
    unit = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="grants")
    programme = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=("user", "role")),)

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.unit or self.programme or '*'}"
