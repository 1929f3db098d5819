"""Codes and boundaries in the directory (代码、边界), entered and put right by administrators."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.orgs.boundaries import LARGEST
from baicheng.server.orgs.codes import AREA_CODE, USCC
from baicheng.server.orgs.models import Identifier, Subject, SubjectKind
from baicheng.server.pages import directory
from baicheng.server.pages.subject import FIELDS, may_keep
from baicheng.server.web.forms import DayInput, add_errors

_SOURCE = gettext_lazy("The paper that says so, with its number.")
_SINCE = gettext_lazy("Left empty, it held all the time, and one entered before never did.")


class CodeForm(forms.Form):
    """A code from a day on."""

    scheme = forms.ChoiceField(label=gettext_lazy("Kind of code"))
    value = forms.CharField(label=gettext_lazy("Code"), max_length=80)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput, help_text=_SINCE)
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=200, help_text=_SOURCE)

    def __init__(self, subject: Subject, data: object) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]  # the data of a request
        of_division = subject.kind == SubjectKind.DIVISION
        schemes = (AREA_CODE, USCC) if of_division else (USCC,)
        self.fields["scheme"].choices = [(name, FIELDS[name]) for name in schemes]  # type: ignore[attr-defined]  # a ChoiceField


class CorrectionForm(forms.Form):
    """The right code, and why the one that stood there was wrong."""

    value = forms.CharField(label=gettext_lazy("Right code"), max_length=80)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class BoundaryForm(forms.Form):
    """A file with a boundary that holds from a day on."""

    file = forms.FileField(
        label=gettext_lazy("GeoJSON file"),
        help_text=gettext_lazy("One area or several, in degrees of WGS 84 or CGCS2000; at most 4 MB."),
    )
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput, help_text=_SINCE)
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=200, help_text=_SOURCE)


@require_http_methods(["GET", "POST"])
def set_code(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Give a subject a code."""
    _refuse_unless_keeper(request)
    chosen = get_object_or_404(Subject, pk=pk)
    form = CodeForm(chosen, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            directory.code_subject(chosen, user=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _("The code is set."))
            return redirect("pages:subject", pk)
    return _page(request, form, chosen, _("Set a code"), _("Save"))


@require_http_methods(["GET", "POST"])
def correct_code(request: SignedOnRequest, pk: int, code: int) -> HttpResponse:
    """Put a code right."""
    _refuse_unless_keeper(request)
    row = get_object_or_404(Identifier.objects.known().select_related("subject"), pk=code, subject=pk)
    chosen = row.subject
    form = CorrectionForm(request.POST or None, initial={"value": row.value}, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            directory.correct_code(row, user=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _("The code is corrected."))
            return redirect("pages:subject", pk)
    return _page(request, form, chosen, _("Correct a code"), _("Correct"))


@require_http_methods(["GET", "POST"])
def set_boundary(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Give a division its boundary."""
    _refuse_unless_keeper(request)
    chosen = get_object_or_404(Subject, pk=pk)
    form = BoundaryForm(request.POST or None, request.FILES or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        file: UploadedFile = typed["file"]
        try:
            directory.bound_division(
                chosen,
                content=file.read(LARGEST + 1),
                since=typed["since"],
                source=typed["source"],
                user=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("file", error)
        else:
            messages.success(request, _("The boundary is set."))
            return redirect("pages:subject", pk)
    return _page(request, form, chosen, _("Set the boundary"), _("Save"))


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    """What the service says of a scheme stands beside the code."""
    if hasattr(error, "error_dict"):
        faults = {name if name in form.fields else "value": said for name, said in error.error_dict.items()}
        error = ValidationError(faults)
    add_errors(form, error)


def _refuse_unless_keeper(request: SignedOnRequest) -> None:
    if not may_keep(request.user):
        raise PermissionDenied(_("Only an administrator keeps the directory."))


def _page(request: SignedOnRequest, form: forms.Form, chosen: Subject, title: str, verb: str) -> HttpResponse:
    given = {"form": form, "subject": chosen, "title": title, "verb": verb}
    return render(request, "pages/directory_form.html", given, status=422 if form.errors else 200)
