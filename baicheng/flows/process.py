"""A flow made ready (流程): its expressions parsed once over the fields of its register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from baicheng.flows.expressions import Expression, InvalidExpression, parse, parse_condition
from baicheng.flows.flow import Flow, Move
from baicheng.flows.keys import Title
from baicheng.flows.values import Names, Row

#: Where an expression stands in the flow, as a path of keys.
Path = tuple[str | int, ...]


class InvalidFlow(ValueError):
    """An expression of the flow is wrong; the message says where."""


@dataclass(frozen=True)
class Process:
    """A flow with its parsed expressions, and what fields are called where people are told of them."""

    flow: Flow
    expressions: Mapping[Path, Expression]
    labels: Mapping[str, Title] = field(default_factory=dict)

    def guard(self, move: str) -> Expression | None:
        return self.expressions.get(("moves", move, "when"))

    def opens_when(self, state: str, name: str) -> Expression | None:
        return self.expressions.get(("states", state, "opens", name, "when"))

    def is_opened(self, state: str, name: str, row: Row) -> bool:
        """Whether a state opens an assignment of that name for a row."""
        condition = self.opens_when(state, name)
        return condition is None or condition.evaluate(row) is True

    def written(self, move: str, number: int, form: str, name: str) -> Expression:
        """What an effect (``form``: create or update) writes into a field of another record."""
        return self.expressions["moves", move, "does", number, form, "with", name]

    def label(self, name: str) -> Title:
        """What people call a field."""
        return self.labels.get(name) or Title(zh=name, en=name)


def prepare(flow: Flow, names: Names, labels: Mapping[str, Title] | None = None) -> Process:
    """Parse the expressions of a flow.

    Args:
        names: the fields of the register, and what else its rows give, each with its type.
        labels: the titles of the fields, for messages.

    Raises:
        InvalidFlow: an expression is wrong.
    """
    expressions: dict[Path, Expression] = {}
    for path, text, is_condition in expression_texts(flow):
        try:
            expressions[path] = parse_condition(text, names) if is_condition else parse(text, names)
        except InvalidExpression as error:
            raise InvalidFlow(f"{'.'.join(map(str, path))}: {error}") from error
    return Process(flow, expressions, labels or {})


def expression_texts(flow: Flow) -> Iterator[tuple[Path, str, bool]]:
    """Every expression of a flow: where it stands, its text, and whether it is a condition."""
    for state_id, state in flow.states.items():
        for name, opens in state.opens.items():
            if opens.when is not None:
                yield ("states", state_id, "opens", name, "when"), opens.when, True
    for move_id, move in flow.moves.items():
        if move.when is not None:
            yield ("moves", move_id, "when"), move.when, True
        yield from _written(move_id, move)


def _written(move_id: str, move: Move) -> Iterator[tuple[Path, str, bool]]:
    for number, effect in enumerate(move.does):
        for form, writes in (("create", effect.create), ("update", effect.update)):
            for name, text in writes.values.items() if writes else ():
                yield ("moves", move_id, "does", number, form, "with", name), text, False
