"""Real Keras loads every layer with every option that there is a case of, alone and in a nested model, from both files.

All cases of one form stand side by side in one model: loading hundreds of files would take minutes.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from netbuilder import formats
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.formats import Bundle
from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.layers import Input
from tests.contract.cases import CASES, Case

FORMS = [(suffix, nested) for suffix in (".keras", ".h5") for nested in (False, True)]


def branch(number, case, nested):
    """The nodes of one case, its inputs first; the last is its output."""
    kind = "int32" if case.whole else "float32"
    ends = [Node(f"in_{number}_{i}", Input(shape, kind)) for i, shape in enumerate(case.shapes)]
    ports = tuple(Port(end.name) for end in ends)
    layer = case.layer
    if nested:
        inner = [Node(f"inner_{i}", end.layer) for i, end in enumerate(ends)]
        inner.append(Node("it", layer, tuple(Port(end.name) for end in inner)))
        layer = Functional(Graph.of(inner, ("it",)))
    return [*ends, Node(f"case_{number}", layer, ports)]


def quick(case):
    """The case with weights that begin at 0: drawing them is most of what loading takes."""
    starts = {field.name: "zeros" for field in case.layer.fields() if field.name.endswith("_initializer")}
    return Case(case.layer.replace(**starts), case.shapes, case.whole)


def whole(cases, suffix, nested):
    """All cases side by side, but those that such a file cannot hold, which it says."""
    entry = formats.format_of(Path(f"model{suffix}"))
    nodes = []
    for number, case in cases:
        own = branch(number, case, nested)
        if not entry.problems(Graph.of(own)):
            nodes += own
    return Graph.of(nodes)


FIRST = list({type(case.layer): (number, case) for number, case in reversed(list(enumerate(CASES)))}.values())


@pytest.mark.parametrize(("suffix", "nested"), FORMS, ids=lambda value: str(value))
def test_keras_loads_every_layer_with_its_weights_in_one_form(suffix, nested, tmp_path):
    cases = FIRST[FORMS.index((suffix, nested)) :: len(FORMS)]

    assert_loads([(number, quick(case)) for number, case in cases], suffix, nested, tmp_path)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:You passed `rms_scaling")
@pytest.mark.parametrize(("suffix", "nested"), FORMS, ids=lambda value: str(value))
def test_keras_loads_every_option_with_its_weights_in_every_form(suffix, nested, tmp_path):
    assert_loads(list(enumerate(CASES)), suffix, nested, tmp_path)


def assert_loads(cases, suffix, nested, tmp_path):
    """That Keras makes the model of a file, and finds in each layer the weights that were written for it."""
    graph = whole(cases, suffix, nested)
    rng = np.random.default_rng(0)
    weights = {key: rng.uniform(0.1, 1, array.shape).astype("float32") for key, array in fresh(graph).weights.items()}
    formats.write(Bundle(Snapshot(graph, weights)), tmp_path / f"model{suffix}")

    theirs = keras.models.load_model(tmp_path / f"model{suffix}", compile=False)

    for name in graph.output_names:
        own = {key: array for (node, key), array in weights.items() if node == name}
        found = theirs.get_layer(name).get_weights()
        assert [array.shape for array in found] == [array.shape for array in own.values()], name
        for mine, other in zip(own.values(), found, strict=True):
            np.testing.assert_array_equal(mine, other, err_msg=name)
