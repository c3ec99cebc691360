"""What is the same for every run: one Hypothesis profile, derandomised, and a Ctrl-C that is heard."""

import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "boundproof",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("boundproof")


def pytest_configure() -> None:
    """A suite started in the background by a shell inherits an ignored SIGINT, and so would what it starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
