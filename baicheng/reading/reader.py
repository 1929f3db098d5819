"""Reading a file from end to end: text, clean-up, documents, clauses, tasks, report duties, findings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.errors import no_official_document
from baicheng.reading.findings import find_oddities
from baicheng.reading.identity.gazette import split
from baicheng.reading.identity.identity import has_identity, identify
from baicheng.reading.model import Clause, Document, Ledger, ReportDuty, Task
from baicheng.reading.reports import report_duties
from baicheng.reading.sections import Section
from baicheng.reading.sources import extract
from baicheng.reading.spans import Source
from baicheng.reading.structure import clauses, read_structure
from baicheng.reading.tasks.stretches import stretches
from baicheng.reading.tasks.tables import tables_under
from baicheng.reading.tasks.tasks import NO_YEAR, Frame, first_unit_leads, read_task
from baicheng.reading.text import Text


def read(path: str | Path, *, year: int | None = None, units: Collection[str] | None = None) -> Ledger:
    """The ledger of an official document, or of all documents in a gazette.

    Args:
        path: a .txt, .docx, .pdf, .ofd, .html, .doc or .wps file.
        year: the plan year that a bare 年底前 means; by default the year in the title, else of issue.
        units: names of all known units, to be told of those that the document names differently.

    Raises:
        UnreadableFile: the file cannot be read or holds nothing of an official document; its
            message says why and what to do.

    >>> ledger = read("baicheng/samples/plan.txt")   # doctest: +SKIP
    >>> ledger.tasks[0].lead                         # doctest: +SKIP
    ('市住房和城乡建设局',)
    """
    ledger = read_source(extract(Path(path)), year=year, units=units)
    if not (has_identity(ledger.documents) or ledger.tasks or ledger.report_duties):
        raise no_official_document(path)
    return ledger


def read_source(source: Source, *, year: int | None = None, units: Collection[str] | None = None) -> Ledger:
    """The ledger of a text that is already extracted; see ``read``."""
    content = clean(source)
    documents: list[Document] = []
    all_clauses: list[Clause] = []
    tasks: list[Task] = []
    duties: list[ReportDuty] = []
    for index, span in enumerate(split(content)):
        document = identify(content, span)
        if year is not None:
            document = replace(document, plan_year=year)
        root = read_structure(content, span)
        documents.append(document)
        all_clauses.extend(clauses(content, root, index))
        tasks.extend(_tasks(content, root, document, index))
        duties.extend(report_duties(content, root, index, document.plan_year, document.issued))
    numbered = tuple(replace(task, number=number) for number, task in enumerate(tasks, 1))
    return Ledger(
        source=source,
        content=content,
        documents=tuple(documents),
        clauses=tuple(all_clauses),
        tasks=numbered,
        report_duties=tuple(duties),
        findings=tuple(find_oddities(content, tuple(documents), numbered, tuple(duties), units)),
    )


def _tasks(content: Text, root: Section, document: Document, index: int) -> list[Task]:
    """The tasks of one document: those of its tables, and those of its clauses.

    Where a table assigns the work and no clause names a unit, the clauses are not tasks.
    """
    first_leads = first_unit_leads(document.span.of(content.norm))
    frame = Frame(index, document.plan_year or NO_YEAR, document.issued, first_leads)
    in_tables = list(tables_under(content, root, frame))
    in_clauses = [read_task(content, stretch, frame) for stretch in stretches(content, root, document.title)]
    if in_tables and not any(task.parties for task in in_clauses):
        in_clauses = []
    return sorted(in_tables + in_clauses, key=lambda task: task.span)
