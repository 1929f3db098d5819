"""Codes and boundaries in the directory (代码、边界), entered and put right by administrators."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.accounts.views import for_administrators
from baicheng.server.orgs.boundaries import LARGEST
from baicheng.server.orgs.codes import AREA_CODE, USCC
from baicheng.server.orgs.models import Identifier, Subject, SubjectKind
from baicheng.server.pages import directory
from baicheng.server.pages.subject import FIELDS
from baicheng.server.pages.views.asking import ReasonField, SourceField
from baicheng.server.pages.views.keeping import form_page, kept
from baicheng.server.web.forms import DayInput

_SINCE = gettext_lazy("Left empty, it held all the time, and one entered before never did.")


class CodeForm(forms.Form):
    """A code from a day on."""

    scheme = forms.ChoiceField(label=gettext_lazy("Kind of code"))
    value = forms.CharField(label=gettext_lazy("Code"), max_length=80)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput, help_text=_SINCE)
    source = SourceField()

    def __init__(self, subject: Subject, data: object) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]  # the data of a request
        of_division = subject.kind == SubjectKind.DIVISION
        schemes = (AREA_CODE, USCC) if of_division else (USCC,)
        self.fields["scheme"].choices = [(name, FIELDS[name]) for name in schemes]  # type: ignore[attr-defined]  # a ChoiceField


class CorrectionForm(forms.Form):
    """The right code, and why the one that stood there was wrong."""

    value = forms.CharField(label=gettext_lazy("Right code"), max_length=80)
    reason = ReasonField()


class BoundaryForm(forms.Form):
    """A file with a boundary that holds from a day on."""

    file = forms.FileField(
        label=gettext_lazy("GeoJSON file"),
        help_text=gettext_lazy("One area or several, in degrees of WGS 84 or CGCS2000; at most 4 MB."),
    )
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput, help_text=_SINCE)
    source = SourceField()


@require_http_methods(["GET", "POST"])
@for_administrators
def set_code(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Give a subject a code."""
    chosen = get_object_or_404(Subject, pk=pk)
    form = CodeForm(chosen, request.POST or None)
    if kept(request, form, partial(directory.code_subject, chosen), beside="value"):
        messages.success(request, _("The code is set."))
        return redirect("pages:subject", pk)
    return form_page(request, form, chosen, _("Set a code"), _("Save"))


@require_http_methods(["GET", "POST"])
@for_administrators
def correct_code(request: SignedOnRequest, pk: int, code: int) -> HttpResponse:
    """Put a code right."""
    row = get_object_or_404(Identifier.objects.known().select_related("subject"), pk=code, subject=pk)
    chosen = row.subject
    form = CorrectionForm(request.POST or None, initial={"value": row.value}, use_required_attribute=False)
    if kept(request, form, partial(directory.correct_code, row), beside="value"):
        messages.success(request, _("The code is corrected."))
        return redirect("pages:subject", pk)
    return form_page(request, form, chosen, _("Correct a code"), _("Correct"))


@require_http_methods(["GET", "POST"])
@for_administrators
def set_boundary(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Give a division its boundary."""
    chosen = get_object_or_404(Subject, pk=pk)
    form = BoundaryForm(request.POST or None, request.FILES or None, use_required_attribute=False)

    def enter(*, file: UploadedFile, **typed: Any) -> None:
        directory.bound_division(chosen, content=file.read(LARGEST + 1), **typed)

    if kept(request, form, enter, beside="file"):
        messages.success(request, _("The boundary is set."))
        return redirect("pages:subject", pk)
    return form_page(request, form, chosen, _("Set the boundary"), _("Save"))
