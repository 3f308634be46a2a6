"""Every registered metric with every option, and labels and predictions that each is for."""

from __future__ import annotations

import numpy as np

from netbuilder.engine.metrics import Metric

OPTIONS = {
    "AUC": [
        {"num_thresholds": 30},
        {"thresholds": (0.8, 0.1, 0.35)},
        {"thresholds": (0.25, 0.5, 0.75)},
        {"num_thresholds": 30, "from_logits": True},
        {"num_thresholds": 30, "label_weights": (1.0, 0.5, 2.0, 0.25)},
        *[
            {"num_thresholds": 30, "curve": curve, "summation_method": method, **labels}
            for curve in ("ROC", "PR", "PRGAIN")
            for method in ("interpolation", "majoring", "minoring")
            for labels in ({}, {"multi_label": True, "label_weights": (1.0, 0.5, 2.0, 0.25)})
        ],
        {"multi_label": True, "num_labels": 4},
        {"curve": "PR"},
        {"curve": "PRGAIN", "multi_label": True},
    ],
    "BinaryAccuracy": [{"threshold": 0.2}],
    "BinaryCrossentropy": [{"from_logits": True, "label_smoothing": 0.1}],
    "CategoricalCrossentropy": [{"from_logits": True, "label_smoothing": 0.1}],
    "SparseCategoricalCrossentropy": [{"from_logits": True}, {"ignore_class": 2}, {"ignore_class": -1}],
    "CosineSimilarity": [{"axis": 1}],
    "PearsonCorrelation": [{"axis": 1}],
    "ConcordanceCorrelation": [{"axis": 1}],
    "F1Score": [{"average": average, "threshold": t} for average in (None, "micro", "weighted") for t in (None, 0.3)],
    "FBetaScore": [
        {"average": average, "beta": 2.0, "threshold": t}
        for average in (None, "micro", "macro", "weighted")
        for t in (None, 0.3)
    ],
    "TopKCategoricalAccuracy": [{"k": 2}],
    "SparseTopKCategoricalAccuracy": [{"k": 2}, {"k": 2, "from_sorted_ids": True}],
    "R2Score": [{"class_aggregation": None}, {"class_aggregation": "variance_weighted_average", "num_regressors": 3}],
    "IoU": [
        {"num_classes": 4, "target_class_ids": (1, 3), "sparse_y_pred": False},
        {"num_classes": 4, "target_class_ids": (2,), "sparse_y_true": False, "sparse_y_pred": False},
        {"num_classes": 4, "target_class_ids": (0, 1), "sparse_y_pred": True},
    ],
    "OneHotIoU": [{"num_classes": 4, "target_class_ids": (1, 3)}, {"num_classes": 3, "target_class_ids": (0,)}],
    "MeanIoU": [
        {"num_classes": 4, "sparse_y_pred": False, "ignore_class": 2},
        {"num_classes": 4, "sparse_y_true": False, "sparse_y_pred": False},
        {"num_classes": 4, "sparse_y_pred": True},
    ],
    "OneHotMeanIoU": [{"num_classes": 4}, {"num_classes": 4, "ignore_class": 0}],
    "BinaryIoU": [{"target_class_ids": (1,), "threshold": 0.2}],
    "SensitivityAtSpecificity": [{"specificity": 0.8, "num_thresholds": 20, "class_id": 1}],
    "SpecificityAtSensitivity": [{"sensitivity": 0.8, "num_thresholds": 1}],
    "PrecisionAtRecall": [{"recall": 0.6, "class_id": 2}],
    "RecallAtPrecision": [{"precision": 0.4, "num_thresholds": 2}],
    **{
        name: [{"thresholds": 0.3}, {"thresholds": (0.6, 0.1, 0.3)}, {"thresholds": (0.0, 0.25, 0.5, 0.75, 1.0)}]
        for name in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives")
    },
    **{
        name: [
            {"thresholds": 0.3, "class_id": 1},
            {"thresholds": (0.6, 0.1, 0.3)},
            {"thresholds": (0.0, 0.5, 1.0)},
            {"top_k": 2},
            {"top_k": 2, "thresholds": (0.4, 0.2), "class_id": 3},
        ]
        for name in ("Precision", "Recall")
    },
}
# What Keras takes only with one axis beside the samples, or has another meaning for with more.
FLAT = ("AUC", "F1Score", "FBetaScore", "R2Score")
CLASSES = 4


def metrics() -> list[Metric]:
    """Each metric with its defaults, and with each option changed."""
    return [
        made
        for kind in Metric.registry.values()
        for made in (kind.starting(), *(kind(**changes) for changes in OPTIONS.get(kind.__name__, [])))
    ]


def shapes_for(metric: Metric) -> list[tuple[int, ...]]:
    """Shapes of predictions that a metric takes, of many samples."""
    if getattr(metric, "axis", -1) == 1:
        return [(48, 3, CLASSES)]
    return [(48, CLASSES)] if type(metric).__name__ in FLAT else [(48, CLASSES), (48, 3, CLASSES)]


def cases() -> list[tuple[Metric, tuple[int, ...]]]:
    """Metrics with the shapes they take."""
    return [(metric, shape) for metric in metrics() for shape in shapes_for(metric)]


def labels_and_predictions(metric: Metric, shape: tuple[int, ...], rng: np.random.Generator) -> tuple:
    """Labels and predictions of the form that a metric is for."""
    name = type(metric).__name__
    rows, classes = shape[:-1], shape[-1]
    numbers = rng.integers(0, classes, rows)
    p = rng.dirichlet(np.ones(classes), rows).astype(np.float32)
    if getattr(metric, "from_logits", False):
        p = rng.normal(size=shape).astype(np.float32)
    if name == "Accuracy":
        return rng.integers(0, 3, shape), rng.integers(0, 3, shape).astype(np.float32)
    if getattr(metric, "from_sorted_ids", False):
        return numbers, rng.permuted(np.broadcast_to(np.arange(float(classes)), shape), axis=-1).astype(np.float32)
    if name in ("IoU", "MeanIoU") or name.startswith("OneHot"):
        y = numbers if getattr(metric, "sparse_y_true", False) else np.eye(classes)[numbers]
        return y, rng.integers(0, classes, rows).astype(np.float32) if metric.sparse_y_pred else p
    if name == "BinaryIoU" or (name.endswith("Hinge") and name != "CategoricalHinge"):
        return rng.integers(0, 2, shape), p
    if name.startswith("Sparse"):
        ignored = getattr(metric, "ignore_class", None)
        return np.where(rng.random(rows) < 0.3, ignored, numbers) if ignored is not None else numbers, p
    if "Error" in name or name in ("R2Score", "Poisson") or "orrelation" in name or name == "CosineSimilarity":
        return rng.uniform(0.5, 3, shape).astype(np.float32), rng.uniform(0.1, 3, shape).astype(np.float32)
    return np.eye(classes)[numbers], p
