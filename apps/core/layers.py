"""Boxes and arrows in layers: which layer each lies in, in which order, and how far to the right.

Between two layers of boxes lies a layer of labels, and an arrow has a place of its own in each layer that it passes.
The steps are those of Sugiyama and others, in the simplest form that draws a table of some dozen states well.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import floor, inf
from random import Random

# Between neighbours in a layer, and between the ends of two arrows at one side of a box.
BETWEEN, PORT = 16, 16
# From how many beginnings an order is looked for, and in how many turns; how often what is joined is drawn together.
BEGINNINGS, TURNS, PULLS, STRAIGHTENINGS = 12, 6, 40, 4
# How strongly the places of one arrow keep to one line, compared with a box and an arrow.
STRAIGHT = 6


@dataclass(eq=False, slots=True)
class Place:
    """A place in a layer: a state's, or where an arrow passes. It reaches `left` and `right` of its `x`."""

    left: int = 0
    right: int = 0
    x: float = 0
    state: str | None = None
    above: list["Place"] = field(default_factory=list)
    below: list["Place"] = field(default_factory=list)


type Layers = list[list[Place]]


def depths_of(states: Sequence[str], pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, int], set[tuple[str, str]]]:
    """How deep each state lies, below all that lead to it, and which pairs lead back.

    The walk begins at what nothing leads to, then at what it has not come to yet, in the order of the table. A pair
    leads back where the walk comes to a state that it is still under way from.
    """
    onward: dict[str, list[str]] = {state: [] for state in states}
    led_to = set()
    for source, target in pairs:
        if source != target:
            onward[source].append(target)
            led_to.add(target)
    under_way, left, back = set(), [], set()

    def walk(state: str) -> None:
        under_way.add(state)
        for target in onward[state]:
            if target in under_way:
                back.add((state, target))
            elif target not in left:
                walk(target)
        under_way.remove(state)
        left.append(state)

    for state in sorted(states, key=led_to.__contains__):
        if state not in left:
            walk(state)
    depths = dict.fromkeys(states, 0)
    for state in reversed(left):
        for target in onward[state]:
            if (state, target) not in back:
                depths[target] = max(depths[target], depths[state] + 1)
    return depths, back


def put_in_order(layers: Layers) -> None:
    """Order each layer so that few arrows cross, and each place's neighbours by that order.

    The search climbs from several beginnings, which chance gives, though the same each time.
    """
    chance = Random(0)  # noqa: S311 -- it only has to vary
    best, fewest = [list(layer) for layer in layers], _crossings(layers)
    for _beginning in range(BEGINNINGS):
        for turn in range(TURNS):
            if not fewest:
                break
            _by_neighbours(layers if turn % 2 else layers[::-1])
            while any(_swap(layers, index) for index in range(len(layers))):
                pass
            if (crossings := _crossings(layers)) < fewest:
                best, fewest = [list(layer) for layer in layers], crossings
        for layer in layers:
            chance.shuffle(layer)
    layers[:] = best
    at = {place: index for layer in layers for index, place in enumerate(layer)}
    for place in at:
        place.above.sort(key=at.__getitem__)
        place.below.sort(key=at.__getitem__)


def _by_neighbours(layers: Layers) -> None:
    """Order each layer by where, on average, those are to which its places are joined in the layer before."""
    for before, layer in pairwise(layers):
        at = {place: index for index, place in enumerate(before)}
        middles = {}
        for index, place in enumerate(layer):
            joined = [at[other] for other in (*place.above, *place.below) if other in at]
            middles[place] = sum(joined) / len(joined) if joined else index
        layer.sort(key=middles.__getitem__)


def _swap(layers: Layers, index: int) -> bool:
    """Swap neighbours in a layer where that saves crossings; whether it did."""
    layer, swapped = layers[index], False
    at = {
        place: number
        for near in (layers[index - 1] if index else [], layers[index + 1] if index + 1 < len(layers) else [])
        for number, place in enumerate(near)
    }

    def between(one: Place, other: Place) -> int:
        return sum(
            at[a] > at[b]
            for ones, others in ((one.above, other.above), (one.below, other.below))
            for a in ones
            for b in others
        )

    for number in range(len(layer) - 1):
        one, other = layer[number], layer[number + 1]
        if between(other, one) < between(one, other):
            layer[number], layer[number + 1] = other, one
            swapped = True
    return swapped


