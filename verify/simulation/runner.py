"""Many draws: through any concurrent.futures executor, with progress, and with what was done kept on
Ctrl-C.
"""

from __future__ import annotations

import multiprocessing
import signal as signals
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing.reduction import ForkingPickler

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from ...bounds.errors import DomainError, InputError
from ...bounds.filters import Filter
from ..interrupts import interrupts_held
from .attacks import Attack
from .measure import NO_ATTACK, Plan, measure
from .setting import Setting
from .simulation import Simulation
from .streams import checked_seed

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Progress:
    """How far a simulation has come: draws done and wanted, seconds gone and left at this pace."""

    done: int
    total: int
    elapsed: float

    @property
    def remaining(self) -> float:
        """Seconds left if the draws to come take as long as those done."""
        return self.elapsed * (self.total - self.done) / self.done if self.done else float("inf")


def simulate(
    setting: Setting,
    filters: Sequence[Filter],
    *,
    draws: int,
    seed: int = 0,
    attack: Attack = NO_ATTACK,
    noise_draws: int = 0,
    pseudo_inverse: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Simulation:
    """Draw X again and again and measure R_std, E‖θ̂‖² and R_adv of each filter, averaged over the noise.

    Arguments: `setting`; `filters`; `draws` of X ≥ 1; `seed`; `attack`; `noise_draws`, noise vectors drawn
    for each X (0: only what the noise averages out of exactly); `pseudo_inverse`, whether min-norm may meet
    a singular Gram matrix; `jobs` processes of one BLAS thread each, or an `executor` to use instead, whose
    workers must import this package; `progress`, called as draws are done.
    Returns the draws' figures. They depend on (setting, filters, draws, seed, attack, noise_draws) alone,
    bit for bit on one machine, not on `jobs` nor on the executor. On KeyboardInterrupt the draws done so far
    are returned with `interrupted` set; with none done it is raised again. Raises InputError, and
    DomainError from a draw whose Gram matrix is singular or whose ridge is inadmissible.
    """
    for what, value in (("draws", draws), ("jobs", jobs)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise InputError(f"{what} {value!r} is not an integer ≥ 1: give one")
    plan = Plan(tuple(filters), attack, noise_draws, pseudo_inverse)
    checked_seed(seed)
    if noise_draws and attack.exponent != 2 and setting.tail.trace > 0:
        raise DomainError(
            f"an attack of exponent {attack.exponent:g} acts through ‖θ̂‖ of exponent {attack.dual_exponent:g}, which a "
            "truncation does not have: take exponent 2, or all coordinates"
        )
    found: dict[int, dict[str, Array]] = {}
    started = time.monotonic()
    interrupted = False

    def keep(first: int, results: list[dict[str, Array]]) -> None:
        found.update({first + offset: figures for offset, figures in enumerate(results)})
        if progress is not None:
            progress(Progress(len(found), draws, time.monotonic() - started))

    try:
        if executor is None and jobs == 1:
            with threadpool_limits(1):
                for draw in range(draws):
                    keep(draw, [measure(setting, plan, seed=seed, draw=draw)])
        else:
            if executor is None:
                _require_transferable(setting)
            with _pool(executor, jobs) as pool, closing(_completed(pool, setting, plan, draws, seed)) as completed:
                for first, results in completed:
                    keep(first, results)
    except KeyboardInterrupt:
        if not found:
            raise
        interrupted = True
    order = sorted(found)
    values = {name: np.stack([found[draw][name] for draw in order]) for name in found[order[0]]}
    return Simulation(setting, plan, seed, draws, tuple(order), values, interrupted)


PENDING = 64
"""Tasks handed to an executor at a time: enough for any number of workers that shares this memory."""
_TASK_SECONDS = 0.5
_MOST_DRAWS = 32


def _draws_per_task(setting: Setting, draws: int) -> int:
    """As many draws as take about half a second, at most 32 and a 64th of all: Ctrl-C waits no longer than a task."""
    smaller, larger = sorted((setting.samples, setting.dimension))
    seconds = 1e-8 * smaller * larger + 2e-10 * (smaller**2 * larger + 10 * smaller**3)
    return max(1, min(_MOST_DRAWS, int(_TASK_SECONDS / seconds), -(-draws // PENDING)))


def _completed(
    pool: Executor, setting: Setting, plan: Plan, draws: int, seed: int
) -> Generator[tuple[int, list[dict[str, Array]]], None, None]:
    """The draws' figures by task, in the order of completion: (first draw, figures)."""
    size = _draws_per_task(setting, draws)
    tasks = iter(range(0, draws, size))
    pending: dict[Future[list[dict[str, Array]]], int] = {}
    try:
        while True:
            for first in islice(tasks, PENDING - len(pending)):
                stop = min(first + size, draws)
                with interrupts_held():  # the first task starts the workers
                    pending[pool.submit(_measure_chunk, setting, plan, seed, first, stop)] = first
            if not pending:
                return
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                yield pending.pop(future), future.result()
    except CancelledError as error:
        raise InputError("the executor cancelled draws: pass one that stays open until simulate returns") from error
    except BrokenExecutor as error:
        raise InputError(
            "a worker process died (out of memory, or a script without `if __name__ == '__main__':`): use jobs=1"
        ) from error
    finally:
        for future in pending:
            future.cancel()


def _require_transferable(setting: Setting) -> None:
    """Raise InputError where a setting cannot be sent to another process."""
    try:
        ForkingPickler.dumps(setting)
    except Exception as error:  # whatever a user's own eigenvalues raise when they are copied
        raise InputError(
            f"the setting cannot be sent to worker processes ({error}): give eigenvalues as an array or as a function "
            "of a module, or use jobs=1"
        ) from error


def _measure_chunk(setting: Setting, plan: Plan, seed: int, first: int, stop: int) -> list[dict[str, Array]]:
    """The figures of draws first, …, stop − 1, in a worker, on one BLAS thread."""
    with threadpool_limits(1):
        return [measure(setting, plan, seed=seed, draw=draw) for draw in range(first, stop)]


def _ignore_interrupt() -> None:
    """Leave Ctrl-C to the parent, which stops handing out work and keeps what is done."""
    signals.signal(signals.SIGINT, signals.SIG_IGN)


@contextmanager
def _pool(executor: Executor | None, jobs: int) -> Iterator[Executor]:
    if executor is not None:
        yield executor
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_ignore_interrupt)
    try:
        yield pool
    finally:
        with interrupts_held():  # a second Ctrl-C would leave workers behind, for which Python waits at its end
            pool.shutdown(wait=True, cancel_futures=True)
