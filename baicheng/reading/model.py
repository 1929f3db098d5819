"""What reading an official document yields: the ledger (台账) and its parts.

All spans count characters of ``Ledger.text``, the cleaned text; ``Ledger.place(span)`` says where
that stands in the file. Field names of a task follow the form in which such ledgers are annotated
by hand: path, heading, start, lead, responsible, supervisor, deadlines, targets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from baicheng.reading.spans import Place, Source, Span
from baicheng.reading.text import Text


class Role(StrEnum):
    """In which role a unit or person stands under a task."""

    LEAD = "lead"  # 牵头单位
    RESPONSIBLE = "responsible"  # 责任单位
    SUPPORTING = "supporting"  # 配合单位, 协助单位, 参与单位
    IMPLEMENTING = "implementing"  # 落实单位
    SUPERVISOR = "supervisor"  # 分管领导


class Op(StrEnum):
    """How an observed value compares with its target."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "=="
    ABOVE = ">"
    BELOW = "<"


class Measure(StrEnum):
    """What the value of a target measures."""

    LEVEL = "level"  # 达到: the state reached
    GROWTH = "growth"  # 增长, 提高, 新增: the change over before
    DECLINE = "decline"  # 下降, 减少, 压减
    TOTAL = "total"  # 累计: everything since the beginning


class Portion(StrEnum):
    """What part of another goal a goal is."""

    WHOLE = ""  # none: it stands by itself
    SHARE = "share"  # 分解: the shares make up the whole
    SUBSET = "subset"  # 其中: a part that is named and never added up


@dataclass(frozen=True, slots=True)
class Party:
    """A unit or leader named under a task, as written."""

    name: str
    role: Role
    span: Span


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day for something, and the words that say so."""

    due: date
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """A quantified goal (目标值).

    ``text`` is the shortest clause with indicator and number, and stands at ``span``. ``value`` is in
    ``unit`` as written (5万个: 5, 万个). ``upper`` is the other end of a range. ``indicator`` is what
    is measured, ``scope`` the place, unit or kind it is for; both are empty where the clause names none.
    ``portion`` says that it is a part of the nearest goal before it that is a whole, whose indicator it has.
    """

    text: str
    value: Decimal
    unit: str
    op: Op
    span: Span
    indicator: str = ""
    scope: str = ""
    measure: Measure = Measure.LEVEL
    upper: Decimal | None = None
    portion: Portion = Portion.WHOLE


@dataclass(frozen=True, slots=True)
class Part:
    """One separately assigned stretch, deadline or target of a task.

    It holds what the text pairs: the units that bear this stretch, by when, to reach what.
    """

    text: str
    span: Span
    parties: tuple[Party, ...] = ()
    deadline: Deadline | None = None
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work that a document assigns (任务).

    ``number`` counts from 1 through the file, ``document`` is the index into ``Ledger.documents``.
    ``responsible`` holds everybody who is not lead; ``supporting`` those of them who only support.
    ``parties`` are all names with role and span, ``parts`` say which target is due when, from whom.
    """

    number: int
    document: int
    address: str
    path: tuple[str, ...]
    heading: str
    start: str
    text: str
    span: Span
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    supervisor: tuple[str, ...] = ()
    deadlines: tuple[date, ...] = ()
    targets: tuple[Target, ...] = ()
    parties: tuple[Party, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of a document (条款).

    ``address`` is unique within the document, such as 三(三)1(5), 第八条(二) or 附件2 四(一).
    ``heading`` is the number with its heading; ``span`` covers everything down to the next clause of
    the same or a higher level, ``heading_span`` the heading alone. ``parent`` is an address or "".
    """

    document: int
    address: str
    parent: str
    level: int
    marker: str
    heading: str
    span: Span
    heading_span: Span


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (附件) that the document names. ``present`` says whether its text is in the file."""

    number: str
    title: str
    present: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """The identity of an official document.

    ``number`` is the document number in the form 郑政办〔2018〕28号, ``issuers`` all who issued it,
    ``repeals`` and ``amends`` what it ends or changes, as written. ``spans`` says where each field
    stands: field name to span. What the text does not give is empty or ``None``.
    """

    number: str
    title: str
    issuer: str
    issuers: tuple[str, ...]
    issued: date | None
    plan_year: int | None
    addressees: tuple[str, ...]
    annexes: tuple[Annex, ...]
    repeals: tuple[str, ...]
    amends: tuple[str, ...]
    span: Span
    spans: dict[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportDuty:
    """Who must report what to whom and when (报送要求).

    ``schedule`` is the wording of the time; ``cycle`` its kind ("" where it is not periodic):
    day, week, ten_day, half_month, month, two_months, quarter, half_year, year; ``dates`` the
    days that are named or follow from the plan year; ``at`` a time of day such as 17:00.
    """

    document: int
    address: str
    reporter: str
    what: str
    recipient: str
    schedule: str
    cycle: str
    dates: tuple[date, ...]
    at: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at before the ledger is used (提示)."""

    code: str
    message: str
    document: int
    address: str
    task: int | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything read from one file. A gazette holds several documents, most files one.

    Of a file that was read, the four long lists are packed (see ``packed.py``): go through them rather
    than keep all their items.
    """

    source: Source
    content: Text
    documents: tuple[Document, ...]
    clauses: Sequence[Clause]
    tasks: Sequence[Task]
    report_duties: Sequence[ReportDuty]
    findings: Sequence[Finding]

    @property
    def text(self) -> str:
        """The cleaned text in which all spans count."""
        return self.content.text

    def place(self, span: Span) -> Place:
        """Where a span stands in the file."""
        return self.content.place(span)
