"""Reading what a test has written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baicheng.reading.sources import extract
from baicheng.reading.spans import Source

ReadBytes = Callable[[bytes], Source]


@pytest.fixture
def read_bytes(tmp_path: Path) -> ReadBytes:
    """Writes bytes to a file named 计划, without an extension, and extracts its text."""

    def read(content: bytes) -> Source:
        path = tmp_path / "计划"
        path.write_bytes(content)
        return extract(path)

    return read
