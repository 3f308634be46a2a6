"""The graph as a person would have drawn it: nothing that no output needs, activations and offsets in their layers,
recurrent layers with the outputs that are read, attention with its projections inside."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from netbuilder.formats.onnx.reading.builder import Builder, Made
from netbuilder.graph import Port
from netbuilder.layers import Activation, Dense, Layer
from netbuilder.layers.convolution import Conv1D, Conv2D
from netbuilder.layers.depthwise import DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D
from netbuilder.layers.einsum_dense import EinsumDense
from netbuilder.layers.merging import Add, Average, Concatenate, Multiply
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.preprocessing import Rescaling
from netbuilder.layers.reshaping import Reshape
from netbuilder.layers.sample_normalization import GroupNormalization, LayerNormalization, RMSNormalization
from netbuilder.layers.sequences import Recurrent
from netbuilder.layers.wrappers import Bidirectional

# How Bidirectional joins what both of its directions give.
MODES: dict[type[Layer], str] = {Concatenate: "concat", Add: "sum", Multiply: "mul", Average: "ave"}


NORMS = (LayerNormalization, GroupNormalization, RMSNormalization)


class Tidying:
    """One pass after the other over a builder's nodes; `ends` are the ports of the outputs."""

    def __init__(self, build: Builder, ends: list[Port], own: bool) -> None:
        self.build, self.ends, self.own = build, ends, own

    def run(self) -> list[Port]:
        """All passes; gives the outputs' ports."""
        self._drop()
        for step in (
            self._joined_scales,
            self._scale_in,
            self._offset_in,
            self._activation_in,
            self._recurrent,
            self._attention,
            self._joined_merges,
            self._separable,
            self._kept_axes,
            self._joined_ends,
        ):
            for name in list(self.build.nodes):
                if name in self.build.nodes:
                    step(self.build.nodes[name])
            self._drop()
        return self.ends

    def _drop(self) -> None:
        """Leaves out what no output needs."""
        nodes, needed = self.build.nodes, set()
        waiting = [port.node for port in self.ends]
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting += [port.node for port in nodes[name].inputs]
        self.build.nodes = {name: made for name, made in nodes.items() if name in needed or not made.inputs}

    def _readers(self, name: str) -> Counter[int]:
        """How often each output of a node is read."""
        reads = [port for made in self.build.nodes.values() for port in made.inputs]
        return Counter(port.output for port in [*reads, *self.ends] if port.node == name)

    def _before(self, made: Made, number: int = 0) -> Made | None:
        """The node that an input reads, where nothing else reads it."""
        if number >= len(made.inputs):
            return None
        before = self.build.nodes[made.inputs[number].node]
        return before if self._readers(before.name).total() == 1 else None

    def _replace(self, gone: Port, by: Port) -> None:
        for made in self.build.nodes.values():
            made.inputs = [by if port == gone else port for port in made.inputs]
        self.ends = [by if port == gone else port for port in self.ends]

    def _take_in(self, made: Made, before: Made) -> None:
        """`before` stands for `made`, whose work it does."""
        self._replace(Port(made.name), Port(before.name))
        del self.build.nodes[made.name]
        before.sources += made.sources
        end = Port(before.name) in self.ends
        before.origin = made.origin if end else before.origin

    def _same_block(self, made: Made, before: Made) -> bool:
        """In files of our own, operators of one block begin with its name."""
        return not self.own or _block(made) == _block(before)

    def _joined_scales(self, made: Made) -> None:
        """Two factors and sums, one behind the other, are one."""
        before, layer = self._before(made), made.layer
        if not isinstance(layer, Rescaling) or before is None or not self._same_block(made, before):
            return
        if isinstance(before.layer, Rescaling):
            a, b, c, d = (
                np.asarray(n, np.float64) for n in (before.layer.scale, before.layer.offset, layer.scale, layer.offset)
            )
            before.layer = Rescaling(_numbers(a * c), _numbers(b * c + d))
            self._take_in(made, before)

    def _joined_merges(self, made: Made) -> None:
        """A product of a product is one of three."""
        before, layer = self._before(made), made.layer
        alike = before is not None and type(layer) is type(before.layer) and isinstance(layer, Add | Multiply)
        if alike and before is not None and self._same_block(made, before) and made.inputs[0].node == before.name:
            before.inputs += made.inputs[1:]
            before.shapes = made.shapes
            self._take_in(made, before)
            # It stands where all that it reads is there.
            self.build.nodes = {**{n: m for n, m in self.build.nodes.items() if m is not before}, before.name: before}

    def _separable(self, made: Made) -> None:
        """A convolution by channel and one over single places are one layer, in files of our own."""
        before, layer = self._before(made), made.layer
        if not self.own or before is None or not self._same_block(made, before):
            return
        kinds = {(DepthwiseConv1D, Conv1D): SeparableConv1D, (DepthwiseConv2D, Conv2D): SeparableConv2D}
        kind = kinds.get((type(before.layer), type(layer)))
        if kind is None:
            return
        apart: Any = before.layer
        mixing: Any = layer
        before.layer = kind(
            mixing.filters,
            apart.kernel_size,
            apart.strides,
            apart.padding,
            apart.dilation_rate,
            apart.depth_multiplier,
            mixing.activation,
            mixing.use_bias,
        )
        before.weights = {"depthwise_kernel": before.weights["kernel"], "pointwise_kernel": made.weights["kernel"]}
        before.weights.update({name: array for name, array in made.weights.items() if name == "bias"})
        before.shapes = made.shapes
        self._take_in(made, before)

    def _kept_axes(self, made: Made) -> None:
        """Axes of size 1 that pooling over everything can keep itself."""
        before = self._before(made)
        if not isinstance(made.layer, Reshape) or before is None or not hasattr(before.layer, "keepdims"):
            return
        kept = before.layer.replace(keepdims=True)
        if kept.output_shapes(*(self.build.shape_of(port) for port in before.inputs)) == made.shapes:
            before.layer, before.shapes = kept, made.shapes
            self._take_in(made, before)

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

    def _scale_in(self, made: Made) -> None:
        """Factors between a Dense and what follows belong to its kernel."""
        before = self._before(made)
        layer = made.layer
        if not isinstance(layer, Rescaling) or before is None or not self._same_block(made, before):
            return
        if type(before.layer) is Dense and before.layer.activation == "linear" and layer.scale != 1:
            scale = np.asarray(layer.scale, np.float32)
            before.weights = {name: w * scale for name, w in before.weights.items()}
            if layer.offset == 0:
                self._take_in(made, before)
            else:
                made.layer = layer.replace(scale=1.0)

    def _offset_in(self, made: Made) -> None:
        """A sum behind a product is its bias, behind a norm its beta; a factor behind a norm is its gamma."""
        before, layer = self._before(made), made.layer
        if not isinstance(layer, Rescaling) or before is None or not self._same_block(made, before):
            return
        if isinstance(before.layer, NORMS) and layer.scale != 1:
            self._factor_in(made, before, layer)
            return
        name = "beta" if isinstance(before.layer, LayerNormalization | GroupNormalization) else "bias"
        width = before.shapes[0][-1] if before.shapes[0] else None
        if layer.scale != 1 or width is None or getattr(before.layer, "activation", "linear") != "linear":
            return
        offset = np.broadcast_to(np.asarray(layer.offset, np.float32), (width,))
        if isinstance(before.layer, EinsumDense):
            if before.layer.bias_axes is None:
                letter = before.layer.equation[-1]
                before.layer = before.layer.replace(bias_axes=letter)
                before.weights["bias"] = np.array(offset)
                self._take_in(made, before)
        elif getattr(before.layer, "use_bias", None) is False and not isinstance(
            before.layer, Recurrent | MultiHeadAttention
        ):
            before.layer = before.layer.replace(use_bias=True)
            before.weights["bias"] = np.array(offset)
            self._take_in(made, before)
        elif name in before.weights:
            before.weights[name] = before.weights[name] + offset
            self._take_in(made, before)
        elif name == "beta" and before.weights.get("gamma", np.empty(0)).shape == (width,):
            before.layer = before.layer.replace(center=True)
            before.weights[name] = np.array(offset)
            self._take_in(made, before)

    def _factor_in(self, made: Made, before: Made, layer: Any) -> None:
        """Factors, and offsets behind them, are a norm's gamma and beta."""
        name = "scale" if isinstance(before.layer, RMSNormalization) else "gamma"
        if np.ndim(layer.scale) == 0 or name not in before.weights:
            return
        scale, offset = np.asarray(layer.scale, np.float32), np.asarray(layer.offset, np.float32)
        shifts = bool(np.any(offset != 0))
        if shifts and name == "scale":
            return
        before.weights[name] = before.weights[name] * scale
        if "beta" in before.weights:
            before.weights["beta"] = before.weights["beta"] * scale + offset
        elif shifts:
            before.layer = before.layer.replace(center=True)
            before.weights["beta"] = np.array(np.broadcast_to(offset, scale.shape))
        self._take_in(made, before)

    def _activation_in(self, made: Made) -> None:
        """An activation behind a layer that can have one."""
        before = self._before(made)
        if not isinstance(made.layer, Activation) or before is None or not self._same_block(made, before):
            return
        known = {field.name for field in before.layer.fields()}
        fits = "activation" in known and not isinstance(before.layer, Activation | Recurrent)
        if fits and before.layer.activation == "linear":  # type: ignore[attr-defined]
            before.layer = before.layer.replace(activation=made.layer.activation)
            self._take_in(made, before)

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

    def _refresh(self, made: Made) -> None:
        made.shapes = made.layer.output_shapes(*(self.build.shape_of(port) for port in made.inputs))

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
        shapes = [self.build.shape_of(port) for port in made.inputs]
        for name, weight in made.layer.weights(*shapes).items():
            weights.setdefault(name, np.zeros(weight.shape, np.float32))
        if behind is not None:
            if "bias" in behind.weights:
                weights["output_bias"] = behind.weights["bias"]
            self._replace(Port(behind.name), Port(made.name))
        made.weights = {name: np.asarray(weights[name], np.float32) for name in made.layer.weights(*shapes)}
        self._refresh(made)


def _numbers(array: Any) -> Any:
    return float(array) if not array.ndim else tuple(float(n) for n in array)


def _block(made: Made) -> str:
    return made.origin.rsplit("/", 1)[0]


def _is_plain(made: Made | None) -> bool:
    return made is not None and type(made.layer) is Dense and made.layer.activation == "linear"
