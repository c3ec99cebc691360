"""Results made by hand: every outcome, tables, figures, and names that try to act."""

import pytest
from boundproof.verify.results import Reproduction, Results
from boundproof.verify.verdict import Case, Evidence, Outcome, Recheck, StepVerdict, TheoremVerdict, Verdict

HOSTILE = (
    "</title><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\\input{/etc/passwd}",
    "\\end{document} % comment",
    "$\\write18{touch hacked}$",
    "`{{ 7*7 }}` {% raw %}",
    "a_b^c~d#e&f--g''h",
    "\u202egnp.exe",
    "中文 naïve Łódź θ̂ ≥ λ₁",
    "<<BEGIN>> \\begin{verbatim}",
    "[x](javascript:alert(1)) *starred*",
    "^^5cinput{/etc/passwd} \\csname end\\endcsname{document}",
    'ℓ_{\\x} r_{$} R_{k*} k* "><svg onload=alert(1)>',
    "]]> <!-- %\n\\def\\x{",
)


HOSTILE_TO_PAGES = (
    *HOSTILE,
    "</style></svg></math></text><x-acts onload=alert(1)> }</style>*{display:none}",
    '" onmouseover="alert(1)" \'><a href="javascript:alert(1)">here</a>',
    "`<b onclick=alert(1)>` `n > <i>` `kappa_<x> > 0` kappa_<x-acts> > 0",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "e^(<script>) r_<b> k^(\\input{x}) 1e-5<svg> \u2028 &lt;script&gt; ${alert(1)} \\{\\{constructor}}",
)


def verdict(outcome, claim, **fields) -> Verdict:
    defaults = {"why": "by hand, for a test", "checker": "orders", "seconds": 0.25}
    return Verdict(outcome, claim, **{**defaults, **fields})


def ranks_table():
    return {
        "columns": ["`n`", "`effective_rank(k)`", "note"],
        "rows": [
            [100, {"value": "29", "low": "29", "high": "29"}, "first passage"],
            [10**12, {"value": None, "low": "3.38773553195200", "high": "3.38773553195203"}, "tail sum"],
            ["oo", {"value": 111.63, "low": 111.60, "high": 111.66}, "95 % interval"],
            [-1.25e-9, 0.1, None],
        ],
        "caption": "Ranks for `1/(i*log(i+1)**2)`; enclosures in ball arithmetic, the third row a 95 % interval.",
    }


def risk_series(name="risk"):
    x = [50, 100, 200, 400, 800]
    simulated = [0.503, 0.44, 0.39, 0.35, 0.31]
    bare = {"x": x, "low": None, "high": None}
    return {
        "name": name,
        "title": "Standard risk along `n`",
        "caption": "Prediction by the deterministic equivalent, proved lower bound, 3000 draws with 99 % intervals.",
        "x": {"label": "sample size `n`", "scale": "log"},
        "y": {"label": "excess risk", "scale": "log"},
        "curves": [
            {"label": "equivalent", "kind": "prediction", "y": [0.506, 0.441, 0.39, 0.349, 0.31], **bare},
            {"label": "lower bound", "kind": "bound", "y": [0.4, 0.35, 0.3, 0.27, 0.24], **bare},
            {
                "label": "Gaussian design",
                "kind": "simulation",
                "x": x,
                "y": simulated,
                "low": [y * 0.96 for y in simulated],
                "high": [y * 1.04 for y in simulated],
            },
        ],
        "marks": [{"axis": "x", "value": 190, "label": "`n = 190`"}],
    }


def steps() -> tuple[StepVerdict, ...]:
    """All eight outcomes, some of them as declared."""
    certificate = Evidence(
        "certificate", "Farkas multipliers", {"multipliers": ["1/2", "3"], "rows": [[1, 0], [0, 1]], "line": "x" * 300}
    )
    enclosure = Evidence("enclosure", "true at every listed `n`", {"table": ranks_table(), "precision": 128})
    cases = (
        Case("a < 1", Outcome.PROVED, "powers decide"),
        Case("a = 1", Outcome.UNDECIDED, "needs `b > 0`"),
        Case("a > 1", Outcome.REFUTED, "at `a = 2`"),
    )
    infinity = {"point": "n -> oo"}
    first = verdict(
        Outcome.PROVED,
        "n/log(n) >= 1",
        given=("AM-HM",),
        evidence=(certificate,),
        recheck=Recheck.RECHECKED,
        mode="pointwise in X",
        **infinity,
    )
    second = verdict(Outcome.ENCLOSED, "1/(n*log(n+1)**2) <= 1/n", evidence=(enclosure,), recheck=Recheck.ENGINE_ONLY)
    third = verdict(Outcome.SUPPORTED, "risk below the bound at `n = 50`, δ = 1e-6")
    fourth = verdict(
        Outcome.UNDECIDED,
        "n**a*log(n)**(-b) = o(n)",
        hypotheses=("a > 0", "b natural"),
        unused=("b natural",),
        cases=cases,
        **infinity,
    )
    refuted, contradicted = Outcome.REFUTED, Outcome.CONTRADICTED
    vacuous = verdict(Outcome.VACUOUS, "log(n) -> oo", hypotheses=("a > 1", "a < 0"), **infinity)
    return (
        StepVerdict("am-hm", first, by=("am_hm",), title="The trace of the inverse is at least `n**2/trace`"),
        StepVerdict("ranks", second, by=("am-hm",), expected=Outcome.ENCLOSED),
        StepVerdict("simulated", third, expected=Outcome.SUPPORTED),
        StepVerdict("cases", fourth, by=("am-hm", "ranks")),
        StepVerdict("gap", verdict(Outcome.GAP, "n**2 = O(n)", **infinity), by=("cases",), note="declared otherwise"),
        StepVerdict("twin", verdict(refuted, "n**2 = o(n)", **infinity), role="sabotage", expected=refuted),
        StepVerdict("at-one", verdict(contradicted, "R_std <= 1"), role="instance", expected=contradicted),
        StepVerdict("harm", vacuous, role="conclusion", by=("gap", "cases")),
    )


