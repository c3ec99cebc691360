"""What is wrong with a linear fit: the four signatures of harmful overfitting, on a user's own data.

The signatures are those that the published summary of Hao & Zhang (2024) lists; the thresholds are conventions of this
module, printed with each finding. A signature is "present" or "absent" where the whole interval says so, else
"undecided".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, inf, sqrt, tanh

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ...bounds.errors import InputError
from ..simulation.attacks import GAUSSIAN_SHARE, Attack
from ..simulation.intervals import Interval, student
from .paths import Centred, RidgePath, cross_validate, decompose, generalised_cross_validation, ridge_grid

Array = NDArray[np.float64]

RADIUS_SHARE = 0.05
"""The default radius of the attack over √tr Σ̂, the root mean square distance of a row from the mean (over √(tr Σ̂/p)
for q = ∞, where δ may have that size in every coordinate)."""
_LEVEL = 0.95
_FITS = 60
_ACCURATE = 0.5  # share of the variance of y that is left unexplained
_ROUNDING = 2.0**-40  # of the target's variance: less is what doubles leave of an exact fit
_PERFECT = 0.01
_GAP = 2.0
_LARGE = 2.0
_EXTREME = 1e40  # float64 holds the squares of y/x² within these sizes, and no number here is of a higher order


@dataclass(frozen=True)
class Signature:
    """One failure signature: `state` is present, absent or undecided; `words`, the numbers it rests on."""

    name: str
    state: str
    words: str


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What `diagnose` found; ridges and losses are in the units of the data, losses under attack for `attack`.

    `place` is that of the diagnosed fit on `path`, `predicted` the losses along it that the empirical spectrum
    predicts; `correlation` that of log ‖θ̂‖ with the log of what an attack adds, over fits to random halves.
    """

    samples: int
    features: int
    dropped: int
    attack: Attack
    path: RidgePath
    place: int
    predicted: Array
    predicted_under_attack: Array
    ranks: dict[str, float]
    correlation: tuple[float, Interval]
    signatures: tuple[Signature, ...]
    variance: float

    @property
    def ridge(self) -> float:
        """λ of the diagnosed fit."""
        return float(self.path.ridges[self.place])


def checked_data(x: Array, y: Array) -> tuple[Array, Array, int]:
    """The data without constant columns, and how many those were.

    Raises InputError for shapes that do not fit together, for entries that are not finite, fewer than four rows, a
    constant target, where no column varies, and for sizes whose squares float64 does not hold.
    """
    if y.ndim == 2 and min(y.shape) == 1:
        y = y.reshape(-1)
    if x.ndim != 2 or y.ndim != 1:
        raise InputError(f"data of shape {x.shape} and target of shape {y.shape}: give rows × features, and one column")
    if len(x) != len(y):
        raise InputError(f"{len(x)} rows of data but {len(y)} targets: give one target a row")
    for what, values in (("data", x), ("target", y)):
        if not np.isfinite(values).all():
            place = tuple(int(index[0]) + 1 for index in np.nonzero(~np.isfinite(values)))
            raise InputError(f"{what}: row {place[0]} has an entry that is not a finite number")
    if len(x) < 4:
        raise InputError(f"{len(x)} rows are too few to train on some and test on others: give at least 4")
    if (y == y[0]).all():
        raise InputError("the target is constant: there is nothing to fit")
    varies = (x != x[0]).any(axis=0)
    if not varies.any():
        raise InputError("every column of the data is constant: there is nothing to fit on")
    for what, values in (("data", x[:, varies]), ("target", y[:, None])):
        largest = float(np.abs(values).max())
        if largest > _EXTREME:
            raise InputError(f"{what}: entries up to {largest:.3g}: rescale to below {_EXTREME:g}")
        spread = float(np.ptp(values, axis=0).max())
        if spread < 1 / _EXTREME:
            raise InputError(f"{what}: entries differ by at most {spread:.3g}: rescale to above {1 / _EXTREME:g}")
    return x[:, varies], y, int((~varies).sum())


