"""Optimizers: one step over the flat vector of all trainable weights, in few passes and without new arrays.

Formulas and defaults are Keras's; where a constant can be folded into another, it is.
"""

from netbuilder.engine.optimizers.adam import Adam, Adamax, AdamW, Nadam, ScheduleFreeAdamW
from netbuilder.engine.optimizers.adaptive import Adadelta, Adagrad, Ftrl, RMSprop
from netbuilder.engine.optimizers.base import Optimizer, Passes, advance, finish
from netbuilder.engine.optimizers.by_weight import Adafactor, Lamb, Muon
from netbuilder.engine.optimizers.direct import SGD, Lion
from netbuilder.engine.optimizers.state import State

__all__ = [
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "Muon",
    "Nadam",
    "Optimizer",
    "Passes",
    "RMSprop",
    "ScheduleFreeAdamW",
    "State",
    "advance",
    "finish",
]
