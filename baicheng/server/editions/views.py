"""The pages of packs (规则包): which are installed, what each says and why, what is decided here instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.packs.local_values import OFFICE, said_on
from baicheng.packs.pack import Pack
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import is_office
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.editions import services
from baicheng.server.editions.contents import (
    LocalRow,
    called,
    local_rows,
    local_said,
    paths_of,
    readings_of,
    source_said,
    span,
    tables,
)
from baicheng.server.editions.forms import ProposalForm
from baicheng.server.editions.models import Edition, LocalValue, LocalValueState
from baicheng.server.editions.queries import NotInstalled, approved_values, loaded, lost_values
from baicheng.server.editions.queries import pack as pack_named
from baicheng.server.orgs.models import Subject
from baicheng.server.web.forms import add_errors

_READERS = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.VIEWER, Role.INSPECTOR})


@require_GET
def list_packs(request: SignedOnRequest) -> HttpResponse:
    """The packs that are installed."""
    _refuse_unless_reader(request.user)
    editions = Edition.objects.filter(active=True).order_by("pack")
    shown = [(edition, loaded(edition.digest)) for edition in editions]
    return render(request, "editions/list.html", {"packs": shown})


@require_GET
def detail(request: SignedOnRequest, pack: str) -> HttpResponse:
    """What a pack says, each part with its clause, and what is decided here instead."""
    _refuse_unless_reader(request.user)
    found = _pack(pack)
    values = list(
        LocalValue.objects.filter(pack=pack).select_related("proposed_by__person", "settled_by__person")
    )
    by_path: dict[str, list[LocalValue]] = defaultdict(list)
    for value in values:
        if value.state == LocalValueState.APPROVED:
            by_path[value.path].append(value)
    given = {
        "pack": found,
        "edition": Edition.objects.get(pack=pack, active=True),
        "tables": list(tables(found, by_path)),
        "readings": list(readings_of(found, by_path)),
        "registers": [
            (f"{pack}.{name}", one, source_said(one.source)) for name, one in found.registers.items()
        ],
        "duties": [
            (one, source_said(one.source), [span(terms.in_force) for terms in one.terms()])
            for one in found.duties.values()
        ],
        "local": _local(found, values, request.user),
        "decides": _decides(request.user, pack),
        "paths": [(path, called(found, path)) for path in paths_of(found)],
    }
    return render(request, "editions/detail.html", given)


def _local(pack: Pack, values: Sequence[LocalValue], user: User) -> list[LocalRow]:
    offices = Subject.objects.in_bulk([value.value for value in values if value.path == OFFICE])
    return local_rows(
        values,
        user,
        title=partial(called, pack),
        said=partial(local_said, offices=offices),
        lost={one.pk for one in lost_values(pack.name, timezone.localdate())},
    )


@require_http_methods(["GET", "POST"])
def propose(request: SignedOnRequest, pack: str) -> HttpResponse:
    """Propose that the installation decides a value itself; ``path`` in the address says which.

    ``value`` in the address stands in the form at first, such as one that was tried out.
    """
    found, path = _pack(pack), request.GET.get("path", "")
    if not _decides(request.user, pack):
        raise PermissionDenied(_("Only the programme's office and administrators decide local values."))
    if path not in paths_of(found):
        raise Http404
    # Without an office nobody of it could approve, so that an administrator says which it is.
    first_office = (
        path == OFFICE
        and Role.ADMINISTRATOR in request.user.roles
        and not approved_values(pack, OFFICE).exists()
    )
    said = request.GET.get("value") or said_on(found, path, timezone.localdate())
    form = ProposalForm(path, request.POST or None, said)
    if request.method == "POST" and form.is_valid():
        decide = _bind if first_office else _propose
        try:
            decide(pack, path, request.user, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            said = _("It holds.") if first_office else _("Proposed. Somebody else approves it.")
            messages.success(request, said)
            return redirect("editions:detail", pack)
    title = called(found, path)
    given = {"form": form, "pack": found, "path": path, "title": title, "first_office": first_office}
    return render(request, "editions/propose.html", given, status=422 if form.errors else 200)


def _propose(pack: str, path: str, user: User, given: Mapping[str, Any]) -> None:
    services.propose_local_value(pack=pack, path=path, user=user, at=timezone.now(), **given)


def _bind(pack: str, _path: str, user: User, given: Mapping[str, Any]) -> None:
    unit = Subject.objects.filter(pk=given["value"]).first()
    if unit is None:
        raise ValidationError({"value": _("Choose from the list.")})
    services.bind_office(
        pack,
        unit,
        since=given["since"],
        user=user,
        at=timezone.now(),
        reason=given["reason"],
        decided_by=given["decided_by"],
    )


@require_POST
def approve(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Approve what somebody else proposed."""
    return _settle(request, pk, services.approve_local_value, _("Approved."))


@require_POST
def refuse(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Refuse what somebody else proposed."""
    return _settle(request, pk, services.refuse_local_value, _("Refused."))


@require_POST
def withdraw(request: SignedOnRequest, pk: int) -> HttpResponse:
    """End a local value, or take a proposal back."""
    return _settle(request, pk, services.withdraw_local_value, _("It holds no longer."))


def _settle(request: SignedOnRequest, pk: int, settle: Callable[..., LocalValue], done: str) -> HttpResponse:
    value = get_object_or_404(LocalValue, pk=pk)
    try:
        settle(value, user=request.user, at=timezone.now(), reason=request.POST.get("reason", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(value)


def _pack(name: str) -> Pack:
    try:
        return pack_named(name)
    except NotInstalled as error:
        raise Http404 from error


def _refuse_unless_reader(user: User) -> None:
    if user.roles.isdisjoint(_READERS):
        raise PermissionDenied(_("Packs are shown to offices, inspectors, leaders and administrators."))


def _decides(user: User, pack: str) -> bool:
    return Role.ADMINISTRATOR in user.roles or is_office(user, pack)
