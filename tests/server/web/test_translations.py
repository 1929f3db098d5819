from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import polib
import pytest
from django.template.base import Lexer, TokenType

from tools import messages

APPS = messages.apps()
TEMPLATES = sorted(messages.SERVER.rglob("templates/**/*.html"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
#: What stands in both languages as it is.
AS_IT_IS = {"English", "中文", "KB", "MB"}
#: Attributes that people see or hear.
SPOKEN = re.compile(r'\s(?:title|alt|placeholder|aria-label|data-(?:close|failed|offline|remove))="([^"]*)"')
OUT_OF_SIGHT = re.compile(r"<(script|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL)
LETTER = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,}")


def name_of(path: Path) -> str:
    return path.relative_to(messages.SERVER).as_posix()


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_string_of_an_app_is_in_its_catalogue_and_nothing_else(app: Path) -> None:
    found = {(each.message, each.context) for each in messages.messages_of(app)}
    held = {(entry.msgid, entry.msgctxt or "") for entry in messages.catalogue_of(app)}

    assert found == held, "run “make messages” and translate what it names"


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_string_of_an_app_has_chinese_with_the_same_placeholders(app: Path) -> None:
    for entry in messages.catalogue_of(app):
        chinese = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
        assert chinese, f"no Chinese for “{entry.msgid}”"
        assert "fuzzy" not in entry.flags, f"“{entry.msgid}” is only guessed at"
        english = entry.msgid_plural or entry.msgid
        assert set(PLACEHOLDER.findall(chinese)) == set(PLACEHOLDER.findall(english)), entry.msgid


def test_one_english_string_has_one_chinese_in_all_apps() -> None:
    """Django puts all catalogues together, so that two translations of one string cannot both show."""
    chinese: dict[tuple[str, str], set[str]] = defaultdict(set)
    for app in APPS:
        for entry in messages.catalogue_of(app):
            chinese[(entry.msgid, entry.msgctxt or "")].add(entry.msgstr)

    assert {key: said for key, said in chinese.items() if len(said) > 1} == {}, "tell them apart by a context"


def visible(source: str) -> list[str]:
    """Text of a template that is shown as it stands there, outside of every translation."""
    kept: list[str] = []
    skipping = ""
    for token in Lexer(source).tokenize():
        words = token.contents.split()
        if token.token_type == TokenType.BLOCK and words:
            if words[0] in {"comment", "blocktranslate", "blocktrans"}:
                skipping = f"end{words[0]}"
            elif words[0] == skipping:
                skipping = ""
        if token.token_type == TokenType.TEXT and not skipping:
            kept.append(token.contents)
        else:
            kept.append("\0")
    text = OUT_OF_SIGHT.sub(" ", "".join(kept))
    spoken = SPOKEN.findall(text)
    return [*spoken, *re.sub(r"<[^>]*>", "\n", text).splitlines()]


def raw_words(source: str) -> list[str]:
    found = [word for part in visible(source) for word in LETTER.findall(part.replace("\0", " "))]
    return [word for word in found if word not in AS_IT_IS]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_shows_words_outside_of_a_translation(path: Path) -> None:
    source = path.read_text("utf-8").replace("<!doctype html>", "")
    assert raw_words(source) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p title="{% if x %}No{% endif %}">{% translate "Yes" %}</p>', ["No"]),
        ('<a class="btn" href="/x/">{{ name }}</a>', []),
        ("{% blocktranslate %}Hello{% endblocktranslate %} 你好", ["你好"]),
        ("{% comment %}Given: form.{% endcomment %}<svg><title>x y zz</title></svg>", []),
    ],
)
def test_the_search_for_raw_words_finds_them(source: str, words: list[str]) -> None:
    assert raw_words(source) == words


def test_extraction_finds_every_way_of_marking_a_string() -> None:
    template = (
        '{% translate "One" %}{% translate "Two" context "k" %}{% tag _("Three") %}{{ _("Four") }}'
        "{% blocktranslate trimmed with a=b %}\n Five {{ a }} {% endblocktranslate %}"
        "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    python = '_("Six " "seven")\npgettext("c", "Eight")\nngettext("a", "b", n)\nother("Nine")\n_(name)'

    assert {each.message for each in messages.of_template(template)} == {
        "One",
        "Two",
        "Three",
        "Four",
        "Five %(a)s",
        "%(n)s row",
    }
    assert {(each.message, each.context, each.plural) for each in messages.of_python(python)} == {
        ("Six seven", "", ""),
        ("Eight", "c", ""),
        ("a", "", "b"),
    }


def test_updating_keeps_translations_and_drops_what_is_no_longer_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "SERVER", tmp_path)
    app = tmp_path / "app"
    (app / messages.CATALOGUE.parent).mkdir(parents=True)
    (app / "__init__.py").write_text("")
    (app / "views.py").write_text('_("Kept")\n_("New")\n')
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Kept", msgstr="留"))
    old.append(polib.POEntry(msgid="Gone", msgstr="去"))
    old.save(str(app / messages.CATALOGUE))

    assert [(entry.msgid, entry.msgstr) for entry in messages.updated(app)] == [("Kept", "留"), ("New", "")]
