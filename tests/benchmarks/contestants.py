"""Each contestant works through its own ordinary way: `build` a model, then train an `epoch` or `predict` samples.

This file runs in the contestant's own environment: it imports nothing of NetBuilder unless NetBuilder is asked.
"""

from __future__ import annotations

import ctypes
import gc
import json
import math
import os
import runpy
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.models import DENSE, MODELS, data


def script(name: str) -> Path:
    """The network as a Keras script: Keras runs it, NetBuilder reads it."""
    return Path(__file__).with_name("networks") / f"{name.lower()}.py"


def given_or_made(name: str, given: Any) -> Any:
    """Samples that were made before, or new ones; and the batch."""
    return (*given, MODELS[name][2]) if given else data(name)


class NetBuilder:
    """The ordinary `fit`: shuffling, loss and accuracy included."""

    def __init__(self, kernels: str = "numpy") -> None:
        self.kernels = kernels

    def build(self, name: str, given: Any = None) -> None:
        from netbuilder.engine.model import compile_model
        from netbuilder.formats.script_reading import read_text

        self.x, self.y, self.batch = given_or_made(name, given)
        reading = read_text(script(name).read_text("utf-8"))
        self.model = compile_model(reading.graph, self._settings(reading.training, self.batch))

    def _settings(self, training: Any, batch: int) -> Any:
        return training.replace(epochs=1, batch_size=batch, seed=0, kernels=self.kernels)

    def epoch(self) -> float:
        from netbuilder.engine.fit import Samples, fit, last

        return last(fit(self.model, Samples((self.x,), (self.y,)))).history["loss"][0]

    def predict(self, x: np.ndarray) -> np.ndarray:
        return self.model.predict([x])[0]

    def load(self) -> None:
        """Loads the libraries, and lets them take the room that is theirs whatever the network is."""
        import numpy as np

        from netbuilder.engine.fit import Samples, fit, last
        from netbuilder.engine.model import compile_model
        from netbuilder.formats.script_reading import read_text
        from netbuilder.layers.parts.activations import ACTIVATIONS  # noqa: F401

        reading = read_text(script("M1").read_text("utf-8"))
        model = compile_model(reading.graph, self._settings(reading.training, 2))
        last(fit(model, Samples((np.zeros((4, 784), "float32"),), (np.zeros(4, int),))))
        a = np.ones((512, 512), "float32")
        np.matmul(a, a)


class Keras:
    """model.fit on one of the backends."""

    def __init__(self, backend: str) -> None:
        os.environ["KERAS_BACKEND"] = backend
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

    def build(self, name: str, given: Any = None) -> None:
        self.x, self.y, self.batch = given_or_made(name, given)
        self.model = runpy.run_path(str(script(name)))["model"]

    def load(self) -> None:
        model = runpy.run_path(str(script("M1")))["model"]
        model.fit(np.zeros((4, 784), "float32"), np.zeros(4, int), batch_size=2, epochs=1, verbose=0)

    def epoch(self) -> float:
        return float(self.model.fit(self.x, self.y, batch_size=self.batch, epochs=1, verbose=0).history["loss"][0])

    def predict(self, x: np.ndarray) -> np.ndarray:
        return self.model.predict(x, verbose=0)


class Torch:
    """A plain training loop in eager mode; images with their channels last in memory, if asked."""

    def __init__(self, channels_last: bool = False) -> None:
        self.channels_last = channels_last

    def build(self, name: str, given: Any = None) -> None:
        import torch

        torch.set_num_threads(os.cpu_count() or 2)
        from tests.benchmarks.torch_networks import NETWORKS, optimizer_of

        x, y, self.batch = given_or_made(name, given)
        self.model = NETWORKS[name]()
        self.optimizer = optimizer_of(name, self.model)
        self.x = torch.from_numpy(x.transpose(0, 3, 1, 2).copy() if x.ndim == 4 else x)
        self.y = torch.from_numpy(y)
        if self.channels_last:
            if x.ndim != 4:
                raise ValueError("its samples are no images")
            self.model = self.model.to(memory_format=torch.channels_last)
            self.x = self.x.to(memory_format=torch.channels_last)

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

    def build(self, name: str, given: Any = None) -> None:
        import warnings

        from sklearn.neural_network import MLPClassifier

        warnings.filterwarnings("ignore")
        if name not in DENSE:
            raise ValueError("scikit-learn has dense networks only")
        self.x, self.y, self.batch = given_or_made(name, given)
        sizes = {"M1": (64,), "M3": (128,), "M5": (128, 128)}[name]
        sgd = {"solver": "sgd", "learning_rate_init": 0.01, "momentum": 0.9, "nesterovs_momentum": True}
        how = sgd if name == "M5" else {"solver": "adam"}
        self.model = MLPClassifier(sizes, batch_size=self.batch, max_iter=1, alpha=0, warm_start=True, **how)

    def epoch(self) -> float:
        self.model.fit(self.x, self.y)
        return float(self.model.loss_)

    def predict(self, x: np.ndarray) -> np.ndarray:
        return self.model.predict_proba(x)


CONTESTANTS = {
    "NetBuilder": NetBuilder,
    "NetBuilder[fast]": lambda: NetBuilder("compiled"),
    "Keras-TensorFlow": lambda: Keras("tensorflow"),
    "Keras-JAX": lambda: Keras("jax"),
    "PyTorch": Torch,
    "PyTorch channels_last": lambda: Torch(channels_last=True),
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


def shortened(contestant: Any, longest: float) -> int:
    """Trains a little, which compiles and warms the caches, and leaves it as many samples as take no longer than that.

    Tells how many, two batches at the least. What is tried grows: each call of Keras's `fit` costs some time as well.
    """
    x, y, batch = contestant.x, contestant.y, contestant.batch

    def seconds(count: int) -> float:
        contestant.x, contestant.y = x[:count], y[:count]
        start = time.perf_counter()
        contestant.epoch()
        return time.perf_counter() - start

    count = min(len(x), 2 * batch)
    seconds(count)  # compiles
    took = seconds(count)
    while count < len(x) and took < longest / 8:
        count = min(len(x), 4 * count)
        took = seconds(count)
    if count < len(x) or took > longest:
        count = min(len(x), batch * max(2, int(longest / took * count / batch)))
    contestant.x, contestant.y = x[:count], y[:count]
    return count


def memory(contestant: Any, name: str) -> dict[str, Any]:
    """Resident bytes with the libraries and the data loaded, and the peak of compiling and training an epoch."""
    contestant.load()
    kept = data(name)[:2]
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what is free already would hide what is taken next
    before = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    contestant.build(name, kept)
    contestant.epoch()
    return {"before": before, "peak": resident("VmHWM")}


def resident(what: str) -> int:
    """A figure of this process's memory, in bytes: VmRSS is what it has, VmHWM the most that it had."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1]) * 1024
    raise ValueError("Linux alone tells how much memory a process had")


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
                answer = {"samples": shortened(contestant, command.get("longest", math.inf))}
            elif "memory" in command:
                answer = memory(contestant, command["memory"])
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
