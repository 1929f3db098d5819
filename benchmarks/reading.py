"""How long reading takes and how much memory it needs, from 190 KB to 20 MB of text.

Run ``make benchmark`` or ``.venv/bin/python benchmarks/reading.py [--sizes 1 5 20]``. Every figure is
the whole command, start-up included, in a process of its own on one core. Seconds are of processor
time, so that other work on the machine counts little; reading hardly waits. Beside it stands a floor
measured in the same run: a Python process that only decodes the same file, brings it to half-width
forms and looks for the words 牵头单位 and 责任单位. The largest texts are written in every format.

Data: the gazette in ../shared/corpus/dev where it is present, else the test documents of the
project, joined; larger files repeat it, repeat one plan inside a single document, or repeat all test
documents, of which many hold task tables. Nothing is random, so there is no seed.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GAZETTE = ROOT.parent / "shared" / "corpus" / "dev" / "gazette_2017.txt"
DOCUMENTS = ROOT / "tests" / "reading" / "documents"
FORMATS = ("json", "xlsx", "html", "csv")
LIMIT_SECONDS, LIMIT_MEMORY_MB, LIMIT_HELP_SECONDS = 2.0, 300, 0.3

FLOOR = """
import re, sys, unicodedata
text = unicodedata.normalize("NFKC", open(sys.argv[1], encoding="utf-8").read())
print(len(re.findall("(?:牵头|责任)单位", re.sub(r"\\s", "", text))))
"""


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds of processor time and peak memory (MB) of a command on one core."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, preexec_fn=_one_core
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def best(command: list[str], times: int) -> tuple[float, float]:
    """The fastest of several runs, with its memory."""
    return min(measured(command) for _ in range(times))


def gazette() -> tuple[str, str]:
    """The text of about 190 KB that is measured, and where it is from."""
    if GAZETTE.exists():
        return GAZETTE.read_text(encoding="utf-8"), "gazette of the corpus"
    return collection(), "test documents, joined"


def collection() -> str:
    """All test documents, joined."""
    return "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.glob("*.txt")))


def plan() -> str:
    """One plan of some 9 KB."""
    return (DOCUMENTS / "city_quality_plan_2021.txt").read_text(encoding="utf-8")


def enlarged(text: str, megabytes: float) -> str:
    """A text repeated until it has so many megabytes."""
    return "\n\n".join([text] * max(1, round(megabytes * 1_000_000 / len(text.encode()))))


def report(name: str, text: str, times: int, folder: Path, formats: Sequence[str] = ("json",)) -> None:
    """Measure one text and print a line of the table for each format."""
    path = folder / "text.txt"
    path.write_text(text, encoding="utf-8")
    floor, _ = best([sys.executable, "-c", FLOOR, str(path)], times)
    size = len(text.encode()) / 1_000_000
    for form in formats:
        output = ["--format", form, "--output", str(folder / f"out.{form}")]
        seconds, memory = best([sys.executable, "-m", "baicheng", "ledger", str(path), *output], times)
        print(
            f"{f'{name}, {form}':<30}{size:8.2f}{seconds:10.2f}{seconds / size:10.2f}{memory:9.0f}"
            f"{floor:9.2f}{seconds / floor:8.1f}",
            flush=True,
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="*", type=float, default=[1, 5, 20], metavar="MB")
    parser.add_argument(
        "--times", type=int, default=3, help="runs of the small measurements, of which the best counts"
    )
    arguments = parser.parse_args()
    text, origin = gazette()
    seconds, _ = best([sys.executable, "-m", "baicheng", "--help"], arguments.times)
    print(
        f"baicheng --help: {seconds:.3f} s, {seconds / LIMIT_HELP_SECONDS:.2f} of the limit {LIMIT_HELP_SECONDS} s"
    )
    print(f"limits: {LIMIT_SECONDS} s for the gazette, {LIMIT_MEMORY_MB} MB at 20 MB; text: {origin}")
    print(f"{'':<30}{'MB':>8}{'s':>10}{'s/MB':>10}{'peak MB':>9}{'floor s':>9}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report("gazette", text, arguments.times, folder)
        for size in arguments.sizes:
            formats = FORMATS if size == max(arguments.sizes) else FORMATS[:1]
            report("gazette, enlarged", enlarged(text, size), 1, folder, formats)
            report("one long document", enlarged(plan(), size), 1, folder, formats)
            report("documents with tables", enlarged(collection(), size), 1, folder, formats)


if __name__ == "__main__":
    main()
