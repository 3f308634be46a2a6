"""One case of PyTorch's `module_db`, and how layers of ours are compared with it.

PyTorch has channels first, we have them last: inputs, outputs and weights are turned round on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.testing import assert_allclose

from netbuilder.engine.model import compile_model
from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Input, Layer, Run
from tests.conformance.verdict import Declined

# Both compute in float64.
CLOSE = {"rtol": 1e-6, "atol": 1e-9}
Turn = Callable[[Any], Any]


class Case:
    """A record of `torch_dump`."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record
        self.module: str = record["module"].removeprefix("nn.")
        self.settings: Mapping[str, Any] = record["settings"]
        self.weights: Mapping[str, Any] = record["weights"]
        self.training: bool = record["training"]
        self.inputs: list[Any] = [
            *record["inputs"],
            *(x for x in record["named"].values() if isinstance(x, np.ndarray)),
        ]

    def setting(self, name: str, default: Any = None) -> Any:
        """An attribute of the module."""
        return self.settings.get(name, default)

    @property
    def x(self) -> Any:
        """The first input."""
        return self.inputs[0]

    @property
    def outputs(self) -> list[Any]:
        """All outputs, flat."""
        return list(_flat(self.record["outputs"]))

    def gradient_of_input(self, number: int = 0) -> Any:
        """The gradient of an input that asked for one; None where none did."""
        found = self.record.get("input_gradients", [])
        return found[number] if number < len(found) else None

    def only(self, **allowed: Any) -> None:
        """Declines other settings than these."""
        for name, value in allowed.items():
            given = self.settings.get(name, value)
            if (tuple(given) if isinstance(given, list) else given) != value:
                raise Declined(f"{name} other than {value}")


def _flat(value: Any) -> Any:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _flat(item)
    else:
        yield value


def close(mine: Any, theirs: Any, what: str) -> None:
    """Both are the same but for rounding."""
    assert_allclose(mine, theirs, err_msg=what, **CLOSE)


@dataclass
class Part:
    """A layer and where its weights come from: our name, PyTorch's name, and how to turn one into the other."""

    layer: Layer
    weights: list[tuple[str, str, Turn, Turn]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


def same(array: Any) -> Any:
    """Nothing to turn."""
    return array


@dataclass
class View:
    """How an array of PyTorch's lies for us, and back."""

    there: Turn
    back: Turn


def channels_last(x: Any, rank: int) -> View:
    """(batch, channels, …) to (batch, …, channels); a sample without a batch axis gets one."""
    alone = x.ndim == rank + 1
    if not alone and x.ndim != rank + 2:
        raise Declined("inputs of another rank")

    def there(a: Any) -> Any:
        return np.ascontiguousarray(np.moveaxis(a[None] if alone else a, 1, -1))

    def back(a: Any) -> Any:
        a = np.moveaxis(a, -1, 1)
        return a[0] if alone else a

    return View(there, back)


def rows(x: Any, axis: int | None = None) -> View:
    """One row, or rows along an axis: for what computes each number, or each row, by itself."""
    if axis is None or x.ndim == 0:
        return View(lambda a: a.reshape(1, -1), lambda a: a.reshape(x.shape))
    moved = np.moveaxis(x, axis, -1)

    def there(a: Any) -> Any:
        return np.ascontiguousarray(np.moveaxis(a, axis, -1)).reshape(-1, moved.shape[-1])

    return View(there, lambda a: np.moveaxis(a.reshape(moved.shape), -1, axis))


def plain(x: Any) -> View:
    """The same layout as ours."""
    return View(same, same)


def check(case: Case, parts: list[Part], view: View) -> list[dict[str, Any]]:
    """Compares outputs, and gradients of the input and of every weight; gives the weights after the pass."""
    x, backwards, all_weights = view.there(case.x), [], []
    for part in parts:
        weights = {ours: np.array(there(case.weights[name])) for ours, name, there, _ in part.weights}
        weights |= {name: np.array(value) for name, value in part.extra.items()}
        part.layer.output_shape(x.shape[1:])
        declared = {name: weight.shape for name, weight in part.layer.weights(x.shape[1:]).items()}
        assert declared == {name: weights[name].shape for name in declared}, f"weights of shapes {declared}"
        _compiled_agrees(case, part.layer, weights, x)
        x, backward = part.layer.forward(weights, x, run=Run(case.training, np.random.default_rng(0)))
        backwards.append(backward)
        all_weights.append(weights)
    close(view.back(x), case.outputs[0], "output")
    dy = view.there(case.record["factors"][0].reshape(np.shape(case.outputs[0])))
    for part, backward in zip(reversed(parts), reversed(backwards), strict=True):
        (dy,), gradients = backward(dy)
        for ours, name, _, back in part.weights:
            if name in case.record.get("weight_gradients", {}):
                close(back(gradients[ours]), case.record["weight_gradients"][name], f"gradient of {name}")
    if case.gradient_of_input() is not None:
        close(view.back(dy), case.gradient_of_input(), "gradient of the input")
    return all_weights


def _compiled_agrees(case: Case, layer: Layer, weights: dict[str, Any], x: Any) -> None:
    """The engine's fast paths give what the layer gives."""
    if case.training and any(not weight.trainable for weight in layer.weights(x.shape[1:]).values()):
        return
    whole = x.dtype.kind in "iu"
    nodes = [
        Node("x", Input(x.shape[1:], "int32" if whole else "float32")),
        Node("block", layer, (Port("x"),)),
    ]
    model = compile_model(Graph.of(nodes), dtype=np.float64, initialize=False)
    for name, array in weights.items():
        model.parameters.views["block", name][...] = array
    (found,) = model.predict((x,))
    wanted, _ = layer.forward({k: v.copy() for k, v in weights.items()}, x, run=Run(False))
    close(found, wanted, "by the engine")


def made(name: str, **fields: Any) -> Layer:
    """A layer by name."""
    layer: Layer = Layer.registry[name](**fields)
    return layer


def rank_of(case: Case) -> int:
    """1, 2 or 3, from the module's name."""
    found = re.search(r"(\d)d$", case.module)
    assert found
    return int(found[1])


def spread(value: Any, rank: int) -> tuple[int, ...]:
    """A setting for each spatial axis."""
    return tuple(value) if isinstance(value, list | tuple) else (value,) * rank
