"""What tests of pages have: the drill of registers with its cast, and a browser without a screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baicheng.server.accounts.models import User
from tests.server.registers import conftest as registers

drill, new_drill = registers.drill, registers.new_drill


@pytest.fixture(autouse=True)
def files_go_elsewhere(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def reader(user: User) -> Client:
    """Somebody who is signed on and reads English."""
    client = Client()
    client.force_login(user, backend="baicheng.server.accounts.backends.SignOn")
    client.cookies["baicheng_language"] = "en"
    return client
