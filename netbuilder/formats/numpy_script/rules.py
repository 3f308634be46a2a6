"""How layers are written that look at values, channels or windows."""

from __future__ import annotations

from typing import Any

from netbuilder.formats.numpy_script.base import Site, rule
from netbuilder.formats.python_source import Code, call, literal
from netbuilder.layers import Dense, Embedding
from netbuilder.layers.activation_layers import ELU, LeakyReLU, PReLU, ReLU, Softmax
from netbuilder.layers.adaptive_pooling import AdaptiveMaxPooling, AdaptivePooling
from netbuilder.layers.augmentation.base import ImageAugmentation
from netbuilder.layers.convolution import Conv
from netbuilder.layers.core import Activation, Identity, Masking
from netbuilder.layers.depthwise import DepthwiseConv, SeparableConv
from netbuilder.layers.einsum_dense import EinsumDense, read_equation
from netbuilder.layers.maths.axes import positions
from netbuilder.layers.noise import GaussianDropout, GaussianNoise
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.pooling import AveragePooling, GlobalAveragePooling1D, GlobalPooling, MaxPooling
from netbuilder.layers.preprocessing import Normalization, Rescaling
from netbuilder.layers.regularization import ActivityRegularization, Dropping, SpatialDropout
from netbuilder.layers.sample_normalization import (
    GroupNormalization,
    LayerNormalization,
    RMSNormalization,
    UnitNormalization,
)
from netbuilder.layers.transposed import ConvTranspose

IN_TRAINING = (GaussianDropout, GaussianNoise, ActivityRegularization, Identity)


def unless(value: Any, default: Any) -> Any:
    """The value, or None where it is what the function takes anyway."""
    return None if value == default else value


@rule(*IN_TRAINING, whole="keeps")
@rule(Dropping, SpatialDropout, ImageAugmentation, whole="keeps", inherit=True)
def in_training(site: Site, layer: Any) -> None:
    """Nothing: these layers act while training only."""


@rule(Dense)
def dense(site: Site, layer: Dense) -> None:
    site.step(site.call("dense", site.read(), *site.weights()))


@rule(EinsumDense)
def einsum_dense(site: Site, layer: EinsumDense) -> None:
    axes = read_equation(layer.equation).spelled(len(site.shapes[0]) + 1)
    equation = f"{axes.inputs},{axes.kernel}->{axes.output}"
    site.step(site.call("einsum_dense", site.read(), literal(equation), *site.weights()))


@rule(Embedding, whole="reads")
def embedding(site: Site, layer: Embedding) -> None:
    site.step(site.call("embedding", site.read(), *site.weights()))


@rule(Masking)
def masking(site: Site, layer: Masking) -> None:
    x = site.read()
    real = call("np.any", Code(f"{x.flat()} != {layer.mask_value!r}"), Code("-1", keyword="axis"))
    site.step(site.call("masked", x, real))


@rule(Activation)
def activation(site: Site, layer: Activation) -> None:
    if layer.activation != "linear":
        site.step(site.call(layer.activation, site.read()))


@rule(ReLU)
def relu(site: Site, layer: ReLU) -> None:
    site.step(
        site.call(
            "bounded_relu", site.read(), max_value=layer.max_value, negative_slope=unless(layer.negative_slope, 0),
            threshold=unless(layer.threshold, 0),
        )
    )  # fmt: skip


@rule(LeakyReLU)
def leaky_relu(site: Site, layer: LeakyReLU) -> None:
    site.step(site.call("leaky_relu", site.read(), negative_slope=layer.negative_slope))


@rule(ELU)
def elu(site: Site, layer: ELU) -> None:
    site.step(site.call("elu", site.read(), alpha=unless(layer.alpha, 1)))


@rule(PReLU)
def prelu(site: Site, layer: PReLU) -> None:
    site.step(site.call("prelu", site.read(), *site.weights()))


@rule(Softmax)
def softmax(site: Site, layer: Softmax) -> None:
    axes = layer.along(site.shapes[0])
    site.step(site.call("softmax", site.read(), axis=axes[0] if len(axes) == 1 else axes))


@rule(Conv, inherit=True)
def convolution(site: Site, layer: Conv) -> None:
    _convolve(site, layer, "convolution", groups=unless(layer.groups, 1))


@rule(DepthwiseConv, inherit=True)
def depthwise(site: Site, layer: DepthwiseConv) -> None:
    _convolve(site, layer, "depthwise_convolution")


@rule(SeparableConv, inherit=True)
def separable(site: Site, layer: SeparableConv) -> None:
    _convolve(site, layer, "separable_convolution")


