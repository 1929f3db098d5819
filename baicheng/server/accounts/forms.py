"""The forms of signing on and of administering accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baicheng.server.accounts.models import Role, User
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.web.forms import DayInput


class SignOnForm(AuthenticationForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")
        self.error_messages = {
            "invalid_login": _(
                "User name or password is wrong. Mind capital letters; after five wrong tries the account is "
                "locked for a quarter of an hour."
            ),
            "inactive": _("This account is closed. Ask your administrator."),
        }


class PasswordForm(forms.Form):
    """The old password, and the new one twice."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("Ten characters or more; not a common one, not digits alone, not like your name."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError(_("This is not your present password."))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        if new == self.cleaned_data.get("old"):
            raise ValidationError(_("Choose another password than the present one."))
        return new

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return given


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Letters, digits and . _ - @; it cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Name of the person"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False)


class DetailsForm(forms.Form):
    """What can be corrected of an account."""

    name = forms.CharField(label=_("Name of the person"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False)


def programme_choices() -> list[tuple[str, str]]:
    """Every programme, and each that is installed; a later app knows them (``settings.PROGRAMMES``)."""
    installed: Callable[[], list[tuple[str, str]]] = import_string(settings.PROGRAMMES)
    return [("", str(_("every programme"))), *installed()]


class GrantForm(forms.Form):
    """A role with its scope and time."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Subject.objects.filter(kind__in=(SubjectKind.UNIT, SubjectKind.DIVISION, SubjectKind.BODY)),
        required=False,
        empty_label="—",
        help_text=_("For unit leaders and liaison officers."),
    )
    programme = forms.ChoiceField(
        label=_("Programme"),
        choices=programme_choices,
        required=False,
        help_text=_("For programme office, inspectors and viewers."),
    )
    since = forms.DateField(label=_("From"), widget=DayInput, initial=timezone.localdate)
    until = forms.DateField(
        label=_("Until"), widget=DayInput, required=False, help_text=_("The first day without the role.")
    )

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class AccountFilters(forms.Form):
    """Which accounts a list shows."""

    q = forms.CharField(
        label=_("Search names and units"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, user name or unit")}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("all")), *Role.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("all")),
            ("open", pgettext_lazy("account", "open")),
            ("closed", pgettext_lazy("account", "closed")),
        ],
        required=False,
    )
