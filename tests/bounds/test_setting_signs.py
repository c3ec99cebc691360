"""Which positivity facts a step gets to see."""

from boundproof.bounds.setting import statement, with_signs
from boundproof.bounds.statements import Fact, Property, Step


def test_a_step_sees_the_signs_of_the_names_that_occur_in_it_or_in_what_it_cites():
    facts = (
        *(Fact(f"{name} > 0", statement(f"{name} > 0")) for name in "nabcd"),
        Fact("known", statement("b <= c")),
        Property("invertible", "positive definite", "G"),
    )
    steps = (
        Step("first", statement("a*b <= a*c"), by=("known", "invertible")),
        Step("second", statement("d <= 2*d"), by=("first",)),
        Step("alone", statement("a <= 2*a")),
    )
    first, second, alone = with_signs(steps, facts, tuple("nabcd"))
    assert first.by == ("n > 0", "a > 0", "b > 0", "c > 0", "known", "invertible")
    assert second.by == ("n > 0", "a > 0", "b > 0", "c > 0", "d > 0", "first")
    assert alone.by == ()
