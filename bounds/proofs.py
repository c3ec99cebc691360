"""Proof scripts: a theorem as a small text file, read by the grammar of claims and nothing else.

A line begins with a keyword; an indented line continues the one above; `#` begins a comment. The format is told in
docs/proof_format.md. Every error says in which line and column, what was found, and what is expected.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from .claims import Claim, Mode
from .errors import GrammarError, InputError
from .lemmas import SCHEMAS
from .parsing import parse_expression, parse_point
from .parsing.table import LANDAU
from .proof_lines import Line, ProofError, logical_lines
from .setting import VOCABULARY, limit_statement, statement
from .statements import Expected, Fact, Property, Role, Source, Step, Theorem

KEYWORDS = ("theorem", "source", "statement", "as", "positive", "given", "lemma", "step", "conclude", "limitation")
SAID = {
    **dict.fromkeys(("assume", "assumption", "hypothesis", "suppose", "let", "fact"), "given"),
    **dict.fromkeys(("prove", "claim", "conclusion", "then", "therefore", "show", "thus", "hence"), "conclude"),
    **dict.fromkeys(("cite", "cited"), "lemma"),
    **dict.fromkeys(("reference", "ref"), "source"),
}
"""What others call the keywords."""
MODES = {
    "deterministic": Mode.DETERMINISTIC,
    "pointwise": Mode.POINTWISE,
    "mean over the noise": Mode.NOISE_MEAN,
    "mean": Mode.MEAN,
    "in probability": Mode.IN_PROBABILITY,
}
_OTHER_MODES = {
    **dict.fromkeys(("expectation", "in expectation", "in mean", "on average", "average"), "mean"),
    **dict.fromkeys(("almost surely", "a.s.", "as", "surely", "always", "given X"), "pointwise"),
    **dict.fromkeys(("probability", "in prob", "P", "o_P", "O_P"), "in probability"),
    **dict.fromkeys(("whp", "w.h.p.", "with high probability"), "with probability 1 - delta"),
    **dict.fromkeys(("mean over noise", "noise mean", "conditional mean"), "mean over the noise"),
}
BENIGN = (("r0", "r(0) = o(n)"), ("kstar", "kstar(b) = o(n)"), ("rank", "n = o(R(kstar(b)))"))

_NAME = re.compile(r"[A-Za-z0-9](?:[\w.*'/-]*[\w*'])?")
_PROPERTY = re.compile(r"(positive definite|homoscedastic noise|attack norm at least 2)(?:\s+([A-Za-z]\w*))?")
_FAILING = re.compile(r"with probability 1 *- *")
_LIMIT = re.compile(rf"->|~|∈|= *(?:{'|'.join(LANDAU)}) *\(|\bhas limit\b")
_WORDS = re.compile(
    r"\b(?:is|are|and|with|goes|tends|converges|vanishes|explodes|bounded|constant|for|where|then|if)\b"
)


@dataclass
class _Script:
    """What has been read so far."""

    path: str
    name: str = ""
    title: str = ""
    source: Source | None = None
    statement: str = ""
    point: str = "n -> oo"
    positive: list[Fact] = field(default_factory=list)
    given: list[Fact | Property] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    limitations: list[str] = field(default_factory=list)

    def names(self) -> set[str]:
        taken = {item.name for item in (*self.positive, *self.given)} | set(self.groups)
        return taken | {step.name for step in self.steps} | set(SCHEMAS)


def parse_proof(text: str, *, path: str = "proof") -> Theorem:
    """The theorem that a proof script states.

    Arguments: `text`, the script; `path`, how to call it in errors. Raises ProofError with line and column.
    """
    script = _Script(path)
    for line in logical_lines(text, path):
        word = re.match(r"\S+", line.text)
        assert word is not None
        if word.group() not in KEYWORDS:
            plain = word.group().rstrip(":").lower()
            close = [SAID[plain]] if plain in SAID else difflib.get_close_matches(plain, KEYWORDS, n=1)
            hint = f"did you mean {close[0]}?" if close else f"a line begins with one of {', '.join(KEYWORDS)}"
            line.fail(0, f"unknown keyword {word.group()!r}: {hint}")
        if not script.name and word.group() != "theorem":
            line.fail(0, "a script begins with its name, as in 'theorem my-bound: what it says'")
        after = re.compile(r"\s*").match(line.text, word.end())
        assert after is not None
        if after.end() == len(line.text):
            line.fail(len(line.text), f"nothing stands after {word.group()!r}")
        _READERS[word.group()](script, line, after.end())
    return _theorem(script)


def read_fact(text: str, *, point: str = "n -> oo") -> Claim:
    """A claim or hypothesis of a proof script by itself: a limit at `point`, or an inequality at every value.

    Raises GrammarError.
    """
    return limit_statement(text, as_=point) if _LIMIT.search(text) else statement(text)


# --- one reader a keyword ---


def _theorem_line(script: _Script, line: Line, start: int) -> None:
    if script.name:
        line.fail(0, f"the script already states the theorem {script.name!r}: one theorem a file")
    found = _NAME.match(line.text, start)
    if found is None:
        line.fail(start, "expected a name such as my-bound")
    script.name = found.group()
    rest = line.text[found.end() :].lstrip()
    if rest and not rest.startswith(":"):
        line.fail(found.end(), f"expected ':' and the title after the name {script.name!r}, which has no spaces")
    script.title = rest[1:].strip() or script.name


def _source_line(script: _Script, line: Line, start: int) -> None:
    text = line.text[start:]
    found = re.fullmatch(r"(.*?)\s*\(?(\d{4})\)?\s*[,.:;]?\s*(.*)", text)
    if found is None:
        line.fail(start, "expected authors and year, as in 'source Hao, Zhang (2024), arXiv:2401.12236'")
    authors, year, rest = found.groups()
    arxiv = re.search(r"arxiv:\s*(\d{4}\.\d{4,5}|[a-z-]+/\d{7})\s*[,;.]?\s*", rest, re.IGNORECASE)
    note = (rest[: arxiv.start()] + rest[arxiv.end() :]).strip() if arxiv else rest
    script.source = Source(authors.rstrip(" ,"), int(year), arxiv=arxiv.group(1) if arxiv else "", note=note)


def _statement_line(script: _Script, line: Line, start: int) -> None:
    script.statement = line.text[start:]


def _limitation_line(script: _Script, line: Line, start: int) -> None:
    script.limitations.append(line.text[start:])


def _as_line(script: _Script, line: Line, start: int) -> None:
    if script.given or script.steps:
        line.fail(0, "say where the variable tends before the first hypothesis")
    try:
        parse_point(line.text[start:])
    except GrammarError as error:
        line.fail(start + error.column - 1, error.problem)
    script.point = line.text[start:]


def _positive_line(script: _Script, line: Line, start: int) -> None:
    for position, piece in _pieces(line.text, start):
        name = f"{piece} > 0"
        claim = _claim(script, line, (position, position + len(piece)), (Mode.DETERMINISTIC, None), suffix=" > 0")
        if name in script.names():
            line.fail(position, f"{piece} is already said to be positive")
        script.positive.append(Fact(name, claim))


def _given_line(script: _Script, line: Line, start: int) -> None:
    name, mode, delta, start = _head(script, line, start)
    body = line.text[start:]
    if body == "benign":
        named = tuple(f"{name}.{part}" for part, _ in BENIGN)
        script.given += [Fact(full, limit_statement(text)) for full, (_, text) in zip(named, BENIGN, strict=True)]
        script.groups[name] = named
        return
    found = _PROPERTY.fullmatch(body)
    if found is not None:
        script.given.append(Property(name, found.group(1), found.group(2) or ""))  # type: ignore[arg-type]
        return
    script.given.append(Fact(name, _claim(script, line, (start, len(line.text)), (mode, delta))))


def _lemma_line(script: _Script, line: Line, start: int) -> None:
    name, mode, delta, start = _head(script, line, start)
    source = next(reversed(list(re.finditer(r"\s+from\s+", line.text[start:]))), None)
    if source is None:
        line.fail(len(line.text), "a cited lemma says where it is from: end it with 'from AUTHORS (YEAR), Theorem 1'")
    claim = _claim(script, line, (start, start + source.start()), (mode, delta))
    script.given.append(Fact(name, claim, cited=line.text[start + source.end() :]))


def _step_line(script: _Script, line: Line, start: int) -> None:
    _add_step(script, line, start, "step")


def _conclude_line(script: _Script, line: Line, start: int) -> None:
    _add_step(script, line, start, "conclusion")


def _add_step(script: _Script, line: Line, start: int, role: Role) -> None:
    name, mode, delta, start = _head(script, line, start)
    end, expected = len(line.text), "PROVED"
    ending = re.search(r"\s+expect\s+(\S+)$", line.text)
    if ending:
        expected, end = ending.group(1), ending.start()
        if expected not in get_args(Expected):
            line.fail(ending.start(1), f"{expected!r} is no outcome: one of {', '.join(get_args(Expected))}")
    citing = next(reversed(list(re.finditer(r"\s+by\s+", line.text[:end]))), None)
    if citing:
        by, end = _cited(script, line, citing.end(), end), citing.start()
    else:
        by = tuple(item.name for item in script.given) + tuple(
            step.name for step in script.steps if step.expected == "PROVED"
        )
    by = (*(fact.name for fact in script.positive), *by)
    claim = _claim(script, line, (start, end), (mode, delta))
    script.steps.append(Step(name, claim, by, expected, role))  # type: ignore[arg-type]


def _cited(script: _Script, line: Line, start: int, end: int) -> tuple[str, ...]:
    cited: list[str] = []
    for position, name in _pieces(line.text[:end], start):
        if name in script.groups:
            cited += script.groups[name]
        elif name in script.names():
            cited.append(name)
        else:
            close = difflib.get_close_matches(name, sorted(script.names()), n=1)
            hint = f"; did you mean {close[0]}?" if close else ": cite hypotheses, lemmas or earlier steps"
            line.fail(position, f"nothing above is called {name!r}{hint}")
    return tuple(dict.fromkeys(cited))


_READERS = {
    "theorem": _theorem_line,
    "source": _source_line,
    "statement": _statement_line,
    "as": _as_line,
    "positive": _positive_line,
    "given": _given_line,
    "lemma": _lemma_line,
    "step": _step_line,
    "conclude": _conclude_line,
    "limitation": _limitation_line,
}


# --- pieces of a line ---


def _pieces(text: str, start: int) -> Iterator[tuple[int, str]]:
    """What stands between commas outside brackets, with its position."""
    depth, begin = 0, start
    for position in range(start, len(text) + 1):
        sign = text[position] if position < len(text) else ","
        depth += (sign in "([") - (sign in ")]")
        if (sign == "," and depth <= 0) or position == len(text):
            piece = text[begin:position]
            yield begin + len(piece) - len(piece.lstrip()), piece.strip()
            begin = position + 1


def _head(script: _Script, line: Line, start: int) -> tuple[str, Mode, str | None, int]:
    """NAME, an optional (mode), a colon: the name, the mode, the text of its delta, and where the claim begins."""
    found = _NAME.match(line.text, start)
    if found is None:
        line.fail(start, "expected a name, as in 'given noise: sigma**2 = Omega(1)'")
    name, position = found.group(), found.end()
    if name in script.names():
        what = "a lemma" if name in SCHEMAS else "something above"
        line.fail(start, f"the name {name!r} is taken by {what}: choose another")
    mode, delta = Mode.DETERMINISTIC, None
    opening = re.compile(r"\s*\(").match(line.text, position)
    if opening:
        closing = _closing(line.text, opening.end() - 1)
        if closing < 0:
            line.fail(opening.end() - 1, "this bracket is not closed")
        mode, delta = _mode(line, opening.end(), line.text[opening.end() : closing])
        position = closing + 1
    colon = re.compile(r"\s*:\s*").match(line.text, position)
    if colon is None:
        line.fail(position, f"expected ':' after the name {name!r}, as in '{name}: r(0) = o(n)'")
    if colon.end() == len(line.text):
        line.fail(colon.end(), "the claim is missing")
    return name, mode, delta, colon.end()


def _closing(text: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(text)):
        depth += (text[position] == "(") - (text[position] == ")")
        if depth == 0:
            return position
    return -1


def _mode(line: Line, position: int, text: str) -> tuple[Mode, str | None]:
    words = " ".join(text.split())
    failing = _FAILING.match(words)
    if failing:
        delta = words[failing.end() :]
        try:
            parse_expression(delta, vocabulary=VOCABULARY)
        except GrammarError as error:
            line.fail(position + failing.end() + error.column - 1, error.problem)
        return Mode.WITH_PROBABILITY, delta
    if words not in MODES:
        if words in _OTHER_MODES:
            line.fail(position, f"{words!r} is no mode: did you mean {_OTHER_MODES[words]}?")
        line.fail(position, f"{words!r} is no mode: one of {', '.join(MODES)}, with probability 1 - delta")
    return MODES[words], None


def _claim(
    script: _Script, line: Line, span: tuple[int, int], sense: tuple[Mode, str | None], *, suffix: str = ""
) -> Claim:
    """The claim that stands between two positions, in a mode with its probability of failure."""
    (start, end), (mode, delta) = span, sense
    text = line.text[start:end]
    try:
        if _LIMIT.search(text) and not suffix:
            if mode is Mode.WITH_PROBABILITY:
                line.fail(start, "a stated probability belongs to an inequality; a limit is claimed in probability")
            return limit_statement(text, as_=script.point, mode=mode)
        return statement(text + suffix, mode=mode, delta=delta)
    except GrammarError as error:
        line.fail(*_in_words(text, start) or (start + error.column - 1, error.problem))
    except ProofError:
        raise
    except InputError as error:  # λ_i outside of a sum
        line.fail(start, str(error))


def _in_words(text: str, start: int) -> tuple[int, str] | None:
    """What to say of a statement that is written in words, or ends as a sentence does; None for any other."""
    word = _WORDS.search(text)
    if word is not None:
        forms = "X = o(Y), X = Theta(1), X -> 0, X -> oo, X <= Y"
        return start + word.start(), f"{word.group()!r} is a word, and a statement is one formula: {forms}"
    if text.rstrip().endswith("."):
        return start + len(text.rstrip()) - 1, "a statement ends without a full stop"
    return None


def _theorem(script: _Script) -> Theorem:
    if not script.name:
        raise ProofError(script.path, 1, 1, "the script is empty: it begins with 'theorem my-bound: what it says'")
    conclusions = tuple(step.name for step in script.steps if step.role == "conclusion")
    if not conclusions:
        raise ProofError(script.path, 1, 1, "the script concludes nothing: end it with 'conclude NAME: CLAIM'")
    by_name = {step.name: step for step in script.steps}
    said = " and ".join(str(by_name[name].claim) for name in conclusions)
    facts = [str(item.claim) for item in script.given if isinstance(item, Fact)]
    default = f"if {', '.join(facts)}, then {said}" if facts else said
    return Theorem(
        name=script.name,
        title=script.title,
        source=script.source or Source("", 0),
        statement=script.statement or default,
        given=(*script.positive, *script.given),
        steps=tuple(script.steps),
        conclusions=conclusions,
        limitations=tuple(script.limitations),
    )
