"""The ledger (台账) beside its document as one page for the browser, complete in itself."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from baicheng.reading.model import Ledger
from baicheng.reading.outputs.page.marks import Marks
from baicheng.reading.outputs.page.markup import Markup, element, opening
from baicheng.reading.outputs.page.panels import about, duty_panel, finding_panel, unit_panel
from baicheng.reading.outputs.page.source_pane import SourcePane
from baicheng.reading.outputs.page.task_cards import TaskCards, distinct_days, table_head
from baicheng.reading.outputs.page.words import WORDS, word
from baicheng.reading.outputs.rows import as_list, numbered
from baicheng.reading.outputs.unit_loads import UnitLoad, same_unit, unit_loads

_FOLDER = Path(__file__).with_name("page")
_LEGEND = (
    ("lead", "lead_unit"),
    ("unit", "other_unit"),
    ("due", "due"),
    ("goal", "goals"),
    ("duty", "duties"),
    ("finding", "findings"),
)


def write_html(ledgers: Ledger | Sequence[Ledger], out: BinaryIO) -> None:
    """Write one HTML file that needs nothing but a browser.

    The text stands on the left with what was found in it, the ledger on the right; each leads to the
    other. The page loads nothing, and its security policy lets no script run but its own.
    """
    for piece in _page(as_list(ledgers)):
        out.write(piece.encode("utf-8"))


def _page(ledgers: Sequence[Ledger]) -> Iterator[str]:
    style = (_FOLDER / "page.css").read_text("utf-8")
    script = (_FOLDER / "page.js").read_text("utf-8")
    title = _title(ledgers)
    yield "<!DOCTYPE html>\n"
    yield opening("html", lang="zh-CN")
    yield _head(title, style, script)
    yield opening("body", class_="show-ledger")
    yield _banner(ledgers, title)
    all_marks = _all_marks(ledgers)
    yield opening("div", class_="panes")
    yield from _source(ledgers, all_marks)
    yield from _ledger(ledgers, all_marks)
    yield Markup("</div>\n")
    yield _switch()
    yield Markup(f'<script type="application/json" id="words">{_script_safe(WORDS)}</script>\n')
    yield Markup(f"<script>{script}</script>\n</body>\n</html>\n")


def _head(title: str, style: str, script: str) -> Markup:
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        Markup('<meta charset="utf-8">'),
        opening("meta", http_equiv="Content-Security-Policy", content=policy),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        element("title", title),
        Markup(f"<style>{style}</style>"),
    )


def _hash(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _script_safe(words: dict[str, tuple[str, str]]) -> str:
    return json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")


def _title(ledgers: Sequence[Ledger]) -> str:
    documents = [document for ledger in ledgers for document in ledger.documents]
    names = [" ".join(filter(None, (document.number, document.title))) for document in documents]
    names = [name for name in names if name] or [ledger.content.source.name for ledger in ledgers]
    more = f" 等 {len(names)} 份文件" if len(names) > 1 else ""
    return f"{names[0]}{more} · 任务台账"


def _all_marks(ledgers: Sequence[Ledger]) -> list[Marks]:
    all_marks: list[Marks] = []
    for ledger in ledgers:
        all_marks.append(Marks(ledger, all_marks[-1].next_id if all_marks else 1))
    return all_marks


def _banner(ledgers: Sequence[Ledger], title: str) -> Markup:
    documents = [document for ledger in ledgers for document in ledger.documents]
    facts: list[str] = []
    if len(documents) == 1:
        title = documents[0].title or title
        facts = [documents[0].number, str(documents[0].issued or "")]
    return element(
        "header",
        element("div", element("h1", title, title=title), element("p", " · ".join(filter(None, facts)))),
        element("p", class_="print-note", id="print-note"),
        word("language", "button", type="button", id="language"),
        word("print", "button", type="button", id="print"),
        class_="banner",
    )


def _source(ledgers: Sequence[Ledger], all_marks: Sequence[Marks]) -> Iterator[Markup]:
    yield opening("main", class_="source", id="source", tabindex="-1")
    legend = (word(key, class_=f"key {kind}") for kind, key in _LEGEND)
    yield element("div", *legend, class_="legend")
    yield element("details", word("about", "summary"), about(ledgers), class_="about")
    for (ledger, added), marks in zip(numbered(ledgers), all_marks, strict=True):
        yield opening("article")
        for piece in SourcePane(ledger, marks, added).pieces():
            yield piece
            yield Markup("\n")
        yield Markup("</article>\n")
    yield Markup("</main>\n")


def _ledger(ledgers: Sequence[Ledger], all_marks: Sequence[Marks]) -> Iterator[Markup]:
    loads = unit_loads(ledgers)
    several = sum(len(ledger.documents) or 1 for ledger in ledgers) > 1
    yield opening("section", class_="ledger", id="ledger")
    yield _tabs(ledgers, loads)
    yield opening("div", class_="panel", id="panel-tasks")
    yield _filters(ledgers, loads)
    if not any(ledger.tasks for ledger in ledgers):
        yield word("no_tasks", "p", class_="nothing")
    yield word("nothing", "p", class_="nothing", id="nothing", hidden=True)
    yield opening("table", class_="tasks", id="tasks")
    yield table_head()
    index = {same_unit(load.name): position for position, load in enumerate(loads)}
    for (ledger, added), marks in zip(numbered(ledgers), all_marks, strict=True):
        yield from TaskCards(ledger, marks, added, index, several).pieces()
    yield Markup("</table></div>\n")
    panels = {
        "units": unit_panel(loads),
        "duties": duty_panel(ledgers, all_marks),
        "findings": finding_panel(ledgers, all_marks),
    }
    for name, pieces in panels.items():
        yield opening("div", class_="panel", id=f"panel-{name}", hidden=True)
        yield from pieces
        yield Markup("</div>")
    yield word("keys", "p", class_="keys")
    yield Markup("</section>\n")


def _tabs(ledgers: Sequence[Ledger], loads: Sequence[UnitLoad]) -> Markup:
    counts = {
        "tasks": sum(len(ledger.tasks) for ledger in ledgers),
        "units": len(loads),
        "duties": sum(len(ledger.report_duties) for ledger in ledgers),
        "findings": sum(len(ledger.findings) + len(ledger.content.source.notes) for ledger in ledgers),
    }
    tabs = (
        element(
            "button",
            word(key),
            element("b", str(count)),
            type="button",
            role="tab",
            aria_selected="true" if key == "tasks" else "false",
            aria_controls=f"panel-{key}",
            data_tab=key,
        )
        for key, count in counts.items()
    )
    return element("nav", *tabs, class_="tabs", role="tablist")


def _filters(ledgers: Sequence[Ledger], loads: Sequence[UnitLoad]) -> Markup:
    units = (element("option", f"{load.name}（{len(load.tasks)}）", value=i) for i, load in enumerate(loads))
    days = (
        element("option", f"{day.isoformat()}（{count}）", value=day.isoformat())
        for day, count in distinct_days(ledgers).items()
    )
    return element(
        "div",
        opening(
            "input",
            type="search",
            id="search",
            placeholder=WORDS["search"][0],
            aria_label=WORDS["search"][0],
            data_i_placeholder="search",
        ),
        element("select", word("all_units", "option", value=""), *units, id="by-unit", aria_label="单位"),
        element("select", word("all_days", "option", value=""), *days, id="by-day", aria_label="时限"),
        element("label", opening("input", type="checkbox", id="by-finding"), word("only_findings")),
        element("span", id="shown", role="status"),
        word("reset", "button", type="button", id="reset", hidden=True),
        class_="filters",
    )


def _switch() -> Markup:
    """On a phone: which of the two halves is seen."""
    return element(
        "nav",
        element(
            "button", word("ledger_pane"), element("i", class_="which"), type="button", data_pane="ledger"
        ),
        element("button", word("source"), element("i", class_="which"), type="button", data_pane="source"),
        class_="switch",
    )
