"""What the forms share with which administrators keep the directory (名录)."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.orgs.models import Subject
from baicheng.server.web.forms import add_errors


def kept(
    request: SignedOnRequest, form: forms.Form, enter: Callable[..., object], beside: str | None = None
) -> bool:
    """Whether a form was sent and entered; what is refused stands in the form.

    Args:
        enter: is given what was typed, with the user and the moment.
        beside: the field of what is refused and of no field of the form; without one it stands on top.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        enter(user=request.user, at=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error, beside)
        return False
    return True


def form_page(
    request: SignedOnRequest, form: forms.Form, chosen: Subject | None, title: str, verb: str
) -> HttpResponse:
    """A form about a subject, or about one that is new."""
    given = {"form": form, "subject": chosen, "title": title, "verb": verb}
    return render(request, "pages/directory_form.html", given, status=422 if form.errors else 200)
