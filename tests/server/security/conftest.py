"""Who attacks, and what they are after: records, drafts and papers of the drill with texts that must not leak."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.registers import conftest as registers

drill = registers.drill


@pytest.fixture(autouse=True)
def files_go_elsewhere(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
