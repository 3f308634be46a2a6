"""Files of ONNX that we read: our own come back, others' become layers that compute the same."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from netbuilder import formats
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault
from netbuilder.formats.onnx.evaluator import evaluate_onnx
from netbuilder.formats.onnx.reading.container import load_model
from netbuilder.formats.onnx.reading.model import read_graph
from netbuilder.formats.verifying import Verification
from netbuilder.graph import Graph, check
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.wrappers import Bidirectional
from netbuilder.project import open_file, templates
from netbuilder.project.exporting import export
from tests.contract.cases import CASES
from tests.formats.onnx_support import DATA, graph_of, some_of, with_weights, written
from tests.formats.test_verifying import drained
from tests.networks import NETWORKS, chain, random_inputs

READER = Verification(levels=("reader",))


def read_whole(path):
    return read_graph(load_model(path), path)


# -- others' -------------------------------------------------------------------------------------------

KINDS = {
    "torch_cnn": ["Input", "Conv2D", "MaxPooling2D", "Conv2D", "AveragePooling2D", "Flatten", "Dense", "Dense"],
    "torch_depthwise": ["Input", "ZeroPadding2D", "DepthwiseConv2D", "Conv2D", "GlobalAveragePooling2D", "Dense"],
    "torch_gru": ["Input", "GRU", "GRU", "Dense"],
    "torch_lstm": ["Input", "LSTM", "Dense"],
    "torch_lstm_both": ["Input", "Bidirectional", "Dense"],
    "torch_mlp": ["Input", "Dense", "BatchNormalization", "Dense"],
    "torch_residual": None,
    "torch_words": None,
    "keras_cnn": None,
    "keras_mlp": ["Input", "Dense", "Dense"],
    "sklearn_classes": ["Input", "Dense", "Dense", "Dense"],
    "sklearn_two_classes": None,
    "sklearn_numbers": ["Input", "Dense", "Dense"],
}


@pytest.mark.parametrize("name", KINDS)
def test_what_others_exported_computes_the_same(name):
    """Fault 21 among them: recurrent layers of PyTorch."""
    found, kept = read_whole(DATA / f"{name}.onnx"), np.load(DATA / f"{name}.npz")
    inputs = [kept[f"x{i}"].transpose(order) for i, order in enumerate(found.inputs.values())]

    outputs = Snapshot(found.graph, found.weights).model().predict(inputs)

    for i, (mine, order) in enumerate(zip(outputs, found.outputs.values(), strict=True)):
        np.testing.assert_allclose(mine, kept[f"y{i}"].transpose(order), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", [name for name, kinds in KINDS.items() if kinds])
def test_what_others_exported_becomes_the_layers_that_a_person_would_draw(name):
    found = read_whole(DATA / f"{name}.onnx")

    assert [type(node.layer).__name__ for node in found.graph.nodes.values()] == KINDS[name]


def test_heads_of_pytorch_become_one_attention_layer():
    layers = [node.layer for node in read_whole(DATA / "torch_words.onnx").graph.nodes.values()]

    (attention,) = [layer for layer in layers if isinstance(layer, MultiHeadAttention)]
    assert (attention.num_heads, attention.key_dim, attention.output_dims) == (2, 4, None)


def test_an_image_that_had_channels_first_is_said_to_have_them_last():
    found = formats.read(DATA / "torch_cnn.onnx")

    assert found.graph[found.graph.input_names[0]].layer.shape == (10, 14, 3)
    assert "channels last" in str(found.notes[0])


def test_labels_are_left_out_with_a_note():
    found = formats.read(DATA / "sklearn_classes.onnx")

    assert "left out" in str(found.notes[0])
    assert "label" in str(found.notes[0])


# -- our own -------------------------------------------------------------------------------------------


def read_or_refused(path):
    """The network, or None where a formula became operators that no layer corresponds to."""
    try:
        return formats.read(path)
    except FileFault as fault:
        if "no layer corresponds to" in fault.template or "does not come of its input" in fault.template:
            return None
        raise


# What becomes operators that no layer corresponds to. Another one that is refused fails below.
REFUSED = {
    "Activation",  # sparsemax and squareplus
    "AutoContrast-value_range=(-3.0, 4.0)",
    "CategoryEncoding",
    "CategoryEncoding-output_mode=count",
    "CategoryEncoding-output_mode=one_hot",
    "Dense-activation=sparsemax",
    "Dense-activation=squareplus",
    "DepthwiseConv2D-strides=(2, 2)-dilation_rate=(1, 2)",
    "Discretization-bin_boundaries=(-0.5, 0.1, 0.8)",
    "Discretization-bin_boundaries=(-0.5, 0.1, 0.8)-output_mode=count",
    "Discretization-bin_boundaries=(-0.5, 0.1, 0.8)-output_mode=multi_hot",
    "Discretization-bin_boundaries=(-0.5, 0.1, 0.8)-output_mode=one_hot",
    "GRU-return_state=True-go_backwards=True-recurrent_activation=tanh",
    "GroupQueryAttention-sliding_window=2",
    "LayerNormalization-axis=(1, 2)-scale=False-rms_scaling=True",
    "LayerNormalization-rms_scaling=True",
    "Masking",
    "Masking-mask_value=0.5",
    "MultiHeadAttention-sliding_window=2",
    "MultiHeadAttention-use_causal_mask=True-return_attention_scores=True",
    "ReLU-max_value=0.2-threshold=0.5",
    "ReLU-max_value=0.9-negative_slope=0.2-threshold=0.3",
    "Resizing-crop_to_aspect_ratio=True",
    "Softmax-axis=(1, -1)",
    "TimeDistributed",  # around LSTM
}


@pytest.mark.parametrize("case", some_of(CASES, lambda case: type(case.layer), 1))
def test_each_layer_comes_back_with_the_same_numbers_or_is_refused_in_words(case, tmp_path):
    graph, inputs = graph_of(case), case.inputs(np.random.default_rng(1), np.float32)
    snapshot = with_weights(graph)
    path = written(snapshot, tmp_path / "model.onnx")

    found = read_or_refused(path)
    if found is None:
        assert str(case) in REFUSED
        return

    for mine, theirs in zip(snapshot.model().predict(inputs), found.model().predict(inputs), strict=True):
        np.testing.assert_allclose(theirs, mine, rtol=1e-4, atol=1e-5)


SAME = ("mlp", "cnn", "residual", "recurrent", "embedded", "two_in_two_out")


@pytest.mark.parametrize("name", SAME)
def test_networks_come_back_as_they_were(name, tmp_path):
    graph = NETWORKS[name]()
    path = written(with_weights(graph), tmp_path / "model.onnx")

    found = formats.read(path).graph

    assert list(found.nodes) == list(graph.nodes)
    for before, after in zip(graph.nodes.values(), found.nodes.values(), strict=True):
        assert type(after.layer) is type(before.layer)
        assert (after.inputs, after.shares) == (before.inputs, before.shares)


@pytest.mark.parametrize("name", some_of(templates(), lambda name: "", 3))
def test_templates_come_back_with_the_same_numbers(name, tmp_path):
    graph = templates()[name].project().graph
    snapshot = with_weights(graph)
    inputs = random_inputs(graph, 2, np.random.default_rng(1))

    found = formats.read(written(snapshot, tmp_path / "model.onnx"))

    for mine, theirs in zip(snapshot.model().predict(inputs), found.model().predict(inputs), strict=True):
        np.testing.assert_allclose(theirs, mine, rtol=1e-4, atol=1e-5)


def test_a_file_is_opened_by_its_content_whatever_its_name(tmp_path):
    """Fault 25."""
    path = written(with_weights(NETWORKS["mlp"]()), tmp_path / "model.onnx")
    wrong = path.rename(tmp_path / "model.keras")

    opened = open_file(wrong)

    assert [type(node.layer).__name__ for node in opened.project.graph.nodes.values()] == ["Input", *["Dense"] * 3]
    assert opened.project.training.loss[0].snake() == "sparse_categorical_crossentropy"


# -- models made by hand -------------------------------------------------------------------------------


def model_of(nodes, inputs, outputs, weights=(), opset=17):
    ends = [
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in ends.items()]
        for ends in (inputs, outputs)
    ]
    stored = [numpy_helper.from_array(np.asarray(array, np.float32), name) for name, array in dict(weights).items()]
    return helper.make_model(
        helper.make_graph(nodes, "g", *ends, stored), opset_imports=[helper.make_opsetid("", opset)]
    )


def saved(model, tmp_path):
    path = tmp_path / "made.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def test_rows_of_a_flattened_picture_are_put_into_our_order(tmp_path):
    rng = np.random.default_rng(0)
    kernel, matrix = rng.normal(size=(5, 2, 3, 3)), rng.normal(size=(5 * 4 * 3, 7))
    nodes = [
        helper.make_node("Conv", ["x", "k"], ["y"]),
        helper.make_node("Flatten", ["y"], ["z"]),
        helper.make_node("Gemm", ["z", "m"], ["out"]),
    ]
    model = model_of(nodes, {"x": ["n", 2, 6, 5]}, {"out": ["n", 7]}, {"k": kernel, "m": matrix})
    x = rng.normal(size=(3, 2, 6, 5)).astype(np.float32)
    expected = ReferenceEvaluator(model).run(None, {"x": x})[0]

    found = read_whole(saved(model, tmp_path))

    assert [type(node.layer).__name__ for node in found.graph.nodes.values()] == ["Input", "Conv2D", "Flatten", "Dense"]
    (mine,) = Snapshot(found.graph, found.weights).model().predict([x.transpose(0, 2, 3, 1)])
    np.testing.assert_allclose(mine, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("samples", [1, 4])
def test_a_file_made_for_one_number_of_samples_is_read_for_any(samples, tmp_path):
    shape = numpy_helper.from_array(np.array([samples, 12], np.int64), "shape")
    nodes = [helper.make_node("Reshape", ["x", "shape"], ["y"]), helper.make_node("MatMul", ["y", "m"], ["out"])]
    matrix = np.random.default_rng(0).normal(size=(12, 2))
    model = model_of(nodes, {"x": [samples, 3, 4]}, {"out": [samples, 2]}, {"m": matrix})
    model.graph.initializer.append(shape)
    x = np.random.default_rng(1).normal(size=(5, 3, 4)).astype(np.float32)

    found = formats.read(saved(model, tmp_path))

    np.testing.assert_allclose(found.model().predict([x])[0], x.reshape(5, 12) @ matrix, rtol=1e-4, atol=1e-5)


def test_names_become_identifiers_made_here(tmp_path):
    name = 'a"); import os; os.system("x") #'
    nodes = [
        helper.make_node("MatMul", ["in put", "m"], ["class"], name=name),
        helper.make_node("Relu", ["class"], ["out"]),
    ]
    model = model_of(nodes, {"in put": ["n", 3]}, {"out": ["n", 2]}, {"m": np.ones((3, 2))})

    found = formats.read(saved(model, tmp_path))

    assert all(name.isidentifier() for name in found.graph.nodes)
    assert not check(found.graph).problems


def test_weights_that_are_no_numbers_are_told_of(tmp_path):
    """Fault 24."""
    nodes = [helper.make_node("MatMul", ["x", "m"], ["out"], name="dense/MatMul")]
    model = model_of(nodes, {"x": ["n", 3]}, {"out": ["n", 2]}, {"m": np.full((3, 2), np.nan)})

    opened = open_file(saved(model, tmp_path))

    assert any("dense/kernel" in str(notice) for notice in opened.notices)


@pytest.mark.parametrize(
    ("alpha", "beta", "read"),
    [(1 / 6, 0.5, "Activation"), (0.2, 0.5, "Rescaling")],
    ids=["Keras 3", "ONNX and Keras 2"],
)
def test_a_hard_sigmoid_keeps_the_numbers_of_who_made_it(alpha, beta, read, tmp_path):
    """Fault 22."""
    nodes = [helper.make_node("HardSigmoid", ["x"], ["out"], alpha=alpha, beta=beta)]
    path = saved(model_of(nodes, {"x": ["n", 3]}, {"out": ["n", 3]}), tmp_path)
    x = np.linspace(-4, 4, 30, dtype=np.float32).reshape(10, 3)

    found = formats.read(path)

    assert type(list(found.graph.nodes.values())[1].layer).__name__ == read
    np.testing.assert_allclose(found.model().predict([x])[0], np.clip(alpha * x + beta, 0, 1), atol=1e-6)


def test_a_recurrent_layer_gives_only_what_is_read_of_it():
    last, both = (read_whole(DATA / f"torch_{name}.onnx").graph for name in ("lstm", "lstm_both"))

    (lstm,) = [node.layer for node in last.nodes.values() if isinstance(node.layer, LSTM)]
    (ends,) = [node.layer for node in both.nodes.values() if isinstance(node.layer, Bidirectional)]
    assert (lstm.return_sequences, lstm.return_state) == (False, False)
    assert (ends.layer.return_sequences, ends.layer.return_state) == (True, False)


def test_offset_and_activation_are_those_of_their_layer():
    layers = [node.layer for node in read_whole(DATA / "torch_cnn.onnx").graph.nodes.values()]

    assert [layer.activation for layer in layers if isinstance(layer, Conv2D)] == ["relu", "relu"]
    assert [(layer.activation, layer.use_bias) for layer in layers if isinstance(layer, Dense)] == [
        ("relu", True),
        ("linear", True),
    ]


def reads_as(model, tmp_path, x, kinds):
    """The file is read as layers of these kinds, which compute what its operators compute."""
    path = saved(model, tmp_path)
    expected = evaluate_onnx(path, [x])[0]

    found = read_whole(path)

    assert [type(node.layer).__name__ for node in found.graph.nodes.values()] == ["Input", *kinds]
    (order,) = found.inputs.values()
    (mine,) = Snapshot(found.graph, found.weights).model().predict([x.transpose(order)])
    (back,) = found.outputs.values()
    np.testing.assert_allclose(mine, expected.transpose(back), rtol=1e-4, atol=1e-5)


def op(kind, inputs, outputs, **attributes):
    return helper.make_node(kind, inputs.split(), outputs.split(), **attributes)


def taken_apart(square):
    """A normalization as exporters wrote it before opset 17."""
    squares = {"Pow": op("Pow", "c two", "s"), "Mul": op("Mul", "c c", "s")}[square]
    return [
        op("ReduceMean", "x", "m", axes=[-1]), op("Sub", "x m", "c"), squares, op("ReduceMean", "s", "v", axes=[-1]),
        op("Add", "v e", "w"), op("Sqrt", "w", "d"), op("Div", "c d", "n"), op("Mul", "n g", "f"),
        op("Add", "f b", "y"),
    ]  # fmt: skip


@pytest.mark.parametrize("square", ["Pow", "Mul"])
def test_a_layer_normalization_that_was_taken_apart_is_one_layer(square, tmp_path):
    rng = np.random.default_rng(0)
    weights = {"two": 2.0, "e": 1e-5, "g": rng.normal(size=6), "b": rng.normal(size=6)}
    model = model_of(taken_apart(square), {"x": ["n", 4, 6]}, {"y": ["n", 4, 6]}, weights, opset=13)

    reads_as(model, tmp_path, rng.normal(size=(2, 4, 6)).astype("float32"), ["LayerNormalization"])


def test_a_division_by_the_root_of_the_mean_square_is_one_layer(tmp_path):
    nodes = [
        op("Pow", "x two", "s"), op("ReduceMean", "s", "v", axes=[-1]), op("Add", "v e", "w"), op("Sqrt", "w", "d"),
        op("Reciprocal", "d", "r"), op("Mul", "x r", "n"), op("Mul", "n g", "y"),
    ]  # fmt: skip
    rng = np.random.default_rng(0)
    weights = {"two": 2.0, "e": 1e-6, "g": rng.normal(size=6)}
    model = model_of(nodes, {"x": ["n", 4, 6]}, {"y": ["n", 4, 6]}, weights, opset=13)

    reads_as(model, tmp_path, rng.normal(size=(2, 4, 6)).astype("float32"), ["RMSNormalization"])


def test_a_division_by_the_length_is_one_layer(tmp_path):
    nodes = [op("ReduceL2", "x", "l", axes=[1]), op("Max", "l e", "m"), op("Div", "x m", "y")]
    model = model_of(nodes, {"x": ["n", 6]}, {"y": ["n", 6]}, {"e": 1e-12}, opset=13)

    reads_as(model, tmp_path, np.random.default_rng(0).normal(size=(3, 6)).astype("float32"), ["UnitNormalization"])


def test_a_root_that_belongs_to_no_normalization_is_refused_in_words(tmp_path):
    path = saved(model_of([op("Sqrt", "x", "y")], {"x": ["n", 6]}, {"y": ["n", 6]}), tmp_path)

    with pytest.raises(FileFault, match=r"1 × Sqrt \(takes a root"):
        read_whole(path)


@pytest.mark.parametrize(("low", "high", "kinds"), [(0.0, 6.0, ["Activation"]), (0.0, 4.0, ["ReLU"])])
def test_values_held_between_0_and_a_number_by_max_and_min_are_one_activation(low, high, kinds, tmp_path):
    nodes = [op("Max", "x low", "m"), op("Min", "m high", "y")]
    model = model_of(nodes, {"x": ["n", 9]}, {"y": ["n", 9]}, {"low": low, "high": high})

    reads_as(model, tmp_path, np.linspace(-3, 8, 18).reshape(2, 9).astype("float32"), kinds)


@pytest.mark.parametrize("kind", ["Max", "Min"])
def test_a_number_that_values_are_held_by_may_be_any(kind, tmp_path):
    model = model_of([op(kind, "x limit", "y")], {"x": ["n", 9]}, {"y": ["n", 9]}, {"limit": 0.75})
    path, x = saved(model, tmp_path), np.linspace(-3, 3, 18).reshape(2, 9).astype("float32")

    found = read_whole(path)

    (mine,) = Snapshot(found.graph, found.weights).model().predict([x])
    np.testing.assert_allclose(mine, evaluate_onnx(path, [x])[0], atol=1e-6)


def test_a_sum_over_all_places_is_their_mean_as_often(tmp_path):
    axes = numpy_helper.from_array(np.array([2, 3], np.int64), "axes")
    model = model_of([op("ReduceSum", "x axes", "y", keepdims=0)], {"x": ["n", 3, 4, 5]}, {"y": ["n", 3]})
    model.graph.initializer.append(axes)
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5)).astype("float32")

    reads_as(model, tmp_path, x, ["Permute", "GlobalAveragePooling2D", "Rescaling"])


def test_a_convolution_by_channel_with_unequal_strides_is_one_with_groups(tmp_path):
    kernel = np.random.default_rng(0).normal(size=(3, 1, 2, 2))
    nodes = [op("Conv", "x k", "y", group=3, strides=[2, 1])]
    model = model_of(nodes, {"x": ["n", 3, 6, 5]}, {"y": ["n", 3, 3, 4]}, {"k": kernel})

    reads_as(model, tmp_path, np.random.default_rng(1).normal(size=(2, 3, 6, 5)).astype("float32"), ["Conv2D"])


def test_operators_in_any_order_are_read_in_the_order_of_their_work(tmp_path):
    matrix = np.random.default_rng(0).normal(size=(6, 3))
    nodes = [op("Relu", "h", "y"), op("MatMul", "x m", "h")]
    model = model_of(nodes, {"x": ["n", 6]}, {"y": ["n", 3]}, {"m": matrix})
    path, x = saved(model, tmp_path), np.random.default_rng(1).normal(size=(2, 6)).astype("float32")

    found = read_whole(path)

    (mine,) = Snapshot(found.graph, found.weights).model().predict([x])
    np.testing.assert_allclose(mine, np.maximum(x @ matrix.astype("float32"), 0), rtol=1e-5)


def test_operators_that_read_each_other_in_a_circle_are_refused(tmp_path):
    nodes = [op("Add", "x b", "a"), op("Relu", "a", "b"), op("Relu", "a", "y")]

    with pytest.raises(FileFault, match="circle"):
        read_whole(saved(model_of(nodes, {"x": ["n", 6]}, {"y": ["n", 6]}), tmp_path))


def test_an_input_that_nothing_reads_is_left_out_and_said(tmp_path):
    model = model_of([op("Relu", "x", "y")], {"x": ["n", 6], "extra": ["n", 2]}, {"y": ["n", 6]})

    found = read_whole(saved(model, tmp_path))

    assert len(found.inputs) == 1
    assert [str(note) for note in found.notes] == ["left out: inputs that nothing reads: extra"]


def test_words_as_numbers_with_a_point_are_cast_by_the_table_that_looks_them_up(tmp_path):
    graph = chain(Input((5,)), Embedding(7, 3))
    snapshot, x = with_weights(graph), np.array([[0, 1, 2, 3, 6], [5, 4, 0, 0, 1]], "float32")

    found = formats.read(written(snapshot, tmp_path / "model.onnx"))

    assert [type(node.layer).__name__ for node in found.graph.nodes.values()] == ["Input", "Embedding"]
    np.testing.assert_array_equal(found.model().predict([x])[0], snapshot.model().predict([x])[0])


def test_numbers_of_a_file_are_those_that_a_person_wrote(tmp_path):
    model = model_of([op("LeakyRelu", "x", "y", alpha=0.1)], {"x": ["n", 6]}, {"y": ["n", 6]})

    (layer,) = [node.layer for node in read_whole(saved(model, tmp_path)).graph.nodes.values() if node.inputs]

    assert layer.negative_slope == 0.1


def test_what_was_read_from_onnx_is_the_same_network_in_a_file_of_keras(tmp_path):
    nodes = [op("LeakyRelu", "x", "h", alpha=0.1), op("Mul", "h f", "y")]
    path = saved(model_of(nodes, {"x": ["n", 6]}, {"y": ["n", 6]}, {"f": np.full(6, 0.3)}), tmp_path)
    opened = open_file(path)

    steps = export(tmp_path / "model.keras", opened.project, opened.run, "model", verification=READER)

    assert drained(steps)[0].error <= 1e-6


def test_a_network_whose_input_is_an_output_too_is_written_and_read(tmp_path):
    graph = Graph.of(chain(Input((4,)), Dense(2)).nodes.values(), ("dense", "input_layer"))
    snapshot, x = with_weights(graph), np.ones((2, 4), "float32")

    found = formats.read(written(snapshot, tmp_path / "model.onnx"))

    for mine, theirs in zip(snapshot.model().predict([x]), found.model().predict([x]), strict=True):
        np.testing.assert_allclose(theirs, mine, rtol=1e-6)


@pytest.mark.parametrize("kind", ["Add", "Sub", "Mul", "Div", "Max", "Min"])
@pytest.mark.parametrize("places", [(3,), (1, 3)])
def test_one_number_that_makes_more_places_of_a_value_is_no_scaling(kind, places, tmp_path):
    weights = {"w": np.full(places, 2.5)}
    path = saved(model_of([op(kind, "x w", "y")], {"x": ("b", 1)}, {"y": ("b", 3)}, weights), tmp_path)

    with pytest.raises(FileFault, match="change their shape"):
        read_whole(path)


def test_one_number_with_more_axes_than_a_value_gives_it_as_many(tmp_path):
    weights = {"w": np.full((1, 1, 1), 2.5)}
    path = saved(model_of([op("Mul", "x w", "y")], {"x": ("b", 4)}, {"y": (1, "b", 4)}, weights), tmp_path)
    x = np.arange(12, dtype=np.float32).reshape(3, 4)

    found = read_whole(path)

    (order,) = found.outputs.values()
    (y,) = Snapshot(found.graph, found.weights).model().predict([x])
    np.testing.assert_array_equal(y, (x[None] * 2.5).transpose(order))


@pytest.mark.parametrize("wide", ["edge", "nothing"])
def test_a_threshold_that_makes_more_places_of_a_value_is_no_layer(wide, tmp_path):
    numbers = {"edge": 0.5, "nothing": 0.0}
    weights = numbers | {wide: np.full(3, numbers[wide])}
    nodes = [op("Greater", "x edge", "more"), op("Where", "more x nothing", "y")]
    path = saved(model_of(nodes, {"x": ("b", 1)}, {"y": ("b", 3)}, weights), tmp_path)

    with pytest.raises(FileFault, match="no layer corresponds to"):
        read_whole(path)


def test_what_no_layer_has_by_itself_is_refused_for_that_where_it_is_read_or_given(tmp_path):
    kernel = {"w": np.ones((4, 2))}
    nodes = [op("Sign", "x", "a"), op("MatMul", "a w", "y")]

    with pytest.raises(FileFault, match=r"1 × MatMul \(takes signs, which no layer does"):
        read_whole(saved(model_of(nodes, {"x": ("b", 4)}, {"y": ("b", 2)}, kernel), tmp_path))
    with pytest.raises(FileFault, match=r"1 × Sign \(takes signs, which no layer does"):
        read_whole(saved(model_of(nodes[:1], {"x": ("b", 4)}, {"a": ("b", 4)}), tmp_path))
