"""docs/pack-language.md names everything that can be written in a pack, on two pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baicheng.flows.expression_text import FUNCTIONS
from baicheng.flows.who_forms import FORMS
from baicheng.packs.key_tables import EVERYWHERE, keys_of, parts_of
from baicheng.packs.loader import FOLDERS
from baicheng.packs.schema.manifest import Manifest

PAGE = (Path(__file__).parents[2] / "docs" / "pack-language.md").read_text("utf-8")
SECTIONS = {part.split("\n", 1)[0]: part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)}
KINDS = {"pack": Manifest} | {folder: kind.model for folder, kind in FOLDERS.items()}
#: Two printed pages: lines, and characters in a line.
MOST_LINES, WIDEST = 115, 110


def section(word: str) -> str:
    """The section of a kind of file, or the one of that heading."""
    return next(
        text for heading, text in SECTIONS.items() if re.search(rf"\b{word}(\.yaml|/)|^{word}$", heading)
    )


def named(word: str, text: str) -> bool:
    return re.search(rf"(?<![a-z_]){re.escape(word)}(?![a-z_])", text) is not None


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_key_of_a_kind_of_file_is_named_in_its_section(kind: str) -> None:
    keys = {key.split("`")[1] for part in parts_of(KINDS[kind]) for key, _ in keys_of(part.model)}

    assert sorted(key for key in keys if not named(key, section(kind))) == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_keys_that_a_file_must_have_are_marked_so_and_no_others(kind: str) -> None:
    first = next(parts_of(KINDS[kind]))
    wanted = {key.split("`")[1] for key, _ in keys_of(first.model) if key.endswith("*")}
    optional = {key.split("`")[1] for key, _ in keys_of(first.model)} - wanted

    assert sorted(key for key in wanted if f"{key}*" not in section(kind)) == []
    assert sorted(key for key in optional if f"\n    {key}*" in section(kind)) == []


@pytest.mark.parametrize("model", EVERYWHERE, ids=lambda model: model.__name__)
def test_what_all_files_share_is_named(model: type) -> None:
    keys = {key.split("`")[1] for key, _ in keys_of(model)}

    assert sorted(key for key in keys if not named(key, PAGE)) == []


def test_every_form_of_who_and_every_function_of_expressions_is_named() -> None:
    assert [form for form in FORMS if not named(form, section("Who"))] == []
    assert [name for name in FUNCTIONS if not named(name, section("Expressions"))] == []


def test_it_is_two_printed_pages() -> None:
    lines = PAGE.splitlines()

    assert len(lines) <= MOST_LINES
    assert [line for line in lines if len(line) > WIDEST] == []
