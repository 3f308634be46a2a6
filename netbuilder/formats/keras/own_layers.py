"""Layers of other packages, which Keras has not: a script takes their class along, a file of Keras cannot hold them."""

from __future__ import annotations

import textwrap

from netbuilder.formats.keras.declined import DECLINED
from netbuilder.graph import Graph, Problem
from netbuilder.graph.every_layer import every_layer
from netbuilder.layers import Layer

HERE = "netbuilder."


def is_of_keras(kind: type[Layer]) -> bool:
    """Whether Keras has a layer of this name: all of NetBuilder's own are, and what it declines."""
    return kind.__module__.startswith(HERE) or kind.__name__ in DECLINED["layers"]


def unknown_to_files(graph: Graph) -> list[Problem]:
    """A problem for each layer that a file of Keras cannot name."""
    told = "is a {kind}, which Keras has not. Export a Keras script, which takes its class along, or take it out"
    bare = "is a {kind}, which Keras has not. Take it out, or export in another format"
    return [
        Problem(told if type(layer).keras_source else bare, {"kind": type(layer).__name__}, name)
        for name, layer in every_layer(graph)
        if not is_of_keras(type(layer))
    ]


def unknown_to_scripts(graph: Graph) -> list[Problem]:
    """A problem for each layer that Keras has not and that does not say how it is written for it."""
    told = "is a {kind}, which Keras has not, and its package does not say how it is written. Take it out"
    return [
        Problem(told, {"kind": type(layer).__name__}, name)
        for name, layer in every_layer(graph)
        if not is_of_keras(type(layer)) and not type(layer).keras_source
    ]


def own_classes(graph: Graph) -> list[str]:
    """The lines of the classes that a script for Keras takes along, two blank lines between two of them."""
    kinds = {type(layer).__name__: type(layer) for _, layer in every_layer(graph) if not is_of_keras(type(layer))}
    lines: list[str] = []
    for name in sorted(kinds):
        lines += ["", ""] if lines else []
        lines += textwrap.dedent(kinds[name].keras_source).strip("\n").split("\n")
    return lines
