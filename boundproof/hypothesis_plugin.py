"""Registers strategies with Hypothesis, so that `st.from_type(Spectrum)` and annotated arguments work.

Hypothesis calls `register` whenever it is imported, whether or not boundproof is wanted: nothing is imported here. A
type can only be asked for once its module has been imported, and that is when it is registered.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_TYPES = {
    "boundproof.bounds.spectra.spectrum": {"Spectrum": "spectra"},
    "boundproof.bounds.spectra.signals": {"Signal": "signals"},
    "boundproof.bounds.filters": {"Filter": "filters"},
    "boundproof.verify.simulation.noise": {"Noise": "noises"},
    "boundproof.verify.simulation.designs": {"Design": "designs"},
    "boundproof.verify.simulation.attacks": {"Attack": "attacks"},
    "boundproof.verify.strategies": {
        "Problem": "problems",
        "KnownFunction": "exp_log_functions",
        "KnownClaim": "landau_claims",
    },
}
"""For each module, its types and the strategies of `verify.strategies` that make them."""


def register() -> None:
    """Registers the types of modules that are there, and of the others when they are imported."""
    for name in _TYPES:
        module = sys.modules.get(name)
        if module is not None:
            _register(module)
    if not any(isinstance(finder, _WhenImported) for finder in sys.meta_path):
        sys.meta_path.insert(0, _WhenImported())


def _register(module: ModuleType) -> None:
    from hypothesis import strategies as st

    def deferred(maker: str) -> Callable[[type], st.SearchStrategy[object]]:
        def build(_: type) -> st.SearchStrategy[object]:
            from .verify import strategies

            made: st.SearchStrategy[object] = getattr(strategies, maker)()
            return made

        return build

    for type_name, maker in _TYPES[module.__name__].items():
        st.register_type_strategy(getattr(module, type_name), deferred(maker))


class _WhenImported(importlib.abc.MetaPathFinder):
    """Lets the others find a module, and registers its types once it has run."""

    def __init__(self) -> None:
        self._asking: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec that the other finders give, with a loader that registers afterwards; None for other modules."""
        if fullname not in _TYPES or fullname in self._asking:
            return None
        self._asking.add(fullname)
        try:
            spec = importlib.util.find_spec(fullname)
        finally:
            self._asking.discard(fullname)
        if spec is None or spec.loader is None:
            return spec
        spec.loader = _Registering(spec.loader)
        return spec


class _Registering(importlib.abc.Loader):
    """A loader that does as another one does, which may be shared with other modules, and then registers."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As the other loader does."""
        made: ModuleType | None = self._loader.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        """Runs the module, then registers its types."""
        self._loader.exec_module(module)
        _register(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)
