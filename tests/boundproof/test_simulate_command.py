"""`boundproof simulate`: what it prints, what it writes, what it refuses."""

import json
import os
import signal
import subprocess
import sys

import pytest
from boundproof.verify.interrupts import interrupts_held
from boundproof.verify.results import Results

from boundproof.cli import main

FLAT = ["simulate", "isotropic(30)", "--n", "8", "--draws", "20"]


def run(capsys, *arguments):
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_table_has_simulated_and_predicted_figures(capsys):
    status, out, err = run(capsys, *FLAT)
    assert (status, err) == (0, "")
    for word in ("R_std", "E‖θ̂‖²", "R_adv(θ*)", "predicted", "Student", "MinNorm() on isotropic(30), n = 8, p = 30"):
        assert word in out
    assert "20 draws of X, seed 0; mean over X, with intervals of level 0.95" in out


def test_json_is_a_results_file_that_can_be_made_again(capsys, tmp_path):
    names = [tmp_path / "one.json", tmp_path / "two.json"]
    for name in names:
        assert run(capsys, *FLAT, "--json", str(name))[0] == 0
    one, two = (Results.load(name) for name in names)
    assert one.kind == "simulate"
    assert one.tables == two.tables
    assert one.reproduction.seed == 0
    cells = {row[0]: row for row in one.tables[0]["rows"]}
    simulated, predicted = cells["E‖θ̂‖²"][1], cells["E‖θ̂‖²"][3]
    assert simulated["low"] < simulated["value"] < simulated["high"]
    # isotropic at ridge 0, c = n/p: df_1 = n, df_2/n = c, b = (1 − c)², v = c²/c = c
    ratio = 8 / 30
    expected = ratio**2 + ((1 - ratio) ** 2 + 1) * ratio / (1 - ratio)
    assert predicted["value"] == pytest.approx(expected, rel=1e-11)  # predicted to 12 digits
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.json", "two.json"]


def test_json_to_the_screen(capsys):
    _, out, _ = run(capsys, *FLAT, "--json")
    assert json.loads(out)["kind"] == "simulate"


def test_several_sizes_get_the_rate_of_the_gap(capsys):
    _, out, _ = run(capsys, "simulate", "power-law(a=2)", "--dim", "20*n", "--n", "5,10,20", "--draws", "30")
    assert "relative gap simulated/predicted − 1 along n" in out
    assert "exponent" in out


