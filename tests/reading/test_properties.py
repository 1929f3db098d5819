"""Whatever is read, nothing is raised and everything in the ledger stands where it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from baicheng.reading import Ledger, read, read_source
from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.spans import Source
from baicheng.reading.wording.forms import BLANK, half_width, without_radicals
from tests.reading.invariants import check_ledger, check_text
from tests.reading.strategies import sources, texts
from tests.reading.texts import content_of

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.txt"))
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def without_blanks(text: str) -> str:
    return re.sub(f"[{BLANK}]", "", text)


@given(sources)
@SLOW
def test_clean_up_leaves_characters_out_and_invents_none(source: Source) -> None:
    check_text(clean(source))


_PAGES = re.compile("公报|简报|汇编|文件|页|序号|[-—·~/]|^[\\d\\s]+$", re.MULTILINE)


@given(texts)
@SLOW
def test_clean_up_keeps_every_character_that_is_no_blank_and_no_part_of_a_page(text: str) -> None:
    assume(not _PAGES.search(half_width(text)))

    assert without_blanks(content_of(text).text) == without_blanks(without_radicals(text))


@given(sources, st.sampled_from([None, 2021]), st.sampled_from([None, frozenset({"市水利局"})]))
@SLOW
def test_reading_never_fails_and_everything_stands_at_its_place(
    source: Source, year: int | None, units: frozenset[str] | None
) -> None:
    check_ledger(read_source(source, year=year, units=units))


@pytest.fixture(scope="module", params=DOCUMENTS, ids=lambda path: path.stem)
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return read(request.param)


def test_a_whole_document_is_read_so_that_everything_stands_at_its_place(ledger: Ledger) -> None:
    check_text(ledger.content)
    check_ledger(ledger)
    assert ledger.tasks
