"""Repairs by another kind of layer: the one for as many axes as there are, or the one that a wrong name means."""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from netbuilder.errors import N_, Fault
from netbuilder.graph import Graph, Node, check, edits, fitting
from netbuilder.graph.aliases import ALIASES
from netbuilder.graph.finding import ALIAS, by_use, likeness
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Layer

GraphCandidate = tuple[str, dict[str, object], Graph]
ALIKE = 0.75  # of 1: how much of a wrong name is a right one's
MOST_MEANT = 2


def for_more_axes(graph: Graph, node: Node) -> Iterator[GraphCandidate]:
    """MaxPooling2D where MaxPooling1D was taken for images."""
    found = _sibling(graph, node)
    if found is not None and found[1] > 0:
        yield _replaced(graph, node, found[0])


def for_fewer_axes(graph: Graph, node: Node) -> Iterator[GraphCandidate]:
    """Conv1D where Conv2D was taken for sequences."""
    found = _sibling(graph, node)
    if found is not None and found[1] < 0:
        yield _replaced(graph, node, found[0])


def _replaced(graph: Graph, node: Node, kind: type[Layer]) -> GraphCandidate:
    return N_("use {kind}"), {"kind": kind.__name__}, edits.replace_kind(graph, node.name, kind.starting())[0]


def _sibling(graph: Graph, node: Node) -> tuple[type[Layer], int] | None:
    """The kind of the same name for the input's axes, and how many more axes it takes."""
    name = re.fullmatch(r"(.*)([123])D(.*)", type(node.layer).__name__)
    if name is None or not node.inputs:
        return None
    axes = len(check(graph).shape_of(node.inputs[0]) or ()) - 1
    kind = Layer.registry.get(f"{name[1]}{axes}D{name[3]}")
    return None if kind is None or kind is type(node.layer) else (kind, axes - int(name[2]))


def for_placeholder(graph: Graph, node: Node) -> Iterator[GraphCandidate]:
    """The layers whose names are most like the one that is not known, with what was said of it."""
    if not isinstance(node.layer, Placeholder):
        return
    for kind in meant(node.layer.kind):
        layer = _with_said(kind, node.layer)
        yield N_("did you mean {kind}?"), {"kind": kind.__name__}, edits.replace_kind(graph, node.name, layer)[0]


def meant(name: str) -> list[type[Layer]]:
    """The kinds that a wrong name means: what it is called elsewhere, else those that are written much alike."""
    name = name.rpartition(".")[2]
    kinds = by_use(fitting.kinds())
    ranks = {kind: likeness(name, kind.__name__, ALIASES.get(kind.__name__, ())) for kind in kinds}
    found = [kind for kind, rank in ranks.items() if rank is not None and rank.tier <= ALIAS]
    by_name = {kind.__name__.lower(): kind for kind in kinds}
    found += [by_name[like] for like in difflib.get_close_matches(name.lower(), by_name, MOST_MEANT, ALIKE)]
    return list(dict.fromkeys(found))[:MOST_MEANT]


def _with_said(kind: type[Layer], placeholder: Placeholder) -> Layer:
    """A layer with the values that the file or the script gives the unknown one, where it can take them."""
    layer = kind.starting()
    for name, value in _said(kind, placeholder).items():
        with suppress(Fault):
            layer = layer.replace(**{name: value})
    return layer


def _said(kind: type[Layer], placeholder: Placeholder) -> dict[str, Any]:
    """The values by the names of the kind's fields."""
    config = json.loads(placeholder.raw).get("config")
    config = config if isinstance(config, dict) else {}
    names = [field.name for field in kind.fields()]
    source = config.get("source")
    if isinstance(source, str) and "line" in config:  # a call in a script
        config = _arguments(source, names)
    return {name: config[name] for name in names if name in config}


def _arguments(source: str, names: list[str]) -> dict[str, Any]:
    """The plain values among the arguments of a call; those without a name belong to the fields in order."""
    try:
        call = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return {}
    while isinstance(call, ast.Call) and isinstance(call.func, ast.Call):
        call = call.func  # layers.Dens(64)(x): the inner call makes the layer
    found: dict[str, Any] = {}
    if isinstance(call, ast.Call):
        pairs = [*zip(names, call.args, strict=False), *((word.arg, word.value) for word in call.keywords)]
        for name, value in pairs:
            with suppress(ValueError, TypeError, MemoryError, RecursionError):
                found[str(name)] = ast.literal_eval(value)
    return found
