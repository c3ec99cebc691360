"""Attacks: gains over what is possible, in balls on what was drawn; orders of mean losses, from draws."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
from flint import arb, arb_mat
from numpy.typing import NDArray

from ...bounds.checks.attacks import AttackReaches, AttacksOrdered
from ...bounds.errors import InputError
from ..enclosures.precision import ball, bits_for, precision
from ..recheck.ranks import NOT_COVERED
from ..simulation.attacks import Attack
from ..simulation.intervals import student
from ..simulation.perturbations import (
    LinearPredictor,
    Predictor,
    fgsm,
    fit_relu_features,
    pgd,
    project,
    random_attack,
    steepest,
)
from ..simulation.setting import Setting
from ..simulation.spectra import spectral_setting
from ..simulation.streams import Purpose, stream
from ..verdict import Json, Outcome, Verdict
from .compared import simulated
from .dispatch import Workload, checker
from .tables import cell, confirmed, finite_verdict, mean_cell, table

Array = NDArray[np.float64]

_DIGITS = 20
_NEAR = 4
_INSIDE = 1 - 1e-12
"""What is cut off from every perturbation before it is decided: rounding may have left it outside its ball."""
_RANDOM, _OTHER_DATA = 1 << 21, 1 << 22
"""Blocks of the noise stream, far from those of any setting's columns."""


def _data(setting: Setting, seed: int, draw: int) -> tuple[Array, Array]:
    """X (n, p) and y (n,) of one draw."""
    x = np.concatenate([columns for _, _, columns in setting.features(seed, draw)]).T
    noise = setting.noise.unit(stream(seed, draw, Purpose.NOISE), (1, setting.samples))[0] * setting.noise.sigma
    return x, x @ setting.truth() + noise


def _points(setting: Setting, seed: int, draw: int, count: int) -> tuple[Array, Array]:
    """Test points (count, p) and their clean targets xᵀθ* (count,), from another draw of the same law."""
    generator = stream(seed, draw, Purpose.NOISE, _OTHER_DATA)
    points = generator.standard_normal((count, setting.dimension)) * np.sqrt(setting.spectrum())
    return points, points @ setting.truth()


@checker.register
def _reaches(claim: AttackReaches, workload: Workload) -> Verdict:
    setting = spectral_setting(claim.spectrum, claim.n, signal=claim.signal)
    x, y = _data(setting, workload.seed, 0)
    theta = x.T @ np.linalg.solve(x @ x.T, y)
    points, targets = _points(setting, workload.seed, 0, claim.points)
    model = LinearPredictor(theta)
    rows: list[list[Json]] = []
    low_enough, high_enough, refuted = True, True, ""
    for exponent in claim.exponents:
        attack = Attack(float(claim.radius), inf if exponent is None else float(exponent))
        deltas = _INSIDE * _perturb(claim.method, model, points, targets, attack=attack, seed=workload.seed)
        with precision(bits_for(_DIGITS)):
            gains, within = _gains(theta, points, targets, deltas, radius=ball(claim.radius), exponent=exponent)
            if not within:
                raise InputError(f"a perturbation of {claim.method} could not be shown to lie in its ball")
            least, most = ball(claim.at_least), ball(claim.at_most)
            low_enough &= all(bool(gain >= least) for gain in gains)
            high_enough &= all(bool(gain <= most) for gain in gains)
            bad = [gain for gain in gains if bool(gain < least) or bool(gain > most)]
            if bad:
                refuted = f"under {_called(exponent)} a gain is {bad[0].str(8)}"
            smallest, largest = _extremes(gains)
            mean = sum(gains, arb(0)) / len(gains)
            rows.append([_called(exponent), claim.method, cell(smallest), cell(mean), cell(largest)])
    bounds = [f">= {_near_one(claim.at_least)}"] if claim.at_least > -1 else []
    bounds += [f"<= {claim.at_most}"]
    text = (
        f"the gain of {claim.method} over the largest possible is {' and '.join(bounds)} at each of {claim.points} "
        f"points under ℓ_q, q = {', '.join(_named(item) for item in claim.exponents)}, for the min-norm interpolator "
        f"of one draw of {claim.spectrum}, n = {claim.n}"
    )
    shown = table(
        ["attack", "method", "least gain", "mean gain", "largest gain"],
        rows,
        f"Gains (|f(x+δ) − t| − |f(x) − t|)/(α‖θ̂‖_{{q*}}), enclosed for the drawn numbers; α = {claim.radius}, "
        f"seed {workload.seed}",
    )
    if refuted:
        found = finite_verdict(Outcome.REFUTED, text, refuted, "enclosures", shown)
        return confirmed(found, NOT_COVERED)
    if low_enough and high_enough:
        why = "enclosed at every point, for the numbers that were drawn; no gain is above 1 by Hölder's inequality"
        return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)
    return finite_verdict(Outcome.UNDECIDED, text, "the balls overlap: more digits would decide", "enclosures", shown)


