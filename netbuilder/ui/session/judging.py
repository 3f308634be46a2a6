"""An evaluation in all its detail, off the window's thread. No Qt but the Task that drains it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from netbuilder.data import Prepared
from netbuilder.engine.fit import evaluate, last
from netbuilder.engine.model import Model
from netbuilder.engine.readiness import samples_of
from netbuilder.errors import Message
from netbuilder.insight.report import Evaluation
from netbuilder.insight.report import evaluation as told_of
from netbuilder.project import Project, TrainedRun
from netbuilder.ui.session.tasks import run_once
from netbuilder.ui.session.trainer import made_ready


@dataclass(frozen=True)
class Judged:
    """An evaluation, the samples and the model that it is of, and what is to be told of how they were prepared."""

    evaluation: Evaluation
    prepared: Prepared
    model: Model
    told: tuple[Message, ...] = ()

    @property
    def part(self) -> str:
        """The part of the data: "train", "val" or "test"."""
        return self.evaluation.part


def judging(run: TrainedRun, project: Project, prepared: Prepared | None, part: str, title: str) -> Iterator[Any]:
    """For a `Task`, which gives `Judged` in the end. `prepared` is taken where it is what the weights know."""

    def work() -> Judged:
        model, ready, told = made_ready(run, project, prepared)
        samples = samples_of(ready, model.graph, part)
        scores = last(evaluate(model, samples)).logs
        return Judged(told_of(model, ready, part, scores, model.predict(samples.x), title), ready, model, told)

    return run_once(work)
