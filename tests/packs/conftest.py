"""What the tests of packs share: the packs that ship, and a small sound one to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from baicheng.packs.loader import load_files, load_pack
from baicheng.packs.pack import Pack
from baicheng.packs.schema.registers import Register
from baicheng.packs.shelf import builtin_folders

GOOD = Path(__file__).parent / "good"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="session")
def good_files() -> dict[str, bytes]:
    return files_of(GOOD)


@pytest.fixture(scope="session")
def good(good_files: dict[str, bytes]) -> Pack:
    pack = load_files(good_files).pack
    assert pack is not None
    return pack


@pytest.fixture(scope="session")
def wells(good: Pack) -> Register:
    return good.registers["wells"]


@pytest.fixture(scope="session", params=builtin_folders(), ids=lambda folder: folder.name)
def builtin(request: pytest.FixtureRequest) -> Pack:
    pack = load_pack(request.param).pack
    assert pack is not None
    return pack