@rule(ConvTranspose, inherit=True)
def transposed(site: Site, layer: ConvTranspose) -> None:
    _convolve(site, layer, "transposed_convolution", output_padding=layer.output_padding)


def _convolve(site: Site, layer: Any, function: str, **more: Any) -> None:
    ones = (1,) * layer.rank
    site.step(
        site.call(
            function, site.read(), *site.weights(), strides=unless(layer.strides, ones),
            padding=unless(layer.padding, "valid"), dilation=unless(layer.dilation_rate, ones), **more,
        )
    )  # fmt: skip


@rule(MaxPooling, AveragePooling, inherit=True)
def pooling(site: Site, layer: Any) -> None:
    function = "max_pooling" if isinstance(layer, MaxPooling) else "average_pooling"
    strides = None if layer.strides in (None, layer.pool_size) else layer.strides
    padding = unless(layer.padding, "valid")
    site.step(site.call(function, site.read(), literal(layer.pool_size), strides=strides, padding=padding))


@rule(AdaptivePooling, inherit=True)
def adaptive(site: Site, layer: Any) -> None:
    pool = Code("np.max" if isinstance(layer, AdaptiveMaxPooling) else "np.mean")
    site.step(site.call("adaptive_pooling", site.read(), literal(layer.output_size), pool))


@rule(GlobalPooling, inherit=True)
def global_pooling(site: Site, layer: Any) -> None:
    keep = unless(layer.keepdims, False)
    mask = site.mask()
    if isinstance(layer, GlobalAveragePooling1D) and mask is not None:
        site.step(site.call("masked_average", site.read(), mask, keepdims=keep))
        return
    how = "mean" if "Average" in type(layer).__name__ else "max"
    axes = tuple(range(1, layer.rank + 1))
    axis = axes[0] if len(axes) == 1 else axes
    site.step(site.call(f"{site.read().flat()}.{how}", axis=axis, keepdims=keep))


@rule(BatchNormalization)
def batch_normalization(site: Site, layer: BatchNormalization) -> None:
    axis, epsilon = unless(layer.axis, -1), unless(layer.epsilon, 1e-3)
    site.step(site.call("batch_normalization", site.read(), *site.weights(), axis=axis, epsilon=epsilon))


@rule(LayerNormalization)
def layer_normalization(site: Site, layer: LayerNormalization) -> None:
    centre = False if layer.rms_scaling else None
    _normalize(site, layer, "layer_normalization", 1e-3, centre=centre)


@rule(RMSNormalization)
def rms_normalization(site: Site, layer: RMSNormalization) -> None:
    _normalize(site, layer, "rms_normalization", 1e-6)


@rule(UnitNormalization)
def unit_normalization(site: Site, layer: UnitNormalization) -> None:
    axes = layer.along(site.shapes[0])
    site.step(site.call("unit_normalization", site.read(), axes=axes))


def _normalize(site: Site, layer: Any, function: str, usual: float, **more: Any) -> None:
    axes = layer.along(site.shapes[0])
    axes = None if axes == (len(site.shapes[0]),) else axes
    epsilon = unless(layer.epsilon, usual)
    site.step(site.call(function, site.read(), *site.weights(), axes=axes, epsilon=epsilon, **more))


@rule(GroupNormalization)
def group_normalization(site: Site, layer: GroupNormalization) -> None:
    (axis,) = positions((layer.axis,), site.shapes[0])
    groups = site.shapes[0][axis - 1] if layer.groups == -1 else layer.groups
    site.step(
        site.call(
            "group_normalization", site.read(), literal(groups), *site.weights(), axis=unless(layer.axis, -1),
            epsilon=unless(layer.epsilon, 1e-3),
        )
    )  # fmt: skip


@rule(Normalization)
def normalization(site: Site, layer: Normalization) -> None:
    given = site.weights() if layer.mean is None else (_numbers(layer.mean), _numbers(layer.variance))
    axes = unless(layer.axis, (-1,))
    site.step(site.call("normalization", site.read(), *given, axes=axes, invert=layer.invert or None))


def _numbers(value: Any) -> Code:
    return literal(list(value) if isinstance(value, tuple) else value)


@rule(Rescaling)
def rescaling(site: Site, layer: Rescaling) -> None:
    y = site.read().flat()
    if layer.scale != 1:
        y = f"{y} * {_factor(layer.scale)}"
    if layer.offset != 0:
        y = f"{y} + {_factor(layer.offset)}"
    site.step(Code(y))


def _factor(value: Any) -> str:
    """One number, or one for each channel."""
    return call("np.float32", _numbers(value)).flat() if isinstance(value, tuple) else repr(value)
