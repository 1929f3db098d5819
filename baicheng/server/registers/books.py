"""A register ready for use (台账): what its pack says, with its flow's expressions parsed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from baicheng.flows.keys import Title
from baicheng.flows.process import Process
from baicheng.packs.records.processes import process_of
from baicheng.packs.schema.fields import Field
from baicheng.packs.schema.registers import Register
from baicheng.server.editions.queries import digest_of, loaded, pack, programme_of, register
from baicheng.server.web.formats import in_english

#: In a state of this name a record is not finished: what is required may still be missing.
DRAFT = "draft"


@dataclass(frozen=True, eq=False)
class Book:
    """A register of an installed pack. ``process`` is its flow; ``None`` where records have no states."""

    id: str
    programme: str
    register: Register
    process: Process | None

    @property
    def personal(self) -> frozenset[str]:
        """The fields that hold personal data."""
        return frozenset(name for name, field in self.register.fields_.items() if field.kind == "personal")

    @property
    def computed(self) -> frozenset[str]:
        """The fields that are computed from others."""
        return frozenset(name for name, field in self.register.fields_.items() if field.computed is not None)

    def state_title(self, state: str) -> Title | None:
        """What people call a state."""
        found = self.process.flow.states.get(state) if self.process else None
        return found.title if found else None

    def is_final(self, state: str) -> bool:
        """Whether a record is closed in a state."""
        return self.process is not None and self.process.flow.states[state].final


def book_of(register_id: str) -> Book:
    """The register of that id, as its pack's active edition has it.

    Raises:
        NotInstalled: the pack is not installed or has no such register.
    """
    return _ready(digest_of(programme_of(register_id)), register_id)


def book_in(digest: str, register_id: str) -> Book | None:
    """The register as an edition has it, by the edition's digest; none where that edition has no such register."""
    has = register_id.partition(".")[2] in loaded(digest).registers
    return _ready(digest, register_id) if has else None


@lru_cache(maxsize=256)
def _ready(digest: str, register_id: str) -> Book:
    programme, _, name = register_id.partition(".")
    edition = loaded(digest)
    found = edition.registers.get(name) or register(register_id)
    return Book(register_id, programme, found, process_of(found, edition.rules))


def holds_tasks(book: Book) -> bool:
    """Whether the tasks of issued plans become records of this register."""
    intake = pack(book.programme).manifest.intake
    return intake is not None and book.id == f"{book.programme}.{intake.tasks}"


def said(zh: str, en: str) -> str:
    """The text in the reader's language."""
    return en if in_english() else zh


def register_of(book: Book, field: Field) -> str:
    """The register to whose records a link leads."""
    to = field.to or ""
    return to if "." in to else f"{book.programme}.{to}"


def link_between(book: Book, target: Book) -> str | None:
    """The field by which records of a register lead to one record of another; none where there is none."""
    for name, field in book.register.fields_.items():
        if field.to is not None and not field.many and register_of(book, field) == target.id:
            return name
    return None


def spoken(title: Title) -> str:
    """A title in the reader's language."""
    return said(title.zh, title.en)


def label(book: Book, name: str) -> str:
    """What people call a field, a role or a column that every record has."""
    register = book.register
    if name in register.fields_:
        return spoken(register.fields_[name].title)
    if name in register.parties:
        return spoken(register.parties[name].title)
    return {
        "number": _("Number"),
        "title": _("Title"),
        "state": _("State"),
        "due": _("Due"),
        "due_at": _("Due"),
        "opened_on": _("Opened on"),
        "closed_on": _("Closed on"),
        "clause": _("Clause"),
        "place": _("Place"),
    }.get(name, name)
