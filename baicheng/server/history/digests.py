"""The hashes that chain events together. What is hashed is written down here once, for all readers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from baicheng.server.history.models import Event

#: The same content gives the same text: keys sorted, no blanks, characters as they are.
written = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
#: The same of a text.
quoted = encode_basestring


def written_of(members: Mapping[str, str]) -> str:
    """What ``written`` gives of an object, made of its members as they are ``written`` each."""
    return f"{{{','.join([f'{quoted(name)}:{members[name]}' for name in sorted(members)])}}}"


def of_event(event: Event) -> str:
    """SHA-256 over everything that the event says, and the digest of the one before it in its chain."""
    return of_row(event, written(event.changes), written(event.context))


def of_row(event: Any, changes: str, context: str) -> str:
    """``of_event``, of a row of events that is to be written.

    Args:
        changes: what the event changes, as it is ``written``; ``context`` its context.
    """
    parts = (
        quoted(event.chain),
        str(event.number),
        quoted(event.verb),
        quoted(event.actor),
        quoted(event.actor_name),
        quoted(instant(event.recorded_at)),
        quoted(instant(event.held_at)),
        changes,
        context,
        quoted(event.reason),
        quoted(event.previous_digest),
    )
    return _sha256(f"[{','.join(parts)}]")


@lru_cache(maxsize=1024)
def instant(at: datetime) -> str:
    """A moment in the one form in which it is hashed; thousands of events are of the same few moments."""
    return at.astimezone(UTC).isoformat()


def of_personal_value(value: Any, salt: str) -> dict[str, str]:
    """What stands in an event's ``changes`` in place of a personal value."""
    return {"digest": _sha256(written([salt, value]))}


def is_personal(value: Any) -> bool:
    """Whether a side of a change is the digest of a personal value."""
    return isinstance(value, Mapping) and set(value) == {"digest"}


class Seal:
    """The digest of a checkpoint, fed with the digests of the events since the one before, in order."""

    def __init__(self, previous_digest: str) -> None:
        self._hash = hashlib.sha256(previous_digest.encode("ascii"))
        self.events = 0

    def add(self, event_digest: str) -> None:
        self._hash.update(event_digest.encode("ascii"))
        self.events += 1

    def digest(self) -> str:
        return self._hash.hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
