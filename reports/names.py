"""How names look: parameters, functions and the quantities of the field, each as boxes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .boxes import APPLY, COMMA, Accent, Box, Digits, Fence, Ident, Limits, Row, Script, Sign, row
from .escape import tex

_LETTERS = (
    "alpha α, beta β, gamma γ, delta δ, epsilon ε, zeta ζ, eta η, theta θ, iota ι, kappa κ, lamda λ, mu μ, nu ν, xi ξ, "
    "pi π, rho ρ, sigma σ, tau τ, upsilon υ, phi φ, chi χ, psi ψ, omega ω, Gamma Γ, Delta Δ, Theta Θ, Lamda Λ, Xi Ξ, "
    "Pi Π, Sigma Σ, Upsilon Υ, Phi Φ, Psi Ψ, Omega Ω"
)
GREEK: dict[str, Ident] = {}
for _pair in _LETTERS.split(", "):
    _name, _glyph = _pair.split()
    _command = {"lamda": "lambda", "Lamda": "Lambda", "epsilon": "varepsilon", "phi": "varphi"}.get(_name, _name)
    GREEK[_name] = Ident(_glyph, f"\\{_command}")
GREEK["eps"] = GREEK["epsilon"]

_ACCENTS = {"hat": ("^", r"\hat"), "tilde": ("~", r"\tilde"), "bar": ("¯", r"\bar")}
_PARTS = re.compile(r"([A-Za-z]+?)((?:[0-9]+)?)((?:_[A-Za-z0-9]+)*)_?")


_PRIMED = len("mprime")


def word(text: str) -> Ident:
    """A name of several letters, upright."""
    return Ident(text, rf"\mathrm{{{text}}}".replace("_", r"\_"), upright=True)


def operator(text: str) -> Ident:
    """The name of a function, upright and spaced as one."""
    return Ident(text, rf"\operatorname{{{text}}}".replace("_", r"\_"), upright=True)


def name(text: str) -> Box:
    """A parameter's name: Greek letters by their names, digits and what follows an underscore as subscripts.

    A trailing `star`, `prime`, `hat`, `tilde` or `bar` becomes the mark it names. A name outside ASCII letters, digits
    and underscores is shown as it is.
    """
    if len(text) == _PRIMED and text.endswith("prime"):
        return Script(Ident(text[0], text[0]), sup=Sign("′", r"\prime ", "mark"))
    match = _PARTS.fullmatch(text)
    if match is None:
        return Ident(text, rf"\text{{{tex(text)}}}", upright=True)
    stem, digits, rest = match.groups()
    base: Box = GREEK.get(stem) or (Ident(stem, stem) if len(stem) == 1 else word(stem))
    below: list[Box] = [Digits(digits)] if digits else []
    star: Box | None = None
    for part in rest.split("_")[1:]:
        if part in _ACCENTS:
            base = Accent(base, *_ACCENTS[part])
        elif part == "star":
            star = Sign("∗", "*", "mark")
        elif part == "prime":
            star = Sign("′", r"\prime ", "mark")
        else:
            below.append(Digits(part) if part.isdigit() else name(part))
    if not below and star is None:
        return base
    return Script(base, listing(below) if below else None, star)


def listing(items: Sequence[Box]) -> Box:
    """Boxes separated by commas."""
    parts: list[Box] = []
    for item in items:
        parts += [COMMA, item] if parts else [item]
    return row(parts)


def call(head: Box, arguments: Sequence[Box]) -> Box:
    """A function of its arguments in brackets."""
    return Row((head, APPLY, Fence("(", listing(arguments), ")")))


_STAR = Sign("∗", "*", "mark")
_SUM = Sign("∑", r"\sum", "large")
_LESS, _MORE = Sign("<", "<", "relation"), Sign(">", ">", "relation")
_I = Ident("i", "i")
_R = Ident("R", "R")
_EXPECTATION = Ident("𝔼", r"\mathbb{E}", upright=True)
_THETA = GREEK["theta"]

QUANTITIES: dict[str, Box] = {
    "largest": Fence("‖", Ident("Σ", r"\Sigma"), "‖"),
    "Sigma": Ident("Σ", r"\Sigma"),
    "G": Ident("G", "G"),
    "theta": Script(_THETA, sup=_STAR),
    "min_norm": Accent(_THETA, "^", r"\hat"),
    "ridge_estimator": Script(Accent(_THETA, "^", r"\hat"), sub=GREEK["lamda"]),
    "linear_estimator": Script(Accent(_THETA, "^", r"\hat"), sub=Ident("H", "H")),
    "shrinkage_estimator": Script(Accent(_THETA, "^", r"\hat"), sub=Ident("g", "g")),
}
"""Quantities without arguments, by the names that the project's vocabulary gives them."""


