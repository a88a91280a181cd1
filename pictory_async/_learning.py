"""Turns jobs that were seen running and then finished into a belief about their kind; pure.

Nobody is told when a job ends: it ends somewhere between the question that found it running and
the one that found it finished. So every sighting is an interval, and the durations inside are
inferred in the manner of Turnbull (1976): a sighting is spread over its interval in proportion to
the belief, whose new value is the sum of all of them, and again. Taking the later end instead
would teach the watcher its own questions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

from pictory_async._belief import Belief

if TYPE_CHECKING:
    from collections.abc import Sequence

_CELLS = 128
_FITS = 60
_FITTED = 1e-4
_SPREADS = 3
_LEFT = 1e-6
_FEW, _WIDE = 20.0, 2.5

_PRIOR_WEIGHT = 2.0
"""How many sightings the prior is worth; it also keeps the tails from ever being empty."""

_SHAPE_WEIGHT = 20.0
"""How many sightings, at most, the fitted lognormal is worth beside the sightings themselves."""

_USUAL_SPREAD, _USUAL_WEIGHT = 0.4, 2.0
"""What few sightings are believed to scatter by, in natural logarithms, and what that is worth."""

_LEAST_SPREAD = 0.03


class Sighting(NamedTuple):
    """A job that was running at age `low` and finished at age `high`, and how much it counts."""

    low: float
    high: float
    weight: float = 1.0

    @property
    def likely(self) -> float:
        """The logarithm of a first guess; a job seen for the first time has hardly just begun."""
        return math.log((max(self.low, self.high / 2) + self.high) / 2)


class _Span(NamedTuple):
    """A sighting in cells of a grid."""

    low: float
    high: float
    weight: float


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cells of equal width in the logarithm of the duration."""

    start: float
    step: float

    @classmethod
    def over(cls, *shapes: NormalDist, least: float = math.inf, most: float = -math.inf) -> _Grid:
        start = min(least - 0.1, *(shape.mean - 4 * shape.stdev for shape in shapes), 1e9)
        end = max(most + 0.1, *(shape.mean + 4 * shape.stdev for shape in shapes), -1e9)
        return cls(start, (end - start) / _CELLS)

    def masses(self, shape: NormalDist) -> list[float]:
        """Return how much of a lognormal lies in each cell; the first has all that is below."""
        shares = (shape.cdf(self.start + self.step * edge) for edge in range(1, _CELLS + 1))
        return [after - before for before, after in pairwise([0.0, *shares])]

    def span(self, sighting: Sighting, blur: float) -> _Span:
        """Place a sighting, widened to `blur` on both sides of its middle if it is narrower."""
        high = math.log(sighting.high)
        low = math.log(sighting.low) if sighting.low > 0 else -math.inf
        if high - low < 2 * blur:
            middle = (low + high) / 2
            low, high = middle - blur, middle + blur
        return _Span(self._place(low), self._place(high), sighting.weight)

    def _place(self, logarithm: float) -> float:
        return min(max((logarithm - self.start) / self.step, 0.0), _CELLS - 1e-9)

    def shape(self, masses: Sequence[float]) -> NormalDist:
        """Return the lognormal that fits masses, in logarithms."""
        middles = [self.start + self.step * (cell + 0.5) for cell in range(_CELLS)]
        return _shape_of(list(zip(middles, masses, strict=True)))

    def belief(self, masses: Sequence[float]) -> Belief:
        times = (math.exp(self.start + self.step * edge) for edge in range(_CELLS + 1))
        most = 1.0 - _LEFT
        shares = (min(share, most) for share in accumulate(masses, initial=0.0))
        return Belief.of([0.0, *times], [0.0, *shares])


def guess(prior: NormalDist) -> Belief:
    """Return the belief about a kind of which nothing was seen; `prior` is in logarithms."""
    grid = _Grid.over(prior)
    return grid.belief(grid.masses(prior))


