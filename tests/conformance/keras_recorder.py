"""A pytest plugin that writes down what Keras's own tests compute: objects, arguments and results.

It is loaded into a pytest run of Keras's tests, on Keras's NumPy backend. Only the outermost call is written
down, and only where it was given arrays: `Dense` inside of another layer is that layer's own business.
"""

from __future__ import annotations

import functools
import inspect
import os
import pickle
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras.src import activations, metrics, tree
from keras.src.backend import get_keras_mask
from keras.src.constraints import Constraint
from keras.src.layers.layer import Layer
from keras.src.losses.loss import Loss
from keras.src.metrics.metric import Metric
from keras.src.optimizers.base_optimizer import BaseOptimizer
from keras.src.optimizers.schedules.learning_rate_schedule import LearningRateSchedule
from keras.src.regularizers import Regularizer
from keras.src.utils import module_utils

from tests.conformance import RECORDS
from tests.conformance.keras_records import Recorder, described, has_arrays, plain


def _subclasses(base: type) -> Iterator[type]:
    yield base
    for member in base.__subclasses__():
        yield from _subclasses(member)


def _wrap(owner: Any, name: str, around: Callable[..., Any]) -> None:
    """Puts `around(original, *args, **kwargs)` in the place of a function."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def replaced(*args: Any, **kwargs: Any) -> Any:
        return around(original, *args, **kwargs)

    setattr(owner, name, replaced)


def watch_layers(seen: Recorder) -> None:
    """Writes down the calls of Keras's layers."""

    def build(original: Any, layer: Any, *args: Any) -> Any:
        found = original(layer, *args)
        if seen.depth == 1 and seen.weights and seen.weights[-1][0] is layer:
            seen.weights[-1][1] = [(w.path, bool(w.trainable), np.array(w.value)) for w in layer.weights]
        return found

    def call(original: Any, layer: Any, *args: Any, **kwargs: Any) -> Any:
        ours = type(layer).__module__.startswith("keras.src.layers") and not seen.depth
        concrete = has_arrays(args, kwargs)
        if (not ours and concrete) or seen.depth:
            return original(layer, *args, **kwargs)
        given = plain(args), plain(kwargs)
        # The call itself may take the masks off.
        masks = [plain(get_keras_mask(x)) for x in tree.flatten(args)]
        carried = {name: plain(get_keras_mask(x)) for name, x in kwargs.items() if not isinstance(x, list | tuple)}
        states = plain(getattr(layer, "states", None)) if getattr(layer, "stateful", False) else None
        seen.depth += 1
        seen.weights.append([layer, None])
        try:
            result = original(layer, *args, **kwargs)
        finally:
            seen.depth -= 1
            _, weights = seen.weights.pop()
        if concrete:
            default = inspect.signature(layer.call).parameters.get("training")
            seen.enter(
                "layer",
                layer,
                *given,
                result,
                weights=weights,
                states=states,
                training=default.default if default is not None else None,
                masks=masks,
                carried=carried,
                lora=bool(getattr(layer, "lora_enabled", False)),
                quantized=getattr(layer, "quantization_mode", None),
            )
        return result

    _wrap(Layer, "_maybe_build", build)
    _wrap(Layer, "__call__", call)


def watch_calls(seen: Recorder, kind: str, base: type) -> None:
    """Writes down the calls of Keras's own members of a family."""

    def call(original: Any, value: Any, *args: Any, **kwargs: Any) -> Any:
        if seen.depth or not has_arrays(args, kwargs) or not type(value).__module__.startswith("keras.src."):
            return original(value, *args, **kwargs)
        given = plain(args), plain(kwargs)
        masks = [plain(get_keras_mask(x)) for x in tree.flatten(args)]
        seen.depth += 1
        try:
            result = original(value, *args, **kwargs)
        finally:
            seen.depth -= 1
        seen.enter(kind, value, *given, result, masks=masks)
        return result

    for member in list(_subclasses(base)):
        if "__call__" in vars(member):
            _wrap(member, "__call__", call)


def watch_metrics(seen: Recorder) -> None:
    """Writes down what metrics were given and what they say then."""

    def update(original: Any, metric: Any, *args: Any, **kwargs: Any) -> Any:
        if not seen.depth:
            seen.kept.append(metric)
            seen.updates.setdefault(id(metric), []).append((plain(args), plain(kwargs)))
        return deeper(original, metric, *args, **kwargs)

    def result(original: Any, metric: Any) -> Any:
        found = deeper(original, metric)
        if not seen.depth and seen.updates.get(id(metric)):
            seen.enter("metric", metric, list(seen.updates[id(metric)]), {}, found)
        return found

    def reset(original: Any, metric: Any) -> Any:
        seen.updates.pop(id(metric), None)
        return deeper(original, metric)

    def deeper(original: Any, *args: Any, **kwargs: Any) -> Any:
        seen.depth += 1
        try:
            return original(*args, **kwargs)
        finally:
            seen.depth -= 1

    for member in list(_subclasses(Metric)):
        for name, around in (("update_state", update), ("result", result), ("reset_state", reset)):
            if name in vars(member) and member.__module__.startswith("keras.src.metrics"):
                _wrap(member, name, around)


