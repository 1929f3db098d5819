"""Deadlines found, beside the general time parser JioNLP: accuracy and time on the same task texts.

Run ``make benchmark`` or ``.venv/bin/python benchmarks/deadlines.py``. JioNLP is in the dependency
group ``benchmark`` and nothing in the package imports it; without it only our own rows are printed.

Data: every task of the hand-made ledgers in ../shared/corpus/dev (left out with a message where
absent) and of the project's own test documents, each as the text from where it begins to where the
next one does, closings and headings between them included. Both parsers get the plan's year or day of
issue. Nothing is random, so there is no seed.

Counted are distinct days per task against the ledger's deadlines. JioNLP dates times and knows no
orders, so the last day of every time it dates is counted; the row "all dates" gives ours on the same
terms, "deadlines" is what the ledger uses. Seconds are the best of three rounds over all tasks.
"""

from __future__ import annotations

import importlib
import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from baicheng.clock.dates import find_dates
from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.deadlines.deadlines import find_deadlines
from baicheng.reading.spans import Block, Source, Span
from baicheng.reading.text import Text
from baicheng.reading.wording.forms import half_width

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {
    "corpus": ROOT.parent / "shared" / "corpus" / "dev",
    "test documents": ROOT / "tests" / "reading" / "documents",
}
ROUNDS = 3


@dataclass(frozen=True)
class Case:
    """One task: where it stands, when it was issued, and its deadlines."""

    content: Text
    span: Span
    year: int
    issued: date
    gold: frozenset[date]


Reader = Callable[[Case], set[date]]


def cases(folder: Path) -> Iterator[Case]:
    """The tasks of every ledger in a folder; those whose beginning is not in the text are left out."""
    for path in sorted(folder.glob("*.json")):
        ledger = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt")
        if "tasks" not in ledger or not text.exists():
            continue
        content = clean(source(text))
        places = [place for place, character in enumerate(content.norm) if not character.isspace()]
        flat = "".join(content.norm[place] for place in places)
        begins = [(flat.find(squeezed(task["start"])), task) for task in ledger["tasks"]]
        found = sorted(((start, task) for start, task in begins if start >= 0), key=lambda pair: pair[0])
        ends = [start for start, _ in found[1:]] + [len(flat)]
        for (start, task), end in zip(found, ends, strict=True):
            span = Span(places[start], places[end - 1] + 1)
            issued = date.fromisoformat(ledger["issued"] or f"{ledger['plan_year']}-01-01")
            gold = frozenset(date.fromisoformat(due) for due in task["deadlines"])
            yield Case(content, span, ledger["plan_year"], issued, gold)


def source(path: Path) -> Source:
    """A text file, one block a line."""
    text = path.read_text(encoding="utf-8")
    blocks, start = [], 0
    for line in text.split("\n"):
        blocks.append(Block(start, start + len(line)))
        start += len(line) + 1
    return Source(path.name, "txt", text, tuple(blocks))


def squeezed(text: str) -> str:
    """Half-width and without blanks: how beginnings are looked for."""
    return re.sub(r"\s", "", half_width(text))


def our_deadlines(case: Case) -> set[date]:
    """The days of our deadlines."""
    return {d.due for d in find_deadlines(case.content, case.span, year=case.year, issued=case.issued)}


def our_dates(case: Case) -> set[date]:
    """The last days of all that we date."""
    mentions = find_dates(case.span.of(case.content.norm), year=case.year, issued=case.issued)
    return {mention.last for mention in mentions if mention.last}


def jionlp_reader() -> Reader | None:
    """The last days of all that JioNLP dates, or nothing where it is not installed."""
    logging.disable(logging.CRITICAL)  # it logs the trace of everything that it cannot parse
    try:
        jionlp = importlib.import_module("jionlp")
    except ImportError as error:
        print(f"JioNLP is left out ({error}); install it with: uv pip install --group benchmark")
        return None
    return lambda case: _jionlp_dates(jionlp, case)


def _jionlp_dates(jionlp: Any, case: Case) -> set[date]:
    base = {"year": case.issued.year, "month": case.issued.month, "day": case.issued.day}
    try:
        times = jionlp.ner.extract_time(case.span.of(case.content.norm), time_base=base, with_parsing=True)
    except Exception:  # noqa: BLE001 - whatever it raises, it found nothing
        return set()
    found = set()
    for item in times:
        bounds = item["detail"]["time"] if item["type"] in ("time_point", "time_span") else []
        if len(bounds) == 2 and re.match(r"\d{4}-\d\d-\d\d", bounds[1]):
            found.add(date.fromisoformat(bounds[1][:10]))
    return found


def measured(reader: Reader, data: list[Case]) -> tuple[float, float, float, float]:
    """Precision, recall and F1 over all cases, and seconds for one round of them."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        results = [reader(case) for case in data]
        seconds.append(time.perf_counter() - begun)
    right = sum(len(found & case.gold) for found, case in zip(results, data, strict=True))
    named = sum(len(found) for found in results)
    wanted = sum(len(case.gold) for case in data)
    precision, recall = right / max(named, 1), right / max(wanted, 1)
    return precision, recall, 2 * right / max(named + wanted, 1), min(seconds)


def main() -> None:
    readers: dict[str, Reader] = {"ours, deadlines": our_deadlines, "ours, all dates": our_dates}
    if other := jionlp_reader():
        readers["JioNLP"] = other
    for name, folder in FOLDERS.items():
        data = list(cases(folder)) if folder.exists() else []
        if not data:
            print(f"{name}: no ledgers in {folder}, left out")
            continue
        characters = sum(len(case.span) for case in data)
        print(
            f"{name}: {len(data)} tasks, {sum(len(c.gold) for c in data)} deadlines, {characters:,} characters"
        )
        print(f"  {'':<16} precision recall     F1  seconds  times ours")
        base = 0.0
        for label, reader in readers.items():
            precision, recall, f1, seconds = measured(reader, data)
            base = base or seconds
            print(
                f"  {label:<16} {precision:9.3f} {recall:6.3f} {f1:6.3f} {seconds:8.3f} {seconds / base:11.1f}"
            )


if __name__ == "__main__":
    main()
