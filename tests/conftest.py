"""What all tests share."""

from hypothesis import HealthCheck, settings

# How long an example takes says more about the machine than about the code; time is for benchmarks.
settings.register_profile("baicheng", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("baicheng")
