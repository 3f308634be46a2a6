"""Scripts that put channels first become networks with channels last that compute what Keras computes from the script.

Keras runs the script as it stands, its weights go into our network as they are, and both see the same numbers: ours
with the axes of those inputs turned round that the reading turned.
"""

from __future__ import annotations

import inspect

import keras
import numpy as np
import pytest

from netbuilder.engine.model import compile_model
from netbuilder.formats.channels import FORMATTED
from netbuilder.formats.script_reading import read_text
from netbuilder.graph import Functional, check
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Layer

HEAD = "import keras\nfrom keras import Input, Model, Sequential, backend as K\nfrom keras.layers import *\n"
ALL_FIRST = "K.set_image_data_format('channels_first')\n"
# Scripts, and the shapes of the inputs that stand otherwise here.
CASES = {
    "one layer of a sequence": (
        "model = Sequential([Input((10, 6)), Conv1D(8, 3), GlobalAveragePooling1D(data_format='channels_first'),"
        " Dense(4)])",
        {},
    ),
    "a sequence": (
        "model = Sequential([Input((3, 12)), Conv1D(8, 3, data_format='channels_first'),"
        " MaxPooling1D(2, data_format='channels_first')])",
        {},
    ),
    "pictures": (
        "model = Sequential([Input((3, 9, 8)), Conv2D(4, 3, data_format='channels_first', activation='relu'),"
        " MaxPooling2D(data_format='channels_first'), Flatten(), Dense(5)])",
        {0: (9, 8, 3)},
    ),
    "all layers": (
        ALL_FIRST + "model = Sequential([Input((3, 9, 8)), Conv2D(4, 3), BatchNormalization(axis=1), ReLU(),"
        " AveragePooling2D(2), Flatten(), Dense(5, activation='softmax')])",
        {0: (9, 8, 3)},
    ),
    "an axis that is not the channels'": (
        "model = Sequential([Input((3, 9, 8)), Conv2D(4, 3, data_format='channels_first'), BatchNormalization(),"
        " LayerNormalization(axis=2), UnitNormalization(axis=1), GlobalMaxPooling2D(data_format='channels_first')])",
        {0: (9, 8, 3)},
    ),
    "reshape to pictures of one channel": (
        ALL_FIRST + "model = Sequential([Input((48,)), Reshape((1, 8, 6)), Conv2D(4, 3), Flatten(), Dense(3)])",
        {},
    ),
    "reshape to pictures of several channels": (
        ALL_FIRST + "model = Sequential([Input((96,)), Reshape((2, 8, 6)), Conv2D(4, 3), Reshape((24, 4)), Dense(3)])",
        {},
    ),
    "joining": (
        ALL_FIRST + "a = Input((3, 8, 6))\nb = Conv2D(4, 3, padding='same')(a)\nc = SeparableConv2D(5, 3,"
        " padding='same')(a)\nd = concatenate([a, b, c], axis=1)\nd = add([d, Conv2D(12, 1)(d)])\n"
        "model = Model(a, GlobalAveragePooling2D()(Concatenate(axis=-1)([d, d])))",
        {0: (8, 6, 3)},
    ),
    "squeeze and excitation": (
        ALL_FIRST + "a = Input((4, 8, 6))\nb = Conv2D(8, 3)(a)\nc = GlobalAveragePooling2D()(b)\n"
        "c = Dense(8, activation='sigmoid')(Dense(2, activation='relu')(Reshape((1, 1, 8))(c)))\n"
        "c = Permute((3, 1, 2))(c)\nb = multiply([b, c])\nmodel = Model(a, GlobalAveragePooling2D()(b))",
        {0: (8, 6, 4)},
    ),
    "inner networks": (
        ALL_FIRST + "i = Input((3, 8, 6))\no = Conv2D(4, 3)(i)\ninner = Model(i, BatchNormalization(axis=1)(o),"
        " name='inner')\na = Input((3, 8, 6))\nb = Input((3, 8, 6))\nc = concatenate([inner(a), inner(b)], axis=1)\n"
        "model = Model([a, b], Dense(2)(Flatten()(Conv2D(3, 2)(c))))",
        {0: (8, 6, 3), 1: (8, 6, 3)},
    ),
    "an inner chain": (
        "body = Sequential([Input((3, 8, 6)), ZeroPadding2D(1, data_format='channels_first'), Conv2D(4, 3,"
        " data_format='channels_first'), ReLU()], name='body')\n"
        "model = Sequential([Input((3, 8, 6)), body, GlobalMaxPooling2D(data_format='channels_first'), Dense(2)])",
        {0: (8, 6, 3)},
    ),
    "time": (
        "model = Sequential([Input((5, 3, 8, 6)), TimeDistributed(Conv2D(4, 3, data_format='channels_first')),"
        " TimeDistributed(GlobalAveragePooling2D(data_format='channels_first')), LSTM(3)])",
        {0: (5, 8, 6, 3)},
    ),
    "both ways in one network": (
        "a = Input((3, 8, 6))\nb = Conv2D(4, 3, data_format='channels_first')(a)\nb = Permute((2, 3, 1))(b)\n"
        "model = Model(a, Conv2D(2, 3)(b))",
        {0: (8, 6, 3)},
    ),
    "volumes": (
        "model = Sequential([Input((2, 4, 5, 6)), Conv3D(3, 2, data_format='channels_first', strides=(1, 1, 2)),"
        " UpSampling3D((1, 2, 1), data_format='channels_first'), PReLU(shared_axes=[2, 3, 4]),"
        " GlobalAveragePooling3D(data_format='channels_first', keepdims=True), Flatten()])",
        {0: (4, 5, 6, 2)},
    ),
    "sizes that the script asks for": (
        "a = Input((3, 8, 6))\nb = Conv2D(4, 3, data_format='channels_first')(a)\n"
        "c = Conv2D(b.shape[1], 1, data_format='channels_first')(b)\n"
        "model = Model(a, Dense(int(c.shape[3]))(Flatten(data_format='channels_first')(c)))",
        {0: (8, 6, 3)},
    ),
}