def _perturb(method: str, model: LinearPredictor, points: Array, targets: Array, *, attack: Attack, seed: int) -> Array:
    if method == "FGSM":
        return fgsm(model, points, targets, attack)
    if method == "PGD":
        return pgd(model, points, targets, attack)
    if method == "random":
        return random_attack(model, points, targets, attack, stream(seed, 0, Purpose.NOISE, _RANDOM))
    sign = np.where(model.predict(points) >= targets, 1.0, -1.0)
    direction = steepest(sign[:, None] * model.gradient(points), 2.0)
    return project(direction * (attack.radius / np.linalg.norm(direction, attack.exponent, axis=1))[:, None], attack)


def _gains(
    theta: Array, points: Array, targets: Array, deltas: Array, *, radius: Any, exponent: Any
) -> tuple[list[Any], bool]:
    """The gains in balls, at the floats as they are, and whether every ‖δ‖_q ≤ α is certain."""
    coefficients = [arb(float(value)) for value in theta]
    column = arb_mat([[value] for value in coefficients])
    dual = None if exponent is None else (Ellipsis if exponent == 1 else exponent / (exponent - 1))
    norm = sum((abs(value) for value in coefficients), arb(0)) if dual is None else _norm(coefficients, dual)
    gains, within = [], True
    for point, target, delta in zip(points, targets, deltas, strict=True):
        moved = [arb(float(value)) for value in delta]
        size = _norm(moved, Ellipsis if exponent is None else exponent)
        within &= bool(size <= radius)
        at = (arb_mat([[arb(float(value)) for value in point]]) * column)[0, 0] - arb(float(target))
        step = (arb_mat([moved]) * column)[0, 0]
        gains.append((abs(at + step) - abs(at)) / (radius * norm))
    return gains, within


def _norm(values: list[Any], exponent: Any) -> Any:
    """‖v‖_q in a ball; Ellipsis stands for ∞."""
    sizes = [abs(value) for value in values]
    if exponent is Ellipsis:
        largest = sizes[0]
        for value in sizes[1:]:
            largest = largest.max(value)
        return largest
    if exponent == 2:
        return sum((value * value for value in sizes), arb(0)).sqrt()
    power = ball(exponent)
    total = sum((value**power for value in sizes if not value.is_zero()), arb(0))
    return total ** (1 / power)


def _extremes(values: list[Any]) -> tuple[Any, Any]:
    smallest = largest = values[0]
    for value in values[1:]:
        smallest, largest = smallest.min(value), largest.max(value)
    return smallest, largest


def _named(exponent: Any) -> str:
    return "∞" if exponent is None else str(exponent)


def _called(exponent: Any) -> str:
    """The name of a norm: ℓ_2, ℓ_{3/2}, ℓ_∞."""
    named = _named(exponent)
    return f"ℓ_{{{named}}}" if "/" in named else f"ℓ_{named}"


