"""Pictures of lifecycles, laid out on the server: they need no script and no style inside the page.

States are boxes in layers, each state below those that lead to it; an arrow that leads back runs upwards. Between two
layers of boxes lies a layer of labels, and an arrow has a place of its own in each layer that it passes. So no arrow
runs through a box or a label, and no label lies on another. All lengths are whole units of the picture's view box.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from textwrap import wrap

from apps.core.layers import (
    PORT,
    Layers,
    Place,
    apart,
    depths_of,
    nearest,
    pull_together,
    put_in_order,
    straighten,
)
from apps.core.lifecycle import Lifecycle, Text, name_of

# How wide a character is on average, at most, in a box and in a label; at which length a name is broken.
IN_BOX, IN_LABEL, BREAK = 7.5, 7, 20
LINE, PADDING = 16, 9
LABEL = 16
MARGIN = 8
# Between a layer of boxes and one of labels: higher where an arrow goes far aside, so that it never runs flat.
LOWEST, HIGHEST, SLOPE = 22, 54, 5
HEAD, HALF_HEAD = 8, 4
# An arrow back to its own box: how far it reaches to the right, and half of its height.
LOOP, HALF_LOOP = 28, 8

type Pair = tuple[str, str]
type Acts = dict[Pair, list[tuple[int, Text]]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a box's name, at its baseline."""

    text: str
    y: int


@dataclass(frozen=True, slots=True)
class Box:
    """A state. `first`: no act leads to it; `last`: none leads on."""

    state: str
    name: Text
    lines: list[Line]
    x: int
    y: int
    width: int
    height: int
    middle: int
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Label:
    """The numbers of an arrow's acts, in the middle of a rectangle."""

    text: str
    x: int
    y: int
    width: int
    height: int
    middle: int
    text_y: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """All acts that lead from one state to another, by number and label. `head` begins at the tip."""

    source: str
    target: str
    acts: list[tuple[int, Text]]
    path: str
    head: str
    label: Label


@dataclass(frozen=True, slots=True)
class Diagram:
    width: int
    height: int
    boxes: list[Box]
    arrows: list[Arrow]


def diagram_of(lifecycle: Lifecycle) -> Diagram:
    """The picture of a table. Acts are numbered by their row in it, from 1; the same table gives the same picture."""
    states = dict.fromkeys(state for move in lifecycle.transitions for state in (*move.sources, move.target))
    acts: Acts = {}
    for number, move in enumerate(lifecycle.transitions, 1):
        for source in move.sources:
            acts.setdefault((source, move.target), []).append((number, move.label))
    return _Drawing(list(states), acts).drawn()


