"""What is wrong with the rules that a flow asks (规则判定检查), apart from the rules themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from baicheng.flows.expressions import InvalidExpression, parse
from baicheng.flows.flow import Flow
from baicheng.flows.flow_check import Fault
from baicheng.flows.keys import nearest
from baicheng.flows.process import Path, expression_texts
from baicheng.flows.values import Names, ValueKind


def check_asked(flow: Flow, names: Names, parties: Collection[str]) -> Iterator[Fault]:
    """Whom rules are asked about, on which day, and where their answers may be used.

    Args:
        names: what expressions of the flow may use, with types, the answers among them.
        parties: the roles that the register declares.
    """
    for name, ask in flow.decided.items():
        path: Path = ("decided", name)
        known = {one for one, type_ in names.items() if type_.kind is ValueKind.REFERENCE} | {*parties}
        known -= flow.decided.keys()
        if ask.of is not None and ask.of not in known:
            yield Fault((*path, "of"), f"unknown role, subject or link '{ask.of}'; {nearest(ask.of, known)}")
        days = [
            one for one, type_ in names.items() if type_.kind is ValueKind.DATE and one not in flow.decided
        ]
        if ask.on is not None and ask.on not in days:
            yield Fault((*path, "on"), f"no date field '{ask.on}'; {nearest(ask.on, days)}")
    yield from _at_the_start(flow, names)


def answers_used(flow: Flow, names: Names) -> Iterator[tuple[Path, set[str]]]:
    """Which answers each expression of a flow uses."""
    for path, text, _is_condition in expression_texts(flow):
        try:
            used = {*parse(text, names).names} & flow.decided.keys()
        except InvalidExpression:
            continue
        if used:
            yield path, used


def _at_the_start(flow: Flow, names: Names) -> Iterator[Fault]:
    """Nothing can refuse what a new record opens, so an undecided rule would read as "no" there."""
    for path, used in answers_used(flow, names):
        if path[:3] == ("states", flow.start, "opens"):
            yield Fault(
                path,
                f"'{min(used)}' cannot be asked in the state in which records start: undecided, it could refuse "
                "nothing; open this in a later state",
            )
