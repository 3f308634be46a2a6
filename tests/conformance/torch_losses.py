"""PyTorch's loss modules, as our losses.

PyTorch averages over numbers, we first over those of a row: both means are the same, sums differ by the row's length.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.engine.losses import Loss
from netbuilder.layers import Layer, Run
from tests.conformance.torch_cases import Case, close
from tests.conformance.verdict import Declined


def made(name: str, **fields: Any) -> Loss:
    """A loss by name."""
    loss: Loss = Loss.registry[name](**fields)
    return loss


def compare(case: Case, loss: Loss, y: Any, p: Any, scale: float = 1.0, each: int | None = None) -> Any:
    """Compares value and gradient; gives our gradient of `p`, times what flows in.

    `scale` times ours is PyTorch's, and `each` is how many numbers PyTorch counts in one of our rows.
    """
    reduction = case.setting("reduction", "mean")
    each = p.shape[-1] if each is None else each
    theirs, factor = case.outputs[0], case.record["factors"][0]
    if reduction == "none":
        values, backward = loss.values(y, p)
        if each != 1:
            # Ours are the means of PyTorch's values, so only what flows in evenly can be compared.
            close(values * scale, theirs.reshape(*values.shape, each).mean(axis=-1), "values")
            return None
        close(values * scale, theirs.reshape(values.shape), "values")
        return backward(factor.reshape(values.shape) * scale)
    if reduction == "sum":
        loss, scale = loss.replace(reduction="sum"), scale * each
    value, gradient = loss(y, p)
    close(value * scale, theirs, "loss")
    return gradient * scale * factor


def gradient_close(case: Case, gradient: Any) -> None:
    """The gradient of the first input, where there is one on both sides."""
    theirs = case.gradient_of_input()
    if gradient is not None and theirs is not None:
        close(gradient.reshape(theirs.shape), theirs, "gradient")


def pair(case: Case) -> tuple[Any, Any]:
    """Labels and predictions with a row axis."""
    p, y = case.inputs[:2]
    shape = (1, 1) if p.ndim == 0 else (1, -1) if p.ndim == 1 else p.shape
    return y.reshape(shape).astype(float), p.reshape(shape)


def regression(case: Case) -> None:
    y, p = pair(case)
    name = {"L1Loss": "MeanAbsoluteError", "MSELoss": "MeanSquaredError"}[case.module]
    gradient_close(case, compare(case, made(name), y, p))


def huber(case: Case) -> None:
    y, p = pair(case)
    if case.module == "HuberLoss":
        gradient_close(case, compare(case, made("Huber", delta=case.setting("delta")), y, p))
        return
    beta = case.setting("beta")
    if not beta:
        raise Declined("a Huber loss without its middle is the absolute error")
    gradient_close(case, compare(case, made("Huber", delta=beta), y, p, 1 / beta))


def binary(case: Case) -> None:
    if case.weights.get("weight") is not None or case.weights.get("pos_weight") is not None:
        raise Declined("a weight for each number of a row")
    y, p = pair(case)
    loss = made("BinaryCrossentropy", from_logits=case.module != "BCELoss")
    gradient_close(case, compare(case, loss, y, p))


def soft_margin(case: Case) -> None:
    """log(1 + exp(-y p)) is the binary crossentropy of scores with labels 0 and 1."""
    y, p = pair(case)
    gradient_close(case, compare(case, made("BinaryCrossentropy", from_logits=True), (y + 1) / 2, p))


def multi_label(case: Case) -> None:
    """A binary crossentropy of scores, averaged over each row before all else."""
    if "weight" in case.weights:
        raise Declined("a weight for each number of a row")
    y, p = pair(case)
    gradient_close(case, compare(case, made("BinaryCrossentropy", from_logits=True), y, p, each=1))


def divergence(case: Case) -> None:
    """PyTorch's predictions are logarithms."""
    target, logs = case.inputs[1], case.inputs[0]
    y = np.exp(target) if case.setting("log_target") else target
    if logs.ndim < 2:
        raise Declined("a distribution without a batch axis")
    if not np.isfinite([logs, target]).all():
        raise Declined("PyTorch's own case holds logarithms of negative numbers")
    if y.min() < 1e-7 or max(y.max(), np.exp(logs).max()) > 1:
        raise Declined("labels or predictions beyond 0 and 1, which Keras cuts off")
    if case.setting("reduction") == "none":
        raise Declined("a value for each number, where Keras has their sum")
    scale = {"mean": 1 / logs.shape[-1], "batchmean": 1.0, "sum": 1.0}[case.setting("reduction")]
    gradient = compare(case, made("KLDivergence"), y, np.exp(logs), scale, each=1)
    gradient_close(case, gradient * np.exp(logs))


def classes(case: Case) -> None:
    logits, y = case.inputs[:2]
    gradient_close(case, crossentropy(case, logits, y))


