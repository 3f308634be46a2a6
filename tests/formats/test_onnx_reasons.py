"""Files that are not read say why: what they hold, and all that stands in the way at once."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from netbuilder.errors import FileFault
from tests.formats.test_onnx_reading import model_of, op, read_whole, saved

X, Y = {"x": ["n", 4]}, {"y": ["n", 4]}


def other(kind, inputs, outputs, domain, **attributes):
    return helper.make_node(kind, inputs.split(), outputs.split(), domain=domain, **attributes)


def with_domain(nodes, *domains, standard=True):
    """A model whose operators are of other domains too."""
    model = model_of(nodes, X, Y, {"w": np.ones((4, 4)), "one": 1.0})
    if not standard:
        del model.opset_import[:]
    model.opset_import.extend(helper.make_opsetid(domain, 1) for domain in domains)
    return model


def branch(name):
    end = helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
    return helper.make_graph([op("Identity", "x", name)], name, [], [end])


TREES = "holds a tree ensemble, as scikit-learn, LightGBM, XGBoost and CatBoost make: that is not a neural network"
REASONS = {
    "trees that classify": (
        with_domain([other("TreeEnsembleClassifier", "x", "l y", "ai.onnx.ml")], "ai.onnx.ml", standard=False), TREES,
    ),
    "trees behind a scaler": (
        with_domain([op("Sub", "x one", "s"), other("TreeEnsembleRegressor", "s", "y", "ai.onnx.ml")], "ai.onnx.ml"),
        TREES,
    ),
    "support vectors": (
        with_domain([other("SVMRegressor", "x", "y", "ai.onnx.ml")], "ai.onnx.ml"), "holds a support vector machine",
    ),
    "linear": (
        with_domain([other("LinearRegressor", "x", "y", "ai.onnx.ml")], "ai.onnx.ml"), "a linear model of scikit-learn",
    ),
    "table": (
        with_domain([other("OneHotEncoder", "x", "h", "ai.onnx.ml"), op("Relu", "h", "y")], "ai.onnx.ml"),
        "1 × ai.onnx.ml.OneHotEncoder (prepares tables, as scikit-learn's pipelines do. Export the network alone)",
    ),
    "quantized": (
        with_domain([op("QuantizeLinear", "x one", "q"), op("DequantizeLinear", "q one", "y")]),
        "computes with whole numbers of 8 bits or fewer. Export the model before it is quantized",
    ),
    "quantized by onnxruntime": (
        with_domain([other("QLinearAdd", "x one", "y", "com.microsoft")], "com.microsoft"),
        "1 × com.microsoft.QLinearAdd (computes with whole numbers of 8 bits",
    ),
    "optimized by onnxruntime": (
        with_domain([other("FusedMatMul", "x w", "y", "com.microsoft")], "com.microsoft"),
        "1 × com.microsoft.FusedMatMul (is an operator of onnxruntime alone. Export the model without onnxruntime's",
    ),
    "somebody's own": (
        with_domain([other("Magic", "x", "y", "org.example")], "org.example"),
        "1 × org.example.Magic (is an operator that its maker defined)",
    ),
    "a choice": (
        with_domain([op("If", "one", "y", then_branch=branch("a"), else_branch=branch("b"))]),
        "1 × If (decides while it runs what is computed, which no network of layers does)",
    ),
    "lists": (
        with_domain([op("SequenceConstruct", "x x", "s"), op("ConcatFromSequence", "s", "y", axis=1)]),
        "1 × SequenceConstruct (decides while it runs",
    ),
    "as many as there are": (
        with_domain([op("NonZero", "x", "z"), op("Cast", "z", "y", to=1)]),
        "1 × NonZero (gives as many values as it finds, where layers give a fixed count)",
    ),
    "random": (
        with_domain([op("RandomNormalLike", "x", "r"), op("Add", "x r", "y")]),
        "1 × RandomNormalLike (draws random numbers. Export the model in eval mode)",
    ),
    "spectra": (with_domain([op("DFT", "x", "y")]), "1 × DFT (computes spectra, which no layer does)"),
    "several": (
        with_domain([op("Sin", "x", "s", name="a"), op("Sin", "s", "t", name="b"), op("Sqrt", "x", "r", name="c"),
                     op("Div", "r x", "d"), op("NonZero", "x", "z"), op("Sum", "t d z", "y")]),
        "no layer corresponds to: 2 × Sin; 1 × NonZero (gives as many values as it finds, where layers give "
        "a fixed count); 1 × Sqrt (c: takes a root, which no layer does but a normalization). Replace them",
    ),
    "labels alone": (
        with_domain([op("ArgMax", "x", "y", axis=1)]), "gives labels or tables alone (y), and no numbers that a",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REASONS)
def test_why_a_file_is_not_read_is_said_truly(name, tmp_path):
    model, words = REASONS[name]

    with pytest.raises(FileFault) as caught:
        read_whole(saved(model, tmp_path))

    assert words in str(caught.value)


@pytest.mark.parametrize("kind", ["MatMul", "GRU", "LSTM", "RNN"])
def test_a_lone_sample_is_told_from_one_axis_too_few(kind, tmp_path):
    if kind == "MatMul":
        nodes, shape, weights = [op("MatMul", "x w", "y")], [4], {"w": np.ones((4, 2))}
    else:
        gates = {"GRU": 3, "LSTM": 4, "RNN": 1}[kind]
        nodes = [op("Unsqueeze", "x one", "s"), op(kind, "s w r", "y", hidden_size=3)]
        shape, weights = [5, 4], {"w": np.ones((1, gates * 3, 4)), "r": np.ones((1, gates * 3, 3))}
    model = model_of(nodes, {"x": shape}, {"y": None}, weights)
    model.graph.initializer.append(numpy_helper.from_array(np.array([1], np.int64), "one"))

    with pytest.raises(FileFault, match=r"has no axis of samples.*as \(1, "):
        read_whole(saved(model, tmp_path))


def test_what_nothing_needs_stands_in_nobody_s_way(tmp_path):
    model = model_of([op("Sin", "x", "s"), op("Relu", "x", "y")], X, Y)

    found = read_whole(saved(model, tmp_path))

    assert len(found.graph.nodes) == 2


def test_a_kind_of_numbers_that_is_not_read_is_named(tmp_path):
    model = model_of([op("Add", "x h", "y")], X, Y)
    tensor = helper.make_tensor("h", TensorProto.BFLOAT16, [4], np.zeros(8, np.uint8).tobytes(), raw=True)
    model.graph.initializer.append(tensor)

    with pytest.raises(FileFault, match="values of the kind bfloat16, which is not read"):
        read_whole(saved(model, tmp_path))


def test_a_yes_or_no_that_is_neither_is_refused(tmp_path):
    model = model_of([op("ReduceMean", "x", "y", axes=[1], keepdims=2)], X, {"y": None}, opset=13)

    with pytest.raises(FileFault, match="has 2 for keepdims, where 0 or 1 is meant"):
        read_whole(saved(model, tmp_path))