def _indexed(base: Box) -> Callable[[Sequence[Box]], Box]:
    return lambda arguments: Script(base, sub=listing(arguments))


def _called(head: Box) -> Callable[[Sequence[Box]], Box]:
    return lambda arguments: call(head, arguments)


def _fenced(left: str, right: str, sub: Box | None = None) -> Callable[[Sequence[Box]], Box]:
    def build(arguments: Sequence[Box]) -> Box:
        inner = Fence(left, listing(arguments), right)
        return inner if sub is None else Script(inner, sub=sub)

    return build


def _expectation(sub: Box | None) -> Callable[[Sequence[Box]], Box]:
    head: Box = _EXPECTATION if sub is None else Script(_EXPECTATION, sub=sub)
    return lambda arguments: Row((head, APPLY, Fence("[", listing(arguments), "]")))


def _tail(arguments: Sequence[Box]) -> Box:
    return Row((Limits(_SUM, Row((_I, _MORE, *arguments))), Script(GREEK["lamda"], sub=_I)))


def _squared_tail(arguments: Sequence[Box]) -> Box:
    term = Script(GREEK["lamda"], sub=_I, sup=Digits("2"))
    return Row((Limits(_SUM, Row((_I, _MORE, *arguments))), term))


def _spectral_sum(relation: Sign | None) -> Callable[[Sequence[Box]], Box]:
    """Σ over the spectrum, or over the part of it where λ_i stands in the relation to the second argument."""

    def build(arguments: Sequence[Box]) -> Box:
        where: Box = _I
        if relation is not None:
            where = Row((_I, Sign(":", ":", "separator"), Script(GREEK["lamda"], sub=_I), relation, *arguments[1:]))
        return Row((Limits(_SUM, where), Fence("(", arguments[0], ")")))

    return build


def _threshold(arguments: Sequence[Box]) -> Box:
    return Script(Ident("k", "k"), listing(arguments) if arguments else None, _STAR)


def _trace_inverse(arguments: Sequence[Box]) -> Box:
    inner = listing(arguments)
    base = inner if isinstance(inner, Ident) else Fence("(", inner, ")")
    inverse = Script(base, sup=Row((Sign("−", "-", "prefix"), Digits("1"))))
    return Row((operator("tr"), APPLY, Fence("(", inverse, ")")))


APPLIED: dict[str, Callable[[Sequence[Box]], Box]] = {
    "eigenvalue": _indexed(GREEK["lamda"]),
    "tail": _tail,
    "tail2": _squared_tail,
    "effective_rank": _indexed(Ident("r", "r")),
    "squared_rank": _indexed(_R),
    "kstar": _threshold,
    "spectral_sum": _spectral_sum(None),
    "spectral_sum_above": _spectral_sum(Sign("≥", r"\ge ", "relation")),
    "spectral_sum_below": _spectral_sum(Sign("≤", r"\le ", "relation")),
    "equivalent_bias": _called(Ident("b", "b")),
    "equivalent_gain": _called(Ident("v", "v")),
    "signal_above": _indexed(Ident("A", "A")),
    "trace_below": _indexed(Ident("T", "T")),
    "kappa": _called(GREEK["kappa"]),
    "df1": _called(Script(word("df"), sub=Digits("1"))),
    "df2": _called(Script(word("df"), sub=Digits("2"))),
    "rows": _called(operator("rows")),
    "trace": _called(operator("tr")),
    "trace_inverse": _trace_inverse,
    "hat_trace": _called(word("df")),
    "gain_bound": _called(Row((operator("sup"), Sign("\u2062", r"\,", "product"), Ident("g", "g")))),
    "norm": _fenced("‖", "‖"),
    "dual_norm": _fenced("‖", "‖", Script(Ident("q", "q"), sup=_STAR)),
    "standard_risk": _called(Script(_R, sub=word("std"))),
    "adversarial_risk": _called(Script(_R, sub=word("adv"))),
    "E": _expectation(None),
    "noise_mean": _expectation(GREEK["epsilon"]),
}
"""Quantities with arguments, by their names in the grammar; every other one is shown as name(arguments)."""