def test_infinite_dimension_is_cut_off_and_says_so(capsys):
    _, out, _ = run(capsys, "simulate", "1/(i*log(i+1)**2)", "--n", "10", "--draws", "5", "--truncate", "256")
    # Σ over i > 256 lies between the integrals 1/log 258 = .18008 and 1/log 256 = .18034
    assert "cut off after 256 coordinates; the rest, of trace 0.180" in out


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--filter", "gradient-flow", "--time", "1,10"], ["GradientFlow(time=10)", "no deterministic equivalent"]),
        (["--filter", "principal-components", "--threshold", "20"], ["PrincipalComponents(threshold=20)"]),
        (["--ridge", "-0.01"], ["Ridge(ridge=-1/100)", "order statistics: none, for the median"]),
        (["--noise", "longest-rows"], ["Var(ε|x) is not σ²: theorems that assume it do not apply"]),
        (["--design", "sparse", "--density", "0.4", "--ridge", "1"], ["sparse design", "sandwich R + α²N²"]),
        (["--design", "mixture"], ["no prediction: the equivalents assume independent entries"]),
        (["--attack", "linf"], ["q = ∞"]),
        (["--noisy"], ["against y, less σ²"]),
        (["--interval", "empirical-bernstein", "--ridge", "1"], ["at any stopping time"]),
        (["--radius", "0"], ["R_adv(θ*)"]),
        (["--signal", "power(1)"], ["θ* = power_signal(t=1)"]),
    ],
)
def test_options(capsys, extra, words):
    status, out, err = run(capsys, *FLAT, *extra)
    assert (status, err) == (0, "")
    for word in words:
        assert word in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*FLAT, "--radius", "-1"], "radius -1.0 of the attack is not a finite number ≥ 0: give α ≥ 0"),
        ([*FLAT, "--draws", "0"], "draws 0 is not an integer ≥ 1: give one"),
        ([*FLAT, "--draws", "1.5"], "--draws 1.5 is not a whole number: give one"),
        ([*FLAT, "--jobs", "0"], "jobs 0 is not an integer ≥ 1: give one"),
        ([*FLAT, "--seed", "-1"], "seed -1 is not an integer in [0, 2**64): give one, such as 0"),
        ([*FLAT, "--level", "1"], "level 1.0 is outside (0, 1): give, say, 0.95"),
        ([*FLAT, "--sigma", "-1"], "noise level -1.0 is not a finite number ≥ 0: give sigma ≥ 0"),
        ([*FLAT, "--sigma", "1e200"], "noise level 1e+200 is above 1e+100: float64 may not hold its square"),
        ([*FLAT, "--sigma", "1e400"], "--sigma: a number beyond 1.8e308, the largest that float64 holds: rescale it"),
        ([*FLAT, "--radius", "1e300"], "radius 1e+300 of the attack is above 1e+100: float64 may not hold its square"),
        ([*FLAT, "--n", "0"], "n = 0: a sample size is a positive whole number"),
        ([*FLAT, "--ridge", "-5"], "ridge -5 is not admissible: the smallest eigenvalue of the sample covariance"),
        (
            [*FLAT, "--design", "cauchy"],
            "design 'cauchy' is unknown: give one of gaussian, rademacher, uniform, sparse, mixture",
        ),
        (
            [*FLAT, "--noise", "cauchy"],
            "noise 'cauchy' is unknown: give one of gaussian, rademacher, student, longest-rows",
        ),
        ([*FLAT, "--density", "0.1"], "--density 0.1 belongs to --design sparse, not to gaussian: leave it out"),
        ([*FLAT, "--design", "sparse", "--density", "2"], "density 2.0 of a sparse design is outside (0, 1]"),
        ([*FLAT, "--filter", "lasso"], "filter 'lasso' is unknown: give one of min-norm, ridge, gradient-flow"),
        ([*FLAT, "--filter", "gradient-flow"], "--filter gradient-flow needs --time: give a list of numbers"),
        ([*FLAT, "--filter", "min-norm", "--ridge", "1"], "--ridge 1 belongs to --filter ridge, not to min-norm"),
        ([*FLAT, "--filter", "gradient-flow", "--time", "-1"], "time -1 of gradient flow is not positive: give t > 0"),
        ([*FLAT, "--interval", "bootstrap"], "interval method 'bootstrap' is unknown: give one of auto"),
        ([*FLAT, "--interval", "empirical-bernstein"], "has no a-priori bound: use the method student or median"),
        ([*FLAT, "--interval", "student", "--n", "29"], "has an infinite mean over X for |n − p| ≤ 1: use the method"),
        ([*FLAT, "--attack", "l1", "--noise-draws", "0"], "its dual norm has no exact average; draw some"),
        (
            ["simulate", "1/i**2", "--n", "5", "--truncate", "50", "--attack", "linf"],
            "an attack of exponent inf acts through ‖θ̂‖ of exponent 1, which a truncation does not have",
        ),
        ([*FLAT, "--signal", "e31"], "has more than p = 30 coefficients: give fewer"),
        ([*FLAT, "--truncate", "40"], "truncation 40 is above p = 30: give at most p, or none"),
        (["simulate", "1/i**2", "--n", "5"], "has p = ∞, which can only be simulated cut off"),
        (["simulate", "1/i", "--n", "5", "--truncate", "100"], "∞"),
        (["simulate", "power-law(a=b)", "--dim", "9"], "has open parameters (b)"),
        (["simulate", "isotropic(5)", "--design", "rademacher", "--n", "5"], "singular in float64"),
        ([*FLAT, "--json", "/dev/null/out.json"], "/dev/null"),
    ],
)
def test_bad_input_is_one_line_and_status_2(capsys, arguments, message):
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert message in err
    assert "Traceback" not in out + err


INTERRUPTED = """
import os, signal, sys
from boundproof.cli import main
from boundproof.verify.simulation import runner
plain, count = runner.measure, 0
def counted(*arguments, **options):
    global count
    count += 1
    if count == 5:
        os.kill(os.getpid(), signal.SIGINT)
    return plain(*arguments, **options)
runner.measure = counted
sys.exit(main(["simulate", "isotropic(400)", "--n", "100", "--draws", "10000000"]))
"""


def test_interruption_shows_what_was_done():
    """SIGINT during the fifth draw of a run that would take hours: four draws are shown, status 130."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=120, check=False, env=os.environ
    )
    assert done.returncode == 128 + signal.SIGINT
    assert "4 draws of X" in done.stdout
    assert "interrupted at n = 100; what was done until then is shown" in done.stderr


def test_a_problem_larger_than_any_memory_is_one_line(capsys) -> None:
    assert main(["simulate", "1/i**2", "--dim", "30", "--n", "1e15", "--draws", "2"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: not enough memory: ")
    assert err.count("\n") == 1


def test_there_are_no_columns_of_predictions_where_none_is_known(capsys, tmp_path) -> None:
    target = tmp_path / "s.json"
    arguments = ["--n", "5", "--dim", "12", "--draws", "3", "--json", str(target)]
    assert main(["simulate", "1/i**2", *arguments, "--filter", "gradient-flow", "--time", "1"]) == 0
    assert "predicted" not in capsys.readouterr().out.splitlines()[2]
    results = Results.load(target)
    assert results.tables[0]["columns"] == ["quantity", "simulated", "interval"]
    assert results.reproduction.command.split()[0] == "boundproof"  # not the path of the script
    assert results.reproduction.seconds > 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize(
    ("redirection", "message"),
    [
        (">/dev/full", "error: cannot write the output: No space left on device\n"),
        (">&-", "error: standard output is closed: give it a file or a terminal\n"),
    ],
)
def test_an_output_that_takes_nothing_is_one_line(redirection: str, message: str) -> None:
    command = f'"{sys.executable}" -m boundproof list {redirection}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, message)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal masks on this system")
def test_workers_do_not_hear_ctrl_c_from_their_first_moment_on() -> None:
    script = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"
    with interrupts_held():
        held = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    free = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (held.stdout.strip(), free.stdout.strip()) == ("True", "False")
