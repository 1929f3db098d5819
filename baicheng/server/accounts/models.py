"""Users and the roles they hold, each with its scope."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baicheng.server.orgs.models import Subject


def present_when(day: date, prefix: str = "") -> models.Q:
    """That a grant holds on a day; ``prefix`` leads to the grant, such as ``grants__``."""
    ends = models.Q(**{f"{prefix}until": None}) | models.Q(**{f"{prefix}until__gt": day})
    return ends & models.Q(**{f"{prefix}since__lte": day})


class User(AbstractUser):
    """Somebody who signs on (用户). Every user is one person; a person need not be a user."""

    person = models.OneToOneField(Subject, on_delete=models.PROTECT, null=True, related_name="user")
    must_change_password = models.BooleanField(default=False)
    #: Counts up when the user signs out everywhere; a session of a lower count no longer holds.
    sign_on_series = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("username",)
        verbose_name = _("account")

    def __str__(self) -> str:
        return self.person.name if self.person else self.username

    def get_absolute_url(self) -> str:
        return reverse("accounts:detail", args=[self.pk])

    @cached_property
    def present_grants(self) -> tuple[Grant, ...]:
        """What the user holds today, in whatever scope; read once for each request."""
        if not self.is_active:
            return ()
        held = self.grants.filter(present_when(timezone.localdate()))
        return tuple(held.select_related("unit").order_by("pk"))

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that the user holds today, in whatever scope."""
        return frozenset(grant.role for grant in self.present_grants)

    @property
    def unit_names(self) -> tuple[str, ...]:
        """The units that the user acts for today, by name, each once."""
        names = [grant.unit.name for grant in self.present_grants if grant.unit]
        return tuple(dict.fromkeys(names))

    @property
    def state(self) -> tuple[Any, str]:
        """How the account stands, in words and as the tone of a badge."""
        if not self.is_active:
            return pgettext_lazy("account", "closed"), "bad"
        if self.must_change_password:
            return _("first password"), "warn"
        return pgettext_lazy("account", "open"), "good"

    def get_session_auth_hash(self) -> str:
        """What a session must carry to hold: it changes with the password and by signing out everywhere."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for key in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(key)

    def _session_hash(self, key: str | bytes) -> str:
        value = f"{self.password} {self.sign_on_series}"
        return salted_hmac("baicheng.accounts.session", value, secret=key, algorithm="sha256").hexdigest()


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
        ordering = ("since", "pk")
        indexes = (models.Index(fields=("user", "role")),)

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.unit or self.programme or '*'}"
