"""A wide two-layer ReLU network that interpolates noise is adversarially vulnerable (Hao & Zhang 2024, part iii).

In the lazy regime the network is regression with its tangent kernel K = ‖x‖‖x′‖g(ρ). If R_0(Σ) ≫ n, the kernel matrix
is close to g(0)vvᵀ + g′(0)XXᵀ + (g(1) − g(0) − g′(0))tr Σ·I (El Karoui 2010), so that min-norm kernel regression
behaves as linear ridge with nλ_eff = tr Σ·(g(1) − g(0) − g′(0))/g′(0), and E‖∇f̂‖² is of the order σ²n/tr Σ:
it explodes where r_0 = o(n), while the standard risk may vanish.

The statement is formalised from the published summary. The expansions of the kernels are derived in
el-karoui-2010/tangent-kernels; that the linearisation carries over to gradients is not proved but confronted
with simulation, inside its conditions and outside.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import sympy as sp

from ..checks import (
    AttackStronger,
    DeepNoise,
    FiniteCheck,
    GradientCurves,
    GradientGap,
    GradientNear,
    InitialGradient,
    KernelRisks,
    LazyRate,
    LazyRisk,
    NetworkTask,
    WidthSweep,
)
from ..checks.kernels import Risk, RiskClaim
from ..kernels import BOTH_LAYERS, FIRST_LAYER, KERNELS
from ..setting import limit_statement, statement
from ..spectra import flat_tail, isotropic, power_log, supported_signal
from ..statements import Fact, Property, Source, Step, Theorem

_n = sp.Symbol("n")
_half = sp.Rational(1, 2)
_BENIGN = flat_tail([1], p=_n**2, trace=_n ** sp.Rational(3, 4))  # benign, and R_0 ~ n^(3/2)
_SEEN = isotropic(8000, variance=sp.Rational(1, 1000))  # tr = 8
_SEEN_SIZE = 200
_CORRECTED = sp.Rational(25, 4) * (1 - sp.Rational(_SEEN_SIZE, 4 * 8000))  # limit·(1 − n/(4p))
_OUTSIDE = power_log(1, 2)
_TRUTH = supported_signal(1)
_SHARE = _half  # of the trace in a tail of dimension n²; the rest on 60 spikes
_TAIL = replace(
    flat_tail([sp.Rational(1, 15)] * 60, p=_n**2 + 60, trace=4), made_by="flat_tail([1/15]*60, p=n**2 + 60, trace=4)"
)
_BOUNDED = power_log(1, 2, p=8000)
_SIGNS = ("largest", "sigma", "n")

_HYPOTHESES = (
    Fact("sigma", statement("sigma > 0"), "standard deviation of the noise"),
    Fact("alpha", statement("alpha > 0"), "radius of the attack"),
    Fact("n", statement("n > 0"), "sample size"),
    Fact("trace-sigma", statement("trace(Sigma) > 0"), "Σ ≠ 0"),
    Fact("largest", statement("largest > 0"), "Σ ≠ 0"),
    Fact("truth", statement("dual_norm(theta) > 0"), "the truth is not zero"),
    Fact("slope", statement("gradient > 0"), "`gradient` is the mean of ‖∇f̂‖² over noise, sample and a new x"),
    Fact("attacked-sign", statement("attacked > 0"), "`attacked` is a mean of squares that do not all vanish"),
    Fact("rank", statement("trace(Sigma) = largest*effective_rank(0)"), "the definition of `effective_rank(0)`"),
    Fact("large-squared-rank", limit_statement("n = o(squared_rank(0))"), "El Karoui's condition"),
    Fact("small-rank", limit_statement("effective_rank(0) = o(n)"), "benign, first condition"),
    Fact("noise-level", limit_statement("sigma**2 = Theta(1)"), "the noise neither vanishes nor explodes"),
    Fact("operator-norm", limit_statement("largest = Theta(1)"), "‖Σ‖ = Θ(1)"),
    Fact("bounded-truth", limit_statement("dual_norm(theta) = O(1)"), "‖θ*‖ = O(1)"),
    Fact("attack-level", limit_statement("alpha = Theta(1)"), "the attack's radius is fixed"),
    Fact(
        "first-order",
        statement("attacked >= alpha**2*gradient"),
        "`attacked` is the mean of (|f̂ − f*| + α‖∇f̂‖)², the first-order adversarial risk: drop what is not negative",
    ),
    Fact(
        "linearised-gradient",
        limit_statement("gradient = Theta(sigma**2*n/trace(Sigma))"),
        "for Gaussian x, lazy training, R_0 and R_k ≫ n with a tail sum of the order of tr Σ; the constant is that of "
        "the steps below. The linearisation of K is cited; that it carries over to gradients is simulated, not proved",
        cited="El Karoui (2010), carried over to gradients",
    ),
    Property("attack-norm", "attack norm at least 2", "", "the attack is bounded in ℓ_2"),
)


_PROOF = (
    Step(
        "explodes",
        limit_statement("gradient -> oo"),
        by=("slope", "linearised-gradient", "small-rank", "rank", "noise-level", "operator-norm", *_SIGNS),
        title="The gradient explodes where r_0 = o(n)",
    ),
    Step(
        "truth-risk",
        statement("adversarial_risk(theta) = alpha**2*dual_norm(theta)**2"),
        by=("alpha", "robust-truth"),
        title="The truth's adversarial risk",
    ),
    Step(
        "ratio",
        statement("attacked/adversarial_risk(theta) >= gradient/dual_norm(theta)**2"),
        by=("first-order", "robust-truth", "truth", "alpha"),
        title="The ratio to the truth's adversarial risk",
    ),
    Step(
        "harm",
        limit_statement("attacked/adversarial_risk(theta) -> oo"),
        by=("ratio", "explodes", "bounded-truth", "truth", "slope", "attacked-sign", "truth-risk", "alpha"),
        role="conclusion",
        title="The first-order adversarial risk explodes",
    ),
)


def _risk(name: str, quantity: Risk, claim: RiskClaim, title: str, ridge: Fraction = Fraction(0)) -> Step:
    """Risks of NTK regression on a benign family with R_0 ~ n^(6/5), σ = 1, α = 1."""
    along, draws = ((50, 100, 200, 400), (300, 200, 100, 60)) if claim == "gap" else ((50, 400), (60, 20))
    spectrum = flat_tail([1], p=_n**2, trace=_n ** sp.Rational(3, 5))
    check = KernelRisks(BOTH_LAYERS, spectrum, _TRUTH, along, draws, quantity, claim, ridge=ridge)
    return Step(name, check, expected="SUPPORTED", role="instance", title=title, tier="standard")


_GRADIENTS = (
    Step(
        "initial-gradient",
        InitialGradient(dimension=50, width=400, draws=3000),
        expected="SUPPORTED",
        role="instance",
        title="Without pairing the gradient at initialisation is p/2",
        tier="standard",
    ),
    Step(
        "seen-first-correction",
        GradientNear(FIRST_LAYER, _SEEN, _SEEN_SIZE, _CORRECTED, Fraction(1, 1000), draws=400),
        expected="SUPPORTED",
        role="instance",
        title="n = 200, p = 8000 flat, tr Σ = 8: limit 6.25, corrected by 1 − n/(4p), to one in a thousand",
        tier="standard",
    ),
    Step(
        "seen-figure",
        GradientNear(FIRST_LAYER, _SEEN, _SEEN_SIZE, sp.Rational(6221, 1000), Fraction(1, 6221), draws=400),
        expected="CONTRADICTED",
        role="instance",
        title="The figure 6.221 ± .001 is not the mean over samples",
        note="the mean over a new x varies between samples X by ± .0076: ± .001 is the error for one X",
        tier="standard",
    ),
    Step(
        "seen-outside",
        GradientNear(FIRST_LAYER, _BOUNDED, _SEEN_SIZE, sp.Integer(53), Fraction(1, 10), draws=40),
        expected="CONTRADICTED",
        role="instance",
        title="r_0 = O(1): the figure 53 against linear ridge's 4.0 is not that of n = 200, p = 8000",
        note="41 against 4.05 there, and 52 against 4.3 at n = 256, p = 1000; the figure's own n and p are unknown",
        tier="standard",
    ),
    Step(
        "tail-share",
        GradientNear(
            FIRST_LAYER,
            _TAIL,
            800,
            FIRST_LAYER.tail_gradient_constant(_SHARE) * 100,
            Fraction(1, 50),
            draws=10,
        ),
        expected="SUPPORTED",
        role="instance",
        title="A tail with half of the trace, first layer: τ/(1 + τ)²·n/tr Σ",
        note="R_0 = 240 < n: what the linearisation leaves out is of low rank, and the noise does not see it",
        tier="standard",
    ),
    *(
        Step(
            f"gap-{kernel.name}",
            GradientGap(kernel, _BENIGN, (50, 100, 200, 400), (300, 200, 100, 60), against="equivalent"),
            expected="SUPPORTED",
            role="instance",
            title=f"{kernel.name}: inside the conditions the gap to linear ridge shrinks along n",
            tier="standard",
        )
        for kernel in KERNELS.values()
    ),
    Step(
        "gap-to-limit",
        GradientGap(BOTH_LAYERS, _BENIGN, (50, 100, 200, 400), (300, 200, 100, 60)),
        expected="SUPPORTED",
        role="instance",
        title="both-layer: inside the conditions the gap to the limit shrinks along n",
        note="for one layer the gap to the limit is below a third of a percent at every n listed, and not monotone",
        tier="standard",
    ),
    Step(
        "ridge",
        GradientNear(
            FIRST_LAYER,
            _SEEN,
            _SEEN_SIZE,
            FIRST_LAYER.ridged_gradient_constant(_half) * 25,
            Fraction(1, 100),
            draws=60,
            ridge=Fraction(1, 2),
        ),
        expected="SUPPORTED",
        role="instance",
        title="first-layer with ridge tr Σ/2: constant g′(0)²/(g(1) − g(0) + 1/2)²",
        tier="standard",
    ),
    _risk("risk-standard", "standard", "gap", "standard risk: the gap to linear ridge shrinks along n"),
    _risk("risk-adversarial", "adversarial", "gap", "first-order adversarial risk: the gap to linear ridge shrinks"),
    _risk(
        "risk-adversarial-ridged",
        "adversarial",
        "gap",
        "NTK ridge regression, ridge tr Σ/2: the gap of its adversarial risk to linear ridge shrinks",
        Fraction(1, 2),
    ),
    _risk("risk-standard-falls", "standard", "falls", "Benign: the standard risk falls along n"),
    _risk(
        "risk-adversarial-grows",
        "adversarial",
        "grows",
        "Harmful: the first-order adversarial risk over the truth's grows along n",
    ),
)

_WIDTHS = (64, 256, 1024, 4096, 16384)
_TRAINED = (16, 16, 12, 10, 8)
_SWEEP = NetworkTask(samples=60, dimension=10, trace=Fraction(4))
_CLASSES = NetworkTask(samples=40, dimension=20, trace=Fraction(4))
_LINF = NetworkTask(norm="linf", radius=Fraction(1, 10))


def _network(name: str, check: FiniteCheck, title: str, note: str = "") -> Step:
    return Step(name, check, expected="SUPPORTED", role="instance", title=title, note=note, tier="full")


_NETWORKS = (
    *(
        _network(
            f"network-prediction-{kernel.name}",
            LazyRate(kernel, _WIDTHS, _TRAINED, "prediction", Fraction(-1, 2)),
            f"The trained network approaches its kernel, {kernel.name}: prediction, m^(−1/2)",
        )
        for kernel in (FIRST_LAYER, BOTH_LAYERS)
    ),
    _network(
        "network-gradient-first-layer",
        LazyRate(FIRST_LAYER, _WIDTHS[:4], (24, 24, 20, 16), "gradient", Fraction(-1, 4), Fraction(1, 20)),
        "Its gradient approaches the kernel's more slowly: m^(−1/4)",
        "of order √m neurons have their kink between W_0 and W; each adds a vector of length √(p/m) to the gradient",
    ),
    _network(
        "network-pgd-l2",
        LazyRisk(BOTH_LAYERS, (64, 1024, 16384), 8),
        "Under PGD in ℓ_2 the network's risk approaches its kernel's",
    ),
    _network(
        "network-pgd-linf",
        LazyRisk(BOTH_LAYERS, (64, 1024, 16384), 8, task=_LINF),
        "Under PGD in ℓ_∞ the network's risk approaches its kernel's",
    ),
    _network(
        "network-masking",
        AttackStronger(FIRST_LAYER, 256, 16, "transfer", "fgsm"),
        "At m = 256 the kernel's perturbation hurts the network more than the network's own gradient does",
        "the kinks of a narrow network mask its gradient: FGSM understates what PGD and transfer find",
    ),
    _network(
        "network-transfer-linear",
        AttackStronger(FIRST_LAYER, 256, 16, "transfer-linear", "random"),
        "What attacks linear ridge attacks the network: its perturbation against one of random direction",
    ),
    _network(
        "network-width",
        WidthSweep((2, 4, 8, 16, 64, 256, 1024), 8, 12, _SWEEP),
        "From under- to far over-parameterised: R_adv peaks where the network just interpolates",
        "the theory is silent before the lazy regime: a statement about the networks drawn",
    ),
    *(
        _network(
            f"network-depth-{depth}",
            DeepNoise(depth, 128, 16, task=_CLASSES),
            f"{depth} layers: fitting flipped labels costs accuracy under PGD",
            "the theory is silent on classes and on three and more layers: a statement about the networks drawn",
        )
        for depth in (2, 3, 4)
    ),
    Step(
        "network-depth-theory",
        limit_statement("deep_gradient = Theta(sigma**2*n/trace(Sigma))"),
        by=("linearised-gradient", "slope", "noise-level", "operator-norm", "small-rank", "rank", *_SIGNS),
        expected="GAP",
        role="instance",
        title="The theory is silent on the gradient of deeper networks",
    ),
)

_SABOTAGE = (
    Step(
        "twin-no-small-rank",
        limit_statement("gradient -> oo"),
        by=("slope", "linearised-gradient", "rank", "noise-level", "operator-norm", "largest", "sigma", "n"),
        expected="GAP",
        role="sabotage",
        title="Without r_0 = o(n) the gradient need not explode",
    ),
    Step(
        "twin-gradient-constant",
        GradientNear(FIRST_LAYER, _SEEN, _SEEN_SIZE, sp.Integer(25), Fraction(1, 10), draws=20),
        expected="CONTRADICTED",
        role="sabotage",
        title="With g′(0) = 1/2 the gradient would be four times as large",
    ),
    Step(
        "twin-tail-share",
        GradientNear(FIRST_LAYER, _TAIL, 800, sp.Integer(25), Fraction(1, 50), draws=10),
        expected="CONTRADICTED",
        role="sabotage",
        title="With half of the trace on spikes the whole trace's constant is wrong",
        tier="standard",
    ),
    Step(
        "twin-outside",
        GradientGap(FIRST_LAYER, _OUTSIDE, (50, 100, 200), (40, 40, 40), against="equivalent", truncation=4000),
        expected="CONTRADICTED",
        role="sabotage",
        title="r_0 = O(1): the gap to linear ridge grows along n",
        note="E‖∇f̂‖² is some eight times what the linear ridge predicts",
        tier="standard",
    ),
    Step(
        "twin-network-gradient",
        LazyRate(FIRST_LAYER, _WIDTHS[:3], (12, 12, 12), "gradient", Fraction(-1, 2), Fraction(1, 10)),
        expected="CONTRADICTED",
        role="sabotage",
        title="The gradient does not approach the kernel's like m^(−1/2)",
        tier="full",
    ),
    Step(
        "twin-fgsm",
        AttackStronger(FIRST_LAYER, 256, 16, "fgsm", "transfer"),
        expected="CONTRADICTED",
        role="sabotage",
        title="The network's own FGSM is not the stronger attack",
        tier="full",
    ),
)

THEOREM = Theorem(
    "hao-zhang-2024/ntk",
    title="Two-layer networks in the tangent-kernel regime",
    source=Source(
        authors="Yifan Hao and Tong Zhang",
        year=2024,
        title="The Surprising Harmfulness of Benign Overfitting for Adversarial Robustness",
        arxiv="2401.12236",
        note="formalised from the published summary; effective ridge and gradient constants are our own derivation",
    ),
    statement=(
        "A two-layer ReLU network in the lazy regime is regression with its tangent kernel. If "
        "`n = o(squared_rank(0))`, `effective_rank(0) = o(n)`, `sigma**2 = Theta(1)`, `largest = Theta(1)` and the "
        "truth is linear, not zero and bounded, min-norm kernel regression behaves as linear ridge with an effective "
        "ridge proportional to `trace(Sigma)`; the mean squared norm of its input gradient is of the order "
        "`sigma**2*n/trace(Sigma)`, and its first-order adversarial risk over that of the truth tends to infinity."
    ),
    given=_HYPOTHESES,
    steps=(*_PROOF, *_GRADIENTS, *_NETWORKS, *_SABOTAGE),
    conclusions=("harm",),
    direction="lower",
    constants="explicit",
    confidence=(
        "High for kernel regression inside the conditions, where predictions and simulation agree to a fraction of a "
        "percent, and for wide two-layer networks; the passage from kernel matrices to gradients is not proved; for "
        "narrow and for deeper networks there is no theory here."
    ),
    limitations=(
        "The linearisation of kernel matrices is cited (El Karoui 2010), not compared with that paper's text; that it "
        "carries over to input gradients is supported by simulation, not proved.",
        "The adversarial risk of the conclusion is that of first-order attacks. Networks are trained in full runs only "
        "and at one n and p; three and more layers, and networks that are not lazy, are outside the theory.",
        "Gaussian inputs, linear truth, ℓ_2 attacks.",
        "For r_0 = O(1), λ_i = 1/(i log² i) among them, the linearisation and its prediction of the gradient fail.",
    ),
    figures=(
        GradientCurves(
            BOTH_LAYERS,
            inside=_BENIGN,
            outside=_OUTSIDE,
            n_values=(25, 50, 100, 200, 400),
            draws=30,
            truncation=4000,
        ),
    ),
)
