"""How large tr G⁻¹ is at least: a theorem of two steps, and one that must not come out proved."""

from boundproof import Fact, Mode, Property, Source, Step, Theorem, statement

THEOREM = Theorem(
    "trace-of-the-inverse",
    title="How large tr G⁻¹ is at least",
    source=Source("the boundproof developers", 2026),
    statement="For an invertible Gram matrix G of n rows, `E[trace_inverse(G)] >= n/trace(Sigma)`.",
    given=(
        Fact("rows", statement("rows(G) = n")),
        Fact("size", statement("n > 0")),
        Fact("trace", statement("trace(G) > 0", mode=Mode.POINTWISE)),
        Fact("mean-trace", statement("E[trace(G)] = n*trace(Sigma)")),
        Property("invertible", "positive definite", "G"),
    ),
    steps=(
        Step(
            "pointwise",
            statement("trace_inverse(G) >= n**2/trace(G)", mode=Mode.POINTWISE),
            by=("rows", "invertible", "am-hm"),
            title="Pointwise, by the arithmetic and the harmonic mean",
        ),
        Step(
            "in-mean",
            statement("E[trace_inverse(G)] >= n/trace(Sigma)", mode=Mode.MEAN),
            by=("pointwise", "trace", "mean-trace", "size", "monotone-mean", "jensen"),
            role="conclusion",
            title="In mean, by Jensen's inequality",
        ),
        Step(
            "too-much",
            statement("E[trace_inverse(G)] >= 2*n/trace(Sigma)", mode=Mode.MEAN),
            by=("pointwise", "trace", "mean-trace", "size", "monotone-mean", "jensen"),
            expected="GAP",
            role="sabotage",
            title="Twice as much does not follow",
        ),
    ),
    conclusions=("in-mean",),
)
