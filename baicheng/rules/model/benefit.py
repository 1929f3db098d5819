"""Benefits (奖补): who gets how much, from whom, in which instalments, and what excludes what."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from baicheng.rules.model.basics import (
    Clause,
    Column,
    Condition,
    DatedProvision,
    Entry,
    Formula,
    Identifier,
    Number,
    Provision,
    Quantity,
    Text,
    Title,
    fault,
)
from baicheng.rules.model.rule import Rule

#: A day of every year, such as 03-31.
YearDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Ground(Provision):
    """A condition of eligibility, or of exclusion (资格、除外)."""

    ground: Identifier = Field(description="Its name.")
    when: Condition = Field(description="When it is met.")


class ApplicationWindow(Entry):
    """The days of each year on which can be applied (申报期)."""

    applied_on: Formula = Field(description="The day of the application.")
    since: YearDay = Field(alias="from", description="First day of each year, such as 03-31, in quotes.")
    until: YearDay = Field(description="First day no longer; before 'from' it lies in the next year.")
    clause: Clause = Field(description="Where it stands.")


class Paper(Entry):
    """A paper that must be handed in (申报材料)."""

    paper: Identifier = Field(description="Its name.")
    title: Title = Field(description="What people call it.")
    given: Condition = Field(description="When it is there.")
    needed: Condition | None = Field(None, description="When it is needed; absent: always.")


class Tier(Entry):
    """A tier and its amount (档次)."""

    when: Condition = Field(description="When it is reached.")
    amount: Quantity = Field(description="What it gives.")


class Tiers(Entry):
    """Amounts by tiers."""

    take: Literal["highest", "all"] = Field(
        description="highest: the greatest amount that is reached counts; all: they add up."
    )
    tiers: tuple[Tier, ...] = Field(min_length=1, description="The tiers.")


class Rate(Entry):
    """A share of an amount (按比例)."""

    of: Formula = Field(description="Of what.")
    percent: Quantity = Field(description="How many per cent.")
    above: Quantity | None = Field(None, description="Only of what is above this.")


class Payer(Entry):
    """Somebody who pays: a share in per cent, or a fixed part (两级分担)."""

    payer: Identifier = Field(description="Who, by a name of one's own.")
    percent: Quantity | None = Field(None, description="Share in per cent.")
    amount: Quantity | None = Field(
        None, description="A fixed part; where a cap leaves less, the first payers pay first."
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise fault("write percent or amount of a payer", "付款方写 percent 或 amount 之一")
        return self


def check_payers(payers: tuple[Payer, ...]) -> None:
    """Shares that are numbers are 100 per cent together."""
    shares = [one.percent for one in payers if one.percent is not None]
    if (
        shares
        and all(isinstance(one, Decimal) for one in shares)
        and sum(Decimal(one) for one in shares) != 100
    ):
        raise fault("the shares of the payers are not 100 per cent together", "各付款方的比例合计不是 100%")
    names = [one.payer for one in payers]
    if len(set(names)) != len(names):
        raise fault("a payer stands twice", "付款方写了两次")


class Instalment(Entry):
    """A part that is due when something is reached (分期)."""

    instalment: Identifier = Field(description="Its name.")
    when: Condition = Field(description="When it is due.")
    percent: Number = Field(description="How many per cent of the award; together 100.")


class Award(DatedProvision):
    """One award of the document (奖补项目)."""

    award: Identifier = Field(description="Its name.")
    when: Condition | None = Field(None, description="When it is given; with tiers they alone can decide.")
    amount: Quantity | None = Field(None, description="How much.")
    tiers: Tiers | None = Field(None, description="How much, by tiers.")
    rate: Rate | None = Field(None, description="How much, as a share.")
    cap: Quantity | None = Field(None, description="Most of this award.")
    already: Formula | None = Field(
        None, description="What was paid for it before: only the difference is paid (补差)."
    )
    except_on: tuple[Identifier, ...] = Field((), description="Exclusion grounds that do not touch it.")
    instalments: tuple[Instalment, ...] = Field((), description="Parts by milestone; absent: all at once.")
    payers: tuple[Payer, ...] = Field((), description="Who pays it; absent: the payers of the document.")

    @property
    def form(self) -> str:
        return next(name for name in ("amount", "tiers", "rate") if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(getattr(self, name) is not None for name in ("amount", "tiers", "rate")) != 1:
            raise fault("write one of amount, tiers, rate", "amount、tiers、rate 写一个")
        if self.when is None and self.tiers is None:
            raise fault("say when it is given: when", "请写何时给予：when")
        if self.instalments and sum(one.percent for one in self.instalments) != 100:
            raise fault("the instalments are not 100 per cent together", "各期合计不是 100%")
        check_payers(self.payers)
        fixed = [one.amount for one in self.payers]
        if isinstance(self.amount, Decimal) and fixed and all(isinstance(one, Decimal) for one in fixed):
            together = sum(one for one in fixed if isinstance(one, Decimal))
            if together != self.amount:
                raise fault(
                    f"the payers pay {together} together, the award is {self.amount}",
                    f"各付款方合计 {together}，奖补额是 {self.amount}",
                )
        return self


def _side(value: object) -> object:
    return (value,) if isinstance(value, str) else value


#: Awards that are paid beside each other; an award that stands alone is written without brackets.
Side = Annotated[
    tuple[Identifier, ...],
    BeforeValidator(_side, json_schema_input_type=Identifier | list[Identifier]),
    Field(min_length=1),
]


class Exclusive(Entry):
    """Awards of which only one is paid (不重复享受), or kinds of awards that do not go together."""

    exclusive: Identifier = Field(description="Its name.")
    of: tuple[Side, ...] = Field(
        min_length=2,
        description="The awards, or lists of awards that stand or fall together; of equal ones the first is kept.",
    )
    keep: Literal["highest", "first"] = Field(
        "highest", description="highest amount, or the first in this order."
    )
    clause: Clause = Field(description="Where it stands.")

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [name for side in self.of for name in side]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise fault(f"'{twice}' stands on two sides", f"“{twice}”写了两次")
        return self


class Cap(Entry):
    """A cap over several awards, or over several claims of one (封顶)."""

    cap: Identifier = Field(description="Its name.")
    title: Title = Field(description="What people call it.")
    awards: tuple[Identifier, ...] = Field((), description="The awards under it; absent: all.")
    at_most: Quantity = Field(description="Most together.")
    less: Formula | None = Field(None, description="What was used of it before, such as earlier this year.")
    within: tuple[Column, ...] = Field(
        (), description="Columns of those judged that name whose cap it is: firm, year; absent: each its own."
    )
    order: tuple[Formula, ...] = Field((), description="With within: who comes first, smallest first.")
    clause: Clause = Field(description="Where it stands.")

    @model_validator(mode="after")
    def _order(self) -> Self:
        if bool(self.within) != bool(self.order):
            raise fault(
                "within and order go together: who comes first when it runs short",
                "within 与 order 要一起写：不够时谁在先",
            )
        return self


class Benefit(Rule):
    """The awards of a document."""

    benefit: Identifier = Field(description="Its name, as the file is called.")
    unit: Text = Field(description="Unit of all amounts.")
    decimals: Annotated[int, Field(ge=0, le=6)] = Field(2, description="Decimals of amounts, half up.")
    eligible: tuple[Ground, ...] = Field((), description="All must be met.")
    excluded: tuple[Ground, ...] = Field((), description="One that is met takes every award away.")
    window: ApplicationWindow | None = Field(None, description="When can be applied.")
    papers: tuple[Paper, ...] = Field((), description="What must be handed in.")
    awards: tuple[Award, ...] = Field(min_length=1, description="The awards.")
    exclusive: tuple[Exclusive, ...] = Field((), description="Awards that exclude each other.")
    caps: tuple[Cap, ...] = Field((), description="Caps over several, applied one after the other.")
    payers: tuple[Payer, ...] = Field((), description="Who pays; absent: not parted.")

    @property
    def name(self) -> str:
        return self.benefit

    @model_validator(mode="after")
    def _payers(self) -> Self:
        check_payers(self.payers)
        return self
