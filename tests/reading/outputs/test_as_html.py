from __future__ import annotations

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from baicheng.reading.model import Ledger
from baicheng.reading.outputs.as_html import write_html
from baicheng.reading.outputs.figures import printable
from baicheng.reading.outputs.page.markup import Markup, element
from baicheng.reading.outputs.page.task_cards import GOALS_SHOWN
from baicheng.reading.outputs.page.words import WORDS
from tests.reading.outputs.strategies import ledgers

VOID = {"meta", "input", "br", "img", "link", "hr"}
#: Words that only some documents call for.
SITUATIONAL = re.compile("more|no_.*|annex_absent|repeals|amends|cycle_.*")


class Page(HTMLParser):
    """Reads a page: whether its tags are balanced, its ids, and the text of each paragraph."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.paragraphs: list[str] = []
        self._in_article = False
        self._in_badge = False
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)
        self._in_article = self._in_article or tag == "article"
        if self._in_article and (tag == "p" or (tag == "div" and ("class", "grid") not in attrs)):
            self.paragraphs.append("")
        self._in_badge = tag == "button"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._in_article = self._in_article and tag != "article"
        self._in_badge = False

    def handle_data(self, data: str) -> None:
        if self._in_article and not self._in_badge and self.paragraphs:
            self.paragraphs[-1] += data


def written(ledger: Ledger | list[Ledger]) -> str:
    out = io.BytesIO()
    write_html(ledger, out)
    return out.getvalue().decode("utf-8")


@given(ledgers())
@settings(max_examples=40, deadline=None)
def test_any_ledger_gives_a_page_that_is_well_formed_and_holds_the_whole_text(ledger: Ledger) -> None:
    page = Page(written(ledger))
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    held = sorted("".join(paragraph.split()) for paragraph in page.paragraphs)
    lines = sorted("".join(printable(line).split()) for line in ledger.text.split("\n"))
    assert [line for line in held if line] == [line for line in lines if line]


@given(ledgers())
@settings(max_examples=20, deadline=None)
def test_no_text_becomes_a_tag_or_a_handler(ledger: Ledger) -> None:
    page = Page(written(replace(ledger, tasks=ledger.tasks[:1])))
    allowed = re.compile(
        r"id|class|lang|charset|http-equiv|content|name|tabindex|title|type|role|hidden|placeholder|value|colspan"
        r"|rowspan|aria-\w+|data-[a-z-]+"
    )
    assert all(allowed.fullmatch(name) for name, _ in page.attributes)


def test_the_page_names_no_address_and_allows_nothing_but_itself(ledger: Ledger) -> None:
    content = written(ledger)
    assert not re.search(r"(?:https?:)?//[a-z]|@import|url\(", content)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', content)
    assert policy is not None
    assert policy[1].startswith("default-src &#x27;none&#x27;")
    assert "unsafe" not in policy[1]


def test_several_ledgers_share_a_page_without_sharing_numbers(ledger: Ledger) -> None:
    page = Page(written([ledger, ledger]))
    assert [name for name in page.ids if name.startswith("task-")] == [f"task-{n}" for n in range(1, 17)]
    assert len(page.ids) == len(set(page.ids))


def test_merged_cells_of_a_table_stay_merged(ledger: Ledger) -> None:
    content = written(ledger)
    assert content.count('<td rowspan="2">') == 1
    assert content.count("<tr><td>") >= 3


def test_a_page_without_tasks_says_so(ledger: Ledger) -> None:
    empty = replace(ledger, tasks=(), report_duties=(), findings=(), documents=(), clauses=())
    content = written(empty)
    assert "没有读到任务。" in content
    assert "<title>qingshi-2023.docx · 任务台账</title>" in content


def test_every_word_of_the_interface_is_used_and_known(ledger: Ledger) -> None:
    content = written(ledger)
    used = set(re.findall(r'data-i(?:-placeholder)?="([a-z_]+)"', content))
    assert used <= WORDS.keys()
    in_script = set(re.findall(r'say\("([a-z_]+)"', content))
    assert in_script <= WORDS.keys()
    idle = WORDS.keys() - used - in_script
    assert [key for key in idle if not SITUATIONAL.fullmatch(key)] == []


def test_the_style_hides_as_many_targets_as_the_cards_count(ledger: Ledger) -> None:
    assert f".goals li:nth-child(n+{GOALS_SHOWN + 1})" in written(ledger)


@given(st.text(), st.text())
def test_text_and_attributes_are_escaped(inner: str, value: str) -> None:
    built = element("p", inner, title=value)
    assert built.count("<") == 2
    assert built.count(">") == 2
    assert built.count('"') == 2
    assert element("b", Markup("<i></i>")) == "<b><i></i></b>"
