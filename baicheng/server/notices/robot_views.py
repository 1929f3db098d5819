"""The pages of robots (群机器人), and of what could not be sent."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.server.accounts.models import Role
from baicheng.server.accounts.queries import is_office
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.editions.queries import programmes
from baicheng.server.notices import services
from baicheng.server.notices.forms import RobotForm
from baicheng.server.notices.models import Robot, Sending, SendingState
from baicheng.server.notices.queries import lost_letters, robots_of
from baicheng.server.web.forms import add_errors
from baicheng.server.web.listing import Column, Empty, list_page

COLUMNS = (
    Column("subject", gettext_lazy("Message"), kind="main"),
    Column("state", gettext_lazy("State"), kind="state"),
    Column("attempts", gettext_lazy("Attempts"), kind="number"),
    Column("fault", gettext_lazy("Last fault")),
    Column("made", gettext_lazy("Noted"), order=("pk",), kind="date"),
    Column("deed", gettext_lazy("Do"), kind="actions"),
)
TONES = {SendingState.WAITING: "info", SendingState.SENT: "good", SendingState.GIVEN_UP: "bad"}


@never_cache
@require_http_methods(["GET", "POST"])
def list_robots(request: SignedOnRequest) -> HttpResponse:
    """The groups that one keeps, and the form for another."""
    user, now = request.user, timezone.now()
    administers = Role.ADMINISTRATOR in user.roles
    offices = [
        (name, str(title)) for name, title in programmes() if administers or is_office(user, name, now.date())
    ]
    if not administers and not offices:
        raise PermissionDenied(_("Only an administrator, or the office whose group it is, does this."))
    form = RobotForm(
        request.POST if request.method == "POST" else None, offices=offices, any_unit=administers
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.register_robot(user=user, at=now, **{"unit": None, **form.cleaned_data})
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("This group is told from now on."))
            return redirect("notices:robots")
    given = {
        "form": form,
        "robots": robots_of(user, now.date()),
        "titles": dict(offices),
        "lost": lost_letters() if administers else 0,
    }
    return render(request, "notices/robots.html", given, status=422 if form.is_bound else 200)


@require_GET
def detail(request: SignedOnRequest, pk: int) -> HttpResponse:
    """What a group was told, the newest first."""
    robot = _robot(request, pk)
    empty = Empty(
        _("Nothing yet"), _("What its unit or office is told goes here within a minute."), icon="send"
    )
    listing = list_page(request, robot.sendings.all(), columns=COLUMNS, sort="-made", empty=empty)
    lines = [(row, TONES[SendingState(row.state)]) for row in listing.rows]
    return render(request, "notices/robot.html", {"robot": robot, "listing": listing, "lines": lines})


@require_POST
def end(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Tell a group nothing any more."""
    services.end_robot(_robot(request, pk), user=request.user, at=timezone.now())
    messages.success(request, _("This group is told nothing any more."))
    return redirect("notices:robots")


@require_POST
def attempt(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Send a group a message that says it is a trial."""
    robot = _robot(request, pk)
    services.try_robot(robot, user=request.user, at=timezone.now())
    messages.success(request, _("A trial goes out within a minute."))
    return redirect("notices:robot", robot.pk)


@require_POST
def again(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Try once more what was given up."""
    kept = robots_of(request.user, timezone.localdate())
    row = get_object_or_404(Sending, pk=pk, robot__in=kept.values("pk"))
    try:
        services.again(row, user=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is tried again within a minute."))
    return redirect("notices:robot", row.robot_id)


def _robot(request: SignedOnRequest, pk: int) -> Robot:
    return get_object_or_404(robots_of(request.user, timezone.localdate()), pk=pk)
