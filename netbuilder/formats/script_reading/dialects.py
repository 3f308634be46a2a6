"""The dialects of Keras since 2016: whatever a thing was imported from, it has one name here."""

from __future__ import annotations

import re
from functools import lru_cache

from netbuilder.engine.callbacks import Callback
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import Schedule
from netbuilder.formats.declined import DECLINED
from netbuilder.formats.keras_config import MODULES
from netbuilder.formats.keras_fields import OLD_CLASSES
from netbuilder.formats.script_reading.values import Symbol
from netbuilder.layers import Layer
from netbuilder.layers.constraints import Constraint
from netbuilder.layers.initializers import Initializer
from netbuilder.layers.regularizers import Regularizer
from netbuilder.spec import Spec

# Where Keras was found, in the order in which the beginning of a name is replaced.
HOMES = (
    ("tensorflow.compat.v1", "tensorflow"),
    ("tensorflow.compat.v2", "tensorflow"),
    ("tensorflow.python.keras", "keras"),
    ("tensorflow.contrib.keras", "keras"),
    ("tensorflow.contrib.keras.python.keras", "keras"),
    ("tensorflow.keras", "keras"),
    ("tf_keras", "keras"),
    ("keras.api._v2.keras", "keras"),
    ("keras.api", "keras"),
    ("keras.src", "keras"),
    ("tensorflow.optimizers", "keras.optimizers"),
    ("tensorflow.train", "keras.optimizers"),
    ("tensorflow.losses", "keras.losses"),
    ("tensorflow.metrics", "keras.metrics"),
    ("tensorflow.initializers", "keras.initializers"),
    ("tensorflow.layers", "keras.layers"),
    ("keras.engine.input_layer", "keras.layers"),
    ("keras.engine.topology", "keras.layers"),
    ("keras.engine.training", "keras.models"),
    ("keras.engine.sequential", "keras.models"),
    ("keras.engine.functional", "keras.models"),
    ("keras.optimizer_v1", "keras.optimizers"),
    ("keras.optimizer_v2", "keras.optimizers"),
    ("keras.optimizers.legacy", "keras.optimizers"),
    ("keras.optimizers.experimental", "keras.optimizers"),
    ("keras.optimizers.schedules", "keras.schedules"),
    ("keras.preprocessing.image", "keras.utils"),
    ("keras.preprocessing.sequence", "keras.utils"),
    ("keras.preprocessing.text", "keras.utils"),
    ("keras_preprocessing", "keras.utils"),
    ("keras.utils.np_utils", "keras.utils"),
    ("keras.utils.generic_utils", "keras.utils"),
    ("keras.utils.vis_utils", "keras.utils"),
    ("keras.objectives", "keras.losses"),
    ("keras.backend.tensorflow_backend", "keras.backend"),
    ("np", "numpy"),
)
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
MERGES = ("add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot")
OTHERS = {
    "Sequential": "keras.models.Sequential",
    "Model": "keras.models.Model",
    "Graph": "keras.models.Graph",
    "to_categorical": "keras.utils.to_categorical",
    "np_utils": "keras.utils",
    "pad_sequences": "keras.utils.pad_sequences",
    "ImageDataGenerator": "keras.utils.ImageDataGenerator",
    "train_test_split": "sklearn.model_selection.train_test_split",
    "StandardScaler": "sklearn.preprocessing.StandardScaler",
    "MinMaxScaler": "sklearn.preprocessing.MinMaxScaler",
    "merge": "keras.layers.merge",
    "np": "numpy",
    "tf": "tensorflow",
    "K": "keras.backend",
    "keras": "keras",
    "layers": "keras.layers",
    "models": "keras.models",
    "optimizers": "keras.optimizers",
    "regularizers": "keras.regularizers",
    "initializers": "keras.initializers",
    "callbacks": "keras.callbacks",
    "activations": "keras.activations",
    "losses": "keras.losses",
    "metrics": "keras.metrics",
    "datasets": "keras.datasets",
    "Path": "pathlib.Path",
    "math": "math",
    "os": "os",
    "pd": "pandas",
}


def symbol(path: str) -> Symbol:
    """A name of a library under its one name."""
    changed = True
    while changed:
        changed = False
        for old, new in HOMES:
            if path == old or path.startswith(f"{old}."):
                path, changed = new + path[len(old) :], True
                break
    if path == "keras.Model" or path == "keras.Sequential":
        path = f"keras.models.{path[6:]}"
    if path == "keras.Input":
        path = "keras.layers.Input"
    return Symbol(path)


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


def forgotten(name: str) -> Symbol | None:
    """What a name stands for that a script uses without importing it: what everybody would take it for."""
    if name in OTHERS:
        return symbol(OTHERS[name])
    if is_layer(name):
        return Symbol(f"keras.layers.{name}")
    for module, base in FAMILIES.items():
        short = base in (Regularizer, Constraint, Optimizer) and member_of(base, name) is not None and len(name) > 1
        if base is not Layer and (name in base.registry or short):
            return Symbol(f"{module}.{name}")
    return None


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
