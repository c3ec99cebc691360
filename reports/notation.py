"""What checkers write into sentences as they would into code: families of spectra, signals, values of names."""

from __future__ import annotations

import re

_PARENTHESES = r"\((?:[^()`]|\((?:[^()`]|\([^()`]*\))*\))*\)"
_POWERS = rf"(?:[*/^]{{1,2}}(?:{_PARENTHESES}|\w+)(?:{_PARENTHESES})?)*"
_TERM = rf"(?:[A-Za-z_]\w*|[0-9]+)(?:{_PARENTHESES}|\[[^\[\]`]*\])?{_POWERS}"
_SIDE = rf"{_TERM}(?: [-+] {_TERM})*"
EQUATION = re.compile(rf"(?<![\w.=*/(\[`])(?=[A-Za-z_])(?P<sides>{_SIDE}(?: = -?{_SIDE})+)(?![\w*/(\[=`]|\.\d)")
"""Values of names, as checkers list them: sigma = largest = 1, kstar(1) = n**(1/2)."""
_FAMILIES = "power_log|power_law|exponential_floor|exponential|flat_tail|isotropic"
FAMILY = re.compile(rf"(?<![\w`])(?P<family>{_FAMILIES})(?P<given>{_PARENTHESES})")
"""A spectrum as it was built: power_log(a=1, beta=2)."""

SIGNAL = re.compile(r"(?<![\w`])(?P<kind>power_signal|supported_signal)\((?:t=)?(?P<values>[0-9a-z/*., -]+)\)")
"""A signal as it was built: power_signal(t=3/4), supported_signal(1)."""


def arguments(text: str) -> list[str]:
    """What stands between the brackets of a call, split at its own commas: names and values as equations."""
    parts, depth, part = [], 0, ""
    for character in text[1:-1]:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += character
    named = [re.sub(r"^\s*(\w+)=(?!=)", r"\1 = ", item).strip() for item in [*parts, part]]
    return [item.replace("'", "").strip("[]") if "(" not in item else item.replace("'", "") for item in named if item]
