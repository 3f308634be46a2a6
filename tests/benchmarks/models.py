"""The models that are timed, as each contestant's own user would write them; and the data that all of them get."""

from __future__ import annotations

import numpy as np

# name: (what it is, input shape, batch, samples an epoch)
MODELS = {
    "M1": ("784-64-10, Adam", (784,), 128, 60_032),
    "M2": ("Conv32 relu pool dropout Dense128 dropout Dense10, Adam", (28, 28, 1), 128, 3_840),
    "M3": ("784-128-10, Adam", (784,), 32, 30_016),
    "M4": ("Conv32 pool Conv64 pool Dense128 Dense10, Adam", (28, 28, 1), 128, 2_560),
    "M4c": ("M4 in 32 × 32 × 3", (32, 32, 3), 128, 2_560),
    "M5": ("784-128-128-10, SGD Nesterov", (784,), 128, 60_032),
    "M6": ("LSTM128 over 28 × 28, Dense10, Adam", (28, 28), 64, 6_400),
    "M6g": ("M6 with GRU128", (28, 28), 64, 6_400),
    "M6s": ("M6 with SimpleRNN128", (28, 28), 64, 6_400),
    "M7": ("M4 with BatchNormalization", (28, 28, 1), 128, 2_560),
    "M8": ("ResNet-20 in 32 × 32 × 3, Adam", (32, 32, 3), 128, 640),
    "M9": ("Depthwise separable in 32 × 32 × 3, Adam", (32, 32, 3), 128, 640),
    "M10": ("Transformer encoder: 2 blocks, width 64, 4 heads, 64 steps, Adam", (64, 64), 64, 1_280),
}
DENSE = ("M1", "M3", "M5")

# Multiply-and-adds of the layers of one sample's forward pass, the first layer first, where they are few to count.
FORWARD = {
    "M1": (784 * 64, 640),
    "M2": (26 * 26 * 9 * 32, 13 * 13 * 32 * 128, 1280),
    "M3": (784 * 128, 1280),
    "M4": (28 * 28 * 9 * 32, 14 * 14 * 9 * 32 * 64, 7 * 7 * 64 * 128, 1280),
    "M4c": (32 * 32 * 27 * 32, 16 * 16 * 9 * 32 * 64, 8 * 8 * 64 * 128, 1280),
    "M5": (784 * 128, 128 * 128, 1280),
    "M6": (28 * 28 * 512, 28 * 128 * 512, 1280),
}
# Training takes a forward pass, the weights' gradients and, but for the first layer, the inputs' gradients.
OPERATIONS = {name: 2 * layers[0] + 3 * sum(layers[1:]) for name, layers in FORWARD.items()}


def data(model: str) -> tuple[np.ndarray, np.ndarray, int]:
    """Samples like MNIST's (four fifths zeros, some labels wrong, so that the loss stays above 0), classes, batch."""
    _, shape, batch, count = MODELS[model]
    rng = np.random.default_rng(0)
    y = rng.integers(0, 10, count)
    patterns = rng.random((10, *shape), dtype=np.float32) * (rng.random((10, *shape)) < 0.2)
    x = (patterns[y] * rng.random((count, *shape), dtype=np.float32)).astype(np.float32)
    wrong = rng.random(count) < 0.15
    y[wrong] = rng.integers(0, 10, int(wrong.sum()))
    return x, y, batch
