"""Files of ONNX that we write: onnxruntime computes what our engine computes."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import onnx
import pytest

from netbuilder import formats
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault
from netbuilder.files import extra_command
from netbuilder.formats import Bundle
from netbuilder.formats.onnx import limits
from netbuilder.formats.onnx.evaluator import evaluate_onnx
from netbuilder.formats.onnx.writing.activations import ALONG, EACH
from netbuilder.formats.onnx.writing.rules import RULES
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Embedding, Input, Layer
from netbuilder.layers.attention import AdditiveAttention, Attention
from netbuilder.layers.convolution import Conv1D, Conv2D
from netbuilder.layers.core import Masking
from netbuilder.layers.merging import Add, Average, Concatenate, Maximum, Minimum, Multiply
from netbuilder.layers.multi_head import GroupQueryAttention, MultiHeadAttention
from netbuilder.layers.parts.activations import ACTIVATIONS
from netbuilder.layers.pooling import GlobalAveragePooling1D, GlobalAveragePooling2D, MaxPooling2D
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.reshaping import Flatten
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed
from netbuilder.project import templates
from tests.contract.cases import CASES, WITHOUT_CASES
from tests.formats.onnx_support import assert_runs_alike, graph_of, some_of, with_weights, written
from tests.networks import NETWORKS, chain, node, random_inputs


@pytest.mark.parametrize("case", some_of(CASES, lambda case: type(case.layer), 1))
def test_each_layer_runs_alike(case, tmp_path):
    graph, inputs = graph_of(case), case.inputs(np.random.default_rng(1), np.float32)
    snapshot = with_weights(graph)

    assert_runs_alike(snapshot, written(snapshot, tmp_path / "model.onnx"), inputs)


@pytest.mark.parametrize("name", NETWORKS)
def test_each_network_is_verified_by_operators_without_onnxruntime(name, tmp_path):
    graph = NETWORKS[name]()
    snapshot, inputs = with_weights(graph), random_inputs(graph, 3, np.random.default_rng(1))

    found = evaluate_onnx(written(snapshot, tmp_path / "model.onnx"), inputs)

    shapes = dict(zip(graph.input_names, (x.shape[1:] for x in inputs), strict=True))
    for mine, other in zip(snapshot.model(sample_shapes=shapes).predict(inputs), found, strict=True):
        np.testing.assert_allclose(other, mine, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
def test_each_network_runs_alike(name, tmp_path):
    graph = NETWORKS[name]()
    snapshot = with_weights(graph)

    inputs = random_inputs(graph, 3, np.random.default_rng(1))
    assert_runs_alike(snapshot, written(snapshot, tmp_path / "model.onnx"), inputs)


@pytest.mark.parametrize("name", some_of(templates(), lambda name: "", 3))
def test_each_template_runs_alike(name, tmp_path):
    graph = templates()[name].project().graph
    snapshot = with_weights(graph)

    inputs = random_inputs(graph, 3, np.random.default_rng(1))
    assert_runs_alike(snapshot, written(snapshot, tmp_path / "model.onnx"), inputs)


def words(length=6):
    """Numbers of words, many of them padding, in the middle too."""
    return np.random.default_rng(length).integers(0, 3, (3, length)).astype("int32")


def numbers(*shape):
    return np.random.default_rng(3).normal(size=(3, *shape)).astype("float32")


def read_words(*layers):
    return chain(Input((6,), "int32"), Embedding(7, 4, mask_zero=True), *layers)


def two_of_words(layer, *behind):
    nodes = [
        node("a", Input((6,), "int32")),
        node("b", Input((6,), "int32")),
        node("ea", Embedding(7, 4, mask_zero=True), "a"),
        node("eb", Embedding(7, 4, mask_zero=True), "b"),
        node("both", layer, "ea", "eb"),
    ]
    return Graph.of([*nodes, *(node(f"then{i}", after, "both") for i, after in enumerate(behind))])


MERGES = (Add, Multiply, Maximum, Minimum, Average, Concatenate)
RECURRENT = (SimpleRNN, LSTM, GRU)
MASKED = {
    **{
        f"{kind.__name__} {options}": read_words(kind(3, **options))
        for kind in RECURRENT
        for options in (
            {},
            {"return_sequences": True, "go_backwards": True},
            {"zero_output_for_mask": True},
            {"zero_output_for_mask": True, "return_sequences": True},
        )
    },
    "GRU reset before": read_words(GRU(3, reset_after=False)),
    **{
        f"both ends {mode}": read_words(Bidirectional(GRU(3, return_sequences=True), mode))
        for mode in ("concat", "sum")
    },
    "mean": read_words(GlobalAveragePooling1D()),
    "mean of each step": read_words(TimeDistributed(Dense(2)), GlobalAveragePooling1D(keepdims=True)),
    **{
        kind.__name__: two_of_words(kind(), LSTM(3)) for kind in (Add, Multiply, Maximum, Minimum, Average, Concatenate)
    },
    **{
        f"{type(layer).__name__} {i}": two_of_words(layer)
        for i, layer in enumerate(
            (
                Attention(),
                Attention(use_causal_mask=True),
                AdditiveAttention(),
                MultiHeadAttention(2, 3, use_causal_mask=True),
                GroupQueryAttention(3, 4, 2),
            )
        )
    },
}


@pytest.mark.parametrize("name", some_of(MASKED, lambda name: name.split()[0], 2))
def test_padding_is_passed_over_alike(name, tmp_path):
    graph = MASKED[name]
    snapshot = with_weights(graph)
    inputs = [words() for _ in graph.input_names]
    inputs[-1] = inputs[-1][:, ::-1].copy()

    assert_runs_alike(snapshot, written(snapshot, tmp_path / "model.onnx"), inputs)


def test_steps_marked_as_padding_are_passed_over_alike(tmp_path):
    steps = np.repeat(words()[..., None], 4, axis=2).astype("float32")
    snapshot = with_weights(chain(Input((6, 4)), Masking(), LSTM(3)))

    assert_runs_alike(snapshot, written(snapshot, tmp_path / "model.onnx"), [steps])


SEEN = Conv2D(4, 3, strides=2, padding="same"), MaxPooling2D(padding="same"), GlobalAveragePooling2D()
READ = Conv1D(3, 3, padding="causal"), TimeDistributed(Dense(3, "softmax")), GRU(2)
FILM = TimeDistributed(Conv2D(3, 3)), TimeDistributed(Flatten()), LSTM(3)
LOOK = MultiHeadAttention(2, 3, use_causal_mask=True)
OPEN = {
    "image": (chain(Input((None, None, 3)), *SEEN), numbers(9, 7, 3)),
    "sequence": (chain(Input((None, 4)), *READ), numbers(6, 4)),
    "attention": (Graph.of([node("x", Input((None, 4))), node("look", LOOK, "x", "x")]), numbers(6, 4)),
    "film": (chain(Input((None, 8, 8, 2)), *FILM), numbers(5, 8, 8, 2)),
}


@pytest.mark.parametrize("name", OPEN)
def test_open_axes_stay_open(name, tmp_path):
    graph, x = OPEN[name]
    snapshot = with_weights(graph, [x])

    assert_runs_alike(snapshot, written(snapshot, tmp_path / "model.onnx"), [x])
    shape = onnx.load(tmp_path / "model.onnx").graph.input[0].type.tensor_type.shape.dim
    assert [dim.dim_value or None for dim in shape] == [None, *graph[graph.input_names[0]].layer.shape]


@pytest.mark.parametrize("activation", some_of(ACTIVATIONS, lambda name: "", 4))
@pytest.mark.parametrize("kind", RECURRENT)
def test_each_activation_of_a_recurrent_layer_runs_alike(kind, activation, tmp_path):
    snapshot = with_weights(chain(Input((4, 3)), kind(2, activation=activation)))

    assert_runs_alike(snapshot, written(snapshot, tmp_path / "model.onnx"), [numbers(4, 3) / 4])


def test_every_layer_and_every_activation_has_a_rule():
    without = [kind for kind in Layer.registry.values() if kind not in WITHOUT_CASES and RULES.find(kind) is None]

    assert without == []
    assert {*EACH, *ALONG} == set(ACTIVATIONS)


# -- the file ------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    snapshot = with_weights(NETWORKS["residual"]())
    return onnx.load(written(snapshot, tmp_path / "model.onnx"))


def test_opset_and_ir_version_are_those_that_many_runtimes_read(file):
    assert [(entry.domain, entry.version) for entry in file.opset_import] == [("", 17)]
    assert file.ir_version == 8


def test_the_file_names_its_producer(file):
    assert file.producer_name == "NetBuilder"
    assert {entry.key: entry.value for entry in file.metadata_props}["producer"].startswith("NetBuilder ")


def test_ends_have_the_network_s_names_and_channels_last(file):
    (given,), (found,) = file.graph.input, file.graph.output

    assert given.name == "image"
    assert [dim.dim_param or dim.dim_value for dim in given.type.tensor_type.shape.dim] == ["batch", 8, 8, 2]
    assert found.name == NETWORKS["residual"]().output_names[0]


def test_axes_are_turned_only_at_the_edges_of_a_convolutional_run(file):
    """From the image to the first convolution; behind the last there is a mean, for which the order is the same."""
    assert [operator.op_type for operator in file.graph.node].count("Transpose") == 1


def test_layers_that_share_weights_share_what_is_stored(tmp_path):
    snapshot = with_weights(NETWORKS["two_in_two_out"]())

    stored = [tensor.name for tensor in onnx.load(written(snapshot, tmp_path / "model.onnx")).graph.initializer]

    assert stored.count("shared.kernel") == 1
    assert not any(name.startswith("again.") for name in stored)


def test_the_same_network_gives_the_same_bytes(tmp_path):
    snapshot = with_weights(NETWORKS["transformer"]())

    assert written(snapshot, tmp_path / "a.onnx").read_bytes() == written(snapshot, tmp_path / "b.onnx").read_bytes()


def test_weights_are_stored_as_raw_bytes(file):
    assert all(tensor.HasField("raw_data") for tensor in file.graph.initializer)


def test_what_keeps_a_state_between_batches_is_named_before_anything_is_written(tmp_path):
    snapshot = with_weights(chain(Input((4, 3)), LSTM(2, stateful=True), Dense(2)))

    with pytest.raises(FileFault, match=r"lstm: keeps its state from batch to batch.*Turn stateful off"):
        formats.write(Bundle(snapshot), tmp_path / "model.onnx")

    assert not list(tmp_path.iterdir())


def test_more_than_two_gigabytes_are_refused_before_anything_is_written(tmp_path):
    """Fault 68."""
    graph = chain(Input((30_000,)), Dense(30_000, use_bias=False))
    weights = {("dense", "kernel"): np.broadcast_to(np.float32(0), (30_000, 30_000))}

    with pytest.raises(FileFault, match=r"3\.6 GB of weights.*Export as"):
        formats.write(Bundle(Snapshot(graph, weights)), tmp_path / "model.onnx")

    assert not list(tmp_path.iterdir())


def test_without_the_package_it_is_said_how_to_install_it(tmp_path, monkeypatch):
    snapshot = with_weights(NETWORKS["mlp"]())
    monkeypatch.setitem(sys.modules, "onnx", None)  # as Python marks what is not there

    with pytest.raises(FileFault, match="Install it: ") as caught:
        formats.write(Bundle(snapshot), tmp_path / "model.onnx")

    assert str(caught.value).endswith(extra_command("onnx"))


def test_the_package_is_imported_only_when_it_is_needed():
    seen = "import sys, netbuilder.formats, netbuilder.project; sys.exit('onnx' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", seen], check=False).returncode == 0


def test_a_network_that_can_be_written_has_no_limits():
    assert limits(NETWORKS["cnn"]()) == []
