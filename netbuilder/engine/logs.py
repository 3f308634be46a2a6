"""The numbers of an epoch: losses and metrics gathered over batches, under Keras's names."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np

from netbuilder.engine.metrics import Metric
from netbuilder.engine.model import Model

Array = np.ndarray[Any, np.dtype[Any]]


class Scores:
    """Running sums of one pass. A smaller last batch counts by its size."""

    def __init__(self, model: Model, purpose: str) -> None:
        self._model, self._heads = model, model.heads(purpose)
        outputs = model.graph.output_names
        several = len(outputs) > 1
        self._losses = [f"{name}_loss" for name in outputs] if several else []
        self._metrics: list[tuple[int, str, Metric]] = []
        taken: set[str] = set()
        for i, output in enumerate(outputs):
            for metric in model.settings.metrics:
                name = f"{output}_{metric.log_name()}" if several else metric.log_name()
                name = _free(name, taken)
                taken.add(name)
                self._metrics.append((i, name, metric))
        self.state: dict[str, Any] = {
            "count": 0,
            "loss": 0.0,
            "losses": [0.0] * len(self._losses),
            "metrics": [metric.start() for _, _, metric in self._metrics],
        }

    def update(self, loss: float, size: int, labels: Sequence[Array], weights: Any = None) -> None:
        """Takes the batch that the model ran last into account.

        As in Keras `weights` count in the losses alone; metrics heed the outputs' masks, which the heads hold.
        """
        state = self.state
        state["count"] += size
        state["loss"] += loss * size
        for i in range(len(self._losses)):
            state["losses"][i] += self._model.losses_of_batch[i] * size
        for (i, _, metric), memory in zip(self._metrics, state["metrics"], strict=True):
            self._heads[i].update(metric, memory, labels[i])

    def running(self) -> dict[str, Any]:
        """Means so far, of what costs nothing to tell."""
        count = self.state["count"] or 1
        logs: dict[str, Any] = {"loss": self.state["loss"] / count}
        for (_, name, metric), memory in zip(self._metrics, self.state["metrics"], strict=True):
            if "total" in memory:
                logs[name] = metric.result(memory)
        return logs

    def results(self) -> dict[str, Any]:
        """Every number of the pass."""
        count = self.state["count"] or 1
        logs: dict[str, Any] = {"loss": self.state["loss"] / count}
        logs.update({name: total / count for name, total in zip(self._losses, self.state["losses"], strict=True)})
        for (_, name, metric), memory in zip(self._metrics, self.state["metrics"], strict=True):
            logs[name] = metric.result(memory)
        return logs

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from the state of an earlier pass."""
        self.state = copy.deepcopy(state)


def _free(name: str, taken: set[str]) -> str:
    number = 1
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
