"""What a rule is: it writes one kind of layer as PyTorch, and says where each of our weights goes.

PyTorch has channels first where we have them last. A rule asks for its inputs in one of the two layouts and says in
which its output is; axes are turned where two rules differ, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.errors import Fault
from netbuilder.formats.export_rules import ExportRules
from netbuilder.formats.python_source import Code, call, literal
from netbuilder.kinds import Shape
from netbuilder.layers import Layer, Weight
from netbuilder.layers.parts.regularizers import Regularizer

Change = Callable[[Array], Array]
LAST, FIRST = "last", "first"  # where the channels are

Rule = Callable[["Site", Any], str]
RULES = ExportRules[Rule]()
HELPERS: dict[str, str] = {}  # classes and functions that scripts take along, by name


class Unsupported(Fault):
    """PyTorch has no fair counterpart; the sentence says what to do. `field` is what mends it, where one does."""

    def __init__(self, template: str, field: str = "", **values: Any) -> None:
        super().__init__(template, **values)
        self.field = field


def rule(*kinds: type[Layer]) -> Callable[[Rule], Rule]:
    """Enters how these layers are written. A rule returns the layout of what it gives."""
    return RULES.enter(kinds, lambda function: function)


@dataclass(frozen=True)
class Value:
    """A tensor in `forward`: its variable, its layout, and its shape as we see it, without the batch."""

    variable: str
    layout: str
    shape: Shape


@dataclass(frozen=True)
class Placed:
    """One of our weights in the state dict of the script's model."""

    name: str
    key: Key
    weight: Weight
    change: Change
    starts_as: str  # what PyTorch starts it as, where that is known
    frozen: bool


@dataclass
class Parts:
    """What the class of the network is made of, as far as it is written."""

    modules: dict[str, Code] = field(default_factory=dict)
    settings: list[Code] = field(default_factory=list)  # further lines of __init__
    evaluated: list[str] = field(default_factory=list)  # modules that are never in training
    penalized: bool = False  # whether outputs are counted into the loss
    lines: list[str] = field(default_factory=list)  # of forward
    placed: dict[str, Placed] = field(default_factory=dict)
    fixed: dict[str, Array] = field(default_factory=dict)  # of the state dict, but none of our weights
    helpers: dict[str, None] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)  # variables of forward
    names: set[str] = field(default_factory=set)  # attributes of the model

    def fresh(self, base: str) -> str:
        """A variable that nothing else has."""
        return _free(base, self.taken)

    def attribute(self, base: str) -> str:
        """An attribute that nothing else has."""
        return _free(base, self.names)


def _free(base: str, taken: set[str]) -> str:
    name, number = base, 1
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    taken.add(name)
    return name


