"""Who takes part (参与方): adding, replacing and ending one of them by date, and who puts joint work together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from baicheng.clock.instants import china_date
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.orgs.models import Subject
from baicheng.server.pages.fields import present_roles
from baicheng.server.pages.views.asking import ApprovalField, ReasonField, SourceField
from baicheng.server.pages.views.record import form_of_record, found
from baicheng.server.pages.views.revisions import seen_revision
from baicheng.server.registers import services
from baicheng.server.registers.books import Book, book_of, label, spoken
from baicheng.server.registers.inputs import SubjectChoice
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import may_assign_now
from baicheng.server.web.forms import DayInput, add_errors
from baicheng.server.web.pickers import LONGEST_ID


class EndForm(forms.Form):
    """From which day on somebody no longer has a role, and why."""

    until = forms.DateField(label=gettext_lazy("From"), widget=DayInput)
    source = SourceField()
    reason = ReasonField()


class ReplaceForm(forms.Form):
    """Who has a role instead, from which day on, who approved it, and why."""

    since = forms.DateField(label=gettext_lazy("From"), widget=DayInput)
    source: forms.CharField = ApprovalField()
    reason = ReasonField()

    def __init__(self, data: Any, on: date, **more: Any) -> None:
        super().__init__(data, use_required_attribute=False, **more)
        self.fields["subject"] = SubjectChoice("subject", on, data, label=_("Who takes over"))
        self.order_fields(["subject", "since", "source", "reason"])


class AddForm(ReplaceForm):
    """Who takes part as well, in which role, from which day on, and why."""

    role = forms.ChoiceField(label=pgettext_lazy("takes part", "Role"))
    source = SourceField()
    as_written = forms.CharField(
        label=gettext_lazy("Name in the document"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Where the document calls it otherwise."),
    )

    def __init__(self, book: Book, data: Any, on: date, **more: Any) -> None:
        super().__init__(data, on, **more)
        roles = book.register.parties.items()
        self.fields["role"].choices = [(name, spoken(role.title)) for name, role in roles]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["subject"].label = _("Who")
        self.order_fields(["role", "subject", "since", "as_written", "source", "reason"])


@require_http_methods(["GET", "POST"])
def parties(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Who takes part now and will, with what can be changed of it, and a form for one more."""
    now = timezone.now()
    record, book = _assignable(request, pk, now)
    day = china_date(now)
    form = AddForm(book, request.POST or None, day, initial={"since": day})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        given = services.Taking(
            typed["role"], typed["subject"], as_written=typed["as_written"], source=typed["source"]
        )
        saying = _("%(unit)s takes part now.") % {"unit": typed["subject"]}

        def add(seen: int) -> None:
            services.add_party(
                record,
                given,
                user=request.user,
                at=now,
                revision=seen,
                since=typed["since"],
                reason=typed["reason"],
            )

        if _done(request, form, typed["role"], add, saying):
            return redirect("pages:parties", pk)
    given_to_page = {"record": record, "form": form, "roles": present_roles(book, record, day), "day": day}
    return render(request, "pages/parties.html", given_to_page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def end_party(request: SignedOnRequest, pk: int, role: str, subject: int) -> HttpResponse:
    """End somebody's role from a day on."""
    now = timezone.now()
    record, book = _assignable(request, pk, now)
    who = _subject(subject)
    form = EndForm(request.POST or None, initial={"until": china_date(now)}, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        saying = _("%(unit)s no longer takes part.") % {"unit": who}

        def end(seen: int) -> None:
            services.end_party(
                record, role, who, user=request.user, at=now, revision=seen, **form.cleaned_data
            )

        if _done(request, form, role, end, saying):
            return redirect("pages:parties", pk)
    named = {"unit": who, "role": label(book, role)}
    return form_of_record(request, form, record, _("%(role)s: end %(unit)s") % named, _("End it"))


@require_http_methods(["GET", "POST"])
def replace_party(request: SignedOnRequest, pk: int, role: str, subject: int) -> HttpResponse:
    """Hand a role on to somebody else from a day on."""
    now = timezone.now()
    record, book = _assignable(request, pk, now)
    who, day = _subject(subject), china_date(now)
    form = ReplaceForm(request.POST or None, day, initial={"since": day})
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        new = typed.pop("subject")
        saying = _("%(new)s takes over from %(old)s.") % {"new": new, "old": who}

        def replace(seen: int) -> None:
            services.replace_party(record, role, who, new, user=request.user, at=now, revision=seen, **typed)

        if _done(request, form, role, replace, saying):
            return redirect("pages:parties", pk)
    named = {"unit": who, "role": label(book, role)}
    return form_of_record(request, form, record, _("%(role)s: replace %(unit)s") % named, _("Hand on"))


@require_POST
def consolidate(request: SignedOnRequest, pk: int, role: str) -> HttpResponse:
    """Say who of several puts their work together."""
    now = timezone.now()
    record, _book = _assignable(request, pk, now)
    chosen = request.POST.get("subject", "")
    if not chosen.isdecimal() or len(chosen) > LONGEST_ID:
        messages.error(request, _("Choose from the list."))
        return redirect(record)
    who = _subject(int(chosen))
    try:
        services.set_consolidator(
            record, role, who, user=request.user, at=now, revision=seen_revision(request)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(unit)s puts the work together.") % {"unit": who})
    return redirect(record)


def _assignable(request: SignedOnRequest, pk: int, now: datetime) -> tuple[Record, Book]:
    """A record of which the user may say who takes part."""
    record = found(request, pk, now)
    if not may_assign_now(request.user, record, now):
        raise PermissionDenied(_("Who takes part is decided by those who enter these records."))
    return record, book_of(record.register)


def _subject(pk: int) -> Subject:
    who = Subject.objects.filter(pk=pk).first()
    if who is None:
        raise Http404
    return who


def _done(
    request: SignedOnRequest, form: forms.Form, role: str, change: Callable[[int], None], saying: str
) -> bool:
    """Whether a change went through; what the service says of the role stands beside who was chosen."""
    try:
        change(seen_revision(request))
    except ValidationError as error:
        if hasattr(error, "error_dict") and "subject" in form.fields:
            faults = {"subject" if name == role else name: e for name, e in error.error_dict.items()}
            error = ValidationError(faults)
        add_errors(form, error)
        return False
    messages.success(request, saying)
    return True
