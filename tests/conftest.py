"""One Hypothesis profile for every run: derandomised, so that the suite is the same suite every time."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "boundproof",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("boundproof")
