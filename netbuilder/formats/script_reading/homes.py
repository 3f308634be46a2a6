"""Where Keras has its names: whatever a thing was imported from, since 2015, it has one name here.

The last part of a path decides. Of the modules before it the last one that has such a name is its home; where none
has, whoever has it: `keras.models.Input`, `keras.engine.topology.Input` and `keras.Input` are one class.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable
from functools import lru_cache

from netbuilder.engine.optimizers import Optimizer
from netbuilder.formats.script_reading.dialects import FAMILIES, OLD_OPTIMIZERS, is_layer, member_of
from netbuilder.formats.script_reading.values import Symbol
from netbuilder.layers import Layer
from netbuilder.layers.parts.activations import ACTIVATIONS
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.regularizers import Regularizer

# The beginnings of paths to Keras: one of these, and what may stand around it.
KERAS = frozenset(("keras", "tf_keras", "keras_core"))
TENSORFLOW = frozenset(("tensorflow", "tensorflow_core"))
AROUND = frozenset(("api", "_api", "_v1", "_v2", "v1", "v2", "compat", "contrib", "python", "src", "_tf_keras"))
# What TensorFlow has of Keras elsewhere, and other modules under another name.
HOMES = {
    "tensorflow.compat.v1": "tensorflow",
    "tensorflow.compat.v2": "tensorflow",
    "tensorflow.optimizers": "keras.optimizers",
    "tensorflow.train": "keras.optimizers",
    "tensorflow.losses": "keras.losses",
    "tensorflow.metrics": "keras.metrics",
    "tensorflow.initializers": "keras.initializers",
    "tensorflow.layers": "keras.layers",
    "keras_preprocessing": "keras.utils",
    "np": "numpy",
}
# Modules by any name that they had.
MODULES = {
    **{path.partition(".")[2]: path for path in FAMILIES},
    "objectives": "keras.losses", "optimizer_v1": "keras.optimizers", "optimizer_v2": "keras.optimizers",
    "learning_rate_schedule": "keras.schedules", "models": "keras.models", "utils": "keras.utils",
    "preprocessing": "keras.utils", "backend": "keras.backend", "config": "keras.backend",
    "optimizers": "keras.optimizers", "engine": "keras.engine",
}  # fmt: skip
MODELS = frozenset((
    "Sequential", "Model", "Functional", "Graph", "load_model", "model_from_json", "model_from_config",
    "model_from_yaml", "clone_model", "save_model",
))  # fmt: skip
MERGES = frozenset((
    "add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot", "merge", "Merge",
    "TimeDistributedDense",
))  # fmt: skip
UTILITIES = frozenset((
    "to_categorical", "pad_sequences", "normalize", "ImageDataGenerator", "set_random_seed", "get_file",
    "image_dataset_from_directory", "text_dataset_from_directory", "audio_dataset_from_directory",
    "timeseries_dataset_from_array", "plot_model",
))  # fmt: skip
BACKEND = frozenset((
    "image_data_format", "set_image_data_format", "image_dim_ordering", "set_image_dim_ordering", "backend", "epsilon",
    "int_shape",
))  # fmt: skip
NAMES = {"keras.models": MODELS, "keras.utils": UTILITIES, "keras.backend": BACKEND}
# Whose functions are their own, though others have functions of that name.
OWN = frozenset(("ops", "backend", "activations", "random", "datasets", "applications", "saving", "losses", "metrics"))
OTHERS = {
    "to_categorical": "keras.utils.to_categorical",
    "np_utils": "keras.utils",
    "pad_sequences": "keras.utils.pad_sequences",
    "ImageDataGenerator": "keras.utils.ImageDataGenerator",
    "train_test_split": "sklearn.model_selection.train_test_split",
    "StandardScaler": "sklearn.preprocessing.StandardScaler",
    "MinMaxScaler": "sklearn.preprocessing.MinMaxScaler",
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


@lru_cache(maxsize=4096)
def symbol(path: str) -> Symbol:
    """A name of a library under its one name."""
    for old, new in HOMES.items():  # those of old TensorFlow first: they lead to others
        if path == old or path.startswith(f"{old}."):
            path = new + path[len(old) :]
    parts = _within_keras(path)
    return Symbol(path if parts is None else _one_name(parts))


def _within_keras(path: str) -> list[str] | None:
    """The parts of a path after Keras itself; None for one that leads elsewhere."""
    parts = path.split(".")
    if parts[0] not in KERAS | TENSORFLOW:
        return None
    end = next((i for i, part in enumerate(parts) if part not in KERAS | TENSORFLOW | AROUND), len(parts))
    return parts[end:] if KERAS & set(parts[:end]) else None


def _one_name(parts: list[str]) -> str:
    """The one path of a name that Keras has; modules that lead nowhere yet stay as they are."""
    if not parts:
        return "keras"
    *before, name = parts
    if name in MODULES and not (before and before[0] in ("datasets", "applications")):
        return MODULES[name]
    for module in reversed(before):
        home = MODULES.get(module)
        if home is not None and _has(home, name):
            return f"{home}.{name}"
    if name[:1].isupper() or not (set(before) & OWN):
        for home in (*NAMES, *FAMILIES):
            if _has(home, name):
                return f"{home}.{name}"
    if before and before[0] in MODULES:
        return ".".join((MODULES[before[0]], *parts[1:]))
    return f"keras.{'.'.join(parts)}"


def _has(home: str, name: str) -> bool:
    """Whether a module of Keras has, or had, something of this name."""
    if home in NAMES:
        return name in NAMES[home]
    base = FAMILIES.get(home)
    if base is Layer:
        return name in MERGES or (is_layer(name) and name not in MODELS)
    if base is None:
        return False
    return name in base.registry or name in base.names or (base is Optimizer and name in OLD_OPTIMIZERS)


def written_by_us(node: ast.ClassDef) -> Symbol | None:
    """What a class of the script stands for, where it is word for word what an export of ours takes along."""
    for home, base in FAMILIES.items():
        source = base.registry[node.name].keras_source if node.name in base.registry else ""
        if source and ast.dump(node) == ast.dump(ast.parse(textwrap.dedent(source)).body[0]):
            return Symbol(f"{home}.{node.name}")
    return None


def starred(modules: Iterable[str], name: str) -> Symbol | None:
    """What a name stands for after `from keras.layers import *`; None where no such module has it."""
    for module in modules:
        home = symbol(module).path
        if _has(home, name) or (home == "keras.activations" and name in ACTIVATIONS):
            return Symbol(f"{home}.{name}")
    return None


def forgotten(name: str) -> Symbol | None:
    """What a name stands for that a script uses without importing it: what everybody would take it for."""
    if name in OTHERS:
        return symbol(OTHERS[name])
    if name in MODELS:
        return Symbol(f"keras.models.{name}")
    if is_layer(name) or name in MERGES:
        return Symbol(f"keras.layers.{name}")
    for module, base in FAMILIES.items():
        short = base in (Regularizer, Constraint, Optimizer) and member_of(base, name) is not None and len(name) > 1
        if base is not Layer and (name in base.registry or short):
            return Symbol(f"{module}.{name}")
    return None
