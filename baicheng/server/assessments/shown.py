"""What a result rests on, as a page shows it (结果说明): facts with their values, and the records behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from baicheng.packs.rule_relations import SYSTEM
from baicheng.rules.evidence import Evidence
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.rule import Rule
from baicheng.rules.results import Outcome
from baicheng.server.accounts.models import User
from baicheng.server.assessments.models import Mark, Result, Run
from baicheng.server.assignments.models import Assignment
from baicheng.server.documents.models import Document
from baicheng.server.documents.queries import clauses_meant, readable
from baicheng.server.editions.contents import called
from baicheng.server.editions.queries import NotInstalled, loaded
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries.reach import seen
from baicheng.server.web.formats import figure, moment
from baicheng.server.web.templatetags.web import say

#: So many rows behind a fact are listed on the page, and so many records that leave something open.
MOST_ROWS = 20
MOST_PLACES = 5
_OPEN: Outcome = "undecided"


@dataclass(frozen=True)
class DecidedHere:
    """A local value with which a run reckoned: what people call it, what it says, why, and who decided it."""

    title: str
    value: Any
    reason: str
    decided_by: str


def decided_here(run: Run) -> list[DecidedHere]:
    """The local values of a run; by their paths where the edition of its pack is not there any more."""
    try:
        pack = loaded(run.edition)
    except NotInstalled:
        pack = None
    return [
        DecidedHere(
            called(pack, one["path"]) if pack else one["path"], one["value"], one["reason"], one["decided_by"]
        )
        for one in run.local_values
    ]


@dataclass(frozen=True)
class Behind:
    """A row behind a fact: what it is called, where it is found, and how it counts."""

    text: str
    url: str
    counts: str
    exempt: bool


@dataclass(frozen=True)
class FactShown:
    """A fact with its value and the first of its rows; ``more`` are left out."""

    title: str
    value: str | None
    unit: str
    rows: Sequence[Behind]
    more: int


@dataclass(frozen=True)
class LineShown:
    """An item, row, measure or award with the facts on which it rests, and where its clause can be read."""

    line: Mapping[str, Any]
    facts: Sequence[FactShown]
    clause_url: str = ""


@dataclass(frozen=True)
class Reason:
    """Something undecided, as people call it, why, and the records in which that can be put right."""

    what: Any
    because: Any
    places: Sequence[tuple[str, str]]


def rule_of(run: Run) -> Rule:
    """The rule as the run's edition of the pack has it.

    Raises:
        NotInstalled: the edition is not there any more.
    """
    return loaded(run.edition).rules[run.rule]


def document_of(rule: Rule, user: User) -> Document | None:
    """The document that a rule carries out, where the user may read it here."""
    return readable(user).filter(number=rule.source.document).order_by("pk").first()


def clause_urls(document: Document | None, rule: Rule, clauses: Collection[str]) -> dict[str, str]:
    """Where each clause of a rule is read: in the document itself, or in it as a whole where it has no such part.

    A clause that names a document of its own, by its number, is not looked for in this one.
    """
    if document is None:
        return {}
    page = reverse("documents:detail", args=[document.pk])
    own = [text for text in clauses if "〔" not in text]
    meant = clauses_meant(document, own, rule.source.part or "")
    return {text: f"{page}#c{meant[text].pk}" if text in meant else page for text in own}


def lines_shown(
    result: Result,
    rule: Rule,
    evidence: Mapping[str, Sequence[Evidence]],
    programme: str,
    document: Document | None = None,
) -> list[LineShown]:
    """The lines of a result with facts and rows, in the order of the document."""
    called = Called(programme, [row for rows in evidence.values() for row in rows[:MOST_ROWS]])
    urls = clause_urls(document, rule, [line["clause"] for line in result.lines])
    return [
        LineShown(
            line, list(_facts(line["facts"], result, rule, evidence, called)), urls.get(line["clause"], "")
        )
        for line in result.lines
    ]


def reasons_shown(
    result: Result, evidence: Mapping[str, Sequence[Evidence]], programme: str, viewer: Viewer
) -> list[Reason]:
    """What is undecided of a result, and the records that leave it open: that judged, or rows that are incomplete."""
    titles = {line["name"]: line["title"] for line in result.lines}
    judged = (
        Evidence(result.register.partition(".")[2], result.subject, _OPEN, False) if result.register else None
    )
    found: list[tuple[Mapping[str, Any], list[Evidence]]] = []
    for each in result.undecided:
        open_rows = [
            row
            for name in each["names"]
            for row in evidence.get(name, ())
            if row.counts == _OPEN and not row.exempt
        ]
        own = judged is not None and any(name not in result.detail["facts"] for name in each["names"])
        found.append((each, [*([judged] if own and judged else []), *open_rows[:MOST_PLACES]]))
    called = Called(programme, [row for _each, rows in found for row in rows], viewer)
    return [
        Reason(
            titles.get(each["what"], each["what"]),
            each["because"],
            [(one.text, one.url) for one in map(called.behind, rows) if one.url],
        )
        for each, rows in found
    ]


def _facts(
    names: Collection[str],
    result: Result,
    rule: Rule,
    evidence: Mapping[str, Sequence[Evidence]],
    called: Called,
) -> Iterator[FactShown]:
    for name in names:
        fact, rows = rule.facts[name], evidence.get(name, ())
        shown = [called.behind(row) for row in rows[:MOST_ROWS]]
        value = result.detail["facts"].get(name)
        yield FactShown(say(fact.title), value, fact.unit or "", shown, max(len(rows) - MOST_ROWS, 0))


class Called:
    """What the rows behind facts are called, asked for together."""

    def __init__(self, programme: str, rows: Sequence[Evidence], viewer: Viewer | None = None) -> None:
        """Names of records; those that a viewer may not see are not named."""
        keys: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            if str(row.key).isdecimal():
                keys[row.relation].add(int(row.key))
        self._assignments = Assignment.objects.in_bulk(keys.pop("assignments", set()))
        marks = Mark.objects.select_related("subject", "drawn", "author__person")
        self._marks = marks.in_bulk(keys.pop("round_marks", set()))
        about = {
            row.about_id for row in self._assignments.values() if row.about_kind == KIND and row.about_id
        }
        wanted = about.union(*(found for relation, found in keys.items() if relation not in SYSTEM))
        found = Record.objects.filter(pk__in=wanted, register__startswith=f"{programme}.")
        self._records = {record.pk: record for record in found.only("pk", "number", "title", "register")}
        if viewer is not None:
            registers = {record.register for record in self._records.values()}
            visible = {pk for one in registers for pk in _visible(viewer, one, wanted)}
            self._records = {pk: record for pk, record in self._records.items() if pk in visible}
        self._programme = programme

    def behind(self, row: Evidence) -> Behind:
        text, url = self._named(row)
        return Behind(text, url, row.counts, row.exempt)

    def _named(self, row: Evidence) -> tuple[str, str]:
        key = int(row.key) if str(row.key).isdecimal() else 0
        if row.relation == "assignments" and (assignment := self._assignments.get(key)) is not None:
            record = self._records.get(assignment.about_id or 0)
            title = say(assignment.title)
            return (f"{title} · {record}", record.get_absolute_url()) if record else (title, "")
        if row.relation == "round_marks" and (mark := self._marks.get(key)) is not None:
            return _mark_said(mark), ""
        record = self._records.get(key)
        if record is not None and record.register == f"{self._programme}.{row.relation}":
            return str(record), record.get_absolute_url()
        return _("%(relation)s, row %(key)s") % {"relation": row.relation, "key": row.key}, ""


def _mark_said(mark: Mark) -> str:
    """A mark that somebody gave: for whom, how much, by whom and when, with its remark."""
    whom = mark.drawn or mark.subject
    if not mark.is_given:
        return _("%(whom)s: still owed") % {"whom": whom}
    said = {"whom": whom, "value": figure(mark.value), "who": mark.author, "when": moment(mark.recorded_at)}
    text = _("%(whom)s: %(value)s, by %(who)s, %(when)s") % said
    return f"{text} · {mark.remark}" if mark.remark else text


def _visible(viewer: Viewer, register: str, keys: Collection[int]) -> Iterator[int]:
    """Which of some records of a register somebody sees."""
    yield from seen(viewer, book_of(register)).filter(pk__in=keys).values_list("pk", flat=True)


def cut_title(rule: Benefit, name: str) -> Any:
    """What took something away, as people call it."""
    for cap in rule.caps:
        if cap.cap == name:
            return cap.title
    for one in rule.exclusive:
        if one.exclusive == name:
            return {"zh": f"不重复享受（{one.clause}）", "en": f"not both ({one.clause})"}
    return next((one.title for one in rule.excluded if one.ground == name), name)
