"""Losses as functions of predictions and labels that give a number for each sample; the formulas are Keras's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.errors import FileFault
from netbuilder.kinds import Shape

# Function bodies; `y` are predictions, `label` what they should be. Each gives numbers whose first axis is the sample.
LOSSES: dict[str, Callable[[Any], list[str]]] = {}
CLIPPED = "y = y.clamp(1e-7, 1 - 1e-7)  # as Keras: no logarithm of 0"


def _loss(name: str) -> Callable[[Callable[[Any], list[str]]], Callable[[Any], list[str]]]:
    def enter(function: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
        LOSSES[name] = function
        return function

    return enter


def _plain(name: str, *lines: str) -> None:
    LOSSES[name] = lambda loss: list(lines)


_plain("MeanSquaredError", "return (y - label).square()")
_plain("MeanAbsoluteError", "return (y - label).abs()")
_plain("MeanAbsolutePercentageError", "return 100 * ((label - y) / label.abs().clamp(min=1e-7)).abs()")
_plain(
    "MeanSquaredLogarithmicError",
    "return (y.clamp(min=1e-7).log1p() - label.clamp(min=1e-7).log1p()).square()",
)
_plain("LogCosh", "x = y - label", "return x + F.softplus(-2 * x) - math.log(2)")
_plain("Poisson", "return y - label * torch.log(y + 1e-7)")
_plain(
    "KLDivergence", "y, label = y.clamp(1e-7, 1), label.clamp(1e-7, 1)", "return (label * torch.log(label / y)).sum(-1)"
)
_plain(
    "Hinge",
    "label = 2 * label - 1 if ((label == 0) | (label == 1)).all() else label",
    "return (1 - label * y).clamp(0)",
)
_plain(
    "SquaredHinge",
    "label = 2 * label - 1 if ((label == 0) | (label == 1)).all() else label",
    "return (1 - label * y).clamp(0).square()",
)
_plain(
    "CategoricalHinge",
    "right, wrong = (label * y).sum(-1), ((1 - label) * y).amax(-1)",
    "return (wrong - right + 1).clamp(0)",
)


@_loss("Huber")
def _huber(loss: Any) -> list[str]:
    return [f'return F.huber_loss(y, label, reduction="none", delta={loss.delta!r})']


@_loss("CosineSimilarity")
def _cosine(loss: Any) -> list[str]:
    axis = loss.axis
    return [f"return -(F.normalize(y, dim={axis}) * F.normalize(label, dim={axis})).sum({axis})"]


@_loss("BinaryCrossentropy")
def _binary(loss: Any) -> list[str]:
    lines = []
    if loss.label_smoothing:
        s = loss.label_smoothing
        lines.append(f"label = label * {1 - s!r} + {s / 2!r}")
    if loss.from_logits:
        return [*lines, 'return F.binary_cross_entropy_with_logits(y, label, reduction="none")']
    return [*lines, CLIPPED, 'return F.binary_cross_entropy(y, label, reduction="none")']


@_loss("CategoricalCrossentropy")
def _categorical(loss: Any) -> list[str]:
    _last_axis(loss)
    lines = []
    if loss.label_smoothing:
        s = loss.label_smoothing
        lines.append(f"label = label * {1 - s!r} + {s!r} / label.shape[-1]")
    if loss.from_logits:
        return [*lines, "return -(label * F.log_softmax(y, dim=-1)).sum(-1)"]
    return [*lines, "y = y / y.sum(-1, keepdim=True)", CLIPPED, "return -(label * y.log()).sum(-1)"]


@_loss("SparseCategoricalCrossentropy")
def _sparse(loss: Any) -> list[str]:
    _last_axis(loss)
    if loss.ignore_class is not None:
        raise FileFault(
            "the PyTorch script cannot leave a class out of the loss. Take ignore_class out of {loss}",
            loss=type(loss).__name__,
        )
    scores = "F.log_softmax(y, dim=-1)" if loss.from_logits else "y.log()"
    lines = [] if loss.from_logits else [CLIPPED]
    return [*lines, f"return -{scores}.gather(-1, label.unsqueeze(-1)).squeeze(-1)"]


def _last_axis(loss: Any) -> None:
    if loss.axis not in (-1, None):
        raise FileFault(
            "the PyTorch script has classes along the last axis only. Set the axis of {loss} to -1",
            loss=type(loss).__name__,
        )


def function_of(loss: Loss) -> tuple[str, list[str]]:
    """The name and the body of a loss; raises FileFault that says what to choose."""
    name = type(loss).__name__
    if name not in LOSSES:
        raise FileFault(
            "{loss} has no counterpart in the PyTorch script. Choose another loss: there are {known}",
            loss=name, known=", ".join(LOSSES),
        )  # fmt: skip
    if loss.reduction not in ("sum_over_batch_size", "mean"):
        raise FileFault(
            "the PyTorch script takes the mean of {loss}. Set its reduction to sum_over_batch_size", loss=name
        )
    return loss.snake(), LOSSES[name](loss)


@dataclass(frozen=True)
class Measure:
    """A metric as an expression of a prediction and its label that gives a number for each sample."""

    name: str
    expression: str


def measure_of(metric: Metric, loss: Loss, shape: Shape, prediction: str, label: str) -> Measure | None:
    """What a metric is in the script; None where the script does without."""
    sparse = loss.sparse
    right = f"({prediction}.argmax(-1) == {label})" if sparse else f"({prediction}.argmax(-1) == {label}.argmax(-1))"
    kind = type(metric).__name__
    if kind == "FittingAccuracy":
        kind = "BinaryAccuracy" if shape[-1:] == (1,) else "CategoricalAccuracy"
    if kind == "BinaryAccuracy":
        threshold = getattr(metric, "threshold", 0.5)
        return Measure(metric.log_name(), f"(({prediction} > {threshold!r}) == {label})")
    if kind == ("SparseCategoricalAccuracy" if sparse else "CategoricalAccuracy") or (
        kind == "CategoricalAccuracy" and type(metric).__name__ == "FittingAccuracy"
    ):
        return Measure(metric.log_name(), right)
    formulas = {
        "MeanSquaredError": f"({prediction} - {label}).square()",
        "MeanAbsoluteError": f"({prediction} - {label}).abs()",
    }
    return Measure(metric.log_name(), formulas[kind]) if kind in formulas and not sparse else None
