"""Computes again, by NetBuilder, what Keras's own tests computed.

Everything below is read from a record: the config that Keras saved, the arrays and the result. Our object is
made of the config as a file's reader makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.testing import assert_allclose

from netbuilder.engine.losses import Loss, same_rank
from netbuilder.engine.losses.base import aligned
from netbuilder.engine.metrics import Metric
from netbuilder.engine.metrics.base import LossMetric
from netbuilder.engine.optimizers import Optimizer, State, advance
from netbuilder.engine.parameters import Parameters
from netbuilder.engine.schedules import Schedule
from netbuilder.formats.keras.objects import object_from_keras, optimizer_from_keras
from netbuilder.layers import Layer, Run, Weight
from netbuilder.layers.parts.activations import ACTIVATIONS, ALIASES, DECLINED
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Zeros
from netbuilder.layers.parts.regularizers import Regularizer
from tests.conformance.verdict import Declined, Outcome, judge

Record = Mapping[str, Any]
# Both compute in float32; sums are taken in another order.
CLOSE = {"rtol": 2e-5, "atol": 2e-6}
# Of a step, times the rate: Keras rounds 1 - beta_2^t, about 0.001, to 6e-8.
ROUNDED = 3e-5
PER_WEIGHT = ("before", "after", "gradients", "excluded", "paths")
OWN = "a class that Keras's test defines itself"


def replay(record: Record) -> Outcome:
    """How one record ends here."""
    from tests.conformance.keras_layers import layer_call

    kinds = {
        "layer": layer_call,
        "loss": loss_call,
        "metric": metric_result,
        "activation": activation_call,
        "optimizer": optimizer_steps,
        "schedule": schedule_rate,
        "constraint": constraint_call,
        "regularizer": regularizer_call,
    }
    value = record["object"]
    subject = value["class_name"] if isinstance(value, Mapping) else str(value).split(":")[0].strip("<>")
    plural = "losses" if record["kind"] == "loss" else f"{record['kind']}s"
    return judge(f"Keras {plural}", subject, record["test"], lambda: kinds[record["kind"]](record))


def saved(record: Record) -> Mapping[str, Any]:
    """The object as Keras saved it; declines a class of a test's own."""
    value = record["object"]
    if not isinstance(value, Mapping):
        raise Declined("Keras cannot save the object")
    if value.get("registered_name") or "_test" in (value.get("module") or ""):
        raise Declined(OWN)
    dtype = value["config"].get("dtype") if isinstance(value["config"], Mapping) else None
    name = dtype.get("config", {}).get("name") if isinstance(dtype, Mapping) else dtype
    results = {x.dtype.name for x in [record["result"]] if isinstance(x, np.ndarray)} if "result" in record else set()
    if name not in (None, "float32", "int32") or results & {"bfloat16", "float16", "float64"}:
        raise Declined("computes in another dtype than float32")
    return value


def made(base: type[Any], record: Record) -> Any:
    """Our object of one family; declines what NetBuilder has not."""
    value = saved(record)
    if value["class_name"] not in base.registry:
        raise Declined(f"NetBuilder has no such {base.__name__.lower()}")
    return object_from_keras(base, value)


def arguments(record: Record, *names: str) -> list[Any]:
    """Positional and named arguments in the order of `names`; None where nothing was given."""
    given = dict(zip(names, record["args"], strict=False)) | dict(record["kwargs"])
    return [given.get(name) for name in names]


def floats(value: Any) -> Any:
    """Numbers as Keras's float32 tensor."""
    return None if value is None else np.asarray(value, np.float32)


def loss_call(record: Record) -> None:
    y, p, weights = (floats(x) for x in arguments(record, "y_true", "y_pred", "sample_weight"))
    value = saved(record)
    reduction = value["config"].get("reduction")
    apart = reduction in (None, "none")
    if apart:
        value = {**value, "config": {**value["config"], "reduction": "sum_over_batch_size"}}
    loss = made(Loss, {**record, "object": value})
    mask = record["masks"][1] if len(record["masks"]) > 1 else None
    y = _labels(loss, y, p)
    if apart:
        if not loss.sparse:
            y, p = same_rank(y, p)
        found, _ = loss.values(y, p)
        if weights is not None:
            found = found * aligned(weights, found.ndim)
        if mask is not None:
            raise Declined("a mask on values that are not reduced")
    else:
        found, _ = loss(y, p, weights, None if mask is None else np.asarray(mask, bool))
    assert_allclose(found, record["result"], **CLOSE)


def _labels(loss: Loss, y: Any, p: Any) -> Any:
    if p.ndim == 0 or y.ndim == 0:
        raise Declined("a single sample without a batch axis")
    return loss.labels(y, p.shape)


