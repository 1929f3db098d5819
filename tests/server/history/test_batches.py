"""Between two batches of a long work others get to write."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from baicheng.server.history import batches


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(batches.time, "sleep", found.append)
    monkeypatch.setattr(batches, "LONG_S", -1.0)
    monkeypatch.setattr(batches, "_others", batches._Others())
    return found


@pytest.mark.django_db(transaction=True)
def test_after_a_long_batch_the_next_waits_where_there_is_one_writer(pauses: list[float]) -> None:
    for _ in range(2):
        with batches.batch():
            assert connection.in_atomic_block

    assert len(pauses) == (1 if connection.vendor == "sqlite" else 0)
    assert all(0 < pause <= batches.PAUSE_S for pause in pauses)


@pytest.mark.django_db(transaction=True)
def test_what_is_done_between_two_batches_counts_as_standing_still(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    with batches.batch():
        pass
    monkeypatch.setattr(batches.time, "monotonic", lambda now=batches.time.monotonic: now() + batches.PAUSE_S)

    with batches.batch():
        pass

    assert pauses == []


@pytest.mark.django_db
def test_within_a_transaction_nobody_is_let_in_and_nothing_waits(pauses: list[float]) -> None:
    with transaction.atomic(), batches.batch():
        pass

    assert pauses == []