class _Drawing:
    """The steps from a table to a picture, each reading what those before it found."""

    def __init__(self, states: list[str], acts: Acts) -> None:
        self.acts = acts
        self.texts = {pair: ", ".join(str(number) for number, _label in numbered) for pair, numbered in acts.items()}
        self.names = {state: wrap(str(name_of(state)), BREAK, break_on_hyphens=False) for state in states}
        self.boxes = {state: Place(state=state) for state in states}
        self.depths, self.back = depths_of(states, acts)
        # Layers of boxes have even numbers, layers of labels odd ones.
        self.layers: Layers = [[] for _layer in range(2 * max(self.depths.values()) + 1)]
        # The places of each arrow from above to below, whichever way it leads.
        self.chains: dict[Pair, list[Place]] = {}

    def drawn(self) -> Diagram:
        self._fill()
        put_in_order(self.layers)
        self._size()
        pull_together(self.layers)
        straighten(self.layers, self.chains.values(), MARGIN)
        tops, height = self._heights()
        ports = self._ports()
        arrows = [
            self._loop(pair, tops) if pair[0] == pair[1] else self._arrow(pair, tops, ports) for pair in self.acts
        ]
        width = max(place.x + place.right for layer in self.layers for place in layer) + MARGIN
        return Diagram(int(width), height, [self._box(state, tops) for state in self.boxes], arrows)

    def _fill(self) -> None:
        """Put boxes and arrows into the layers, and join each arrow's places."""
        for state, box in self.boxes.items():
            self.layers[2 * self.depths[state]].append(box)
        for pair in self.acts:
            if pair[0] == pair[1]:
                continue
            upper, lower = reversed(pair) if pair in self.back else pair
            layers = self.layers[2 * self.depths[upper] + 1 : 2 * self.depths[lower]]
            passed = [Place() for _layer in layers]
            for layer, place in zip(layers, passed, strict=True):
                layer.append(place)
            self.chains[pair] = [self.boxes[upper], *passed, self.boxes[lower]]
            for above, below in pairwise(self.chains[pair]):
                above.below.append(below)
                below.above.append(above)

    def _size(self) -> None:
        for state, box in self.boxes.items():
            ports = max(len(box.above), len(box.below))
            longest = max(len(line) for line in self.names[state])
            box.left = box.right = max(ceil(longest * IN_BOX / 2) + PADDING, (ports * PORT) // 2 + HALF_HEAD)
            if (state, state) in self.acts:
                box.right += LOOP + self._label_width((state, state))
        for pair, chain in self.chains.items():
            place = chain[self._labelled(pair)]
            place.left = place.right = self._label_width(pair) // 2

    def _label_width(self, pair: Pair) -> int:
        return 2 * ceil(len(self.texts[pair]) * IN_LABEL / 2 + 3)

    def _labelled(self, pair: Pair) -> int:
        """Which of its places bears an arrow's label: the one next to its source."""
        return -2 if pair in self.back else 1

    def _heights(self) -> tuple[list[int], int]:
        """The top of each layer, and the height of the whole."""
        tops, y = [], MARGIN
        for index, layer in enumerate(self.layers):
            tops.append(y)
            y += self._height(index)
            aside = max((abs(place.x - below.x) for place in layer for below in place.below), default=0)
            y += min(HIGHEST, max(LOWEST, LOWEST // 2 + int(aside / SLOPE)))
        return tops, tops[-1] + self._height(len(tops) - 1) + MARGIN

    def _height(self, index: int) -> int:
        if index % 2:
            return LABEL
        return LINE * max(len(self.names[place.state]) for place in self.layers[index] if place.state) + 2 * PADDING

    def _ports(self) -> dict[tuple[Place, Place], int]:
        """Where at its box an arrow begins or ends: as near to its next place as there is room."""
        ports = {}
        for box in self.boxes.values():
            room = box.left - PORT // 2
            for joined in (box.above, box.below):
                xs = apart([(place.x, 1) for place in joined], [PORT] * (len(joined) - 1), box.x - room, box.x + room)
                ports |= {(box, place): nearest(x) for place, x in zip(joined, xs, strict=True)}
        return ports

    def _box(self, state: str, tops: list[int]) -> Box:
        box, lines = self.boxes[state], self.names[state]
        index = 2 * self.depths[state]
        top, height = tops[index], self._height(index)
        baseline = top + (height - LINE * len(lines)) // 2 + 12
        middle = int(box.x)
        return Box(
            state=str(state),
            name=name_of(state),
            lines=[Line(line, baseline + LINE * number) for number, line in enumerate(lines)],
            x=middle - box.left,
            y=top,
            width=2 * box.left,
            height=height,
            middle=middle,
            first=all(source == target for source, target in self.acts if target == state),
            last=all(source == target for source, target in self.acts if source == state),
        )

    def _arrow(self, pair: Pair, tops: list[int], ports: dict[tuple[Place, Place], int]) -> Arrow:
        chain, back = self.chains[pair], pair in self.back
        first = 2 * self.depths[pair[1] if back else pair[0]]
        xs = [ports[chain[0], chain[1]], *(int(place.x) for place in chain[1:-1]), ports[chain[-1], chain[-2]]]
        # In each layer an arrow runs straight down, between layers it bends: these are the ends of its straight parts.
        layers = enumerate(xs, first)
        ends = [(x, y) for layer, x in layers for y in (tops[layer], tops[layer] + self._height(layer))][1:-1]
        if back:
            ends.reverse()
        down = -1 if back else 1
        tip_x, tip_y = ends[-1]
        ends[-1] = (tip_x, tip_y - down * HEAD)
        path = f"M{ends[0][0]} {ends[0][1]}"
        for number, ((from_x, from_y), (x, y)) in enumerate(pairwise(ends)):
            half = (from_y + y) // 2
            path += f"V{y}" if number % 2 or from_x == x else f"C{from_x} {half} {x} {half} {x} {y}"
        labelled = self._labelled(pair) % len(chain)
        return self._with_label(
            pair,
            path,
            f"M{tip_x} {tip_y}l{-HALF_HEAD} {-down * HEAD}h{2 * HALF_HEAD}z",
            (xs[labelled] - chain[labelled].left, tops[first + labelled]),
        )

    def _loop(self, pair: Pair, tops: list[int]) -> Arrow:
        box, index = self.boxes[pair[0]], 2 * self.depths[pair[0]]
        x, y = int(box.x) + box.left, tops[index] + self._height(index) // 2
        above, below, bend = y - HALF_LOOP, y + HALF_LOOP, x + LOOP
        return self._with_label(
            pair,
            f"M{x} {above}C{bend} {above} {bend} {below} {x + HEAD} {below}",
            f"M{x} {below}l{HEAD} {-HALF_HEAD}v{2 * HALF_HEAD}z",
            (x + LOOP, y - LABEL // 2),
        )

    def _with_label(self, pair: Pair, path: str, head: str, corner: tuple[int, int]) -> Arrow:
        (x, y), width = corner, self._label_width(pair)
        label = Label(self.texts[pair], x, y, width, LABEL, x + width // 2, y + LABEL - 4)
        return Arrow(str(pair[0]), str(pair[1]), self.acts[pair], path, head, label)
