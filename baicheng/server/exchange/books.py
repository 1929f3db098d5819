"""Registers as the API describes them (台账定义)."""

from __future__ import annotations

from baicheng.flows.flow import Flow
from baicheng.server.accounts.models import User
from baicheng.server.editions.models import Edition
from baicheng.server.editions.queries import loaded
from baicheng.server.exchange.listing import RecordFilters, sorts
from baicheng.server.exchange.rows import Row, words
from baicheng.server.registers.books import Book, book_in
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import may_enter


def book_row(book: Book) -> Row:
    """A register in a list."""
    return {"id": book.id, "programme": book.programme, "title": words(book.register.title)}


def all_books() -> list[Book]:
    """The registers of all installed packs, asked for once."""
    active = Edition.objects.filter(active=True).order_by("pack").values_list("pack", "digest")
    listed = [
        (digest, f"{name}.{register}") for name, digest in active for register in loaded(digest).registers
    ]
    return [book for digest, register_id in listed if (book := book_in(digest, register_id)) is not None]


def book_shape(book: Book, user: User, viewer: Viewer, filters: RecordFilters) -> Row:
    """A register with its fields, roles, states, moves, filters and orders."""
    flow = book.process.flow if book.process else None
    return {
        **book_row(book),
        "may_enter": may_enter(user, book, viewer.at),
        "fields": [
            {
                "name": name,
                "title": words(field.title),
                "kind": field.kind,
                "required": field.required,
                "many": field.many,
                "unit": field.unit or "",
                "options": {key: words(title) for key, title in (field.of or {}).items()},
                "to": field.to or "",
                "computed": name in book.computed,
                "personal": name in book.personal,
                "filters": field.indexed,
            }
            for name, field in book.register.fields_.items()
        ],
        "roles": [
            {
                "name": name,
                "title": words(role.title),
                "required": role.required,
                "many": role.many,
                "kinds": list(role.kinds),
            }
            for name, role in book.register.parties.items()
        ],
        "states": _states(flow),
        "moves": _moves(flow),
        "filters": list(filters.fields),
        "sorts": sorts(book),
    }


def _states(flow: Flow | None) -> list[Row]:
    states = flow.states if flow else {}
    return [
        {"name": name, "title": words(state.title), "final": state.final} for name, state in states.items()
    ]


def _moves(flow: Flow | None) -> list[Row]:
    return [
        {
            "name": name,
            "title": words(move.title),
            "from_states": list(move.from_states),
            "to": move.to or "",
            "reason": move.reason,
            "asks": list(move.asks),
        }
        for name, move in (flow.moves if flow else {}).items()
    ]
