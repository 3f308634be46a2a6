"""A layer that is made from another one computes something of its own: no format writes it as that other one."""

from __future__ import annotations

import pytest

from netbuilder.formats.export_rules import ExportRules
from netbuilder.formats.numpy_script.base import RULES as NUMPY
from netbuilder.formats.onnx.writing.rules import RULES as ONNX
from netbuilder.formats.torch_script.base import RULES as TORCH
from netbuilder.layers import Dense, Layer
from netbuilder.layers.convolution import Conv, Conv2D


class Doubled(Conv2D):
    """A convolution whose outputs are doubled."""


@pytest.mark.parametrize("rules", [ONNX, NUMPY, TORCH], ids=["onnx", "numpy", "torch"])
@pytest.mark.parametrize("kind", sorted(Layer.registry.values(), key=lambda kind: kind.__name__))
def test_what_is_made_from_a_layer_is_not_written_by_that_layers_rule(rules, kind):
    own = type(f"My{kind.__name__}", (kind,), {})

    assert rules.find(own) is None


def test_a_rule_of_a_base_serves_the_layers_made_from_it_but_not_those_made_from_them():
    rules = ExportRules[str]()
    rules.enter((Conv,), lambda function: "convolution", inherit=True)(lambda: None)

    assert rules.find(Conv2D) == "convolution"
    assert rules.find(Doubled) is None
    assert rules.find(Dense) is None


def test_a_layers_own_rule_comes_before_that_of_its_base():
    rules = ExportRules[str]()
    rules.enter((Conv2D,), lambda function: "own")(lambda: None)
    rules.enter((Conv,), lambda function: "inherited", inherit=True)(lambda: None)

    assert rules.find(Conv2D) == "own"


def test_a_layers_rule_is_not_to_be_inherited():
    with pytest.raises(TypeError, match="Dense is a layer"):
        ExportRules[str]().enter((Dense,), lambda function: "", inherit=True)
