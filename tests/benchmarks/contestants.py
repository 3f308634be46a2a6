"""Each contestant works through its own ordinary way: `build` a model, then train an `epoch` or `predict` samples.

This file runs in the contestant's own environment: it imports nothing of NetBuilder unless NetBuilder is asked.
"""

from __future__ import annotations

import json
import os
import runpy
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.models import DENSE, data


def script(name: str) -> Path:
    """The network as a Keras script: Keras runs it, NetBuilder reads it."""
    return Path(__file__).with_name("networks") / f"{name.lower()}.py"


class NetBuilder:
    """The ordinary `fit`: shuffling, loss and accuracy included."""

    def build(self, name: str) -> None:
        from netbuilder.engine.model import compile_model
        from netbuilder.formats.script_reading import read_text

        self.x, self.y, batch = data(name)
        reading = read_text(script(name).read_text("utf-8"))
        self.model = compile_model(reading.graph, reading.training.replace(epochs=1, batch_size=batch, seed=0))

    def epoch(self) -> float:
        from netbuilder.engine.fit import Samples, fit, last

        return last(fit(self.model, Samples((self.x,), (self.y,)))).history["loss"][0]

    def predict(self, x: np.ndarray) -> np.ndarray:
        return self.model.predict([x])[0]


class Keras:
    """model.fit on one of the backends."""

    def __init__(self, backend: str) -> None:
        os.environ["KERAS_BACKEND"] = backend
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

    def build(self, name: str) -> None:
        self.x, self.y, self.batch = data(name)
        self.model = runpy.run_path(str(script(name)))["model"]

    def epoch(self) -> float:
        return float(self.model.fit(self.x, self.y, batch_size=self.batch, epochs=1, verbose=0).history["loss"][0])

    def predict(self, x: np.ndarray) -> np.ndarray:
        return self.model.predict(x, verbose=0)


class Torch:
    """A plain training loop in eager mode."""

    def build(self, name: str) -> None:
        import torch

        torch.set_num_threads(os.cpu_count() or 2)
        from tests.benchmarks.torch_networks import NETWORKS, optimizer_of

        x, y, self.batch = data(name)
        self.model = NETWORKS[name]()
        self.optimizer = optimizer_of(name, self.model)
        self.x = torch.from_numpy(x.transpose(0, 3, 1, 2).copy() if x.ndim == 4 else x)
        self.y = torch.from_numpy(y)

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

    def predict(self, x: Any) -> Any:
        import torch

        self.model.eval()
        with torch.inference_mode():
            return self.model(x)


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

    def predict(self, x: np.ndarray) -> np.ndarray:
        return self.model.predict_proba(x)


CONTESTANTS = {
    "NetBuilder": NetBuilder,
    "Keras-TensorFlow": lambda: Keras("tensorflow"),
    "Keras-JAX": lambda: Keras("jax"),
    "PyTorch": Torch,
    "scikit-learn": ScikitLearn,
}


def single(contestant: Any, calls: int) -> float:
    """The median time of a prediction of one sample, of so many calls; the first few are not counted."""
    times = []
    for i in range(-(-calls // 10) + calls):
        x = contestant.x[i % 100 : i % 100 + 1]
        start = time.perf_counter()
        contestant.predict(x)
        times.append(time.perf_counter() - start)
    return statistics.median(times[-calls:])


def main() -> None:
    """Answers commands on standard input, a JSON object a line: {"build": "M1"}, {"epoch": 1} and {"predict": 100}."""
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
            elif "predict" in command:
                answer = {"seconds": single(contestant, command["predict"])}
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
