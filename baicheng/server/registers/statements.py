"""What history states of a record (事实陈述): each fact from a moment on, as it became known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from baicheng.server.history import digests
from baicheng.server.history.models import Event, PersonalValue
from baicheng.server.registers.versions import FIELDS

#: Paths that versions or the record itself hold; parties are stated as a whole.
_PATHS = ("number", "title", "state", "place")


class _Stated(NamedTuple):
    """A fact: from when on it held, the place of its event in the chain, when it was recorded, what it is."""

    held_at: datetime
    number: int
    recorded_at: datetime
    value: Any
    personal: PersonalValue | None


class Statements:
    """The facts that the events of a record's chain state, by path.

    A fact holds from its moment on until the next moment at which the same is stated; of several for one
    moment the one recorded last.
    """

    def __init__(self, events: Sequence[Event], personal: Mapping[tuple[int, str], PersonalValue]) -> None:
        self._facts: dict[str, list[_Stated]] = defaultdict(list)
        for event in events:
            for path, change in event.changes.items():
                if path in _PATHS or path.startswith(FIELDS):
                    stated = _Stated(
                        event.held_at,
                        event.number,
                        event.recorded_at,
                        change[1],
                        personal.get((event.pk, path)),
                    )
                    self._facts[path].append(stated)

    def as_of(self, held_at: datetime, known_at: datetime) -> Statements:
        """What held at a moment, as known at another."""
        found = Statements((), {})
        for path, facts in self._facts.items():
            kept = [one for one in facts if one.held_at <= held_at and one.recorded_at <= known_at]
            if kept:
                found._facts[path] = kept
        return found

    def now(self, path: str) -> Any:
        """What holds last of a path; ``None`` where nothing was stated."""
        found = self._last(path)
        return found.value if found else None

    def latest(self, path: str) -> Any:
        """What was recorded last of a path that has no versions."""
        facts = self._facts.get(path)
        return max(facts, key=lambda one: one.number).value if facts else None

    def differing(self, fields: Mapping[str, Any], computed: Collection[str]) -> Iterator[str]:
        """The names of fields that are not what was stated; computed ones are not stated."""
        stated = {path.removeprefix(FIELDS) for path in self._facts if path.startswith(FIELDS)}
        for name in sorted({*stated, *fields} - set(computed)):
            if not self._agrees(f"{FIELDS}{name}", fields.get(name)):
                yield name

    def _last(self, path: str) -> _Stated | None:
        facts = self._facts.get(path)
        return max(facts, key=lambda one: (one.held_at, one.number)) if facts else None

    def _agrees(self, path: str, value: Any) -> bool:
        """Whether a value is what was stated; a personal one by its digest, none at all once it was erased."""
        found = self._last(path)
        if found is None or not digests.is_personal(found.value):
            return bool(value == (found.value if found else None))
        if found.personal is None:
            return False
        if found.personal.erased_by_id is not None:
            return value is None
        return bool(digests.of_personal_value(value, found.personal.salt) == found.value)