def learn(sightings: Sequence[Sighting], prior: NormalDist) -> Belief:
    """Return the belief after sightings, of which there is at least one."""
    weight = sum(sighting.weight for sighting in sightings)
    first = _shape_of([(s.likely, s.weight) for s in sightings])
    around = NormalDist(
        (first.mean * weight + prior.mean * _PRIOR_WEIGHT) / (weight + _PRIOR_WEIGHT), prior.stdev
    )
    ends = [math.log(sighting.high) for sighting in sightings]
    reach = (_WIDE if weight < _FEW else 1.0) * prior.stdev
    grid = _Grid.over(
        first, least=min(*ends, around.mean - reach), most=max(*ends, around.mean + reach)
    )
    blur = 0.9 * first.stdev * max(weight, 1.0) ** -0.2  # Silverman's bandwidth
    spans = [grid.span(sighting, blur) for sighting in sightings]
    base, rest = grid.masses(_fitted(grid, spans, first)), grid.masses(around)
    trust = min(_SHAPE_WEIGHT, weight)
    total = weight + trust + _PRIOR_WEIGHT
    reach, masses = round(blur / grid.step), base
    # A few rounds only: with many the masses would gather in spikes.
    for _ in range(_SPREADS):
        masses = [
            (seen + trust * shaped + _PRIOR_WEIGHT * unknown) / total
            for seen, shaped, unknown in zip(_spread(masses, spans, reach), base, rest, strict=True)
        ]
    return grid.belief(masses)


def _fitted(grid: _Grid, spans: Sequence[_Span], shape: NormalDist) -> NormalDist:
    """Return the lognormal that makes the sightings likely: expectation and maximisation."""
    for _ in range(_FITS):
        before, shape = shape, grid.shape(_spread(grid.masses(shape), spans))
        if abs(before.mean - shape.mean) + abs(before.stdev - shape.stdev) < _FITTED:
            break
    return shape


def _shape_of(weighted: Sequence[tuple[float, float]]) -> NormalDist:
    """Return the mean and the deviation of logarithms with their weights."""
    weight = sum(one for _, one in weighted)
    mean = sum(value * one for value, one in weighted) / weight
    squares = sum((value - mean) ** 2 * one for value, one in weighted)
    variance = (squares + _USUAL_WEIGHT * _USUAL_SPREAD**2) / (weight + _USUAL_WEIGHT)
    return NormalDist(mean, max(math.sqrt(variance), _LEAST_SPREAD))


def _factors(masses: Sequence[float], spans: Sequence[_Span]) -> list[float]:
    """Return by what each cell's mass is multiplied when every sighting is spread over its span."""
    sums = [*accumulate(masses, initial=0.0), 0.0]
    changes = [0.0] * (_CELLS + 2)
    for low, high, weight in spans:
        first, last = int(low), int(high)
        after, until = low - first, high - last
        inside = sums[last] + until * masses[last] - sums[first] - after * masses[first]
        factor = weight / max(inside, 1e-12)
        changes[first] += factor * (1.0 - after)
        changes[first + 1] += factor * after
        changes[last] -= factor * (1.0 - until)
        changes[last + 1] -= factor * until
    return list(accumulate(changes))[:_CELLS]


def _spread(masses: Sequence[float], spans: Sequence[_Span], blur: int = 0) -> list[float]:
    """Spread every sighting over its span in proportion to `masses`; return the sums."""
    factors = _factors(masses, spans)
    for _ in range(2 if blur else 0):
        factors = _smooth(factors, blur)
    return [mass * factor for mass, factor in zip(masses, factors, strict=True)]


def _smooth(values: Sequence[float], reach: int) -> list[float]:
    """Return the means of each value and its neighbours up to `reach` away."""
    sums = list(accumulate(values, initial=0.0))
    ranges = ((max(i - reach, 0), min(i + reach + 1, len(values))) for i in range(len(values)))
    return [(sums[end] - sums[start]) / (end - start) for start, end in ranges]