@pytest.fixture(autouse=True)
def _usual_format():
    yield
    keras.config.set_image_data_format("channels_last")


def made_by_keras(source):
    """The model that Keras makes of a script of this module, with weights that are all different from 0."""
    keras.utils.clear_session(free_memory=False)  # layers are counted from the beginning
    names = {}
    exec(HEAD + source, names)
    rng = np.random.default_rng(0)
    model = names["model"]
    model.set_weights([rng.uniform(0.1, 1, weight.shape).astype("float32") for weight in model.get_weights()])
    return model


def with_weights_of(graph, model):
    """Our model with the weights of Keras's, found by the names of layers."""
    ours = compile_model(graph)
    for node, key, view in ours.parameters:
        *inner, own = key.split(".")
        layer = model.get_layer(node)
        for name in inner[:1] if isinstance(graph[node].layer, Functional) else ():
            layer = layer.get_layer(name)
        found = {variable.path.rpartition("/")[2]: variable for variable in layer.variables}
        array = np.asarray(found[own])
        view[...] = array if array.shape == view.shape else np.moveaxis(array, 0, -1)  # one for each place
    return ours


@pytest.mark.parametrize("case", CASES)
def test_it_computes_what_keras_computes_from_the_script(case):
    source, turned = CASES[case]
    model = made_by_keras(source)
    reading = read_text(HEAD + source)
    graph = reading.graph
    rng = np.random.default_rng(1)
    inputs = [rng.normal(size=(2, *tensor.shape[1:])).astype("float32") for tensor in model.inputs]
    standing = [tuple(graph[name].layer.shape) for name in graph.input_names]

    assert not check(graph).errors
    assert not reading.unread
    assert {i: shape for i, shape in enumerate(standing) if shape != inputs[i].shape[1:]} == turned
    here = [turned_round(x, turned[i]) if i in turned else x for i, x in enumerate(inputs)]
    (ours,) = with_weights_of(graph, model).predict(here)
    wanted = np.asarray(model(inputs if len(inputs) > 1 else inputs[0]))

    np.testing.assert_allclose(ours if ours.shape == wanted.shape else np.moveaxis(ours, -1, 1), wanted, 1e-4, 1e-5)


def turned_round(x, shape):
    """An array of the script with its channels last: they are its axis 1, or 2 behind the steps of a sequence."""
    return np.moveaxis(x, 2 if shape[0] == x.shape[1] else 1, -1)


def test_the_layers_with_a_data_format_are_those_of_keras():
    plain = {"BatchNormalization", "Rescaling"}  # they take the argument on to a base class that has no use for it
    takers = {
        name
        for name in Layer.registry
        if inspect.isclass(kind := getattr(keras.layers, name, None))
        and any("data_format" in inspect.signature(base.__init__).parameters for base in kind.__mro__[:3])
    }

    assert {name for name in Layer.registry if FORMATTED.fullmatch(name)} >= takers - plain


def test_that_channels_stand_last_is_said_with_the_inputs_that_changed():
    (note,) = read_text(HEAD + CASES["pictures"][0]).notes

    assert str(note) == (
        "line 1: the script puts channels first; here they come last, in the inputs too: input_layer (9, 8, 3)"
    )


@pytest.mark.parametrize(
    ("layer", "reason"),
    [
        ("Conv2D(4, 3, data_format='channels_first', activation='softmax')", "its softmax runs over the width"),
        ("Bidirectional(Conv1D(4, 3, data_format='channels_first'))", "which cannot be changed here"),
        ("Conv2D(4, 3, data_format='channels_middle')", "its data_format is not known"),
    ],
)
def test_what_cannot_be_turned_is_refused_with_its_line(layer, reason):
    reading = read_text(HEAD + f"model = Sequential([\n    Input((3, 8, 6)),\n    {layer},\n])\n")

    assert [(one.line, reason in str(one.message)) for one in reading.unread] == [(6, True)]
    assert isinstance(list(reading.graph.nodes.values())[-1].layer, Placeholder)


def test_blocks_that_turn_have_the_line_of_what_they_turn():
    reading = read_text(HEAD + CASES["one layer of a sequence"][0])

    assert reading.lines["permute"] == reading.lines["conv1d"] == ((4, 4),)
