"""Every registered loss with every option, and labels and predictions that each is for."""

from __future__ import annotations

import numpy as np

from netbuilder.engine.losses import CTC, Circle, Loss
from netbuilder.engine.losses.kinds import REDUCTIONS
from netbuilder.formats.keras.own_layers import is_of_keras

# Values that differ from the defaults; where two options meet in a formula, both at once.
OPTIONS = {
    "BinaryCrossentropy": [{"from_logits": True, "label_smoothing": 0.3}],
    "BinaryFocalCrossentropy": [
        {"apply_class_balancing": True, "alpha": 0.6, "gamma": 1.5},
        {"from_logits": True, "apply_class_balancing": True, "label_smoothing": 0.1},
        {"gamma": 0.0},
        {"gamma": 0.5},
    ],
    "CategoricalCrossentropy": [{"from_logits": True, "label_smoothing": 0.3}],
    "CategoricalFocalCrossentropy": [
        {"alpha": 0.6, "gamma": 1.5, "from_logits": True, "label_smoothing": 0.1},
        {"alpha": (0.1, 0.5, 0.4)},
        {"gamma": 0.0},
    ],
    "SparseCategoricalCrossentropy": [
        {"ignore_class": 1},
        {"ignore_class": -1, "from_logits": True},
        {"ignore_class": 255},
    ],
    "CategoricalGeneralizedCrossEntropy": [{"q": 0.8}],
    "Huber": [{"delta": 0.4}],
    "Tversky": [{"alpha": 0.2, "beta": 0.7}, {"alpha": 0.2, "beta": 0.7, "axis": -1}],
    "Dice": [{"axis": (0,)}, {"axis": (1, -1)}],
    "CosineSimilarity": [{"axis": 0}],
    "Circle": [{"gamma": 6.0, "margin": 0.25, "remove_diagonal": False}],
}
SINGLE = {"from_logits": True, "label_smoothing": 0.2, "axis": 1}
SHAPES = ((5, 3), (4, 2, 3), (3, 3, 3))


def losses() -> list[Loss]:
    """Each loss with its defaults, and with each option changed."""
    found = []
    for kind in Loss.registry.values():
        names = {field.name for field in kind.fields()}
        single = [{name: value} for name, value in SINGLE.items() if name in names]
        for changes in [{}, *single, *OPTIONS.get(kind.__name__, [])]:
            found.append(kind(**changes))
    return found


def reduced() -> list[Loss]:
    """Each loss with every reduction."""
    return [kind(reduction=name) for kind in Loss.registry.values() for name in REDUCTIONS]


def of_keras(found: list[Loss]) -> list[Loss]:
    """Those that Keras has too."""
    return [loss for loss in found if is_of_keras(type(loss))]


def shapes_for(loss: Loss) -> list[tuple[int, ...]]:
    """Shapes of predictions that a loss takes."""
    if isinstance(loss, CTC):
        return [(4, 7, 5)]
    if isinstance(loss, Circle):
        return [(8, 3)]
    if isinstance(getattr(loss, "axis", None), tuple):
        return [(4, 2, 3)]
    # Keras on JAX takes class numbers along another axis only where the axes are equally long.
    return [(3, 3, 3)] if loss.sparse and getattr(loss, "axis", -1) != -1 else list(SHAPES)


def cases(found: list[Loss]) -> list[tuple[Loss, tuple[int, ...]]]:
    """Losses with the shapes they take."""
    return [(loss, shape) for loss in found for shape in shapes_for(loss)]


def labels_and_predictions(loss: Loss, shape: tuple[int, ...], rng: np.random.Generator) -> tuple:
    """Labels as they come from data, and predictions away from the edges where a loss has no slope."""
    name, classes = loss.snake(), shape[-1]
    p = rng.normal(size=shape)
    bounded = ("entropy", "divergence", "poisson", "logarithmic", "dice", "tversky")
    if any(word in name for word in bounded) and not getattr(loss, "from_logits", False):
        p = rng.uniform(0.05, 0.95, shape)
    if name == "ctc":
        return np.array([[1, 2, 2, 0], [3, 0, 0, 0], [4, 4, 0, 0], [1, 2, 3, 1]]), p
    if name == "circle":
        return np.arange(len(p)) % 3, p / np.linalg.norm(p, axis=1, keepdims=True)
    if loss.sparse:
        y = rng.integers(0, classes, shape[:-1])
        ignored = getattr(loss, "ignore_class", None)
        if ignored is not None:
            y.flat[::3] = ignored
            y.flat[1] = 0
        return y, p
    if "binary" in name or name == "hinge":
        return rng.integers(0, 2, shape).astype(float), p
    if loss.one_hot:
        return np.eye(classes)[rng.integers(0, classes, shape[:-1])], p
    if name in ("poisson", "mean_squared_logarithmic_error"):
        return rng.integers(0, 4, shape).astype(float), p
    return rng.normal(size=shape), p


def rows_of(loss: Loss, y: np.ndarray, p: np.ndarray) -> tuple[int, ...]:
    """The shape of a loss's values."""
    return loss.values(loss.labels(y, p.shape, p.dtype), p)[0].shape