def crossentropy(case: Case, logits: Any, y: Any) -> Any:
    """Compares a crossentropy of scores with classes on axis 1; gives the gradient of the scores."""
    alone = logits.ndim == 1
    p = logits[None] if alone else np.moveaxis(logits, 1, -1)
    smoothing, shares = case.setting("label_smoothing") or 0.0, case.weights.get("weight")
    if y.dtype.kind == "f" and y.shape == logits.shape:
        if shares is not None:
            raise Declined("classes that count differently, with labels that are shares")
        y = y[None] if alone else np.moveaxis(y, 1, -1)
        loss = made("CategoricalCrossentropy", from_logits=True, label_smoothing=smoothing)
        return _back(compare(case, loss, y, p, each=1), alone)
    y = y[None] if alone else y
    ignored = case.setting("ignore_index")
    counted = np.ones(y.shape, bool) if ignored is None else y != ignored
    if not counted.any():
        raise Declined("no label that counts")
    if shares is not None and smoothing:
        raise Declined("classes that count differently, with smoothed labels")
    places = np.where(counted, y, 0)
    weights = counted * (1.0 if shares is None else shares[places])
    if smoothing:
        loss = made("CategoricalCrossentropy", from_logits=True, label_smoothing=smoothing)
        labels: Any = np.eye(p.shape[-1])[places]
    else:
        loss, labels = made("SparseCategoricalCrossentropy", from_logits=True), places
    return _back(_weighted(case, loss, labels, p, weights), alone)


def _weighted(case: Case, loss: Loss, y: Any, p: Any, weights: Any) -> Any:
    """Rows that count differently: PyTorch's mean is that by the sum of the weights."""
    reduction, factor = case.setting("reduction"), case.record["factors"][0]
    if reduction == "none":
        values, backward = loss.values(y, p)
        close(values * weights, case.outputs[0].reshape(values.shape), "values")
        return backward(factor.reshape(values.shape) * weights)
    loss = loss.replace(reduction="sum" if reduction == "sum" else "mean_with_sample_weight")
    value, gradient = loss(y, p, weights)
    close(value, case.outputs[0], "loss")
    return gradient * factor


def _back(gradient: Any, alone: bool) -> Any:
    if gradient is None:
        return None
    return gradient[0] if alone else np.moveaxis(gradient, -1, 1)


def linear_classes(case: Case) -> None:
    """A dense layer, and the crossentropy of its scores."""
    if case.setting("out_features"):
        raise Declined("several axes of classes")
    x, y = case.inputs[:2]
    kernel = case.weights["linear.weight"].T
    alone = x.ndim == 1
    weights = {"kernel": kernel}
    if "linear.bias" in case.weights:
        weights["bias"] = case.weights["linear.bias"]
    layer = Layer.registry["Dense"](kernel.shape[1], use_bias="bias" in weights)
    logits, backward = layer.forward(weights, x[None] if alone else x, run=Run(True))
    gradient = crossentropy(case, logits[0] if alone else logits, y)
    if gradient is None:
        return
    (dx,), gradients = backward(gradient[None] if alone else gradient)
    gradient_close(case, dx)
    theirs = case.record["weight_gradients"]
    close(gradients["kernel"].T, theirs["linear.weight"], "gradient of the kernel")
    if "bias" in weights:
        close(gradients["bias"], theirs["linear.bias"], "gradient of the bias")


def ctc(case: Case) -> None:
    case.only(blank=0)
    logs, labels, input_lengths, lengths = (np.asarray(x) for x in case.record["inputs"][:4])
    if logs.ndim == 2:
        raise Declined("a sequence without a batch axis")
    steps, count = logs.shape[:2]
    if np.any(input_lengths != steps):
        raise Declined("sequences of unequal lengths")
    if labels.ndim == 1:
        parts = np.split(labels, np.cumsum(lengths)[:-1])
        labels = np.stack([np.pad(part, (0, max(lengths) - len(part))) for part in parts])
    labels = np.where(np.arange(labels.shape[1]) < np.reshape(lengths, (-1, 1)), labels, 0)
    values, backward = made("CTC").values(labels, np.ascontiguousarray(logs.transpose(1, 0, 2)))
    if case.setting("zero_infinity") and np.any(case.outputs[0] == 0):
        raise Declined("labels that do not fit into their sequences")
    reduction = case.setting("reduction")
    share = 1 / (np.maximum(lengths, 1) * count) if reduction == "mean" else np.ones(count)
    found = values * share
    close(found if reduction == "none" else found.sum(), case.outputs[0], "loss")
    theirs = case.gradient_of_input()
    if theirs is not None:
        close(backward(share * case.record["factors"][0]).transpose(1, 0, 2), theirs, "gradient")


LOSSES = {
    "L1Loss": regression,
    "MSELoss": regression,
    "HuberLoss": huber,
    "SmoothL1Loss": huber,
    "BCELoss": binary,
    "BCEWithLogitsLoss": binary,
    "SoftMarginLoss": soft_margin,
    "MultiLabelSoftMarginLoss": multi_label,
    "KLDivLoss": divergence,
    "CrossEntropyLoss": classes,
    "LinearCrossEntropyLoss": linear_classes,
    "CTCLoss": ctc,
}