def _crossings(layers: Layers) -> int:
    count = 0
    for upper, lower in pairwise(layers):
        at = {place: index for index, place in enumerate(lower)}
        seen: list[int] = []
        for place in upper:
            for index in sorted(at[below] for below in place.below):
                count += len(seen) - bisect_right(seen, index)
                insort(seen, index)
    return count


def pull_together(layers: Layers) -> None:
    """Give each place its x: near to what it is joined to, in the order of its layer, with room between them."""
    for turn in range(PULLS):
        for layer in layers if turn % 2 else layers[::-1]:
            gaps = [one.right + other.left + BETWEEN for one, other in pairwise(layer)]
            for place, x in zip(layer, apart([_wanted(place) for place in layer], gaps), strict=True):
                place.x = x
    for layer in layers:
        for place in layer:
            place.x = nearest(place.x)


def straighten(layers: Layers, chains: Iterable[list[Place]], margin: int) -> None:
    """Let each arrow run straight down as far as its neighbours leave it room; then move all to the margin."""
    between = {}
    for layer in layers:
        for one, place, other in zip([None, *layer], layer, [*layer[1:], None], strict=False):
            between[place] = (one, other)

    def room(place: Place) -> tuple[float, float]:
        one, other = between[place]
        return (
            one.x + one.right + BETWEEN + place.left if one else -inf,
            other.x - other.left - BETWEEN - place.right if other else inf,
        )

    for _turn in range(STRAIGHTENINGS):
        for chain in chains:
            run: list[Place] = []
            least, most = -inf, inf
            for place in [*chain[1:-1], None]:
                low, high = room(place) if place else (inf, -inf)
                if max(least, low) > min(most, high):
                    middle = nearest(sum(each.x for each in run) / len(run))
                    for each in run:
                        each.x = min(max(middle, least), most)
                    run, least, most = [], -inf, inf
                if place:
                    run.append(place)
                    least, most = max(least, low), min(most, high)
    left = min(place.x - place.left for layer in layers for place in layer)
    for layer in layers:
        for place in layer:
            place.x += margin - left


def _wanted(place: Place) -> tuple[float, float]:
    """Where the neighbours of a place pull it, and how strongly."""
    pulled, weight = 0.0, 0.0
    for joined, back in ((place.above, "below"), (place.below, "above")):
        for index, other in enumerate(joined):
            siblings = getattr(other, back)
            own = (index - (len(joined) - 1) / 2) * PORT if place.state else 0
            others = (siblings.index(place) - (len(siblings) - 1) / 2) * PORT if other.state else 0
            strength = 1 if place.state or other.state else STRAIGHT
            pulled += strength * (other.x + others - own)
            weight += strength
    return (pulled / weight, weight) if weight else (place.x, 1)


def apart(
    wanted: Sequence[tuple[float, float]], gaps: Sequence[int], least: float = -inf, most: float = inf
) -> list[float]:
    """Places in this order, at least the gaps apart, as near to those wanted (with a weight) as that allows.

    The least sum of weighted squares, by pooling neighbours that would come too near. Between least and most there
    must be room for all.
    """
    offsets = [0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    pools: list[tuple[float, float, int]] = []
    for (x, weight), offset in zip(wanted, offsets, strict=False):
        pool = (x - offset, weight, 1)
        while pools and pools[-1][0] >= pool[0]:
            before = pools.pop()
            total = before[1] + pool[1]
            pool = ((before[0] * before[1] + pool[0] * pool[1]) / total, total, before[2] + pool[2])
        pools.append(pool)
    highest = most - offsets[-1]
    values = [min(max(x, least), highest) for x, _weight, count in pools for _place in range(count)]
    return [value + offset for value, offset in zip(values, offsets, strict=False)]


def nearest(x: float) -> int:
    """To the next whole number; moving x by one moves this by one, which the built-in does not promise."""
    return floor(x + 0.5)
