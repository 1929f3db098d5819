"""Renews the tables of keys in docs/pack-reference.md from the models of pack files."""

from __future__ import annotations

import re
from pathlib import Path

from baicheng.packs.key_tables import tables, who_table

PAGE = Path(__file__).parents[1] / "docs" / "pack-reference.md"


def main() -> None:
    """Rewrite the page."""
    text = PAGE.read_text("utf-8")
    blocks = {f"keys of {name}": table for name, table in tables().items()} | {"who": who_table()}
    for name, table in blocks.items():
        block = f"<!-- {name}: begin -->\n{table}\n<!-- {name}: end -->"
        text = re.sub(
            rf"<!-- {name}: begin -->.*?<!-- {name}: end -->",
            lambda _, block=block: block,
            text,
            flags=re.DOTALL,
        )
    PAGE.write_text(text, "utf-8")
    print(f"{PAGE.name}: {len(blocks)} tables")


if __name__ == "__main__":
    main()
