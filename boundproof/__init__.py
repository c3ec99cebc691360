"""boundproof: state an asymptotic risk bound once; prove, enclose or simulate it; keep it true.

The names below are the library. They are imported when they are first used, so that `import boundproof` costs nothing.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    # what is claimed
    "Claim": ".bounds.claims",
    "Hypothesis": ".bounds.claims",
    "Mode": ".bounds.claims",
    "Point": ".bounds.claims",
    "Relation": ".bounds.claims",
    "parse_claim": ".bounds.parsing",
    "parse_expression": ".bounds.parsing",
    "parse_hypothesis": ".bounds.parsing",
    "statement": ".bounds.setting",
    "limit_statement": ".bounds.setting",
    "Fact": ".bounds.statements",
    "Property": ".bounds.statements",
    "Source": ".bounds.statements",
    "Step": ".bounds.statements",
    "Theorem": ".bounds.statements",
    "builtin_theorem": ".bounds.theorems",
    "builtin_theorems": ".bounds.theorems",
    # the objects
    "Spectrum": ".bounds.spectra",
    "Signal": ".bounds.spectra",
    "explicit": ".bounds.spectra",
    "exponential": ".bounds.spectra",
    "exponential_floor": ".bounds.spectra",
    "flat_tail": ".bounds.spectra",
    "from_formula": ".bounds.spectra",
    "isotropic": ".bounds.spectra",
    "power_law": ".bounds.spectra",
    "power_log": ".bounds.spectra",
    "power_signal": ".bounds.spectra",
    "supported_signal": ".bounds.spectra",
    "GradientFlow": ".bounds.filters",
    "MinNorm": ".bounds.filters",
    "PrincipalComponents": ".bounds.filters",
    "Ridge": ".bounds.filters",
    # does it hold
    "Outcome": ".verify.verdict",
    "TheoremVerdict": ".verify.verdict",
    "Verdict": ".verify.verdict",
    "Results": ".verify.results",
    "check_theorem": ".verify.run",
    "check_theorems": ".verify.run",
    "decide": ".verify.asymptotics",
    "expand": ".verify.asymptotics",
    "predict": ".verify.enclosures.predictions",
    "simulate": ".verify.simulation",
    "spectral_setting": ".verify.simulation",
    # means in tests
    "Bounded": ".verify.statistics",
    "FiniteVariance": ".verify.statistics",
    "MonteCarlo": ".verify.statistics",
    "SubExponential": ".verify.statistics",
    "nonnegative": ".verify.statistics",
    "simulated": ".verify.statistics",
    "assert_at_least": ".verify.statistics",
    "assert_at_most": ".verify.statistics",
    "assert_between": ".verify.statistics",
    "assert_close": ".verify.statistics",
    # what is shown
    "write_report": ".reports.write",
    "BoundproofError": ".bounds.errors",
}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604 - the keys are literal strings

if TYPE_CHECKING:
    from .bounds.claims import Claim as Claim
    from .bounds.claims import Hypothesis as Hypothesis
    from .bounds.claims import Mode as Mode
    from .bounds.claims import Point as Point
    from .bounds.claims import Relation as Relation
    from .bounds.errors import BoundproofError as BoundproofError
    from .bounds.filters import GradientFlow as GradientFlow
    from .bounds.filters import MinNorm as MinNorm
    from .bounds.filters import PrincipalComponents as PrincipalComponents
    from .bounds.filters import Ridge as Ridge
    from .bounds.parsing import parse_claim as parse_claim
    from .bounds.parsing import parse_expression as parse_expression
    from .bounds.parsing import parse_hypothesis as parse_hypothesis
    from .bounds.setting import limit_statement as limit_statement
    from .bounds.setting import statement as statement
    from .bounds.spectra import Signal as Signal
    from .bounds.spectra import Spectrum as Spectrum
    from .bounds.spectra import explicit as explicit
    from .bounds.spectra import exponential as exponential
    from .bounds.spectra import exponential_floor as exponential_floor
    from .bounds.spectra import flat_tail as flat_tail
    from .bounds.spectra import from_formula as from_formula
    from .bounds.spectra import isotropic as isotropic
    from .bounds.spectra import power_law as power_law
    from .bounds.spectra import power_log as power_log
    from .bounds.spectra import power_signal as power_signal
    from .bounds.spectra import supported_signal as supported_signal
    from .bounds.statements import Fact as Fact
    from .bounds.statements import Property as Property
    from .bounds.statements import Source as Source
    from .bounds.statements import Step as Step
    from .bounds.statements import Theorem as Theorem
    from .bounds.theorems import builtin_theorem as builtin_theorem
    from .bounds.theorems import builtin_theorems as builtin_theorems
    from .reports.write import write_report as write_report
    from .verify.asymptotics import decide as decide
    from .verify.asymptotics import expand as expand
    from .verify.enclosures.predictions import predict as predict
    from .verify.results import Results as Results
    from .verify.run import check_theorem as check_theorem
    from .verify.run import check_theorems as check_theorems
    from .verify.simulation import simulate as simulate
    from .verify.simulation import spectral_setting as spectral_setting
    from .verify.statistics import Bounded as Bounded
    from .verify.statistics import FiniteVariance as FiniteVariance
    from .verify.statistics import MonteCarlo as MonteCarlo
    from .verify.statistics import SubExponential as SubExponential
    from .verify.statistics import assert_at_least as assert_at_least
    from .verify.statistics import assert_at_most as assert_at_most
    from .verify.statistics import assert_between as assert_between
    from .verify.statistics import assert_close as assert_close
    from .verify.statistics import nonnegative as nonnegative
    from .verify.statistics import simulated as simulated
    from .verify.verdict import Outcome as Outcome
    from .verify.verdict import TheoremVerdict as TheoremVerdict
    from .verify.verdict import Verdict as Verdict


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'boundproof' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def _greet_notebook() -> None:
    """In IPython, verdicts display as tables of mathematics; elsewhere this does nothing and imports nothing."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        from .reports.notebook import register

        register(shell)


_greet_notebook()
