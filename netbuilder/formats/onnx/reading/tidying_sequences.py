"""Recurrent layers with the outputs that are read, and attention with its projections inside."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from netbuilder.formats.onnx.reading.builder import Made
from netbuilder.formats.onnx.reading.passes import Passes
from netbuilder.graph import Port
from netbuilder.layers import Dense, Layer
from netbuilder.layers.merging import Add, Average, Concatenate, Multiply
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.sequences import Recurrent
from netbuilder.layers.wrappers import Bidirectional

# How Bidirectional joins what both of its directions give.
MODES: dict[type[Layer], str] = {Concatenate: "concat", Add: "sum", Multiply: "mul", Average: "ave"}


class SequencePasses(Passes):
    """The passes over layers of sequences."""

    def _joined_ends(self, made: Made) -> None:
        """Both directions, added or multiplied, by the block that reads them."""
        mode = MODES.get(type(made.layer))
        before = self.build.nodes[made.inputs[0].node] if made.inputs else None
        if mode is None or before is None or not isinstance(before.layer, Bidirectional):
            return
        ends = [Port(before.name, 0), Port(before.name, 1)]
        if before.layer.merge_mode is None and made.inputs == ends and self._readers(before.name).total() == 2:
            before.layer = before.layer.replace(merge_mode=mode)
            self._refresh(before)
            self._replace(Port(made.name), Port(before.name))
            del self.build.nodes[made.name]

    def _recurrent(self, made: Made) -> None:
        """Only the outputs that are read."""
        layer: Any = made.layer
        inner = layer.layer if isinstance(layer, Bidirectional) else layer
        if not isinstance(inner, Recurrent) or not inner.return_state:
            return
        read = self._readers(made.name)
        if isinstance(layer, Bidirectional):
            self._both_ends(made, layer, read)
        elif set(read) <= {0}:
            made.layer = layer.replace(return_state=False)
        elif set(read) <= {1}:
            made.layer = layer.replace(return_sequences=False, return_state=False)
            self._replace(Port(made.name, 1), Port(made.name))
        elif 0 not in read:
            made.layer = layer.replace(return_sequences=False)
        self._refresh(made)

    def _both_ends(self, made: Made, layer: Bidirectional, read: Counter[int]) -> None:
        """States of both ends that are only joined are what the block gives without its sequence."""
        states = layer.parts[0].states
        first = 2 if layer.merge_mode is None else 1
        both = [Port(made.name, first), Port(made.name, first + states)]
        joined = [m for m in self.build.nodes.values() if type(m.layer) in MODES and m.inputs == both]
        if set(read) <= {0} or (layer.merge_mode is None and set(read) <= {0, 1}):
            self._inner(made, return_state=False)
        elif set(read) == {first, first + states} and len(joined) == 1 and read.total() == 2:
            made.layer = layer.replace(merge_mode=MODES[type(joined[0].layer)])
            self._inner(made, return_state=False, return_sequences=False)
            self._replace(Port(joined[0].name), Port(made.name))

    def _inner(self, made: Made, **options: bool) -> None:
        layer: Any = made.layer
        second = layer.backward_layer
        made.layer = layer.replace(
            layer=layer.layer.replace(**options), backward_layer=None if second is None else second.replace(**options)
        )

    def _attention(self, made: Made) -> None:
        """Dense layers before and behind attention become its projections."""
        layer: Any = made.layer
        if not isinstance(layer, MultiHeadAttention):
            return
        befores = [self._before(made, i) for i in range(3)]
        after = [m for m in self.build.nodes.values() if Port(made.name) in m.inputs]
        if not all(_is_plain(before) for before in befores):
            return
        biased = any("bias" in before.weights for before in befores if before is not None)
        behind = after[0] if len(after) == 1 and _is_plain(after[0]) and self._readers(made.name).total() == 1 else None
        weights = dict(made.weights)
        for part, before in zip(("query", "value", "key"), befores, strict=True):
            assert before is not None
            kernel = weights[f"{part}_kernel"]
            weights[f"{part}_kernel"] = np.einsum("iw,whd->ihd", before.weights["kernel"], kernel)
            if biased:
                bias = before.weights.get("bias", np.zeros(len(kernel), np.float32))
                weights[f"{part}_bias"] = np.einsum("w,whd->hd", bias, kernel)
        width = weights["output_kernel"].shape[-1]
        if behind is not None:
            weights["output_kernel"] = np.einsum("hdw,wu->hdu", weights["output_kernel"], behind.weights["kernel"])
            width = weights["output_kernel"].shape[-1]
            biased = biased or "bias" in behind.weights
        made.inputs = [before.inputs[0] for before in befores if before is not None]
        query = self.build.shape_of(made.inputs[0])
        made.layer = layer.replace(use_bias=biased, output_dims=None if query[-1] == width else (width,))
        if made.inputs[1] == made.inputs[2]:
            made.inputs.pop()
        self._note(made)
        shapes = [self.build.shape_of(port) for port in made.inputs]
        for name, weight in made.layer.weights(*shapes).items():
            weights.setdefault(name, np.zeros(weight.shape, np.float32))
        if behind is not None:
            if "bias" in behind.weights:
                weights["output_bias"] = behind.weights["bias"]
            self._replace(Port(behind.name), Port(made.name))
        made.weights = {name: np.asarray(weights[name], np.float32) for name in made.layer.weights(*shapes)}
        self._refresh(made)


def _is_plain(made: Made | None) -> bool:
    return made is not None and type(made.layer) is Dense and made.layer.activation == "linear"
