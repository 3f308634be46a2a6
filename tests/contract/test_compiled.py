"""What compiled kernels compute of each layer, with every option, is what the layer's own code computes."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.engine.kernels.compiled.loading import loader
from netbuilder.engine.model import Model, compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Activation, Input
from netbuilder.layers.convolution import Conv
from tests.contract.cases import CASES, Case

pytestmark = pytest.mark.numba


@pytest.fixture(scope="module", autouse=True)
def ready():
    loader().wait()


def graph_of(case: Case, relu: bool) -> Graph:
    """Each input times a number that is learned, so that the layer's gradients by its inputs are wanted."""
    nodes, ends = [], []
    for i, shape in enumerate(case.shapes):
        nodes.append(Node(f"x{i}", Input(shape, "int32" if case.whole else "float32")))
        ends.append(nodes[-1].name)
        if not case.whole and len(shape) > 1:
            nodes.append(Node(f"scaled{i}", Conv.registry[f"Conv{len(shape) - 1}D"](shape[-1], 1), (Port(f"x{i}"),)))
            ends[-1] = nodes[-1].name
    nodes.append(Node("layer", case.layer, tuple(Port(name) for name in ends)))
    if relu:
        nodes.append(Node("relu", Activation("relu"), (Port("layer"),)))
    return Graph.of(nodes, (nodes[-1].name,))


def model_of(case: Case, relu: bool, compiled: bool) -> Model:
    dtype = np.float32 if compiled else np.float64
    settings = TrainingSettings("mean_squared_error", seed=1)
    model = compile_model(graph_of(case, relu), settings, dtype=dtype, kernels=compiled)
    model.use_compiled(compiled)
    return model


def found_by(model: Model, case: Case) -> dict:
    """Outputs and gradients for a batch in which a sample comes twice."""
    rng = np.random.default_rng(5)
    inputs = [np.concatenate([x, x[:1]]) for x in model.cast(case.inputs(rng))]
    shape = next(iter(model.output_shapes.values()))
    y = rng.normal(size=(len(inputs[0]), *shape)).astype(model.parameters.dtype)
    (p,) = model.predict(inputs)
    gradients = model.gradients(inputs, [y])
    return {"output": p, **{key: value.copy() for key, value in gradients.items()}}


def is_compiled(model: Model) -> bool:
    """Whether the layer under test is computed by a compiled kernel."""
    return any(op.node == "layer" and ".compiled." in type(op).__module__ for op in model.program("train").ops)


@pytest.mark.parametrize("relu", [False, True], ids=["alone", "with relu"])
def test_compiled_kernels_compute_what_the_layers_do(relu):
    wrong, compared = [], set()
    for case in CASES:
        if case.random:  # other random numbers in float32 than in float64
            continue
        fast = model_of(case, relu, True)
        if not is_compiled(fast):
            continue
        one, other = found_by(fast, case), found_by(model_of(case, relu, False), case)
        for key, exact in other.items():
            error = np.abs(one[key] - exact).max(initial=0)
            if not error <= 3e-5 * max(np.abs(exact).max(initial=0), 0.1):
                wrong.append(f"{case}: {key} is off by {error}")
        compared.add(type(case.layer).__name__)

    assert wrong == []
    assert compared >= {"Conv2D", "BatchNormalization", "MaxPooling2D", "LSTM", "GRU", "SimpleRNN", "Add"}
