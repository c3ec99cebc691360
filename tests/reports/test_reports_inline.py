"""Mathematics in sentences: set as it is typed, and words left alone."""

import pytest
from boundproof.reports.boxes import latex
from boundproof.reports.inline import runs
from boundproof.reports.pieces import plain
from boundproof.reports.statements import prose

SET = {
    "Let x = Σ^(1/2) z with z fixed": [r"x=\Sigma^{1/2}\,z", "z"],
    "e^(−i/5) + n^(−s) for the floor": ["e^{{-}i/5}+n^{{-}s}"],
    "‖θ*_{>k}‖²_Σ is small": [r"\mathopen{\Vert }\theta_{>k}^{*}\mathclose{\Vert }_{\Sigma }^{2}"],
    "a sum v = Σ λ_i/(λ_i + κ)²/n of all": [r"v=\sum \lambda_{i}/(\lambda_{i}+\kappa )^{2}/n"],
    "n Σ_{i>k} λ_i² below": [r"n\,\sum_{i>k} \lambda_{i}^{2}"],
    "E[ε|X] = 0 and tr Σ = o(n)": [r"\mathbb{E}[\varepsilon \mid X]=0", r"\operatorname{tr}\,\Sigma =o(n)"],
    "g″(0)/2 and c' = 1": [r"g^{\prime\prime }(0)/2", r"c^{\prime }=1"],
    "at ℓ_{3/2} and ℓ_q": [r"\ell_{3/2}", r"\ell_{q}"],
    "to 1e-30 of it": ["10^{{-}30}"],
    "a gain is [0.1109 +/- 1.74e-9]": [r"[0.1109\pm 1.74\times 10^{{-}9}]"],
    "in [-0.5161, -0.4925] at level 0.99": ["[{-}0.5161, {-}0.4925]"],
    "at n = 1000, 1000000 and more": ["n=1000", "10^{6}"],
    "true at q = (3/2), by Jensen for 1/tr G.": ["q=3/2", r"1/\operatorname{tr}\,G"],
    "a": ["a"],
    "1/√(n tr Σ)": [r"1/\sqrt{n\,\operatorname{tr}\,\Sigma }"],
    "exactly when a > 1, whatever β": ["a>1", r"\beta "],
    "m^(-1/2) and m^-1, not m^-1/2": ["m^{{-}1/2}", "m^{{-}1}"],
}


@pytest.mark.parametrize("text", SET)
def test_mathematics_in_a_sentence_is_set(text):
    assert [latex(box) for _, _, box in runs(text)] == SET[text]
    assert plain(prose(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "a sentence with the article a, and an I",
        "Peter L. Bartlett and P. J. Bickel (2023), Theorem 4",
        "the truth's bound holds for 95% of them, within 1/50",
        "it took 5 s and 10 ms",
        "log-log scale, max and min of both, sign up",
        "see e.g. page 12 (the first)",
        "min_norm, n_values and __init__.py",
        "Hölder, Gábor, Erdős and Łoś",
        "",
    ],
)
def test_words_stay_words(text):
    assert list(runs(text)) == []


@pytest.mark.parametrize(
    "text", ["(" * 3000, "n" + "^(" * 500, "√" * 400, "[" * 60 + "n" + "]" * 60, "‖" * 999, "x = = y"]
)
def test_no_text_breaks_it(text):
    assert plain(prose(text)) == text


def test_a_long_text_takes_a_moment_only():
    text = "for n -> oo with (tr Σ/n)^(1/4) and [1, 2] " * 400
    assert len(list(runs(text))) >= 800
