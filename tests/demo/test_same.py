"""Chance in the demonstration comes from its seed alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from baicheng.demo.build import build
from baicheng.server.history.models import Event

#: A few weeks after the issue of the documents.
NOW = datetime(2026, 4, 2, 4, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def year(seed: int) -> list[tuple[Any, ...]]:
    """What the records of a build went through; the build itself is taken back."""
    with transaction.atomic():
        build(now=NOW, seed=seed)
        events = Event.objects.filter(chain__startswith="registers.record:").order_by("pk")
        told = list(events.values_list("verb", "actor_name", "recorded_at", "reason", "context__move"))
        transaction.set_rollback(True)
    return told


def test_the_same_moment_and_seed_give_the_same_year() -> None:
    first, again = year(7), year(7)

    assert len(first) > 150
    assert first == again
