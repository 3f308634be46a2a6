"""The numbers of an epoch: losses and metrics gathered over batches, under Keras's names."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from netbuilder.arrays import Array
from netbuilder.data.fitted import target_scalings
from netbuilder.engine.model import Model
from netbuilder.engine.names import logged_metrics, loss_names


class Scores:
    """Running sums of one pass. A smaller last batch counts by its size."""

    def __init__(self, model: Model, purpose: str) -> None:
        self._model, self._purpose = model, purpose
        outputs = model.graph.output_names
        self._losses = loss_names(outputs)
        self._metrics = logged_metrics(model.settings, outputs)
        self._scalings = target_scalings(model.fitted, outputs)
        self.state: dict[str, Any] = {
            "count": 0,
            "loss": 0.0,
            "losses": [0.0] * len(self._losses),
            "metrics": [logged.metric.start() for logged in self._metrics],
        }

    def update(self, loss: float, size: int, labels: Sequence[Array], weights: Any = None) -> None:
        """Takes the batch that the model ran last into account.

        As in Keras `weights` count in the losses and the weighted metrics; metrics heed the outputs' masks, which
        the heads hold. Where amounts are scaled for training, metrics are in their own unit.
        """
        state, heads = self.state, self._model.heads(self._purpose)  # others where kernels were changed meanwhile
        state["count"] += size
        state["loss"] += loss * size
        for i in range(len(self._losses)):
            state["losses"][i] += self._model.losses_of_batch[i] * size
        for logged, memory in zip(self._metrics, state["metrics"], strict=True):
            i = logged.output
            counted = weights if logged.weighted else None
            heads[i].update(logged.metric, memory, labels[i], counted, self._scalings[i])

    def running(self) -> dict[str, Any]:
        """Means so far, of what costs nothing to tell."""
        count = self.state["count"] or 1
        logs: dict[str, Any] = {"loss": self.state["loss"] / count}
        for logged, memory in zip(self._metrics, self.state["metrics"], strict=True):
            if "total" in memory:
                logs[logged.name] = logged.metric.result(memory)
        return logs

    def results(self) -> dict[str, Any]:
        """Every number of the pass, by its name in `log_names`."""
        count = self.state["count"] or 1
        logs: dict[str, Any] = {"loss": self.state["loss"] / count}
        logs.update({name: total / count for name, total in zip(self._losses, self.state["losses"], strict=True)})
        for logged, memory in zip(self._metrics, self.state["metrics"], strict=True):
            logs[logged.name] = logged.metric.result(memory)
        return logs

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from the state of an earlier pass."""
        self.state = copy.deepcopy(state)
