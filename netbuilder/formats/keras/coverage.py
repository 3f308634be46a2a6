"""What NetBuilder has of Keras, name by name: supported, or declined with the reason.

Supported names come from the registries. Only the declined ones are written down here, with the release of Keras
whose public names they were taken from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from netbuilder.engine.callbacks import Callback
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import Schedule
from netbuilder.formats.keras.declined import DECLINED, PLUMBING
from netbuilder.layers import Layer
from netbuilder.layers.parts import activations as functions
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import Spec

KERAS = "3.15"
HEADS: dict[str, type[Spec]] = {
    "layers": Layer,
    "initializers": Initializer,
    "regularizers": Regularizer,
    "constraints": Constraint,
    "losses": Loss,
    "metrics": Metric,
    "optimizers": Optimizer,
    "schedules": Schedule,
    "callbacks": Callback,
}
# The families in the order in which they are shown, and the module of Keras whose public names each accounts for.
MODULES = {
    "layers": "keras.layers",
    "activations": "keras.activations",
    "initializers": "keras.initializers",
    "regularizers": "keras.regularizers",
    "constraints": "keras.constraints",
    "losses": "keras.losses",
    "metrics": "keras.metrics",
    "optimizers": "keras.optimizers",
    "schedules": "keras.optimizers.schedules",
    "callbacks": "keras.callbacks",
}
# Names of Keras that are another supported name in other words.
SAME = {"layers": {"InputLayer": "Input"}}
# Where a supported name is not quite what Keras has.
NOTES = {
    "activations": {
        "sparsemax": "Keras up to 3.15.1 computes it wrongly where several scores stay above 0; here it is right.",
    },
    "layers": {
        "GlobalAveragePooling1D": "A sequence of padding alone gives 0, where Keras gives nan.",
    },
    "metrics": {
        "AUC": "Exact, where Keras approximates it with 200 thresholds; num_thresholds=200 gives Keras's number.",
    },
    "callbacks": {
        "LearningRateScheduler": "Takes one of the schedules, counted in epochs, and no Python function of yours.",
        "TensorBoard": "Writes the numbers of each epoch; no graphs, histograms or pictures.",
    },
}


@dataclass(frozen=True)
class Entry:
    """One public name of Keras. `remark` is the reason of a declined name, or the note of a supported one.

    `also` are other names of the same thing: the function of a loss, the short form of a metric.
    """

    family: str
    name: str
    supported: bool
    remark: str = ""
    also: tuple[str, ...] = ()

    @property
    def is_plumbing(self) -> bool:
        """Whether it is no part of a network, but what Keras itself is made of."""
        return self.remark == PLUMBING

    def to_json(self) -> dict[str, Any]:
        """Name, whether it is supported, and the reason or the note."""
        row: dict[str, Any] = {"name": self.name, "supported": self.supported}
        if self.remark:
            row["note" if self.supported else "reason"] = self.remark
        if self.also:
            row["also"] = list(self.also)
        return row


def coverage() -> dict[str, tuple[Entry, ...]]:
    """Every public name of Keras by family: by name, but Keras's plumbing at the end."""
    return {
        family: tuple(
            sorted([*_supported(family), *_declined(family)], key=lambda entry: (entry.is_plumbing, entry.name.lower()))
        )
        for family in MODULES
    }


def coverage_json() -> dict[str, Any]:
    """The table as JSON: the release of Keras, and the names of each family."""
    return {
        "keras": KERAS,
        "families": {family: [entry.to_json() for entry in entries] for family, entries in coverage().items()},
    }


def _supported(family: str) -> list[Entry]:
    notes = NOTES.get(family, {})
    return [Entry(family, name, True, notes.get(name, ""), also) for name, also in _names(family).items()]


def _names(family: str) -> dict[str, tuple[str, ...]]:
    """Everything registered in a family that Keras has too, with its other names."""
    same = SAME.get(family, {})
    if family not in HEADS:
        registered, aliases = list(functions.ACTIVATIONS), functions.ALIASES
    else:
        head = HEADS[family]
        registered = [name for name, kind in head.registry.items() if kind.in_keras and not kind.keras_source]
        aliases = {name: kind.__name__ for name, kind in head.names.items()}
    others = {name: target for name, target in {**aliases, **same}.items() if name != target}
    return {name: tuple(other for other, target in others.items() if target == name) for name in registered}


def _declined(family: str) -> list[Entry]:
    reasons = dict(DECLINED[family])
    if family == "activations":
        reasons |= {name: f"{cause[0].upper()}{cause[1:]}." for name, cause in functions.DECLINED.items()}
    return [Entry(family, name, False, reason) for name, reason in reasons.items()]
