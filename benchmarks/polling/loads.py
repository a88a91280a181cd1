"""The loads on which ways of watching are compared."""

from __future__ import annotations

from benchmarks.polling.world import Load

IN_FLIGHT = (1, 5, 20, 200, 2000)
SIGMAS = (0.25, 0.5)
LOADS = tuple(Load(number, sigma) for sigma in SIGMAS for number in IN_FLIGHT)


def learnt_from(load: Load) -> int:
    """Return after how many jobs the scores begin to count.

    Of many in flight the first ones to be found are the quick ones, and nothing is learnt from
    most of the others: it takes four generations of them until things are as they stay.
    """
    return max(200, 4 * load.in_flight)


def played(load: Load) -> int:
    """Return how many jobs the scores are means of."""
    return max(2000, 3 * load.in_flight)
