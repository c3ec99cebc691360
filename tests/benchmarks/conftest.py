"""Benchmarks run by hand, side by side in one run: `pytest tests/benchmarks -m benchmark --benchmark-enable`.

The summary prints each group's medians and their ratios to the group's first entry; nothing is asserted
about time.
"""

from collections import defaultdict

import pytest
from threadpoolctl import threadpool_limits

MEDIANS = pytest.StashKey[dict]()
NOTES = pytest.StashKey[list]()


def pytest_configure(config):
    config.stash[MEDIANS] = defaultdict(dict)
    config.stash[NOTES] = []


@pytest.fixture(autouse=True)
def _one_blas_thread():
    with threadpool_limits(1):
        yield


@pytest.fixture
def contend(benchmark, request):
    """Time a call as one entry of a group: contend(group, name, function, rounds=…) returns the function's
    result.
    """

    def run(group, name, function, *, rounds=3):
        benchmark.group = group
        result = benchmark.pedantic(function, rounds=rounds, warmup_rounds=0)
        if benchmark.stats is not None:
            request.config.stash[MEDIANS][group][name] = benchmark.stats.stats.median
        return result

    return run


@pytest.fixture
def note(request):
    """Add a line to the summary."""
    return request.config.stash[NOTES].append


def pytest_terminal_summary(terminalreporter, config):
    medians, notes = config.stash[MEDIANS], config.stash[NOTES]
    if not medians and not notes:
        return
    terminalreporter.section("side by side")
    for group, entries in medians.items():
        terminalreporter.write_line(group)
        base = next(iter(entries.values()))
        for name, seconds in entries.items():
            terminalreporter.write_line(f"  {name:<58} {seconds:10.4f} s   x{seconds / base:.1f}")
    for line in notes:
        terminalreporter.write_line(line)
