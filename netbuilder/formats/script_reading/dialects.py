"""The dialects of Keras since 2016: classes that were called otherwise, and the families that they belong to."""

from __future__ import annotations

import re
from functools import lru_cache

from netbuilder.engine.callbacks import Callback
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import Schedule
from netbuilder.formats.keras.config_writing import MODULES
from netbuilder.formats.keras.declined import DECLINED
from netbuilder.formats.keras.objects import OLD_CLASSES
from netbuilder.formats.script_reading.values import Symbol
from netbuilder.layers import Layer
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import Spec

FAMILIES: dict[str, type[Spec]] = {
    "keras.layers": Layer,
    "keras.optimizers": Optimizer,
    "keras.schedules": Schedule,
    "keras.losses": Loss,
    "keras.metrics": Metric,
    "keras.callbacks": Callback,
    "keras.initializers": Initializer,
    "keras.regularizers": Regularizer,
    "keras.constraints": Constraint,
}
# Classes that were called otherwise, or that were split or joined. Those of old config files are known elsewhere.
OLD_LAYERS = {
    **OLD_CLASSES,
    "AtrousConv1D": "Conv1D", "AtrousConv2D": "Conv2D", "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D", "Convolution1DTranspose": "Conv1DTranspose",
    "Convolution2DTranspose": "Conv2DTranspose", "Convolution3DTranspose": "Conv3DTranspose",
    "Deconvolution2D": "Conv2DTranspose", "Deconvolution3D": "Conv3DTranspose", "Deconv2D": "Conv2DTranspose",
    "Deconv3D": "Conv3DTranspose", "SeparableConvolution1D": "SeparableConv1D",
    "SeparableConvolution2D": "SeparableConv2D", "DepthwiseConvolution2D": "DepthwiseConv2D",
    "CuDNNLSTM": "LSTM", "CuDNNGRU": "GRU", "SyncBatchNormalization": "BatchNormalization",
    "InputLayer": "Input", "ThresholdedReLU": "ThresholdedReLU",
}  # fmt: skip
SHORT_POOLING = re.compile(r"(Global)?(Max|Avg|Average)(Pool|Pooling)([123]D)")
OLD_OPTIMIZERS = {
    "AdamOptimizer": "Adam", "GradientDescentOptimizer": "SGD", "MomentumOptimizer": "SGD", "Adadelta": "Adadelta",
    "RMSPropOptimizer": "RMSprop", "AdagradOptimizer": "Adagrad", "AdadeltaOptimizer": "Adadelta",
    "RMSProp": "RMSprop", "NAdam": "Nadam",
}  # fmt: skip


def layer_class(name: str) -> str:
    """The present name of a layer's class."""
    found = SHORT_POOLING.fullmatch(name)
    if found:
        everywhere, kind, _, axes = found.groups()
        return f"{everywhere or ''}{'Max' if kind == 'Max' else 'Average'}Pooling{axes}"
    return OLD_LAYERS.get(name, name)


def is_layer(name: str) -> bool:
    """Whether Keras has, or had, a layer of that name."""
    return layer_class(name) in Layer.registry or name in DECLINED["layers"]


def family_of(found: Symbol) -> type[Spec] | None:
    """The family of declared values that a name belongs to."""
    module = found.path.rpartition(".")[0]
    for known, base in FAMILIES.items():
        if module == known or module.startswith(f"{known}."):
            return base
    return None


def member_of(base: type[Spec], name: str) -> type[Spec] | None:
    """The member of a family that a script means: a class, or the function or the short name for it."""
    if base is Optimizer:
        name = OLD_OPTIMIZERS.get(name, name)
    exact: type[Spec] | None = base.registry.get(name) or base.names.get(name)
    if exact is not None:
        return exact
    return _by_letters(base, len(base.names) + len(base.registry)).get(_letters(name))  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _by_letters(base: type[Spec], count: int) -> dict[str, type[Spec]]:
    """The members of a family, of which there are so many, by their names without underscores and capitals."""
    return {_letters(key): member for key, member in (base.names | base.registry).items()}


def _letters(name: str) -> str:
    return name.replace("_", "").lower()


assert set(FAMILIES.values()) == set(MODULES)
