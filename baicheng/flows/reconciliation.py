"""From what is owed to assignments (待办生成): what to open, give a bearer, move or withdraw.

Doing it twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from baicheng.flows.directory import SubjectId
from baicheng.flows.duty_items import Owed


@dataclass(frozen=True)
class Kept:
    """An assignment that a duty opened: the key and slot with which, and who bears it now."""

    key: str
    slot: str
    bearer: SubjectId | None
    due_at: datetime | None
    is_open: bool = True


@dataclass(frozen=True)
class Changes:
    """What to do with the assignments of a duty.

    ``assign`` gives a bearer to one that had none; ``move`` sets another due time, as a changed calendar or a
    corrected event demands; ``withdraw`` names open ones that are not owed, or by somebody else.
    """

    open: tuple[Owed, ...] = ()
    assign: tuple[tuple[Kept, Owed], ...] = ()
    move: tuple[tuple[Kept, Owed], ...] = ()
    withdraw: tuple[Kept, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.open or self.assign or self.move or self.withdraw)


def reconcile(wanted: Iterable[Owed], kept: Iterable[Kept]) -> Changes:
    """What turns the assignments there are into those that are owed.

    An assignment is found again by its key, or by its slot and present bearer: after a succession (职责承接) the
    successor bears what the predecessor was given, and is not given it twice. Closed ones stay as they are, and
    what is open stays with its bearer as long as nobody else is found.

    Args:
        wanted: what is owed for some things in a span.
        kept: all assignments that the duty has opened for those things and that span.
    """
    rest: dict[str, list[Kept]] = defaultdict(list)
    for assignment in kept:
        rest[assignment.slot].append(assignment)
    known = frozenset(rest)
    pairs: list[tuple[Kept, Owed]] = []
    missing = sorted(wanted, key=lambda one: one.key)
    nobody = {one.slot for one in missing if one.bearer is None}
    for is_same in (_same, _same_bearer, _same_key, _vacant) if rest else ():
        found = _pair(missing, rest, is_same)
        pairs += found
        matched = {one.key for _, one in found}
        missing = [one for one in missing if one.key not in matched]
    still_open = [(other, one) for other, one in pairs if other.is_open]
    left = [other for slot, others in rest.items() if slot not in nobody for other in others]
    return Changes(
        open=tuple(one for one in missing if one.bearer is not None or one.slot not in known),
        assign=tuple(pair for pair in still_open if pair[0].bearer is None and pair[1].bearer is not None),
        move=tuple(pair for pair in still_open if pair[0].due_at != pair[1].due_at),
        withdraw=tuple(other for other in left if other.is_open),
    )


def _pair(
    wanted: Iterable[Owed], rest: dict[str, list[Kept]], is_same: Callable[[Owed, Kept], bool]
) -> list[tuple[Kept, Owed]]:
    """The first assignment of the slot that is the same, for each; it is taken out of the rest."""
    pairs = []
    for one in wanted:
        found = next((other for other in rest.get(one.slot, ()) if is_same(one, other)), None)
        if found is not None:
            rest[one.slot].remove(found)
            pairs.append((found, one))
    return pairs


def _same(one: Owed, other: Kept) -> bool:
    return one.key == other.key and one.bearer == other.bearer


def _same_bearer(one: Owed, other: Kept) -> bool:
    return one.bearer == other.bearer


def _same_key(one: Owed, other: Kept) -> bool:
    return one.key == other.key


def _vacant(_: Owed, other: Kept) -> bool:
    return other.bearer is None and other.is_open
