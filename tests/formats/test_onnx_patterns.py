"""What exporters take apart becomes layers again, or layers that compute the same together."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from onnx import helper, numpy_helper

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault
from netbuilder.formats.onnx import run_onnx
from tests.formats.test_onnx_reading import model_of, op, read_whole, saved


def computes(nodes, shape, weights, tmp_path, opset=17, whole=None, outputs=("y",), counts=(1, 3)):
    """What was read, once it gave what the file's operators give, for batches of several sizes."""
    ends = dict.fromkeys(outputs, None)
    model = model_of(nodes, {"x": ["n", *shape]}, ends, weights, opset)
    for name, array in (whole or {}).items():
        model.graph.initializer.append(numpy_helper.from_array(np.array(array, np.int64), name))
    model.ir_version = 8
    path = saved(model, tmp_path)
    found = read_whole(path)
    ours = Snapshot(found.graph, found.weights).model()
    (order,) = found.inputs.values()
    rng = np.random.default_rng(5)
    for count in counts:
        x = rng.normal(size=(count, *[n or 5 for n in shape]), scale=2).astype(np.float32)
        mine = ours.predict([x.transpose(order)])
        theirs = [y.transpose(back) for y, back in zip(run_onnx(path, [x]), found.outputs.values(), strict=True)]
        for one, other in zip(mine, theirs, strict=True):
            assert one.shape == other.shape
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    return [type(node.layer).__name__ for node in found.graph.nodes.values() if node.inputs]


# -- functions of single values ------------------------------------------------------------------------

