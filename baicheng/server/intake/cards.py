"""What a person who reviews an import sees of its drafts (审核): a card for each, and where the whole stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from baicheng.reading.model import Role
from baicheng.server.documents.models import Document
from baicheng.server.intake.contradictions import contradicted, stated_of
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
    def title(self) -> str:
        return self.draft.title

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


def card_of(row: DraftTask, document: Document) -> Card:
    """The card of a draft as it stands."""
    (card,) = _cards([row], document)
    return card


def cards_of(intake: Import) -> list[Card]:
    """The cards of all drafts of an import in the order of the document."""
    return _cards(list(intake.tasks.order_by("order")), intake.document)


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to look at, with the undecided drafts that have it; each finding of a draft in its own words."""

    text: str | Promise
    blocks: bool
    cards: Sequence[Card]


def concerns(cards: Sequence[Card]) -> list[Concern]:
    """What is to be looked at before the rest: by what it is, those that block issuing first.

    Units that are not in the directory are left out: they are settled by name, for all tasks at once.
    """
    found: dict[tuple[bool, str], list[Card]] = {}
    texts: dict[tuple[bool, str], str | Promise] = {}
    for card in cards:
        for finding in card.findings if card.is_pending else ():
            if finding.code != "unknown_unit":
                key = (not finding.blocks, str(finding.text))
                texts.setdefault(key, finding.text)
                found.setdefault(key, []).append(card)
    return [Concern(texts[key], not key[0], found[key]) for key in sorted(found, key=lambda key: key[0])]


def _cards(rows: Sequence[DraftTask], document: Document) -> list[Card]:
    drafts = [draft_from(row.values) for row in rows]
    stated = stated_of(drafts, document)
    return [
        Card(row, draft, [*findings(draft, document.issued_on), *contradicted(draft, stated)])
        for row, draft in zip(rows, drafts, strict=True)
    ]


class Drafted(Protocol):
    """What task and report duty cards have in common."""

    @property
    def pk(self) -> int: ...

    @property
    def decision(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def findings(self) -> Sequence[Finding]: ...


@dataclass(frozen=True, slots=True)
class Blocker:
    """A finding that keeps an accepted draft from being issued; ``place`` is its id on the page."""

    title: str
    text: str | Promise
    place: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a review stands: how many drafts there are of each kind, tasks and report duties together.

    ``joint`` counts the tasks of several leads of which nobody said who consolidates.
    """

    total: int
    decided: int
    accepted: int
    rejected: int
    clean: int
    with_findings: int
    tasks_accepted: int
    joint: int
    blockers: Sequence[Blocker]

    @property
    def pending(self) -> int:
        return self.total - self.decided

    @property
    def can_be_issued(self) -> bool:
        """Whether all is decided, something accepted, and nothing accepted is blocked."""
        return not self.pending and not self.blockers and self.tasks_accepted > 0


def standing(cards: Sequence[Card], duties: Sequence[Drafted] = ()) -> Standing:
    """Where the review of these cards and report duties stands."""
    every: list[Drafted] = [*cards, *duties]
    decisions = [draft.decision for draft in every]
    return Standing(
        total=len(every),
        decided=sum(decision != Decision.PENDING for decision in decisions),
        accepted=sum(decision == Decision.ACCEPTED for decision in decisions),
        rejected=sum(decision == Decision.REJECTED for decision in decisions),
        clean=sum(card.is_clean for card in cards),
        with_findings=sum(bool(draft.findings) and draft.decision != Decision.REJECTED for draft in every),
        joint=sum(
            any(finding.code == "no_consolidator" for finding in card.findings) and not card.is_rejected
            for card in cards
        ),
        tasks_accepted=sum(card.decision == Decision.ACCEPTED for card in cards),
        blockers=[*_blockers(cards, "draft"), *_blockers(duties, "duty")],
    )


def _blockers(drafts: Sequence[Drafted], kind: str) -> Iterator[Blocker]:
    for draft in drafts:
        if draft.decision == Decision.ACCEPTED:
            for finding in draft.findings:
                if finding.blocks:
                    yield Blocker(draft.title, finding.text, f"{kind}-{draft.pk}")
