"""Certificates of many claims in one piece of evidence: each as compressed text, since together they are long."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any


def packed(certificate: Mapping[str, Any]) -> str:
    """A certificate as text: JSON, compressed, in base 64."""
    return base64.b64encode(zlib.compress(json.dumps(certificate, sort_keys=True).encode(), 9)).decode()


def unpacked(text: str) -> dict[str, Any]:
    """The certificate that was packed, for `verify.recheck`."""
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    return found
