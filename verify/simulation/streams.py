"""Random streams: one independent Philox counter range for each (seed, draw, purpose, block).

Philox is a counter-based generator: the key is (seed, draw), the upper half of its 256-bit counter is
(block, purpose), and a stream has 2^128 counter values to itself. So streams never overlap, a block can be
drawn again instead of being kept, and no result depends on which process drew what, or in which order.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from ...bounds.errors import InputError

BLOCK = 1024
"""Feature columns in a block. It is part of the random stream: another value gives other draws."""


class Purpose(IntEnum):
    """What a stream is for; streams of different purpose are independent."""

    FEATURES = 0
    RADIUS = 1
    NOISE = 2
    WEIGHTS = 3


def stream(seed: int, draw: int, purpose: Purpose, block: int = 0) -> np.random.Generator:
    """The generator for one block of one draw.

    Arguments: `seed` and `draw` in [0, 2^64), `purpose`, `block` ≥ 0. Returns a fresh NumPy generator at the
    start of its stream; equal arguments give equal streams, different ones streams that share no counter
    value.
    """
    key = np.array([seed, draw], dtype=np.uint64)
    counter = np.array([0, 0, block, int(purpose)], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=counter))


def checked_seed(seed: int) -> int:
    """The seed, if it is an integer in [0, 2^64); else an InputError."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**64:
        raise InputError(f"seed {seed!r} is not an integer in [0, 2**64): give one, such as 0")
    return seed
