"""Functions of probability, by scipy.

scipy is imported when one is first asked for: it weighs 20 MB, which neither the pages of every day
nor a worker that publishes need.
"""

from typing import Any


def ndtr(x: Any) -> Any:
    """The standard normal distribution: how much of it lies below x."""
    from scipy import special  # noqa: PLC0415 - see above

    return special.ndtr(x)


def betainc(a: Any, b: Any, x: Any) -> Any:
    """The Beta(a, b) distribution: how much of it lies below x."""
    from scipy import special  # noqa: PLC0415 - see above

    return special.betainc(a, b, x)


def betaincinv(a: Any, b: Any, share: Any) -> Any:
    """Below which x that share of the Beta(a, b) distribution lies."""
    from scipy import special  # noqa: PLC0415 - see above

    return special.betaincinv(a, b, share)


def stdtr(degrees: Any, t: Any) -> Any:
    """Student's t distribution with so many degrees of freedom: how much of it lies below t."""
    from scipy import special  # noqa: PLC0415 - see above

    return special.stdtr(degrees, t)


def stdtrit(degrees: Any, share: Any) -> Any:
    """Below which t that share of Student's t distribution lies."""
    from scipy import special  # noqa: PLC0415 - see above

    return special.stdtrit(degrees, share)
