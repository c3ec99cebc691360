"""Models in which the ridge trade-off is decided: the orders of bias, degrees of freedom and norm in κ and n.

Write b(κ) = κ² Σ θ_i² λ_i/(λ_i+κ)², v(κ) = (1/n) Σ λ_i/(λ_i+κ)², and let σ², α, ‖θ*‖ and ‖Σ‖ be of order 1. The
trade-off is *forced* when no ridge keeps R_std/R_opt and R_adv/R_adv(θ*) both bounded, R_opt the least R_std over all
ridges. A model says between which sums of terms κ^k n^e log(n)^l the quantities b, df_2, n·v lie, up to constant
factors, inside a window of κ. Nothing is decided here: `verify/finite/forced.py` proves these orders, from the
eigenvalues themselves, then finds and proves the certificates.

The inequalities behind it. If λ_i ≥ κ for i ≤ m and λ_i ≤ Aκ for i > m, A ≥ 1, then up to factors in [1/(1+A)², 1]

    df_2 ≍ m + κ^{-2} Σ_{i>m} λ_i²,   n·v ≍ Σ_{i≤m} 1/λ_i + κ^{-2} Σ_{i>m} λ_i,   df_1 ≍ m + κ^{-1} Σ_{i>m} λ_i,

and always b ≤ κ‖θ*‖²/4 and b ≥ θ_i² λ_i κ²/(λ_i+κ)² for each i; b ≍ κ² where θ* lives on eigenvalues of order 1.
"""

from __future__ import annotations

from dataclasses import dataclass


def power(base: str, exponent: str) -> str:
    """base**exponent as text, nothing for the exponent 0."""
    return "" if exponent == "0" else base if exponent == "1" else f"{base}**({exponent})"


@dataclass(frozen=True)
class Term:
    """κ^kappa · n^size · log(n)^log; the exponents are text in the parameters."""

    kappa: str
    size: str = "0"
    log: str = "0"

    def text(self, name: str) -> str:
        """The term as a formula in n, with κ under that name."""
        factors = [power(base, e) for base, e in ((name, self.kappa), ("n", self.size), ("log(n)", self.log))]
        return "*".join(factor for factor in factors if factor) or "1"


@dataclass(frozen=True)
class Between:
    """A quantity between two sums of terms, up to constant factors."""

    lower: tuple[Term, ...]
    upper: tuple[Term, ...]


@dataclass(frozen=True)
class Heads:
    """Heads that go on beyond m: upper bounds of Σ_{i>m} h_i, Σ_{i>m} h_i² and Σ_{i≤m} 1/h_i, and h_m = O(κ)."""

    rest: Term
    squares: Term
    inverses: Term


@dataclass(frozen=True)
class TradeOffModel:
    """One family of spectra and signals with parameters; that heads do not increase in i is for its author.

    λ_i is between h_i and h_i + `floor` for i ≤ m, and h_i + `floor` beyond (just `floor` where `heads` is None: h_i
    ends with m). `eigenvalue`: λ_i, to be read; `count`: m as text in `kappa`; `order`: of m; `head`: h_i as text in i,
    h_1 of order 1; `floor` as text in n; `tail`: how many eigenvalues lie beyond, up to m of them; `weight`: θ_i² as
    text in i, or nothing where θ* lives on eigenvalues that stay of order 1; `given`: hypotheses on the parameters;
    `inside`: hypotheses on x, y, z that put κ = n^(-x) log(n)^y loglog(n)^z inside the window; `window`: claims about a
    κ that is a maximum or minimum of finitely many such functions, which put it there; `bias`, `degrees` (df_2), `norm`
    (n·v): the orders; `first_degrees`: an upper bound of df_1.
    """

    name: str
    eigenvalue: str
    count: str
    order: Term
    head: str
    heads: Heads | None
    floor: Term
    tail: Term
    weight: str
    given: tuple[str, ...]
    inside: tuple[str, ...]
    window: tuple[str, ...]
    bias: Between
    degrees: Between
    norm: Between
    first_degrees: tuple[Term, ...]


def exponential_floor_model(*, decay: bool) -> TradeOffModel:
    """λ_i = e^(−i/τ) + n^(−s) for i ≤ n^q, q > 1, s > q − 1; θ* on finitely many coordinates, or θ_i = i^(−t).

    m = ⌊τ log(1/κ)⌋, the window n^(−s) ≪ κ ≪ 1. With θ_i = i^(−t), b lies between κ m^(−2t), from the coordinate i = m
    alone, or κ², from the first one, and κ‖θ*‖²/4.
    """
    return TradeOffModel(
        name="exponential + floor, " + ("`theta_i = i**-t`" if decay else "θ* on finitely many coordinates"),
        eigenvalue="`exp(-i/tau) + n**(-s)`",
        count="floor(tau*log(1/kappa))",
        order=Term("0", log="1"),
        head="exp(-i/tau)",
        heads=Heads(rest=Term("1"), squares=Term("2"), inverses=Term("-1")),
        floor=Term("0", "-s"),
        tail=Term("0", "q"),
        weight="i**(-2*t)" if decay else "",
        given=("tau > 0", "q > 1", "s > q - 1", *(("t > 1/2",) if decay else ())),
        inside=("x > 0", "x < s", "y real", "z real"),
        window=("log(1/kappa) = Omega(log(n))", "log(kappa*n**s) = Omega(log(n))"),
        bias=Between(
            (Term("2"), Term("1", log="-2*t")) if decay else (Term("2"),), (Term("1"),) if decay else (Term("2"),)
        ),
        degrees=Between(*[(Term("0", log="1"), Term("-2", "q-2*s"))] * 2),
        norm=Between((Term("-2", "q-s"),), (Term("-1"), Term("-2", "q-s"))),
        first_degrees=(Term("0", log="1"), Term("-1", "q-s")),
    )


def spikes_model() -> TradeOffModel:
    """d = n^w eigenvalues 1 that carry θ*, and n^q more of trace T = n^u log(n)^h in all, T = o(n), q > 1.

    m = d; the tail has the level T/n^q, and the window lies between it and 1, polynomially far from both.
    """
    return TradeOffModel(
        name="spikes of order 1 that carry θ*, flat tail",
        eigenvalue="1 for `i <= n**w`, `n**(u-q)*log(n)**h` beyond",
        count="floor(n**w)",
        order=Term("0", "w"),
        head="1",
        heads=None,
        floor=Term("0", "u-q", "h"),
        tail=Term("0", "q"),
        weight="",
        given=("w >= 0", "w < 1", "u < 1", "h real", "q > 1"),
        inside=("x > 0", "x < q - u", "y real", "z real"),
        window=("log(1/kappa) = Omega(log(n))", "log(kappa*n**(q-u)) = Omega(log(n))"),
        bias=Between((Term("2"),), (Term("2"),)),
        degrees=Between(*[(Term("0", "w"), Term("-2", "2*u-q", "2*h"))] * 2),
        norm=Between((Term("-2", "u", "h"),), (Term("0", "w"), Term("-2", "u", "h"))),
        first_degrees=(Term("0", "w"), Term("-1", "u", "h")),
    )
