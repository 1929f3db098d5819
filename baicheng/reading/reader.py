"""Reading a file from end to end: text, clean-up, documents, clauses, tasks, report duties, findings."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.errors import no_official_document
from baicheng.reading.findings import find_oddities
from baicheng.reading.identity.gazette import split
from baicheng.reading.identity.identity import has_identity, identify
from baicheng.reading.model import Clause, Document, Ledger, ReportDuty, Task
from baicheng.reading.packed import Packed
from baicheng.reading.reports import report_duties
from baicheng.reading.sections import Section
from baicheng.reading.sources import extract
from baicheng.reading.spans import Source
from baicheng.reading.structure import clauses, read_structure
from baicheng.reading.tasks.paragraphs import Stretch
from baicheng.reading.tasks.stretches import stretches
from baicheng.reading.tasks.tables import TableTask, tables_under
from baicheng.reading.tasks.tasks import NO_YEAR, Frame, assigns_work, first_unit_leads, read_task
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
    all_clauses, tasks, duties = Packed[Clause](), Packed[Task](), Packed[ReportDuty]()
    for index, span in enumerate(split(content)):
        document = identify(content, span)
        if year is not None:
            document = replace(document, plan_year=year)
        root = read_structure(content, span)
        documents.append(document)
        all_clauses.extend(clauses(content, root, index))
        for task in _tasks(content, root, document, index):
            tasks.append(replace(task, number=len(tasks) + 1))
        duties.extend(report_duties(content, root, index, document.plan_year, document.issued))
    return Ledger(
        source=source,
        content=content,
        documents=tuple(documents),
        clauses=all_clauses,
        tasks=tasks,
        report_duties=duties,
        findings=Packed(find_oddities(content, documents, tasks, duties, units)),
    )


def _tasks(content: Text, root: Section, document: Document, index: int) -> Iterator[Task]:
    """The tasks of one document in the order of the text, each read when its turn has come."""
    first_leads = first_unit_leads(content.norm, document.span)
    frame = Frame(index, document.plan_year or NO_YEAR, document.issued, first_leads)
    waiting = deque(_found(content, root, document.title, frame))
    while waiting:  # what a task was read from is let go
        found = waiting.popleft()
        yield found.read() if isinstance(found, TableTask) else read_task(content, found, frame)


def _found(content: Text, root: Section, title: str, frame: Frame) -> list[Stretch | TableTask]:
    """What is a task in one document: rows of its tables, and clauses.

    Where a table assigns the work and no clause has units printed or a lead, the clauses are not tasks.
    """
    rows = list(tables_under(content, root, frame))
    of_clauses = stretches(content, root, title)
    if rows and not any(map(assigns_work, of_clauses)):
        of_clauses = []
    return sorted([*rows, *of_clauses], key=lambda found: found.body)
