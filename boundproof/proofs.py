"""Proof scripts from files."""

from __future__ import annotations

from pathlib import Path

from .bounds.errors import InputError
from .bounds.proofs import parse_proof
from .bounds.statements import Theorem

MAX_BYTES = 1_000_000


def read_proof(path: str | Path) -> Theorem:
    """The theorem of a `.proof` file (docs/proof_format.md).

    Raises InputError for a file that cannot be read, and ProofError, with file:line:column, for one that is no script.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path} has more than {MAX_BYTES} bytes: a proof script is a small text file")
    try:
        return parse_proof(data.decode("utf-8"), path=str(path))
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not a text in UTF-8 (byte {error.start})") from error
