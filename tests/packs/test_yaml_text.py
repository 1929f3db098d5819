"""YAML as packs are written in: the core schema, the lines, and everything clever refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.packs.yaml_text import MAX_BYTES, Content, UnreadableText, read_yaml


def value(text: str) -> object:
    return read_yaml(text.encode(), "a.yaml").value


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("17:00", "17:00"),
        ("007", "007"),
        ("1e5", "1e5"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("true", True),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("50.50", Decimal("50.50")),
        ("0.1", Decimal("0.1")),
        ("2019-03-18", date(2019, 3, 18)),
        ('"2019-03-18"', "2019-03-18"),
        ("2019-03-22T17:00", "2019-03-22T17:00"),
        ("2019-3-8", "2019-3-8"),
        ('"12"', "12"),
        ("郑政办〔2019〕14号", "郑政办〔2019〕14号"),
        ("[a, 1]", ("a", 1)),
        ("{on: 1, 1: b}", {"on": 1, "1": "b"}),
        ("", None),
    ],
)
def test_scalars_are_read_as_people_mean_them(text: str, read: object) -> None:
    found = value(text)

    assert found == read
    assert type(found) is type(read)


def test_each_key_and_item_knows_its_line() -> None:
    content = read_yaml(b"a: 1\nb:\n  - x\n  - {c: 2}\n", "a.yaml")

    assert content.lines[("b",)] == 2
    assert content.lines[("b", 1)] == 4
    assert content.line_of(("b", 1, "c", "no such")) == 4
    assert Content(None, {}).line_of(("a",)) == 0


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"x" * (MAX_BYTES + 1), "bytes"),
        (b"[" * 100_000, "nesting|levels"),
        (b"{a: " * 100_000, "nesting|levels"),
        (b"- " * 100_000, "nesting|levels"),
        (b"[" + b"1," * 60_000 + b"1]", "values"),
        (b"a: &x [1]\nb: [*x, *x]", "anchors"),
        (b"? [a, b]\n: 1", "a key must be one word"),
        (b"<<: {a: 1}\n<<: {b: 2}", "stands twice"),
        (b"a: !!python/name:os.system x", "tags"),
        (b"a: !<tag:yaml.org,2002:int> '1'", "tags"),
        (b"a: \xff\xfe", "UTF-8"),
        (b"a: \x00", "not YAML"),
        (b"a: 'x", "not YAML"),
        (b"a: 1\n---\nb: 2", "one YAML document"),
        (b"%YAML 9.9\n---\na: 1", "not YAML"),
    ],
    ids=range(15),
)
def test_hostile_files_are_refused_with_a_reason(raw: bytes, words: str) -> None:
    with pytest.raises(UnreadableText, match=words):
        read_yaml(raw, "a.yaml")


@given(st.binary(max_size=200) | st.text(alphabet="ab:-{}[]&*!|>'\"#?%, \n\t1", max_size=80).map(str.encode))
def test_whatever_the_bytes_they_are_read_or_refused(raw: bytes) -> None:
    with suppress(UnreadableText):
        content = read_yaml(raw, "a.yaml")
        assert all(line >= 1 for line in content.lines.values())
