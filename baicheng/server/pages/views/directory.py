"""The page of a subject, and the forms with which administrators keep the directory (名录)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.clock.instants import china_date
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.accounts.views import for_administrators
from baicheng.server.orgs.forms import KINDS
from baicheng.server.orgs.models import NameKind, Relation, RelationKind, Subject, SubjectKind
from baicheng.server.pages import directory
from baicheng.server.pages.subject import subject_page
from baicheng.server.pages.views.asking import SourceField
from baicheng.server.pages.views.keeping import form_page, kept
from baicheng.server.pages.views.record import found
from baicheng.server.registers.inputs import SubjectChoice
from baicheng.server.web.forms import DayInput, add_errors

LEVELS = (
    ("province", gettext_lazy("province")),
    ("city", gettext_lazy("city")),
    ("county", gettext_lazy("county, district")),
    ("zone", gettext_lazy("development zone")),
    ("township", gettext_lazy("township, street")),
    ("community", gettext_lazy("community, village")),
    ("grid", gettext_lazy("grid")),
)


class SubjectForm(forms.Form):
    """A new subject."""

    kind = forms.TypedChoiceField(label=gettext_lazy("Kind"), choices=KINDS, coerce=SubjectKind)
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        required=False,
        choices=[("", "—"), *LEVELS],
        help_text=gettext_lazy("Of a division; a development zone is one, too."),
    )
    name = forms.CharField(label=gettext_lazy("Official name"), max_length=200)
    short = forms.CharField(label=gettext_lazy("Short name"), required=False, max_length=200)
    aliases = forms.CharField(
        label=gettext_lazy("Other names"),
        required=False,
        help_text=gettext_lazy("One name a line."),
        widget=forms.Textarea({"rows": 3}),
    )
    since = forms.DateField(label=gettext_lazy("There since"), required=False, widget=DayInput)
    source = SourceField()

    def clean_aliases(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]


class RenameForm(forms.Form):
    """A new name from a day on."""

    name = forms.CharField(label=gettext_lazy("New official name"), max_length=200)
    short = forms.CharField(label=gettext_lazy("Short name"), required=False, max_length=200)
    since = forms.DateField(label=gettext_lazy("From"), widget=DayInput)
    source = SourceField()


class NameForm(forms.Form):
    """One more name."""

    text = forms.CharField(label=pgettext_lazy("subject", "Name"), max_length=200)
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind.value, kind.label) for kind in (NameKind.ALIAS, NameKind.SHORT)],
        coerce=NameKind,
    )


class RelationForm(forms.Form):
    """A relation of this subject to another."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("Relation"), choices=RelationKind.choices, coerce=RelationKind
    )
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput)
    source = SourceField()

    def __init__(self, data: Any, now: datetime) -> None:
        super().__init__(data, use_required_attribute=False)
        on = china_date(now)
        self.fields["other"] = SubjectChoice("other", on, data, label=_("To whom"))
        self.order_fields(["kind", "other", "since", "source"])


@require_GET
def subject(request: SignedOnRequest, pk: int) -> HttpResponse:
    """A subject with its names, relations, people and open work."""
    now = timezone.now()
    row = get_object_or_404(Subject, pk=pk)
    if row.kind == SubjectKind.RECORD:
        return redirect(found(request, row.record_id or 0, now))
    page = subject_page(request.user, row, now)
    return render(request, "pages/subject.html", {"page": page, "subject": page.subject, "now": now})


@require_http_methods(["GET", "POST"])
@for_administrators
def create(request: SignedOnRequest) -> HttpResponse:
    """Enter a subject."""
    form = SubjectForm(request.POST or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            made = directory.enter_subject(user=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(name)s is entered.") % {"name": made})
            return redirect("pages:subject", made.pk)
    return form_page(request, form, None, _("New in the directory"), _("Enter"))


@require_http_methods(["GET", "POST"])
@for_administrators
def rename(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Rename a subject from a day on."""
    chosen = get_object_or_404(Subject, pk=pk)
    form = RenameForm(request.POST or None, use_required_attribute=False)
    if kept(request, form, partial(directory.rename_subject, chosen)):
        messages.success(request, _("Renamed. The old name stays known."))
        return redirect("pages:subject", pk)
    return form_page(request, form, chosen, _("Rename"), _("Rename"))


@require_http_methods(["GET", "POST"])
@for_administrators
def add_name(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Add an alias or a short name."""
    chosen = get_object_or_404(Subject, pk=pk)
    form = NameForm(request.POST or None, use_required_attribute=False)
    if kept(request, form, partial(directory.name_subject, chosen)):
        messages.success(request, _("The name is added."))
        return redirect("pages:subject", pk)
    return form_page(request, form, chosen, _("Add a name"), _("Add"))


@require_http_methods(["GET", "POST"])
@for_administrators
def relate(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Enter a relation of a subject to another."""
    chosen = get_object_or_404(Subject, pk=pk)
    form = RelationForm(request.POST or None, timezone.now())
    if kept(request, form, partial(directory.relate_subjects, subject=chosen)):
        messages.success(request, _("The relation is entered."))
        return redirect("pages:subject", pk)
    return form_page(request, form, chosen, _("Add a relation"), _("Add"))


@require_POST
def end_relation(request: SignedOnRequest, pk: int, relation: int) -> HttpResponse:
    """End a relation from today on."""
    row = get_object_or_404(Relation.objects.known(), pk=relation)
    now = timezone.now()
    reason = request.POST.get("reason", "")
    try:
        directory.end_relation(row, until=china_date(now), user=request.user, at=now, reason=reason)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The relation ends today."))
    return redirect("pages:subject", pk)
