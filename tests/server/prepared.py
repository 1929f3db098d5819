"""A scene that many tests begin with is built once a file; each test has a copy, and what it writes is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, TypeVar

import pytest
from django.db import transaction
from django.utils import translation

Scene = TypeVar("Scene")


def prepared(
    build: Callable[[], Scene], request: Any, blocker: Any, begins_with: str = ""
) -> Iterator[Callable[[], Scene] | None]:
    """For a fixture of a whole file: gives what copies the scene for one of its tests.

    The transaction in which the scene was built stays open until the file is done; that of each test lies
    within it. None where each test builds its own: one of the file commits, so that no transaction may lie
    around it, or uses the database without this scene (or the one that ``begins_with`` names).
    """
    items = [item for item in request.session.items if item.getparent(pytest.Module) is request.node]
    if not all(_fits(item, begins_with or request.fixturename) for item in items):
        yield None
        return
    with blocker.unblock(), transaction.atomic():
        with translation.override("en"):
            scene = build()
        yield lambda: deepcopy(scene)
        transaction.set_rollback(True)


def _fits(item: Any, scene: str) -> bool:
    marks = list(item.iter_markers("django_db"))
    if "transactional_db" in item.fixturenames or any(mark.kwargs.get("transaction") for mark in marks):
        return False
    return scene in item.fixturenames or not (marks or "db" in item.fixturenames)
