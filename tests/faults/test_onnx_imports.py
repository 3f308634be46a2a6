"""The fault list's rows of ONNX: nothing outside is read, no size is believed, all that is unknown is listed."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from netbuilder import formats
from netbuilder.errors import FileFault
from netbuilder.formats.onnx.reading import container
from netbuilder.project import open_file
from tests.formats.onnx_support import DATA, with_weights, written
from tests.networks import NETWORKS

SECRET = "a secret that must not be read"


def dense_model(kernel):
    """x · kernel, with a stored array as it is given."""
    ends = [
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size])] for name, size in (("x", 4), ("y", 3))
    ]
    graph = helper.make_graph([helper.make_node("MatMul", ["x", kernel.name], ["y"])], "g", *ends, [kernel])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])


def kernel(**changes):
    tensor = numpy_helper.from_array(np.ones((4, 3), np.float32), "kernel")
    if "dims" in changes:
        del tensor.dims[:]
    tensor.MergeFrom(TensorProto(**changes))
    return tensor


def saved(model, tmp_path):
    path = tmp_path / "model.onnx"
    path.write_bytes(model.SerializeToString())
    return path


# -- fault 18 ------------------------------------------------------------------------------------------

PLACES = ["secret.bin", "../secret.bin", "/etc/passwd", "sub/../secret.bin", "link.bin", "secret.bin\0x"]


def _external(place):
    tensor = TensorProto(name="kernel", dims=[4, 3], data_type=1, data_location=TensorProto.EXTERNAL)
    for key, value in {"location": place, "offset": "0", "length": "48"}.items():
        tensor.external_data.add(key=key, value=value)
    return tensor


@pytest.mark.parametrize("place", PLACES)
def test_arrays_in_other_files_are_refused(place, tmp_path):
    (tmp_path / "secret.bin").write_text(SECRET * 10)
    (tmp_path / "link.bin").symlink_to("/etc/passwd")

    with pytest.raises(FileFault, match=r"kernel.*another file.*Save the model"):
        formats.read(saved(dense_model(_external(place)), tmp_path))


def _weights(place, offset="0", length="48"):
    tensor = TensorProto(name="kernel", dims=[4, 3], data_type=1, data_location=TensorProto.EXTERNAL)
    for key, value in {"location": place, "offset": offset, "length": length}.items():
        tensor.external_data.add(key=key, value=value)
    return tensor


def test_weights_beside_the_model_are_read_where_they_lie(tmp_path):
    array = np.arange(12, dtype="float32").reshape(4, 3)
    (tmp_path / "model.onnx.data").write_bytes(b"\0" * 16 + array.tobytes())

    found = formats.read(saved(dense_model(_weights("model.onnx.data", "16")), tmp_path))

    (kernel,) = [weight for (_, name), weight in found.weights.items() if name == "kernel"]
    np.testing.assert_array_equal(kernel, array)


@pytest.mark.parametrize(
    ("place", "offset", "length"),
    [
        pytest.param("../up.data", "0", "48", id="above"),
        pytest.param("/etc/up.data", "0", "48", id="absolute"),
        pytest.param("in/w.data", "0", "48", id="below"),
        pytest.param("..\\w.data", "0", "48", id="backslash"),
        pytest.param("link.data", "0", "48", id="link"),
        pytest.param("folder.data", "0", "48", id="folder"),
        pytest.param("pipe.data", "0", "48", id="pipe"),
        pytest.param("none.data", "0", "48", id="missing"),
        pytest.param("short.data", "0", "48", id="short"),
        pytest.param("w.data", "1", "48", id="past the end"),
        pytest.param("w.data", "-1", "48", id="negative"),
        pytest.param("w.data", "0", "47", id="other length"),
        pytest.param("w.data", "1e1", "48", id="no number"),
        pytest.param("w.data", "9" * 30, "48", id="huge"),
    ],
)
def test_weights_elsewhere_or_of_another_size_are_refused(place, offset, length, tmp_path):
    inside = tmp_path / "here"
    for folder in (inside, inside / "in", inside / "folder.data"):
        folder.mkdir()
    for name in ("up.data", "here/in/w.data", "here/w.data"):
        (tmp_path / name).write_bytes(bytes(48))
    (inside / "short.data").write_bytes(bytes(47))
    (inside / "link.data").symlink_to(tmp_path / "up.data")
    os.mkfifo(inside / "pipe.data")

    with pytest.raises(FileFault, match="kernel"):
        formats.read(saved(dense_model(_weights(place, offset, length)), inside))


def test_bytes_beside_the_model_are_not_taken_twice(tmp_path):
    (tmp_path / "w.data").write_bytes(bytes(48))
    model = dense_model(_weights("w.data"))
    again = _weights("w.data")
    again.name = "again"
    model.graph.initializer.append(again)

    with pytest.raises(FileFault, match="too short"):
        formats.read(saved(model, tmp_path))


def in_attribute(model):
    model.graph.node.append(helper.make_node("Constant", [], ["c"], value=_external("secret.bin")))


def in_graph_of_operator(model):
    inner = helper.make_graph([], "inner", [], [], [_external("secret.bin")])
    model.graph.node.append(helper.make_node("If", ["x"], ["z"], then_branch=inner, else_branch=inner))


def in_sparse_array(model):
    model.graph.sparse_initializer.add().values.CopyFrom(_external("secret.bin"))


def in_function(model):
    model.functions.add(name="f").node.append(helper.make_node("Constant", [], ["c"], value=_external("secret.bin")))


def in_training(model):
    model.training_info.add().algorithm.initializer.append(_external("secret.bin"))


HIDDEN = [in_attribute, in_graph_of_operator, in_sparse_array, in_function, in_training]


@pytest.mark.parametrize("hide", HIDDEN, ids=lambda hide: hide.__name__)
def test_wherever_they_are_told_of(hide, tmp_path):
    model = dense_model(kernel())
    hide(model)

    with pytest.raises(FileFault, match="another file"):
        formats.read(saved(model, tmp_path))


# -- fault 19 ------------------------------------------------------------------------------------------

SIZES = {
    "a million by a million": kernel(dims=[10**6, 10**6]),
    "one number too few": kernel(raw_data=b"\0" * 44),
    "one byte too many": kernel(raw_data=b"\0" * 49),
    "nothing": kernel(raw_data=b""),
    "negative": kernel(dims=[-4, -3]),
    "overflowing": kernel(dims=[2**62, 4, 3]),
    "other kind": kernel(data_type=TensorProto.DOUBLE),
    "plain numbers": TensorProto(name="kernel", dims=[4, 3], data_type=1, float_data=[1.0] * 11),
}


@pytest.mark.parametrize("name", SIZES)
def test_a_shape_must_account_for_every_byte(name, tmp_path):
    with pytest.raises(FileFault, match="kernel"):
        formats.read(saved(dense_model(SIZES[name]), tmp_path))


def test_what_was_expected_and_what_was_found_is_said(tmp_path):
    with pytest.raises(FileFault, match=r"kernel.*\(4, 3\) needs 12 numbers, but the file holds 11"):
        formats.read(saved(dense_model(SIZES["one number too few"]), tmp_path))


def test_a_kernel_that_does_not_fit_its_input_is_told_with_both_sizes(tmp_path):
    """Fault 23."""
    other = numpy_helper.from_array(np.ones((5, 3), np.float32), "kernel")

    with pytest.raises(FileFault, match=r"MatMul.*kernel for 5 values, but 4 come"):
        formats.read(saved(dense_model(other), tmp_path))


# -- fault 20 ------------------------------------------------------------------------------------------


def test_all_operators_that_no_layer_stands_for_are_listed_at_once(tmp_path):
    model = dense_model(kernel())
    for i, kind in enumerate(("Sin", "Det", "Sin", "NonZero")):
        model.graph.node.append(helper.make_node(kind, ["y"], [f"z{i}"]))
    model.graph.node.append(helper.make_node("Mystery", ["y"], ["m"], domain="com.example"))
    model.graph.output.extend(helper.make_tensor_value_info(name, 1, None) for name in ("z0", "z1", "z2", "z3", "m"))

    with pytest.raises(FileFault) as refused:
        formats.read(saved(model, tmp_path))

    for told in ("2 × Sin", "1 × Det", "1 × NonZero", "1 × com.example.Mystery"):
        assert told in str(refused.value)


def test_operators_inside_of_others_are_listed_too(tmp_path):
    model = dense_model(kernel())
    inner = helper.make_graph([helper.make_node("Sinh", ["y"], ["w"])], "inner", [], [])
    model.graph.node.append(helper.make_node("Loop", ["", "", "y"], ["z"], body=inner))
    model.graph.output.append(helper.make_tensor_value_info("z", 1, None))

    with pytest.raises(FileFault, match=r"1 × Loop.*1 × Sinh|1 × Sinh.*1 × Loop"):
        formats.read(saved(model, tmp_path))


# -- everything else -----------------------------------------------------------------------------------


def test_an_empty_file_and_one_of_something_else_are_refused(tmp_path):
    for name, data in (("empty.onnx", b""), ("text.onnx", b"hello, world"), ("zeros.onnx", bytes(1000))):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FileFault, match=name):
            open_file(tmp_path / name)


def test_graphs_nested_too_deep_are_refused(tmp_path):
    graph = helper.make_graph([], "g", [], [])
    for _ in range(25):
        graph = helper.make_graph([helper.make_node("If", ["x"], ["y"], then_branch=graph)], "g", [], [])
    model = dense_model(kernel())
    model.graph.node.extend(graph.node)

    with pytest.raises(FileFault, match="nested more than 16 deep"):
        formats.read(saved(model, tmp_path))


def test_too_many_operators_are_counted_before_they_are_built(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "MOST_NODES", 10)
    monkeypatch.setattr(container, "MOST_TENSORS", 10)
    model = dense_model(kernel())
    model.graph.node.extend(helper.make_node("Relu", ["y"], [f"r{i}"]) for i in range(30))

    with pytest.raises(FileFault, match="too many to read"):
        formats.read(saved(model, tmp_path))


@pytest.mark.parametrize("grid", [False, True], ids=["one number", "a grid"])
def test_numbers_made_of_small_ones_take_no_memory(grid, tmp_path):
    """A shape of a few bytes may ask for any number of zeros."""
    model = dense_model(kernel())
    whole = {"wide": [30_000, 30_000], "none": 0, "one": 1, "many": 30_000, "last": [1]}
    for name, value in whole.items():
        model.graph.initializer.append(numpy_helper.from_array(np.array(value, np.int64), name))
    model.graph.node.append(helper.make_node("Range", ["none", "many", "one"], ["row"]))
    model.graph.node.append(helper.make_node("Unsqueeze", ["row", "last"], ["column"]))
    for i in range(4):
        made = ["row", "column"] if grid else [f"zeros{i}", f"zeros{i}"]
        model.graph.node.append(helper.make_node("ConstantOfShape", ["wide"], [f"zeros{i}"]))
        model.graph.node.append(helper.make_node("Add", made, [f"sum{i}"]))
        model.graph.output.append(helper.make_tensor_value_info(f"sum{i}", 1, None))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(FileFault, match="computes too many numbers" if grid else "does not come of its input"):
        formats.read(saved(model, tmp_path))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024


# -- fault 17 ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    folder = tmp_path_factory.mktemp("originals")
    own = [
        written(with_weights(NETWORKS[name]()), folder / f"{name}.onnx").read_bytes()
        for name in ("cnn", "residual", "recurrent", "transformer")
    ]
    return [*own, *(path.read_bytes() for path in sorted(DATA.glob("*.onnx")))]


def damaged(data, rng):
    """A file with bytes changed, cut out or put in, or with a stretch of its beginning elsewhere."""
    changed = bytearray(data)
    for _ in range(int(rng.integers(1, 6))):
        place = int(rng.integers(len(changed)))
        kind = rng.integers(5)
        if kind == 0:
            changed[place] ^= 1 << int(rng.integers(8))
        elif kind == 1:
            changed[place] = int(rng.integers(256))
        elif kind == 2:
            del changed[place : place + int(rng.integers(1, 40))]
        elif kind == 3:
            changed[place:place] = bytes(rng.integers(0, 256, int(rng.integers(1, 40)), dtype=np.uint8))
        else:
            changed[place : place + 8] = b"\xff" * 8
        if not changed:
            break
    return bytes(changed)


def structural(data, rng):
    """A file of sound protobuf with a name, a size, an attribute or an operator changed."""
    model = onnx.ModelProto.FromString(data)
    nodes = model.graph.node
    node = nodes[int(rng.integers(len(nodes)))]
    kind = rng.integers(6)
    if kind == 0:
        node.op_type = nodes[int(rng.integers(len(nodes)))].op_type
    elif kind == 1 and node.input:
        node.input[int(rng.integers(len(node.input)))] = nodes[int(rng.integers(len(nodes)))].output[0]
    elif kind == 2 and node.attribute:
        attribute = node.attribute[int(rng.integers(len(node.attribute)))]
        attribute.i, attribute.f = int(rng.integers(-(2**62), 2**62)), float(rng.normal() * 1e30)
        attribute.ints[:] = [int(n) for n in rng.integers(-(2**62), 2**62, len(attribute.ints))]
    elif kind == 3 and node.attribute:
        del node.attribute[int(rng.integers(len(node.attribute)))]
    elif kind == 4 and node.input:
        del node.input[int(rng.integers(len(node.input)))]
    else:
        dims = model.graph.input[0].type.tensor_type.shape.dim
        dims[int(rng.integers(len(dims)))].dim_value = int(rng.integers(0, 2**40))
    return model.SerializeToString()


def _too_slow(number, frame):
    raise TimeoutError("reading took more than 5 seconds")


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=pytest.mark.long)])
def test_damaged_files_are_read_or_refused_in_words(count, originals, tmp_path):
    """No crash, no hang over 5 seconds, no gigabyte of memory."""
    rng = np.random.default_rng(count)
    path: Path = tmp_path / "damaged.onnx"
    before, old = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, signal.signal(signal.SIGALRM, _too_slow)
    read = unnamed = 0
    try:
        for i in range(count):
            data = originals[i % len(originals)]
            path.write_bytes((damaged if i % 2 else structural)(data, rng))
            signal.alarm(5)
            try:
                formats.read(path)
                read += 1
            except FileFault as fault:
                unnamed += str(path) not in str(fault)
            finally:
                signal.alarm(0)
    finally:
        signal.signal(signal.SIGALRM, old)

    assert 0 < read < count
    assert unnamed == 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000  # kilobytes
