"""How large a text may be before it is refused: every bound of the grammar, in one place.

The bounds keep the cost of reading a text linear and small, and keep numbers out of the tree that some
later, exact evaluation could not write down. They are far above what a formula on paper needs.
"""

from __future__ import annotations

MAX_TEXT = 10_000
"""Characters of one text."""

MAX_TOKENS = 4_000
"""Tokens of one text."""

MAX_DEPTH = 50
"""Levels of the tree of one formula."""

MAX_NESTING = 2 * MAX_DEPTH + 3
"""Brackets, calls, signs and powers open at once; a tree of the greatest depth needs no more in its own text.

It keeps the parser within some 450 frames, whatever the text, well inside Python's recursion limit."""

MAX_DIGITS = 100
"""Digits of one number, its decimal exponent counted in full (1e30 has 31)."""

MAX_EXPONENT = 10**6
"""Size of a constant exponent: x**1000000 is read, x**1000001 is not."""

MAX_ARGUMENT = 10**6
"""Size of a constant argument of factorial, gamma, binomial and the like, whose value grows as fast."""

MAX_NUMBER_BITS = 100_000
"""Size, in bits, of a power of constants."""
