"""PyTorch's modules with one input and one output, as chains of our layers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.conformance.torch_cases import Case, Part, channels_last, check, made, plain, rank_of, rows, same, spread
from tests.conformance.verdict import Declined

ELEMENTWISE = {
    "Hardswish": "hard_silu",
    "LogSigmoid": "log_sigmoid",
    "Mish": "mish",
    "ReLU": "relu",
    "ReLU6": "relu6",
    "SELU": "selu",
    "SiLU": "silu",
    "Sigmoid": "sigmoid",
    "Softsign": "softsign",
    "Tanh": "tanh",
    "Tanhshrink": "tanh_shrink",
}
# With the arguments that the function of Keras has fixed.
FIXED: dict[str, tuple[str, dict[str, Any]]] = {
    "CELU": ("celu", {"alpha": 1.0}),
    "GELU": ("gelu", {"approximate": "none"}),
    "Hardshrink": ("hard_shrink", {"lambd": 0.5}),
    "Hardtanh": ("hard_tanh", {"min_val": -1.0, "max_val": 1.0}),
    "Softplus": ("softplus", {"beta": 1.0, "threshold": 20.0}),
    "Softshrink": ("soft_shrink", {"lambd": 0.5}),
}
ALONG = {"Softmax": "softmax", "LogSoftmax": "log_softmax", "Softmin": "softmax", "Softmax2d": "softmax"}


def elementwise(case: Case) -> None:
    check(case, [Part(made("Activation", activation=ELEMENTWISE[case.module]))], rows(case.x))


def fixed(case: Case) -> None:
    name, arguments = FIXED[case.module]
    for argument, value in arguments.items():
        if case.setting(argument, value) != value:
            raise Declined(f"{name} of Keras's layers has no arguments")
    check(case, [Part(made("Activation", activation=name))], rows(case.x))


def elu(case: Case) -> None:
    check(case, [Part(made("ELU", alpha=case.setting("alpha")))], rows(case.x))


def leaky_relu(case: Case) -> None:
    check(case, [Part(made("LeakyReLU", negative_slope=case.setting("negative_slope")))], rows(case.x))


def prelu(case: Case) -> None:
    shared = case.weights["weight"].size == 1
    if shared:
        check(case, [Part(made("PReLU", shared_axes=(1,)), [("alpha", "weight", same, same)])], rows(case.x))
    elif case.x.ndim < 3:
        check(case, [Part(made("PReLU"), [("alpha", "weight", same, same)])], plain(case.x))
    else:
        rank = case.x.ndim - 2
        axes = tuple(range(1, rank + 1))
        shape = (1,) * rank + (-1,)
        weight = ("alpha", "weight", lambda w: w.reshape(shape), lambda w: w.reshape(-1))
        check(case, [Part(made("PReLU", shared_axes=axes), [weight])], channels_last(case.x, rank))


def along(case: Case) -> None:
    axis = case.setting("dim")
    if case.module == "Softmax2d":
        axis = case.x.ndim - 3
    parts = [Part(made("Activation", activation=ALONG[case.module]))]
    if case.module == "Softmin":
        parts.insert(0, Part(made("Rescaling", scale=-1.0)))
    check(case, parts, rows(case.x, axis))


def linear(case: Case) -> None:
    layer = made("Dense", units=case.weights["weight"].shape[0], use_bias="bias" in case.weights)
    weights = [("kernel", "weight", np.transpose, np.transpose)]
    if "bias" in case.weights:
        weights.append(("bias", "bias", same, same))
    view = rows(case.x) if case.x.ndim == 1 else plain(case.x)
    if case.x.ndim == 1:
        view.back = lambda a: a[0]
    check(case, [Part(layer, weights)], view)


def embedding(case: Case) -> None:
    case.only(padding_idx=None, max_norm=None, scale_grad_by_freq=False, sparse=False)
    count, width = case.weights["weight"].shape
    layer = made("Embedding", input_dim=count, output_dim=width)
    check(case, [Part(layer, [("embeddings", "weight", same, same)])], plain(case.x))


def padded(case: Case, rank: int) -> list[Part]:
    """A layer that pads with zeros, where the module does so itself."""
    padding = case.setting("padding")
    if isinstance(padding, str) or not any(spread(padding, rank)):
        return []
    sizes = spread(padding, rank)
    name = f"ZeroPadding{rank}D"
    return [Part(made(name, padding=(sizes[0],) * 2 if rank == 1 else tuple((n, n) for n in sizes)))]


def convolution(case: Case) -> None:
    rank = rank_of(case)
    case.only(padding_mode="zeros")
    axes = tuple(range(2, rank + 2))
    layer = made(
        f"Conv{rank}D",
        filters=case.weights["weight"].shape[0],
        kernel_size=spread(case.setting("kernel_size"), rank),
        strides=spread(case.setting("stride"), rank),
        dilation_rate=spread(case.setting("dilation"), rank),
        groups=case.setting("groups"),
        padding="same" if case.setting("padding") == "same" else "valid",
        use_bias="bias" in case.weights,
    )
    turn, back = (*axes, 1, 0), (rank + 1, rank, *range(rank))
    check(case, [*padded(case, rank), Part(layer, _kernel(case, turn, back))], channels_last(case.x, rank))


def transposed(case: Case) -> None:
    rank = rank_of(case)
    case.only(padding_mode="zeros", groups=1, padding=(0,) * rank, output_padding=(0,) * rank)
    layer = made(
        f"Conv{rank}DTranspose",
        filters=case.weights["weight"].shape[1],
        kernel_size=spread(case.setting("kernel_size"), rank),
        strides=spread(case.setting("stride"), rank),
        dilation_rate=spread(case.setting("dilation"), rank),
        use_bias="bias" in case.weights,
    )
    turn = (*range(2, rank + 2), 1, 0)
    check(case, [Part(layer, _kernel(case, turn, (rank + 1, rank, *range(rank))))], channels_last(case.x, rank))


def _kernel(case: Case, turn: tuple[int, ...], back: tuple[int, ...]) -> Any:
    weights = [("kernel", "weight", lambda w: w.transpose(turn), lambda w: w.transpose(back))]
    return weights + ([("bias", "bias", same, same)] if "bias" in case.weights else [])


def average_pooling(case: Case) -> None:
    rank = rank_of(case)
    case.only(ceil_mode=False, count_include_pad=True)
    sizes = spread(case.setting("kernel_size"), rank)
    strides = spread(case.setting("stride"), rank)
    parts = [*padded(case, rank), Part(made(f"AveragePooling{rank}D", pool_size=sizes, strides=strides))]
    divisor = case.setting("divisor_override")
    if divisor:
        parts.append(Part(made("Rescaling", scale=math.prod(sizes) / divisor)))
    check(case, parts, channels_last(case.x, rank))


def max_pooling(case: Case) -> None:
    rank = rank_of(case)
    case.only(ceil_mode=False, dilation=1)
    sizes, strides = (spread(case.setting(name), rank) for name in ("kernel_size", "stride"))
    given = spread(case.setting("padding"), rank)
    padding = "valid"
    if any(given):
        padding = "same"
        lengths = case.x.shape[-rank:]
        for n, size, stride, before in zip(lengths, sizes, strides, given, strict=True):
            if max((-(-n // stride) - 1) * stride + size - n, 0) != 2 * before:
                raise Declined('padding of a maximum that Keras\'s "same" has not')
    layer = made(f"MaxPooling{rank}D", pool_size=sizes, strides=strides, padding=padding)
    check(case, [Part(layer)], channels_last(case.x, rank))


def adaptive_pooling(case: Case) -> None:
    rank = rank_of(case)
    given = spread(case.setting("output_size"), rank)
    sizes = tuple(n if size is None else size for n, size in zip(case.x.shape[-rank:], given, strict=True))
    kind = "Average" if "Avg" in case.module else "Max"
    check(case, [Part(made(f"Adaptive{kind}Pooling{rank}D", output_size=sizes))], channels_last(case.x, rank))


def zero_padding(case: Case) -> None:
    rank = rank_of(case)
    given = spread(case.setting("padding"), 2 * rank)
    # PyTorch begins at the last axis.
    pairs = tuple((given[2 * i], given[2 * i + 1]) for i in reversed(range(rank)))
    padding = pairs[0] if rank == 1 else pairs
    check(case, [Part(made(f"ZeroPadding{rank}D", padding=padding))], channels_last(case.x, rank))


LAYERS = {
    **dict.fromkeys(ELEMENTWISE, elementwise),
    **dict.fromkeys(FIXED, fixed),
    **dict.fromkeys(ALONG, along),
    "ELU": elu,
    "LeakyReLU": leaky_relu,
    "PReLU": prelu,
    "Linear": linear,
    "Embedding": embedding,
    **{
        f"{name}{rank}d": function
        for rank in (1, 2, 3)
        for name, function in {
            "Conv": convolution,
            "LazyConv": convolution,
            "ConvTranspose": transposed,
            "LazyConvTranspose": transposed,
            "AvgPool": average_pooling,
            "MaxPool": max_pooling,
            "AdaptiveAvgPool": adaptive_pooling,
            "AdaptiveMaxPool": adaptive_pooling,
            "ZeroPad": zero_padding,
        }.items()
    },
}
