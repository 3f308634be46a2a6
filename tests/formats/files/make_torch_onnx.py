# ruff: noqa: E501, N802, N806, N812
"""Made the files `torch-2.13-….zip` beside it with PyTorch's own exporters (2.13, CPU):

    python make_torch_onnx.py FOLDER      (PyTorch with onnx and onnxscript)

Each holds NAME.onnx of every model that the exporter takes, and NAME.npz with the inputs (x0, x1, …) and what PyTorch
computes for them (y0, y1, …). The exporter's comments (traces of Python, names of its passes) are taken out.
"""

from __future__ import annotations

import contextlib
import io
import logging
import math
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import nn

KINDS: dict[str, dict[str, Any]] = {
    "opset-11": {"opset_version": 11, "dynamo": False},
    "opset-17": {"opset_version": 17, "dynamo": False},
    "dynamo": {"dynamo": True, "external_data": False},
}


class Of(nn.Module):
    """A function of some modules and its inputs."""

    def __init__(self, function: Callable[..., Any], **parts: Any) -> None:
        super().__init__()
        self.function = function
        for name, part in parts.items():
            if isinstance(part, torch.Tensor) and not isinstance(part, nn.Parameter):
                self.register_buffer(name, part)
            else:
                setattr(self, name, part)

    def forward(self, *inputs: torch.Tensor) -> Any:
        return self.function(self, *inputs)


