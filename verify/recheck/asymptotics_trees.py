"""Trees for re-checking sums: putting together, shifts, differences, derivatives, and summands taken apart."""

from __future__ import annotations

from fractions import Fraction

from .asymptotics_algebra import Algebra, Atom, Const
from .asymptotics_text import ONE, NotCovered, Tree, mentions, names, replace

X: Tree = ("sym", "X")
NUMBER_ONE: Tree = ("num", ONE)
NOTHING: Tree = ("num", Fraction(0))
HALF = Fraction(1, 2)


def put(tree: Tree, leaf: Tree, by: Tree) -> Tree:
    if tree == leaf:
        return by
    return tuple(put(a, leaf, by) if isinstance(a, tuple) else a for a in tree)


def plus(*parts: Tree) -> Tree:
    kept = [p for p in parts if p != NOTHING]
    return NOTHING if not kept else kept[0] if len(kept) == 1 else ("add", *kept)


def times(*parts: Tree) -> Tree:
    kept = [p for p in parts if p != NUMBER_ONE]
    return NUMBER_ONE if not kept else kept[0] if len(kept) == 1 else ("mul", *kept)


def minus(tree: Tree) -> Tree:
    return ("mul", ("num", -ONE), tree)


def over(tree: Tree) -> Tree:
    return ("pow", tree, ("num", -ONE))


def at(tree: Tree, point: Tree) -> Tree:
    return tree if point == X else replace(tree, "X", point)


def step(tree: Tree) -> Tree:
    return plus(at(tree, plus(X, NUMBER_ONE)), minus(tree))


def moves(tree: Tree) -> bool:
    return "X" in names(tree)


def derivative(tree: Tree) -> Tree:
    """d/dX of what powers, exp, log and arithmetic make."""
    if not moves(tree):
        return NOTHING
    if tree == X:
        return NUMBER_ONE
    kind = tree[0]
    if kind == "add":
        return plus(*(derivative(a) for a in tree[1:]))
    if kind == "mul":
        rest = tree[2] if len(tree) == 3 else ("mul", *tree[2:])
        one, two = derivative(tree[1]), derivative(rest)
        left = NOTHING if one == NOTHING else times(one, rest)
        return plus(left, NOTHING if two == NOTHING else times(tree[1], two))
    if kind == "pow":
        if moves(tree[2]):
            return times(tree, derivative(times(tree[2], ("fn", "log", tree[1]))))
        return times(tree[2], ("pow", tree[1], plus(tree[2], ("num", -ONE))), derivative(tree[1]))
    if kind == "fn" and tree[1] == "exp":
        return times(tree, derivative(tree[2]))
    if kind == "fn" and tree[1] == "log":
        return times(derivative(tree[2]), over(tree[2]))
    if kind == "fn" and tree[1] == "sqrt":
        return times(("num", HALF), over(tree), derivative(tree[2]))
    raise NotCovered("a derivative of this function")


def taken_apart(tree: Tree, index: Tree) -> list[tuple[Tree, Tree]]:
    """A summand as a sum of (factor without the index) * (factor without X), as far as that goes."""
    if not moves(tree):
        return [(NUMBER_ONE, tree)]
    if not mentions(tree, index):
        return [(tree, NUMBER_ONE)]
    if tree[0] == "add":
        return [t for a in tree[1:] for t in taken_apart(a, index)]
    if tree[0] == "mul":
        out = [(NUMBER_ONE, NUMBER_ONE)]
        for a in tree[1:]:
            out = [(times(p, r), times(q, s)) for p, q in out for r, s in taken_apart(a, index)]
        return out
    if tree[0] == "pow" and tree[2][0] == "num" and tree[2][1] in (2, 3, 4):
        return taken_apart(("mul", *[tree[1]] * int(tree[2][1])), index)
    if tree[0] == "pow" and tree[2][0] == "num" and tree[2][1].denominator == 1:
        base = taken_apart(tree[1], index)
        if len(base) == 1:
            return [(("pow", base[0][0], tree[2]), ("pow", base[0][1], tree[2]))]
    if tree[:2] == ("fn", "exp") or (tree[0] == "pow" and not moves(tree[1]) and not mentions(tree[1], index)):
        found = _summands(tree[2], index)
        if found is not None:
            head = tree[:2]
            return [((*head, found[0]), (*head, found[1]))]
    return [(NUMBER_ONE, tree)]


def mixed(tree: Tree, index: Tree) -> bool:
    """Whether a summand, taken apart, still mixes index and variable."""
    return moves(tree) and mentions(tree, index)


def _summands(tree: Tree, index: Tree) -> tuple[Tree, Tree] | None:
    """A tree as (what is free of the index) + (what is free of X), if it is that."""
    parts = [(a, NOTHING) if not mentions(a, index) else (NOTHING, a) for a in flat(tree, "add")]
    if any(moves(b) for _, b in parts):
        return None
    return plus(*(a for a, _ in parts)), plus(*(b for _, b in parts))


def flat(tree: Tree, kind: str) -> list[Tree]:
    """The summands or factors of nested sums or products."""
    return [b for a in tree[1:] for b in flat(a, kind)] if tree[0] == kind else [tree]


def tree_of(al: Algebra, value: Const) -> Tree:
    """The constant as a formula."""
    if isinstance(value, Fraction):
        return ("num", value)
    terms = [
        ("mul", ("num", c), *(("pow", _atom_tree(al, al.atoms[i]), ("num", e)) for i, e in m))
        for m, c in value.d.items()
    ]
    return ("add", *terms)


def _atom_tree(al: Algebra, atom: Atom) -> Tree:
    if atom.kind == "par":
        return ("sym", atom.name)
    if atom.kind == "prime":
        return ("num", Fraction(atom.args[0]))
    inside = [_atom_tree(al, a) if isinstance(a, Atom) else tree_of(al, a) for a in atom.args]
    if atom.kind == "sum":
        return inside[0]
    if atom.kind == "log":
        return ("fn", "log", ("fn", "abs", inside[0]))
    if atom.kind in ("exp", "abs"):
        return ("fn", atom.kind, inside[0])
    if atom.kind == "fn" and atom.name.isidentifier():
        return ("fn", atom.name, *inside)
    raise NotCovered("a case that cannot be written")
