"""The networks of the benchmark for PyTorch, as its users write them: channels first, logits at the end."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import relu


class Recurrent(nn.Module):
    """A recurrent layer over the rows of an image, and a classifier of what it gives last."""

    def __init__(self, kind: type[nn.RNNBase]) -> None:
        super().__init__()
        self.recurrent, self.classifier = kind(28, 128, batch_first=True), nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.recurrent(x)[0][:, -1])


def two_convolutions(channels: int, side: int, normalized: bool = False) -> nn.Module:
    def stage(before: int, filters: int) -> list[nn.Module]:
        convolution = nn.Conv2d(before, filters, 3, padding=1, bias=not normalized)
        return [convolution, *([nn.BatchNorm2d(filters)] if normalized else []), nn.ReLU(), nn.MaxPool2d(2)]

    flat = 64 * (side // 4) ** 2
    dense = [nn.Flatten(), nn.Linear(flat, 128), nn.ReLU(), nn.Linear(128, 10)]
    return nn.Sequential(*stage(channels, 32), *stage(32, 64), *dense)


def dropped_out() -> nn.Module:
    first = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten()]
    return nn.Sequential(*first, nn.Linear(5408, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))


def dense(*widths: int) -> nn.Module:
    parts: list[nn.Module] = []
    for before, after in pairwise(widths):
        parts += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*parts[:-1])


class Block(nn.Module):
    """A residual block, with a projection where the size changes."""

    def __init__(self, before: int, filters: int, stride: int) -> None:
        super().__init__()
        self.first = normalized(before, filters, 3, stride)
        self.second = normalized(filters, filters, 3, 1)
        self.passed = normalized(before, filters, 1, stride) if stride > 1 else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return relu(self.second(relu(self.first(x))) + self.passed(x))


def normalized(before: int, filters: int, size: int, stride: int) -> nn.Module:
    convolution = nn.Conv2d(before, filters, size, stride, padding=size // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(filters))


def resnet() -> nn.Module:
    parts, before = [normalized(3, 16, 3, 1), nn.ReLU()], 16
    for filters in (16, 32, 64):
        for i in range(3):
            parts.append(Block(before, filters, 2 if filters > 16 and i == 0 else 1))
            before = filters
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def separable() -> nn.Module:
    parts, before = [normalized(3, 32, 3, 1), nn.ReLU()], 32
    for filters, stride in ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1)):
        depthwise = nn.Conv2d(before, before, 3, stride, padding=1, groups=before, bias=False)
        parts += [depthwise, nn.BatchNorm2d(before), nn.ReLU(), normalized(before, filters, 1, 1), nn.ReLU()]
        before = filters
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(256, 10))


class Encoder(nn.Module):
    """Two blocks of a Transformer's encoder, and a classifier of the mean of the steps."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*(nn.TransformerEncoderLayer(64, 4, 128, 0.0, batch_first=True) for _ in "12"))
        self.classifier = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.blocks(x).mean(1))


NETWORKS = {
    "M1": lambda: dense(784, 64, 10),
    "M2": dropped_out,
    "M3": lambda: dense(784, 128, 10),
    "M4": lambda: two_convolutions(1, 28),
    "M4c": lambda: two_convolutions(3, 32),
    "M5": lambda: dense(784, 128, 128, 10),
    "M6": lambda: Recurrent(nn.LSTM),
    "M6g": lambda: Recurrent(nn.GRU),
    "M6s": lambda: Recurrent(nn.RNN),
    "M7": lambda: two_convolutions(1, 28, normalized=True),
    "M8": resnet,
    "M9": separable,
    "M10": Encoder,
}


def optimizer_of(name: str, network: nn.Module) -> torch.optim.Optimizer:
    if name == "M5":
        return torch.optim.SGD(network.parameters(), 0.01, momentum=0.9, nesterov=True)
    return torch.optim.Adam(network.parameters())
