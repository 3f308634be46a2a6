"""Layers that make one tensor of several."""

from __future__ import annotations

import string
from typing import Any

from netbuilder.formats.python_source import Code, array, call, literal, named
from netbuilder.formats.torch_script.base import FIRST, LAST, Site, rule
from netbuilder.layers.merging import Add, Average, Concatenate, Dot, Maximum, Minimum, Multiply, Subtract

OPERATORS: dict[type[Any], str] = {Add: " + ", Average: " + ", Subtract: " - ", Multiply: " * "}


def _alike(site: Site) -> tuple[list[str], str]:
    """All inputs in one layout; where they have different axes, those that are missing are put in front."""
    rank = max(len(shape) for shape in site.shapes)
    equal = all(len(shape) == rank for shape in site.shapes)
    layout = FIRST if equal and all(value.layout == FIRST for value in site.inputs) else LAST
    found = []
    for i, shape in enumerate(site.shapes):
        x = site.read(layout, i).flat()
        missing = rank - len(shape)
        found.append(f"{x}[:, {', '.join(['None'] * missing)}]" if missing else x)
    return found, layout


@rule(Add, Subtract, Multiply, Average)
def arithmetic(site: Site, layer: Any) -> str:
    xs, layout = _alike(site)
    joined = OPERATORS[type(layer)].join(xs)
    site.step(Code(f"({joined}) / {len(xs)}" if isinstance(layer, Average) else joined))
    return layout


@rule(Maximum, Minimum)
def extreme(site: Site, layer: Any) -> str:
    xs, layout = _alike(site)
    function = "torch.maximum" if isinstance(layer, Maximum) else "torch.minimum"
    found = Code(xs[0])
    for x in xs[1:]:
        found = call(function, found, Code(x))
    site.step(found)
    return layout


@rule(Concatenate)
def concatenate(site: Site, layer: Concatenate) -> str:
    rank = len(site.shapes[0]) + 1
    axis = layer.axis % rank
    first = all(value.layout == FIRST for value in site.inputs) and rank > 2
    layout = FIRST if first else LAST
    axis = (1 if axis == rank - 1 else axis + 1) if first else axis
    items = [site.read(layout, i) for i in range(len(site.inputs))]
    site.step(call("torch.cat", array(items), named("dim", literal(axis))))
    return layout


@rule(Dot)
def dot(site: Site, layer: Dot) -> str:
    """A sum over one letter of each side."""
    places = layer._places(*site.shapes)
    letters = iter(string.ascii_lowercase[2:])
    sides, rest = [], []
    for place, shape in zip(places, site.shapes, strict=True):
        side = [next(letters) for _ in shape]
        side[place - 1] = "b"
        sides.append("a" + "".join(side))
        rest += [letter for letter in side if letter != "b"]
    xs = [site.read(LAST, i) for i in range(2)]
    if layer.normalize:
        xs = [
            call("F.normalize", x, named("dim", literal(place)), named("eps", literal(1e-7)))
            for x, place in zip(xs, places, strict=True)
        ]
    site.step(call("torch.einsum", literal(f"{sides[0]},{sides[1]}->a{''.join(rest)}"), *xs))
    if not rest:
        site.step(call(f"{site.variable}.unsqueeze", literal(1)))
    return LAST