def watch_activations(seen: Recorder) -> None:
    """Writes down the calls of activation functions."""

    def around(name: str) -> Callable[..., Any]:
        def call(original: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            if not seen.depth and has_arrays(args, kwargs):
                bound = inspect.signature(original).bind(*args, **kwargs).arguments
                seen.enter("activation", name, plain(bound), {}, result)
            return result

        return call

    for function in activations.ALL_OBJECTS:
        if inspect.isfunction(function) and hasattr(activations, function.__name__):
            _wrap(activations, function.__name__, around(function.__name__))


def watch_optimizers(seen: Recorder) -> None:
    """Writes down each step of each optimizer: weights before, gradients, weights after."""

    def apply(original: Any, optimizer: Any, grads: Any, trainable_variables: Any = None) -> Any:
        if seen.depth:
            return original(optimizer, grads, trainable_variables)
        variables = list(trainable_variables or getattr(optimizer, "_trainable_variables", ()))
        if id(optimizer) not in seen.optimizers:
            seen.kept.append(optimizer)
            seen.optimizers[id(optimizer)] = {
                "kind": "optimizer",
                "test": seen.test,
                "object": described(optimizer),
                "steps": [],
                "iterations": int(optimizer.iterations.value),
            }
        rate = float(np.array(optimizer.learning_rate))
        step = {"before": _values(variables), "gradients": plain(list(grads)), "rate": rate}
        step["constrained"] = any(getattr(v, "constraint", None) is not None for v in variables)
        step["excluded"] = [not optimizer._use_weight_decay(v) for v in variables]
        step["overwritten"] = any(getattr(v, "overwrite_with_gradient", False) for v in variables)
        step["paths"] = [v.path for v in variables]
        step["test"] = seen.test
        seen.depth += 1
        try:
            result = original(optimizer, grads, trainable_variables)
        finally:
            seen.depth -= 1
        step["after"] = _values(variables)
        seen.optimizers[id(optimizer)]["steps"].append(step)
        return result

    _wrap(BaseOptimizer, "apply", apply)


def _values(variables: Any) -> list[Any]:
    return [np.array(variable.value) for variable in variables]


class Missing(types.ModuleType):
    """Stands for a package that test files import at their top but need in a few tests only, which then fail."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(name)


def stand_in() -> None:
    """Lets test files be read without TensorFlow and Grain, and without the conftest that the wheel lacks."""
    for name in ("tensorflow", "grain"):
        # Keras looks once whether a package is there, and must find that it is not.
        if not getattr(module_utils, name).available:
            sys.modules[name] = Missing(name)
    conftest = types.ModuleType("conftest")
    conftest.skip_if_backend = lambda name, reason: pytest.mark.skipif(  # type: ignore[attr-defined]
        keras.backend.backend() == name, reason=reason
    )
    sys.modules.setdefault("conftest", conftest)


SEEN = Recorder()


def pytest_configure(config: Any) -> None:
    """Begins to watch."""
    assert metrics is not None  # every member is imported with its package
    stand_in()
    watch_layers(SEEN)
    watch_metrics(SEEN)
    watch_activations(SEEN)
    watch_optimizers(SEEN)
    for kind, base in (
        ("loss", Loss),
        ("schedule", LearningRateSchedule),
        ("constraint", Constraint),
        ("regularizer", Regularizer),
    ):
        watch_calls(SEEN, kind, base)


def pytest_collection_finish(session: Any) -> None:
    """The test files are read; now Keras must see that the packages are missing."""
    for name in ("tensorflow", "grain"):
        if isinstance(sys.modules.get(name), Missing):
            del sys.modules[name]


def pytest_runtest_setup(item: Any) -> None:
    """Each record names its test."""
    SEEN.test = item.nodeid
    SEEN.depth = 0


def pytest_sessionfinish(session: Any) -> None:
    """Hands over what was seen."""
    found = SEEN.records + [record for record in SEEN.optimizers.values() if record["steps"]]
    with Path(os.environ[RECORDS]).open("wb") as file:
        pickle.dump(found, file)
