"""The network as a class: its modules in `__init__`, its calls in `forward`, its weights by their names there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.errors import Fault
from netbuilder.formats.python_source import INDENT, Code, Script, call
from netbuilder.formats.torch_script.base import HELPERS, LAST, Parts, Site, Unsupported, Value, apply
from netbuilder.formats.torch_script.starting import write_start
from netbuilder.graph import Graph, Node, Port, Problem, check
from netbuilder.layers import Input

# What a module of PyTorch has already, and what the script needs in `forward`.
MODULE_NAMES = """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches
    eval extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict
    modules mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook
    register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook
    register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_
    set_extra_state set_submodule share_memory state_dict to to_empty train training type xpu zero_grad"""
ATTRIBUTES = frozenset(MODULE_NAMES.split())
VARIABLES = frozenset(("self", "torch", "nn", "F", "np", "len", "float", "_", *HELPERS))


@dataclass(frozen=True)
class Network:
    """The class as far as it could be written, and what could not be."""

    graph: Graph
    parts: Parts
    inputs: tuple[str, ...]
    outputs: tuple[Code, ...]
    problems: tuple[Problem, ...]

    def state(self, weights: Mapping[Key, Any]) -> dict[str, Array]:
        """The state dict of the script's model with our weights."""
        placed = self.parts.placed.items()
        found = {name: np.ascontiguousarray(place.change(weights[place.key])) for name, place in placed}
        return found | {name: np.array(array) for name, array in self.parts.fixed.items()}


def network_of(graph: Graph) -> Network:
    """Every layer written by its rule, in the order of the graph, which has no blocks in blocks."""
    report = check(graph)
    parts = Parts(names=set(ATTRIBUTES))
    chain = graph.is_chain
    variables = {name: "x" if chain else f"{name}_" if name in VARIABLES else name for name in graph.order}
    parts.taken.update(variables.values())
    attributes: dict[str, str] = {}
    wanted = _read_outputs(graph)
    values: dict[Port, Value] = {}
    problems: list[Problem] = []
    masked: dict[Port, str] = {}
    heeded = any(graph[name].layer.uses_mask for name in graph.order)
    for node in (graph[name] for name in graph.order):
        shapes = report.shapes[node.name]
        variable = variables[node.name]
        given = [Value(variable, LAST, shape) for shape in shapes]
        if not isinstance(node.layer, Input):
            owner = node.shares or node.name
            if owner not in attributes:
                attributes[owner] = parts.attribute(owner)
            site = Site(parts, node.layer, owner, attributes[owner], variable, [values[port] for port in node.inputs])
            site.wanted = wanted.get(node.name, frozenset())
            try:
                site.mask = masked.get(node.inputs[0], "") if len(node.inputs) == 1 else ""
                site.masks = heeded
                layout = apply(site)
                _mind_masks(node, site, masked, node.name in graph.output_names)
                given = [Value(variable, layout, shapes[0])]
                given += [Value(name, LAST, s) for name, s in zip(site.results[1:], shapes[1:], strict=True)]
            except Fault as fault:
                problems.append(Problem.of(fault, node.name))
        values.update({Port(node.name, i): value for i, value in enumerate(given)})
    ends = tuple(_as_ours(values[Port(name)]) for name in graph.output_names)
    inputs = tuple(variables[name] for name in graph.input_names)
    return Network(graph, parts, inputs, ends, tuple(problems))


def _read_outputs(graph: Graph) -> dict[str, frozenset[int]]:
    """For each node the numbers of its outputs that others read."""
    found: dict[str, frozenset[int]] = {}
    for port in (port for node in graph.nodes.values() for port in node.inputs):
        found[port.node] = found.get(port.node, frozenset()) | {port.output}
    return found


def _mind_masks(node: Node, site: Site, masked: dict[Port, str], is_output: bool) -> None:
    """Follows what hides padding; raises Unsupported where it would change what is computed."""
    layer: Any = node.layer
    arrives = any(port in masked for port in node.inputs)
    if arrives and layer.uses_mask and not site.reads_mask:
        raise Unsupported(
            "leaves padded steps out, which the script does not. Turn mask_zero off, take Masking out, or export "
            "for Keras"
        )
    passes = layer.makes_mask or (arrives and layer.keeps_mask and getattr(layer, "return_sequences", True))
    if passes:
        masked[Port(node.name)] = site.mask
        if is_output:
            raise Unsupported("is an output whose padded steps the loss leaves out, which the script does not")


def _as_ours(value: Value) -> Code:
    rank = len(value.shape)
    if value.layout == LAST or rank < 2:
        return Code(value.variable)
    return call(f"{value.variable}.permute", *(Code(str(i)) for i in (0, *range(2, rank + 1), 1)))


def write_network(script: Script, network: Network) -> None:
    """The helpers that are needed, and the class."""
    parts = network.parts
    for name in parts.helpers:
        script.gap()
        script.body += HELPERS[name].strip("\n").split("\n")
    script.gap()
    script.line("class Network(nn.Module):")
    shape = ", ".join(str(("samples", *network.graph[name].layer.shape)) for name in network.graph.input_names)  # type: ignore[attr-defined]
    script.body += _docstring(f"Takes inputs of shape {_sizes(shape)}: channels last, as NetBuilder.")
    script.line("")
    script.line("def __init__(self):", 1)
    script.line("super().__init__()", 2)
    for name, made in parts.modules.items():
        script.assign(f"self.{name}", made, 2)
    for line in parts.settings:
        script.do(line, 2)
    write_start(script, parts)
    script.line("")
    arguments = [Code("self"), *map(Code, network.inputs)]
    script.body += call("def forward", *arguments).lines(1, after=":")
    if parts.penalized:
        script.line("self.penalty = 0.0", 2)
    script.body += parts.lines
    script.body += _returned(network.outputs).lines(2, before="return ")
    if parts.evaluated:
        _write_frozen(script, parts)


def _docstring(text: str) -> list[str]:
    line = f'{INDENT}"""{text}"""'
    return [line] if len(line) <= 88 else [f'{INDENT}"""{text.split(": ")[0]}."""']


def _sizes(shapes: str) -> str:
    return shapes.replace("'", "").replace("None", "any")


def _returned(outputs: tuple[Code, ...]) -> Code:
    if len(outputs) == 1:
        return outputs[0]
    flat = ", ".join(output.flat() for output in outputs)
    return Code(flat) if len(flat) + 15 <= 88 else Code("", outputs)


def _write_frozen(script: Script, parts: Parts) -> None:
    script.line("")
    script.line("def train(self, mode=True):", 1)
    script.line("super().train(mode)", 2)
    for module in parts.evaluated:
        script.line(f"{module}.eval()  # frozen: its statistics stay as they are", 2)
    script.line("return self", 2)
