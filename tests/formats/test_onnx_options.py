"""Every layer with every option is written as operators that compute the same, told without onnxruntime."""

from __future__ import annotations

import sys
from functools import cache

import numpy as np
import pytest

from netbuilder.errors import Fault
from netbuilder.formats.onnx import has_runtime, limits
from netbuilder.formats.onnx.evaluator import evaluate_onnx
from netbuilder.graph import Graph, Node, Port, check
from netbuilder.kinds import BoolKind, ChoiceKind, FloatKind, IntKind, OptionalKind, PairsKind, SpecKind, TupleKind
from netbuilder.layers import Identity, Input
from netbuilder.layers.maths.axes import AxesKind, AxisKind
from netbuilder.layers.parts.activations import ActivationKind
from netbuilder.layers.preprocessing import FreeAxesKind
from tests.contract.cases import CASES, Case
from tests.formats.onnx_support import with_weights, written

# What a layer is drawn with, or does while it is trained alone, is in no file of ONNX.
NOT_WRITTEN = {"seed", "trainable", "stateful", "dropout", "recurrent_dropout", "rate", "momentum"}
ALIKE = 12  # of how many parts the options are made


def others(kind, value):
    """Some other values that a field of this kind may have."""
    if isinstance(kind, BoolKind):
        return [not value]
    if isinstance(kind, ChoiceKind):
        return [choice for choice in kind.choices if choice != value]
    if isinstance(kind, ActivationKind):
        return [name for name in ("relu", "softmax", "hard_sigmoid") if name != value]
    if isinstance(kind, OptionalKind):
        return [None] if value is not None else [*others(kind.inner, 1), 1]
    if isinstance(kind, PairsKind):
        return [tuple((before + 1, after) for before, after in value), tuple((0, after + 1) for _, after in value)]
    if isinstance(kind, AxesKind | FreeAxesKind):
        return [(1,), (2,), (-1,), (1, 2), (1, -1), None]
    if isinstance(kind, AxisKind):
        return [1, 2, -1]
    if isinstance(kind, IntKind):
        return [value + 1, value + 2, 1]
    if isinstance(kind, FloatKind):
        return [value * 1.5 + 0.25, value / 2]
    if isinstance(kind, TupleKind) and isinstance(value, tuple):
        return [tuple(item + 1 for item in value if isinstance(item, int | float)), tuple(value[::-1])]
    return []


def fits(case):
    """Whether ONNX can say the layer; raises Fault where it does not take the inputs of its case."""
    graph = Graph.of(branch(0, case))
    if check(graph).errors or limits(graph):
        return False
    with_weights(graph).model().predict(case.inputs(np.random.default_rng(3), np.float32))
    return True


def with_option(bases, name, value):
    """The first case that can have an option, or None."""
    for base in bases:
        try:
            case = Case(base.layer.replace(**{name: value}), base.shapes, base.whole)
            if fits(case):
                return case
        except (Fault, TypeError, ValueError):
            continue
    return None


@cache
def options():
    """Each kind of layer with each value of each of its fields, one at a time."""
    kinds, found = {}, []
    for case in CASES:
        kinds.setdefault(type(case.layer), []).append(case)
    for bases in kinds.values():
        for field in bases[0].layer.fields():
            if field.name in NOT_WRITTEN or isinstance(field.kind, SpecKind):
                continue
            values = others(field.kind, getattr(bases[0].layer, field.name))
            found += [with_option(bases, field.name, value) for value in values]
    return [case for case in found if case is not None]


def branch(number, case):
    """The nodes of a case, each of its outputs at the end."""
    kind = "int32" if case.whole else "float32"
    ends = [Node(f"in_{number}_{i}", Input(shape, kind)) for i, shape in enumerate(case.shapes)]
    node = Node(f"case_{number}", case.layer, tuple(Port(end.name) for end in ends))
    count = len(case.layer.output_shapes(*case.shapes))
    apart = [Node(f"out_{number}_{i}", Identity(), (Port(node.name, i),)) for i in range(count)] if count > 1 else []
    return [*ends, node, *apart]


def side_by_side(cases):
    """A network of all cases, and inputs for it."""
    nodes, inputs, rng = [], [], np.random.default_rng(3)
    for number, case in enumerate(cases):
        nodes += branch(number, case)
        inputs += case.inputs(rng, np.float32)
    return Graph.of(nodes), inputs


@pytest.fixture
def no_runtime(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert not has_runtime()


@pytest.mark.parametrize("part", range(ALIKE))
def test_every_option_of_every_layer_is_computed_by_its_operators(part, no_runtime, tmp_path):
    graph, inputs = side_by_side([*CASES, *options()][part::ALIKE])
    snapshot = with_weights(graph, inputs)

    found = evaluate_onnx(written(snapshot, tmp_path / "model.onnx"), inputs)

    shapes = dict(zip(graph.input_names, (x.shape[1:] for x in inputs), strict=True))
    ours = snapshot.model(sample_shapes=shapes).predict(inputs)
    for node, mine, other in zip(graph.output_names, ours, found, strict=True):
        told = str(graph[graph[node].inputs[0].node if node.startswith("out") else node].layer)
        assert mine.shape == other.shape, told
        np.testing.assert_allclose(other, mine, rtol=1e-4, atol=1e-4, err_msg=told)
