"""Who attacks, and what they are after: records, drafts and papers of the drill with texts that must not leak."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.server.registers import conftest as registers

drill, new_drill = registers.drill, registers.new_drill


@pytest.fixture(scope="module", autouse=True)
def files_go_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield
