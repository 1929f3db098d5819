"""What all tests of the server have: the cast, English, and translations as the catalogues say them now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from tests.server import cast
from tools import messages

messages.compile_all()

administrator = cast.administrator
bureau = cast.bureau
leader = cast.leader
liaison = cast.liaison
office = cast.office
other_bureau = cast.other_bureau
outsider = cast.outsider
viewer = cast.viewer

#: Any of these among a test's fixtures means that it may ask the database.
ASKING = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what may ask the database is tried; the rest was tried, and is the same, on SQLite."""
    if connection.vendor != "postgresql":
        return
    config.hook.pytest_deselected(items=[item for item in items if not may_ask(item)])
    items[:] = [item for item in items if may_ask(item)]


def may_ask(item: pytest.Item) -> bool:
    """Whether a test may reach the database: marked so, or by one of its fixtures; pytest-django refuses others."""
    marked = item.get_closest_marker("django_db") is not None
    return marked or not ASKING.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Services called by a test speak English; pages speak Chinese unless the request asks otherwise."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers of one test's database says nothing of the next one's."""
    cache.clear()
