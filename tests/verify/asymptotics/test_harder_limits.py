"""Harder true claims: nested exponentials, several scales, singular points, oscillation.

The first dozen are of the kind of Gruntz's thesis (1996); all values are derived by hand. A second test makes each
limit false by adding one to its value, or by turning infinity round.
"""

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.verdict import Outcome

TRUE = [
    ("exp(x)*(sin(1/x+exp(-x)) - sin(1/x+exp(-x**2))) -> 1", "x -> oo"),
    ("exp(exp(x - exp(-x)/(1 - 1/x))) - exp(exp(x)) -> -oo", "x -> oo"),
    ("exp(exp(exp(x)/(1-1/x))) - exp(exp(exp(x)/(1-1/x-log(x)**(-log(x))))) -> -oo", "x -> oo"),
    ("exp(exp(exp(x)))/exp(exp(exp(x-exp(-exp(exp(x)))))) -> 1", "x -> oo"),
    ("(log(log(x)+log(log(x))) - log(log(x)))/log(log(x)+log(log(log(x))))*log(x) -> 1", "x -> oo"),
    (
        "exp(exp(-x/(1+exp(-x))))*exp(-x/(1+exp(-x/(1+exp(-x)))))*"
        "exp(exp(-x+exp(-x/(1+exp(-x)))))/exp(-x/(1+exp(-x)))**2 - exp(x) + x -> 2",
        "x -> oo",
    ),
    ("log(x)**2*exp(sqrt(log(x))*log(log(x))**2*exp(sqrt(log(log(x)))*log(log(log(x)))**3))/sqrt(x) -> 0", "x -> oo"),
    ("exp(exp(2*log(x**5+x)*log(log(x))))/exp(exp(10*log(x)*log(log(x)))) -> oo", "x -> oo"),
    (
        "4*exp(exp(5/2*x**(-5/7)+21/8*x**(6/11)+2*x**(-8)+54/17*x**(49/45)))**"
        "8/log(log(-log(4/3*x**(-5/14))))**(7/6) -> oo",
        "x -> oo",
    ),
    ("(exp(4*x*exp(-x)/(exp(-x)+exp(-2*x**2/(x+1)))) - exp(x))/exp(x)**4 -> 1", "x -> oo"),
    ("exp(gamma(x-exp(-x))*exp(1/x)) - exp(gamma(x)) -> oo", "x -> oo"),
    ("exp(exp(polygamma(0,polygamma(0,x))))/x -> exp(-1/2)", "x -> oo"),
    ("exp(exp(polygamma(0,log(x))))/x -> exp(-1/2)", "x -> oo"),
    ("(Ei(x-exp(-exp(x))) - Ei(x))*exp(-x)*exp(exp(x))*x -> -1", "x -> oo"),
    ("exp((log(2)+1)*x)*(zeta(x+exp(-x)) - zeta(x)) -> -log(2)", "x -> oo"),
    ("erf(log(log(x))) -> 1-", "x -> oo"),
    ("x*atan(x)/(x+1) -> pi/2", "x -> oo"),
    ("sinh(x+exp(-x)) - sinh(x) -> 1/2", "x -> oo"),
    ("exp(asinh(x+exp(-exp(x)))) - 2*x -> 0", "x -> oo"),
    ("tan(pi/2 - 1/x)/x -> 1", "x -> oo"),
    ("x**(1/x)-1 ~ log(x)/x", "x -> oo"),
    ("(1+1/x)**(x**2)*exp(-x) -> exp(-1/2)", "x -> oo"),
    ("(x/(x-1))**x -> exp(1)+", "x -> oo"),
    ("log(1+exp(x))/x -> 1+", "x -> oo"),
    ("log(sinh(x))/x -> 1-", "x -> oo"),
    ("sqrt(x)*(sqrt(x+1)-sqrt(x)) -> 1/2-", "x -> oo"),
    ("(log(x+1)-log(x))*x -> 1-", "x -> oo"),
    ("atan(1/x) - 1/x ~ -1/(3*x**3)", "x -> oo"),
    ("cos(1/x)**(x**2) -> exp(-1/2)", "x -> oo"),
    ("(sin(x)/x)**(1/x**2) -> exp(-1/6)", "x -> 0"),
    ("(exp(x)-exp(-x)-2*x)/(x-sin(x)) -> 2", "x -> 0"),
    ("(1-cos(x)*sqrt(cos(2*x)))/x**2 -> 3/2", "x -> 0"),
    ("x**(1/(1-x)) -> exp(-1)", "x -> 1"),
    ("(2-x)**tan(pi*x/2) -> exp(2/pi)", "x -> 1"),
    ("log(cos(x))/x**2 -> -1/2", "x -> 0"),
    ("(x*exp(x/2)-exp(x)+1)/x**3 -> -1/24", "x -> 0"),
    ("1/x**2 - 1/sin(x)**2 -> -1/3", "x -> 0"),
    ("(asin(x)-atan(x))/x**3 -> 1/2", "x -> 0"),
    ("(cosh(x)-cos(x))/x**2 -> 1", "x -> 0"),
    ("acosh(1+x)/sqrt(2*x) -> 1", "x -> 0+"),
    ("x*floor(1/x) -> 1", "x -> 0+"),
    ("x*floor(1/x) -> 1", "x -> 0"),
    ("floor(x)/x -> 1", "x -> -oo"),
    ("frac(x) -> 1", "x -> 3-"),
    ("frac(x) -> 0", "x -> 3+"),
    ("floor(sin(x)) -> 0", "x -> 0+"),
    ("floor(sin(x)) -> -1", "x -> 0-"),
    ("ceiling(x**2) -> 1", "x -> 0"),
    ("floor(cos(x)) -> 0", "x -> 0"),
    ("Mod(x,2) -> 1", "x -> 5"),
    ("sign(sin(x)) -> -1", "x -> pi+"),
    ("Abs(x-1)/(x-1) -> -1", "x -> 1-"),
    ("Max(x,-x)/Abs(x) -> 1", "x -> 0"),
    ("x**2*sin(1/x) -> 0", "x -> 0"),
    ("x*cos(1/x) -> 0", "x -> 0+"),
    ("sin(x**2)/x -> 0", "x -> oo"),
    ("(x+sin(x))/(x-sin(x)) -> 1", "x -> oo"),
    ("(x+cos(x))/x -> 1", "x -> oo"),
    ("exp(-x)*(sin(x)+2)*x -> 0+", "x -> oo"),
    ("x/(2+sin(x)) -> oo", "x -> oo"),
    ("x**2-x*sin(x)-x*cos(x) -> oo", "x -> oo"),
    ("x + (sin(x)+2)*(sin(x)-3) -> oo", "x -> oo"),
    ("log(x+sin(x)) ~ log(x)", "x -> oo"),
    ("sqrt(x**2+sin(x))-x -> 0", "x -> oo"),
    ("exp(1/(x+sin(x))) -> 1+", "x -> oo"),
    ("floor(x)*floor(x+1) ~ x**2", "x -> oo"),
    ("ceiling(x)-floor(x) = O(1)", "x -> oo"),
    ("sqrt(x)-floor(sqrt(x)) = o(log(x))", "x -> oo"),
    ("factorial(floor(x)) = O(factorial(x))", "x -> oo"),
    ("log(factorial(x))/x - log(x) -> -1", "x -> oo"),
    ("factorial(x)**(1/x)/x -> exp(-1)", "x -> oo"),
    ("binomial(2*x,x)**(1/x) -> 4", "x -> oo"),
    ("gamma(x+1/2)**2*x/gamma(x+1)**2 -> 1", "x -> oo"),
    ("polygamma(1,x)*x -> 1", "x -> oo"),
    ("polygamma(0,x+1)-polygamma(0,x) ~ 1/x", "x -> oo"),
    ("LambertW(x*exp(x)) - x -> 0", "x -> oo"),
    ("LambertW(exp(x)) ~ x", "x -> oo"),
    ("erfc(x)/exp(-x**2) -> 0+", "x -> oo"),
    ("erf(1/x)*x -> 2/sqrt(pi)", "x -> oo"),
    ("Ei(log(x))/(x/log(x)) -> 1", "x -> oo"),
    ("li(x)*log(x)/x -> 1+", "x -> oo"),
    ("uppergamma(3,x) ~ x**2*exp(-x)", "x -> oo"),
    ("lowergamma(2,x) -> 1", "x -> oo"),
    ("zeta(x) -> 1", "x -> oo"),
    ("(zeta(x)-1)*2**x -> 1+", "x -> oo"),
    ("sec(x)*cos(x) -> 1", "x -> 0"),
    ("csc(x)-1/x -> 0", "x -> 0"),
    ("cot(x)*x -> 1", "x -> 0"),
    ("tanh(1/x) -> -1", "x -> 0-"),
    ("coth(1/x) -> 1", "x -> 0+"),
    ("1/(1+exp(1/x)) -> 0", "x -> 0+"),
    ("1/(1+exp(1/x)) -> 1", "x -> 0-"),
    ("asech(x)+log(x) -> log(2)", "x -> 0+"),
    ("acsch(x)*x -> 1", "x -> oo"),
    ("acoth(x)*x -> 1", "x -> oo"),
    ("atanh(x)/x -> 1", "x -> 0"),
    ("(x**(1/3)-2)/(x-8) -> 1/12", "x -> 8"),
    ("(sqrt(x)-3)/(x-9) -> 1/6", "x -> 9"),
    ("(x**5-1)/(x**3-1) -> 5/3", "x -> 1"),
    ("sin(x)/x -> 0", "x -> pi"),
    ("tan(x) -> oo", "x -> pi/2-"),
    ("exp(tan(x)) -> 0", "x -> pi/2+"),
    ("log(x)*log(1-x) -> 0", "x -> 1-"),
    ("(1-x)**(1-x) -> 1", "x -> 1-"),
    ("x**5*exp(-x) -> 0", "x -> oo"),
    ("(1+x)**(1/log(x)) -> exp(1)", "x -> oo"),
    ("x**sin(1/x) -> 1", "x -> oo"),
    ("(x+exp(x))**(1/x) -> exp(1)", "x -> oo"),
    ("(x+exp(x))**(1/x) -> exp(2)", "x -> 0"),
    ("(exp(x)+x**2)/(exp(x)-1) -> 1", "x -> oo"),
    ("log(x)**3/x**(1/7) -> 0", "x -> oo"),
    ("x**(log(log(x))/log(x)) ~ log(x)", "x -> oo"),
    ("2**(x)*3**(-x)*x**100 -> 0", "x -> oo"),
    ("pi**x/exp(x)**1 -> oo", "x -> oo"),
    ("(x**2+1)**x/x**(2*x) -> 1", "x -> oo"),
    ("x*(pi/2-atan(x)) -> 1-", "x -> oo"),
    ("x*(pi-2*asin(x/(x+1)))**2 -> 8", "x -> oo"),
    ("exp(x**2)*(erf(x+exp(-x**2))-erf(x)) -> 0", "x -> oo"),
]
LIMITS = [(claim, point) for claim, point in TRUE if " -> " in claim][::2]


@pytest.mark.parametrize(("claim", "point"), TRUE)
def test_true(claim: str, point: str) -> None:
    verdict = decide(parse_claim(claim, as_=point))
    assert verdict.outcome is Outcome.PROVED, verdict.why


@pytest.mark.parametrize(("claim", "point"), LIMITS)
def test_another_value_is_refuted(claim: str, point: str) -> None:
    body, value = claim.rsplit(" -> ", 1)
    other = {"oo": "-oo", "-oo": "oo"}.get(value, f"({value.rstrip('+-')}) + 1")
    verdict = decide(parse_claim(f"{body} -> {other}", as_=point))
    assert verdict.outcome is Outcome.REFUTED, verdict.why
