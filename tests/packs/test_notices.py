"""Papers of packs: what is wrong with one is said at its place, and a template can ask for nothing of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.packs.checks.check import check
from baicheng.packs.loader import load_files
from baicheng.packs.notice_templates import BadTemplate, faults_of, opened
from baicheng.packs.placeholders import filled
from baicheng.packs.shelf import BUILTIN
from baicheng.packs.stored_files import as_bytes, as_text
from tests.packs.conftest import files_of

PAPER, TEMPLATE = "notices/monthly_progress.yaml", "notices/circular.docx"
FILES = {path: one for path, one in files_of(BUILTIN / "supervision").items() if path != "coverage.md"}
SOUND = FILES[TEMPLATE]


def said(**changed: bytes | None) -> str:
    files = {**FILES, **changed}
    loaded = load_files({path: content for path, content in files.items() if content is not None})
    problems = loaded.problems if loaded.pack is None else check(loaded.pack)
    return "\n".join(map(str, problems))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("共{total}项", "共{totel}项", "did you mean 'total'?"),
        ("〔{year}〕{seq}号", "〔{year}〕{number}号", "unknown figure 'number'"),
        ("about: tasks", "about: orders", "register with an overview"),
        ("template: circular.docx", "template: other.docx", "unknown template 'other.docx'"),
        ("approves: office as leader", "approves: party(lead)", "a notice is no record"),
        ("release: {within:", "release: {every: week, within:", "write release:"),
        (
            "release: {within: {amount: 2, unit: working_day}}",
            "release: {every: week, by: someday}",
            "someday",
        ),
        ("  - heading: 一、总体情况", "  - {heading: 一, text: 二}", "one of heading, subheading or text"),
        ("when: others", "when: other", "did you mean 'others'?"),
        ("table: units", "table: persons", "units"),
    ],
)
def test_what_is_wrong_with_a_paper_is_said_with_its_remedy(old: str, new: str, words: str) -> None:
    text = FILES[PAPER].decode()
    assert old in text

    found = said(**{PAPER: text.replace(old, new, 1).encode()})

    assert PAPER in found and words in found, found


QUALITY = {
    path: one for path, one in files_of(BUILTIN / "quality_programme").items() if path != "coverage.md"
}


@pytest.mark.parametrize(
    ("paper", "old", "new", "words"),
    [
        ("dust_week_sites", "rows: [fine]", "rows: [fines]", "unknown row of the decision 'fines'"),
        ("dust_monthly_units", "table: results}", "table: results, rows: [last]}", "unknown row of the dec"),
        (
            "half_year_units",
            "table: undecided",
            "table: results, first: 3, rows: [last]",
            "holds one of first",
        ),
        ("dust_week_sites", "table: results, rows: [fine]", "table: follows", "and says what follows"),
        ("monthly_progress", "table: late", "table: follows", "does not go with about"),
    ],
)
def test_lists_of_a_decision_and_of_what_follows_name_what_is_there(
    paper: str, old: str, new: str, words: str
) -> None:
    path = f"notices/{paper}.yaml"
    text = QUALITY[path].decode()
    assert old in text

    loaded = load_files({**QUALITY, path: text.replace(old, new, 1).encode()})

    problems = loaded.problems if loaded.pack is None else check(loaded.pack)
    assert any(path in str(one) and words in str(one) for one in problems), problems


def test_a_template_that_is_missing_or_lies_elsewhere_is_said() -> None:
    assert "unknown template 'circular.docx'" in said(**{TEMPLATE: None})
    assert "a file name has small letters" in said(**{"duties/circular.docx": SOUND})


def with_part(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_tag(tag: str) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        text = parts["word/document.xml"].decode()
        parts["word/document.xml"] = text.replace("{{ number }}", tag, 1).encode()

    return with_part(change)


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ title.__class__ }}",
        "{{ body.append(1) }}",
        "{{ title|upper }}",
        "{{ 'a' * 1000000000 }}",
        "{{ range(1000000000) }}",
        "{{ self }}",
        "{{ secret }}",
        "{% set x = 1 %}",
        "{% include '/etc/passwd' %}",
        "{% for a in body %}{% for b in body %}{% for c in body %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in title %}x{% endfor %}",
        "{% for a in body recursive %}x{% endfor %}",
        "{% macro m() %}{% endmacro %}",
        "{{ title[0] }}",
        "{% if %}",
    ],
)
def test_a_template_names_figures_and_does_nothing_else(tag: str) -> None:
    assert faults_of(with_tag(tag)) != []
    with pytest.raises(BadTemplate):
        opened(with_tag(tag))


def test_a_template_with_macros_links_outside_or_entities_is_refused() -> None:
    def macro(parts: dict[str, bytes]) -> None:
        parts["word/vbaProject.bin"] = b"x"

    def link(parts: dict[str, bytes]) -> None:
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>",
            b'<Relationship Id="x" Type="t" Target="http://x/" TargetMode="External"/></Relationships>',
        )

    def entity(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = b'<!DOCTYPE x [<!ENTITY e "e">]>' + parts["word/document.xml"]

    def property_tag(parts: dict[str, bytes]) -> None:
        parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(b"</dc:title>", b"{{ x }}</dc:title>")
        parts["docProps/app.xml"] = b"<x>{{ title }}</x>"

    def bomb(parts: dict[str, bytes]) -> None:
        parts["word/more.xml"] = b" " * 50_000_000

    for change in (macro, link, entity, property_tag, bomb):
        assert faults_of(with_part(change)) != [], change
    for content in (b"", b"PK\x03\x04", SOUND[: len(SOUND) // 2]):
        assert faults_of(content) != []


def test_the_templates_that_ship_are_sound_and_alike() -> None:
    assert faults_of(SOUND) == []
    assert (BUILTIN / "quality_programme" / TEMPLATE).read_bytes() == SOUND


@given(st.text(max_size=40), st.dictionaries(st.sampled_from(["total", "late"]), st.integers()))
def test_filling_leaves_alone_what_is_no_place(words: str, figures: dict[str, int]) -> None:
    known = words.replace("{", "").replace("}", "")

    assert filled(known, figures) == known
    assert filled(known + "{other}", figures) == known + "{other}"


def test_files_of_a_pack_survive_being_kept_as_text() -> None:
    for path, content in FILES.items():
        assert as_bytes(path, as_text(path, content)) == content
