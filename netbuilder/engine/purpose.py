"""What an output is for, and which losses and metrics measure that: what is offered first of all there are."""

from __future__ import annotations

from enum import Enum

from netbuilder.data import Prepared
from netbuilder.data.labels import labels_of
from netbuilder.engine import losses, metrics
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.mistakes import last_activation
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph, Report
from netbuilder.kinds import Shape


class Purpose(Enum):
    """What is asked of a network at one of its outputs."""

    CLASS = "one class out of several, as a class number"
    ONE_HOT = "one class out of several, as a vector"
    YES_OR_NO = "one yes-or-no question"
    SEVERAL = "several yes-or-no questions"
    AMOUNTS = "amounts"
    PICTURES = "the input itself"
    UNKNOWN = "nobody knows yet"


LOSSES: dict[Purpose, tuple[type[Loss], ...]] = {
    Purpose.CLASS: (losses.SparseCategoricalCrossentropy, losses.CategoricalGeneralizedCrossEntropy),
    Purpose.ONE_HOT: (
        losses.CategoricalCrossentropy, losses.CategoricalFocalCrossentropy, losses.KLDivergence,
        losses.CategoricalHinge,
    ),
    Purpose.YES_OR_NO: (losses.BinaryCrossentropy, losses.BinaryFocalCrossentropy, losses.Hinge, losses.SquaredHinge),
    Purpose.SEVERAL: (losses.BinaryCrossentropy, losses.BinaryFocalCrossentropy, losses.Hinge, losses.SquaredHinge),
    Purpose.AMOUNTS: (
        losses.MeanSquaredError, losses.MeanAbsoluteError, losses.Huber, losses.LogCosh,
        losses.MeanAbsolutePercentageError, losses.MeanSquaredLogarithmicError, losses.Poisson,
    ),
    Purpose.PICTURES: (
        losses.MeanSquaredError, losses.BinaryCrossentropy, losses.MeanAbsoluteError, losses.Huber,
        losses.CosineSimilarity,
    ),
    Purpose.UNKNOWN: (
        losses.SparseCategoricalCrossentropy, losses.CategoricalCrossentropy, losses.BinaryCrossentropy,
        losses.MeanSquaredError, losses.MeanAbsoluteError,
    ),
}  # fmt: skip
FOR_AREAS: tuple[type[Loss], ...] = (losses.Dice, losses.Tversky)

METRICS: dict[Purpose, tuple[type[Metric], ...]] = {
    Purpose.CLASS: (metrics.FittingAccuracy, metrics.SparseTopKCategoricalAccuracy),
    Purpose.ONE_HOT: (
        metrics.FittingAccuracy, metrics.TopKCategoricalAccuracy, metrics.Precision, metrics.Recall, metrics.F1Score,
        metrics.AUC,
    ),
    Purpose.YES_OR_NO: (
        metrics.FittingAccuracy, metrics.Precision, metrics.Recall, metrics.F1Score, metrics.AUC,
    ),
    Purpose.SEVERAL: (
        metrics.FittingAccuracy, metrics.Precision, metrics.Recall, metrics.F1Score, metrics.AUC,
    ),
    Purpose.AMOUNTS: (
        metrics.MeanAbsoluteError, metrics.RootMeanSquaredError, metrics.R2Score, metrics.MeanAbsolutePercentageError,
    ),
    Purpose.PICTURES: (metrics.MeanAbsoluteError, metrics.MeanSquaredError, metrics.CosineSimilarity),
    Purpose.UNKNOWN: (metrics.FittingAccuracy, metrics.MeanAbsoluteError),
}  # fmt: skip
OVERLAPS: dict[Purpose, type[Metric]] = {
    Purpose.CLASS: metrics.MeanIoU,
    Purpose.ONE_HOT: metrics.OneHotMeanIoU,
    Purpose.YES_OR_NO: metrics.BinaryIoU,
    Purpose.SEVERAL: metrics.BinaryIoU,
}


def purpose_of(
    graph: Graph, report: Report, training: TrainingSettings, prepared: Prepared | None, index: int
) -> Purpose:
    """What output number `index` is for: the labels tell, or else its last activation, or else its loss."""
    names = graph.output_names
    if index >= len(names):
        return Purpose.UNKNOWN
    name = names[index]
    shape = report.shapes[name][0] if name in report.shapes else None
    told = _by_labels(prepared, names, name, shape) if prepared is not None else None
    return told or _by_end(last_activation(graph, name), shape, training.loss_of(index))


def fitting_losses(purpose: Purpose, shape: Shape | None = None) -> tuple[type[Loss], ...]:
    """The losses for a purpose, the usual one first."""
    found = LOSSES[purpose]
    return (*found, *FOR_AREAS) if _is_area(shape) and purpose in OVERLAPS and purpose is not Purpose.CLASS else found


def fitting_metrics(purpose: Purpose, shape: Shape | None = None) -> tuple[type[Metric], ...]:
    """The metrics for a purpose, the usual one first."""
    found = METRICS[purpose]
    return (*found, OVERLAPS[purpose]) if _is_area(shape) and purpose in OVERLAPS else found


def _is_area(shape: Shape | None) -> bool:
    return shape is not None and len(shape) > 2


def _by_labels(prepared: Prepared, names: tuple[str, ...], name: str, shape: Shape | None) -> Purpose | None:
    if prepared.settings.target_is_input:
        return Purpose.PICTURES
    given = list(prepared.dataset.y_train)
    array = given[0] if len(given) == len(names) == 1 else name
    if array not in prepared.label_shapes:
        return None
    labels = labels_of(prepared.dataset, "train", array)
    columns = (prepared.label_shapes[array] or (1,))[-1] or 1
    classes = prepared.classes_of(array)
    if classes:
        if prepared.settings.predicted(array).one_hot:
            return Purpose.ONE_HOT
        is_one = len(classes) == 2 and (shape is None or shape[-1:] == (1,))
        return Purpose.YES_OR_NO if is_one else Purpose.CLASS
    if labels is None:
        return None
    if columns > 1 and (labels.low, labels.high) == (0, 1) and prepared.y_train[array].dtype.kind in "biu":
        return Purpose.SEVERAL
    return None if labels.first and (labels.low, labels.high) in ((0, 1), (-1, 1)) else Purpose.AMOUNTS


def _by_end(activation: str, shape: Shape | None, loss: Loss) -> Purpose:
    """From how the network ends and what it is trained with."""
    is_one = shape is not None and shape[-1:] == (1,)
    if activation == "softmax":
        return Purpose.ONE_HOT if loss.one_hot else Purpose.CLASS
    if activation in ("sigmoid", "hard_sigmoid"):
        return Purpose.YES_OR_NO if is_one else Purpose.SEVERAL
    for purpose in (Purpose.CLASS, Purpose.ONE_HOT, Purpose.YES_OR_NO, Purpose.AMOUNTS):
        if type(loss) in LOSSES[purpose]:
            return Purpose.SEVERAL if purpose is Purpose.YES_OR_NO and not is_one else purpose
    return Purpose.UNKNOWN
