"""How surprising a count is against what a place, a firm or a theme had before."""

from collections.abc import Sequence

from scipy.stats import nbinom

HALF = 0.5  # Jeffreys' prior of a rate: a subject nobody ever told of may still come up by chance


def chance(count: int, before: Sequence[int]) -> float:
    """The probability of `count` or more in one more week, given the weeks `before`: the negative
    binomial that a Poisson rate with a gamma prior predicts (Gelman et al., Bayesian Data Analysis,
    §2.6)."""
    weeks = len(before)
    return float(nbinom.sf(count - 1, sum(before) + HALF, weeks / (weeks + 1)))


def usual(before: Sequence[int]) -> float:
    """What a week has on average."""
    return sum(before) / len(before)
