"""What the tests of ONNX share: networks with weights that hide no mistake, as files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import pytest

from netbuilder import formats
from netbuilder.engine.model import compile_model
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import Bundle
from netbuilder.formats.onnx import run_onnx
from netbuilder.formats.onnx.evaluator import evaluate_onnx
from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Identity, Input

DATA = Path(__file__).parent / "data" / "onnx"


def some_of(cases, key, most):
    """The first cases of each kind in the everyday run, all of them in the long one."""
    seen, found = Counter(), []
    for case in cases:
        seen[key(case)] += 1
        found.append(pytest.param(case, id=str(case), marks=[pytest.mark.long] if seen[key(case)] > most else []))
    return found


def graph_of(case) -> Graph:
    """A network of one layer; each of several outputs has a block of its own."""
    kind = "int32" if case.whole else "float32"
    inputs = [Node(f"in{i}", Input(shape, kind)) for i, shape in enumerate(case.shapes)]
    count = len(case.layer.output_shapes(*case.shapes))
    outputs = [Node(f"out{i}", Identity(), (Port("layer", i),)) for i in range(count)] if count > 1 else []
    return Graph.of([*inputs, Node("layer", case.layer, tuple(Port(node.name) for node in inputs)), *outputs])


def with_weights(graph, inputs=None) -> Snapshot:
    """Weights of which none is 0 or 1 only because training has not begun."""
    shapes = {} if inputs is None else dict(zip(graph.input_names, (x.shape[1:] for x in inputs), strict=True))
    model = compile_model(graph, sample_shapes=shapes)
    rng = np.random.default_rng(0)
    for (_, name), view in model.parameters.views.items():
        drawn = rng.normal(scale=0.5, size=view.shape)
        view[...] = np.abs(drawn) + 0.1 if "variance" in name else drawn
    return Snapshot(graph, Snapshot.of(model).weights)


def written(snapshot, path) -> Path:
    """The file, checked by the package onnx as strictly as it can."""
    formats.write(Bundle(snapshot), path)
    onnx.checker.check_model(onnx.load(path), full_check=True)
    return path


def assert_runs_alike(snapshot, path, inputs):
    """onnxruntime, and the evaluator of the package onnx, give the engine's outputs for batches of different sizes."""
    shapes = dict(zip(snapshot.graph.input_names, (x.shape[1:] for x in inputs), strict=True))
    model = snapshot.model(sample_shapes=shapes)
    for count in (len(inputs[0]), 1):
        batch = [x[:count] for x in inputs]
        found = (run_onnx(path, batch), evaluate_onnx(path, batch))
        for mine, *others in zip(model.predict(batch), *found, strict=True):
            for theirs in others:
                assert mine.shape == theirs.shape
                np.testing.assert_allclose(theirs, mine, rtol=1e-4, atol=1e-5)
