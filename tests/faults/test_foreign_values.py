"""Fault 7: JSON of other kinds than expected, endless lists and letters that are not seen, in one sentence each."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

from netbuilder.engine.checkpoint import _packed, _unpacked, read_checkpoint
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.errors import Fault, FileFault, Message, listed
from netbuilder.files import parse_json, read_npy
from netbuilder.files.schema import COUNT, NUMBER, TEXT, Each, Fields, Table, conform, optional
from netbuilder.graph.pasting import blocks_of_text, text_of_blocks
from netbuilder.kinds import shown
from netbuilder.project import TrainedRun, open_file
from netbuilder.project.exporting import opened, save_as
from tests.faults.readers import RUN_GRAPH, RUN_SETTINGS, good_checkpoint
from tests.networks import mlp


def test_a_sentence_says_place_kind_and_what_came():
    schema = Fields(name=TEXT, sizes=Each(COUNT, 2), rates=optional(Table(NUMBER)))

    assert conform({"name": "a", "sizes": [1, 2], "more": None}, schema, "x.json")["name"] == "a"
    with pytest.raises(FileFault, match=r"^x\.json\.sizes\[1\] must be a whole number from 0, got -2$"):
        conform({"name": "a", "sizes": [1, -2]}, schema, "x.json")
    with pytest.raises(FileFault, match=r"^x\.json\.name is missing$"):
        conform({"sizes": [1, 2]}, schema, "x.json")
    with pytest.raises(FileFault, match=r"^x\.json\.rates\.low must be a number, got True$"):
        conform({"name": "a", "sizes": [1, 2], "rates": {"low": True}}, schema, "x.json")


def test_of_many_names_a_sentence_tells_some_and_how_many_more():
    told = listed(f"weight_{i}" for i in range(12_000))

    assert isinstance(told, Message)
    assert str(told).startswith("weight_0, weight_1, ")
    assert str(told).endswith(" more")
    assert len(str(told)) < 400
    assert listed(["a", "b"]) == "a, b"


def test_letters_that_are_not_seen_are_shown_escaped():
    assert str(Fault("{path} holds {name}", path="a\x07.npz", name="x\u202ey")) == "a\\x07.npz holds x\\u202ey"
    assert str(Message("{name}", {"name": "Größe 宽度"})) == "Größe 宽度"


def test_a_value_is_shown_short_however_deep_it_is():
    deep = []
    for _ in range(5000):
        deep = [deep]

    assert shown(deep) == "((((…))))"
    assert len(shown({"a": "x" * 10**6})) <= 80


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[" * 129 + "]" * 129, "nested too deeply"),
        ("[" + "1," * 2_000_000 + "1]", "more than 1,500,000 values"),
        ('{"a": 1e999}', "too large"),
        ('"\\ud800"', "surrogates"),
    ],
)
def test_json_is_bounded_before_it_is_built(text, cause):
    with pytest.raises(FileFault, match=cause):
        parse_json(text.encode(), "a.json")


def test_brackets_in_a_text_are_no_depth():
    assert parse_json(json.dumps("[" * 5000).encode(), "a.json") == "[" * 5000


@pytest.mark.parametrize("head", ["{", "'''", "{'descr': '<f4'", "  x\n y", "1if 2else"])
def test_a_head_that_no_parser_expects_is_no_array(head, tmp_path):
    text = head.encode() + b"\n"
    (tmp_path / "a.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text)

    with pytest.raises(FileFault, match=r"a\.npy is not a NumPy array"):
        read_npy(tmp_path / "a.npy")


def test_true_is_no_size_of_an_array(tmp_path):
    text = b"{'descr': '|u1', 'fortran_order': False, 'shape': (True, 2)}\n"
    (tmp_path / "a.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + b"ab")

    with pytest.raises(FileFault, match=r"a\.npy is cut short or damaged"):
        read_npy(tmp_path / "a.npy")


@pytest.mark.parametrize("value", [[], {"a": 1}, 5, None])
def test_a_class_name_of_another_kind_is_refused(value, tmp_path):
    config = {"class_name": "Sequential", "config": {"layers": [{"class_name": value, "config": {"name": "x"}}]}}
    (tmp_path / "a.json").write_text(json.dumps(config))

    with pytest.raises(FileFault, match=r"a\.json.*layers\[0\]\.class_name"):
        open_file(tmp_path / "a.json")


def test_pasted_blocks_of_another_kind_are_one_sentence():
    data = json.loads(text_of_blocks(mlp()))

    with pytest.raises(FileFault, match=r"clipboard\.graph must be an object, got \(1\)"):
        blocks_of_text(json.dumps({**data, "graph": [1]}))


def project(tmp_path, change):
    """A trained project whose weights were changed in the file."""
    path = tmp_path / "a.netb"
    found = opened(fresh(mlp(), TrainingSettings(seed=1)))
    assert found.run is not None
    weights = dict(found.run.snapshot.weights)
    change(weights)
    snapshot = Snapshot(found.run.snapshot.graph, weights, found.run.snapshot.training)
    save_as(path, found.project, TrainedRun(snapshot, found.project.data), "a")
    return path


def test_weights_that_do_not_fit_are_left_out_and_said(tmp_path):
    path = project(tmp_path, lambda weights: weights.update({("dense", "kernel"): np.zeros((2, 2), np.float32)}))

    found = open_file(path)

    assert found.run is None
    assert len(found.project.graph) == 4
    assert "dense/kernel (6, 5) ≠ (2, 2)" in " ".join(map(str, found.notices))


def test_weights_that_fit_stay(tmp_path):
    found = open_file(project(tmp_path, lambda weights: None))

    assert found.run is not None
    assert not found.notices


def test_a_member_packed_by_lzma_is_one_sentence(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.netb", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("project.json", "{}")

    with pytest.raises(FileFault, match=r"a\.netb: 'project\.json' is packed in a way that is not read"):
        open_file(tmp_path / "a.netb")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda tree: tree["progress"].update(epoch=-1), "progress.epoch must be a whole number from 0"),
        (
            lambda tree: tree["progress"].update(history={"loss": ["x"]}),
            r"progress\.history\.loss\[0\] must be a number",
        ),
        (lambda tree: tree["progress"]["memories"][0].update(wait="x"), "the memories of callbacks"),
        (lambda tree: tree["progress"]["shuffling"].update(state=5), "the random numbers of the order"),
        (lambda tree: tree["streams"].popitem(), "the random numbers of layers"),
        (lambda tree: tree["progress"]["scores"].update(loss=[]), "the scores of the epoch"),
        (lambda tree: tree.update(values=np.zeros(3)), "weights"),
        (lambda tree: tree["optimizer"]["slots"].popitem(), "the optimizer's memory"),
        (lambda tree: tree["optimizer"].pop("rate_override"), "optimizer.rate_override is missing"),
        (lambda tree: tree["progress"].pop("kept"), "progress.kept is missing"),
        (lambda tree: tree.pop("progress"), "progress is missing"),
        (lambda tree: tree.update(progress=[3]), "progress must be an object"),
        (lambda tree: tree.update(circumstances={"data": np.zeros(3)}), r"circumstances\.data must be text"),
        (lambda tree: tree["progress"].pop("shuffling"), "progress.shuffling is missing"),
    ],
)
def test_a_checkpoint_of_another_content_is_refused_and_changes_nothing(change, words, tmp_path):
    good_checkpoint(tmp_path / "a.npz")
    arrays = dict(np.load(tmp_path / "a.npz"))
    tree = _unpacked(json.loads(bytes(arrays["state"])), arrays)
    change(tree)
    packed = {}
    text = json.dumps(_packed(tree, packed))
    np.savez(tmp_path / "b.npz", state=np.frombuffer(text.encode(), np.uint8), **packed)
    model = compile_model(RUN_GRAPH, RUN_SETTINGS)
    before = model.parameters.values.copy()

    with pytest.raises(FileFault, match=words):
        read_checkpoint(tmp_path / "b.npz", model)

    np.testing.assert_array_equal(model.parameters.values, before)


def test_two_outputs_of_one_name_are_refused(tmp_path):
    onnx = pytest.importorskip("onnx")
    found = opened(fresh(mlp(), TrainingSettings(seed=1)))
    save_as(tmp_path / "a.onnx", found.project, found.run, "a")
    model = onnx.load(str(tmp_path / "a.onnx"))
    model.graph.output.add().CopyFrom(model.graph.output[0])
    (tmp_path / "a.onnx").write_bytes(model.SerializeToString())

    with pytest.raises(FileFault, match=r"a\.onnx names its output .* twice"):
        open_file(tmp_path / "a.onnx")
