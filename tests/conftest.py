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


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there before the first test is no garbage."""
    gc.freeze()
