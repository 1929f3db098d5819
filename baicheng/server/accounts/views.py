"""The pages on which administrators keep the accounts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.server.accounts import queries, services
from baicheng.server.accounts.forms import AccountFilters, AccountForm, DetailsForm, GrantForm
from baicheng.server.accounts.happenings import happenings
from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.history.queries import timeline
from baicheng.server.web.forms import add_errors
from baicheng.server.web.listing import Column, Empty, all_rows, list_page
from baicheng.server.web.spreadsheets import ListColumn, send_list

View = Callable[..., HttpResponseBase]

COLUMNS = (
    Column("name", gettext_lazy("Name"), order=("shown_name",), kind="main"),
    Column("roles", gettext_lazy("Roles")),
    Column("units", gettext_lazy("Units")),
    Column("last", gettext_lazy("Last signed on"), kind="date"),
    Column("state", gettext_lazy("State"), kind="state"),
)


def for_administrators(view: View) -> View:
    """Whoever is no administrator is told so before anything is read."""

    def guarded(request: SignedOnRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if Role.ADMINISTRATOR not in request.user.roles:
            raise PermissionDenied(_("Only an administrator may do this."))
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@for_administrators
def list_accounts(request: SignedOnRequest) -> HttpResponse:
    """All accounts."""
    form = AccountFilters(request.GET)
    rows = _filtered(queries.accounts(), form)
    empty = Empty(
        _("No account matches"),
        _("Lift a filter, or open a new account."),
        _("New account"),
        "new/",
        icon="users",
    )
    listing = list_page(request, rows, columns=COLUMNS, sort="name", empty=empty)
    return render(request, "accounts/list.html", {"listing": listing, "filters": form})


@require_GET
@for_administrators
def export(request: SignedOnRequest) -> FileResponse:
    """The accounts as an Excel file, narrowed and sorted as the page is."""
    found = _filtered(queries.accounts(), AccountFilters(request.GET))
    rows = all_rows(request, found, columns=COLUMNS, sort="name")
    name, *others = (ListColumn(column.title, 24) for column in COLUMNS)
    lines = (
        (
            str(one),
            one.username,
            "\n".join(str(grant.get_role_display()) for grant in one.present_grants),
            "\n".join(one.unit_names),
            one.last_login,
            one.state[0],
        )
        for one in rows.iterator(chunk_size=500)
    )
    return send_list(_("Accounts"), (name, ListColumn(_("User name")), *others), lines, at=timezone.now())


def _filtered(rows: QuerySet[User], form: AccountFilters) -> QuerySet[User]:
    wanted = form.cleaned_data if form.is_valid() else {}
    present = queries.present(Grant.objects.filter(user=OuterRef("pk")))
    if text := wanted.get("q"):
        of_unit = Exists(present.filter(unit__name__icontains=text))
        rows = rows.filter(Q(username__icontains=text) | Q(person__name__icontains=text) | of_unit)
    if role := wanted.get("role"):
        rows = rows.filter(Exists(present.filter(role=role)))
    if state := wanted.get("state"):
        rows = rows.filter(is_active=state == "open")
    return rows


@never_cache
@require_http_methods(["GET", "POST"])
@for_administrators
def create(request: SignedOnRequest) -> HttpResponse:
    """Open an account; its first password is shown once."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = services.create_user(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return render(request, "accounts/first_password.html", {"account": user, "password": password})
    return render(request, "accounts/create.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@for_administrators
def detail(request: SignedOnRequest, pk: int) -> HttpResponse:
    """One account: what it is, its roles, what was done with it."""
    return _detail(request, get_object_or_404(queries.accounts(), pk=pk), GrantForm())


def _detail(request: SignedOnRequest, account: User, form: GrantForm, status: int = 200) -> HttpResponse:
    given = {
        "account": account,
        "form": form,
        "grants": account.grants.select_related("unit"),
        "today": timezone.localdate(),
        "happenings": happenings(timeline(services.chain_of(account))[:50]),
    }
    return render(request, "accounts/detail.html", given, status=status)


@require_http_methods(["GET", "POST"])
@for_administrators
def edit(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Correct name and e-mail."""
    account = get_object_or_404(queries.accounts(), pk=pk)
    form = DetailsForm(request.POST or None, initial={"name": str(account), "email": account.email})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_details(account, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect(account)
    given = {"form": form, "account": account}
    return render(request, "accounts/edit.html", given, status=422 if form.is_bound else 200)


@require_POST
@for_administrators
def give_role(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Give an account a role."""
    account = get_object_or_404(queries.accounts(), pk=pk)
    form = GrantForm(request.POST)
    if form.is_valid():
        try:
            services.grant(account, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The role is given."))
            return redirect(account)
    return _detail(request, account, form, status=422)


@require_POST
@for_administrators
def revoke_role(request: SignedOnRequest, pk: int, grant_pk: int) -> HttpResponse:
    """Take a role back from today on."""
    given = get_object_or_404(Grant, pk=grant_pk, user=pk)
    now = timezone.now()
    try:
        services.revoke(
            given, on=timezone.localdate(now), by=request.user, at=now, reason=request.POST.get("reason", "")
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The role is taken back."))
    return redirect("accounts:detail", pk)


@require_POST
@for_administrators
def close(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Close an account."""
    return _open_or_close(request, pk, services.deactivate, _("The account is closed."))


@require_POST
@for_administrators
def reopen(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    return _open_or_close(request, pk, services.reactivate, _("The account is open again."))


def _open_or_close(request: SignedOnRequest, pk: int, change: Callable[..., None], done: str) -> HttpResponse:
    account = get_object_or_404(queries.accounts(), pk=pk)
    try:
        change(account, by=request.user, at=timezone.now(), reason=request.POST.get("reason", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(account)
