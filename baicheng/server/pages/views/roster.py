"""The page on which an administrator enters the directory and its people from one Excel file."""

from __future__ import annotations

from io import BytesIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.accounts.views import for_administrators
from baicheng.server.pages.roster.entering import blank_roster, enter_roster
from baicheng.server.web.forms import add_errors
from baicheng.server.web.spreadsheets import download


class RosterForm(forms.Form):
    """A filled-in form."""

    file = forms.FileField(label=gettext_lazy("Excel file"))
    check_only = forms.BooleanField(
        label=gettext_lazy("Only check"),
        required=False,
        help_text=gettext_lazy("Says what would be entered, and enters nothing."),
    )


@require_http_methods(["GET", "POST"])
@for_administrators
def enter(request: SignedOnRequest) -> HttpResponse:
    """Enter a roster; what is wrong is told by cell, and then nothing is entered."""
    form = RosterForm(request.POST or None, request.FILES or None, use_required_attribute=False)
    entered = None
    if request.method == "POST" and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        try:
            entered = enter_roster(
                file.name or "",
                file.read(),
                user=request.user,
                at=timezone.now(),
                check_only=form.cleaned_data["check_only"],
            )
        except ValidationError as error:
            add_errors(form, error)
    given = {"form": form, "entered": entered, "checked": entered and form.cleaned_data["check_only"]}
    return render(request, "pages/roster.html", given, status=422 if form.errors else 200)


@require_GET
@for_administrators
def blank(_request: SignedOnRequest) -> FileResponse:
    """The empty form as an Excel file."""
    return download(BytesIO(blank_roster()), _("directory.xlsx"))
