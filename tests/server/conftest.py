"""What all tests of the server have: the cast, English, and translations as the catalogues say them now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
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


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Services called by a test speak English; pages speak Chinese unless the request asks otherwise."""
    with translation.override("en"):
        yield
