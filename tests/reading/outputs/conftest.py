"""Ledgers to write out."""

from __future__ import annotations

import pytest

from baicheng.reading.model import Ledger
from tests.reading.outputs.made_up_plan import made_up_ledger


@pytest.fixture
def ledger() -> Ledger:
    """The made-up plan of Qingshi: 8 tasks, 2 report duties, 4 findings."""
    return made_up_ledger()
