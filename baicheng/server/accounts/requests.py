"""Requests of somebody who is signed on, which is every request but those of `login_not_required` views."""

from __future__ import annotations

from django.http import HttpRequest

from baicheng.server.accounts.models import User


class SignedOnRequest(HttpRequest):
    """What a view gets: the middleware has sent everybody else to the sign-on page."""

    user: User
