"""Many claims, each in a worker process with a hard limit of time.

The engine minds its budget by itself; a worker that overruns it all the same (a library call that does not return) is
killed, and its case is UNDECIDED.  Workers are kept from case to case, so that libraries are imported once each.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any

from .interrupts import interrupts_held
from .verdict import Outcome

GRACE = 2.0
INTERRUPTED = "interrupted before this case was done"
Case = Mapping[str, Any]
Answer = dict[str, Any]
Decider = Callable[[Case, float], Answer]


class _Worker:
    """One process and the case it works on."""

    def __init__(self, decider: Decider) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, decider), daemon=True)
        with interrupts_held():
            self.process.start()
        theirs.close()
        self.index: int | None = None
        self.began = 0.0

    def give(self, index: int, case: Case, budget: float) -> None:
        self.index, self.began = index, time.monotonic()
        self.pipe.send((dict(case), budget))

    def stop(self) -> None:
        """Ends the process, idle or not."""
        self.pipe.close()
        self.process.terminate()
        self.process.join(1)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(pipe: Connection, decider: Decider) -> None:
    pipe.send("ready")
    while True:
        try:
            case, budget = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        pipe.send(decider(case, budget))


def run_batch(
    cases: Sequence[Case],
    decider: Decider,
    *,
    jobs: int = 1,
    budget: float = 10.0,
    progress: Callable[[int], None] | None = None,
) -> list[Answer]:
    """The answers to all cases, in their order.

    Arguments: `cases`, JSON objects; `decider`, an importable function of a case and a budget in seconds; `jobs`, the
    number of processes; `budget`, seconds a case: a worker is killed `GRACE` seconds after; `progress` is told how many
    are done.  Returns one answer a case; an overrun or a crash gives UNDECIDED with the reason. On KeyboardInterrupt
    the answers so far are returned; the other cases are UNDECIDED with the reason `INTERRUPTED`.
    """
    answers: list[Answer | None] = [None] * len(cases)
    waiting = list(range(len(cases)))[::-1]
    workers: list[_Worker] = []
    done = 0
    try:
        workers += [_Worker(decider) for _ in range(max(1, min(jobs, len(cases))))] if cases else []
        starting = set(workers)
        while done < len(cases):
            ready = wait([w.pipe for w in workers], timeout=0.1)
            for worker in list(workers):
                answer: Answer | None = None
                crashed = False
                if worker.pipe in ready:
                    try:
                        message = worker.pipe.recv()
                    except (EOFError, ConnectionError):
                        crashed = True
                    else:
                        if worker in starting:
                            starting.discard(worker)
                        else:
                            answer = message
                late = worker.index is not None and time.monotonic() - worker.began > budget + GRACE
                if crashed or (late and answer is None):
                    if worker.index is None:
                        raise RuntimeError("a worker process ended before it had any work")
                    why = "the worker process ended" if crashed else "the time budget is used up"
                    answer = _undecided(cases[worker.index], time.monotonic() - worker.began, why)
                    _finish(answers, worker, answer)
                    done += 1
                    worker.stop()
                    workers.remove(worker)
                    worker = _Worker(decider)
                    workers.append(worker)
                    starting.add(worker)
                elif answer is not None:
                    _finish(answers, worker, answer)
                    done += 1
                if progress is not None:
                    progress(done)
                if worker.index is None and waiting and worker not in starting:
                    index = waiting.pop()
                    worker.give(index, cases[index], budget)
    except KeyboardInterrupt:
        answers = [a or _undecided(case, 0.0, INTERRUPTED) for a, case in zip(answers, cases, strict=True)]
    finally:
        for worker in workers:
            worker.stop()
    return [a for a in answers if a is not None]


def _finish(answers: list[Answer | None], worker: _Worker, answer: Answer) -> None:
    assert worker.index is not None
    answers[worker.index] = answer
    worker.index = None


def _undecided(case: Case, seconds: float, why: str) -> Answer:
    return {"id": case.get("id"), "outcome": Outcome.UNDECIDED.value, "seconds": seconds, "cases": [], "why": why}
