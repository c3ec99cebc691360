"""Exceptions cross FLINT's integration."""

import pytest
from boundproof.verify.enclosures.integrals import integrate
from flint import acb, arb


def test_the_integral_of_a_polynomial_is_enclosed() -> None:
    value = integrate(lambda x, analytic: x * x, acb(0), acb(3))
    assert value.real.contains(arb(9))
    assert value.real.rad() < arb("1e-9")


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt])
def test_what_the_integrand_raises_comes_out_at_once(kind: type[BaseException], capfd) -> None:
    calls = []

    def integrand(x, analytic):
        calls.append(x)
        if len(calls) == 3:
            raise kind("stop")
        return x.exp()

    with pytest.raises(kind, match="stop"):
        integrate(integrand, acb(0), acb(1))
    assert len(calls) == 3
    assert capfd.readouterr().err == ""
