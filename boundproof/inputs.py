"""Spectra as users give them: a formula in i, a named family, or a file of eigenvalues or of data.

Text goes through the grammar and is never executed; `.npy` files are read without pickle.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .bounds.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .bounds.spectra import Signal, Spectrum

SUFFIXES = (".npy", ".csv", ".txt")
"""The file formats that are read."""
DATASETS = ("digits",)
"""Data sets that need no file (scikit-learn's, from the `data` extra)."""
MOST_EIGENVALUES = 100_000
"""The longest list of eigenvalues; each is kept as an exact number."""

_FAMILY = re.compile(r"\s*([A-Za-z][A-Za-z_-]*)\s*\((.*)\)\s*", re.DOTALL)
_LIST = re.compile(r"\s*\[(.*)\]\s*", re.DOTALL)


def read_spectrum(
    spec: str,
    *,
    dimension: str | None = None,
    data: bool = False,
    center: bool = False,
    label: str | None = None,
) -> Spectrum:
    """The spectrum that a SPEC describes.

    Arguments: `spec`, a formula in i (n allowed), a family such as `power-log(a=1, beta=2)`, a `.npy`, `.csv` or
    `.txt` file of eigenvalues, or with `data` of a matrix whose rows are samples; `dimension`, p of a formula or
    family (whole number, expression in n, or `inf`); `center`, subtract the column means; `label`, a column (name, or
    number from 1) that is no feature. Raises InputError or DomainError, one line, naming the offending value.
    """
    name = spec.strip()
    is_file = Path(name).suffix.lower() in SUFFIXES
    if (data or is_file) and dimension is not None:
        raise InputError("--dim belongs to formulas and families: a file has its own dimension")
    if data:
        return _from_data(name, center, label)
    if center or label is not None:
        raise InputError("--center and --label belong to a data matrix: add --data")
    if is_file:
        return _from_eigenvalue_file(name)
    family = _FAMILY.fullmatch(name)
    if family is not None:
        maker = _families().get(family.group(1).replace("-", "_").lower())
        if maker is not None:
            return _from_family(family.group(1), maker, family.group(2), dimension)
    listing = _LIST.fullmatch(name)
    if listing is not None:
        from .bounds.spectra import explicit

        return explicit([_number(part) for part in _split(listing.group(1))])
    from .bounds.spectra import from_formula

    return from_formula(name, p="inf" if dimension is None else _dimension(dimension))


def read_signal(text: str) -> Signal:
    """θ* from text: `e3` (a unit vector), `power(1)` (θ_i = i^(−1)), or a list `1, 1/2, 0, 0.3`."""
    from .bounds.spectra import power_signal, supported_signal

    unit = re.fullmatch(r"\s*e_?([0-9]{1,6})\s*", text)
    if unit is not None and int(unit.group(1)) >= 1:
        return supported_signal(*[0] * (int(unit.group(1)) - 1), 1)
    power = re.fullmatch(r"\s*power\((.*)\)\s*", text)
    if power is not None:
        return power_signal(_number(power.group(1).removeprefix("t=")))
    if unit is not None or not text.strip():
        raise InputError(f"signal {text!r}: expected e1, e2, …, power(t), or a list of numbers")
    return supported_signal(*[_number(part) for part in _split(text)])


def read_sizes(text: str) -> list[int]:
    """Sample sizes from `1e3,1e6,10^12`."""
    sizes = []
    for part in text.split(","):
        value = read_fraction(part.replace("10^", "1e").replace("10**", "1e"), "n")
        if value.denominator != 1 or value < 1:
            raise InputError(f"n = {part.strip()}: a sample size is a positive whole number")
        sizes.append(value.numerator)
    return sizes


def read_fraction(text: str, what: str) -> Fraction:
    """An exact real number from decimal text or p/q; InputError names `what`."""
    from .bounds.spectra.numbers import exact

    value = exact(text.strip(), what)
    return Fraction(value)


def read_float(text: str, what: str) -> float:
    """A real number as a float64; InputError names `what`, also where the number is too large for one."""
    from .tables import as_float

    return as_float(read_fraction(text, what), what)


def checked_budget(seconds: float) -> float:
    """The budget, if it is a positive number of seconds; else an InputError."""
    if not seconds > 0:
        raise InputError(f"the budget is {seconds} seconds: it must be positive")
    return seconds


# -- families


def _families() -> dict[str, Callable[..., Spectrum]]:
    from .bounds import spectra

    return {
        "isotropic": spectra.isotropic,
        "flat_tail": spectra.flat_tail,
        "power_law": spectra.power_law,
        "power_log": spectra.power_log,
        "exponential": spectra.exponential,
        "exponential_floor": spectra.exponential_floor,
        "explicit": spectra.explicit,
    }


def _from_family(name: str, maker: Callable[..., Spectrum], arguments: str, dimension: str | None) -> Spectrum:
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    for part in _split(arguments):
        key, equals, value = part.partition("=")
        if equals and key.strip().isidentifier():
            keywords[key.strip()] = _argument(key.strip(), value)
        else:
            positional.append(_argument("", part))
    if dimension is not None:
        keywords["p"] = _dimension(dimension)
    try:
        return maker(*positional, **keywords)
    except TypeError as error:
        reason = re.sub(r"^\w+\(\) ", "", str(error))
        raise InputError(f"{name}(…): {reason}; see boundproof spectrum --help for the families") from error


def _argument(key: str, text: str) -> Any:
    text = text.strip()
    if key == "shift":
        return text.strip("'\"")
    listing = _LIST.fullmatch(text)
    if listing is not None:
        return [_number(part) for part in _split(listing.group(1))]
    return _number(text)


def _number(text: str) -> Any:
    """A number or an expression with parameters, through the grammar; `inf` stays text."""
    if text.strip().lower() in ("inf", "oo"):
        return "inf"
    try:
        Fraction(text.strip())
        return text.strip()
    except (ValueError, ZeroDivisionError):
        from .bounds.parsing import parse_expression

        return parse_expression(text)


def _dimension(text: str) -> Any:
    if text.strip().lower() in ("inf", "oo"):
        return "inf"
    try:
        return str(Fraction(text.strip()))
    except (ValueError, ZeroDivisionError):
        return _number(text)


def _split(text: str) -> list[str]:
    """The text at its commas outside brackets."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return [part for part in parts if part.strip()] if text.strip() else []


# -- files


def _from_eigenvalue_file(name: str) -> Spectrum:
    from .bounds.spectra import explicit
    from .tables import read_table

    table = read_table(Path(name))
    rows, columns = table.shape
    if min(rows, columns) != 1:
        raise InputError(
            f"{name}: {rows} rows of {columns} numbers, but a list of eigenvalues is one row or one column; "
            "add --data for a data matrix"
        )
    values = table.exact_values()
    if len(values) > MOST_EIGENVALUES:
        raise InputError(f"{name}: {len(values)} eigenvalues, the limit is {MOST_EIGENVALUES}")
    return _renamed(explicit(values), f"{len(values)} eigenvalues of {Path(name).name}")


def _from_data(name: str, center: bool, label: str | None) -> Spectrum:
    if name in DATASETS:
        matrix = _digits()
        if label is not None:
            raise InputError(f"--label {label}: the data set {name} comes without its labels")
    else:
        from .tables import read_table

        matrix = read_table(Path(name)).without(label).numbers()
    return spectrum_of_data(matrix, center=center, name=Path(name).name)


def spectrum_of_data(matrix: NDArray[np.float64], *, center: bool = False, name: str = "data") -> Spectrum:
    """The eigenvalues of the sample covariance XᵀX/m of a data matrix.

    Arguments: `matrix` X (m×p), rows are samples; `center`, subtract the column means first; `name`, for the repr.
    Returns the finite spectrum of the eigenvalues above rounding, m·p times float64's epsilon relative to the largest
    one; the others are dropped, and the repr says how many. The eigenvalues are computed in float64 and then taken as
    exact. Raises InputError for data without any variation or with NaN or infinite entries.
    """
    import numpy as np

    from .bounds.spectra import explicit

    values = np.asarray(matrix, dtype=np.float64)
    if values.ndim != 2 or min(values.shape) < 1:
        raise InputError(f"{name}: a data matrix has two dimensions, samples × features; found {values.shape}")
    if not np.isfinite(values).all():
        row, column = (int(index[0]) + 1 for index in np.nonzero(~np.isfinite(values)))
        raise InputError(f"{name}: row {row}, column {column} is not a finite number")
    if center:
        values = values - values.mean(axis=0)
    samples, features = values.shape
    singular = np.linalg.svd(values, compute_uv=False)
    floor = singular[0] * max(samples, features) * np.finfo(float).eps
    kept = singular[singular > floor] if singular[0] > 0 else singular[:0]
    if not len(kept):
        raise InputError(f"{name}: the data do not vary, every eigenvalue is 0")
    with np.errstate(over="ignore", under="ignore"):
        squares = kept**2 / samples
    if not (np.isfinite(squares).all() and (squares > 0).all()):
        raise InputError(
            f"{name}: singular values from {kept[-1]:.3g} to {kept[0]:.3g}, whose squares float64 does not hold: "
            "rescale the data"
        )
    exactly = [Fraction(float(value)) for value in squares]
    how = "centred" if center else "not centred"
    dropped = f", {features - len(kept)} zero eigenvalues dropped" if features > len(kept) else ""
    return _renamed(explicit(exactly), f"covariance of {name} ({samples} × {features}, {how}{dropped})")


def _digits() -> NDArray[np.float64]:
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise InputError("digits needs scikit-learn: pip install 'boundproof[data]'") from error
    import numpy as np

    return np.asarray(load_digits().data, dtype=np.float64)


def _renamed(spectrum: Spectrum, made_by: str) -> Spectrum:
    from dataclasses import replace

    return replace(spectrum, made_by=made_by)
