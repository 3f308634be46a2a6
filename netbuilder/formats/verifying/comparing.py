"""Whether two networks, their weights and their outputs are the same, and by how much they are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.graph import Functional, Graph, Node, Report, check
from netbuilder.layers import Layer
from netbuilder.layers.base import part_of
from netbuilder.spec import Spec

INFINITE = float("inf")


def difference(expected: Sequence[Array], found: Sequence[Array]) -> tuple[float, float]:
    """The largest absolute difference, and the largest as a share of the output's largest value above 1.

    NaN and infinity differ from everything but themselves; so does an output of another shape.
    """
    if len(expected) != len(found):
        return INFINITE, INFINITE
    absolute = scaled = 0.0
    for one, other in zip(expected, found, strict=True):
        if one.shape != other.shape:
            return INFINITE, INFINITE
        a, b = one.astype(np.float64), other.astype(np.float64)
        same = (a == b) | (np.isnan(a) & np.isnan(b))
        with np.errstate(invalid="ignore"):
            apart = np.where(same, 0.0, np.abs(a - b))
        largest = float(np.nan_to_num(apart, nan=np.inf, posinf=np.inf).max(initial=0.0))
        finite = np.abs(a[np.isfinite(a)])
        absolute = max(absolute, largest)
        scaled = max(scaled, largest / max(1.0, float(finite.max(initial=0.0))))
    return absolute, scaled


def corresponding(one: Graph, other: Graph) -> dict[str, str] | None:
    """The blocks of one graph with those of the other that stand in their places; None where the networks differ.

    Names need not be the same: a file may call the second call of a layer otherwise.
    """
    if len(one.output_names) != len(other.output_names) or len(one.input_names) != len(other.input_names):
        return None
    pairing = _Pairing(one, other)
    ends = zip((*one.output_names, *one.input_names), (*other.output_names, *other.input_names), strict=True)
    return pairing.found if all(pairing.pair(a, b) for a, b in ends) else None


class _Pairing:
    """Pairs of blocks so far; a block has one partner."""

    def __init__(self, one: Graph, other: Graph) -> None:
        self.found: dict[str, str] = {}
        self._one, self._other = one, other
        self._reports = check(one), check(other)
        self._taken: dict[str, str] = {}

    def pair(self, a: str, b: str) -> bool:
        """Whether these two, and all that they read, are the same; not by recursion, since graphs are deep."""
        waiting = [(a, b)]
        while waiting:
            a, b = waiting.pop()
            if self.found.get(a, b) != b or self._taken.get(b, a) != a:
                return False
            if a in self.found:
                continue
            self.found[a], self._taken[b] = b, a
            mine, theirs = self._one[a], self._other[b]
            if bool(mine.shares) != bool(theirs.shares) or len(mine.inputs) != len(theirs.inputs):
                return False
            if not _same_value(self._layer(mine, 0), self._layer(theirs, 1)):
                return False
            if mine.shares and theirs.shares:
                waiting.append((mine.shares, theirs.shares))
            for port, partner in zip(mine.inputs, theirs.inputs, strict=True):
                if port.output != partner.output:
                    return False
                waiting.append((port.node, partner.node))
        return True

    def _layer(self, node: Node, side: int) -> Layer:
        report: Report = self._reports[side]
        return node.layer.simplified(*(report.shapes[port.node][port.output] for port in node.inputs))


def _same_value(one: Any, other: Any) -> bool:
    """Whether two values are the same in float32, which is what files keep and layers compute with."""
    if isinstance(one, Functional) and isinstance(other, Functional):
        # Files tell all that is inside of a frozen network that it is not trained, as Keras does.
        first, second = (layer if layer.trainable else layer.frozen() for layer in (one, other))
        return one.trainable == other.trainable and corresponding(first.graph.active, second.graph.active) is not None
    if isinstance(one, Spec):
        fields = one.fields() if type(one) is type(other) else ()
        return bool(fields or one == other) and all(
            _same_value(part_of(one, field.name), part_of(other, field.name))
            for field in fields
            if field.keras or field.name != "trainable"  # no file tells it of layers that Keras does not tell it
        )
    if isinstance(one, float) and isinstance(other, float):
        return one == other or bool(np.float32(one) == np.float32(other))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same_value, one, other))
    return bool(one == other)


def unequal_weights(pairs: Mapping[str, str], weights: Mapping[Key, Array], found: Mapping[Key, Array]) -> list[str]:
    """The names of weights whose numbers are not the same to the last bit."""
    wrong = []
    for (node, name), array in weights.items():
        if node not in pairs:  # nothing that leaves the network needs it
            continue
        other = found.get((pairs[node], name))
        if other is None or np.asarray(array, np.float32).tobytes() != np.asarray(other, np.float32).tobytes():
            wrong.append(f"{node}/{name}")
    return wrong
