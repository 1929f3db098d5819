"""Documents with ledgers made by hand: how much of them is found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.identity.gazette import gazette_entries
from baicheng.reading.reader import read_source
from baicheng.reading.sources import extract
from tests.reading.scoring import Score, gold, score_gazette, score_ledger

HERE = Path(__file__).parent / "documents"
SHARED = Path(__file__).parents[3] / "shared" / "corpus" / "dev"

BARS = {
    "tasks": 0.99,
    "lead": 0.99,
    "responsible": 0.98,
    "supervisor": 0.98,
    "deadlines": 0.97,
    "targets": 0.95,
    "exact": 0.95,
}
SHARED_BARS = {name: bar for name, bar in BARS.items() if name != "supervisor"}  # none is named there
IDENTITY = {"doc_number": 1.0, "title": 1.0, "issuer": 1.0, "issued": 1.0, "plan_year": 1.0}
GAZETTE = {"documents": 1.0, "gazette_title": 0.98, "gazette_issuer": 0.98, "gazette_issued": 1.0}


def score_of(folder: Path) -> Score:
    """The score over all documents of a folder."""
    score = Score()
    for path in sorted(folder.glob("*.json")):
        source, want = extract(path.with_suffix(".txt")), gold(path)
        if "tasks" in want:
            score_ledger(score, path.stem, want, read_source(source))
        else:
            score_gazette(score, path.stem, want["documents"], gazette_entries(clean(source)))
    return score


@pytest.fixture(scope="module")
def own() -> Score:
    return score_of(HERE)


@pytest.fixture(scope="module")
def shared() -> Score:
    if not SHARED.is_dir():
        pytest.skip("the shared corpus is not beside this checkout")
    return score_of(SHARED)


def reaches(score: Score, bars: Mapping[str, float]) -> None:
    low = score.below(bars)
    assert not low, "\n".join(low)


@pytest.mark.parametrize("name", BARS)
def test_the_documents_of_the_project_are_read_as_by_hand(own: Score, name: str) -> None:
    reaches(own, {name: BARS[name]})


@pytest.mark.parametrize("name", IDENTITY)
def test_the_documents_of_the_project_are_identified(own: Score, name: str) -> None:
    reaches(own, {name: IDENTITY[name]})


@pytest.mark.parametrize("name", SHARED_BARS)
def test_the_documents_of_the_shared_corpus_are_read_as_by_hand(shared: Score, name: str) -> None:
    reaches(shared, {name: BARS[name]})


@pytest.mark.parametrize("name", IDENTITY)
def test_the_documents_of_the_shared_corpus_are_identified(shared: Score, name: str) -> None:
    reaches(shared, {name: IDENTITY[name]})


@pytest.mark.parametrize("name", GAZETTE)
def test_the_gazette_of_the_shared_corpus_is_split(shared: Score, name: str) -> None:
    reaches(shared, {name: GAZETTE[name]})
