"""What is to be proved of a trade-off: functions κ(n) proposed for it, and the claims that certify it, as text.

The functions are proposed by an exact program: with b the largest of increasing terms and df_2/n the largest of
decreasing ones, their sum is least, up to a factor of two, where they cross, at κ_u = min_i max_j κ_ij, κ_ij the
crossing of term i and term j. Nothing is decided here; `forced` says why the claims suffice, and has them proved.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from ...bounds.checks import NeverForced
from ...bounds.parsing import parse_expression, to_text
from ...bounds.tradeoff import Term, TradeOffModel, power

_SLOWLY = "log(log(n))"


# -- the program over kappa ----------------------------------------------------------------------------------


def crossing(increasing: Sequence[Term], decreasing: Sequence[Term]) -> str:
    """κ_u = min_i max_j κ_ij as text in n: where the largest increasing term equals the largest decreasing one."""
    largest = [_extreme("Max", [_meeting(one, other) for other in decreasing]) for one in increasing]
    return _extreme("Min", largest)


def _meeting(one: Term, other: Term) -> str:
    """κ with κ^k n^e log^l = κ^k' n^(e'-1) log^l': a power of n times a power of its logarithm."""
    slope = _exact(one.kappa) - _exact(other.kappa)
    size = sp.expand((_exact(other.size) - 1 - _exact(one.size)) / slope)
    log = sp.expand((_exact(other.log) - _exact(one.log)) / slope)
    return Term("0", to_text(size), to_text(log)).text("kappa")


