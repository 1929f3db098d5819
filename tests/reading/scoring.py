"""How well a ledger agrees with one made by hand.

Tasks are paired by how they begin. A value that was missed and a value that was made up both cost;
all figures are counted over all documents together.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from baicheng.reading.identity.gazette import Entry
from baicheng.reading.model import Document, Ledger, Task

#: Characters of a task's text within which the beginning of its hand-made twin must come.
_NEAR = 60
_START = 12
_LISTS = ("lead", "responsible", "supervisor", "deadlines", "targets")


def squeezed(words: str) -> str:
    """Half-width and without white space: the form in which words are compared."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", words))


@dataclass
class Count:
    """Values that were right, missed and made up."""

    right: int = 0
    missed: int = 0
    made_up: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where there was nothing to find."""
        return 2 * self.right / ((2 * self.right + self.missed + self.made_up) or 1)


@dataclass
class Score:
    """Counts by name of the field, and what went wrong, for people to read."""

    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def compare(self, name: str, where: str, wanted: Iterable[Hashable], found: Iterable[Hashable]) -> bool:
        """Count the values of one field; whether they are all right."""
        want, have = Counter(wanted), Counter(found)
        missed, made_up = want - have, have - want
        count = self.counts[name]
        count.right += (want & have).total()
        count.missed += missed.total()
        count.made_up += made_up.total()
        if missed or made_up:
            self.faults[name].append(f"{where}: missed {list(missed)}, made up {list(made_up)}")
        return not missed and not made_up

    def below(self, bars: Mapping[str, float]) -> list[str]:
        """The figures that do not reach their bars, each with the faults behind it."""
        lines = []
        for name, bar in bars.items():
            figure = self.counts[name].f1
            if figure < bar:
                lines += [f"{name} {figure:.3f} instead of {bar:.2f}", *self.faults[name]]
        return lines


def gold(path: Path) -> dict[str, Any]:
    """A ledger made by hand."""
    result: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return result


def score_tasks(score: Score, name: str, wanted: list[dict[str, Any]], found: Iterable[Task]) -> None:
    """Count the tasks of a document and their values."""
    free = list(found)
    for want in wanted:
        where = f"{name}: {want['heading'] or want['start']}"
        task = _twin(want, free)
        score.compare("tasks", where, [1], [1] if task else [])
        if task:
            free.remove(task)
        values = _values(task) if task else {}
        right = {key: score.compare(key, where, _wanted(want, key), values.get(key, ())) for key in _LISTS}
        exact = task is not None and right["lead"] and right["responsible"] and right["deadlines"]
        score.compare("exact", where, [1], [1] if exact else [])
    for task in free:
        where = f"{name}: {task.heading or task.start}"
        score.compare("tasks", where, [], [1])
        for key in _LISTS:
            score.compare(key, where, [], _values(task)[key])


def _twin(want: dict[str, Any], free: list[Task]) -> Task | None:
    """The task whose text begins with, or soon comes to, the first words of a hand-made one."""
    start = squeezed(want["start"])[:_START]
    near = [(squeezed(task.text).find(start), n) for n, task in enumerate(free)]
    return min(
        ((at, free[n]) for at, n in near if 0 <= at <= _NEAR), key=lambda found: found[0], default=(0, None)
    )[1]


def _values(task: Task) -> dict[str, list[Hashable]]:
    return {
        "lead": [squeezed(name) for name in task.lead],
        "responsible": [squeezed(name) for name in task.responsible],
        "supervisor": [squeezed(name) for name in task.supervisor],
        "deadlines": [day.isoformat() for day in task.deadlines],
        "targets": [(float(target.value), squeezed(target.unit), target.op.value) for target in task.targets],
    }


def _wanted(want: dict[str, Any], key: str) -> list[Hashable]:
    if key == "targets":
        return [(float(target["value"]), squeezed(target["unit"]), target["op"]) for target in want[key]]
    return [squeezed(value) for value in want.get(key, ())]


def score_identity(score: Score, name: str, want: dict[str, Any], document: Document) -> None:
    """Count number, title, issuer, day of issue and plan year of a document."""
    values = {
        "doc_number": squeezed(document.number),
        "title": squeezed(document.title),
        "issuer": squeezed(document.issuer),
        "issued": document.issued.isoformat() if document.issued else "",
        "plan_year": str(document.plan_year or ""),
    }
    for key, value in values.items():
        wanted = squeezed(str(want[key] or ""))
        score.compare(key, name, [wanted] if wanted else [], [value] if value else [])


def score_gazette(score: Score, name: str, wanted: list[dict[str, Any]], entries: Iterable[Entry]) -> None:
    """Count the documents of a gazette by number, and title, issuer and date of each."""
    free = {squeezed(entry.number): entry for entry in entries}
    for want in wanted:
        entry = free.pop(squeezed(want["number"]), None)
        score.compare("documents", f"{name}: {want['number']}", [1], [1] if entry else [])
        for key in ("title", "issuer", "issued"):
            if want.get(key):
                value = squeezed(str(getattr(entry, key, None) or ""))
                label = f"{name}: {want['number']}"
                score.compare(f"gazette_{key}", label, [squeezed(want[key])], [value] if value else [])
    for number in free:
        score.compare("documents", f"{name}: {number}", [], [1])


def score_ledger(score: Score, name: str, want: dict[str, Any], ledger: Ledger) -> None:
    """Count everything of a file that holds one document."""
    score_tasks(score, name, want["tasks"], ledger.tasks)
    score_identity(score, name, want, ledger.documents[0])
