"""What a meeting or an instruction decided, line by line (议定事项): as typed, and as it will be issued."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from django.utils.translation import gettext as _

from baicheng.packs.schema.fields import Field
from baicheng.reading.model import Role
from baicheng.server.editions.queries import pack
from baicheng.server.intake.drafts import Draft, DraftPart, DraftParty
from baicheng.server.intake.findings import Finding, findings
from baicheng.server.intake.models import DraftItem
from baicheng.server.intake.queries import asked_at_issue
from baicheng.server.orgs.resolution import resolve_all
from baicheng.server.registers.books import Book, book_of, link_between
from baicheng.server.registers.models import Record

#: What stands between the names of several units.
_BETWEEN = re.compile(r"[、，,；;\n]+")
#: So much of a text makes a title where its first sentence is longer.
_TITLE = 60


class Line(NamedTuple):
    """A decision as typed: its text, lead units and other responsible units by name, the day."""

    text: str
    lead: str = ""
    responsible: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Deciding:
    """A record that decides: its register, the one into which its decisions go, and the links that lead back.

    ``links`` are the values that an item gets: the record itself, and the body at whose meetings it is
    dispatched (调度).
    """

    source: Record
    book: Book
    tasks: Book
    links: Mapping[str, int]


def deciding(source: Record) -> Deciding | None:
    """How a record decides; none of a register that does not."""
    book = book_of(source.register)
    if book.register.decides is None:
        return None
    tasks = book_of(f"{book.programme}.{book.register.decides}")
    link = link_between(tasks, book)
    links = {link: source.pk} if link else {}
    body = body_of(source, book)
    bodies = _bodies(book)
    if body is not None and bodies is not None and (dispatched := link_between(tasks, bodies)):
        links[dispatched] = body
    return Deciding(source, book, tasks, links)


def body_of(source: Record, book: Book) -> int | None:
    """The body whose meeting a record is, or at whose meetings an instruction is dispatched."""
    bodies = _bodies(book)
    link = link_between(book, bodies) if bodies else None
    found = source.fields.get(link) if link else None
    return found if isinstance(found, int) else None


def _bodies(book: Book) -> Book | None:
    """The register of bodies that meet, of the same pack, to which a register leads."""
    for name, register in pack(book.programme).registers.items():
        if register.meets is not None:
            bodies = book_of(f"{book.programme}.{name}")
            if link_between(book, bodies):
                return bodies
    return None


def is_open(found: Deciding) -> bool:
    """Whether a record still decides: it is not over, or it is a meeting that took place."""
    state = found.source.state
    if not found.book.is_final(state):
        return True
    name = found.book.register.register_
    every = (register.meets for register in pack(found.book.programme).registers.values())
    return any(meets is not None and meets.register_ == name and state in meets.held for meets in every)


def asked(found: Deciding, body: Record | None = None) -> Mapping[str, tuple[Field, str]]:
    """What the ledger requires of every item and no line says, each with the value that is proposed.

    Proposed is what the meeting or instruction, or else its body, says in a field of the same name.

    Args:
        body: the body, where it was read already.
    """
    key = body_of(found.source, found.book)
    if key is not None and (body is None or body.pk != key):
        body = Record.objects.filter(pk=key).first()
    told = [found.source.fields, body.fields if body else {}]
    proposed: dict[str, tuple[Field, str]] = {}
    for name, field in asked_at_issue(found.book.programme).items():
        if name not in found.links:
            values = (fields[name] for fields in told if fields.get(name) in (field.of or {}))
            proposed[name] = field, next(values, "")
    return proposed


def drafts_of(items: Sequence[DraftItem | Line], on: date) -> list[Draft]:
    """Each item as it would be issued, with the units that its names mean on a day."""
    lines = [(_names(one.lead), _names(one.responsible)) for one in items]
    every = list(dict.fromkeys(name for leads, others in lines for name in (*leads, *others)))
    meant = dict(zip(every, resolve_all(every, on=on), strict=True)) if every else {}

    def party(name: str, role: Role, *, consolidates: bool = False) -> DraftParty:
        subject = meant[name].subject
        return DraftParty(
            name=name[:200], role=role, subject=subject.pk if subject else None, consolidates=consolidates
        )

    return [
        Draft(
            title=title_of(one.text),
            text=one.text,
            parties=[
                *(
                    party(name, Role.LEAD, consolidates=number == 0 and len(leads) > 1)
                    for number, name in enumerate(leads)
                ),
                *(party(name, Role.RESPONSIBLE) for name in others),
            ],
            parts=[DraftPart(text=one.text, due_on=one.due_on)],
        )
        for one, (leads, others) in zip(items, lines, strict=True)
    ]


def faults_of(draft: Draft) -> list[Finding]:
    """What keeps an item from being issued."""
    found = [one for one in findings(draft, None) if one.blocks]
    if not draft.of_role(Role.LEAD) and draft.parties:
        found.append(Finding("no_lead", _("Name the lead unit."), True, "parties"))
    return found


def title_of(text: str) -> str:
    """What an item is called in lists: its first sentence, shortened.

    >>> title_of("月底前打通建设路。由城建局牵头。")
    '月底前打通建设路'
    """
    first = re.split(r"[。；\n]", text.strip(), maxsplit=1)[0].strip()
    return first if len(first) <= _TITLE else first[: _TITLE - 1] + "…"


def stamp_of(items: Sequence[DraftItem]) -> str:
    """What tells two states of the drafts apart, for whoever changes them on a page that was open for a while."""
    said = "\n".join(f"{one.pk}|{one.text}|{one.lead}|{one.responsible}|{one.due_on}" for one in items)
    return sha256(said.encode()).hexdigest()[:16]


def _names(typed: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in _BETWEEN.split(typed) if name.strip()))
