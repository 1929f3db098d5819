"""The inbox (通知): messages, marking them as read, the number at the bell."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages as messages_of_django
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.server.accounts.queries import accounts
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.accounts.views import for_administrators
from baicheng.server.notices import services
from baicheng.server.notices.forms import MailForm
from baicheng.server.notices.models import Notice
from baicheng.server.notices.queries import inbox, lost_letter, mail_choice, unread_count
from baicheng.server.notices.services import mark_read
from baicheng.server.web.forms import add_errors
from baicheng.server.web.listing import Column, Empty, all_rows, list_page
from baicheng.server.web.paging import bounded_count
from baicheng.server.web.spreadsheets import ListColumn, send_list
from baicheng.server.web.templatetags.web import say

COLUMNS = (
    Column("text", gettext_lazy("Message"), kind="main"),
    Column("sent", gettext_lazy("Sent"), order=("sent_at",), kind="date"),
    Column("state", gettext_lazy("State"), kind="state"),
)
#: From so many on the bell says only that there are more.
MOST_COUNTED = 99


@require_GET
def messages(request: SignedOnRequest) -> HttpResponse:
    """A user's messages, the newest first."""
    unread = bounded_count(inbox(request.user).filter(read_at=None))
    empty = Empty(_("No messages"), _("What concerns you, such as a report that came back, is told here."))
    listing = list_page(request, inbox(request.user), columns=COLUMNS, sort="-sent", empty=empty)
    return render(request, "notices/inbox.html", {"listing": listing, "unread": unread})


@require_GET
def export(request: SignedOnRequest) -> FileResponse:
    """A user's messages as an Excel file, sorted as the page is."""
    rows = all_rows(request, inbox(request.user), columns=COLUMNS, sort="-sent")
    text, *others = (ListColumn(column.title) for column in COLUMNS)
    lines = (
        (say(one.text), one.sent_at, _("read") if one.read_at else _("unread")) for one in rows.iterator()
    )
    return send_list(_("Inbox"), (ListColumn(text.head, 80), *others), lines, at=timezone.now())


@require_POST
def read(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Mark one message as read and go to what it is about."""
    notice = get_object_or_404(inbox(request.user), pk=pk)
    mark_read(request.user, at=timezone.now(), keys=[notice.pk])
    return _to(request, notice)


def _to(request: SignedOnRequest, notice: Notice) -> HttpResponse:
    """The page of a message; never another site."""
    if notice.path and url_has_allowed_host_and_scheme(notice.path, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(notice.path)
    return redirect("notices:inbox")


@require_POST
def read_all(request: SignedOnRequest) -> HttpResponse:
    """Mark all messages as read."""
    mark_read(request.user, at=timezone.now())
    return redirect("notices:inbox")


@never_cache
@require_GET
def badge(request: SignedOnRequest) -> HttpResponse:
    """The number of unread messages, for the bell; nothing where there is none."""
    count = unread_count(request.user)
    if not count:
        return HttpResponse("")
    shown = str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"
    words = _("unread")
    return HttpResponse(format_html('<span>{}<span class="visually-hidden"> {}</span></span>', shown, words))


@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: SignedOnRequest) -> HttpResponse:
    """Choose to which address one's messages go, and whether each at once or one letter a day."""
    user = request.user
    initial = {"how": mail_choice(user), "email": user.email}
    form = MailForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_mail(user=user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages_of_django.success(request, _("Saved."))
            return redirect("accounts:me")
    given = {"form": form, "sends_mail": settings.MAIL, "lost": lost_letter(user)}
    return render(request, "notices/choose.html", given, status=422 if form.is_bound else 200)


@never_cache
@require_POST
@for_administrators
def reset_password(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Give an account a new first password, shown once; its user finds a message."""
    account = get_object_or_404(accounts(), pk=pk)
    password = services.reset_password(account, by=request.user, at=timezone.now())
    return render(request, "accounts/first_password.html", {"account": account, "password": password})
