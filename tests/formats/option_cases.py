"""A case for every field of every layer, derived from its declaration: each choice, and a value in range that is not
the default. They say nothing that the declarations do not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from netbuilder.errors import Fault
from netbuilder.graph import check
from netbuilder.kinds import (
    BoolKind,
    ChoiceKind,
    FloatKind,
    IntKind,
    Kind,
    OptionalKind,
    PairsKind,
    SpecKind,
    TupleKind,
)
from netbuilder.layers import Layer
from netbuilder.layers.number_kinds import FactorKind
from netbuilder.layers.parts.activations import ActivationKind
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import Field, Spec
from tests.contract.cases import CASES, Case
from tests.formats.branches import side_by_side

# Fields of which no other value fits the case of any layer, with the reason. The cases themselves hold several.
FIXED = {
    "Bidirectional.layer": "a layer",
    "TimeDistributed.layer": "a layer",
    "EinsumDense.equation": "no other fits the output's shape",
    "Discretization.num_bins": "goes with boundaries that are learned",
    "Permute.dims": "all change together",
    "Concatenate.axis": "inputs are equal along all but one",
    "Conv3DTranspose.dilation_rate": "strides and it exclude each other",
    "Resizing.fill_mode": "Keras takes one only",
}
EACH = 2  # values of a number, where so many are in range


def option_cases() -> Iterator[tuple[str, Case]]:
    """Each case with its name. All members of a family that a field takes, for one layer each; a few elsewhere."""
    whole: set[type[Spec]] = set()  # the families that one layer has had in full
    for kind in Layer.registry.values():
        bases = [case for case in CASES if type(case.layer) is kind]
        for field in kind.fields():
            if field.keras:
                yield from _of_field(field, bases, whole)


def _of_field(field: Field, bases: list[Case], whole: set[type[Spec]]) -> Iterator[tuple[str, Case]]:
    for base in bases:
        values = list(_values(field.kind, getattr(base.layer, field.name), whole))
        found = [case for value in values if (case := _with(base, field.name, value)) is not None]
        if found:
            for number, case in enumerate(found):
                yield f"{type(base.layer).__name__}.{field.name}.{number}", case
            return


def _with(base: Case, name: str, value: Any) -> Case | None:
    """The case with another value; None where the layer or its inputs refuse it."""
    try:
        layer = base.layer.replace(**{name: value})
    except Fault:
        return None
    size = getattr(layer, "input_dim", None) or getattr(layer, "num_tokens", None)
    case = Case(layer, base.shapes, min(base.whole, size) if size else base.whole, base.random)
    if layer == base.layer or check(side_by_side([(0, case)])).errors:
        return None
    return case


def _values(kind: Kind, now: Any, whole: set[type[Spec]]) -> Iterator[Any]:
    if isinstance(kind, OptionalKind):
        if now is not None:
            yield None
        yield from _values(kind.inner, now, whole)
    elif isinstance(kind, BoolKind):
        yield not now
    elif isinstance(kind, ActivationKind):
        yield from ("tanh", "softmax")
    elif isinstance(kind, ChoiceKind):
        yield from kind.choices
    elif isinstance(kind, SpecKind):
        yield from _members(kind.base, whole)
    elif isinstance(kind, IntKind):
        yield from _few(kind, _numbers(now, (2, -1, 1, 3)))
    elif isinstance(kind, FloatKind):
        yield from _few(kind, _numbers(now, (0.125, -0.125, 0.25, 1.0)))
    elif isinstance(kind, PairsKind):
        yield from (tuple((1, 2 + i) for i in range(kind.length)), tuple((0, 1) for _ in range(kind.length)))
    elif isinstance(kind, FactorKind):
        yield from (0.3, (0.1, 0.4), 3, (2, 4))
    elif isinstance(kind, TupleKind):
        yield from _lists(kind, now, whole)


def _numbers(now: Any, steps: tuple[Any, ...]) -> Iterator[Any]:
    start = now if isinstance(now, int | float) and not isinstance(now, bool) else 0
    yield from (start + step for step in steps)


def _few(kind: Kind, values: Iterator[Any]) -> Iterator[Any]:
    found = 0
    for value in values:
        try:
            kind.coerce(value)
        except Fault:
            continue
        yield value
        found += 1
        if found == EACH:
            return


def _lists(kind: TupleKind, now: Any, whole: set[type[Spec]]) -> Iterator[Any]:
    """One other number in a list, at each place, or another number alone."""
    items = list(now) if isinstance(now, tuple) else [now]
    for place, item in enumerate(items):
        for value in _values(kind.inner, item, whole):
            yield (*items[:place], value, *items[place + 1 :])


def _members(base: type[Spec], whole: set[type[Spec]]) -> Iterator[Any]:
    if base not in (Initializer, Regularizer, Constraint):
        return
    members = list(base.registry.values())
    for member in members if base not in whole else members[:2]:
        try:
            yield member.plain()
        except (Fault, TypeError):
            continue
    whole.add(base)
