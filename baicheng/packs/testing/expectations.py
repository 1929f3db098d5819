"""Whether what came out is what the case expects; each difference is one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from baicheng.packs.schema.cases import ExpectedAssignment
from baicheng.packs.testing.moments import moment

_KEYS = tuple(ExpectedAssignment.model_fields)


@dataclass(frozen=True)
class Seen:
    """An assignment as it stands when the case is looked at; ``part`` is what a standard's limit names."""

    duty: str | None = None
    assignment: str | None = None
    about: str | None = None
    bearer: str | None = None
    part: str | None = None
    covers: str | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    cut_off: date | None = None
    outcome: str = "open"
    count: int | None = None
    needed: int | None = None
    late: bool = False

    def __str__(self) -> str:
        given = {item.name: getattr(self, item.name) for item in fields(self)}
        return _written({name: value for name, value in given.items() if value is not None})


def assignment_differences(expected: tuple[ExpectedAssignment, ...], seen: Iterable[Seen]) -> Iterator[str]:
    """What is expected and not there, and what is there beside it.

    Looked at are the assignments of the duties and names that the expectation speaks of; those of all flows, if
    it speaks of none.
    """
    named = {(one.duty, one.assignment) for one in expected}
    left = [one for one in seen if not named or (one.duty, one.assignment) in named]
    for wanted in expected:
        found = next((one for one in left if _matches(wanted, one)), None)
        if found is None:
            near = min(left, key=lambda one: _misses(wanted, one), default=None)
            beside = f"; the nearest is {near}" if near is not None else "; there is none"
            yield f"expected {_written(_given(wanted))}{beside}"
        else:
            left.remove(found)
    for one in left:
        yield f"not expected: {one}"


def _given(wanted: ExpectedAssignment) -> dict[str, object]:
    return {key: getattr(wanted, key) for key in _KEYS if getattr(wanted, key) is not None}


def _misses(wanted: ExpectedAssignment, seen: Seen) -> int:
    return sum(not _same(value, getattr(seen, key)) for key, value in _given(wanted).items())


def _matches(wanted: ExpectedAssignment, seen: Seen) -> bool:
    return _misses(wanted, seen) == 0


def _same(wanted: object, found: object) -> bool:
    if isinstance(found, datetime) and isinstance(wanted, str):
        return moment(wanted) == found
    if wanted == "none":
        return found is None
    return wanted == found


def differs(wanted: object, found: object) -> bool:
    """Whether a value is another one; numbers are compared as numbers, mappings by the keys that are wanted."""
    if isinstance(wanted, dict):
        return not isinstance(found, dict) or any(
            differs(value, found.get(key)) for key, value in wanted.items()
        )
    if isinstance(wanted, int | Decimal) and isinstance(found, int | Decimal):
        return Decimal(wanted) != Decimal(found)
    return wanted != found


def _written(given: dict[str, object]) -> str:
    said = {name: _plain(value) for name, value in given.items()}
    return "{" + ", ".join(f"{name}: {value}" for name, value in said.items()) + "}"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
