"""What a rule is: it writes one kind of layer as a call of a function that the script takes along."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from netbuilder.engine.parameters import Key
from netbuilder.errors import Fault
from netbuilder.formats.export_rules import ExportRules
from netbuilder.formats.numpy_script.taking import functions
from netbuilder.formats.python_source import Code, array, call, literal, named
from netbuilder.kinds import Shape
from netbuilder.layers import Layer

Whole = Literal["", "reads", "keeps"]


class Unsupported(Fault):
    """The script cannot say it; the sentence tells what to do. `field` is what mends it, where one does."""

    def __init__(self, template: str, field: str = "", **values: Any) -> None:
        super().__init__(template, **values)
        self.field = field


@dataclass(frozen=True)
class Value:
    """An array in `predict`: its variable, its shape without the samples, whether it holds whole numbers, its mask."""

    variable: str
    shape: Shape
    whole: bool = False
    mask: str = ""
    mask_rank: int = 0


@dataclass(frozen=True)
class Line:
    """`target = value`; a mask's line is left out where nothing reads it."""

    target: str
    value: Code
    mask: bool = False


@dataclass
class Parts:
    """What the script is made of, as far as it is written."""

    lines: list[Line] = field(default_factory=list)
    called: set[str] = field(default_factory=set)
    stored: dict[str, Key] = field(default_factory=dict)  # by the names in the file of weights
    taken: set[str] = field(default_factory=set)  # variables

    def fresh(self, base: str) -> str:
        """A variable that nothing else has."""
        name, number = base, 1
        while name in self.taken:
            name, number = f"{base}_{number}", number + 1
        self.taken.add(name)
        return name

    def needed_lines(self) -> list[Line]:
        """All lines without those of masks that nobody reads."""
        kept: list[Line] = []
        read: set[str] = set()
        for line in reversed(self.lines):
            if line.mask and line.target not in read:
                continue
            kept.append(line)
            read |= _names(line.value)
        return kept[::-1]


def _names(code: Code) -> set[str]:
    """All names in an expression."""
    return set(re.findall(r"\w+", code.flat()))


Rule = Callable[["Site", Any], None]
RULES = ExportRules[tuple[Rule, Whole]]()


def rule(*kinds: type[Layer], whole: Whole = "", inherit: bool = False) -> Callable[[Rule], Rule]:
    """Enters how these layers, or those made from these bases, are written (see `ExportRules`)."""
    return RULES.enter(kinds, lambda function: (function, whole), inherit)


class Site:
    """One call of a layer: what its rule reads and where it writes."""

    def __init__(self, parts: Parts, layer: Layer, owner: str, variable: str, inputs: Sequence[Value]) -> None:
        self.parts, self.layer, self.owner, self.variable = parts, layer, owner, variable
        self.inputs = tuple(inputs)
        self.shapes = tuple(value.shape for value in inputs)
        self.results = [inputs[0].variable if inputs else variable]
        self.whole = False  # whether the output holds whole numbers
        self.wanted: frozenset[int] = frozenset()  # the outputs that are read

    def read(self, number: int = 0) -> Code:
        """The variable of an input."""
        return Code(self.inputs[number].variable)

    def step(self, value: Code, *targets: str) -> Code:
        """The layer's variable becomes `value`; or these do, the layer's first."""
        names = targets or (self.variable,)
        self.parts.lines.append(Line(", ".join(names), value))
        self.results[0] = self.variable
        return Code(self.variable)

    def function(self, name: str) -> Code:
        """The name of a function that the script takes along."""
        if name in functions():
            self.parts.called.add(name)
        return Code(name)

    def call(self, name: str, *items: Code, **options: Any) -> Code:
        """A call of such a function; options that are None are left out."""
        given = (
            named(key, value if isinstance(value, Code) else literal(value))
            for key, value in options.items()
            if value is not None
        )
        self.function(name)
        return call(name, *items, *given)

    def weights(self, prefix: str = "") -> tuple[Code, ...]:
        """`**weights["layer"]`: all weights of the layer, by the names of the function's arguments."""
        own = [key for key in self.layer.weights(*self.shapes) if key.startswith(prefix)]
        group = f"{self.owner}/{prefix.rstrip('_')}" if prefix else self.owner
        for key in own:
            self.parts.stored[f"{group}/{key.removeprefix(prefix)}"] = (self.owner, key)
        return (Code(f"**weights[{literal(group).flat()}]"),) if own else ()

    def mask(self, number: int = 0) -> Code | None:
        """The mask of an input, to be given to a function."""
        name = self.inputs[number].mask if number < len(self.inputs) else ""
        return Code(name) if name else None

    def masks(self) -> Code:
        """The masks of all inputs as a list."""
        return array([Code(value.mask or "None") for value in self.inputs])

    def need(self, holds: bool, template: str, **values: Any) -> None:
        """Raises Unsupported where something does not hold."""
        if not holds:
            raise Unsupported(template, **values)


def apply(site: Site) -> None:
    """Writes one call by its layer's rule, an activation inside as a step of its own; raises Unsupported."""
    whole = site.layer
    for layer in whole.lowered():
        site.layer = layer
        function, kind = _rule_for(layer)
        if not kind:
            _as_real(site)
        site.whole = kind == "keeps" and bool(site.inputs) and site.inputs[0].whole
        function(site, layer)
        site.inputs = (replace(site.inputs[0], variable=site.results[0], whole=site.whole),)
    site.layer = whole


def _rule_for(layer: Layer) -> tuple[Rule, Whole]:
    found = RULES.find(type(layer))
    if found is None:
        raise Unsupported("is a {kind}, which NumPy-only scripts do not know", kind=type(layer).__name__)
    return found


def _as_real(site: Site) -> None:
    """Whole numbers as numbers with a point, in variables of their own."""
    found = []
    for value in site.inputs:
        if value.whole:
            real = call(f"{value.variable}.astype", Code("np.float32"))
            target = value.variable if value.variable == site.variable else site.parts.fresh(f"{value.variable}_real")
            site.parts.lines.append(Line(target, real))
            value = replace(value, variable=target, whole=False)
        found.append(value)
    site.inputs = tuple(found)
    site.results[0] = found[0].variable
