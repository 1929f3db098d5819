"""Duties in the form in which rules reckon with them, and what their registers are called."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from baicheng.flows.duty import Duty as Form
from baicheng.flows.duty import FulfilledBy
from baicheng.flows.expressions import Expression, parse_condition
from baicheng.flows.provenance import InForce
from baicheng.flows.when import When
from baicheng.packs.overruling import with_when
from baicheng.packs.records.rows import names_of
from baicheng.server.duties.models import Duty
from baicheng.server.duties.plan_calendar import BY_HAND
from baicheng.server.editions.queries import decided
from baicheng.server.registers.books import Book, book_of

_ANY_DAYS = InForce(since=date(1, 1, 1), until=None)


def form_of(duty: Duty) -> Form:
    """The duty as its pack or plan states it."""
    return stored_as(duty.definition)


def stored_as(definition: Mapping[str, Any]) -> Form:
    """A duty from its JSON; see ``stored_form``."""
    return _form(json.dumps(definition, sort_keys=True, ensure_ascii=False))


def forms_in_effect(programme: str, duties: Iterable[Duty]) -> dict[int, Form]:
    """The duties of a programme by id, with what the installation decided on when they fall due.

    Local values concern the duties of the pack. One that no longer goes with its duty, since another edition
    changed it, has no effect; ``editions.queries.lost_values`` names those.
    """
    local = decided(programme, "duties.")
    return {
        duty.pk: form_of(duty)
        if duty.document_id is not None
        else with_local_values(form_of(duty), local.get(when_path(duty.name), ()))
        for duty in duties
    }


def when_path(duty: str) -> str:
    """The local value that says when a duty falls due."""
    return f"duties.{duty}.when"


def with_local_values(form: Form, values: Sequence[tuple[InForce, Any]]) -> Form:
    """A duty that falls due as was decided locally, as far as that goes with it."""
    fitting = [(span, when) for span, value in values if (when := fitting_when(form, value)) is not None]
    return with_when(form, fitting)


def fitting_when(form: Form, value: object) -> When | None:
    """A locally decided time as the duty understands it; ``None`` where it does not go with the duty."""
    try:
        when = When.model_validate(value)
        with_when(form, [(_ANY_DAYS, when)])
    except ValueError:
        return None
    return when


@lru_cache(maxsize=1024)
def _form(stored: str) -> Form:
    return Form.model_validate(json.loads(stored))


def stored_form(form: Form) -> dict[str, Any]:
    """A duty as JSON for the database; ``form_of`` reads it again."""
    return form.model_dump(mode="json", by_alias=True, exclude_unset=True)


def demand_of(stored: Mapping[str, Any]) -> FulfilledBy:
    """What fulfils an assignment, as its rule states it."""
    return FulfilledBy.model_validate(dict(stored))


def is_answered_by_hand(rule: Mapping[str, Any]) -> bool:
    """Whether an assignment's rule waits for a word: no record of a register answers it.

    ``services.answer_by_hand`` settles it; every other duty's assignment can be settled so too, where it was
    done on paper.
    """
    return bool(rule.get("demand", {}).get("move") == BY_HAND.move)


def book_named(programme: str, register: str) -> Book:
    """The register of that name: of the programme, or of another where it says which."""
    return book_of(register if "." in register else f"{programme}.{register}")


def condition(book: Book, text: str | None) -> Expression | None:
    """A condition on the records of a register, ready to evaluate."""
    return None if text is None else _condition(book, text)


@lru_cache(maxsize=1024)
def _condition(book: Book, text: str) -> Expression:
    return parse_condition(text, names_of(book.register))
