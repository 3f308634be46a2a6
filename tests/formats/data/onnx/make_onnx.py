"""Makes the models beside it: python make_onnx.py, with torch, onnxscript, keras, scikit-learn and skl2onnx installed.

Each NAME.onnx was exported by the library that NAME begins with; NAME.npz holds inputs (x0, x1 …) and what that
library computed of them (y0, y1 …). They are kept, because the exporters are heavy and not needed otherwise.
"""

from __future__ import annotations

import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch
from skl2onnx import to_onnx
from sklearn.neural_network import MLPClassifier, MLPRegressor
from torch import nn

HERE = Path(__file__).parent


class Residual(nn.Module):
    """The beginning of a ResNet, with its shortcut."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 4, 7, 2, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(3, 2, 1)
        )
        self.first = nn.Sequential(nn.Conv2d(4, 6, 3, 2, 1, bias=False), nn.BatchNorm2d(6), nn.ReLU())
        self.second = nn.Sequential(nn.Conv2d(6, 6, 3, 1, 1, bias=False), nn.BatchNorm2d(6))
        self.short = nn.Sequential(nn.Conv2d(4, 6, 1, 2, bias=False), nn.BatchNorm2d(6))
        self.classes = nn.Linear(6, 5)

    def forward(self, x):
        x = self.stem(x)
        x = torch.relu(self.second(self.first(x)) + self.short(x))
        return self.classes(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


class Words(nn.Module):
    """Embedded words with positions, a block of a transformer, their mean."""

    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(11, 8), nn.Parameter(torch.randn(1, 5, 8))
        self.look, self.first, self.second = (
            nn.MultiheadAttention(8, 2, batch_first=True),
            nn.LayerNorm(8),
            nn.LayerNorm(8),
        )
        self.each = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))
        self.classes = nn.Linear(8, 2)

    def forward(self, x):
        x = self.words(x) + self.places
        x = self.first(x + self.look(x, x, x, need_weights=False)[0])
        return self.classes(self.second(x + self.each(x)).mean(1))


class Sequence(nn.Module):
    """A recurrent layer and what is read of it."""

    def __init__(self, kind, last, **options):
        super().__init__()
        self.read, self.last = kind(4, 6, batch_first=True, **options), last
        self.out = nn.Linear(12 if options.get("bidirectional") else 6, 3)

    def forward(self, x):
        y, _ = self.read(x)
        return self.out(y[:, -1] if self.last else y)


TORCH = {
    "mlp": (
        lambda: nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.BatchNorm1d(8), nn.Linear(8, 3), nn.Softmax(-1)),
        (6,),
    ),
    "cnn": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3, padding=1), nn.ReLU(),
            nn.AvgPool2d(2), nn.Flatten(), nn.Linear(5 * 2 * 3, 7), nn.ReLU(), nn.Linear(7, 3),
        ),
        (3, 10, 14),
    ),
    "depthwise": (
        lambda: nn.Sequential(
            nn.Conv2d(4, 4, 3, 2, 1, groups=4), nn.ReLU6(), nn.Conv2d(4, 6, 1), nn.Hardswish(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 2),
        ),
        (4, 9, 8),
    ),
    "residual": (Residual, (3, 32, 40)),
    "words": (Words, (5,)),
    "lstm": (lambda: Sequence(nn.LSTM, True), (7, 4)),
    "lstm_both": (lambda: Sequence(nn.LSTM, False, bidirectional=True), (7, 4)),
    "gru": (lambda: Sequence(nn.GRU, True, num_layers=2), (7, 4)),
}  # fmt: skip


def kept(name, inputs, outputs):
    """Inputs and outputs beside a model."""
    arrays = {f"x{i}": x for i, x in enumerate(inputs)} | {f"y{i}": y for i, y in enumerate(outputs)}
    np.savez_compressed(HERE / f"{name}.npz", **arrays)


def from_torch():
    for name, (make, shape) in TORCH.items():
        torch.manual_seed(1)
        model = make().eval()
        for module in model.modules():
            if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
                nn.init.uniform_(module.running_mean, -0.3, 0.3)
                nn.init.uniform_(module.running_var, 0.7, 1.3)
        x = torch.randint(0, 11, (4, *shape)) if name == "words" else torch.randn(4, *shape)
        path, open_batch = HERE / f"torch_{name}.onnx", ({0: torch.export.Dim("batch")},)
        torch.onnx.export(model, (x,), str(path), dynamo=True, dynamic_shapes=open_batch, external_data=False)
        kept(f"torch_{name}", [x.numpy()], [model(x).detach().numpy()])


def from_keras():
    keras.utils.set_random_seed(1)
    layers = keras.layers
    models = {
        "cnn": [
            keras.Input((10, 12, 3)), layers.Conv2D(4, 3, padding="same", activation="relu"),
            layers.BatchNormalization(), layers.MaxPooling2D(), layers.DepthwiseConv2D(3),
            layers.Flatten(), layers.Dense(3, "softmax"),
        ],
        "mlp": [keras.Input((6,)), layers.Dense(5, "gelu"), layers.Dropout(0.5), layers.Dense(2)],
    }  # fmt: skip
    for name, parts in models.items():
        model = keras.Sequential(parts)
        x = np.random.default_rng(2).normal(size=(4, *model.input_shape[1:])).astype("float32")
        y = keras.ops.convert_to_numpy(model(x))  # called before it is exported
        model.export(str(HERE / f"keras_{name}.onnx"), format="onnx", verbose=False)
        kept(f"keras_{name}", [x], [y])


def from_scikit_learn():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(60, 5)).astype("float32")
    labels, two, many = (x[:, 0] * 2).round().clip(-1, 1).astype(int), (x[:, 1] > 0).astype(int), x[:, 0] * x[:, 2]
    classifier, regressor = ({"hidden_layer_sizes": sizes, "max_iter": 50} for sizes in ((8, 6), (7,)))
    models = {
        "classes": (MLPClassifier(**classifier, random_state=1).fit(x, labels), "predict_proba"),
        "two_classes": (MLPClassifier(**classifier, activation="tanh", random_state=1).fit(x, two), "predict_proba"),
        "numbers": (MLPRegressor(**regressor, random_state=1).fit(x, many), "predict"),
    }
    for name, (model, method) in models.items():
        (HERE / f"sklearn_{name}.onnx").write_bytes(to_onnx(model, x[:1], options=_plain(model)).SerializeToString())
        y = np.asarray(getattr(model, method)(x[:7]), "float32")
        kept(f"sklearn_{name}", [x[:7]], [y.reshape(7, -1)])


def _plain(model):
    return {"zipmap": False} if isinstance(model, MLPClassifier) else None


if __name__ == "__main__":
    from_torch()
    from_keras()
    from_scikit_learn()
