"""Reading imports: what whoever issues one must still say."""

from __future__ import annotations

from collections.abc import Mapping

from baicheng.packs.schema.fields import Field
from baicheng.server.editions.queries import pack
from baicheng.server.intake.tasks import content_field, due_field
from baicheng.server.registers.books import book_of


def asked_at_issue(programme: str) -> Mapping[str, Field]:
    """The fields that the register of tasks requires and that no document states, such as a task's origin.

    The page that issues asks for them once for all tasks (``issue(values=…)``); a draft's own ``fields`` come
    first.
    """
    intake = pack(programme).manifest.intake
    if intake is None:
        return {}
    book = book_of(f"{programme}.{intake.tasks}")
    stated = {content_field(book), due_field(book)}
    return {
        name: field for name, field in book.register.fields_.items() if field.required and name not in stated
    }
