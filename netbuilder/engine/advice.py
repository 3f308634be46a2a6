"""What can be told of a run beside its layers' health: that it blew up, or learns by heart; and what may help."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from netbuilder.engine.callbacks import EarlyStopping
from netbuilder.engine.health import Candidate, Finding, Health, Remedy, below, candidates, tried
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_, Message
from netbuilder.graph import Graph
from netbuilder.layers import Dense
from netbuilder.layers.regularization import Dropout

FEWEST_EPOCHS = 3  # that tell a trend
RISEN = 1.1  # times its lowest: a validation loss that is so far up goes up
WORSE = 2  # epochs without a better validation loss
FAR = 10.0  # times the training loss: a validation loss that is so far away belongs to a network that knows by heart
FALLEN = 0.5  # times its first: a training loss that has learned
APART_BY = 1.1  # times the training loss: a validation loss that is not so far away has nothing to do with memory
LOST = 1000.0  # a crossentropy beyond all guessing, which gives 2.3 for ten classes, with what regularizers add to it
MEAN = "sum_over_batch_size"
LEARNED = 0.01  # times its first: a training loss that has little left to learn

RISING = N_(
    "the network learns its training samples by heart: val_loss was lowest after epoch {epoch}, {best}, and is {now} "
    "now, while loss fell to {loss}. Try EarlyStopping, Dropout, or more data"
)
APART = N_(
    "the network learns its training samples by heart: loss is {loss}, but val_loss {now}. Try Dropout, or more data"
)
BLOWN_UP = N_("the run blew up at a learning rate of {rate}. Try again with a lower one")
FAR_OFF = N_(
    "the loss is {loss}, far above what guessing gives: at a learning rate of {rate} the steps are too large. Start "
    "anew with a lower one"
)
FAR_OFF_ANYHOW = N_(
    "the loss is {loss}, far above what guessing gives: the steps are too large. Start anew with a lower learning rate"
)
BLOWN_UP_ANYHOW = N_("the run blew up. Try again with a lower learning rate, or clipped gradients")


@dataclass(frozen=True)
class Course:
    """How a run went: its settings, its history, the rate of its last step, whether it blew up, its layers' health."""

    training: TrainingSettings
    history: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    rate: float | None = None
    blew_up: bool = False
    health: Health | None = None

    @property
    def own_rate(self) -> float | None:
        """The learning rate that it went with; None where a schedule gives it and none was told."""
        declared = self.training.optimizer.learning_rate
        return self.rate if self.rate is not None else declared if isinstance(declared, float) else None


def findings(course: Course) -> tuple[Finding, ...]:
    """What is wrong with a run, the gravest first."""
    found = list(course.health.findings) if course.health is not None else []
    lost = _lost(course)
    by_heart = _by_heart(course.history) if lost is None else None
    if by_heart is not None or _has_learned(course.history):
        # Small steps near the end of a training are no fault, and larger ones would not help.
        found = [finding for finding in found if finding.kind != "short steps"]
    if by_heart is not None:
        found.insert(0, by_heart)
    rate = course.own_rate
    if lost is not None and not course.blew_up:
        values = {"loss": _short(lost), "rate": rate}
        far_off = Message(FAR_OFF, values) if rate is not None else Message(FAR_OFF_ANYHOW, values)
        found.insert(0, Finding("blown up", far_off, ()))
    if course.blew_up:
        said = Message(BLOWN_UP, {"rate": rate}) if rate is not None else Message(BLOWN_UP_ANYHOW)
        found.insert(0, Finding("blown up", said, ()))
    return tuple(found)


def _by_heart(history: Mapping[str, Sequence[Any]]) -> Finding | None:
    """Whether training and validation go apart."""
    loss, validation = _numbers(history.get("loss", ())), _numbers(history.get("val_loss", ()))
    count = len(validation)
    if count < FEWEST_EPOCHS or len(loss) != count or min(loss[-1], validation[-1]) <= 0:
        return None
    if validation[-1] < APART_BY * loss[-1]:
        return None
    best = validation.index(min(validation))
    values = {
        "epoch": best + 1,
        "best": _short(validation[best]),
        "now": _short(validation[-1]),
        "loss": _short(loss[-1]),
    }
    if count - 1 - best >= WORSE and validation[-1] > RISEN * validation[best] and loss[-1] < loss[best]:
        return Finding("by heart", Message(RISING, values), ())
    if validation[-1] > FAR * loss[-1] and loss[-1] < FALLEN * loss[0]:
        return Finding("by heart", Message(APART, values), ())
    return None


def _lost(course: Course) -> float | None:
    """The loss of the last epoch, where it is beyond all that a network says that knows nothing."""
    training, loss = course.training, _numbers(course.history.get("loss", ()))
    kinds = [type(one).__name__ for one in training.loss]
    is_mean = all(getattr(one, "reduction", MEAN) == MEAN for one in training.loss)
    is_known = is_mean and all(name.endswith("Crossentropy") for name in kinds)
    if not loss or not is_known or training.loss_weights or training.class_weight:
        return None
    return loss[-1] if loss[-1] > LOST * len(kinds) else None


def _has_learned(history: Mapping[str, Sequence[Any]]) -> bool:
    loss = _numbers(history.get("loss", ()))
    return len(loss) > 1 and 0 <= loss[-1] < LEARNED * loss[0]


def _numbers(values: Sequence[Any]) -> list[float]:
    """The values, if all are finite; nothing otherwise."""
    finite = all(isinstance(value, int | float) and math.isfinite(value) for value in values)
    return [float(value) for value in values] if finite else []


def _short(value: float) -> float:
    return float(f"{value:.3g}")


def remedies(finding: Finding, course: Course, graph: Graph, training: TrainingSettings) -> tuple[Remedy, ...]:
    """Changes that may help, the likeliest first; a learning rate starts from the one that the run went with."""
    if finding.kind == "by heart":
        return tried(_against_learning_by_heart(graph, training), graph, training)
    return tried(candidates(finding, graph, training, course.own_rate), graph, training)


def _against_learning_by_heart(graph: Graph, training: TrainingSettings) -> Iterator[Candidate]:
    if not any(isinstance(callback, EarlyStopping) for callback in training.callbacks):
        stopping = EarlyStopping(patience=3, restore_best_weights=True)
        changed = training.replace(callbacks=(*training.callbacks, stopping))
        yield N_("add EarlyStopping"), {}, graph, changed
    place = _last_dense(graph)
    if place and not any(isinstance(node.layer, Dropout) for node in graph.nodes.values()):
        yield (
            N_("Dropout before {name}"),
            {"name": place},
            below(graph, graph[place].inputs[0].node, Dropout(0.5)),
            training,
        )


def _last_dense(graph: Graph) -> str:
    """The last block of Dense that reads another block of weights, not the data."""
    for name in reversed(graph.order):
        node = graph[name]
        if isinstance(node.layer, Dense) and len(node.inputs) == 1 and node.inputs[0].node not in graph.input_names:
            return name
    return ""
