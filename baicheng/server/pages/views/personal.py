"""Personal data (个人信息) of a record: read out with a reason that is logged, erased for good by the office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from baicheng.server.accounts.queries import is_office
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.pages.views.asking import ReasonField
from baicheng.server.pages.views.record import found
from baicheng.server.registers import services
from baicheng.server.registers.books import Book, book_of, label
from baicheng.server.registers.masks import mask
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import may_read_personal_now
from baicheng.server.web.forms import add_errors

_AREA = forms.Textarea({"rows": 3})


class RevealForm(forms.Form):
    """Why a personal value is read."""

    reason = ReasonField(
        help_text=gettext_lazy("What you need it for. It enters the history under your name.")
    )


class EraseForm(forms.Form):
    """Which personal values are erased, and on which ground."""

    fields_ = forms.MultipleChoiceField(
        label=gettext_lazy("What is erased"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=gettext_lazy("Ground and reason"),
        max_length=2000,
        widget=_AREA,
        help_text=gettext_lazy("Who asked for it, or which provision demands it. It stays in the history."),
    )

    def __init__(self, record: Record, book: Book, data: Any) -> None:
        super().__init__(data, use_required_attribute=False)
        kept = [name for name in book.register.fields_ if name in book.personal and name in record.fields]
        self.fields["fields_"].choices = [(name, label(book, name)) for name in kept]  # type: ignore[attr-defined]  # a MultipleChoiceField


@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: SignedOnRequest, pk: int, field: str) -> HttpResponse:
    """A personal value, unmasked once a reason is given."""
    now = timezone.now()
    record = found(request, pk, now)
    book = book_of(record.register)
    if field not in book.personal:
        raise Http404
    if not may_read_personal_now(request.user, record, now):
        raise PermissionDenied(_("You may not read personal data of this record."))
    form = RevealForm(request.POST or None, use_required_attribute=False)
    value, revealed = mask(record.fields.get(field)), False
    if request.method == "POST" and form.is_valid():
        try:
            value = services.reveal_personal(record, field, user=request.user, at=now, **form.cleaned_data)
            revealed = True
        except ValidationError as error:
            add_errors(form, error)
    given = {"form": form, "record": record, "label": label(book, field), "value": value}
    given["revealed"] = revealed
    return render(request, "pages/reveal.html", given, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def erase(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Erase personal values of a record for good."""
    now = timezone.now()
    record = found(request, pk, now)
    book = book_of(record.register)
    if not book.personal:
        raise Http404
    if not is_office(request.user, book.programme):
        raise PermissionDenied(_("You may not erase personal data of this record."))
    form = EraseForm(record, book, request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.erase_personal(
                record, typed["fields_"], user=request.user, at=now, reason=typed["reason"]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Erased. The history says that and why, and still verifies."))
            return redirect(record)
    given = {"form": form, "record": record}
    return render(request, "pages/erase.html", given, status=422 if form.errors else 200)
