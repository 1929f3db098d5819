"""What all rules share: exact numbers, expressions, whom a rule judges (适用对象), where it comes from."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from baicheng.flows.keys import Identifier, Keys, Text, Title
from baicheng.flows.provenance import InForce, Reading, Source

__all__ = [
    "Clause",
    "Column",
    "Condition",
    "DatedProvision",
    "Entry",
    "Formula",
    "Frame",
    "Identifier",
    "InForce",
]
__all__ += ["Number", "Provision", "Quantity", "Reading", "Source", "Text", "Title"]


class Entry(Keys):
    """A mapping in a file of rules: unknown keys are refused, a value keeps the type that it was written in."""

    model_config = ConfigDict(strict=True)


def _exact(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _number(value: object) -> object:
    found = _exact(value)
    if not isinstance(found, Decimal):
        raise PydanticCustomError("number_wanted", "a number is wanted")
    return found


def _quantity(value: object) -> object:
    found = _exact(value)
    if not isinstance(found, Decimal | str) or found == "":
        raise fault("write a number, or an expression that gives one", "请写数字，或算出数字的表达式")
    return found


def fault(en: str, zh: str) -> PydanticCustomError:
    """What is wrong with a part of a rule, in both languages."""
    return PydanticCustomError("rule", "{en}", {"en": en, "zh": zh})


#: A condition (条件) and a formula (算式): SQL expressions over the names that the place knows.
Condition = Annotated[str, StringConstraints(min_length=1)]
Formula = Annotated[str, StringConstraints(min_length=1)]
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
#: An exact number as it is written, or an expression that gives one: a parameter of the pack, a fact.
Quantity: TypeAlias = Annotated[
    Decimal | str, BeforeValidator(_quantity), WithJsonSchema({"type": ["number", "string"]})
]
#: A column of a relation.
Column = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
#: Article or clause address (条款) in the rule's document.
Clause = Text


class Frame(Entry):
    """Whom the rule judges: rows of a relation, each by its key."""

    relation: Identifier = Field(description="The relation whose rows are judged.")
    key: Column = Field("id", description="The column that tells them apart.")
    where: Condition | None = Field(
        None, description="Which of them; one for which it is unknown is listed as undecided."
    )
    having: Condition | None = Field(
        None, description="Which of these, by what was counted for each: over columns and facts from rows."
    )


class Provision(Entry):
    """What a document provides, with where it does."""

    title: Title = Field(description="What people call it.")
    clause: Clause = Field(description="Where it stands.")
    readings: tuple[Reading, ...] = Field((), description="How open places are read.")


class DatedProvision(Provision):
    """A provision that holds for some time only."""

    in_force: InForce = Field(default_factory=InForce, description="The days judged on which it counts.")
