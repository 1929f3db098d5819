"""How the time for odd texts grows with their length: seconds for a text and for one four times as long.

Run ``make benchmark`` or ``.venv/bin/python benchmarks/scaling.py``. Work that grows with the length
gives a ratio of 4, work that grows with its square 16. The texts are those of
tests/reading/test_scaling.py, repeated; nothing is random, so there is no seed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from baicheng.reading import read_source  # noqa: E402  (the path above makes it importable)
from tests.reading.test_scaling import LONGER, UNITS  # noqa: E402
from tests.reading.texts import source_of  # noqa: E402

LENGTH = 16_000


def seconds(text: str) -> float:
    """The best of three times for reading a text."""
    source = source_of(text)
    times = []
    for _ in range(3):
        began = time.process_time()
        read_source(source, year=2021)
        times.append(time.process_time() - began)
    return min(times)


def main() -> None:
    """Print a line for each text, the steepest last."""
    rows = []
    for name, unit in UNITS.items():
        short = seconds((unit * LENGTH)[:LENGTH])
        long = seconds((unit * LENGTH * LONGER)[: LENGTH * LONGER])
        rows.append((long / short, name, short, long))
    print(f"{'text':<32}{'16,000':>9}{'64,000':>9}{'ratio':>7}   (4 is linear, 16 quadratic)")
    for ratio, name, short, long in sorted(rows):
        print(f"{name:<32}{short:9.3f}{long:9.3f}{ratio:7.1f}")


if __name__ == "__main__":
    main()
