"""What all tests share."""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more about the machine than about the code; time is for benchmarks. The same
# commit gives the same examples, so that what is red was made red by a change; `make explore` draws others.
settings.register_profile(
    "baicheng",
    deadline=None,
    derandomize="BAICHENG_EXPLORE" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("baicheng")
# Thousands of tests and all modules stay for the whole run; searching them for garbage again and again took
# an eighth of its time.
gc.set_threshold(20_000, 20, 50)
#: The files that take longest. Each runs on one core, and at the end of a run the other cores would wait for it.
LONG = (
    "tests/upgrade/",
    "tests/faults/",
    "tests/commands/",
    "tests/demo/",
    "tests/server/security/test_addresses.py",
    "tests/server/registers/test_shipped_rights.py",
    "tests/server/registers/test_verification.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest is begun first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there before the first test is no garbage."""
    gc.freeze()