def _near_one(value: Fraction) -> str:
    """A level just below 1 by what it lacks: 1 − 10^(−9)."""
    lacks = 1 - value
    power = len(str(lacks.denominator)) - 1
    near = power >= _NEAR and lacks.numerator == 1 and lacks.denominator == 10**power
    return f"1 − 10^(−{power})" if near else str(value)


@checker.register
def _ordered(claim: AttacksOrdered, workload: Workload) -> Verdict:
    setting = spectral_setting(claim.spectrum, claim.n, signal=claim.signal)
    attack = Attack(float(claim.radius), inf if claim.exponent is None else float(claim.exponent))
    losses = [_losses(setting, claim, attack, workload.seed, draw) for draw in range(claim.draws)]
    unknown = [name for name in claim.order if name not in losses[0]]
    if unknown:
        raise InputError(f"attack {unknown[0]!r} is unknown: give some of {', '.join(losses[0])}")
    values = {name: np.array([item[name] for item in losses]) for name in losses[0]}
    pairs = list(zip(claim.order, claim.order[1:], strict=False))
    level = 1 - float(claim.delta) / len(pairs)
    rows: list[list[Json]] = []
    for name, column in values.items():
        rows.append([name, mean_cell(column, level=level)])
    text = (
        f"mean losses under {_called(claim.exponent)} attacks of radius {claim.radius} on min-norm regression of "
        f"{claim.width} random ReLU features of {claim.spectrum}, n = {claim.n}: {' < '.join(claim.order)}"
    )
    shown = table(
        ["attack", "mean loss"],
        rows,
        f"Mean over {claim.draws} draws of data and weights, {claim.points} test points each, seed {workload.seed}; "
        f"Student intervals, jointly at level {1 - float(claim.delta)} for the differences between neighbours",
    )
    apart = [student(values[large] - values[small], level=level) for small, large in pairs]
    how = f"(Student, asymptotic in the draws; delta = {claim.delta})"
    if all(interval.low > 0 for interval in apart):
        why = f"every difference between neighbours is above 0 {how}"
        return simulated(Outcome.SUPPORTED, text, why, shown, claim.delta)
    if any(interval.high < 0 for interval in apart):
        wrong = next(pair for pair, interval in zip(pairs, apart, strict=True) if interval.high < 0)
        why = f"{wrong[0]} is above {wrong[1]} {how}"
        return simulated(Outcome.CONTRADICTED, text, why, shown, claim.delta)
    why = "a difference between neighbours has both signs in its interval: more draws would decide"
    return simulated(Outcome.UNDECIDED, text, why, shown, claim.delta)


def _losses(setting: Setting, claim: AttacksOrdered, attack: Attack, seed: int, draw: int) -> dict[str, float]:
    """Mean losses of one draw."""
    x, y = _data(setting, seed, 2 * draw)
    other_x, other_y = _data(setting, seed, 2 * draw + 1)
    generator = stream(seed, draw, Purpose.NOISE, _RANDOM)
    model = fit_relu_features(x, y, claim.width, generator)
    same_data = fit_relu_features(x, y, claim.width, generator)
    other_data = fit_relu_features(other_x, other_y, claim.width, generator)
    linear = LinearPredictor(x.T @ np.linalg.solve(x @ x.T, y))
    points, targets = _points(setting, seed, 2 * draw, claim.points)

    def loss(delta: Array) -> float:
        return float(np.mean((model.predict(points + delta) - targets) ** 2))

    def against(source: Predictor) -> Array:
        return pgd(source, points, targets, attack)

    slopes = np.linalg.norm(model.gradient(points), attack.dual_exponent, axis=1)
    return {
        "clean": loss(np.zeros_like(points)),
        "random": loss(random_attack(model, points, targets, attack, generator)),
        "transfer, other data": loss(against(other_data)),
        "transfer, same data": loss(against(same_data)),
        "transfer, linear": loss(against(linear)),
        "FGSM": loss(fgsm(model, points, targets, attack)),
        "PGD": loss(against(model)),
        "first order": float(np.mean((np.abs(model.predict(points) - targets) + attack.radius * slopes) ** 2)),
    }
