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
    return found


@pytest.mark.django_db(transaction=True)
def test_a_long_batch_is_followed_by_a_pause_where_there_is_one_writer(pauses: list[float]) -> None:
    with batches.batch():
        assert connection.in_atomic_block

    assert pauses == ([batches.PAUSE_S] if connection.vendor == "sqlite" else [])


@pytest.mark.django_db
def test_within_a_transaction_nobody_is_let_in_and_nothing_waits(pauses: list[float]) -> None:
    with transaction.atomic(), batches.batch():
        pass

    assert pauses == []
