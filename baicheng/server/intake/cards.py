"""What a person who reviews an import sees of its drafts (审核): a card for each, and where the whole stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from baicheng.reading.model import Role
from baicheng.server.intake.drafts import Draft, DraftParty, draft_from
from baicheng.server.intake.findings import Finding, findings
from baicheng.server.intake.models import Decision, DraftTask, Import

#: What a list can be narrowed to.
SHOWS = ("all", "findings", "pending", "accepted", "rejected")


@dataclass(frozen=True, slots=True)
class Card:
    """A draft task in short."""

    row: DraftTask
    draft: Draft
    findings: Sequence[Finding]

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def decision(self) -> str:
        return self.row.decision

    @property
    def is_pending(self) -> bool:
        return self.row.decision == Decision.PENDING

    @property
    def is_rejected(self) -> bool:
        return self.row.decision == Decision.REJECTED

    @property
    def is_clean(self) -> bool:
        """Whether nobody has decided it and nothing about it wants a look."""
        return self.is_pending and not self.findings

    @property
    def blocks(self) -> bool:
        """Whether a finding keeps it from being issued."""
        return any(finding.blocks for finding in self.findings)

    @property
    def leads(self) -> list[DraftParty]:
        return self.draft.of_role(Role.LEAD)

    @property
    def others(self) -> list[DraftParty]:
        return [party for party in self.draft.parties if party.role not in (Role.LEAD, Role.SUPERVISOR)]

    @property
    def target_count(self) -> int:
        return sum(1 for part in self.draft.parts if part.target)

    def shown_in(self, show: str) -> bool:
        """Whether the card belongs to what a list is narrowed to."""
        if show == "findings":
            return bool(self.findings) and not self.is_rejected
        return show == "all" or self.row.decision == show


def card_of(row: DraftTask, issued_on: date | None) -> Card:
    """The card of a draft as it stands."""
    draft = draft_from(row.values)
    return Card(row, draft, findings(draft, issued_on))


def cards_of(intake: Import) -> list[Card]:
    """The cards of all drafts of an import in the order of the document."""
    return [card_of(row, intake.document.issued_on) for row in intake.tasks.order_by("order")]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a review stands: how many drafts there are of each kind, tasks and report duties together."""

    total: int
    decided: int
    accepted: int
    rejected: int
    clean: int
    with_findings: int
    blockers: Sequence[tuple[str, str | Promise, int]]

    @property
    def pending(self) -> int:
        return self.total - self.decided

    @property
    def can_be_issued(self) -> bool:
        """Whether all is decided, something accepted, and nothing accepted is blocked."""
        return self.total > 0 and not self.pending and not self.blockers and self.accepted > 0


def standing(cards: Sequence[Card], duties: Iterable[Any] = ()) -> Standing:
    """Where the review of these cards and report duties stands."""
    decisions = [card.decision for card in cards] + [duty.decision for duty in duties]
    accepted = [card for card in cards if card.decision == Decision.ACCEPTED]
    return Standing(
        total=len(decisions),
        decided=sum(decision != Decision.PENDING for decision in decisions),
        accepted=sum(decision == Decision.ACCEPTED for decision in decisions),
        rejected=sum(decision == Decision.REJECTED for decision in decisions),
        clean=sum(card.is_clean for card in cards),
        with_findings=sum(card.shown_in("findings") for card in cards),
        blockers=[
            (card.draft.title, finding.text, card.pk)
            for card in accepted
            for finding in card.findings
            if finding.blocks
        ],
    )