def _extreme(name: str, texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{name}({', '.join(texts)})"


def _exact(text: str) -> sp.Expr:
    return parse_expression(text).doit()


def _loss(model: TradeOffModel) -> str:
    """By which power of the logarithm the lower bound of b may lie below the upper one."""
    upper = {term.kappa: term for term in model.bias.upper}
    losses = [
        sp.expand(_exact(upper[term.kappa].log) - _exact(term.log))
        for term in model.bias.lower
        if term.kappa in upper and upper[term.kappa].size == term.size
    ]
    return to_text(losses[0]) if losses else "0"


# -- claims --------------------------------------------------------------------------------------------------


def _sum(terms: Sequence[Term], name: str) -> str:
    return "(" + " + ".join(term.text(name) for term in terms) + ")"


def _window(model: TradeOffModel, name: str) -> list[tuple[str, str]]:
    return [("window", claim.replace("kappa", name)) for claim in model.window]


def forced_claims(model: TradeOffModel) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """κ_u and κ_f by name, and the claims about them, each with its role, that certify a forced trade-off."""
    start = crossing(model.bias.upper, model.degrees.upper)
    names = {"kappa_u": start, "kappa_f": "*".join(f for f in (start, power("log(n)", _loss(model)), _SLOWLY) if f)}
    cost = f"{_sum(model.bias.upper, 'kappa_u')} + {_sum(model.degrees.upper, 'kappa_u')}/n"
    return names, [
        *_window(model, "kappa_u"),
        *_window(model, "kappa_f"),
        ("admissible", f"{_sum(model.degrees.upper, 'kappa_u')} = o(n)"),
        ("b(κ_f) beats R_opt", f"{cost} = o({_sum(model.bias.lower, 'kappa_f')})"),
        ("v(κ_f) explodes", f"{_sum(model.norm.lower, 'kappa_f')}/n -> oo"),
    ]


def free_claims(model: TradeOffModel) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """κ_l and κ_1 by name, and the claims about them, each with its role, that certify one that is not forced."""
    names = {
        "kappa_l": crossing(model.bias.lower, model.degrees.lower),
        "kappa_1": crossing(model.bias.upper, model.degrees.upper),
    }
    cost = f"{_sum(model.bias.upper, 'kappa_1')} + {_sum(model.degrees.upper, 'kappa_1')}/n"
    return names, [
        *_window(model, "kappa_l"),
        *_window(model, "kappa_1"),
        ("ridge is positive", f"{_sum(model.first_degrees, 'kappa_1')} = o(n)"),
        ("optimal from above", f"{cost} = O({_sum(model.bias.lower, 'kappa_l')})"),
        ("optimal from below", f"{cost} = O({_sum(model.degrees.lower, 'kappa_l')}/n)"),
        ("R_opt is bounded", f"{cost} = O(1)"),
        ("v(κ_1) is bounded", f"{_sum(model.norm.upper, 'kappa_1')}/n = O(1)"),
    ]


def order_claims(model: TradeOffModel) -> list[tuple[str, str]]:
    """The claims at κ = n^(-x) log(n)^y loglog(n)^z from which the model's orders follow, as `bounds.tradeoff` says.

    The eigenvalues up to m are at least the heads there, hence at least κ; those beyond are O(κ). With h_i the heads,
    f the floor and P its number, m = o(P), Σ_{i>m} λ_i^k is at most the expansion of (h_i + f)^k over all of them, and
    at least f^k(P − m).
    """
    index = sp.Symbol("i")

    def at(text: str, k: str) -> str:
        return to_text(parse_expression(text).xreplace({index: parse_expression(k)}))

    count, floor, tail = (f"({term.text('kappa')})" for term in (model.order, model.floor, model.tail))
    claims = [
        ("the heads are at least κ", f"{at(model.head, 'count')} >= kappa"),
        ("the floor is not", f"{floor} = O(kappa)"),
        ("how many heads", f"count = Theta({count})"),
        ("the tail is longer", f"count = o({tail})"),
    ]
    rest, squares, inverses = "0", "0", count
    if model.heads is not None:
        rest, squares, inverses = (
            f"({term.text('kappa')})" for term in (model.heads.rest, model.heads.squares, model.heads.inverses)
        )
        claims += [
            ("the last head is of order κ", f"{at(model.head, 'count')} = O(kappa)"),
            ("heads beyond", f"Sum({model.head}, (i, count + 1, oo)) = O({rest})"),
            ("their squares", f"Sum(({model.head})**2, (i, count + 1, oo)) = O({squares})"),
            ("inverses of heads", f"Sum(1/({model.head}), (i, 1, count)) = O({inverses})"),
        ]
    once, twice = f"({rest} + {floor}*{tail})", f"({squares} + {floor}*{rest} + {floor}**2*{tail})"
    least = f"{floor}*{tail}"
    claims += [
        ("df_2 from above", f"{count} + kappa**(-2)*{twice} = O({_sum(model.degrees.upper, 'kappa')})"),
        ("df_2 from below", f"{count} + kappa**(-2)*{floor}*{least} = Omega({_sum(model.degrees.lower, 'kappa')})"),
        ("n v from above", f"{inverses} + kappa**(-2)*{once} = O({_sum(model.norm.upper, 'kappa')})"),
        ("n v from below, the tail alone", f"kappa**(-2)*{least} = Omega({_sum(model.norm.lower, 'kappa')})"),
        ("df_1", f"{count} + kappa**(-1)*{once} = O({_sum(model.first_degrees, 'kappa')})"),
    ]
    if not model.weight:
        return [
            *claims,
            ("b from above", f"kappa**2 = O({_sum(model.bias.upper, 'kappa')})"),
            ("b from below", f"kappa**2 = Omega({_sum(model.bias.lower, 'kappa')})"),
        ]
    first, last = at(model.weight, "1"), at(model.weight, "count")
    return [
        *claims,
        ("the truth is bounded, so that `b = O(kappa)`", f"Sum({model.weight}, (i, 1, oo)) = O(1)"),
        ("b from above", f"kappa = O({_sum(model.bias.upper, 'kappa')})"),
        (
            "b from below, the first and the last head alone",
            f"{first}*kappa**2 + {last}*kappa = Omega({_sum(model.bias.lower, 'kappa')})",
        ),
    ]


def fixed_claims(check: NeverForced) -> list[tuple[str, str]]:
    """What is proved of a fixed spectrum, as m → ∞ with κ = λ_m; λ_i falls.

    Up to constant factors df_2 is m + κ^(-2) Σ_{i>m} λ_i², n·v is s = Σ_{i≤m} 1/λ_i + κ^(-2) Σ_{i>m} λ_i, which is
    O(m log m/λ_m), and b is κ² Σ_{i≤m} θ_i²/λ_i + Σ_{i>m} θ_i² λ_i = O(λ_m m^(-d)), so that b·s = O(m), b·df_1 = o(m).
    For each n let m be the least with m/b(m) ≥ n. Then b(m) ≤ m/n, while (m−1)/n < b(m−1), so that R_opt ≥ c·(m−1)/n;
    df_2 = O(m) makes R_std(λ_m) = O(R_opt), and v(λ_m) = s(m)/n = O(s(m−1) b(m−1)/(m−1)) = O(1) by doubling.
    """
    g, w, at = check.eigenvalue, check.weight, "eigenvalue"
    return [
        ("doubling", "eigenvalue = O(following)"),
        ("the truth is bounded", f"Sum({w}, (i, 1, oo)) = O(1)"),
        ("b, coordinates beyond m", f"Sum({w}, (i, m + 1, oo)) = O(m**(-d))"),
        ("b, coordinates up to m", f"{at}*Sum(({w})/({g}), (i, 1, m)) = O(m**(-d))"),
        ("df_2 is of order m", f"Sum(({g})**2, (i, m + 1, oo)) = O(m*{at}**2)"),
        ("eigenvalues beyond m", f"Sum({g}, (i, m + 1, oo)) = O(m*log(m)*{at})"),
        ("inverses up to m", f"Sum(1/({g}), (i, 1, m)) = O(m*log(m)/{at})"),
        ("the bias vanishes: R_opt -> 0, and every n has its m", f"{at}*m**(-d) -> 0"),
        ("ridge is positive: df_1 = o(n)", f"{at}*m**(-d)*m*log(m) = o(m)"),
        ("v is bounded at the optimum", f"{at}*m**(-d)*(m*log(m)/{at}) = O(m)"),
    ]