class Site:
    """One call of a layer: what its rule reads and where it writes."""

    def __init__(
        self, parts: Parts, layer: Layer, owner: str, attribute: str, variable: str, inputs: Sequence[Value]
    ) -> None:
        self.parts, self.layer, self.owner = parts, layer, owner
        self.attribute, self.variable, self.inputs = attribute, variable, tuple(inputs)
        self.shapes = tuple(value.shape for value in inputs)
        self.weights = layer.weights(*self.shapes)
        self.results: list[str] = [variable]
        self.prefix = ""
        self.wanted: frozenset[int] = frozenset()  # the outputs that are read
        self.mask = ""  # the variable that says which steps of the first input are no padding, where one does
        self.reads_mask = False  # whether the rule heeded it
        self.masks = False  # whether padding that it finds is heeded by a later layer

    def read(self, layout: str = LAST, number: int = 0) -> Code:
        """An input in the layout that is asked for."""
        value = self.inputs[number]
        rank = len(value.shape)
        if value.layout == layout or rank < 2:
            return Code(value.variable)
        order = (0, rank, *range(1, rank)) if layout == FIRST else (0, *range(2, rank + 1), 1)
        turned = call(f"{value.variable}.permute", *map(literal, order))
        if value.variable != self.variable:
            return turned
        self.inputs = tuple(Value(v.variable, layout, v.shape) if v is value else v for v in self.inputs)
        return self.step(turned)

    def same(self, number: int = 0) -> tuple[Code, str]:
        """An input as it comes, and its layout."""
        value = self.inputs[number]
        return Code(value.variable), value.layout

    def hide(self, real: str) -> None:
        """A line of `forward` that says which steps are no padding."""
        if self.masks:
            self.mask = self.parts.fresh("mask")
            self.parts.lines.append(f"        {self.mask} = {real}")

    def heed(self) -> str:
        """The mask of the input, which the rule heeds from now on; nothing where there is none."""
        self.reads_mask = True
        return self.mask

    def step(self, value: Code, variables: str = "") -> Code:
        """A line of `forward`: the layer's variable becomes `value`."""
        self.parts.lines += value.lines(2, before=f"{variables or self.variable} = ")
        return Code(self.variable)

    def module(self, made: Code, part: str = "") -> str:
        """Makes a module in `__init__` and gives its name; once, also where the layer is called again."""
        name = f"{self.attribute}_{part}" if part else self.attribute
        self.parts.modules.setdefault(name, made)
        if self.weights and not self.layer.trainable:
            self.setting(call(f"self.{name}.requires_grad_", literal(False)))
        return f"self.{name}"

    def setting(self, line: Code) -> None:
        """A further line of `__init__`."""
        if line not in self.parts.settings:
            self.parts.settings.append(line)

    def weight(self, name: str, key: str, change: Change = np.asarray, starts_as: str = "") -> None:
        """Says that `name` of the state dict is our weight `key`, changed."""
        weight = self.weights[key]
        if weight.constraint is not None:
            raise Unsupported("has a constraint on its {weight}, which the script cannot keep. Take it out", weight=key)
        if weight.regularizer is not None and type(weight.regularizer).__name__ not in ("L1", "L2", "L1L2"):
            raise Unsupported(
                "has {regularizer} on its {weight}. Choose L1 or L2", weight=key,
                regularizer=type(weight.regularizer).__name__,
            )  # fmt: skip
        frozen = not (self.layer.trainable and weight.trainable)
        self.parts.placed[name] = Placed(name, (self.owner, self.prefix + key), weight, change, starts_as, frozen)

    def parameter(self, key: str, part: str = "") -> str:
        """A weight as a parameter of the model itself, of our shape."""
        name = f"{self.attribute}_{part}" if part else self.attribute
        made = call("torch.zeros", literal(self.weights[key].shape))
        trained = self.layer.trainable and self.weights[key].trainable
        more = () if trained else (Code("False", keyword="requires_grad"),)
        self.parts.modules.setdefault(name, call("nn.Parameter", made, *more))
        self.weight(name, key)
        return f"self.{name}"

    def fixed(self, name: str, value: Array) -> None:
        """Something of the state dict that is none of our weights."""
        self.parts.fixed[name] = value

    def helper(self, name: str) -> str:
        """Takes a class or function along."""
        self.parts.helpers[name] = None
        return name

    def need(self, holds: bool, template: str, **values: Any) -> None:
        """Raises Unsupported where something does not hold."""
        if not holds:
            raise Unsupported(template, **values)

    def inner(self, layer: Layer, value: Value, attribute: str = "") -> Site:
        """The site of a layer inside of this one, which reads `value`."""
        return Site(self.parts, layer, self.owner, attribute or self.attribute, self.variable, [value])


def penalties(parts: Parts) -> list[tuple[str, Regularizer]]:
    """The weights that the loss counts, and how."""
    return [
        (name, placed.weight.regularizer)
        for name, placed in parts.placed.items()
        if placed.weight.regularizer is not None and not placed.frozen
    ]


def apply(site: Site) -> str:
    """Writes one call by its layer's rule; raises Unsupported."""
    found = RULES.find(type(site.layer))
    if found is None:
        raise Unsupported(
            "{kind} has no counterpart in PyTorch. Export for Keras, or take it out", kind=type(site.layer).__name__
        )
    layout = found(site, site.layer)
    regularizer: Any = getattr(site.layer, "activity_regularizer", None)
    if regularizer is not None:
        _penalize(site, regularizer)
    return layout


def _penalize(site: Site, regularizer: Any) -> None:
    """Adds a penalty on the output, for each sample of the batch."""
    name, x = type(regularizer).__name__, site.variable
    if name not in ("L1", "L2", "L1L2") or len(site.results) > 1:
        raise Unsupported("has {regularizer} on its output. Choose L1 or L2, or none", regularizer=name)
    site.parts.penalized = True
    for term in penalty_terms(regularizer, x):
        site.parts.lines.append(f"        self.penalty = self.penalty + {term} / len({x})")


def penalty_terms(regularizer: Any, target: str) -> list[str]:
    """The sums that a penalty is made of."""
    sums = (("l1", "abs"), ("l2", "square"))
    factors = [(getattr(regularizer, field, 0.0), how) for field, how in sums]
    return [f"{factor!r} * {target}.{how}().sum()" for factor, how in factors if factor]
