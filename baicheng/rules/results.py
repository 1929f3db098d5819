"""What a run gives for each subject: points with their reasons, or what is undecided and why (结果、待定)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from baicheng.flows.keys import Title
from baicheng.rules.formulas import Value as Value
from baicheng.rules.outcomes import Outcome as Outcome
from baicheng.rules.outcomes import Subject as Subject
from baicheng.rules.outcomes import Undecided as Undecided
from baicheng.rules.outcomes import outcome_of as outcome_of
from baicheng.rules.scorecard_results import ItemResult as ItemResult
from baicheng.rules.scorecard_results import ScorecardResult as ScorecardResult


@dataclass(frozen=True)
class RowResult:
    """A row of a decision table for one subject; ``then`` is what follows if it is met."""

    row: str
    title: Title
    clause: str
    outcome: Outcome
    then: Mapping[str, object]
    amount: Decimal | None
    facts: tuple[str, ...]


@dataclass(frozen=True)
class DecisionResult:
    """What a decision table says of one subject.

    Attributes:
        rows: every row in force.
        hits: the rows that count by the hit policy.
        answer: with ``first`` and ``priority`` what follows, that of ``otherwise`` included; ``None`` where nothing
            follows or it is undecided.
        amount: with ``collect`` the amounts together; ``None`` if undecided, or of no row.
        outcome: met if something follows, not_met if nothing, undecided as long as it hangs on an undecided row.
    """

    subject: Subject
    facts: Mapping[str, Value]
    rows: tuple[RowResult, ...]
    hits: tuple[str, ...]
    answer: Mapping[str, object] | None
    amount: Decimal | None
    outcome: Outcome
    undecided: tuple[Undecided, ...]


@dataclass(frozen=True)
class MeasureResult:
    """The level that one measure gives; ``value`` is the figure, or whether its condition holds."""

    measure: str
    title: Title
    clause: str
    value: Value
    level: str | None
    outcome: Outcome
    facts: tuple[str, ...]


@dataclass(frozen=True)
class GradeResult:
    """The level of one subject.

    Attributes:
        level: ``None`` if there is none (outcome not_met), or it is undecided.
    """

    subject: Subject
    facts: Mapping[str, Value]
    measures: tuple[MeasureResult, ...]
    level: str | None
    outcome: Outcome
    undecided: tuple[Undecided, ...]


@dataclass(frozen=True)
class AwardResult:
    """One award for one subject; amounts in the unit of the benefit, ``None`` is undecided.

    Attributes:
        outcome: whether it is due at all.
        offered: what it gives by itself, less what was paid before.
        granted: what is left after awards that exclude each other, and caps.
        due: of the granted the instalments that are reached.
        payers: who pays which part of the granted.
        cut_by: the exclusions and caps that took something away.
    """

    award: str
    title: Title
    clause: str
    outcome: Outcome
    offered: Decimal | None
    granted: Decimal | None
    due: Decimal | None
    instalments: Mapping[str, Outcome]
    payers: Mapping[str, Decimal | None]
    cut_by: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class BenefitResult:
    """What one subject gets.

    Attributes:
        grounds: each ground of eligibility and exclusion, and ``window``.
        papers: each paper; met if it is there or not needed.
        eligible: all grounds of eligibility and the window.
        complete: all papers.
        amount: all granted together; ``due`` that of the instalments reached.
        payers: who pays what in all.
    """

    subject: Subject
    facts: Mapping[str, Value]
    grounds: Mapping[str, Outcome]
    papers: Mapping[str, Outcome]
    eligible: Outcome
    complete: Outcome
    awards: tuple[AwardResult, ...]
    amount: Decimal | None
    due: Decimal | None
    payers: Mapping[str, Decimal | None]
    undecided: tuple[Undecided, ...]
