"""What Keras has not: a script takes its class along, a file of Keras cannot hold it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_, Fault
from netbuilder.formats.keras.declined import DECLINED
from netbuilder.graph import Graph, Problem
from netbuilder.graph.every_layer import every_layer
from netbuilder.layers import Layer
from netbuilder.spec import Spec

HERE = "netbuilder."


def is_of_keras(kind: type[Spec]) -> bool:
    """Whether Keras has a class of this name: it has all that does not bring its own, and what NetBuilder declines."""
    if kind.keras_source:
        return False
    return kind.__module__.startswith(HERE) or (issubclass(kind, Layer) and kind.__name__ in DECLINED["layers"])


def need_of_keras(value: Spec) -> None:
    """Raises Fault for a value that Keras has no class for."""
    kind = type(value)
    if is_of_keras(kind):
        return
    if kind.keras_source:
        told = N_("Keras has no {kind}. Choose another, or export a Keras script, which includes its class")
    else:
        told = N_("Keras has no {kind}, and its package does not say how it is written. Choose another")
    raise Fault(told, kind=kind.__name__)


def unknown_to_files(graph: Graph) -> list[Problem]:
    """A problem for each layer that a file of Keras cannot name."""
    told = N_("is a {kind}, which Keras does not have. Export a Keras script, which includes its class, or take it out")
    bare = N_("is a {kind}, which Keras does not have. Take it out, or export in another format")
    return [
        Problem(told if type(layer).keras_source else bare, {"kind": type(layer).__name__}, name)
        for name, layer in every_layer(graph)
        if not is_of_keras(type(layer))
    ]


def unknown_to_scripts(graph: Graph) -> list[Problem]:
    """A problem for each layer that Keras has not and that does not say how it is written for it."""
    told = N_("is a {kind}, which Keras does not have, and its package does not say how it is written. Take it out")
    return [
        Problem(told, {"kind": type(layer).__name__}, name)
        for name, layer in every_layer(graph)
        if not is_of_keras(type(layer)) and not type(layer).keras_source
    ]


def own_classes(graph: Graph, training: TrainingSettings | None) -> list[str]:
    """The lines of the classes that a script for Keras takes along, two blank lines between two of them."""
    values = [value for _, layer in every_layer(graph) for value in _declared(layer)] + list(_declared(training))
    sources = {type(value).__name__: type(value).keras_source for value in values}
    lines: list[str] = []
    for name in sorted(name for name, source in sources.items() if source):
        lines += ["", ""] if lines else []
        lines += textwrap.dedent(sources[name]).strip("\n").split("\n")
    return lines


def _declared(value: Any) -> Iterator[Spec]:
    """A declared value and those that its fields hold."""
    if isinstance(value, Spec):
        yield value
        value = tuple(getattr(value, field.name) for field in value.fields())
    if isinstance(value, tuple):
        for item in value:
            yield from _declared(item)
