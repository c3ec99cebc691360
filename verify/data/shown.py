"""A diagnosis as tables and as a figure, plain JSON both."""

from __future__ import annotations

from math import inf, isfinite

from .. import series
from ..verdict import Json
from .diagnosis import Diagnosis


def _number(value: float) -> Json:
    return value if isfinite(value) else "oo"


def _norm(exponent: float) -> str:
    return "∞" if exponent == inf else f"{exponent:g}"


def signature_table(found: Diagnosis) -> dict[str, Json]:
    """The four signatures, each with its state and the numbers it rests on."""
    rows: list[list[Json]] = [[item.name, item.state, item.words] for item in found.signatures]
    caption = f"Failure signatures of the fit at ridge {found.ridge:.6g}; intervals of level 0.95"
    return {"columns": ["signature", "state", "why"], "rows": rows, "caption": caption}


def rank_table(found: Diagnosis) -> dict[str, Json]:
    """The effective ranks of the sample covariance."""
    rows: list[list[Json]] = [[name, _number(value)] for name, value in found.ranks.items()]
    caption = f"Effective ranks of the sample covariance of {found.samples} rows, which has at most {found.samples - 1}"
    return {"columns": ["rank", "value"], "rows": rows, "caption": caption}


def risk_table(found: Diagnosis) -> dict[str, Json]:
    """Losses of four fits: the diagnosed one, the two best ones and the compromise; predicted and cross-validated."""
    path = found.path
    places = {
        "diagnosed fit": found.place,
        "least standard loss": path.best("standard"),
        "least loss under attack": path.best("attacked"),
        "best compromise": path.compromise("attacked"),
    }
    rows: list[list[Json]] = []
    for name, place in places.items():
        row: list[Json] = [name, float(path.ridges[place])]
        for loss, predicted in (("standard", found.predicted), ("attacked", found.predicted_under_attack)):
            value, interval = path.mean(loss, place)
            row += [{"value": value, "low": interval.low, "high": interval.high}, float(predicted[place])]
        rows.append([*row, float(path.norms[place])])
    return {
        "columns": ["fit", "ridge", "loss", "predicted", "loss under attack", "predicted", "‖θ̂‖"],
        "rows": rows,
        "caption": (
            f"Mean squared losses on rows not fitted, {path.folds} folds, Student intervals of level 0.95 over the "
            f"rows; attack ‖δ‖_q ≤ {found.attack.radius:.6g}, q = {_norm(found.attack.exponent)}; predictions from the "
            "training rows' spectrum"
        ),
    }


def path_figure(found: Diagnosis) -> dict[str, Json]:
    """Loss against loss under attack along the ridge, predicted and cross-validated, with the fits that matter."""
    path = found.path
    pairs = [(path.mean("standard", place), path.mean("attacked", place)) for place in range(len(path.ridges))]
    x, y = [item[0] for item in pairs], [item[1] for item in pairs]
    marked = {"diagnosed": found.place, "compromise": path.compromise("attacked")}
    return series.figure(
        "diagnosis",
        title="Loss with and without attack along the ridge",
        caption=(
            f"Mean squared losses on rows not fitted, with 95 % Student intervals over the rows; attack of radius "
            f"{found.attack.radius:.6g} in ℓ_{_norm(found.attack.exponent)}; predictions from the training rows' "
            "spectrum"
        ),
        x=series.axis("loss", "log"),
        y=series.axis("loss under attack", "log"),
        curves=[
            series.curve(
                "ridge path", "prediction", list(map(float, found.predicted)),
                list(map(float, found.predicted_under_attack)),
            ),
            series.curve(
                "ridge path, cross-validated, simulation of new rows", "simulation",
                [value for value, _ in x], [value for value, _ in y],
                low=[interval.low for _, interval in y], high=[interval.high for _, interval in y],
                x_low=[interval.low for _, interval in x], x_high=[interval.high for _, interval in x],
            ),
            series.curve(
                "fits, optimum of the larger loss and the diagnosed one", "optimum",
                [x[place][0] for place in marked.values()], [y[place][0] for place in marked.values()],
                notes=list(marked),
            ),
        ],
    )  # fmt: skip


def in_words(found: Diagnosis) -> list[str]:
    """The diagnosis as lines of text."""
    path, q = found.path, _norm(found.attack.exponent)
    fit = "min-norm (ridge 0)" if found.ridge == 0 else f"ridge {found.ridge:.6g}"
    constant = f", {found.dropped} constant columns left out" if found.dropped else ""
    lines = [
        f"{found.samples} rows × {found.features} features{constant}; fit: {fit}, with intercept",
        f"attack: ‖δ‖_{q} ≤ {found.attack.radius:.4g} on the features of a row",
        "",
    ]
    for number, item in enumerate(found.signatures, start=1):
        lines += [f"{number}. {item.name}: {item.state.upper()}", f"   {item.words}"]
    best, compromise = path.best("standard"), path.compromise("attacked")
    standard, under = path.means("standard"), path.means("attacked")
    lines += [
        "",
        f"The most accurate ridge on the path is {path.ridges[best]:.4g}, the most robust one "
        f"{path.ridges[path.best('attacked')]:.4g}; the best compromise is {path.ridges[compromise]:.4g}, where "
        f"the loss is {standard[compromise] / standard.min():.3g} times the least, and the loss under attack "
        f"{under[compromise] / under.min():.3g} times.",
    ]
    if compromise != found.place:
        lines.append(
            f"Going there from the diagnosed fit multiplies the loss by "
            f"{standard[compromise] / standard[found.place]:.3g} and the loss under attack by "
            f"{under[compromise] / under[found.place]:.3g}."
        )
    return lines
