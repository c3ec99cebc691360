"""Certificates of orders of magnitude and counter-models: every mutation is rejected."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from boundproof.bounds.proofs import read_fact
from boundproof.bounds.statements import Fact
from boundproof.verify.orders import decide_orders
from boundproof.verify.recheck.models import recheck_model
from boundproof.verify.recheck.orders import recheck_orders
from boundproof.verify.verdict import Outcome

PROVED = {
    "product": ("x*y**2 = o(n)", ["x = O(y)", "y**3 = o(n)"]),
    "inequality": ("x -> oo", ["x >= y**2/z", "z = O(1)", "y -> oo", "z > 0"]),
    "cases": ("x + y = O(u + v)", ["x = O(u)", "y = O(v)", "x > 0", "y > 0", "u > 0", "v > 0"]),
    "split": ("x -> 0", ["x = O(u + v)", "u -> 0", "v -> 0", "x > 0", "u > 0", "v > 0"]),
    "logarithms": ("x = o(n**(1/2))", ["x = O(log(n)**3*log(log(n)))"]),
    "parameters": ("x**a = o(y**b)", ["x = o(y)", "a <= b", "a > 0", "y -> oo", "x > 0"]),
    "vacuous": ("x = o(n)", ["x = o(1)", "1 = O(x)"]),
    "minimum": ("Min(x, y) = O(x)", ["x > 0", "y > 0"]),
}
BROKEN = {
    "power": ("x = o(n)", ["x = O(y)", "y = O(n)"]),
    "logarithm": ("x = O(1)", ["x = o(n**(1/100))", "1 = O(x)"]),
    "constants": ("a = o(s)", ["10*s <= a", "a**2 <= 200*s**2", "a > 0", "s > 0"]),
    "parameter": ("x = o(n)", ["x = O(n**q)", "q <= 1"]),
}


def decided(claim: str, facts: list[str]) -> tuple[Outcome, dict[str, Any]]:
    verdict = decide_orders(read_fact(claim), [Fact(text, read_fact(text)) for text in facts])
    return verdict.outcome, copy.deepcopy(dict(verdict.evidence[0].data))


def leaves(tree: Any) -> Iterator[dict[str, Any]]:
    """The leaves of a certificate's trees."""
    for goal in tree if isinstance(tree, list) else [tree]:
        if "branches" in goal:
            yield from leaves(goal["branches"])
        else:
            yield goal


def splits(trees: list[Any]) -> Iterator[dict[str, Any]]:
    """The inner nodes of a certificate's trees."""
    for tree in trees:
        if "branches" in tree:
            yield tree
            yield from splits(tree["branches"])


def mutations(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The certificate with one thing changed, each of which makes it wrong."""
    number = sum(1 for _ in leaves(data["goals"]))
    for index in range(number):
        for place in range(len(list(leaves(data["goals"]))[index]["multiples"])):
            for times in ("2", "-1", "0", "1/3", "x"):
                changed = copy.deepcopy(data)
                item = list(leaves(changed["goals"]))[index]["multiples"][place]
                if item["times"] != times:
                    item["times"] = times
                    yield f"times {times} at {index}/{place}", changed
            changed = copy.deepcopy(data)
            del list(leaves(changed["goals"]))[index]["multiples"][place]
            yield f"without {index}/{place}", changed
            changed = copy.deepcopy(data)
            item = list(leaves(changed["goals"]))[index]["multiples"][place]
            if item["use"] in ("fact", "lemma"):
                item["part"] = 1 - item["part"]
                yield f"part of {index}/{place}", changed
            if item["raised"]:
                item["raised"] = []
                yield f"raised of {index}/{place}", changed
    for position, split in enumerate(splits(data["goals"])):
        changed = copy.deepcopy(data)
        target = list(splits(changed["goals"]))[position]
        del target["branches"][0]
        yield f"a branch of {split['split']}", changed
        changed = copy.deepcopy(data)
        list(splits(changed["goals"]))[position]["branches"].reverse()
        yield f"branches of {split['split']} exchanged", changed
        changed = copy.deepcopy(data)
        list(splits(changed["goals"]))[position]["split"] = "n + 1"
        yield f"another split than {split['split']}", changed
    used = {item["name"] for leaf in leaves(data["goals"]) for item in leaf["multiples"] if item["use"] == "fact"}
    for name in used:
        changed = copy.deepcopy(data)
        del changed["facts"][name]
        yield f"without the fact {name}", changed
        changed = copy.deepcopy(data)
        changed["facts"][name]["mode"] = "in probability"
        yield f"{name} in another mode", changed
        changed = copy.deepcopy(data)
        changed["facts"][name]["delta"] = "1/2"
        yield f"{name} with a probability", changed
    if not data["vacuous"]:
        changed = copy.deepcopy(data)
        changed["claim"]["left"] = f"n*({changed['claim']['left']})" if data["claim"]["right"] != "oo" else "1/n"
        yield "a stronger claim", changed
        changed = copy.deepcopy(data)
        changed["vacuous"] = True
        yield "a claim as a contradiction", changed
    changed = copy.deepcopy(data)
    changed["goals"] = [*changed["goals"], changed["goals"][0]]
    yield "a goal too many", changed
    changed = copy.deepcopy(data)
    changed["goals"] = []
    yield "no goal", changed
    changed = copy.deepcopy(data)
    changed["format"] = "orders/2"
    yield "another format", changed


@pytest.mark.parametrize("name", PROVED)
def test_certificates_hold_and_their_mutations_do_not(name):
    outcome, data = decided(*PROVED[name])
    assert outcome is (Outcome.VACUOUS if name == "vacuous" else Outcome.PROVED)
    assert recheck_orders(data) == ""
    tried = [(what, recheck_orders(changed)) for what, changed in mutations(data)]
    assert len(tried) >= 8
    assert [what for what, complaint in tried if not complaint] == []


def test_a_large_o_claim_is_not_its_small_o():
    _, data = decided("x = O(n)", ["x = O(n)"])
    data["claim"]["relation"] = "o"
    assert recheck_orders(data) == "no strict comparison was used, so that 0 <= 0 is all that follows"


def test_what_may_be_zero_is_rejected():
    _, data = decided("y = O(z)", ["x*y = O(x*z)", "x > 0"])
    del data["facts"]["x > 0"]
    assert recheck_orders(data) == "x may be zero"


def test_malformed_certificates_are_rejected():
    for broken in ({}, {"format": "orders/1"}, {"format": "orders/1", "claim": 3, "mode": "", "facts": []}):
        assert "malformed" in recheck_orders(broken)
        assert "malformed" in recheck_model(broken) or "unknown format" in recheck_model(broken)


@pytest.mark.parametrize("name", BROKEN)
def test_counter_models_hold_and_others_do_not(name):
    outcome, data = decided(*BROKEN[name])
    assert outcome is Outcome.GAP
    assert recheck_model(data) == ""
    for quantity in data["sequences"]:
        for other in ("n**7", "1/n**7", "0", "m", "n - 1"):
            changed = {**data, "sequences": {**data["sequences"], quantity: other}}
            assert recheck_model(changed), (quantity, other)
    assert "malformed" in recheck_model({**data, "sequences": {}}) or recheck_model({**data, "sequences": {}})


def test_the_checker_loads_neither_sympy_nor_z3():
    code = (
        "import sys; import boundproof.verify.recheck.orders, boundproof.verify.recheck.models; "
        "print([name for name in ('sympy', 'z3', 'boundproof.bounds.parsing') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "[]"
