"""What an expression of a script stands for: numbers and texts as they are, and these for everything else."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from netbuilder.engine.settings import TrainingSettings
from netbuilder.kinds import Shape
from netbuilder.layers import Layer

Span = tuple[int, int]  # first and last line
MOST_ASKED = 50  # names that would tell a value


@dataclass(frozen=True)
class Unknown:
    """Something that a script alone does not tell.

    `asks` are the names (or expressions) whose values would tell it; `undefined` says that they are used without
    ever being given a value. `reason` says why it is not known, where that can be said.
    """

    asks: tuple[str, ...] = ()
    undefined: bool = False
    reason: str = ""

    def joined(self, *others: Any) -> Unknown:
        """What is not known because several things are not."""
        found = [self, *(other for other in others if isinstance(other, Unknown))]
        asks = tuple(dict.fromkeys(name for one in found for name in one.asks))[:MOST_ASKED]
        reason = next((one.reason for one in found if one.reason), "")
        return Unknown(asks, all(one.undefined for one in found), reason)


NOTHING_KNOWN = Unknown()


@lru_cache(maxsize=4096)
def _within(path: str, modules: tuple[str, ...]) -> bool:
    return any(path == module or path.startswith(f"{module}.") for module in modules)


@dataclass(frozen=True)
class Symbol:
    """A name of a library, in full: keras.layers.Dense. Whatever it was imported as, it has one name here."""

    path: str

    @property
    def last(self) -> str:
        """The last part of the name."""
        return self.path.rpartition(".")[2]

    def part(self, name: str) -> Symbol:
        """What is found in it."""
        return Symbol(f"{self.path}.{name}")

    def within(self, *modules: str) -> bool:
        """Whether it is one of these modules, or in one of them."""
        return _within(self.path, modules)


@dataclass(frozen=True)
class Bound:
    """A method of something: `model.add`."""

    owner: Any
    name: str


@dataclass(eq=False)
class Scope:
    """Names and their values; a function's scope lies in another one."""

    names: dict[str, Any] = field(default_factory=dict)
    outer: Scope | None = None

    def find(self, name: str) -> Scope | None:
        """The scope, this one or one around it, that knows the name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.outer
        return scope


@dataclass(eq=False)
class Function:
    """A function that the script defines; it is read where it is called."""

    name: str
    node: ast.FunctionDef | ast.Lambda
    scope: Scope
    calls: int = 0


@dataclass(eq=False)
class Made:
    """A layer that the script made. It may be called more than once, and changed after it was made."""

    layer: Layer
    name: str
    named: bool  # by the script, not by Keras's counting
    span: Span
    shape: Shape | None = None  # of the input, where the layer itself was told it
    batch: int | None = None  # the samples of a batch, where they were told with it
    dtype: str = "float32"
    variable: str = ""
    base: str = ""  # of the name that Keras counts
    number: int = 0  # in the order in which the layers were made
    first: bool | None = None  # whether it puts channels first; None where the script does not say
    embeds: bool = False  # numbers of words, which it takes at any length


@dataclass(eq=False)
class Call:
    """One call of a layer or of a model: a block."""

    made: Made | Network
    inputs: tuple[Tensor, ...]
    span: Span
    shapes: tuple[Shape, ...] = ()
    variable: str = ""


@dataclass(frozen=True)
class Tensor:
    """One output of a call."""

    call: Call
    output: int = 0

    @property
    def shape(self) -> Shape | None:
        """Its shape without the batch axis, where that is known."""
        return self.call.shapes[self.output] if self.output < len(self.call.shapes) else None


@dataclass(eq=False)
class Network:
    """A model that the script makes: a Sequential one has items, a Functional one inputs and outputs."""

    name: str
    line: int
    sequential: bool
    items: list[Made | Network] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    inputs: tuple[Tensor, ...] = ()
    outputs: tuple[Tensor, ...] = ()
    trainable: bool = True
    variable: str = ""
    input_shape: Shape | None = None
    named: bool = False  # by the script
    compiled: TrainingSettings | None = None
    compile_lines: list[int] = field(default_factory=list)
    fits: list[Fit] = field(default_factory=list)
    calls: int = 0


@dataclass(frozen=True)
class Fit:
    """One call of `fit`: what it was told, and the data."""

    line: int
    settings: Mapping[str, Any]
    x: Any = None
    y: Any = None


@dataclass(frozen=True)
class Data:
    """An array of samples or labels, as far as a script tells of it.

    `source` is where it comes from, `part` "train" or "test", `role` "x" or "y". `steps` are what was done with its
    numbers, in order; `whole` says whether they are whole numbers, and None that nobody knows.
    """

    source: str
    part: str
    role: str
    shape: tuple[int | None, ...] | None = None
    raw: tuple[int | None, ...] | None = None
    steps: tuple[str, ...] = ()
    whole: bool | None = None
    one_hot: bool = False
    rows: int | None = None
    held: float = 0.0  # the share of the whole that was set apart at random
    arranged: str = ""  # how, where the shapes themselves are not known
    options: tuple[tuple[str, int], ...] = ()  # fields of data settings that the script tells


@dataclass(frozen=True)
class Measure:
    """A number that was taken from data: its mean, its spread, its largest …"""

    kind: str
    data: Data


@dataclass(frozen=True)
class Batches:
    """Samples with their labels, on their way into `fit`."""

    x: Any
    y: Any
    size: int | None = None


@dataclass(eq=False)
class Options:
    """What a script takes from its command line: argparse with its defaults."""

    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """What `parse_args` gives."""

    options: Options


@dataclass(frozen=True)
class Stored:
    """An .npz file or a folder of arrays that is opened."""

    path: str
    bundled: bool = False


@dataclass(frozen=True)
class FilePath:
    """A path that is put together."""

    text: str
    beside: bool = False  # beside the script


@dataclass(frozen=True)
class Class:
    """A class that the script defines. What it does stands in Python, and is not read."""

    name: str
    line: int
    is_model: bool


@dataclass(frozen=True)
class Scaler:
    """An object that scales data: scikit-learn's."""

    steps: tuple[str, ...]


def tensors_in(value: Any) -> list[Tensor]:
    """All tensors in a value, wherever they are nested."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [tensor for item in value for tensor in tensors_in(item)]
    return []


def unknown_in(value: Any) -> list[Unknown]:
    """All that is not known in a value, wherever it is nested."""
    if isinstance(value, Unknown):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [unknown for item in value for unknown in unknown_in(item)]
    return []
