"""A user's own module, called as a folder of boundproof's is called."""

from boundproof.bounds.checks import IsotropicBound

from boundproof import Fact, Source, Step, Theorem, statement

MINE = Source(authors="A User", year=2026)


def isotropic_bound(name: str, factor: int) -> Theorem:
    """The explicit bound at Σ = I, times a factor."""
    step = Step("bound", IsotropicBound(n=10, p=100, factor=factor), role="conclusion")
    return Theorem(name, f"E‖θ̂‖² >= {factor} n/p", MINE, "", given=(), steps=(step,), conclusions=("bound",))


def vacuous() -> Theorem:
    """Hypotheses that exclude one another."""
    given = (Fact("large", statement("x >= 2")), Fact("small", statement("x <= 1")))
    step = Step("bound", statement("x >= 0"), by=("large",), role="conclusion")
    return Theorem("vacuous", "x >= 0", MINE, "", given=given, steps=(step,), conclusions=("bound",))