SINGLE = {
    "celu": ([op("Celu", "x", "y", alpha=2.0)], {}),
    "selu": ([op("Selu", "x", "y", alpha=1.5, gamma=0.7)], {}),
    "leaky, below 0": ([op("LeakyRelu", "x", "y", alpha=-0.3)], {}),
    "hard shrink": ([op("Shrink", "x", "y", lambd=1.5)], {}),
    "soft shrink": ([op("Shrink", "x", "y", lambd=1.5, bias=1.5)], {}),
    "abs": ([op("Abs", "x", "y")], {}),
    "abs and one": ([op("Abs", "x", "a"), op("Add", "a one", "y")], {"one": 1.0}),
    "cube": ([op("Pow", "x three", "y")], {"three": 3.0}),
    "gelu by tanh": ([op("Gelu", "x", "y", approximate="tanh")], {}),
    "chosen slope": (
        [op("Greater", "x zero", "c"), op("Mul", "x f", "b"), op("Where", "c x b", "y")],
        {"zero": 0.0, "f": 0.3},
    ),
    "soft shrink apart": (
        [op("Abs", "x", "a"), op("Greater", "a l", "c"), op("Sign", "x", "s"), op("Mul", "s l", "t"),
         op("Sub", "x t", "d"), op("Mul", "x zero", "z"), op("Where", "c d z", "y")],
        {"l": 0.75, "zero": 0.0},
    ),
    "softplus of its own steepness": (
        [op("Mul", "x b", "m"), op("Softplus", "m", "s"), op("Div", "s b", "d"), op("Greater", "m e", "c"),
         op("Where", "c x d", "y")],
        {"b": 2.0, "e": 20.0},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SINGLE)
def test_a_function_of_single_values_with_numbers_of_its_own_is_made_of_layers(name, tmp_path):
    nodes, weights = SINGLE[name]

    assert computes(nodes, (3, 6), weights, tmp_path, opset=20 if "gelu" in name else 17)


def test_a_soft_shrink_that_pulls_by_another_number_is_refused(tmp_path):
    with pytest.raises(FileFault, match="pulls values by another number than it shrinks at"):
        computes([op("Shrink", "x", "y", lambd=1.5, bias=1.0)], (6,), {}, tmp_path)


# -- numbers for each place ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["Mul", "Div"])
@pytest.mark.parametrize("places", [(4, 6), (4, 1), (1, 6), (6,), (3, 4, 6), (3, 1, 6)])
def test_a_factor_for_each_place_is_one_layer(kind, places, tmp_path):
    weights = {"f": np.random.default_rng(0).uniform(0.5, 2, size=places)}
    shape = (3, 4, 6) if len(places) == 3 else (4, 6)

    (layer,) = computes([op(kind, "x f", "y")], shape, weights, tmp_path)

    assert layer == ("Rescaling" if places in ((1, 6), (6,)) else "EinsumDense")


@pytest.mark.parametrize("places", [(6,), (4, 6), (4, 1)])
def test_slopes_for_each_place_as_tensorflow_writes_them_are_prelu(places, tmp_path):
    nodes = [
        op("Relu", "x", "a"), op("Neg", "x", "n"), op("Relu", "n", "b"), op("Mul", "b s", "m"), op("Add", "a m", "y")
    ]  # fmt: skip
    weights = {"s": -np.random.default_rng(0).uniform(0.1, 0.5, size=places)}

    assert computes(nodes, (4, 6), weights, tmp_path) == ["PReLU"]


def test_parts_of_one_stored_array_are_not_one_layer(tmp_path):
    nodes = [op("MatMul", "x w", "h"), op("Split", "h", "a b", axis=1), op("Tanh", "b", "c"), op("Add", "a b", "d"),
             op("Mul", "d c", "y")]  # fmt: skip

    computes(nodes, (5,), {"w": np.random.default_rng(0).normal(size=(5, 6))}, tmp_path, opset=13)


# -- what is put around, picked and repeated -----------------------------------------------------------


@pytest.mark.parametrize("mode", ["edge", "reflect", "wrap"])
@pytest.mark.parametrize("pads", [(1, 1, 1, 1), (2, 0, 1, 3), (0, 2, 0, 0)])
def test_parts_of_an_image_are_put_around_it(mode, pads, tmp_path):
    top, left, bottom, right = pads
    nodes = [op("Pad", "x pads", "p", mode=mode), op("Conv", "p k", "y")]
    kernel = np.random.default_rng(0).normal(size=(3, 2, 3, 3))

    computes(
        nodes,
        (2, 5, 6),
        {"k": kernel},
        tmp_path,
        whole={"pads": [0, 0, top, left, 0, 0, bottom, right]},
        opset=19 if mode == "wrap" else 17,
    )


def test_a_number_is_put_around_an_image(tmp_path):
    nodes = [op("Pad", "x pads v", "p"), op("Conv", "p k", "y")]
    weights = {"k": np.random.default_rng(0).normal(size=(3, 2, 3, 3)), "v": -0.75}

    computes(nodes, (2, 5, 6), weights, tmp_path, whole={"pads": [0, 0, 1, 2, 0, 0, 0, 1]})


@pytest.mark.parametrize(("size", "stride"), list(itertools.product((2, 3), (1, 2, 3))))
def test_windows_of_values_below_0_may_be_padded(size, stride, tmp_path):
    nodes = [
        op("Conv", "x k", "c"),
        op("MaxPool", "c", "y", kernel_shape=[size] * 2, strides=[stride] * 2, pads=[1, 0, 1, 1]),
    ]
    kernel = np.random.default_rng(0).normal(size=(3, 2, 1, 1))

    computes(nodes, (2, 7, 8), {"k": kernel}, tmp_path)


PICKED = {
    "every second": ([op("Slice", "x s e a t", "y")], {"s": [0], "e": [9], "a": [1], "t": [2]}),
    "every third from the second": ([op("Slice", "x s e a t", "y")], {"s": [1], "e": [9], "a": [2], "t": [3]}),
    "of both axes": ([op("Slice", "x s e a t", "y")], {"s": [1, 0], "e": [9, 9], "a": [1, 2], "t": [2, 2]}),
    "some": ([op("Gather", "x i", "y", axis=1)], {"i": [3, 0, 1, -2]}),
    "some of the last": ([op("Gather", "x i", "y", axis=2)], {"i": [5, 5, 0]}),
    "repeated": ([op("Tile", "x r", "y")], {"r": [1, 2, 3]}),
}


@pytest.mark.parametrize("name", PICKED)
def test_places_are_picked_and_repeated_by_layers(name, tmp_path):
    nodes, whole = PICKED[name]

    computes(nodes, (4, 6), {}, tmp_path, whole=whole)


@pytest.mark.parametrize("padding", [0, 1])
def test_pictures_of_a_film_are_worked_on_one_by_one(padding, tmp_path):
    """Steps joined with the samples, a convolution and pooling, and apart again."""
    rng = np.random.default_rng(0)
    nodes = [op("Reshape", "x pictures", "p"), op("Conv", "p k c", "h", pads=[padding] * 4),
             op("MaxPool", "h", "m", kernel_shape=[2, 2], strides=[2, 2], pads=[padding, 0, 0, padding]),
             op("GlobalAveragePool", "m", "g"), op("Reshape", "g film", "y")]  # fmt: skip
    weights = {"k": rng.normal(size=(3, 2, 3, 3)), "c": rng.normal(size=3)}

    found = computes(nodes, (4, 2, 6, 6), weights, tmp_path, whole={"pictures": [-1, 2, 6, 6], "film": [-1, 4, 3]})

    assert found.count("TimeDistributed") == 2


RESIZED = {
    "nearest": {"mode": "nearest", "coordinate_transformation_mode": "half_pixel", "nearest_mode": "round_prefer_ceil"},
    "nearest of TensorFlow": {
        "mode": "nearest", "coordinate_transformation_mode": "tf_half_pixel_for_nn", "nearest_mode": "floor",
    },
    "linear": {"mode": "linear", "coordinate_transformation_mode": "half_pixel"},
}  # fmt: skip


@pytest.mark.parametrize("name", RESIZED)
@pytest.mark.parametrize("size", [(6, 8), (3, 7), (8, 10), (2, 2), (4, 13)])
def test_images_are_brought_to_any_size(name, size, tmp_path):
    nodes = [op("Shape", "x", "n", start=0, end=2), op("Concat", "n size", "sizes", axis=0),
             helper.make_node("Resize", ["x", "", "", "sizes"], ["y"], **RESIZED[name])]  # fmt: skip

    (layer,) = computes(nodes, (2, 4, 5), {}, tmp_path, whole={"size": size})

    assert layer in ("Resizing", "UpSampling2D")


def test_a_size_that_names_the_samples_of_the_file_is_read_for_any(tmp_path):
    node = helper.make_node("Resize", ["x", "", "", "sizes"], ["y"], **RESIZED["linear"])
    model = model_of([node], {"x": [3, 2, 4, 5]}, {"y": [3, 2, 8, 10]})
    model.graph.initializer.append(numpy_helper.from_array(np.array([3, 2, 8, 10], np.int64), "sizes"))

    found = read_whole(saved(model, tmp_path))

    ours = Snapshot(found.graph, found.weights).model()
    assert ours.predict([np.ones((5, 4, 5, 2), np.float32)])[0].shape == (5, 8, 10, 2)


# -- along whole axes ----------------------------------------------------------------------------------

ALONG = {
    "least": [op("ReduceMin", "x", "y", axes=[1], keepdims=0)],
    "length": [op("ReduceL2", "x", "y", axes=[2], keepdims=0)],
    "sizes": [op("ReduceL1", "x", "y", axes=[1], keepdims=1)],
    "squares": [op("ReduceSumSquare", "x", "y", axes=[1, 2], keepdims=0)],
    "variance": [op("ReduceMean", "x", "m", axes=[-1]), op("Sub", "x m", "c"), op("Mul", "c c", "s"),
                 op("ReduceMean", "s", "v", axes=[-1], keepdims=0), op("Mul", "v f", "y")],
}  # fmt: skip


@pytest.mark.parametrize("name", ALONG)
def test_values_along_an_axis_are_taken_together(name, tmp_path):
    computes(ALONG[name], (4, 6), {"f": 1.2} if name == "variance" else {}, tmp_path, opset=11)


@pytest.mark.parametrize("axis", [1, 2])
def test_a_division_by_the_root_of_the_sum_of_squares_is_one_layer(axis, tmp_path):
    nodes = [op("Mul", "x x", "s"), op("ReduceSum", "s", "l", axes=[axis]), op("Max", "l e", "m"), op("Sqrt", "m", "r"),
             op("Reciprocal", "r", "i"), op("Mul", "x i", "y")]  # fmt: skip

    assert computes(nodes, (4, 6), {"e": 1e-12}, tmp_path, opset=11) == ["UnitNormalization"]


def test_a_product_divided_by_both_lengths_is_a_cosine(tmp_path):
    nodes = [op("MatMul", "x a", "p"), op("MatMul", "x b", "q"), op("Mul", "p q", "n"), op("Mul", "p p", "pp"),
             op("Mul", "q q", "qq"), op("ReduceSum", "n", "sn", axes=[1], keepdims=0),
             op("ReduceSum", "pp", "sp", axes=[1], keepdims=0), op("ReduceSum", "qq", "sq", axes=[1], keepdims=0),
             op("Mul", "sp sq", "m"), op("Sqrt", "m", "r"), op("Max", "r e", "h"), op("Div", "sn h", "y")]  # fmt: skip
    rng = np.random.default_rng(0)
    weights = {"a": rng.normal(size=(5, 3)), "b": rng.normal(size=(5, 3)), "e": 1e-8}

    assert computes(nodes, (5,), weights, tmp_path, opset=11).count("UnitNormalization") == 2


def test_layer_normalization_as_tensorflow_writes_it_is_one_layer(tmp_path):
    nodes = [
        op("Reshape", "x rows", "r"), op("ReduceMean", "r", "m", axes=[0, 2, 3]), op("Sub", "r m", "c"),
        op("ReduceSumSquare", "c", "s", axes=[0, 2, 3], keepdims=0), op("Squeeze", "m", "q", axes=[0, 2, 3]),
        op("Div", "s count", "v"), op("Shape", "q", "z"), op("ConstantOfShape", "z", "b"), op("Add", "b one", "a"),
        op("BatchNormalization", "r a b q v", "n", epsilon=0.001), op("Shape", "x", "back"),
        op("Reshape", "n back", "h"), op("Mul", "h g", "f"), op("Add", "f g", "y"),
    ]  # fmt: skip
    weights = {"count": 6.0, "one": 1.0, "g": np.random.default_rng(0).normal(size=6)}

    found = computes(nodes, (4, 6), weights, tmp_path, opset=11, whole={"rows": [1, -1, 6, 1]})

    assert found == ["LayerNormalization"]


# -- recurrence ----------------------------------------------------------------------------------------


def steps_apart(count, joined=True):
    """nn.RNN as PyTorch's newer exporter takes it apart, for the first steps of a sequence (steps, samples, 4)."""
    nodes = [op("Transpose", "x", "t", perm=[1, 0, 2]), op("MatMul", "t w", "p"), op("Add", "p b", "l")]
    before = "h"
    for i in range(count):
        nodes += [
            op("Slice", f"l i{i} i{i + 1} i0", f"c{i}"), op("Squeeze", f"c{i} i0", f"s{i}"),
            op("MatMul", f"{before} u", f"m{i}"), op("Add", f"m{i} d", f"a{i}"), op("Add", f"a{i} s{i}", f"z{i}"),
            op("Tanh", f"z{i}", f"h{i}"),
        ]  # fmt: skip
        before = f"h{i}"
    if joined:
        return [*nodes, op("Concat", " ".join(f"h{i}" for i in range(count)), "y", axis=0)]
    return [*nodes, op("Identity", before, "y")]


def recurrent_weights():
    rng = np.random.default_rng(0)
    shapes = {"w": (4, 3), "u": (3, 3), "b": (3,), "d": (3,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()} | {"h": np.zeros((1, 1, 3))}


@pytest.mark.parametrize("joined", [True, False], ids=["every step", "the last one"])
def test_steps_that_were_written_out_are_a_recurrent_layer(joined, tmp_path):
    whole = {f"i{i}": [i] for i in range(6)}

    found = computes(steps_apart(5, joined), (5, 4), recurrent_weights(), tmp_path, whole=whole)

    assert "SimpleRNN" in found
    assert "Dense" not in found


def test_fewer_steps_than_the_sequence_has_are_not_read_as_all(tmp_path):
    whole = {f"i{i}": [i] for i in range(6)}

    with pytest.raises(FileFault, match="reads only some steps of its sequence"):
        computes(steps_apart(4), (5, 4), recurrent_weights(), tmp_path, whole=whole)


RECURRENT = {"LSTM": 4, "GRU": 3, "RNN": 1}


@pytest.mark.parametrize("kind", RECURRENT)
@pytest.mark.parametrize("turned", ["Slice", "ReverseSequence"])
@pytest.mark.parametrize("again", [False, True], ids=["as read", "in order of time"])
def test_a_sequence_that_was_turned_round_is_read_from_its_end(kind, turned, again, tmp_path):
    rng = np.random.default_rng(0)
    weights = {"w": rng.normal(size=(1, RECURRENT[kind] * 3, 4)), "r": rng.normal(size=(1, RECURRENT[kind] * 3, 3))}
    back = {"Slice": ("minus least zero minus", {}), "ReverseSequence": ("lengths", {"time_axis": 0, "batch_axis": 1})}
    names, options = back[turned]
    nodes = [op("Transpose", "x", "t", perm=[1, 0, 2]), op("Shape", "x", "all"), op("Gather", "all zero", "n"),
             op("Expand", "five n", "lengths"), op(turned, f"t {names}", "b", **options),
             op(kind, "b w r", "z", hidden_size=3), op("Squeeze", "z one", "s" if again else "y")]  # fmt: skip
    nodes += [op(turned, f"s {names}", "y", **options)] if again else []
    whole = {"minus": [-1], "least": [-(2**40)], "zero": [0], "one": [1], "five": [5]}

    found = computes(nodes, (5, 4), weights, tmp_path, whole=whole)

    assert found[0] == ("Bidirectional" if again else {"RNN": "SimpleRNN"}.get(kind, kind))


@pytest.mark.parametrize("kind", RECURRENT)
@pytest.mark.parametrize("layers", [1, 2])
def test_first_states_are_inputs(kind, layers, tmp_path):
    rng, gates = np.random.default_rng(0), RECURRENT[kind]
    names = ["h", "c"] if kind == "LSTM" else ["h"]
    nodes, weights, sequence = [op("Transpose", "x", "t0", perm=[1, 0, 2])], {}, "t0"
    for i in range(layers):
        nodes += [op("Slice", f"{name} i{i} i{i + 1} i0", f"{name}{i}") for name in names]
        weights |= {
            f"w{i}": rng.normal(size=(1, gates * 3, 3 if i else 4)),
            f"r{i}": rng.normal(size=(1, gates * 3, 3)),
        }
        given = ["", "", *(f"{name}{i}" for name in names)]
        nodes += [helper.make_node(kind, [sequence, f"w{i}", f"r{i}", *given], [f"z{i}", f"e{i}"], hidden_size=3),
                  op("Squeeze", f"z{i} i1", f"q{i}")]  # fmt: skip
        sequence = f"q{i}"
    nodes.append(op("Concat", " ".join(f"e{i}" for i in range(layers)), "ends", axis=0))
    inputs = {"x": ["n", 5, 4], **{name: [layers, "n", 3] for name in names}}
    model = model_of(nodes, inputs, {sequence: None, "ends": None}, weights)
    model.ir_version = 8
    for i in range(layers + 1):
        model.graph.initializer.append(numpy_helper.from_array(np.array([i], np.int64), f"i{i}"))
    path = saved(model, tmp_path)
    given = [rng.normal(size=[2 if n == "n" else n for n in shape]).astype(np.float32) for shape in inputs.values()]

    found = read_whole(path)

    mine = (
        Snapshot(found.graph, found.weights)
        .model()
        .predict([x.transpose(order) for x, order in zip(given, found.inputs.values(), strict=True)])
    )
    for one, other, back in zip(mine, run_onnx(path, given), found.outputs.values(), strict=True):
        np.testing.assert_allclose(one, other.transpose(back), rtol=1e-4, atol=1e-5)


# -- attention, and what stands around it --------------------------------------------------------------


def heads_of(name, weights, rng):
    weights[f"{name}w"], weights[f"{name}b"] = rng.normal(size=(6, 2, 3)), rng.normal(size=(2, 3))
    return [op("Einsum", f"x {name}w", f"{name}e", equation="abc,cde->abde"), op("Add", f"{name}e {name}b", name)]


LATER = np.where(np.triu(np.ones((4, 4)), 1), -1e9, 0.0)
SCORES = {
    "queries first": ("q k", "abcd,aecd->acbe", 3, LATER, "acbe,aecd->abcd"),
    "keys first": ("k q", "aecd,abcd->acbe", 3, LATER, "acbe,aecd->abcd"),
    "keys before queries": ("k q", "aecd,abcd->aceb", 2, LATER.T, "aceb,aecd->abcd"),
}


@pytest.mark.parametrize("name", SCORES)
@pytest.mark.parametrize("causal", [False, True])
def test_attention_by_equations_is_one_layer(name, causal, tmp_path):
    order, equation, axis, later, mixing = SCORES[name]
    rng, weights = np.random.default_rng(0), {"later": later, "f": 0.5}
    nodes = [node for part in ("q", "k", "v") for node in heads_of(part, weights, rng)]
    weights |= {"ow": rng.normal(size=(2, 3, 6)), "ob": rng.normal(size=6)}
    nodes += [op("Einsum", order, "s", equation=equation), op("Mul", "s f", "t")]
    nodes += [op("Add", "t later", "h")] if causal else [op("Identity", "t", "h")]
    nodes += [op("Softmax", "h", "p", axis=axis), op("Einsum", "p v", "m", equation=mixing),
              op("Einsum", "m ow", "o", equation="abcd,cde->abe"), op("Add", "o ob", "y")]  # fmt: skip

    found = computes(nodes, (4, 6), weights, tmp_path)

    assert found == ["MultiHeadAttention"]


def test_a_softmax_over_several_axes_is_no_attention(tmp_path):
    """Before opset 13 a softmax without an axis takes all axes but that of the samples together."""
    nodes = [op("Transpose", "x", "t", perm=[0, 2, 1]), op("MatMul", "x t", "s"), op("Softmax", "s", "p"),
             op("MatMul", "p x", "y")]  # fmt: skip

    with pytest.raises(FileFault, match="sums attention over several axes"):
        computes(nodes, (4, 6), {}, tmp_path, opset=11)


def test_shares_of_attention_may_be_an_output(tmp_path):
    nodes = [op("MatMul", "x q", "a"), op("MatMul", "x k", "b"), op("Transpose", "b", "t", perm=[0, 2, 1]),
             op("MatMul", "a t", "s"), op("Softmax", "s", "p", axis=-1), op("MatMul", "p x", "y")]  # fmt: skip
    weights = {name: np.random.default_rng(i).normal(size=(6, 3)) for i, name in enumerate("qk")}

    computes(nodes, (4, 6), weights, tmp_path, outputs=("y", "p"))


@pytest.mark.parametrize("behind", [False, True])
def test_numbers_beside_a_value_are_put_in_its_place_by_padding(behind, tmp_path):
    token = np.random.default_rng(0).normal(size=(1, 1, 6))
    nodes = [op("Shape", "x", "n", start=0, end=1), op("Concat", "n rest", "to", axis=0), op("Expand", "token to", "e"),
             op("Concat", "x e" if behind else "e x", "y", axis=1)]  # fmt: skip

    found = computes(nodes, (4, 6), {"token": token}, tmp_path, whole={"rest": [1, 6]})

    assert found == ["ZeroPadding1D", "Normalization"]


@pytest.mark.parametrize("gamma", [False, True])
def test_factors_that_were_worked_into_the_deviation_are_one_normalization(gamma, tmp_path):
    nodes = [op("GlobalAveragePool", "x", "m"), op("Sub", "x m", "c"), op("Mul", "c c", "q"),
             op("GlobalAveragePool", "q", "v"), op("Add", "v e", "w"), op("Sqrt", "w", "d"),
             op("Reciprocal", "d", "i"), op("Mul", "i g", "s") if gamma else op("Identity", "i", "s"),
             op("Mul", "m s", "ms"), op("Sub", "b ms", "o"), op("Mul", "x s", "xs"),
             op("Add", "xs o", "y")]  # fmt: skip
    rng = np.random.default_rng(0)
    weights = {"e": 1e-6, "g": rng.normal(size=6), "b": rng.normal(size=6)}

    assert computes(nodes, (4, 6), weights, tmp_path, opset=13) == ["LayerNormalization"]


@pytest.mark.parametrize("samples", [1, 3])
def test_heads_of_a_file_for_so_many_samples_are_read_for_any(samples, tmp_path):
    """Steps first, and samples joined with heads, as PyTorch's attention has them."""
    rng = np.random.default_rng(0)
    nodes = [op("Transpose", "x", "t", perm=[1, 0, 2])]
    for part in "qkv":
        nodes += [op("MatMul", f"t {part}", f"{part}0"), op("Reshape", f"{part}0 apart", f"{part}1"),
                  op("Transpose", f"{part}1", f"{part}2", perm=[1, 0, 2])]  # fmt: skip
    nodes += [op("Transpose", "k2", "kt", perm=[0, 2, 1]), op("MatMul", "q2 kt", "s"),
              op("Softmax", "s", "p", axis=-1), op("MatMul", "p v2", "m"), op("Transpose", "m", "mt", perm=[1, 0, 2]),
              op("Reshape", "mt rows", "r"), op("MatMul", "r o", "l"), op("Reshape", "l back", "b"),
              op("Transpose", "b", "y", perm=[1, 0, 2])]  # fmt: skip
    model = model_of(nodes, {"x": [samples, 4, 6]}, {"y": [samples, 4, 6]},
                     {name: rng.normal(size=(6, 6)) for name in "qkvo"})  # fmt: skip
    for name, sizes in {"apart": [4, samples * 2, 3], "rows": [4 * samples, 6], "back": [4, samples, 6]}.items():
        model.graph.initializer.append(numpy_helper.from_array(np.array(sizes, np.int64), name))
    model.ir_version = 8
    path = saved(model, tmp_path)
    x = rng.normal(size=(samples, 4, 6)).astype(np.float32)

    found = read_whole(path)

    ours = Snapshot(found.graph, found.weights).model()
    np.testing.assert_allclose(ours.predict([x])[0], run_onnx(path, [x])[0], rtol=1e-4, atol=1e-5)
    assert ours.predict([np.concatenate([x, x])])[0].shape == (2 * samples, 4, 6)


def test_samples_behind_the_steps_are_found_by_their_open_axis(tmp_path):
    matrix = np.random.default_rng(0).normal(size=(6, 2))
    path = saved(model_of([op("MatMul", "x m", "y")], {"x": [4, "n", 6]}, {"y": [4, "n", 2]}, {"m": matrix}), tmp_path)

    found = read_whole(path)

    assert list(found.inputs.values()) == [(1, 0, 2)]
    assert found.graph[found.graph.input_names[0]].layer.shape == (4, 6)


# -- functions of the file itself ----------------------------------------------------------------------


def with_functions(*functions):
    """A model that calls the first of some functions (name, operators) of its own, of one input and one output."""
    model = model_of([helper.make_node("f0", ["x"], ["y"], domain="own")], {"x": ["n", 6]}, {"y": ["n", 6]})
    model.opset_import.append(helper.make_opsetid("own", 1))
    sets = list(model.opset_import)
    for name, nodes in functions:
        model.functions.append(helper.make_function("own", name, ["a"], ["b"], nodes, sets))
    model.ir_version = 8
    return model


def test_functions_that_a_file_defines_are_read_where_they_are_called(tmp_path):
    inner = ("f1", [op("Tanh", "a", "b")])
    outer = ("f0", [op("Neg", "a", "n"), helper.make_node("f1", ["n"], ["b"], domain="own")])
    path, x = saved(with_functions(outer, inner), tmp_path), np.linspace(-2, 2, 12).reshape(2, 6).astype(np.float32)

    found = read_whole(path)

    np.testing.assert_allclose(
        Snapshot(found.graph, found.weights).model().predict([x])[0], np.tanh(-x), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize(
    ("deepest", "words"), [("b", "call themselves"), ("Tanh", "too many to read")], ids=["in a circle", "ever more"]
)
def test_functions_that_grow_without_end_are_refused(deepest, words, tmp_path):
    def calls(name):
        return [helper.make_node(name, ["a"], [f"c{i}"], domain="own") for i in range(9)]

    last = op("Tanh", "a", "b") if deepest == "Tanh" else helper.make_node("f0", ["a"], ["b"], domain="own")
    functions = [(f"f{i}", [*calls(f"f{i + 1}"), op("Identity", "c0", "b")]) for i in range(8)] + [("f8", [last])]

    with pytest.raises(FileFault, match=words):
        read_whole(saved(with_functions(*functions), tmp_path))
