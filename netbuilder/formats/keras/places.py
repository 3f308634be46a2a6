"""Where Keras's files keep the weights of each layer: by the classes and the order that the file itself has.

A graph's own order (`keras_order`) is Keras's for a graph that is built anew; a file keeps the order in which its
model was built, and a model inside may be a Functional one though it is a chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from netbuilder.formats.keras.hdf5 import Hdf5
from netbuilder.graph import Functional, Graph
from netbuilder.graph.keras_order import keras_order
from netbuilder.layers import Input, Layer
from netbuilder.layers.wrappers import TimeDistributed

FUNCTIONAL, SEQUENTIAL, INPUT = "functional", "sequential", "input_layer"
CELLS = "rnn"  # a layer with a list of cells


@dataclass(frozen=True)
class Held:
    """A layer as a file holds it: its node here, its name there, its class as folders call it, and what is inside."""

    node: str
    name: str
    kind: str
    inside: tuple[Held, ...] = ()


def weights_in_order(held: Held, names: Sequence[str]) -> list[str]:
    """A layer's weights in the order of the file; those of a model inside go by the order of its layers."""
    if not held.inside:
        return list(names)
    if not held.inside[0].node:  # a wrapper around a model
        return weights_in_order(held.inside[0], names)
    found: list[str] = []
    for inner in held.inside:
        own = [name.removeprefix(f"{inner.node}.") for name in names if name.startswith(f"{inner.node}.")]
        found += [f"{inner.node}.{name}" for name in weights_in_order(inner, own)]
    return found


def folders_in(content: Hdf5, layers: Sequence[Held], within: str = "", of: str = "layers") -> dict[str, str]:
    """The folder of each layer by its node: by its name where the file tells all of them, else counted by class.

    `of` is the folder of the list in which they lie.
    """
    named = _named(content, within, of)
    if not all(held.name in named for held in layers if held.kind != INPUT):
        named = {}  # the weights of another model of the same shape: as Keras does, by order
    seen: Counter[str] = Counter()
    found = {}
    for held in layers:
        number = seen[held.kind]
        seen[held.kind] += 1
        counted = f"{within}{of}/{held.kind}" + (f"_{number}" if number else "")
        found[held.node] = named.get(held.name, counted)
    return found


def _named(content: Hdf5, within: str, of: str) -> dict[str, str]:
    """Folders by the layer's name, which newer files state."""
    named = {}
    for place, attributes in content.attributes.items():
        if not place.startswith(within):
            continue
        parts = place.removeprefix(within).split("/")
        if len(parts) == 3 and parts[0] == of and parts[2] == "vars" and isinstance(attributes.get("name"), str):
            named[attributes["name"]] = f"{within}{of}/{parts[1]}"
    return named


@dataclass(frozen=True)
class Place:
    """Where the weights of one layer lie: its node outside, the weight's name there for each path below `folder`."""

    node: str
    folder: str
    paths: dict[str, str]


def places_in(
    content: Hdf5, layers: Sequence[Held], graph: Graph, names: Mapping[str, Sequence[str]]
) -> Iterator[Place]:
    """The places of all weights. `names` are those of each node's weights."""
    folders = folders_in(content, layers)
    for held in layers:
        yield from _places_of(content, held, graph[held.node].layer, names.get(held.node, ()), folders[held.node])


def _places_of(content: Hdf5, held: Held, layer: Layer, names: Sequence[str], folder: str) -> Iterator[Place]:
    if isinstance(layer, TimeDistributed) and held.inside:
        (inner,) = held.inside
        yield from _places_of(content, replace(inner, node=held.node), layer.layer, names, f"{folder}/layer")
        return
    if not isinstance(layer, Functional) or not held.inside:
        yield Place(held.node, folder, layer.keras_paths(tuple(names)))
        return
    if held.kind == CELLS:
        yield from _places_of_cells(content, held, layer, names, folder)
        return
    folders = folders_in(content, held.inside, f"{folder}/")
    for inner in held.inside:
        prefix = f"{inner.node}."
        own = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
        for place in _places_of(content, inner, layer.graph[inner.node].layer, own, folders[inner.node]):
            yield Place(held.node, place.folder, {prefix + name: path for name, path in place.paths.items()})


def _places_of_cells(
    content: Hdf5, held: Held, layer: Functional, names: Sequence[str], folder: str
) -> Iterator[Place]:
    """A layer here is a cell there, without a folder for the layer around it."""
    folders = folders_in(content, held.inside, f"{folder}/cell/", "cells")
    for inner in held.inside:
        prefix = f"{inner.node}."
        own = tuple(name.removeprefix(prefix) for name in names if name.startswith(prefix))
        paths = layer.graph[inner.node].layer.keras_paths(own)
        places = {prefix + name: path.removeprefix("cell/") for name, path in paths.items()}
        yield Place(held.node, folders[inner.node], places)


def held_by(graph: Graph, content: Hdf5, within: str = "") -> tuple[Held, ...]:
    """The layers of a graph as a file of weights alone would hold them.

    Such a file does not say of which class a model inside was: a chain may be either, and counts as what there is.
    """
    holds_chains = any(place.startswith(f"{within}layers/{SEQUENTIAL}") for place in content.attributes)
    found = []
    folders: Counter[str] = Counter()
    for name in keras_order(graph):
        layer = graph[name].layer
        if isinstance(layer, Input) and graph.is_chain:
            continue
        kind: str = INPUT if isinstance(layer, Input) else layer.snake()
        inside: tuple[Held, ...] = ()
        if isinstance(layer, Functional):
            kind = SEQUENTIAL if layer.graph.is_chain and holds_chains else FUNCTIONAL
            number = folders[kind]
            inside = held_by(layer.graph, content, f"{within}layers/{kind}{f'_{number}' if number else ''}/")
        folders[kind] += 1
        found.append(Held(name, name, kind, inside))
    return tuple(found)
