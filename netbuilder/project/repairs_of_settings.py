"""Repairs of training settings that do nothing: callbacks that wait in vain, numbers for outputs that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from netbuilder.data import Prepared
from netbuilder.engine.callbacks import Callback
from netbuilder.engine.monitors import deaf_callbacks
from netbuilder.engine.readiness import validates
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_
from netbuilder.graph import Problem
from netbuilder.project.project import Project

SETTINGS = ("callbacks", "metrics", "loss_weights", "initial_epoch", "validate_on_test")
HELD = 0.2  # of the training data, where a validation is missing

Candidate = tuple[str, dict[str, object], Project]


def of_settings(problem: Problem, project: Project, prepared: Prepared | None) -> Iterator[Candidate]:
    """What makes a setting count that does nothing as it is."""
    if problem.field == "callbacks":
        yield from _of_callbacks(problem, project, prepared)
        return
    training, count = project.training, len(project.graph.active.output_names)
    if problem.field == "validate_on_test":
        changed = training.replace(validate_on_test=False, validation_split=training.validation_split or HELD)
        yield N_("validate on a share of the training data"), {}, project.replace(training=changed)
    elif problem.field == "loss_weights":
        yield N_("count all losses alike"), {}, project.replace(training=training.replace(loss_weights=()))
    elif problem.field == "initial_epoch":
        yield N_("begin with the first epoch"), {}, project.replace(training=training.replace(initial_epoch=0))
    else:
        every = {
            name: [m.replace(output=None) if (m.output or 0) >= count else m for m in getattr(training, name)]
            for name in ("metrics", "weighted_metrics")
        }
        yield N_("measure every output"), {}, project.replace(training=training.replace(**every))


def _of_callbacks(problem: Problem, project: Project, prepared: Prepared | None) -> Iterator[Candidate]:
    """A validation, where that is what lacks; or the name that comes and is most like the one that never does."""
    training, outputs = project.training, project.graph.active.output_names
    for deaf in deaf_callbacks(training, outputs, validates(training, prepared)):
        if dict(deaf.message.values) != dict(problem.values):
            continue
        if deaf.validated:
            callbacks = _with_callback(training, deaf.place, deaf.mended(deaf.validated))
            renamed = deaf.validated != deaf.name
            label = N_("validate, and watch {name}") if renamed else N_("validate on a share of the training data")
            values: dict[str, object] = {"name": deaf.validated} if renamed else {}
            changed = training.replace(callbacks=callbacks, validation_split=HELD, validation_freq=1)
            yield label, values, project.replace(training=changed)
            if prepared is not None and prepared.dataset.test_count:
                changed = training.replace(callbacks=callbacks, validate_on_test=True, validation_freq=1)
                yield N_("validate on the test part"), {}, project.replace(training=changed)
        callbacks = _with_callback(training, deaf.place, deaf.mended(deaf.nearest))
        label = N_("name files by {name}") if deaf.in_path else N_("watch {name}")
        yield label, {"name": deaf.nearest}, project.replace(training=training.replace(callbacks=callbacks))
        return


def _with_callback(training: TrainingSettings, place: int, callback: Callback) -> tuple[Callback, ...]:
    return (*training.callbacks[:place], callback, *training.callbacks[place + 1 :])
