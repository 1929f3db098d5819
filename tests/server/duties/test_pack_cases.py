"""What packs prove in memory holds on the server: every case, walked through services.

Cases of rules are judged there by assessments, those of rounds held by rounds, each in its own tests.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baicheng.packs.loader import load_files, load_pack
from baicheng.packs.pack import Pack
from baicheng.packs.schema.cases import Case
from baicheng.packs.shelf import builtin_folders
from baicheng.server.editions.services import install
from baicheng.server.history.verification import verify
from tests.server.pack_cases import differences
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO

TESTS = Path(__file__).parents[2]
GUIDE = (TESTS.parent / "docs" / "pack-guide.md").read_text("utf-8")
_BLOCK = re.compile(r"^```yaml\n# manholes/(\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _guide(folder: Path) -> Path:
    for name, text in _BLOCK.findall(GUIDE):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def _cases() -> list[tuple[Path | None, Case]]:
    """Each case with the folder of its pack; none for that of the guide."""
    folders = [TESTS / "packs" / "kernel_cases", TESTS / "packs" / "mechanisms", *builtin_folders()]
    found: list[tuple[Path | None, Case]] = []
    for folder in folders:
        pack = load_pack(folder).pack
        assert pack is not None
        found += [(folder, case) for case in pack.cases if case.rule is None and case.round is None]
    guide = load_files({name: text.encode() for name, text in _BLOCK.findall(GUIDE)}).pack
    assert isinstance(guide, Pack)
    return found + [(None, case) for case in guide.cases if case.rule is None and case.round is None]


CASES = _cases()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("folder", "case"),
    CASES,
    ids=[f"{folder.name if folder else 'guide'}: {case.name}" for folder, case in CASES],
)
def test_a_case_comes_out_on_the_server_as_in_memory(folder: Path | None, case: Case, tmp_path: Path) -> None:
    edition = install(once(folder or _guide(tmp_path)), at=LONG_AGO, actor=CLERK)

    assert list(differences(edition.pack, case)) == []
    assert not verify().faults
