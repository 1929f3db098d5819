"""What a column of a sheet can hold (列): number, title, fields and roles; and what it only shows (只供查看).

Only shown are the state, what is computed, targets and parts: a file states them and cannot change them.
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

#: What tasks have beside their fields; the heads say that they are not taken, since many ledgers have a
#: column 目标 of their own.
TARGETS, PARTS = "shown_targets", "shown_parts"
_BESIDE = {TARGETS: ("只供查看：目标", "Only shown: targets"), PARTS: ("只供查看：分项", "Only shown: parts")}

Kind = Literal[Shared, "field", "role", "computed", "beside"]


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
        return self.kind in ("title", "field", "role")

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
    beside = [Target(name, "beside", heads) for name, heads in _BESIDE.items()] if holds_tasks(book) else []
    return (shared[NUMBER], shared[TITLE], *inner, *last, *_computed(book), *beside)


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
