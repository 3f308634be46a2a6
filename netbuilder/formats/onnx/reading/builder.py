"""The graph of layers as it grows while a file is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import Fault
from netbuilder.formats.onnx.reading.views import (
    BATCH,
    OPEN_SIZES,
    Atom,
    Axes,
    Axis,
    CannotView,
    View,
    atoms_of,
    size_of,
)
from netbuilder.graph import Graph, Port
from netbuilder.graph.graph import LONGEST_NAME, check_name
from netbuilder.kinds import Shape
from netbuilder.layers import Layer
from netbuilder.layers.reshaping import Flatten, Permute, Reshape

MOST_SPREAD = 10_000_000  # numbers that a file may spread from few


@dataclass
class Made:
    """A layer that is going to be a node, its weights, and the operator that asked for it."""

    name: str
    layer: Layer
    inputs: list[Port]
    weights: dict[str, Array]
    shapes: tuple[Shape, ...]
    origin: str
    sources: tuple[str, ...] = ()  # the stored arrays that its operators read


@dataclass
class Builder:
    """Adds layers and keeps their shapes. `scope` is the name of the operator that is being read."""

    nodes: dict[str, Made] = field(default_factory=dict)
    scope: str = ""
    sources: tuple[str, ...] = ()
    batch: int | None = None  # for how many samples the file was made, where it was made for so many
    own: bool = False  # whether the file was written here
    spread: int = 0  # weights that are one number, spread
    _open: int = 0
    _count: int = 0

    # -- layers ---------------------------------------------------------------------------------------

    def add(self, layer: Layer, inputs: Sequence[Port], weights: Mapping[str, Array] | None = None) -> list[Port]:
        """A new layer; gives its outputs. Raises Fault where it cannot take these inputs."""
        shapes = [self.shape_of(port) for port in inputs]
        outputs = layer.output_shapes(*shapes)
        wanted, given = layer.weights(*shapes), weights or {}
        given = {name: np.asarray(array) for name, array in given.items()}
        for name, weight in wanted.items():
            if given[name].shape != weight.shape:
                raise Fault(
                    "has a {name} of shape {found}, where its input needs {expected}",
                    name=name, found=given[name].shape, expected=weight.shape,
                )  # fmt: skip
            # A file may spread one number to any size; all of them become real here.
            self.spread += given[name].size if 0 in given[name].strides else 0
        if self.spread > MOST_SPREAD:
            raise Fault("spreads numbers to {count} weights, more than can be held", count=self.spread)
        kept = {name: np.array(given[name], np.float32, order="C", copy=None) for name in wanted}
        self._count += 1
        name = f"n{self._count}"
        # What only rearranges is named after what it does, not after the operator that asked for it.
        origin = "" if isinstance(layer, Flatten | Permute | Reshape) else self.scope
        self.nodes[name] = Made(name, layer, list(inputs), kept, outputs, origin, self.sources if origin else ())
        return [Port(name, i) for i in range(len(outputs))]

    def shape_of(self, port: Port) -> Shape:
        """The shape of an output."""
        return self.nodes[port.node].shapes[port.output]

    def layer_of(self, view: View) -> Layer:
        """The layer that a view shows."""
        return self.nodes[view.port.node].layer

    def before(self, view: View) -> View:
        """What the layer that a view shows reads, seen alike: for layers that change numbers and no places."""
        return View(self.nodes[view.port.node].inputs[0], view.stored, view.seen)

    def named(self) -> dict[str, str]:
        """A name for every node: near that of its operator, else as Keras would call the layer."""
        names: dict[str, str] = {}
        taken: dict[str, None] = {}
        for made in self.nodes.values():
            name = Graph(taken).unique_name(hint(made.origin) or made.layer.snake())  # type: ignore[arg-type]
            taken[name] = None
            names[made.name] = name
        return names

    def owners(self) -> dict[str, str]:
        """For each node that uses the same stored arrays in the same way as one before it, that one.

        Two may take parts of one stored array, which are of one size and not the same.
        """
        first: dict[Any, list[Made]] = {}
        found = {}
        for made in self.nodes.values():
            shapes = tuple(array.shape for array in made.weights.values())
            if not made.weights or not made.sources:
                continue
            before = first.setdefault((made.layer, made.sources, shapes), [])
            owner = next((other for other in before if _same_weights(other, made)), None)
            if owner is None:
                before.append(made)
            else:
                found[made.name] = owner.name
        return found

    # -- views ----------------------------------------------------------------------------------------

    def atom(self, dim: int | None) -> Axis:
        """An axis of that size; one that is open gets a size that stands for itself."""
        if dim is None:
            self._open += 1
            return (Atom(OPEN_SIZES[(self._open - 1) % len(OPEN_SIZES)]),)
        return (Atom(dim),) if dim != 1 else ()

    def view(self, port: Port) -> View:
        """An output as it is stored."""
        axes = ((BATCH,), *(self.atom(dim) for dim in self.shape_of(port)))
        return View(port, axes, axes)

    def alike(self, layer: Layer, view: View, weights: Mapping[str, Array] | None = None) -> View:
        """What a layer makes that keeps the shape and every place."""
        (port,) = self.add(layer, [view.port], weights)
        return View(port, view.stored, view.seen)

    def rearranged(self, view: View, target: Axes) -> View:
        """The view stored as `target`, by as few layers as that takes; raises Fault where it cannot be."""
        if not target or target[0] != (BATCH,):
            raise Fault("moves or joins the axis of the samples, which no layer does")
        if set(atoms_of(target)) != set(atoms_of(view.stored)):
            raise Fault("arranges axes in a way that no layer does")
        if atoms_of(view.stored) != atoms_of(target):
            view = self._turned(view, target)
        return self._regrouped(view, target)

    def _turned(self, view: View, target: Axes) -> View:
        """The atoms in the target's order, each group of them that stays together as an axis."""
        wanted = atoms_of(target)
        place = {atom: i for i, atom in enumerate(wanted)}
        groups: list[list[Atom]] = []
        for axis in view.stored[1:]:
            for i, atom in enumerate(axis):
                together = i and groups and place[atom] == place[groups[-1][-1]] + 1
                if together:
                    groups[-1].append(atom)
                else:
                    groups.append([atom])
        view = self._regrouped(view, ((BATCH,), *map(tuple, groups)))
        order = sorted(range(len(groups)), key=lambda i: place[groups[i][0]])
        (port,) = self.add(Permute(tuple(i + 1 for i in order)), [view.port])
        return View(port, ((BATCH,), *(tuple(groups[i]) for i in order)), view.seen)

    def _regrouped(self, view: View, target: Axes) -> View:
        """The atoms, in their order, in other axes."""
        if view.stored == target:
            return view
        sizes = [-1 if any(atom.is_open for atom in axis) else size_of(axis) for axis in target[1:]]
        if sizes.count(-1) > 1:
            raise Fault("changes axes of which more than one has no fixed size")
        if self.shape_of(view.port) == tuple(None if size == -1 else size for size in sizes):
            return View(view.port, target, view.seen)
        (port,) = self.add(Flatten() if len(sizes) == 1 else Reshape(tuple(sizes)), [view.port])
        return View(port, target, view.seen)

    def as_seen(self, view: View) -> View:
        """The view stored as the file sees it."""
        return self.rearranged(view, view.seen)

    def with_last(self, view: View, axis: Axis) -> View:
        """The view with these atoms, in whatever order, as its last axis; the others stay as they lie."""
        chosen = set(axis)
        others = []
        for stored in view.stored:
            rest = tuple(atom for atom in stored if atom not in chosen)
            if rest or not stored:
                others.append(rest)
        last = tuple(atom for atom in atoms_of(view.stored) if atom in chosen)
        return self.rearranged(view, (*others, last))

    def channels_last(self, view: View) -> View:
        """A view that the file sees as (batch, channels, *space), stored with its channels last.

        Steps that the file joined with the samples, as in films, are stored behind them.
        """
        batch, channels, *space = view.seen
        steps = tuple(atom for atom in batch if atom is not BATCH)
        front = ((BATCH,), steps) if BATCH in batch and steps else (batch,)
        return self.rearranged(view, (*front, *space, channels))


def _same_weights(one: Made, other: Made) -> bool:
    return all(np.array_equal(array, other.weights[name], equal_nan=True) for name, array in one.weights.items())


def hint(origin: str) -> str:
    """A name for a block near an operator's, or nothing: what can't be an identifier is changed."""
    parts = [part for part in origin.strip("/").split("/") if part]
    if not parts:
        return ""
    text = parts[-2] if len(parts) > 1 else parts[0].removeprefix("node_")
    text = re.sub(r"\W", "_", text, flags=re.ASCII)[: LONGEST_NAME - 8].strip("_")
    text = f"layer_{text}" if text[:1].isdigit() else text
    try:
        check_name(text)
    except Fault:
        return ""
    return text


def require(condition: Any, template: str, /, **values: Any) -> None:
    """Raises Fault with a sentence unless something holds."""
    if not condition:
        raise Fault(template, **values)


__all__ = ["Builder", "CannotView", "Made", "require"]
