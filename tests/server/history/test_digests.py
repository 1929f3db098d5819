"""What is hashed has one form, whichever way it was put together."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.history import digests
from baicheng.server.history.digests import written, written_of

_TEXT = st.text(max_size=20)
_PLAIN = st.none() | st.booleans() | st.integers() | _TEXT


@given(said=st.dictionaries(_TEXT, _PLAIN | st.lists(_PLAIN, max_size=2), max_size=6))
def test_an_object_is_the_same_text_whether_written_at_once_or_member_by_member(
    said: dict[str, object],
) -> None:
    assert written_of({name: written(value) for name, value in said.items()}) == written(said)


@given(chain=_TEXT, reason=_TEXT, zone=st.integers(-12, 12))
def test_the_digest_of_an_event_is_that_of_its_parts_written_as_one_list(
    chain: str, reason: str, zone: int
) -> None:
    at = datetime(2019, 3, 5, 9, tzinfo=UTC)
    event = SimpleNamespace(
        chain=chain,
        number=2,
        verb="assignments.assignment.opened",
        actor="system:worker",
        actor_name="系统",
        recorded_at=at.astimezone(timezone(timedelta(hours=zone))),
        held_at=at,
        reason=reason,
        previous_digest="0a",
    )
    moment = at.isoformat()
    names = (event.verb, event.actor, event.actor_name)
    parts = [chain, 2, *names, moment, moment, {}, {"key": "甲"}, reason, "0a"]

    whole = hashlib.sha256(written(parts).encode()).hexdigest()
    assert digests.of_row(event, "{}", written({"key": "甲"})) == whole
