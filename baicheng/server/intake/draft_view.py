"""What the form of a draft task shows: its rows, suggestions for names, findings and faults beside the fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from baicheng.reading.model import Role
from baicheng.server.intake.cards import Card, card_of
from baicheng.server.intake.draft_form import digest
from baicheng.server.intake.findings import Finding
from baicheng.server.intake.ledger_fields import LedgerField, ledger_fields
from baicheng.server.intake.models import DraftTask, Import, ImportState
from baicheng.server.intake.words import MEASURES, OPS, PORTIONS, ROLES
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.resolution import Candidate, resolve_all


@dataclass(frozen=True)
class PartyRow:
    """A party as its fields show it; ``elsewhere`` is how many other drafts mean another by the same name."""

    number: int
    values: Mapping[str, Any]
    unit: Subject | None
    candidates: Sequence[Candidate]
    elsewhere: int
    errors: Mapping[str, str]

    @property
    def path(self) -> str:
        return f"parties.{self.number}"

    @property
    def is_lead(self) -> bool:
        return bool(self.values["role"] == Role.LEAD)

    @property
    def span(self) -> str:
        return written(self.values.get("span"))


@dataclass(frozen=True)
class PartRow:
    """A part as its fields show it."""

    number: int
    values: Mapping[str, Any]
    errors: Mapping[str, str]

    @property
    def path(self) -> str:
        return f"parts.{self.number}"

    @property
    def span(self) -> str:
        return written(self.values.get("span"))

    @property
    def due_span(self) -> str:
        return written(self.values.get("due_span"))

    @property
    def target_span(self) -> str:
        return written((self.values.get("target") or {}).get("span"))


@dataclass(frozen=True)
class LedgerRow:
    """A field of the ledger with the value chosen."""

    field: LedgerField
    value: str

    @property
    def word(self) -> str:
        """The value in words."""
        return self.field.options.get(self.value, self.value)


@dataclass(frozen=True)
class DraftView:
    """The open form of a draft.

    ``dirty``: it shows what is not saved. ``beside`` is how many other drafts stand under the same heading.
    """

    card: Card
    parties: Sequence[PartyRow]
    parts: Sequence[PartRow]
    values: Mapping[str, Any]
    errors: Mapping[str, str]
    editable: bool
    dirty: bool
    has_next: bool
    ledger_fields: Sequence[LedgerRow]
    beside: int
    chosen: Sequence[int] = ()
    messages: Sequence[str] = field(default_factory=tuple)
    roles: Mapping[Any, Any] = field(default_factory=lambda: ROLES)
    ops: Mapping[Any, Any] = field(default_factory=lambda: OPS)
    measures: Mapping[Any, Any] = field(default_factory=lambda: MEASURES)
    portions: Mapping[Any, Any] = field(default_factory=lambda: PORTIONS)

    @property
    def seen(self) -> str:
        return digest(self.card.row.values)

    @property
    def span(self) -> str:
        return written(self.values.get("span"))

    @property
    def ledger_wanting(self) -> bool:
        """Whether the ledger requires a value that the draft does not have."""
        return any(row.field.required and not row.value for row in self.ledger_fields)

    @property
    def heading(self) -> str:
        """The heading under which the draft stands."""
        path = self.values.get("path") or [""]
        return str(path[-1])[:40]

    @property
    def findings(self) -> Sequence[Finding]:
        return () if self.card.is_rejected else self.card.findings

    @property
    def joint_leads(self) -> bool:
        """Whether several lead, so that one must consolidate."""
        return sum(row.is_lead for row in self.parties) > 1

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every fault with the field it belongs to."""
        return list(self.errors.items())


def written(span: Sequence[int] | None) -> str:
    """A place in the text as pages carry it.

    >>> written([4, 9]), written(None)
    ('4-9', '')
    """
    return f"{span[0]}-{span[1]}" if span else ""


def draft_view(
    intake: Import,
    row: DraftTask,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    messages: Sequence[str] = (),
    chosen: Sequence[int] = (),
) -> DraftView:
    """The form of a draft: as stored, or with what was typed and what is wrong with it."""
    shown = row.values if values is None else values
    faults = errors or {}
    parties = shown["parties"]
    others = intake.tasks.exclude(pk=row.pk)
    elsewhere = list(others.values_list("values", flat=True))
    units = Subject.objects.in_bulk([party["subject"] for party in parties if party["subject"]])
    suggested = _suggestions(intake, [party["name"] for party in parties if party["subject"] not in units])
    meant = _elsewhere(elsewhere, parties)
    chosen_fields = shown.get("fields") or {}
    return DraftView(
        card=card_of(row, intake.document),
        parties=[
            PartyRow(
                number,
                party,
                units.get(party["subject"]),
                suggested.get(party["name"], ()),
                meant[number],
                _under(f"parties.{number}", faults),
            )
            for number, party in enumerate(parties)
        ],
        parts=[
            PartRow(number, part, _under(f"parts.{number}", faults))
            for number, part in enumerate(shown["parts"])
        ],
        values=shown,
        errors=faults,
        editable=intake.state == ImportState.REVIEW,
        dirty=values is not None,
        has_next=others.filter(order__gt=row.order).exists(),
        ledger_fields=[
            LedgerRow(one, str(chosen_fields.get(one.name, ""))) for one in ledger_fields(intake.programme)
        ],
        beside=sum(bool(shown.get("path")) and one.get("path") == shown.get("path") for one in elsewhere),
        chosen=chosen,
        messages=messages,
    )


def _under(path: str, faults: Mapping[str, str]) -> dict[str, str]:
    """The faults of a row by field; ``target.value`` becomes ``target_value`` for the template."""
    start = f"{path}."
    return {
        name.removeprefix(start).replace(".", "_"): fault
        for name, fault in faults.items()
        if name.startswith(start)
    }


def _suggestions(intake: Import, names: Iterable[str]) -> dict[str, Sequence[Candidate]]:
    wanted = [name for name in dict.fromkeys(names) if name]
    if not wanted:
        return {}
    on = intake.document.issued_on or timezone.localdate()
    return {found.name: found.candidates for found in resolve_all(wanted, on=on)}


def _elsewhere(others: Iterable[Mapping[str, Any]], parties: Sequence[Mapping[str, Any]]) -> list[int]:
    """Of each party, how many other drafts name it and mean another, or nobody yet."""
    found: Counter[tuple[str, int | None]] = Counter()
    for values in others:
        found.update({(party["name"], party["subject"]) for party in values["parties"]})
    return [
        sum(
            count
            for (name, subject), count in found.items()
            if name == party["name"] and (subject is None or subject != party["subject"])
        )
        for party in parties
    ]