def metric_result(record: Record) -> None:
    metric = made(Metric, record)
    state = metric.start()
    for args, kwargs in record["args"]:
        given = dict(zip(("y_true", "y_pred", "sample_weight"), args, strict=False)) | dict(kwargs)
        y, p, weights = (given.get(name) for name in ("y_true", "y_pred", "sample_weight"))
        y, p = np.asarray(y), np.asarray(p)
        if p.ndim == 0 or (p.ndim == 1 and isinstance(metric, LossMetric)):
            raise Declined("a single sample without a batch axis")
        p = p.astype(np.float32)
        weights = None if weights is None else np.asarray(weights, np.float32)
        if weights is not None and record["object"]["config"].get("dtype") == "int32" and np.any(weights % 1):
            raise Declined("fractions of weights, which Keras cuts off with a warning")
        metric.update(state, y, p, weights)
    assert_allclose(metric.result(state), np.squeeze(record["result"]), **CLOSE)


def activation_call(record: Record) -> None:
    name, given = record["object"], dict(record["args"])
    x = floats(given.pop("x"))
    if name in DECLINED:
        raise Declined(DECLINED[name])
    found = _with_arguments(name, given)
    if isinstance(found, Layer):
        y, _ = found.forward({}, x, run=Run())
    else:
        y, _ = found(x)
    assert_allclose(y, record["result"], **CLOSE)


def _with_arguments(name: str, given: dict[str, Any]) -> Any:
    """The activation, or the layer that has arguments."""
    if not given or (name, given) in (("softmax", {"axis": -1}), ("log_softmax", {"axis": -1})):
        return ACTIVATIONS[ALIASES.get(name, name)]
    kinds = {"relu": "ReLU", "leaky_relu": "LeakyReLU", "elu": "ELU", "softmax": "Softmax"}
    if name not in kinds:
        raise Declined(f"{name} with arguments has no counterpart")
    if isinstance(given.get("axis"), tuple):
        given["axis"] = list(given["axis"])
    return object_from_keras(Layer, {"class_name": kinds[name], "config": given})


def schedule_rate(record: Record) -> None:
    (step,) = arguments(record, "step")
    schedule = made(Schedule, record)
    assert_allclose(schedule.rate(int(np.asarray(step))), record["result"], **CLOSE)


def constraint_call(record: Record) -> None:
    (weight,) = arguments(record, "w")
    constraint = made(Constraint, record)
    assert_allclose(constraint.apply(floats(weight)), record["result"], **CLOSE)


def regularizer_call(record: Record) -> None:
    (weight,) = arguments(record, "x")
    regularizer = made(Regularizer, record)
    assert_allclose(regularizer.penalty(floats(weight)), record["result"], **CLOSE)


def optimizer_steps(record: Record) -> None:
    value, steps = saved(record), record["steps"]
    if value["class_name"] not in Optimizer.registry:
        raise Declined("NetBuilder has no such optimizer")
    if any(step["constrained"] for step in steps):
        raise Declined("constraints of the weights, which belong to our layers")
    if any(step["overwritten"] for step in steps):
        raise Declined("a weight that its gradient takes the place of")
    if record["iterations"]:
        raise Declined("begins in the middle of a training")
    if any(g is None for step in steps for g in step["gradients"]):
        raise Declined("weights without a gradient")
    optimizer = optimizer_from_keras(value)
    for excluded in (False, True):
        chosen = [i for i, x in enumerate(steps[0]["excluded"]) if x == excluded]
        if chosen:
            part = [{**step, **{name: _pick(step[name], chosen) for name in PER_WEIGHT}} for step in steps]
            # We have no weights without decay, but an optimizer without it.
            take_steps(optimizer.replace(weight_decay=None) if excluded else optimizer, part)


def _pick(items: Any, chosen: list[int]) -> list[Any]:
    return [items[i] for i in chosen]


def take_steps(optimizer: Optimizer, steps: list[Any]) -> None:
    """Takes every step from Keras's weights before it, and compares those after it."""
    shapes = {("", name): np.shape(x) for name, x in zip(_names(steps[0]), steps[0]["before"], strict=True)}
    weights = {key: Weight(shape, Zeros()) for key, shape in shapes.items()}
    parameters = Parameters(weights, set(weights), np.float32)
    state = State(optimizer, parameters)
    for step in steps:
        if _names(step) != [key[1] for key in weights]:
            raise Declined("other weights from step to step")
        _step(optimizer, state, parameters, step)


def _names(step: Mapping[str, Any]) -> list[str]:
    return [f"{path}:{i}" for i, path in enumerate(step["paths"])]


def _step(optimizer: Optimizer, state: State, parameters: Parameters, step: Mapping[str, Any]) -> None:
    keys = list(parameters.views)
    for key, before, gradient in zip(keys, step["before"], step["gradients"], strict=True):
        parameters.views[key][...] = before
        parameters.gradient_views[key][...] = gradient
    if isinstance(optimizer.learning_rate, float):
        state.rate_override = step["rate"]
    advance(optimizer, state, parameters.values, parameters.gradients)
    for key, after in zip(keys, step["after"], strict=True):
        assert_allclose(parameters.views[key], after, err_msg=key[1], rtol=2e-5, atol=ROUNDED * max(step["rate"], 0.1))
