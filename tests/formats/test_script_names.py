"""A name of Keras is found under every path that any Keras has, or had, for it."""

from __future__ import annotations

import inspect
import sys

import keras
import pytest

from netbuilder.formats.script_reading import read_text
from netbuilder.formats.script_reading.dialects import FAMILIES, is_layer
from netbuilder.formats.script_reading.homes import symbol
from netbuilder.layers import Dense, Input
from netbuilder.layers.merging import Concatenate
from netbuilder.layers.preprocessing import Rescaling

BASES = {
    "keras.models": keras.Model,
    "keras.layers": keras.layers.Layer,
    "keras.optimizers": keras.optimizers.Optimizer,
    "keras.schedules": keras.optimizers.schedules.LearningRateSchedule,
    "keras.losses": keras.losses.Loss,
    "keras.metrics": keras.metrics.Metric,
    "keras.callbacks": keras.callbacks.Callback,
    "keras.initializers": keras.initializers.Initializer,
    "keras.regularizers": keras.regularizers.Regularizer,
    "keras.constraints": keras.constraints.Constraint,
}  # fmt: skip


def known(home, name):
    """Whether NetBuilder, too, has a class of that name there."""
    if home == "keras.models":
        return name in ("Model", "Sequential", "Functional")
    return is_layer(name) if home == "keras.layers" else name in FAMILIES[home].registry


def test_every_class_has_one_name_in_every_module_of_keras_where_it_can_be_seen():
    modules = [module for path, module in list(sys.modules.items()) if path.partition(".")[0] == "keras"]
    paths = [
        (f"{module.__name__}.{name}", f"{home}.{name}")
        for module in modules
        for name, value in list(vars(module).items())
        if inspect.isclass(value)
        for home in [next((home for home, base in BASES.items() if issubclass(value, base)), "")]
        if home and known(home, name)
    ]

    assert len(paths) > 1000
    assert [(path, symbol(path).path) for path, one in paths if symbol(path).path != one] == []


@pytest.mark.parametrize(
    ("path", "one"),
    [
        ("keras.models.Input", "keras.layers.Input"),
        ("keras.engine.topology.Input", "keras.layers.Input"),
        ("keras.engine.input_layer.InputLayer", "keras.layers.InputLayer"),
        ("keras.engine.Model", "keras.models.Model"),
        ("keras.layers.containers.Sequential", "keras.models.Sequential"),
        ("keras.models.Dense", "keras.layers.Dense"),
        ("keras.src.layers.Functional", "keras.models.Functional"),  # put there where Keras opens an .h5
        ("keras.legacy.layers.Merge", "keras.layers.Merge"),
        ("keras.engine.topology.merge", "keras.layers.merge"),
        ("keras.layers.merge.concatenate", "keras.layers.concatenate"),
        ("keras.layers.merging.add.add", "keras.layers.add"),
        ("keras.layers.convolutional_recurrent.ConvLSTM2D", "keras.layers.ConvLSTM2D"),
        ("keras.applications.mobilenet.DepthwiseConv2D", "keras.layers.DepthwiseConv2D"),
        ("keras.objectives.mse", "keras.losses.mse"),
        ("keras.optimizers.legacy.Adam", "keras.optimizers.Adam"),
        ("keras.utils.np_utils.to_categorical", "keras.utils.to_categorical"),
        ("keras.config.image_data_format", "keras.backend.image_data_format"),
        ("keras.backend.common.image_dim_ordering", "keras.backend.image_dim_ordering"),
        ("keras.api._v2.keras.layers.Dense", "keras.layers.Dense"),
        ("keras._tf_keras.keras.layers.Dense", "keras.layers.Dense"),
        ("keras_core.src.layers.core.dense.Dense", "keras.layers.Dense"),
        ("tf_keras.src.engine.input_layer.Input", "keras.layers.Input"),
        ("tensorflow.contrib.keras.api.keras.models.Sequential", "keras.models.Sequential"),
        ("tensorflow.contrib.keras.python.keras.layers.core.Dense", "keras.layers.Dense"),
        ("tensorflow_core.python.keras.engine.training.Model", "keras.models.Model"),
        ("tensorflow.compat.v1.keras.Input", "keras.layers.Input"),
        ("tensorflow.keras.layers.experimental.preprocessing.Rescaling", "keras.layers.Rescaling"),
        ("tensorflow.keras.optimizers.schedules.ExponentialDecay", "keras.schedules.ExponentialDecay"),
        ("tensorflow.train.AdamOptimizer", "keras.optimizers.AdamOptimizer"),
        # What has a meaning of its own where it stands keeps it.
        ("keras.initializers.Identity", "keras.initializers.Identity"),
        ("keras.metrics.CosineSimilarity", "keras.metrics.CosineSimilarity"),
        ("keras.ops.add", "keras.ops.add"),
        ("keras.datasets.mnist.load_data", "keras.datasets.mnist.load_data"),
        ("keras_contrib.layers.Dense", "keras_contrib.layers.Dense"),
        ("tensorflow.nn.relu", "tensorflow.nn.relu"),
    ],
)
def test_a_path_of_an_older_keras_leads_to_its_one_name(path, one):
    assert symbol(path).path == one


@pytest.mark.parametrize(
    "imports",
    [
        "from keras.models import Input, Model\nfrom keras.layers import Dense, concatenate",
        "from keras.engine import Input, Model\nfrom keras.layers.core import Dense\n"
        "from keras.layers.merge import concatenate",
        "from keras.layers import *\nfrom keras.models import *",
        "from tensorflow.python.keras.models import Model\nfrom tensorflow.python.keras.layers import *",
        "from keras_core import Input, Model\nfrom keras_core.layers import Dense, concatenate",
        "from tensorflow.contrib.keras.python.keras.layers import Input, Dense, concatenate\n"
        "from tensorflow.contrib.keras.python.keras.models import Model",
    ],
)
def test_a_network_is_read_whatever_its_names_were_imported_from(imports):
    reading = read_text(
        f"{imports}\na = Input(shape=(3,))\nb = Dense(2)(a)\nmodel = Model(a, concatenate([a, b], axis=-1))\n"
    )

    assert [node.layer for node in reading.graph.nodes.values()] == [Input((3,)), Dense(2), Concatenate()]
    assert not reading.unread


def test_functions_of_a_module_that_was_imported_whole_are_found():
    reading = read_text(
        "from keras.losses import *\nfrom keras.optimizers import *\nfrom keras.activations import *\n"
        "from keras.layers.experimental.preprocessing import *\n"
        "model = Sequential([Rescaling(0.5, input_shape=(3,)), Dense(2, activation=elu)])\n"
        "model.compile(Nadam(0.01), mean_absolute_error)\nmodel.fit(x, y)\n"
    )

    assert [node.layer for node in reading.graph.nodes.values()] == [Input((3,)), Rescaling(0.5), Dense(2, "elu")]
    assert type(reading.training.loss[0]).__name__ == "MeanAbsoluteError"
    assert type(reading.training.optimizer).__name__ == "Nadam"
