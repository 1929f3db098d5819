"""The pages of signing on, and of one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.server.accounts import services
from baicheng.server.accounts.forms import PasswordForm, SignOnForm
from baicheng.server.accounts.requests import SignedOnRequest


class SignOn(LoginView):
    """Sign on, then go where the user wanted to go, on this site only."""

    http_method_names = ("get", "head", "post", "options")
    template_name = "accounts/sign_on.html"
    authentication_form = SignOnForm
    redirect_authenticated_user = True


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    messages.success(request, _("You have signed out."))
    return redirect("accounts:login")


@require_GET
def me(request: SignedOnRequest) -> HttpResponse:
    """Who one is here: name, units, roles."""
    return render(request, "accounts/me.html", {"grants": request.user.present_grants})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: SignedOnRequest) -> HttpResponse:
    """Change one's own password; a first password must be."""
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        services.change_password(request.user, password=form.cleaned_data["new"], at=timezone.now())
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed. Other sessions have ended."))
        return redirect("home")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/change_password.html", {"form": form}, status=status)


@require_POST
def end_sessions(request: SignedOnRequest) -> HttpResponse:
    """Sign out everywhere else; this session stays."""
    user = request.user
    services.end_sessions(user, at=timezone.now())
    login(request, user, backend="baicheng.server.accounts.backends.SignOn")
    messages.success(request, _("All your other sessions have ended."))
    return redirect("accounts:me")
