"""Ctrl-C and the processes that a command starts."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Processes started inside do not hear Ctrl-C, from their first moment on: it is for the one that started them.

    A worker that ignores the signal by itself does so only after its imports, and prints a trace until then. On
    systems without signal masks nothing is changed.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
