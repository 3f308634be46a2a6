"""The graph as a person would have drawn it: nothing that no output needs, activations and offsets in their layers."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.formats.onnx.reading.builder import Made
from netbuilder.formats.onnx.reading.tidying_sequences import SequencePasses
from netbuilder.graph import Port
from netbuilder.layers import Activation, Dense
from netbuilder.layers.convolution import Conv1D, Conv2D
from netbuilder.layers.depthwise import DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D
from netbuilder.layers.einsum_dense import EinsumDense
from netbuilder.layers.merging import Add, Multiply
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.preprocessing import Rescaling
from netbuilder.layers.reshaping import Reshape
from netbuilder.layers.sample_normalization import GroupNormalization, LayerNormalization, RMSNormalization
from netbuilder.layers.sequences import Recurrent

NORMS = (LayerNormalization, GroupNormalization, RMSNormalization)


class Tidying(SequencePasses):
    """One pass after the other."""

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
            self._note(before)
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


def _numbers(array: Any) -> Any:
    return float(array) if not array.ndim else tuple(float(n) for n in array)
