"""How much of ledgers made by hand the reader finds: F1 by field.

Run ``make benchmark`` or ``.venv/bin/python benchmarks/accuracy.py [FOLDER ...]``. Every figure is F1
(a value missed and a value made up both cost), counted over all documents of a set; ``exact`` is the
share of tasks whose lead, responsible units and deadlines are all right. The limit is 1: two careful
people agree at 0.99 on targets and at 1.00 on everything else. Nothing is random, so there is no seed.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.reading.test_corpus import score_of  # noqa: E402  (the path above makes it importable)

SHARED = ROOT.parent / "shared" / "corpus" / "dev"
OWN = ROOT / "tests" / "reading" / "documents"
FIELDS = ("tasks", "lead", "responsible", "supervisor", "deadlines", "targets", "exact")
GAZETTE = ("documents", "gazette_title", "gazette_issuer", "gazette_issued")


def main() -> None:
    """Print a table for each folder with documents and their ledgers."""
    folders = [Path(name) for name in sys.argv[1:]] or [SHARED, OWN]
    for folder in folders:
        if not folder.is_dir():
            print(f"{folder.name}: not beside this checkout, left out")
            continue
        files = sorted(folder.glob("*.json"))
        size = sum(len(path.with_suffix(".txt").read_text(encoding="utf-8")) for path in files)
        score = score_of(folder)
        print(f"{folder.name}: {len(files)} documents, {size} characters")
        for name in (*FIELDS, *GAZETTE):
            count = score.counts.get(name)
            if count is not None and count.right + count.missed:
                print(f"  {name:<16}{count.f1:.3f}  ({count.right + count.missed} in the ledgers)")


if __name__ == "__main__":
    main()