class Heads(nn.Module):
    """Attention as public scripts write it, causal by `masked_fill`."""

    def __init__(self, width: int, heads: int, steps: int, how: str) -> None:
        super().__init__()
        self.heads, self.how = heads, how
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.register_buffer("tril", torch.tril(torch.ones(steps, steps)).view(1, 1, steps, steps))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        b, t, c = x.shape
        q, k, v = (part.view(b, t, self.heads, c // self.heads).transpose(1, 2) for part in self.qkv(x).split(c, dim=2))
        if self.how == "function":
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = (q @ k.transpose(-2, -1)) / math.sqrt(k.size(-1))
            if self.how == "filled":
                scores = scores.masked_fill(self.tril[:, :, :t, :t] == 0, float("-inf"))
            elif self.how == "far":
                scores = scores.masked_fill(self.tril[:, :, :t, :t] == 0, -1e9)
            y = F.softmax(scores, dim=-1) @ v
        return self.out(y.transpose(1, 2).contiguous().view(b, t, c))


class OneHead(nn.Module):
    """A head of its own, causal."""

    def __init__(self, width: int, size: int, steps: int) -> None:
        super().__init__()
        self.key, self.query, self.value = (nn.Linear(width, size, bias=False) for _ in range(3))
        self.register_buffer("tril", torch.tril(torch.ones(steps, steps)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        t = x.shape[1]
        scores = self.query(x) @ self.key(x).transpose(-2, -1) * self.key.out_features**-0.5
        scores = scores.masked_fill(self.tril[:t, :t] == 0, float("-inf"))
        return F.softmax(scores, dim=-1) @ self.value(x)


class Block(nn.Module):
    """A residual block, with a shortcut of its own where sizes change."""

    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after)
        self.conv2, self.bn2 = nn.Conv2d(after, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after)
        self.short = nn.Sequential()
        if stride != 1 or before != after:
            self.short = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.short(x))


class Tagger(nn.Module):
    """Words, a recurrent layer with zeros made for it, and the last state."""

    def __init__(self, kind: Any, layers: int = 1, both: bool = False) -> None:
        super().__init__()
        self.table = nn.Embedding(11, 4)
        self.rnn = kind(4, 3, num_layers=layers, batch_first=True, bidirectional=both)
        self.head = nn.Linear(6 if both else 3, 2)
        self.ends = layers * (2 if both else 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        zeros = torch.zeros(self.ends, x.size(0), 3)
        start = (zeros, zeros.clone()) if isinstance(self.rnn, nn.LSTM) else zeros
        y, _ = self.rnn(self.table(x), start)
        return self.head(y[:, -1, :])


class UNet(nn.Module):
    """Down, up and joined."""

    def __init__(self, transposed: bool) -> None:
        super().__init__()
        self.down, self.deep = nn.Conv2d(2, 4, 3, padding=1), nn.Conv2d(4, 8, 3, padding=1)
        self.up = nn.ConvTranspose2d(8, 4, 2, 2) if transposed else nn.Upsample(scale_factor=2, mode="bilinear")
        self.end = nn.Conv2d(8 if transposed else 12, 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = F.relu(self.down(x))
        b = F.relu(self.deep(F.max_pool2d(a, 2)))
        return torch.sigmoid(self.end(torch.cat([self.up(b), a], dim=1)))


class Vision(nn.Module):
    """Patches, a token for the class, places, and a transformer."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 4, 4)
        self.token, self.places = nn.Parameter(torch.randn(1, 1, 8)), nn.Parameter(torch.randn(1, 5, 8))
        self.body = nn.TransformerEncoderLayer(8, 2, 12, batch_first=True, norm_first=True, activation="gelu")
        self.norm, self.head = nn.LayerNorm(8), nn.Linear(8, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.patches(x).flatten(2).transpose(1, 2)
        y = torch.cat([self.token.expand(y.shape[0], -1, -1), y], dim=1) + self.places
        return self.head(self.norm(self.body(y))[:, 0])


class Causal(nn.Module):
    """A transformer of PyTorch with a causal mask."""

    def __init__(self, mask: str) -> None:
        super().__init__()
        self.table, self.places = nn.Embedding(11, 8), nn.Parameter(torch.randn(6, 8))
        self.body = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(8, 2, 12, batch_first=True), 2, enable_nested_tensor=False
        )
        self.head = nn.Linear(8, 11)
        hidden = torch.triu(torch.ones(6, 6), 1).bool()
        self.register_buffer("mask", hidden if mask == "bool" else torch.zeros(6, 6).masked_fill(hidden, float("-inf")))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(self.table(x) + self.places, mask=self.mask))


class Words(nn.Module):
    """Words and the mean of their rows, with 0 counted or not."""

    def __init__(self, how: str) -> None:
        super().__init__()
        self.table, self.head, self.how = nn.Embedding(11, 5, padding_idx=0), nn.Linear(5, 2), how

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows = self.table(x)
        if self.how == "mean":
            return self.head(rows.mean(dim=1))
        if self.how == "largest":
            return self.head(rows.max(dim=1).values)
        if self.how == "conv":
            return self.head(F.adaptive_max_pool1d(rows.transpose(1, 2), 1).squeeze(-1))
        shown = (x != 0).unsqueeze(-1).float()
        return self.head((rows * shown).sum(1) / shown.sum(1).clamp(min=1))


def image(*shape: int) -> tuple[torch.Tensor, ...]:
    return (torch.randn(2, *shape),)


def words(steps: int = 6) -> tuple[torch.Tensor, ...]:
    return (torch.randint(0, 11, (2, steps)),)


def each(module: nn.Module, *shape: int) -> tuple[nn.Module, tuple[torch.Tensor, ...]]:
    return module, image(*shape)


ACTIVATIONS = {
    "celu": nn.CELU(), "celu_2": nn.CELU(2.0), "elu": nn.ELU(), "elu_2": nn.ELU(0.5), "gelu": nn.GELU(),
    "gelu_tanh": nn.GELU("tanh"), "glu": nn.GLU(), "hardshrink": nn.Hardshrink(), "hardshrink_1": nn.Hardshrink(1.0),
    "hardsigmoid": nn.Hardsigmoid(), "hardswish": nn.Hardswish(), "hardtanh": nn.Hardtanh(),
    "hardtanh_2": nn.Hardtanh(-2.0, 0.5), "leaky": nn.LeakyReLU(), "leaky_2": nn.LeakyReLU(0.2),
    "logsigmoid": nn.LogSigmoid(), "logsoftmax": nn.LogSoftmax(-1), "mish": nn.Mish(), "prelu": nn.PReLU(),
    "prelu_each": nn.PReLU(6, 0.1), "relu": nn.ReLU(), "relu6": nn.ReLU6(), "rrelu": nn.RReLU(), "selu": nn.SELU(),
    "sigmoid": nn.Sigmoid(), "silu": nn.SiLU(), "softmax": nn.Softmax(-1), "softmax_rows": nn.Softmax(1),
    "softmin": nn.Softmin(-1), "softplus": nn.Softplus(), "softplus_2": nn.Softplus(2.0), "softshrink": nn.Softshrink(),
    "softshrink_1": nn.Softshrink(1.0), "softsign": nn.Softsign(), "tanh": nn.Tanh(), "tanhshrink": nn.Tanhshrink(),
    "threshold": nn.Threshold(0.1, 0.0), "threshold_20": nn.Threshold(0.1, 20.0),
}  # fmt: skip

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": torch.abs, "clamp": lambda x: x.clamp(-0.5, 0.5), "clamp_low": lambda x: x.clamp(min=-0.5),
    "clamp_high": lambda x: x.clamp(max=0.5), "exp": torch.exp, "log": lambda x: torch.log(x.abs() + 1),
    "sqrt": lambda x: torch.sqrt(x.abs() + 1), "square": torch.square, "cube": lambda x: x**3,
    "swish": lambda x: x * torch.sigmoid(x), "minus": lambda x: 1 - x, "inverse": lambda x: 1 / (x.abs() + 1),
    "sine": torch.sin, "mean": lambda x: x.mean(dim=1), "mean_last": lambda x: x.mean(dim=-1),
    "sum": lambda x: x.sum(dim=1), "largest": lambda x: x.amax(dim=1), "least": lambda x: x.amin(dim=1),
    "length": lambda x: x.norm(dim=-1), "unit": lambda x: F.normalize(x, dim=-1),
    "unit_rows": lambda x: F.normalize(x, dim=1), "by_length": lambda x: x / x.norm(dim=-1, keepdim=True),
    "by_sum": lambda x: x / x.abs().sum(dim=-1, keepdim=True), "standard": lambda x: (x - x.mean(-1, keepdim=True)) / (
        x.std(-1, keepdim=True, unbiased=False) + 1e-5
    ), "flip": lambda x: x.flip(1), "roll": lambda x: x.roll(1, 1), "cumsum": lambda x: x.cumsum(1),
    "turned": lambda x: x.transpose(1, 2), "joined": lambda x: torch.cat([x, x * 2], dim=-1),
    "stacked": lambda x: torch.stack([x, -x], dim=1), "parted": lambda x: x.chunk(2, dim=-1)[1],
    "every_second": lambda x: x[:, ::2], "part": lambda x: x[:, 1:3, :4], "one": lambda x: x[:, 1],
    "repeated": lambda x: x.repeat(1, 2, 1), "picked": lambda x: x[:, [0, 2]], "gate": lambda x: x[..., :3].tanh()
    * x[..., 3:].sigmoid(), "greatest_of_two": lambda x: torch.maximum(x, 0.5 * x), "top": lambda x: x.argmax(-1),
    "einsum": lambda x: torch.einsum("bij,bkj->bik", x, x), "product": lambda x: x @ x.transpose(1, 2),
    "flat": lambda x: x.reshape(x.shape[0], -1), "flat_start": lambda x: x.flatten(1), "where": lambda x: torch.where(
        x > 0, x, 0.1 * x
    ), "positive": lambda x: (x > 0).float() * x, "remainder": lambda x: x % 1.0, "times_row": lambda x: x
    * torch.arange(6.0), "plus_places": lambda x: x + torch.arange(24.0).view(4, 6) / 9,
    "times_places": lambda x: x * torch.arange(24.0).view(4, 6) / 9, "variance": lambda x: x.var(-1),
}  # fmt: skip


def models() -> Iterator[tuple[str, nn.Module, tuple[torch.Tensor, ...]]]:
    """Name, model and inputs of each."""
    S, L = nn.Sequential, nn.Linear
    for name, module in ACTIVATIONS.items():
        yield f"activation_{name}", *each(S(L(6, 6), module), 6)
    for name, function in FUNCTIONS.items():
        yield f"function_{name}", *each(Of(lambda self, x, f=function: f(self.first(x)), first=L(6, 6)), 4, 6)
    yield "mlp", *each(S(L(5, 7), nn.ReLU(), nn.BatchNorm1d(7), nn.Dropout(), L(7, 3), nn.Softmax(-1)), 5)
    yield "mlp_wide", *each(S(nn.Flatten(), L(12, 7), nn.Tanh(), L(7, 1), nn.Sigmoid()), 3, 4)
    for name, module, shape in (
        ("cnn", S(nn.Conv2d(2, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 3, 3, padding=1),
                  nn.ReLU6(), nn.AvgPool2d(2), nn.Flatten(), L(18, 3)), (2, 10, 14)),
        ("cnn_bn_last", S(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.BatchNorm2d(4), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                          L(4, 3)), (2, 8, 9)),
        ("cnn_uneven", S(nn.Conv2d(2, 4, (3, 5), (2, 1), (1, 2)), nn.PReLU(4), nn.MaxPool2d(3, 2, 1)), (2, 9, 8)),
        ("cnn_ceil", S(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.MaxPool2d(2, ceil_mode=True)), (2, 9, 8)),
        ("cnn_mean_padded", S(nn.Conv2d(2, 3, 3), nn.AvgPool2d(3, 2, 1)), (2, 9, 8)),
        ("cnn_mean_uncounted", S(nn.Conv2d(2, 3, 3), nn.AvgPool2d(3, 1, 1, count_include_pad=False)), (2, 9, 8)),
        ("cnn_dilated", S(nn.Conv2d(2, 3, 3, dilation=2, padding=2), nn.ELU()), (2, 8, 8)),
        ("cnn_grouped", S(nn.Conv2d(4, 6, 3, groups=2, padding=1), nn.GELU()), (4, 6, 6)),
        ("cnn_by_channel", S(nn.Conv2d(4, 8, 3, groups=4, padding=1, stride=2), nn.Conv2d(8, 3, 1)), (4, 6, 6)),
        ("cnn_by_channel_uneven", nn.Conv2d(4, 4, 3, groups=4, stride=(1, 2), padding=1), (4, 6, 6)),
        ("cnn_same", S(nn.Conv2d(2, 3, 4, padding="same"), nn.ReLU()), (2, 7, 7)),
        ("cnn_reflected", nn.Conv2d(2, 3, 3, padding=1, padding_mode="reflect"), (2, 6, 6)),
        ("cnn_circular", nn.Conv2d(2, 3, 3, padding=1, padding_mode="circular"), (2, 6, 6)),
        ("cnn_replicated", nn.Conv2d(2, 3, 3, padding=1, padding_mode="replicate"), (2, 6, 6)),
        ("cnn_adaptive", S(nn.Conv2d(2, 3, 3), nn.AdaptiveAvgPool2d((2, 3)), nn.Flatten(), L(18, 2)), (2, 8, 8)),
        ("cnn_adaptive_max", S(nn.Conv2d(2, 3, 3), nn.AdaptiveMaxPool2d(2)), (2, 8, 8)),
        ("cnn_largest", S(nn.Conv2d(2, 3, 3), nn.AdaptiveMaxPool2d(1), nn.Flatten()), (2, 8, 8)),
        ("cnn_dropped", S(nn.Conv2d(2, 3, 3), nn.Dropout2d(), nn.ReLU()), (2, 6, 6)),
        ("conv1d", S(nn.Conv1d(3, 4, 3, padding=1), nn.BatchNorm1d(4), nn.ReLU(), nn.MaxPool1d(2), nn.Flatten(),
                     L(16, 2)), (3, 8)),
        ("conv1d_causal", S(nn.ConstantPad1d((4, 0), 0.0), nn.Conv1d(3, 4, 3, dilation=2), nn.Tanh()), (3, 8)),
        ("conv3d", S(nn.Conv3d(1, 2, 3), nn.BatchNorm3d(2), nn.ReLU(), nn.MaxPool3d(2), nn.Flatten()), (1, 6, 6, 6)),
        ("transposed", S(nn.ConvTranspose2d(3, 2, 3, 2, 1, output_padding=1), nn.ReLU()), (3, 4, 5)),
        ("transposed_plain", nn.ConvTranspose2d(3, 2, 4, 2, 1), (3, 4, 5)),
        ("transposed_1d", nn.ConvTranspose1d(3, 2, 4, 2, 1), (3, 6)),
        ("transposed_grouped", nn.ConvTranspose2d(4, 4, 3, groups=2), (4, 4, 5)),
        ("enlarged", S(nn.Upsample(scale_factor=2), nn.Conv2d(2, 3, 3, padding=1)), (2, 4, 5)),
        ("enlarged_bilinear", nn.Upsample(scale_factor=2, mode="bilinear"), (2, 4, 5)),
        ("enlarged_corners", nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), (2, 4, 5)),
        ("enlarged_cubic", nn.Upsample(scale_factor=2, mode="bicubic"), (2, 4, 5)),
        ("enlarged_size", nn.Upsample(size=(8, 10)), (2, 4, 5)),
        ("pixels", S(nn.Conv2d(2, 8, 3, padding=1), nn.PixelShuffle(2)), (2, 4, 5)),
        ("pixels_back", S(nn.PixelUnshuffle(2), nn.Conv2d(8, 3, 1)), (2, 4, 6)),
        ("shuffled", S(nn.Conv2d(2, 4, 1), nn.ChannelShuffle(2), nn.Conv2d(4, 3, 1)), (2, 4, 6)),
        ("padded", S(nn.ZeroPad2d((1, 2, 0, 1)), nn.Conv2d(2, 3, 3)), (2, 5, 5)),
        ("padded_reflected", S(nn.ReflectionPad2d(1), nn.Conv2d(2, 3, 3)), (2, 5, 5)),
        ("padded_other", S(nn.ConstantPad2d(1, 0.5), nn.Conv2d(2, 3, 3)), (2, 5, 5)),
        ("unflattened", S(L(5, 12), nn.ReLU(), nn.Unflatten(1, (3, 2, 2)), nn.ConvTranspose2d(3, 2, 2, 2)), (5,)),
        ("local_response", S(nn.Conv2d(2, 4, 3), nn.LocalResponseNorm(3)), (2, 6, 6)),
        ("unfolded", nn.Unfold(2), (2, 4, 4)), ("power_pooled", nn.LPPool2d(2, 2), (2, 4, 4)),
        ("norm_layer", S(L(6, 6), nn.LayerNorm(6)), (4, 6)),
        ("norm_layer_plain", S(L(6, 6), nn.LayerNorm(6, elementwise_affine=False)), (4, 6)),
        ("norm_layer_two", S(L(6, 6), nn.LayerNorm((4, 6))), (4, 6)),
        ("norm_layer_image", S(nn.Conv2d(2, 3, 3), nn.LayerNorm((3, 4, 4))), (2, 6, 6)),
        ("norm_group", S(nn.Conv2d(2, 6, 3), nn.GroupNorm(3, 6)), (2, 6, 6)),
        ("norm_group_one", S(nn.Conv2d(2, 6, 3), nn.GroupNorm(1, 6)), (2, 6, 6)),
        ("norm_instance", S(nn.Conv2d(2, 6, 3), nn.InstanceNorm2d(6, affine=True)), (2, 6, 6)),
        ("norm_instance_plain", S(nn.Conv1d(2, 6, 3), nn.InstanceNorm1d(6)), (2, 6)),
        ("norm_batch_rows", S(L(6, 6), nn.BatchNorm1d(4)), (4, 6)),
        ("norm_batch_plain", S(L(6, 6), nn.BatchNorm1d(6, affine=False)), (6,)),
        ("norm_root", S(L(6, 6), nn.RMSNorm(6, eps=1e-5)), (4, 6)),
        ("norm_root_plain", S(L(6, 6), nn.RMSNorm(6, elementwise_affine=False)), (4, 6)),
        ("norm_weight", S(nn.utils.parametrizations.weight_norm(L(6, 5)), nn.ReLU()), (6,)),
        ("block", S(nn.Conv2d(2, 4, 3, 1, 1), Block(4, 4, 1), Block(4, 6, 2), nn.AdaptiveAvgPool2d((1, 1)),
                    nn.Flatten(), L(6, 3)), (2, 8, 8)),
        ("unet", UNet(True), (2, 8, 8)), ("unet_bilinear", UNet(False), (2, 8, 8)), ("vision", Vision(), (3, 8, 8)),
        ("rows_of_dense", S(L(4, 5), nn.ReLU(), L(5, 2)), (3, 4)),
    ):  # fmt: skip
        yield name, *each(module, *shape)
    yield from _sequences()
    yield from _joined()


def _sequences() -> Iterator[tuple[str, nn.Module, tuple[torch.Tensor, ...]]]:
    for kind in (nn.LSTM, nn.GRU, nn.RNN):
        k = kind.__name__.lower()
        yield f"{k}", *each(Of(lambda s, x: s.r(x)[0], r=kind(4, 3, batch_first=True)), 5, 4)
        yield f"{k}_both", *each(Of(lambda s, x: s.r(x)[0], r=kind(4, 3, batch_first=True, bidirectional=True)), 5, 4)
        yield f"{k}_stacked", *each(Of(lambda s, x: s.r(x)[0], r=kind(4, 3, 2, batch_first=True)), 5, 4)
        yield (f"{k}_stacked_both",
               *each(Of(lambda s, x: s.r(x)[0], r=kind(4, 3, 2, batch_first=True, bidirectional=True)), 5, 4))  # fmt: skip
        yield f"{k}_time_first", Of(lambda s, x: s.r(x)[0], r=kind(4, 3)), (torch.randn(5, 2, 4),)
        yield (f"{k}_last_of_two",
               *each(Of(lambda s, x: s.d(s.r(x)[0][:, -1]), r=kind(4, 3, 2, batch_first=True), d=nn.Linear(3, 2)), 5, 4))  # fmt: skip
        yield f"{k}_zeros", Tagger(kind), words()
        yield f"{k}_zeros_both", Tagger(kind, 2, True), words()
        ends = (torch.randn(2, 2, 3), torch.randn(2, 2, 3))[: 2 if kind is nn.LSTM else 1]
        whole = (lambda s, x, h, c: s.r(x, (h, c))) if kind is nn.LSTM else (lambda s, x, h: s.r(x, h))
        yield f"{k}_states_given", Of(whole, r=kind(4, 3, batch_first=True, num_layers=2)), (*image(5, 4), *ends)
        lone = tuple(end[:1] for end in ends)
        yield f"{k}_state_given", Of(whole, r=kind(4, 3, batch_first=True)), (*image(5, 4), *lone)
    yield "lstm_states_out", *each(Of(lambda s, x: s.r(x), r=nn.LSTM(4, 3, batch_first=True)), 5, 4)
    yield "lstm_last_state", *each(Of(lambda s, x: s.r(x)[1][0][-1], r=nn.LSTM(4, 3, 2, batch_first=True)), 5, 4)
    yield ("lstm_ends_joined", *each(Of(lambda s, x: torch.cat([(h := s.r(x)[1][0])[-2], h[-1]], -1),
                                        r=nn.LSTM(4, 3, batch_first=True, bidirectional=True)), 5, 4))  # fmt: skip
    yield ("gru_mean", *each(Of(lambda s, x: s.r(x)[0].mean(1),
                                r=nn.GRU(4, 3, batch_first=True, bidirectional=True)), 5, 4))  # fmt: skip
    yield "rnn_relu", *each(Of(lambda s, x: s.r(x)[0], r=nn.RNN(4, 3, batch_first=True, nonlinearity="relu")), 5, 4)
    yield "lstm_projected", *each(Of(lambda s, x: s.r(x)[0], r=nn.LSTM(4, 3, batch_first=True, proj_size=2)), 5, 4)
    yield "lstm_learned_state", Of(
        lambda s, x: s.r(x, (s.h.expand(-1, x.shape[0], -1).contiguous(), s.c.expand(-1, x.shape[0], -1).contiguous()))[0],
        r=nn.LSTM(4, 3, batch_first=True), h=nn.Parameter(torch.randn(1, 1, 3)), c=nn.Parameter(torch.randn(1, 1, 3)),
    ), image(5, 4)  # fmt: skip
    for how in ("plain", "filled", "far", "function"):
        yield f"heads_{how}", *each(Heads(8, 2, 6, how), 6, 8)
        yield f"gpt_{how}", S2(Heads(8, 2, 6, how)), words()
    yield "head_causal", *each(OneHead(8, 4, 6), 6, 8)
    encoder = nn.TransformerEncoderLayer(8, 2, 12, batch_first=True)
    yield "encoder", *each(encoder, 6, 8)
    yield "encoder_time_first", Of(lambda s, x: s.e(x), e=nn.TransformerEncoderLayer(8, 2, 12)), (torch.randn(6, 2, 8),)
    yield "encoder_two", *each(nn.TransformerEncoder(encoder, 2, enable_nested_tensor=False), 6, 8)
    yield "encoder_causal", Causal("float"), words()
    yield "encoder_causal_bool", Causal("bool"), words()
    yield ("decoder", Of(lambda s, x, y: s.d(x, y), d=nn.TransformerDecoderLayer(8, 2, 12, batch_first=True)),
           (*image(5, 8), *image(6, 8)))  # fmt: skip
    yield ("attention", *each(Of(lambda s, x: s.a(x, x, x)[0], a=nn.MultiheadAttention(8, 2, batch_first=True)), 6, 8))
    yield (
        "attention_shares",
        *each(Of(lambda s, x: s.a(x, x, x), a=nn.MultiheadAttention(8, 2, batch_first=True)), 6, 8),
    )
    yield ("attention_across", Of(lambda s, q, k: s.a(q, k, k, need_weights=False)[0],
                                  a=nn.MultiheadAttention(8, 2, batch_first=True, kdim=6, vdim=6)),
           (*image(5, 8), *image(7, 6)))  # fmt: skip
    for how in ("mean", "largest", "conv", "shown"):
        yield f"words_{how}", Words(how), words()
    yield "words_bag", Of(lambda s, x: s.d(s.b(x)), b=nn.EmbeddingBag(11, 5, mode="mean"), d=nn.Linear(5, 2)), words()
    yield ("words_places", Of(lambda s, x: s.d(s.t(x) + s.p(torch.arange(x.shape[1]))), t=nn.Embedding(11, 5),
                              p=nn.Embedding(6, 5), d=nn.Linear(5, 2)), words())  # fmt: skip
    yield ("words_conv", Of(lambda s, x: s.d(torch.cat([F.relu(c(s.t(x).transpose(1, 2))).amax(2) for c in s.c], 1)),
                            t=nn.Embedding(11, 5), c=nn.ModuleList([nn.Conv1d(5, 3, k) for k in (2, 3)]),
                            d=nn.Linear(6, 2)), words())  # fmt: skip
    yield "words_lstm", Of(lambda s, x: s.d(s.r(s.t(x))[1][0][-1]), t=nn.Embedding(11, 5),
                           r=nn.LSTM(5, 3, batch_first=True), d=nn.Linear(3, 2)), words()  # fmt: skip


def S2(heads: nn.Module) -> nn.Module:
    """A small GPT around attention."""

    def forward(s: Any, x: torch.Tensor) -> torch.Tensor:
        y = s.table(x) + s.places(torch.arange(x.shape[1]))
        y = y + s.heads(s.norm1(y))
        return s.head(s.norm3(y + s.wide(s.norm2(y))))

    return Of(
        forward, table=nn.Embedding(11, 8), places=nn.Embedding(6, 8), heads=heads, norm1=nn.LayerNorm(8),
        norm2=nn.LayerNorm(8), norm3=nn.LayerNorm(8), head=nn.Linear(8, 11, bias=False),
        wide=nn.Sequential(nn.Linear(8, 12), nn.GELU(), nn.Linear(12, 8)),
    )  # fmt: skip


def _joined() -> Iterator[tuple[str, nn.Module, tuple[torch.Tensor, ...]]]:
    L = nn.Linear
    yield "two_inputs", Of(lambda s, x, y: s.d(torch.cat([s.a(x), s.b(y)], -1)), a=L(4, 3), b=L(5, 2), d=L(5, 1)), (
        *image(4), *image(5))  # fmt: skip
    yield "two_outputs", *each(Of(lambda s, x: (s.a(x), torch.sigmoid(s.b(x))), a=L(4, 3), b=L(4, 2)), 4)
    yield "divided", Of(lambda s, x, y: s.a(x) / (s.a(y).abs() + 1), a=L(4, 3)), (*image(4), *image(4))
    yield "alike", Of(lambda s, x, y: F.cosine_similarity(s.a(x), s.a(y)), a=L(4, 3)), (*image(4), *image(4))
    yield "apart", Of(lambda s, x, y: torch.norm(s.a(x) - s.a(y), dim=1), a=L(4, 3)), (*image(4), *image(4))
    yield "siamese", Of(lambda s, x, y: s.d((s.a(x) - s.a(y)).abs()), a=L(4, 3), d=L(3, 1)), (*image(4), *image(4))
    yield "bilinear", Of(lambda s, x, y: s.a(x, y), a=nn.Bilinear(4, 5, 3)), (*image(4), *image(5))
    yield "products", Of(lambda s, x, y: torch.bmm(x, y.transpose(1, 2))), (*image(3, 4), *image(5, 4))
    yield "squeezed", *each(Of(lambda s, x: x * torch.sigmoid(s.b(F.relu(s.a(x.mean((2, 3)))))).view(-1, 4, 1, 1),
                               a=L(4, 2), b=L(2, 4)), 4, 5, 6)  # fmt: skip
    yield "squeezed_conv", *each(Of(lambda s, x: x * torch.sigmoid(s.b(F.relu(s.a(F.adaptive_avg_pool2d(x, 1))))),
                                    a=nn.Conv2d(4, 2, 1), b=nn.Conv2d(2, 4, 1)), 4, 5, 6)  # fmt: skip
    yield "dense_net", *each(Of(lambda s, x: s.b(F.relu(torch.cat([x, F.relu(s.a(x))], 1))),
                                a=nn.Conv2d(2, 3, 3, padding=1), b=nn.Conv2d(5, 2, 1)), 2, 5, 5)  # fmt: skip
    yield "convnext", *each(Of(
        lambda s, x: x + (s.g * s.c(F.gelu(s.b(s.n(s.a(x).permute(0, 2, 3, 1)))))).permute(0, 3, 1, 2),
        a=nn.Conv2d(4, 4, 7, padding=3, groups=4), n=nn.LayerNorm(4), b=L(4, 8), c=L(8, 4),
        g=nn.Parameter(torch.randn(4)),
    ), 4, 6, 6)  # fmt: skip
    yield "inverted", *each(nn.Sequential(
        nn.Conv2d(3, 6, 1), nn.BatchNorm2d(6), nn.ReLU6(), nn.Conv2d(6, 6, 3, 2, 1, groups=6), nn.BatchNorm2d(6),
        nn.Hardswish(), nn.Conv2d(6, 4, 1), nn.BatchNorm2d(4)), 3, 8, 8)  # fmt: skip
    yield "gated_wave", *each(Of(lambda s, x: x + s.o(torch.tanh(s.a(x)) * torch.sigmoid(s.b(x))),
                                 a=nn.Conv1d(3, 4, 3, padding=1), b=nn.Conv1d(3, 4, 3, padding=1),
                                 o=nn.Conv1d(4, 3, 1)), 3, 8)  # fmt: skip
    yield "conv_lstm", *each(Of(lambda s, x: s.d(s.r(F.relu(s.c(x)).transpose(1, 2))[0][:, -1]), c=nn.Conv1d(3, 4, 3),
                                r=nn.LSTM(4, 3, batch_first=True), d=L(3, 2)), 3, 8)  # fmt: skip
    yield "prelu_conv", *each(nn.Sequential(nn.Conv1d(3, 4, 3), nn.PReLU(4), nn.Flatten(), L(24, 2)), 3, 8)
    yield "prelu_volume", *each(nn.Sequential(nn.Conv3d(1, 2, 2), nn.PReLU(2)), 1, 3, 3, 3)
    yield "code", *each(Of(lambda s, x: (s.a(x), s.b(x), s.a(x) + torch.exp(0.5 * s.b(x))), a=L(4, 3), b=L(4, 3)), 4)
    yield "mixed", *each(Of(lambda s, x: sum(s.g(x).softmax(-1)[:, i : i + 1] * s.e[i](x) for i in range(2)),
                            g=L(4, 2), e=nn.ModuleList([L(4, 3), L(4, 3)])), 4)  # fmt: skip
    yield "highway", *each(Of(lambda s, x: (t := torch.sigmoid(s.t(x))) * F.relu(s.h(x)) + (1 - t) * x, t=L(4, 4),
                              h=L(4, 4)), 4)  # fmt: skip
    yield "standardized", *each(Of(lambda s, x: s.a((x - s.m) / s.d), a=L(4, 3), m=torch.randn(4),
                                   d=torch.rand(4) + 0.5), 4)  # fmt: skip
    yield "standardized_image", *each(Of(lambda s, x: s.a((x - s.m) / s.d), a=nn.Conv2d(3, 2, 3),
                                         m=torch.randn(3, 1, 1), d=torch.rand(3, 1, 1) + 0.5), 3, 5, 5)  # fmt: skip
    yield "places_scaled", *each(Of(lambda s, x: s.a(x) * s.p, a=L(4, 4), p=nn.Parameter(torch.randn(3, 4))), 3, 4)
    yield "token_mixer", *each(Of(lambda s, x: x + s.a(x.transpose(1, 2)).transpose(1, 2), a=L(5, 5)), 5, 4)


# Models for which the number of samples is not left open: 1, or none at all.
FIXED = {
    "mlp": (nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 3)), (1, 5)),
    "cnn": (nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 3)), (1, 2, 8, 8)),
    "flat_view": (Of(lambda s, x: s.b(torch.relu(s.a(x)).view(1, -1)), a=nn.Conv2d(2, 4, 3), b=nn.Linear(64, 3)), (1, 2, 6, 6)),
    "lstm": (Of(lambda s, x: s.d(s.r(x, (torch.zeros(1, 1, 3), torch.zeros(1, 1, 3)))[0][:, -1]),
                r=nn.LSTM(4, 3, batch_first=True), d=nn.Linear(3, 2)), (1, 5, 4)),
    "encoder": (nn.TransformerEncoderLayer(8, 2, 12, batch_first=True), (1, 6, 8)),
    "bare_vector": (nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 3)), (5,)),
    "bare_image": (Of(lambda s, x: s.b(torch.relu(s.a(x)).flatten()), a=nn.Conv2d(2, 4, 3), b=nn.Linear(64, 3)), (2, 6, 6)),
    "bare_sequence": (Of(lambda s, x: s.d(s.r(x)[0]), r=nn.GRU(4, 3), d=nn.Linear(3, 2)), (5, 4)),
}  # fmt: skip


def exported(model: nn.Module, inputs: tuple[torch.Tensor, ...], how: dict[str, Any], fixed: bool) -> bytes:
    """The file, without comments."""
    names, size = [f"x{i}" for i in range(len(inputs))], 2
    options = dict(how)
    if not fixed:
        axes = [next(i for i, n in enumerate(x.shape) if n == size) for x in inputs]
        if how["dynamo"]:
            options["dynamic_shapes"] = (tuple({axis: torch.export.Dim.DYNAMIC} for axis in axes),)
            options["dynamic_shapes"] = options["dynamic_shapes"] if isinstance(model, Of) else tuple(
                {axis: torch.export.Dim.DYNAMIC} for axis in axes
            )  # fmt: skip
        else:
            options["dynamic_axes"] = {name: {axis: "batch"} for name, axis in zip(names, axes, strict=True)}
    file = io.BytesIO()
    program = torch.onnx.export(model, inputs, file, input_names=names, verbose=False, **options)
    found = onnx.load_from_string(file.getvalue()) if file.getvalue() else program.model_proto
    return stripped(found)


def stripped(model: Any) -> bytes:
    """Without traces and remarks."""
    del model.metadata_props[:]
    waiting = [model.graph, *model.functions]
    while waiting:
        graph = waiting.pop()
        graph.doc_string = ""
        del graph.metadata_props[:]
        for held in (*graph.node, *getattr(graph, "initializer", ()), *graph.value_info):
            held.doc_string = ""
            if hasattr(held, "metadata_props"):
                del held.metadata_props[:]
        for node in graph.node:
            waiting += [attribute.g for attribute in node.attribute if attribute.HasField("g")]
        if hasattr(graph, "input"):
            for end in (*graph.input, *graph.output):
                del end.metadata_props[:]
        del graph.value_info[:]
    return model.SerializeToString()


def numbers(inputs: tuple[torch.Tensor, ...], outputs: Any) -> bytes:
    """Inputs and outputs as an .npz."""
    flat = outputs if isinstance(outputs, tuple | list) else (outputs,)
    flat = [one for part in flat for one in (part if isinstance(part, tuple | list) else (part,))]
    arrays = {f"x{i}": x.numpy() for i, x in enumerate(inputs)} | {f"y{i}": y.numpy() for i, y in enumerate(flat)}
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def main(folder: Path) -> None:
    """One archive for each exporter."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    for kind, how in KINDS.items():
        entries: dict[str, bytes] = {}
        torch.manual_seed(7)
        cases = [(name, model, inputs, False) for name, model, inputs in models()]
        cases += [(f"fixed_{name}", model, (torch.randn(*shape),), True) for name, (model, shape) in FIXED.items()]
        for name, model, inputs, fixed in cases:
            model.eval()
            for part in model.modules():  # statistics and factors that hide no mistake
                if isinstance(part, nn.modules.batchnorm._BatchNorm):
                    part.running_mean.normal_()
                    part.running_var.uniform_(0.5, 2)
                for factor in ("weight", "bias"):
                    held = getattr(part, factor, None)
                    if "Norm" in type(part).__name__ and isinstance(held, nn.Parameter):
                        nn.init.uniform_(held, 0.5, 1.5)
                if isinstance(part, nn.PReLU):
                    nn.init.uniform_(part.weight, 0.1, 0.6)
            with torch.no_grad():
                outputs = model(*inputs)
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    data = exported(model, inputs, how, fixed)
            except Exception as error:
                print(f"{kind} {name}: not exported: {str(error).splitlines()[0][:120] if str(error) else error!r}")
                continue
            entries[f"{name}.onnx"] = data
            entries[f"{name}.npz"] = numbers(inputs, outputs)
        with zipfile.ZipFile(folder / f"torch-2.13-{kind}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, data in sorted(entries.items()):
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        print(kind, len(entries) // 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
