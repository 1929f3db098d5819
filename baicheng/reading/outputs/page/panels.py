"""What else the page shows: units, report duties, findings, and the document's identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from baicheng.reading.model import Document, Ledger, ReportDuty
from baicheng.reading.outputs.page.marks import Marks
from baicheng.reading.outputs.page.markup import Markup, element, joined, opening
from baicheng.reading.outputs.page.words import word
from baicheng.reading.outputs.rows import FindingRow, finding_rows, numbered
from baicheng.reading.outputs.unit_loads import UnitLoad
from baicheng.reading.outputs.wording import CYCLES


def unit_panel(loads: Sequence[UnitLoad]) -> Iterator[Markup]:
    """How much each unit has to do; its name leads to its tasks."""
    if not loads:
        yield word("no_units", "p", class_="nothing")
        return
    headings = ("unit", "lead", "responsible", "supporting", "total", "first_due", "last_due")
    head = element("tr", *(word(key, "th") for key in headings))
    yield opening("table", class_="units")
    yield element("thead", head)
    yield opening("tbody")
    for index, load in enumerate(loads):
        yield _unit_row(index, load)
    yield Markup("</tbody></table>")


def _unit_row(index: int, load: UnitLoad) -> Markup:
    counts = (len(load.lead), len(load.responsible), len(load.supporting), len(load.tasks))
    days = [day.isoformat() for day in sorted(load.deadlines)]
    return element(
        "tr",
        element("td", element("button", load.name, type="button", class_="link", data_unit=index)),
        *(element("td", str(count), class_="count" if count else "count zero") for count in counts),
        element("td", days[0] if days else ""),
        element("td", days[-1] if days else ""),
    )


def duty_panel(ledgers: Sequence[Ledger], all_marks: Sequence[Marks]) -> Iterator[Markup]:
    """The report duties, each a button that leads to its words."""
    if not any(ledger.report_duties for ledger in ledgers):
        yield word("no_duties", "p", class_="nothing")
    for ledger, marks in zip(ledgers, all_marks, strict=True):
        for duty in ledger.report_duties:
            yield _duty(duty, marks)


def _duty(duty: ReportDuty, marks: Marks) -> Markup:
    facts: list[Markup] = []
    when: list[str] = [duty.schedule]
    if duty.cycle in CYCLES:
        when.append(word(f"cycle_{duty.cycle}", class_="tag"))
    if duty.at:
        when.append(element("span", duty.at, class_="tag"))
    for key, value in (
        ("reporter", duty.reporter),
        ("what", duty.what),
        ("recipient", duty.recipient),
        ("schedule", joined(when) if any(when) else ""),
        ("dates", "、".join(day.isoformat() for day in duty.dates)),
    ):
        if value:
            facts.append(element("div", word(key, class_="label"), element("span", value)))
    address = element("small", duty.address) if duty.address else ""
    return element(
        "button", address, *facts, type="button", class_="note duty-note", data_m=marks.id("duty", duty.span)
    )


def finding_panel(ledgers: Sequence[Ledger], all_marks: Sequence[Marks]) -> Iterator[Markup]:
    """All findings, those of tasks and those of the document."""
    if not any(ledger.findings or ledger.content.source.notes for ledger in ledgers):
        yield word("no_findings", "p", class_="nothing")
    for (ledger, added), marks in zip(numbered(ledgers), all_marks, strict=True):
        for row in finding_rows([ledger]):
            yield _finding(row, added, marks)


def _finding(row: FindingRow, added: int, marks: Marks) -> Markup:
    head: list[Markup] = []
    if row.task_number is not None:
        head += [word("task"), element("b", f" {row.task_number + added} ")]
    if row.finding and row.finding.address:
        head.append(element("small", row.finding.address))
    return element(
        "button",
        joined(head),
        element("span", row.message, class_="words"),
        type="button",
        class_="note finding-note",
        data_m=marks.id("finding", row.finding.span) if row.finding else None,
        data_go=None if row.task_number is None else row.task_number + added,
    )


def about(ledgers: Iterable[Ledger]) -> Markup:
    """The identity of each document, and what the reading of the file remarked."""
    return joined(
        element("dl", *[_fact(key, value) for key, value in _facts(ledger, document) if value])
        for ledger in ledgers
        for document in ledger.documents or (None,)
    )


def _fact(key: str, value: str) -> Markup:
    return element("div", word(key, "dt"), element("dd", value))


def _facts(ledger: Ledger, document: Document | None) -> Iterator[tuple[str, str]]:
    if document:
        yield "document_number", document.number
        yield "title", document.title
        yield "issuer", "、".join(document.issuers) or document.issuer
        yield "issued", document.issued.isoformat() if document.issued else ""
        yield "addressees", "、".join(document.addressees)
        yield "annexes", joined(_annex(a.number, a.title, a.present) for a in document.annexes)
        yield "repeals", "、".join(document.repeals)
        yield "amends", "、".join(document.amends)
    yield "file", ledger.content.source.name
    yield "notes", "；".join(ledger.content.source.notes)


def _annex(number: str, title: str, present: bool) -> Markup:
    name = f"{number}. {title}" if number else title
    return element("p", name, "" if present else word("annex_absent", class_="none"))
