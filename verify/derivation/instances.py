"""Lemma schemas at work: which instances of a schema a claim and its premises call for.

Matching is mechanical: the metavariables range over the atoms that occur. Every side condition is proved at the
instance, from the definitions of quantities and the theorem's hypotheses; an instance whose conditions are not
proved is left out, and the reason is kept for the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import sympy as sp

from ...bounds.claims import Relation
from ...bounds.quantities import (
    Applied,
    Dependence,
    Estimator,
    Matrix,
    adversarial_risk,
    dependence,
    dual_norm,
    gain_bound,
    gram,
    hat_trace,
    linear_estimator,
    mean,
    min_norm,
    noise_mean,
    norm,
    rows,
    shrinkage_estimator,
    standard_risk,
    theta,
    trace,
    trace_inverse,
)
from ...bounds.statements import Property
from .normal import monomials, normal
from .scene import Known, Scene
from .sum_instances import cauchy_schwarz_sums, spectral_definitions, termwise

ALPHA = sp.Symbol("alpha")
SIGMA = sp.Symbol("sigma")
SIZE = sp.Symbol("n")


def instances(schema: str, scene: Scene) -> list[Known]:
    """Every instance of a schema that the scene calls for and whose side conditions hold."""
    return list(_MATCHERS[schema](scene))


def _am_hm(scene: Scene) -> Iterator[Known]:
    for inverse in scene.find(trace_inverse):
        matrix = inverse.args[0]
        if isinstance(matrix, Matrix) and scene.has("positive definite", matrix.name):
            bound = rows(matrix) ** 2 / trace(matrix)
            yield Known("am-hm", inverse, bound, schema="am-hm", binding={"M": matrix})


def _jensen(scene: Scene) -> Iterator[Known]:
    for expectation in _means(scene):
        base, exponent = expectation.args[0].as_base_exp()
        if not isinstance(exponent, sp.Rational) or exponent in (0, 1):
            continue
        if not (exponent < 0 or exponent > 1):
            scene.misses.append(f"jensen: x**{exponent} is not convex")
            continue
        if not scene.signs.is_positive(base):
            scene.misses.append(f"jensen: {base} is not known to be positive")
            continue
        yield Known("jensen", expectation, mean(base) ** exponent, schema="jensen", binding={"X": base, "q": exponent})


def _cauchy_schwarz(scene: Scene) -> Iterator[Known]:
    for expectation in _means(scene):
        factors = sp.Mul.make_args(expectation.args[0])
        for cut in range(1, len(factors)):
            x, y = sp.Mul(*factors[:cut]), sp.Mul(*factors[cut:])
            yield Known(
                "cauchy-schwarz",
                mean(x**2) * mean(y**2),
                expectation**2,
                schema="cauchy-schwarz",
                binding={"X": x, "Y": y},
            )


def _means(scene: Scene) -> list[sp.Expr]:
    """The expectations in sight, in normal form."""
    found: set[sp.Expr] = set()
    for expression in list(scene.expressions()):
        found |= normal(expression, rewrites=scene.rewrites).atoms(mean)
    return sorted(found, key=sp.default_sort_key)


def _markov(scene: Scene) -> Iterator[Known]:
    if scene.delta is None:
        scene.misses.append("markov: the claim names no probability of failure")
        return
    constant = normal(1 / scene.delta)
    if not scene.signs.is_positive(constant):
        scene.misses.append(f"markov: the constant {constant} is not known to be positive")
        return
    for kind in (trace, trace_inverse, norm, standard_risk, adversarial_risk):
        for item in scene.find(kind):
            if dependence(item) is Dependence.NOTHING or not scene.signs.is_nonnegative(item):
                continue
            yield Known(
                "markov",
                constant * mean(item),
                item,
                delta=scene.delta,
                schema="markov",
                binding={"X": item, "C": constant},
            )


def _monotone(expectation: type[Applied], name: str) -> Callable[[Scene], Iterator[Known]]:
    def matcher(scene: Scene) -> Iterator[Known]:
        for known in scene.premises:
            if known.relation is Relation.GE and known.delta is None:
                yield Known(
                    name,
                    expectation(known.left),
                    expectation(known.right),
                    schema=name,
                    premise=known.name,
                )

    return matcher


def _union(scene: Scene) -> Iterator[Known]:
    return iter(())  # it contributes no inequality: it lets probabilities of failure be added


def _noise_average(scene: Scene) -> Iterator[Known]:
    if scene.has("homoscedastic noise", SIGMA.name) and scene.has("positive definite", gram.name):
        yield Known(
            "noise-average",
            noise_mean(norm(min_norm) ** 2),
            SIGMA**2 * trace_inverse(gram),
            schema="noise-average",
        )


def _linear_smoother(scene: Scene) -> Iterator[Known]:
    if not scene.has("homoscedastic noise", SIGMA.name):
        return
    if not scene.signs.is_positive(trace(gram)):
        scene.misses.append("linear-smoother: trace(G) is not known to be positive")
        return
    bound = SIGMA**2 * hat_trace(linear_estimator) ** 2 / trace(gram)
    yield Known("linear-smoother", noise_mean(norm(linear_estimator) ** 2), bound, schema="linear-smoother")


def _bounded_gain(scene: Scene) -> Iterator[Known]:
    if scene.has("homoscedastic noise", SIGMA.name):
        bound = norm(theta) ** 2 + SIGMA**2 * gain_bound(shrinkage_estimator) ** 2 * trace(gram)
        yield Known("bounded-gain", bound, noise_mean(norm(shrinkage_estimator) ** 2), schema="bounded-gain")


def _attack(scene: Scene) -> Iterator[Known]:
    if not scene.signs.is_nonnegative(ALPHA):
        scene.misses.append("attack: alpha is not known to be nonnegative")
        return
    for risk in scene.find(adversarial_risk):
        f = risk.args[0]
        if isinstance(f, Estimator):
            bound = standard_risk(f) + ALPHA**2 * dual_norm(f) ** 2
            yield Known("attack", risk, bound, schema="attack", binding={"f": f})


def _dual_norm(scene: Scene) -> Iterator[Known]:
    if not scene.has("attack norm at least 2"):
        return
    for size in scene.find(dual_norm):
        f = size.args[0]
        yield Known("dual-norm", size**2, norm(f) ** 2, schema="dual-norm", binding={"f": f})


def _robust_truth(scene: Scene) -> Iterator[Known]:
    if not scene.signs.is_nonnegative(ALPHA):
        scene.misses.append("robust-truth: alpha is not known to be nonnegative")
        return
    yield Known(
        "robust-truth",
        adversarial_risk(theta),
        ALPHA**2 * dual_norm(theta) ** 2,
        relation=Relation.EQ,
        schema="robust-truth",
    )


def _none(_: Scene) -> Iterator[Known]:
    """No instance: the lemma passes between modes of limit claims, which `verify.orders` decides."""
    return iter(())


_MATCHERS = {
    "am-hm": _am_hm,
    "jensen": _jensen,
    "cauchy-schwarz": _cauchy_schwarz,
    "markov": _markov,
    "monotone-mean": _monotone(mean, "monotone-mean"),
    "monotone-noise-mean": _monotone(noise_mean, "monotone-noise-mean"),
    "union-bound": _union,
    "noise-average": _noise_average,
    "linear-smoother": _linear_smoother,
    "bounded-gain": _bounded_gain,
    "attack": _attack,
    "dual-norm": _dual_norm,
    "robust-truth": _robust_truth,
    "spectral-definitions": spectral_definitions,
    "termwise": termwise,
    "cauchy-schwarz-sums": cauchy_schwarz_sums,
    "almost-sure": _none,
    "tightness": _none,
}


def difference(
    known: Known, rewrites: Mapping[sp.Expr, sp.Expr], properties: Sequence[Property]
) -> dict[sp.Expr, sp.Rational] | None:
    """The monomials of left − right, which is ≥ 0; None where what may be infinite would cancel within it.

    What cancels between two facts is harmless then (the larger side of one is the smaller of the other), what cancels
    within one is not: ∞ + a ≥ ∞ + b says nothing of a and b. Nor is what is subtracted.
    """
    left = monomials(normal(known.left, rewrites=rewrites))
    right = monomials(normal(known.right, rewrites=rewrites))
    if any(may_be_infinite(monomial, properties) for monomial in left.keys() & right.keys()):
        return None
    sides = [item for side in (left, right) for item in side.items()]
    if any(value < 0 and may_be_infinite(monomial, properties) for monomial, value in sides):
        return None
    return {
        monomial: value
        for monomial in [*left, *(item for item in right if item not in left)]
        if (value := left.get(monomial, sp.S.Zero) - right.get(monomial, sp.S.Zero)) != 0
    }


def may_be_infinite(expression: sp.Expr, properties: Sequence[Property]) -> bool:
    """Whether expectations occur, or tr M⁻¹ of a matrix that no property makes positive definite."""
    definite = {item.subject for item in properties if item.kind == "positive definite"}
    inverses = [str(item.args[0]) for item in expression.atoms(trace_inverse)]
    return expression.has(mean, noise_mean) or any(not {name, ""} & definite for name in inverses)
