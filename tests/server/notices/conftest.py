"""A mail server and a robot to which messages go out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.notices.outside import Group, Post, mail_server, robot


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with mail_server() as made:
        settings.MAIL = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "督查室 <baicheng@lanchuan.example>"
        settings.SITE_ADDRESS = "https://duban.lanchuan.example"
        yield made


@pytest.fixture
def group(settings: Any) -> Iterator[Group]:
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})
    settings.SITE_ADDRESS = "https://duban.lanchuan.example"
    with robot() as made:
        yield made
