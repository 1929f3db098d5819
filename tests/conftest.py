"""What all tests share."""

import os

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