def theorem() -> TheoremVerdict:
    return TheoremVerdict(
        name="by-hand/min-norm",
        title="Benign overfitting & its 100% cost",
        outcome=Outcome.UNDECIDED,
        why="step cases is open",
        statement="If `r_0/n -> 0` then the ratio of the risks tends to infinity.",
        hypotheses=("a > 0", "noise is homoscedastic", "k natural"),
        given=("AM-HM", "Jensen"),
        steps=steps(),
        series=(risk_series(),),
        source={"authors": "Doe, Roe", "year": "2024", "title": "On {braces} & bounds", "arxiv": "2401.00000"},
        limitations=("Nothing is said about `n < 50`.",),
        seconds=2.5,
    )


def hostile_theorem(texts: tuple[str, ...]) -> TheoremVerdict:
    """Every text is one that tries to act."""
    attack = " ".join(texts)
    table = {"columns": list(HOSTILE[:3]), "rows": [list(HOSTILE[3:6])], "caption": attack}
    series = risk_series(HOSTILE[0])
    series.update(title=attack, caption=attack, x={"label": attack, "scale": "linear"})
    series["curves"][0]["label"] = attack
    series["marks"][0]["label"] = attack

    def step(text: str) -> StepVerdict:
        found = verdict(
            Outcome.UNDECIDED,
            text,
            point=text,
            why=text,
            checker=text,
            mode=text,
            hypotheses=(text,),
            given=(text,),
            unused=(text,),
            cases=(Case(text, Outcome.UNDECIDED, text),),
            evidence=(Evidence(text, text, {"table": table, text: [text]}),),
        )
        return StepVerdict(text, found, by=(text, HOSTILE[0]), title=text, note=text, expected=Outcome.UNDECIDED)

    return TheoremVerdict(
        name=attack,
        title=attack,
        outcome=Outcome.UNDECIDED,
        why=attack,
        statement=attack,
        hypotheses=(attack,),
        given=(attack,),
        steps=tuple(map(step, texts)),
        series=(series,),
        source=dict.fromkeys(("authors", "year", "title", "arxiv", "number", "note", HOSTILE[2]), attack),
        expected=Outcome.UNDECIDED,
        limitations=(attack,),
        left_out=(attack,),
        confidence=attack,
    )


@pytest.fixture(scope="session")
def results() -> Results:
    """One theorem, two claims, a table and a figure of the run."""
    claims = (
        ("claim-1", verdict(Outcome.PROVED, "log(n) = o(n**eps)", point="n -> oo", hypotheses=("eps > 0",))),
        ("claim-2", verdict(Outcome.UNDECIDED, "no formula at all (")),
    )
    versions = {"boundproof": "0.1.0", "python": "3.11.2"}
    block = Reproduction(versions, "boundproof check", 7, 60.0, "2026-01-02T03:04:05+00:00", 3.0)
    return Results("check", (theorem(),), claims, (ranks_table(),), (risk_series("whole run"),), block)


@pytest.fixture(scope="session")
def hostile() -> Results:
    """Results whose every text is hostile."""
    return Results("check", (hostile_theorem(HOSTILE),), ((HOSTILE[1], verdict(Outcome.UNDECIDED, HOSTILE[4])),))


@pytest.fixture(scope="session")
def hostile_to_pages() -> Results:
    """The same with texts that try to act on a page, in the claims, tables and the block of the run as well."""
    attack = " ".join(HOSTILE_TO_PAGES)
    claims = tuple((text, verdict(Outcome.UNDECIDED, text)) for text in (HOSTILE[1], HOSTILE[4], attack))
    table = {"columns": list(HOSTILE_TO_PAGES), "rows": [list(HOSTILE_TO_PAGES)], "caption": attack}
    block = Reproduction({attack: attack}, attack, 7, 60.0, attack, 3.0)
    return Results("check", (hostile_theorem(HOSTILE_TO_PAGES),), claims, (table,), (), block)
