"""What a column of a sheet can hold (列): number, title, fields and roles; and what it only shows (只供查看).

Only shown are what is computed and files. A new record gets its state, targets and parts from a file too; of one
that is there a file states them and cannot change them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.packs.schema.registers import Party
from baicheng.server.registers.books import Book, holds_tasks, said, spoken
from baicheng.server.registers.wording import unit_of

Shared = Literal["number", "title", "state"]
NUMBER: Literal["number"] = "number"
TITLE: Literal["title"] = "title"
STATE: Literal["state"] = "state"
#: How the columns that every register has are headed.
_SHARED: Mapping[Shared, tuple[str, str]] = {
    NUMBER: ("编号", "Number"),
    TITLE: ("标题", "Title"),
    STATE: ("状态", "State"),
}

#: What tasks have beside their fields; the heads are no words of ledgers, since many have a column 目标 of
#: their own.
TARGETS, PARTS = "shown_targets", "shown_parts"
_BESIDE = {TARGETS: ("目标逐条", "Targets line by line"), PARTS: ("分项逐条", "Parts line by line")}
#: Since which day a record is in its state, and who of several puts the work together.
SINCE, CONSOLIDATES = "state_since", "consolidates"
SINCE_HEADS, _CONSOLIDATES = ("状态起始日期", "In this state since"), ("牵头汇总单位", "Consolidating unit")

Kind = Literal[Shared, "field", "role", "computed", "beside", "files"]


@dataclass(frozen=True, slots=True)
class Target:
    """What a column holds; ``heads`` are its titles in Chinese and English, ``unit`` stands behind them."""

    name: str
    kind: Kind
    heads: tuple[str, str]
    unit: str = ""
    field: Field | None = None
    role: Party | None = None

    @property
    def head(self) -> str:
        """Its title in the reader's language, with the unit of its numbers."""
        title = said(*self.heads)
        return f"{title}（{self.unit}）" if self.unit else title

    @property
    def many(self) -> bool:
        """Whether its cells hold several values."""
        return bool((self.field and self.field.many) or (self.role and self.role.many))

    @property
    def names_subjects(self) -> bool:
        """Whether its cells name subjects of the directory."""
        return self.kind == "role" or (self.field is not None and self.field.kind == "subject")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of subjects that it takes; all, where there is none."""
        return self.role.kinds if self.role else self.field.kinds if self.field else ()

    @property
    def is_taken(self) -> bool:
        """Whether what is typed there reaches the record."""
        return self.kind in ("title", "field", "role", "beside")

    @property
    def required(self) -> bool:
        """Whether a finished record needs it."""
        return bool((self.field and self.field.required) or (self.role and self.role.required))


def targets(book: Book) -> tuple[Target, ...]:
    """Everything that a sheet of a register has, in the order of the pack's form; what is only shown, last."""
    shared = {name: Target(name, name, heads) for name, heads in _SHARED.items()}
    own = {target.name: target for target in _own(book)}
    ordered = [name for part in book.register.form for name in part.fields if name in own]
    inner = [own[name] for name in dict.fromkeys([*ordered, *own])]
    last = [shared[STATE]] if book.process else []
    return (shared[NUMBER], shared[TITLE], *inner, *last, *_beside(book), *_computed(book), *_attached(book))


def _beside(book: Book) -> Iterator[Target]:
    """What a new record may bring that is no field of it."""
    if book.process is not None and book.process.flow.taken_over:
        yield Target(SINCE, "beside", SINCE_HEADS)
    if consolidating_role(book) is not None:
        yield Target(CONSOLIDATES, "beside", _CONSOLIDATES)
    if holds_tasks(book):
        yield from (Target(name, "beside", heads) for name, heads in _BESIDE.items())


def consolidating_role(book: Book) -> str | None:
    """The role of whose several holders one puts the work together: that of the units which carry it out."""
    role = book.register.overview.units if book.register.overview else None
    return role if role is not None and book.register.parties[role].many else None


def _attached(book: Book) -> Iterator[Target]:
    for name, field in book.register.fields_.items():
        if field.kind == "attachment":
            yield Target(name, "files", (field.title.zh, field.title.en), field=field)


def _own(book: Book) -> Iterator[Target]:
    for name, field in book.register.fields_.items():
        if field.computed is None and field.kind != "attachment":
            heads = (field.title.zh, field.title.en)
            yield Target(name, "field", heads, shown_unit(field), field=field)
    for name, role in book.register.parties.items():
        yield Target(name, "role", (role.title.zh, role.title.en), role=role)


def _computed(book: Book) -> Iterator[Target]:
    for name, field in book.register.fields_.items():
        if field.computed is not None:
            yield Target(name, "computed", (field.title.zh, field.title.en), shown_unit(field), field=field)


def shown_unit(field: Field) -> str:
    """The unit of a field's numbers, "" where there is none."""
    if field.kind not in NUMERIC:
        return ""
    return "%" if field.kind == "percent" else unit_of(field)


def help_of(target: Target) -> str:
    """What the pack says of a field beyond its title."""
    return spoken(target.field.help) if target.field and target.field.help else ""
