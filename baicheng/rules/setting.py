"""With what a rule is compiled: the days judged, the relations, the parameters; and the faults that are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from sqlglot import exp

from baicheng.flows.expression_text import InvalidExpression
from baicheng.flows.keys import Title
from baicheng.rules import expressions
from baicheng.rules.expression_types import Known, Names, Type, day_sql, exact, number_sql
from baicheng.rules.expressions import Checked
from baicheng.rules.relations import Kind, Relation, Relations

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Period:
    """The days judged: ``[since, until)``."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise ValueError(f"from {self.since} is not before until {self.until} (until is exclusive)")

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)


@dataclass(frozen=True)
class Parameter:
    """A value of the pack on the day judged, with its unit; ``None`` where no document gives it."""

    value: Decimal | None
    unit: str | None = None
    title: Title | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """How the rows of a table hold a column.

    Attributes:
        bits: a whole number of at most 2 to the power of so many, either way; at most 32.
        words: a text as numbers from 0 on, each of which stands for one of these.
    """

    bits: int | None = None
    words: tuple[str, ...] = ()


#: Relation → column → how its rows hold it.
Storage: TypeAlias = Mapping[str, Mapping[str, Stored]]


@dataclass(frozen=True)
class Setting:
    """What a rule is compiled with.

    Attributes:
        relations: those of the pack; a file's own come on top.
        parameters: values of the pack (参数) by name, as they hold on the last day judged.
        storage: how the rows lie for which the rule is compiled, see ``storage_of``; for others the statement does
            not fit. Empty: for rows in any form.
    """

    period: Period
    relations: Relations = field(default_factory=lambda: MappingProxyType({}))
    parameters: Mapping[str, Parameter] = field(default_factory=lambda: MappingProxyType({}))
    storage: Storage = field(default_factory=lambda: MappingProxyType({}))

    def everywhere(self) -> dict[str, Known]:
        """The names that every expression knows: parameters, and the period's ends."""
        found = {name: _known(one) for name, one in self.parameters.items()}
        for name, day in (("period_from", self.period.since), ("period_until", self.period.until)):
            found[name] = Known(Type(Kind.DATE, nullable=False), day_sql(day))
        return found


def _known(parameter: Parameter) -> Known:
    value = exp.Null() if parameter.value is None else number_sql(parameter.value)
    return Known(Type(Kind.NUMBER, parameter.unit, nullable=parameter.value is None), exact(value))


def code_column(name: str) -> str:
    """Where the words of a column stand as the numbers that the rows hold."""
    return f"column.{name}.code"


def column_names(relation: Relation, table: str | None = None) -> dict[str, Known]:
    """The columns of a relation as names; of a table where several are joined."""
    return {
        name: Known(Type.of_column(column), exp.column(name, table=table))
        for name, column in relation.columns.items()
    }


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and under which keys of the rule it stands."""

    path: Path
    message: str


class FaultyRule(ValueError):
    """The rule cannot be compiled; ``faults`` say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, one.path))}: {one.message}" for one in faults))
        self.faults = tuple(faults)


@dataclass
class Faults:
    """Collects faults while a rule is compiled; a faulty expression counts as unknown, so that all are found."""

    found: list[Fault] = field(default_factory=list)

    def add(self, path: Path, message: str) -> None:
        self.found.append(Fault(path, message))

    def condition(self, text: str, names: Names, path: Path) -> Checked:
        try:
            return expressions.condition(text, names)
        except InvalidExpression as error:
            self.add(path, str(error))
            return _unknown(text, Kind.BOOLEAN)

    def quantity(self, value: Decimal | str, names: Names, path: Path, unit: str | None = None) -> Checked:
        if isinstance(value, Decimal):
            tree = number_sql(value)
            return Checked(str(value), (), Type(Kind.NUMBER, nullable=False), tree, tree)
        try:
            return expressions.quantity(value, names, unit)
        except InvalidExpression as error:
            self.add(path, str(error))
            return _unknown(value, Kind.NUMBER)

    def expression(self, text: str, names: Names, path: Path) -> Checked:
        try:
            return expressions.expression(text, names)
        except InvalidExpression as error:
            self.add(path, str(error))
            return _unknown(text, Kind.NUMBER)

    def raise_any(self) -> None:
        """Nothing if nothing was found.

        Raises:
            FaultyRule: with all that was found.
        """
        if self.found:
            raise FaultyRule(sorted(set(self.found), key=lambda one: [str(step) for step in one.path]))


def _unknown(text: str, kind: Kind) -> Checked:
    return Checked(text, (), Type(kind), exp.Null(), exp.Null())
