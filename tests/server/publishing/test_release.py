"""Releasing papers at once and in time, correcting and withdrawing them: what was released stays as it was."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.server.history.models import Event
from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.services import (
    approve,
    correct,
    release,
    release_due,
    set_time,
    submit,
    withdraw,
)
from tests.server.publishing.conftest import Press, at


def test_a_set_time_releases_it_once_and_not_before(press: Press) -> None:
    row = set_time(press.approved(), release_at=at(4, 8), user=press.clerk, at=at(3, 12))

    assert release_due(at(4, 7)) == 0
    assert release_due(at(4, 8)) == 1
    assert release_due(at(4, 9)) == 0
    row.refresh_from_db()
    assert row.state == State.RELEASED and row.released_at == at(4, 8)
    assert Event.objects.get(verb="publishing.publication.released").actor == "system:worker"


def test_a_time_that_is_past_is_refused(press: Press) -> None:
    row = press.approved()

    with pytest.raises(ValidationError):
        set_time(row, release_at=at(3, 9), user=press.clerk, at=at(3, 12))
    row.refresh_from_db()
    assert row.release_at is None


def test_a_correction_stands_in_its_place_and_the_first_stays_beside_it(press: Press) -> None:
    first = press.released()
    words = {name: getattr(first, name) for name in ("title", "body", "facts", "number")}
    fresh = correct(first, user=press.clerk, at=at(5), reason="一处数字有误")
    fresh = approve(submit(fresh, user=press.clerk, at=at(5)), user=press.chief, at=at(5, 10))

    first.refresh_from_db()
    assert first.state == State.RELEASED
    release(fresh, user=press.clerk, at=at(8))

    first.refresh_from_db()
    assert first.state == State.CORRECTED
    assert {name: getattr(first, name) for name in words} == words
    assert Publication.objects.get(address=first.address, state=State.RELEASED).version == 2
    assert Event.objects.get(verb="publishing.publication.corrected").reason == "一处数字有误"


def test_a_withdrawal_needs_a_reason_and_the_office_or_its_leader(press: Press) -> None:
    row = press.released()
    with pytest.raises(ValidationError):
        withdraw(row, user=press.chief, at=at(5), reason="")
    with pytest.raises(PermissionDenied):
        withdraw(row, user=press.drill.leader, at=at(5), reason="不好看")

    gone = withdraw(row, user=press.chief, at=at(5), reason="数据来源有误")

    assert (gone.state, gone.withdrawn_why) == (State.WITHDRAWN, "数据来源有误")
    with pytest.raises(ValidationError):
        release(gone, user=press.clerk, at=at(5))


def test_what_is_not_approved_is_not_released(press: Press) -> None:
    row = press.draft()

    with pytest.raises(ValidationError):
        release(row, user=press.clerk, at=at(4))
    row.refresh_from_db()
    assert row.state == State.DRAFT and not row.word
