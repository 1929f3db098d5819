"""The administrator's guide names every setting that the program knows, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: How the code asks for a setting: by its full name, or through `environment`.
ASKED = re.compile(
    r"environ(?:\.get\(|\[)\"BAICHENG_(\w+)|environment\.\w+\(\s*\"(\w+)\"|\b(?:text|words|switch)\(\"([A-Z_]+)\""
)
ROW = re.compile(r"^\| `BAICHENG_(\w+)` \|", re.MULTILINE)


def test_every_setting_is_in_the_guide_and_every_row_of_the_guide_is_a_setting() -> None:
    modules = (ROOT / "baicheng").rglob("*.py")
    asked = {
        name for path in modules for found in ASKED.findall(path.read_text("utf-8")) for name in found if name
    }
    described = set(ROW.findall((ROOT / "docs" / "administrator.md").read_text("utf-8")))

    assert asked == described
