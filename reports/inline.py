"""Mathematics that stands in prose as an author types it: R_std → 0, e^(−i/5), tr Σ = o(n), ‖θ*_{>k}‖²_Σ.

Nothing is interpreted: each sign is set where it stands, letters as letters, indices below, powers above. Words are
left alone, and so are the article "a", the pronoun "I", numbers by themselves and names such as min_norm. What the
grammar could read belongs between backticks; this is for sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .boxes import (
    APPLY,
    COMMA,
    NEGATIVE,
    TIMES,
    Accent,
    Box,
    Digits,
    Fence,
    Ident,
    Limits,
    Root,
    Script,
    Sign,
    row,
)
from .marks import (
    CALLS,
    CLOSING,
    CONDITIONED,
    FUNCTIONS,
    GLYPHS,
    LONGEST_INDEX,
    OPERATIONS,
    RELATIONS,
    STAR,
    SUM,
    TOKENS,
    Token,
    bare,
    callable,
    letter,
    numbers,
    raised,
    signed,
    small,
    unfenced,
)
from .names import GREEK, operator, word

DEEPEST = 12
"""Brackets within brackets; whoever writes more gets text."""


def runs(text: str) -> Iterator[tuple[int, int, Box]]:
    """Where mathematics stands in the text, from the left: start, end, and what it looks like."""
    tokens = [Token(str(match.lastgroup), match[0], match.start(), match.end()) for match in TOKENS.finditer(text)]
    if len(text.strip()) == 1 and text.strip().isalpha():
        yield 0, len(text), letter(text.strip())
        return
    at = 0
    while at < len(tokens):
        found = _Reader(tokens).begin(at)
        if found is None:
            at += 1
            continue
        box, at_end = found
        yield tokens[at].start, tokens[at_end - 1].end, box
        at = at_end


class _Reader:
    """Reads one run.

    `sure` says whether it has met something that no plain word or number is, `given` whether a bar is that of a
    condition, as in E[ε|X].
    """

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.sure = False
        self.given = False

    def begin(self, at: int) -> tuple[Box, int] | None:
        """The run that begins at the token, with where it ends; None where none does."""
        token = self.tokens[at]
        if token.kind in ("space", "other", "raised") or (at and self._glued(at)):
            return None
        if token.text in ("‖", "|", "[", "(", "-", "−") or token.kind != "sign" or token.text in ("√", "∑"):
            found = self._sequence(at, 0, "")
            if found is None or not self.sure:
                return None
            boxes, end = found
            bare = token.text in ("(", "[") and len(boxes) == 1 and isinstance(boxes[0], Fence)
            if bare and not numbers(boxes[0]):
                return None  # brackets of the sentence
            return row(boxes), end
        return None

    def _glued(self, at: int) -> bool:
        """Whether the token hangs on a word before it, as the s of the truth's does."""
        before, token = self.tokens[at - 1], self.tokens[at]
        if token.text in ("-", "−", "[", "("):
            return before.kind in ("word", "letter", "number", "raised") or before.text in (")", "]", "-", "_", "‖")
        if before.text in ("'", "_", "^", "\\", "-") and token.kind in ("word", "number", "letter"):
            return True
        if before.text in ("'", "’", "_", "^", "\\", ".", "/") and token.kind == "word":
            return True
        return before.kind == "other" and before.text in "’.@#$%&~\\`" and token.kind == "word"

    def _text(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def _kind(self, at: int) -> str:
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def _skip(self, at: int) -> int:
        return at + 1 if self._kind(at) == "space" else at

    # -- a sequence ----------------------------------------------------------------------------------------

    def _sequence(self, at: int, depth: int, closing: str) -> tuple[list[Box], int] | None:
        """Boxes from the token on, as far as they are mathematics; inside brackets up to the closing one."""
        if depth > DEEPEST:
            return None
        found = self._factor(at, depth)
        if found is None:
            return None
        boxes, end = [found[0]], found[1]
        while True:
            here = self._skip(end)
            if closing and self._text(here) == closing:
                return boxes, here
            joined = self._joined(here, end, depth)
            if joined is None:
                return None if closing else (boxes, end)
            boxes += joined[0]
            end = joined[1]
            if small(boxes):
                power = len(self._text(end - 1)) - 1
                boxes[-3:] = [Script(Digits("10"), sup=row([NEGATIVE, Digits(str(power))]))]

    def _joined(self, here: int, end: int, depth: int) -> tuple[list[Box], int] | None:
        """An operation or relation with what follows it, or a factor that follows by itself."""
        text = self._text(here)
        sign = RELATIONS.get(text) or self._operation(here, end)
        if text in (",", ":") and depth and self._kind(here + 1) == "space":
            sign = COMMA if text == "," else Sign(":", r"\mathrel{:}", "relation")
        if text == "|" and self.given and here == end:
            sign = Sign("|", r"\mid ", "relation")
        if sign is not None:
            found = self._factor(self._skip(here + 1), depth, after=sign.role != "relation")
            if found is None:
                return None
            return [sign, bare(found[0]) if sign.role == "relation" else found[0]], found[1]
        spaced = here > end
        if spaced and (self._kind(here) == "number" or text in ("(", "[", "|")):
            return None
        if spaced and self._kind(here) == "word" and not self._factor_word(here):
            return None
        if self._kind(here) in ("word", "letter", "number") or text in ("‖", "(", "√", "∑", "["):
            found = self._factor(here, depth)
            if found is None:
                return None
            return ([TIMES, found[0]] if spaced else [found[0]]), found[1]
        return None

    def _factor_word(self, at: int) -> bool:
        """Whether a word after a space goes on with the product: a letter does, if the sentence does not."""
        text = self._text(at)
        if text in FUNCTIONS or text in GREEK:
            return True
        return len(text.removesuffix("\u0302")) == 1 and text not in ("a", "A", "I") and self._text(at + 1) != "-"

    def _operation(self, here: int, end: int) -> Sign | None:
        text = self._text(here)
        sign = OPERATIONS.get(text)
        if sign is None:
            return None
        spaced, after = here > end, self._kind(here + 1) == "space"
        if text == "-":
            tight = not spaced and not after and self._kind(here + 1) in ("number", "letter")
            return sign if (spaced and after) or tight else None
        if text in ("/", "*"):
            return sign if spaced == after else None
        return sign

    # -- one factor ----------------------------------------------------------------------------------------

    def _factor(self, at: int, depth: int, *, after: bool = False) -> tuple[Box, int] | None:
        """A number, a letter, a function of something, or what brackets hold, with its indices and powers."""
        text, kind = self._text(at), self._kind(at)
        if text in ("-", "−"):
            if self._kind(at + 1) == "space":
                return None
            found = self._factor(at + 1, depth)
            if found is None:
                return None
            self.sure = self.sure or self._kind(at + 1) != "number" or depth > 0
            return row([NEGATIVE, found[0]]), found[1]
        if kind == "number":
            return self._scripted(self._number(at), at + 1, depth)
        if kind == "letter":
            self.sure = True
            if text == "Σ" and self._sums(at):
                return self._summed(at, depth)
            return self._scripted(letter(text), at + 1, depth)
        if kind == "word":
            return self._word(at, depth, after=after)
        if text == "∑":
            self.sure = True
            return self._summed(at, depth)
        if text == "√":
            self.sure = True
            found = self._factor(at + 1, depth + 1)
            return None if found is None else (Root(unfenced(found[0])), found[1])
        if text == "…" and depth:
            return Sign("…", r"\dots ", "separator"), at + 1
        if text in ("(", "[", "‖", "|"):
            inner = self._sequence(self._skip(at + 1), depth + 1, CLOSING[text])
            if inner is None:
                return None
            self.sure = self.sure or text in ("‖", "|")
            return self._scripted(Fence(text, row(inner[0]), CLOSING[text]), inner[1] + 1, depth)
        return None

    def _number(self, at: int) -> Box:
        text = self._text(at)
        whole, mark, power = text.lower().partition("e")
        if mark:
            self.sure = True
            power = power.lstrip("+").lstrip("0") if not power.startswith("-") else "-" + power[1:].lstrip("0")
            if whole == "1":
                return Script(Digits("10"), sup=signed(power))
            return row([Digits(whole), OPERATIONS["×"], Script(Digits("10"), sup=signed(power))])
        if re.fullmatch("10{5,}", text):
            self.sure = True
            return Script(Digits("10"), sup=Digits(str(len(text) - 1)))
        return Digits(text)

    def _word(self, at: int, depth: int, *, after: bool) -> tuple[Box, int] | None:
        text = self._text(at)
        following = self._text(at + 1)
        if text in CALLS or text in FUNCTIONS:
            if following not in ("(", "_", "^") and self._kind(at + 1) != "raised":
                if text in CALLS or self._kind(at + 1) != "space" or (text == "rank" and not self._capital(at + 2)):
                    return None
                found = self._factor(at + 2, depth)
                if found is None:
                    return None
                self.sure = True
                return row([operator(text), TIMES, found[0]]), found[1]
            head = word("df") if text == "df" else operator(text)
            self.sure = True
            found = self._scripted(head, at + 1, depth)
            if found is not None and found[1] == at + 1 and following == "(":
                return None
            if text in ("log", "loglog", "tr", "exp") and found is not None and isinstance(found[0], Script):
                rest = self._skip(found[1])
                argument = self._factor(rest, depth) if rest > found[1] else None
                if argument is not None:
                    return row([found[0], TIMES, argument[0]]), argument[1]
            return found
        if text == "E" and following in ("[", "‖"):
            self.sure = True
            return self._scripted(GLYPHS["𝔼"], at + 1, depth)
        if not text.isascii() and not text.endswith("\u0302"):
            return None
        if text in GREEK:
            self.sure = True
            return self._scripted(GREEK[text], at + 1, depth)
        if len(text) == 2 and text[0] == text[1] and following == "ᵀ":
            self.sure = True
            return self._scripted(row([letter(text[0]), Script(letter(text[1]), sup=raised(following))]), at + 2, depth)
        if len(text.removesuffix("\u0302")) != 1 or not self._letterlike(at, depth, after=after):
            return None
        self.sure = True
        return self._scripted(letter(text), at + 1, depth)

    def _capital(self, at: int) -> bool:
        return self._kind(at) == "word" and len(self._text(at)) == 1 and self._text(at).isupper()

    def _initial(self, at: int) -> bool:
        """Whether a capital before a full stop is part of a person's name: names stand around it."""
        before = at - 2 if at >= 2 and self._kind(at - 1) == "space" else at - 1
        named = (
            before < 0
            or self._text(before) in (",", "and")
            or (self._kind(before) == "word" and self._text(before)[0].isupper())
        )
        return (named or self._text(before) == ".") and self._text(at + 3)[:1].isupper()

    def _letterlike(self, at: int, depth: int, *, after: bool) -> bool:
        """Whether a single letter is a name of mathematics rather than a word, an initial or an abbreviation."""
        text, following = self._text(at), self._text(at + 1)
        if following == "." and (self._kind(at + 2) == "word" or (text.isupper() and self._initial(at))):
            return False
        if following in ("'", "’") and self._kind(at + 2) == "word":
            return False
        if text in ("s", "h") and at >= 2 and self._kind(at - 1) == "space" and self._kind(at - 2) == "number":
            return False
        if text not in ("a", "A", "I") or (at and self.tokens[at - 1].kind in ("raised", "letter")):
            return True
        here = self._skip(at + 1)
        if after or self._text(here) in RELATIONS or following in ("_", "^", "*", "/", ")", "}"):
            return True
        if self._text(here) in ("+", "−", "·") or (self._text(here) == "-" and here > at + 1):
            return True
        before = at - 2 if at >= 2 and self._kind(at - 1) == "space" else at - 1
        return before >= 0 and self._text(before) in RELATIONS and self._kind(here) not in ("word", "number")

    # -- sums, indices, powers -----------------------------------------------------------------------------

    def _sums(self, at: int) -> bool:
        """Whether Σ is a sum here and not the covariance: it has an index or stands before an indexed letter."""
        if self._text(at + 1) == "_":
            return True
        here = self._skip(at + 1)
        if here == at + 1:
            return self._kind(here) == "letter"
        return self._kind(here) == "letter" and self._text(here + 1) == "_"

    def _summed(self, at: int, depth: int) -> tuple[Box, int]:
        if self._text(at + 1) == "_":
            index = self._group(at + 2, depth)
            if index is not None:
                return Limits(SUM, index[0]), self._skip(index[1]) if self._continues(index[1]) else index[1]
        return SUM, self._skip(at + 1) if self._continues(at + 1) else at + 1

    def _continues(self, at: int) -> bool:
        here = self._skip(at)
        return self._kind(here) == "letter" or self._text(here) in ("(", "‖")

    def _scripted(self, base: Box, at: int, depth: int) -> tuple[Box, int] | None:
        """The base with what stands below and above it, and the arguments in brackets right behind it."""
        sub: Box | None = None
        sup: list[Box] = []
        while True:
            text, kind = self._text(at), self._kind(at)
            found: tuple[Box, int] | None = None
            if kind == "raised":
                sup.append(raised(text))
                at += 1
                continue
            if text in ("′", "″") or (text == "'" and self._primed(at)):
                sup.append(Sign("″" if text == "″" else "′", r"\prime\prime " if text == "″" else r"\prime ", "mark"))
                at += 1
                continue
            if text == "*" and isinstance(base, Ident | Accent) and self._starred(at):
                sup.append(STAR)
                at += 1
                continue
            if text == "_" and sub is None and (sup in ([], [STAR]) or isinstance(base, Fence)):
                found = self._group(at + 1, depth)
                if found is None:
                    return None
                sub, at = found
                self.sure = True
                continue
            if text in ("^", "**"):
                found = self._group(at + 1, depth)
                if found is None:
                    return None
                sup.append(found[0])
                at = found[1]
                self.sure = True
                continue
            break
        box = base if sub is None and not sup else Script(base, sub, row(sup) if sup else None)
        if self._text(at) in ("(", "[") and not isinstance(base, Digits | Fence) and (sup or sub or callable(base)):
            before, self.given = self.given, base in CONDITIONED
            inner = self._sequence(self._skip(at + 1), depth + 1, CLOSING[self._text(at)])
            self.given = before
            if inner is not None:
                fence = Fence(self._text(at), row(inner[0]), CLOSING[self._text(at)])
                return self._scripted(row([box, APPLY, fence]), inner[1] + 1, depth)
        return box, at

    def _primed(self, at: int) -> bool:
        return self._kind(at + 1) != "word" and self.tokens[at - 1].kind in ("word", "letter", "raised")

    def _starred(self, at: int) -> bool:
        """Whether * is the mark of k* and θ*, not a product: nothing follows that could be multiplied."""
        return self._kind(at + 1) not in ("word", "letter", "number") and self._text(at + 1) not in ("(", "*")

    def _group(self, at: int, depth: int) -> tuple[Box, int] | None:
        """An index or exponent: what curly or round brackets hold, or one number, word or letter."""
        text, kind = self._text(at), self._kind(at)
        if text in ("{", "("):
            inner = self._index(at + 1, depth + 1, CLOSING[text])
            return None if inner is None else (inner[0], inner[1] + 1)
        if text in ("-", "−"):
            if self._kind(at + 1) not in ("number", "letter", "word") or self._text(at + 2) == "/":
                return None  # m^-1/2: nobody knows how far the exponent goes
            found = self._group(at + 1, depth)
            return None if found is None else (row([NEGATIVE, found[0]]), found[1])
        if kind == "number":
            return Digits(text), at + 1
        if kind == "letter" or (kind == "word" and (len(text) == 1 or text in GREEK)):
            base = letter(text) if kind == "letter" or len(text) == 1 else GREEK[text]
            star = self._text(at + 1) == "*" and self._starred(at + 1)
            return (Script(base, sup=STAR), at + 2) if star else (base, at + 1)
        return (word(text), at + 1) if kind == "word" and len(text) <= LONGEST_INDEX else None

    def _index(self, at: int, depth: int, closing: str) -> tuple[Box, int] | None:
        """What stands in the brackets of an index: a sequence that a relation may open, as in >k."""
        sign = RELATIONS.get(self._text(at))
        found = self._sequence(self._skip(at + 1) if sign else at, depth, closing)
        if found is None:
            return None
        return row([sign, *found[0]] if sign else found[0]), found[1]
