"""Every compiled kernel computes what the layers that it replaces compute, within the rounding of float32."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from netbuilder.engine.kernels.compiled import loading
from netbuilder.engine.kernels.threads import SILENT, ThreadPool
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import TrainingError
from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Activation, Dense, Input
from netbuilder.layers.convolution import Conv1D, Conv2D, Conv3D
from netbuilder.layers.depthwise import DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D
from netbuilder.layers.merging import Add, Concatenate
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.pooling import GlobalAveragePooling1D, GlobalAveragePooling2D, MaxPooling1D, MaxPooling2D
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.reshaping import Flatten
from netbuilder.layers.resizing import Resizing
from netbuilder.layers.spatial import UpSampling1D, UpSampling2D, UpSampling3D
from netbuilder.layers.transposed import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose
from netbuilder.layers.wrappers import Bidirectional
from tests.engine.compiled_cases import MORE
from tests.networks import NETWORKS, chain, node

pytestmark = pytest.mark.numba

LOSS = "categorical_crossentropy"


@pytest.fixture(scope="module", autouse=True)
def ready():
    loading.loader().wait()


def convolved(layer, shape, *more):
    """The layer between others, so that the gradient of its input is wanted and its output lies as it likes."""
    first = {2: Conv1D, 3: Conv2D, 4: Conv3D}[len(shape)]
    return chain(Input(shape), first(6, 1), layer, *more, Flatten(), Dense(3, "softmax"))


def summed(relu):
    rest = [node("relu", Activation("relu"), "add")] if relu else []
    return Graph.of(
        [
            node("image", Input((5, 7, 3))),
            node("a", Conv2D(4, 3, padding="same"), "image"),
            node("b", Conv2D(4, 1, activation="relu"), "image"),
            node("add", Add(), "a", "b"),
            *rest,
            node("flat", Flatten(), rest[0].name if rest else "add"),
            node("out", Dense(3, "softmax"), "flat"),
        ]
    )


def states():
    """The last states are read too."""
    return Graph.of(
        [
            node("words", Input((4, 3))),
            node("lstm", LSTM(5, return_sequences=True, return_state=True), "words"),
            node("gru", GRU(6, return_state=True), "lstm"),
            Node("cell", Dense(4, "tanh"), (Port("lstm", 2),)),
            Node("both", Concatenate(), (Port("gru", 1), Port("cell"))),
            node("out", Dense(3, "softmax"), "both"),
        ]
    )


CASES = {
    "3 x 3, same, relu": convolved(Conv2D(17, 3, padding="same", activation="relu"), (7, 6, 3)),
    "33 filters, no bias": convolved(Conv2D(33, (2, 3), use_bias=False), (7, 6, 3)),
    "32 filters of many channels": chain(
        Input((6, 5, 1)), Conv2D(40, 3, padding="same"), Conv2D(32, 3, activation="relu"), Flatten(),
        Dense(3, "softmax"),
    ),
    "pooled, relu": convolved(Conv2D(17, 3, activation="relu"), (9, 8, 3), MaxPooling2D(2)),
    "pooled, a rest, groups": convolved(Conv2D(8, 3, groups=2, padding="same"), (7, 9, 3), MaxPooling2D(2)),
    "pooled first": chain(
        Input((7, 8, 1)), Conv2D(5, 3, padding="same", activation="relu"), MaxPooling2D(2), Flatten(),
        Dense(3, "softmax"),
    ),
    "few channels": chain(
        Input((6, 7, 3)), Conv2D(18, (3, 2), strides=2, padding="same"), Flatten(), Dense(3, "softmax")
    ),
    "pools of any size": convolved(Conv2D(5, 3, activation="tanh"), (10, 12, 3), MaxPooling2D((3, 2))),
    "pooled sequences": convolved(Conv1D(5, 3), (10, 3), MaxPooling1D(3)),
    "strides": convolved(Conv2D(16, 3, strides=(2, 3), padding="same"), (11, 12, 3)),
    "strides beyond the kernel": convolved(Conv2D(5, 1, strides=2), (7, 8, 3)),
    "dilation": convolved(Conv2D(5, 3, dilation_rate=(2, 3), padding="same", activation="tanh"), (9, 8, 3)),
    "groups": chain(Input((6, 7, 8)), Conv2D(20, 3, groups=2, activation="relu"), Conv2D(8, 3, groups=2), Flatten(),
                    Dense(3, "softmax")),
    "one axis, causal": convolved(Conv1D(9, 3, padding="causal", activation="relu"), (10, 3)),
    "three axes": convolved(Conv3D(5, (2, 3, 1), strides=(1, 2, 1), padding="same"), (4, 5, 3, 2)),
    **{
        f"transposed, {words}": convolved(kind(filters, size, padding=padding, **options), shape, *more)
        for words, kind, filters, size, padding, shape, options, more in (
            ("twice as large", Conv2DTranspose, 17, 3, "same", (5, 4, 3), {"strides": 2, "activation": "relu"}, ()),
            ("valid, no bias", Conv2DTranspose, 5, (2, 3), "valid", (5, 4, 3), {"use_bias": False}, ()),
            ("gaps", Conv2DTranspose, 4, 2, "same", (3, 4, 3), {"strides": 3, "activation": "relu"}, ()),
            ("end", Conv2DTranspose, 4, 3, "same", (3, 4, 3), {"strides": 2, "output_padding": 1}, ()),
            ("dilation", Conv2DTranspose, 6, 3, "valid", (5, 4, 3), {"dilation_rate": 2}, ()),
            ("one filter", Conv2DTranspose, 1, 4, "same", (5, 4, 3), {"strides": 2}, (Activation("tanh"),)),
            ("one axis", Conv1DTranspose, 5, 4, "same", (5, 3), {"strides": 2}, ()),
            ("three axes", Conv3DTranspose, 4, 2, "same", (3, 2, 2, 3), {"strides": 2}, ()),
        )
    },
    **{
        f"depthwise, {words}": convolved(layer, shape, *more)
        for words, layer, shape, more in (
            ("relu", DepthwiseConv2D(3, padding="same", activation="relu"), (7, 6, 19), ()),
            ("strides, no bias", DepthwiseConv2D((3, 2), strides=2, use_bias=False), (8, 9, 33), ()),
            ("several of each", DepthwiseConv2D(3, depth_multiplier=3, activation="tanh"), (6, 5, 3), ()),
            ("dilation", DepthwiseConv2D(3, dilation_rate=2, padding="same"), (6, 7, 5), ()),
            ("larger than the image", DepthwiseConv2D(7, padding="same"), (3, 4, 17), ()),
            ("strides beyond the kernel", DepthwiseConv2D(1, strides=3), (7, 8, 4), ()),
            ("one axis", DepthwiseConv1D(5, padding="same"), (9, 6), ()),
            ("as many groups as channels", Conv2D(12, 3, groups=6, activation="relu"), (6, 7, 4), ()),
            ("mixed, relu", SeparableConv2D(9, 3, strides=2, padding="same", activation="relu"), (7, 8, 5), ()),
            ("mixed, several of each", SeparableConv2D(4, 3, depth_multiplier=2, use_bias=False), (6, 5, 3), ()),
            ("mixed, one axis", SeparableConv1D(7, 3, padding="same"), (9, 4), ()),
        )
    },
    "depthwise first": chain(Input((6, 5, 3)), DepthwiseConv2D(3), Flatten(), Dense(3, "softmax")),
    "mixed first": chain(Input((6, 5, 3)), SeparableConv2D(4, 3), Flatten(), Dense(3, "softmax")),
    "read twice, depthwise": Graph.of(
        [
            node("image", Input((5, 6, 3))),
            node("a", Conv2D(4, 3, padding="same"), "image"),
            node("b", DepthwiseConv2D(3, padding="same"), "a"),
            node("add", Add(), "a", "b"),
            node("flat", Flatten(), "add"),
            node("out", Dense(3, "softmax"), "flat"),
        ]
    ),
    **{
        f"few channels, {words}": chain(Input((6, 5, 2)), Conv2D(channels, 1), layer, Flatten(), Dense(3, "softmax"))
        for words, channels, layer in (
            ("relu", 37, Conv2D(3, 3, padding="same", activation="relu")),
            ("one", 16, Conv2D(1, (2, 3), strides=2)),
            ("transposed", 21, Conv2DTranspose(2, 3, strides=2, padding="same", activation="relu")),
            ("back", 3, Conv2D(19, 3, padding="same", activation="relu")),
            ("back, transposed", 2, Conv2DTranspose(18, 3)),
            ("in groups", 6, Conv2D(9, 3, groups=3)),
        )
    },
    **{
        f"transformed, {words}": chain(Input((7, 6, 2)), Conv2D(channels, 1), *layers, Flatten(), Dense(3, "softmax"))
        for words, channels, layers in (
            ("same, relu", 9, (Conv2D(17, 3, padding="same", activation="relu"),)),
            ("no bias", 16, (Conv2D(8, 3, use_bias=False, activation="tanh"),)),
            ("pooled, relu", 8, (Conv2D(33, 3, padding="same", activation="relu"), MaxPooling2D(2))),
            ("pooled, a rest", 8, (Conv2D(16, 3), MaxPooling2D(2))),
            ("two", 10, (Conv2D(12, 3, padding="same", activation="relu"), Conv2D(9, 3, padding="same"))),
        )
    },
    **{
        f"resampled, {words}": convolved(layer, shape)
        for words, layer, shape in (
            ("nearest", UpSampling2D((2, 3)), (3, 4, 2)),
            ("bilinear", UpSampling2D(2, interpolation="bilinear"), (3, 4, 2)),
            ("bicubic", UpSampling2D((3, 1), interpolation="bicubic"), (4, 3, 2)),
            ("one axis", UpSampling1D(3), (4, 2)),
            ("three axes", UpSampling3D((2, 1, 2)), (2, 3, 2, 2)),
            ("resized", Resizing(5, 3), (4, 6, 2)),
            ("resized, smaller, antialias", Resizing(2, 3, antialias=True), (7, 6, 2)),
            ("resized, nearest", Resizing(3, 7, interpolation="nearest"), (5, 4, 2)),
        )
    },
    "transformed first": chain(Input((6, 8, 8)), Conv2D(8, 3, activation="relu"), Flatten(), Dense(3, "softmax")),
    "transformed, read twice": Graph.of(
        [
            node("image", Input((5, 6, 2))),
            node("a", Conv2D(8, 1), "image"),
            node("b", Conv2D(8, 3, padding="same", activation="relu"), "a"),
            node("c", Conv2D(8, 3, padding="same"), "b"),
            node("add", Add(), "a", "c"),
            node("relu", Activation("relu"), "add"),
            node("flat", Flatten(), "relu"),
            node("out", Dense(3, "softmax"), "flat"),
        ]
    ),
    "few channels read twice": Graph.of(
        [
            node("image", Input((5, 6, 2))),
            node("a", Conv2D(3, 3, padding="same"), "image"),
            node("b", Conv2D(17, 3, padding="same"), "a"),
            node("c", Conv2D(3, 1, padding="same"), "b"),
            node("add", Add(), "a", "c"),
            node("flat", Flatten(), "add"),
            node("out", Dense(3, "softmax"), "flat"),
        ]
    ),
    "transposed first": chain(Input((2, 3, 4)), Conv2DTranspose(5, 3, strides=2), Flatten(), Dense(3, "softmax")),
    "normalized": convolved(Conv2D(5, 3), (8, 7, 3), BatchNormalization(gamma_initializer="random_normal")),
    "normalized, relu": convolved(Conv2D(8, 3), (8, 7, 3), BatchNormalization(), Activation("relu"), MaxPooling2D(2)),
    "normalized, neither beta nor gamma": convolved(
        Conv2D(8, 3, padding="same"), (8, 8, 3), BatchNormalization(center=False, scale=False), Activation("relu")
    ),
    "normalized dense": chain(Input((5,)), Dense(7), BatchNormalization(), Activation("relu"), Dense(3, "softmax")),
    **{
        f"{kind.__name__}, {words}": chain(Input((5, 4)), Dense(3), kind(17, **options), *rest, Dense(3, "softmax"))
        for kind in (SimpleRNN, LSTM, GRU)
        for words, options, rest in (
            ("last output", {}, ()),
            ("all outputs, backwards", {"return_sequences": True, "go_backwards": True}, (Flatten(),)),
            ("no bias", {"use_bias": False}, ()),
        )
    },
    "gradients that are spread": chain(
        Input((4, 5)), LSTM(6, return_sequences=True), GlobalAveragePooling1D(), Dense(3, "softmax")
    ),
    "a map of one position": chain(
        Input((3, 3, 4)), Conv2D(5, 3, activation="relu"), GlobalAveragePooling2D(), Dense(3, "softmax")
    ),
    "both ways": chain(Input((5, 4)), Bidirectional(GRU(6)), Dense(3, "softmax")),
    "states": states(),
    "sum": summed(False),
    "sum, relu": summed(True),
    **{name: NETWORKS[name]() for name in ("cnn", "residual")},
    **MORE,
}  # fmt: skip


def batch_of(graph, samples=11):
    rng = np.random.default_rng(3)
    shapes = [graph[name].layer.shape for name in graph.input_names]
    return [rng.normal(size=(samples, *shape)) for shape in shapes], np.eye(3)[rng.integers(0, 3, samples)]


def made(graph, compiled, **settings):
    dtype = np.float32 if compiled else np.float64
    model = compile_model(graph, TrainingSettings(loss=LOSS, seed=1, **settings), dtype=dtype, kernels=compiled)
    model.use_compiled(compiled)
    return model


def gradients(model, x, y, part=slice(None)):
    """Loss and gradients of a batch."""
    dtype = model.parameters.dtype
    found = model.gradients([each[part].astype(dtype) for each in x], [y[part].astype(dtype)])
    return {"loss": np.array(model.program("train").losses([y[part].astype(dtype)])), **found}


def copied(found):
    return {key: value.copy() for key, value in found.items()}


def assert_near(fast, slow):
    """Equal but for the rounding of sums, by the largest number of each array."""
    assert fast.keys() == slow.keys()
    for key, exact in slow.items():
        error = np.abs(fast[key] - exact).max(initial=0)
        assert error <= 2e-5 * max(np.abs(exact).max(initial=0), 0.1), key


@pytest.mark.parametrize("name", CASES)
def test_gradients_are_those_of_the_layers(name):
    graph = CASES[name]
    x, y = batch_of(graph, 11)

    assert_near(gradients(made(graph, True), x, y), gradients(made(graph, False), x, y))


@pytest.mark.parametrize("name", CASES)
def test_batches_of_changing_size(name):
    graph = CASES[name]
    x, y = batch_of(graph, 75)
    fast, slow = made(graph, True), made(graph, False)

    for first, last in ((0, 37), (37, 74), (74, 75)):
        part = slice(first, last)
        assert_near(gradients(fast, x, y, part), gradients(slow, x, y, part))


@pytest.mark.parametrize("name", CASES)
def test_predictions_are_those_of_the_layers(name):
    graph = CASES[name]
    x, _ = batch_of(graph, 5)
    fast, slow = made(graph, True), made(graph, False)

    for samples in (5, 2, 1):
        (one,), (other,) = (
            model.predict([each[:samples].astype(model.parameters.dtype) for each in x]) for model in (fast, slow)
        )
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_the_number_of_threads_changes_no_bit(name, monkeypatch):
    graph, found = CASES[name], []
    x, y = batch_of(graph, 7)
    for size in (1, 2, 11):
        of_size = ThreadPool(size)
        use(of_size, monkeypatch)
        model = made(graph, True, deterministic=True)
        with model.program("train").alone(True):
            found.append(copied(gradients(model, x, y)))

    for other in found[1:]:
        for key, value in found[0].items():
            np.testing.assert_array_equal(value, other[key], err_msg=str(key))


def use(pool, monkeypatch):
    """Everything is cut and computed as on a machine with so many processors."""
    for name, module in list(sys.modules.items()):
        if name.startswith("netbuilder.engine") and getattr(module, "thread_pool", None) is not None:
            monkeypatch.setattr(module, "thread_pool", lambda: pool)
    for each in ("WORTH_SHARING", "WORTH_SPREADING"):
        for name, module in list(sys.modules.items()):
            if name.startswith("netbuilder.engine") and hasattr(module, each):
                monkeypatch.setattr(module, each, 1)


@pytest.mark.parametrize("name", CASES)
def test_samples_that_may_not_be_written_to(name):
    graph = CASES[name]
    x, y = batch_of(graph, 1)
    x = [each.astype(np.float32) for each in x]
    for each in x:
        each.setflags(write=False)

    made(graph, True).train_batch(x, [y.astype(np.float32)])


def test_every_kernel_is_chosen_in_some_case():
    from netbuilder.engine.kernels.compiled.kernels import COMPILED

    chosen = {type(op).__module__ for graph in CASES.values() for op in made(graph, True).program("train").ops}

    assert {kernel.__module__ for kernel in COMPILED} <= chosen


def test_a_number_that_is_not_finite_is_found_at_its_batch():
    graph = CASES["normalized, relu"]
    x, y = batch_of(graph)
    model = made(graph, True)
    weights = model.parameters.values.copy()
    x[0][3, 1, 2, 0] = np.nan

    with pytest.raises(TrainingError):
        model.train_batch([x[0].astype(np.float32)], [y])

    np.testing.assert_array_equal(model.parameters.values, weights)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("name", CASES)
def test_what_is_not_finite_stays_so(name, value):
    graph = CASES[name]
    x, y = batch_of(graph)
    x[0][3] = value

    with np.errstate(**SILENT):
        found = gradients(made(graph, True), x, y)

    assert not np.isfinite(found["loss"]).all() or not all(np.isfinite(each).all() for each in found.values())


def test_what_takes_float64_is_left_to_numpy():
    graph = CASES["sum, relu"]
    model = compile_model(graph, TrainingSettings(loss=LOSS, seed=1), dtype=np.float64)
    model.use_compiled()

    assert not any("compiled" in type(op).__module__ for op in model.program("train").ops)
