"""What every finite check and every figure of a theorem has in common: nothing but a name for the kind."""

from __future__ import annotations


class FiniteCheck:
    """A finite statement: a frozen dataclass that names its objects and the points at which it is decided.

    The checker of a kind defined in `bounds.checks.ROOM` is in `verify.finite.ROOM`; kinds from elsewhere are
    registered with `verify.finite.checker`.
    """

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """Spoilt versions, each with what was changed; a check that holds of them as well is blind to the change."""
        return ()


class FigureData:
    """What to plot of a theorem: a frozen dataclass; `verify.finite.ROOM` computes the series."""