def diagnose(
    x: Array, y: Array, *, ridge: float = 0.0, radius: float | None = None, exponent: float = 2.0, seed: int = 0
) -> Diagnosis:
    """Diagnoses a linear ridge fit with intercept.

    Arguments: `x` (n, p); `y` (n,); `ridge`, λ ≥ 0 of λ‖θ‖² + ‖y − Xθ‖²/n, 0 for min-norm; `radius` α of the attack
    (None: 0.05·√tr Σ̂, over √p for q = ∞) and `exponent` q; `seed`
    of folds and halves. Raises InputError for data that cannot be used.
    Intervals over rows take the fits of the folds as they are; nothing here is a proof.
    """
    x, y, dropped = checked_data(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    if not (np.isfinite(ridge) and ridge >= 0):
        raise InputError(f"ridge {ridge:g}: give a finite number λ >= 0")
    if ridge > _EXTREME**2:
        raise InputError(f"ridge {ridge:g} is above {_EXTREME**2:g}: give a smaller one, or rescale the data")
    scale = sqrt(float(((x - x.mean(axis=0)) ** 2).sum()) / len(x))
    if radius is None:
        radius = RADIUS_SHARE * scale / (sqrt(x.shape[1]) if exponent == inf else 1.0)
    attack = Attack(radius, exponent)
    ridges = np.unique(np.concatenate([ridge_grid(x), [ridge]]))
    place = int(np.searchsorted(ridges, ridge))
    path = cross_validate(x, y, ridges, {"attacked": attack}, seed=seed)
    whole = decompose(x, y)
    predicted = generalised_cross_validation(whole, ridges)
    dual = np.linalg.norm(whole.coefficients(list(ridges)), attack.dual_exponent, axis=0)
    under = predicted + 2 * attack.radius * dual * np.sqrt(predicted) * GAUSSIAN_SHARE + (attack.radius * dual) ** 2
    correlation = _correlation(x, y, ridges, attack, seed)
    variance = float(y.var())
    signatures = _signatures(path, place, correlation, variance)
    return Diagnosis(
        samples=len(x),
        features=x.shape[1],
        dropped=dropped,
        attack=attack,
        path=path,
        place=place,
        predicted=predicted,
        predicted_under_attack=under,
        ranks=_ranks(whole),
        correlation=correlation,
        signatures=signatures,
        variance=variance,
    )


def _ranks(fit: Centred) -> dict[str, float]:
    """r_0, R_0, k* (b = 1) and R_k* of the sample covariance; k* = ∞ where no r_k reaches n."""
    values, samples = fit.spectrum / len(fit.left), len(fit.left)
    tails, squares = np.cumsum(values[::-1])[::-1], np.cumsum((values**2)[::-1])[::-1]
    ranks = tails / values
    reached = np.flatnonzero(ranks >= samples)
    found = {"r_0": float(ranks[0]), "R_0": float(tails[0] ** 2 / squares[0])}
    found["k*"] = float(reached[0]) if len(reached) else float("inf")
    if len(reached):
        found["R_k*"] = float(tails[reached[0]] ** 2 / squares[reached[0]])
    return found


def _correlation(x: Array, y: Array, ridges: Array, attack: Attack, seed: int) -> tuple[float, Interval]:
    """Of log ‖θ̂‖_{q*} with the log of the loss an attack adds, over fits to random halves at ridges along the path."""
    generator = np.random.Generator(np.random.Philox(seed + 1))
    norms, added = [], []
    for number in range(_FITS):
        order = generator.permutation(len(x))
        train, test = order[: len(x) // 2], order[len(x) // 2 :]
        if np.ptp(x[train], axis=0).max() == 0:
            continue
        fit = decompose(x[train], y[train])
        theta = fit.coefficients([float(ridges[number % len(ridges)])])[:, 0]
        dual = float(np.linalg.norm(theta, attack.dual_exponent))
        error = np.abs((x[test] - fit.means) @ theta + fit.label_mean - y[test])
        gain = float(np.mean((error + attack.radius * dual) ** 2 - error**2))
        if dual > 0 and gain > 0:
            norms.append(np.log(dual))
            added.append(np.log(gain))
    if len(norms) < 4 or np.ptp(norms) == 0 or np.ptp(added) == 0:
        return 0.0, Interval(-1.0, 1.0, _LEVEL, "Fisher", "too few fits that differ")
    value = float(np.corrcoef(norms, added)[0, 1])
    reach = float(stats.norm.ppf((1 + _LEVEL) / 2)) / sqrt(len(norms) - 3)
    centre = atanh(min(max(value, -1 + 1e-12), 1 - 1e-12))
    return value, Interval(
        tanh(centre - reach), tanh(centre + reach), _LEVEL, "Fisher", f"{len(norms)} fits, taken as independent"
    )


def _state(holds: bool, fails: bool) -> str:
    return "present" if holds else "absent" if fails else "undecided"


def _signatures(
    path: RidgePath, place: int, correlation: tuple[float, Interval], variance: float
) -> tuple[Signature, ...]:
    risk, clean = path.mean("standard", place, level=_LEVEL)
    attacked, under = path.mean("attacked", place, level=_LEVEL)
    training = float(path.training[place])
    best = path.best("standard")
    growth = float(path.norms[place] / path.norms[best]) if path.norms[best] > 0 else float("inf")
    value, tied = correlation
    losses = path.losses
    added = losses["attacked"][:, place] - _GAP * losses["standard"][:, place]
    gap = student(added, level=_LEVEL)

    def of(number: float) -> str:
        return f"{number / variance:.3g}" if abs(number) > _ROUNDING * variance else "0 up to rounding"

    accurate = (clean.high <= _ACCURATE * variance, clean.low > _ACCURATE * variance)
    fragile = (under.low >= _ACCURATE * variance, under.high < _ACCURATE * variance)
    perfect = training <= _PERFECT * variance
    poor = (clean.low >= _ACCURATE * variance, clean.high < _ACCURATE * variance)
    large = growth >= _LARGE
    return (
        Signature(
            "accurate but not robust",
            _state(accurate[0] and fragile[0], accurate[1] or fragile[1]),
            f"on unseen rows the loss is {of(risk)} [{of(clean.low)}, {of(clean.high)}] of the target's variance, "
            f"under attack {of(attacked)} [{of(under.low)}, {of(under.high)}] (accurate: at most {_ACCURATE:g}; not "
            "robust: at least that)",
        ),
        Signature(
            "perfect fit with poor generalisation",
            _state(perfect and poor[0], not perfect or poor[1]),
            f"of the target's variance, the training loss is {of(training)}, that on unseen rows {of(risk)} "
            f"[{of(clean.low)}, {of(clean.high)}] (perfect: at most {_PERFECT:g}; poor: at least {_ACCURATE:g})",
        ),
        Signature(
            "norm large and tied to vulnerability",
            _state(large and tied.low > 0, not large or tied.high <= 0),
            f"‖θ̂‖ is {growth:.3g} times that of the most accurate ridge (large: at least {_LARGE:g}); correlation of "
            f"log norm and log harm over fits {value:.3f} [{tied.low:.3f}, {tied.high:.3f}]",
        ),
        Signature(
            "a gap between standard and adversarial performance",
            _state(gap.low > 0, gap.high <= 0),
            f"the loss under attack is {attacked / risk if risk > 0 else float('inf'):.3g} times the standard one "
            f"(a gap: at least {_GAP:g} times, by an interval of the difference)",
        ),
    )
