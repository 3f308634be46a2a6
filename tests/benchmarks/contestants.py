"""Each contestant trains one epoch at a time, through its own ordinary way: `build` a model, then `epoch` it.

This file runs in the contestant's own environment: it imports nothing of NetBuilder unless NetBuilder is asked.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.models import DENSE, data


class NetBuilder:
    """The ordinary `fit`: shuffling, loss and accuracy included."""

    def build(self, name: str) -> None:
        from netbuilder.engine.model import compile_model
        from netbuilder.engine.optimizers import SGD
        from netbuilder.engine.settings import TrainingSettings
        from netbuilder.layers import Dense, Input
        from netbuilder.layers.convolution import Conv2D
        from netbuilder.layers.pooling import MaxPooling2D
        from netbuilder.layers.recurrent import LSTM
        from netbuilder.layers.regularization import Dropout
        from netbuilder.layers.reshaping import Flatten
        from tests.networks import chain

        self.x, self.y, batch = data(name)
        head = Dense(10, "softmax")
        body = {
            "M1": [Dense(64, "relu")],
            "M2": [
                Conv2D(32, 3, activation="relu"),
                MaxPooling2D(),
                Dropout(0.25),
                Flatten(),
                Dense(128, "relu"),
                Dropout(0.5),
            ],
            "M3": [Dense(128, "relu")],
            "M4": [
                Conv2D(32, 3, padding="same", activation="relu"),
                MaxPooling2D(),
                Conv2D(64, 3, padding="same", activation="relu"),
                MaxPooling2D(),
                Flatten(),
                Dense(128, "relu"),
            ],
            "M5": [Dense(128, "relu"), Dense(128, "relu")],
            "M6": [LSTM(128)],
        }[name]
        optimizer = SGD(0.01, momentum=0.9, nesterov=True) if name == "M5" else "adam"
        settings = TrainingSettings("sparse_categorical_crossentropy", optimizer, epochs=1, batch_size=batch, seed=0)
        self.model = compile_model(chain(Input(self.x.shape[1:]), *body, head), settings)

    def epoch(self) -> float:
        from netbuilder.engine.fit import Samples, fit, last

        return last(fit(self.model, Samples((self.x,), (self.y,)))).history["loss"][0]


class Keras:
    """model.fit on one of the backends."""

    def __init__(self, backend: str) -> None:
        os.environ["KERAS_BACKEND"] = backend
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

    def build(self, name: str) -> None:
        import keras
        from keras import layers

        self.x, self.y, self.batch = data(name)
        conv = {"activation": "relu", "padding": "same"}
        body = {
            "M1": lambda: [layers.Dense(64, activation="relu")],
            "M2": lambda: [
                layers.Conv2D(32, 3, activation="relu"),
                layers.MaxPooling2D(),
                layers.Dropout(0.25),
                layers.Flatten(),
                layers.Dense(128, activation="relu"),
                layers.Dropout(0.5),
            ],
            "M3": lambda: [layers.Dense(128, activation="relu")],
            "M4": lambda: [
                layers.Conv2D(32, 3, **conv),
                layers.MaxPooling2D(),
                layers.Conv2D(64, 3, **conv),
                layers.MaxPooling2D(),
                layers.Flatten(),
                layers.Dense(128, activation="relu"),
            ],
            "M5": lambda: [layers.Dense(128, activation="relu"), layers.Dense(128, activation="relu")],
            "M6": lambda: [layers.LSTM(128)],
        }[name]()
        self.model = keras.Sequential([keras.Input(self.x.shape[1:]), *body, layers.Dense(10, activation="softmax")])
        optimizer = keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True) if name == "M5" else "adam"
        self.model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])

    def epoch(self) -> float:
        return float(self.model.fit(self.x, self.y, batch_size=self.batch, epochs=1, verbose=0).history["loss"][0])


class Torch:
    """A plain training loop in eager mode."""

    def build(self, name: str) -> None:
        import torch
        from torch import nn

        torch.set_num_threads(os.cpu_count() or 2)
        x, y, self.batch = data(name)

        class Last(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.rnn = nn.LSTM(28, 128, batch_first=True)

            def forward(self, batch):
                return self.rnn(batch)[0][:, -1]

        self.model = {
            "M1": lambda: nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)),
            "M2": lambda: nn.Sequential(
                nn.Conv2d(1, 32, 3),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Dropout(0.25),
                nn.Flatten(),
                nn.Linear(5408, 128),
                nn.ReLU(),
                nn.Dropout(0.5),
                nn.Linear(128, 10),
            ),
            "M3": lambda: nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)),
            "M4": lambda: nn.Sequential(
                nn.Conv2d(1, 32, 3, padding=1),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(32, 64, 3, padding=1),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Flatten(),
                nn.Linear(3136, 128),
                nn.ReLU(),
                nn.Linear(128, 10),
            ),
            "M5": lambda: nn.Sequential(
                nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10)
            ),
            "M6": lambda: nn.Sequential(Last(), nn.Linear(128, 10)),
        }[name]()
        self.x = torch.from_numpy(x.transpose(0, 3, 1, 2).copy() if x.ndim == 4 else x)
        self.y = torch.from_numpy(y)
        if name == "M5":
            self.optimizer = torch.optim.SGD(self.model.parameters(), 0.01, momentum=0.9, nesterov=True)
        else:
            self.optimizer = torch.optim.Adam(self.model.parameters())

    def epoch(self) -> float:
        import torch
        from torch.nn.functional import cross_entropy

        self.model.train()
        order, total, right = torch.randperm(len(self.x)), 0.0, 0
        for start in range(0, len(order), self.batch):
            index = order[start : start + self.batch]
            x, y = self.x[index], self.y[index]
            output = self.model(x)
            loss = cross_entropy(output, y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(y)
            right += (output.argmax(1) == y).sum().item()
        return total / len(order)


class ScikitLearn:
    """MLPClassifier, for the dense models."""

    def build(self, name: str) -> None:
        import warnings

        from sklearn.neural_network import MLPClassifier

        warnings.filterwarnings("ignore")
        if name not in DENSE:
            raise ValueError("scikit-learn has dense networks only")
        self.x, self.y, batch = data(name)
        sizes = {"M1": (64,), "M3": (128,), "M5": (128, 128)}[name]
        sgd = {"solver": "sgd", "learning_rate_init": 0.01, "momentum": 0.9, "nesterovs_momentum": True}
        how = sgd if name == "M5" else {"solver": "adam"}
        self.model = MLPClassifier(sizes, batch_size=batch, max_iter=1, alpha=0, warm_start=True, **how)

    def epoch(self) -> float:
        self.model.fit(self.x, self.y)
        return float(self.model.loss_)


CONTESTANTS = {
    "NetBuilder": NetBuilder,
    "Keras-TensorFlow": lambda: Keras("tensorflow"),
    "Keras-JAX": lambda: Keras("jax"),
    "PyTorch": Torch,
    "scikit-learn": ScikitLearn,
}


def main() -> None:
    """Answers commands on standard input, a JSON object a line: {"build": "M1"} and {"epoch": 1}."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # frameworks print what they like
    contestant = CONTESTANTS[sys.argv[1]]()
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if "build" in command:
                contestant.build(command["build"])
                contestant.epoch()  # compiles, and warms the caches
                answer = {}
            else:
                start = time.perf_counter()
                loss = contestant.epoch()
                answer = {"rate": len(contestant.x) / (time.perf_counter() - start), "loss": loss}
        except (ImportError, ValueError) as error:
            answer = {"error": str(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
