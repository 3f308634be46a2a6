"""What a result was measured with, and what has moved on since, so that nothing stale is shown as current. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from netbuilder.data import DataSettings
from netbuilder.project import Document, TrainedRun


@dataclass(frozen=True)
class Basis:
    """The weights, the data and the losses and metrics of a measurement."""

    run: TrainedRun
    data: DataSettings
    measures: Any

    @classmethod
    def of(cls, document: Document) -> Basis | None:
        """What a measurement now would be of; None where there are no weights."""
        if document.run is None:
            return None
        training = document.project.training
        return cls(document.run, document.project.data, (training.loss, training.metrics))

    def moved_on(self, document: Document) -> str:
        """What is no longer as it was: "weights", "forgotten", "graph", "data", "measures"; or ""."""
        if document.run is None:
            return "forgotten"
        if not _same_weights(document.run, self.run):
            return "weights"
        if not document.run_is_current:
            return "graph"
        if document.project.data != self.data:
            return "data"
        now = Basis.of(document)
        return "measures" if now is not None and now.measures != self.measures else ""


def _same_weights(one: TrainedRun, other: TrainedRun) -> bool:
    """Whether two are the same; copies of one run that were taken at the same step are."""
    if one is other:
        return True
    if one.number is None or one.number != other.number or one.snapshot.optimizer is None:
        return False
    return (
        other.snapshot.optimizer is not None and one.snapshot.optimizer.iteration == other.snapshot.optimizer.iteration
    )
