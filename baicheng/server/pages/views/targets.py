"""Choosing between the numbers that several documents state for the same thing (两份文件数字不一致)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from baicheng.server.accounts.queries import is_office
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.editions.queries import programme_of
from baicheng.server.indicators.models import Target
from baicheng.server.indicators.queries import rivals
from baicheng.server.indicators.services import choose_target
from baicheng.server.pages.views.asking import ReasonField
from baicheng.server.pages.views.record import form_of_record, found
from baicheng.server.web.formats import figure
from baicheng.server.web.forms import add_errors


class ChoiceForm(forms.Form):
    """Which document's number counts, and why."""

    counts = forms.ChoiceField(label=gettext_lazy("Which number counts"), widget=forms.RadioSelect)
    reason = ReasonField()

    def __init__(self, stated: dict[str, str], data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        field = self.fields["counts"]
        assert isinstance(field, forms.ChoiceField), "as stated above"
        field.choices = list(stated.items())


@require_http_methods(["GET", "POST"])
def choose(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Say which of the numbers that documents state for a target counts."""
    now = timezone.now()
    target = Target.objects.select_related("record", "document", "clause", "indicator").filter(pk=pk).first()
    if target is None or target.record is None:
        raise Http404
    record = found(request, target.record.pk, now)
    programme = programme_of(record.register)
    if not is_office(request.user, programme):
        raise PermissionDenied(_("Only the programme's office chooses between documents."))
    stated = {str(one.pk): one for one in (target, *rivals(target))}
    form = ChoiceForm({key: _said(one) for key, one in stated.items()}, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            choose_target(
                stated[form.cleaned_data["counts"]],
                programme=programme,
                user=request.user,
                at=now,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The number that counts is chosen; the other is kept beside it."))
            return redirect(record)
    title = _("Which number counts: %(what)s") % {"what": target.indicator.title["zh"]}
    return form_of_record(request, form, record, title, _("Choose"))


def _said(target: Target) -> str:
    """A number with its document, clause and words."""
    where = " ".join(filter(None, (str(target.document), target.clause.address if target.clause else "")))
    return f"{figure(target.value)} {target.unit} — {where}: {target.text}"
