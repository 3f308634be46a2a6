"""Labels that are probably wrong, by confident learning (Northcutt et al., arXiv:1911.00068).

Each sample is judged by a network that never saw it: the training part is cut into folds, and each fold is predicted by
a network that was trained on the others. Per class k, t_k is the mean of p_k over the samples that are labelled k. A
label is suspected where the most likely of the classes with p_k ≥ t_k is another one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import Prepared
from netbuilder.engine.events import Event, FoldEnd
from netbuilder.engine.folds import folds, trained_on
from netbuilder.engine.model import drawn_seed
from netbuilder.errors import DataError
from netbuilder.files import atomic_write
from netbuilder.files.csv_text import cell
from netbuilder.project import Project
from netbuilder.project.answers import chances_of

FOLDS = 5
COLUMNS = ("sample", "given", "suspected", "probability", "probability of given")


@dataclass(frozen=True)
class LabelFault:
    """A label that is suspected: the sample's place in the training part, and what it is called in its file.

    `chance` is the probability of the suspected class, `of_given` that of the label.
    """

    place: int
    name: str
    given: int
    suspected: int
    chance: float
    of_given: float


@dataclass(frozen=True)
class LabelFaults:
    """All suspected labels of a training part, the surest first, and of which project they are."""

    project: Project
    classes: tuple[str, ...]
    faults: tuple[LabelFault, ...]
    samples: int
    folds: int
    right: float  # the share of samples that the networks told as they are labelled


def find_label_faults(project: Project, prepared: Prepared, count: int = FOLDS) -> Generator[Event, None, LabelFaults]:
    """The events of each fold's training, then the suspected labels; raises DataError and TrainingError.

    Nothing of the project is changed; the test part is not looked at.
    """
    data, graph, training = prepared.dataset, project.graph.active, project.training
    classes = prepared.classes
    if len(classes) < 2 or len(graph.output_names) != 1 or len(data.y_train) != 1:
        raise DataError("label faults are looked for where one output tells classes apart. Choose such a target")
    y = _numbers(next(iter(data.y_train.values())))
    if training.seed is None:
        training = training.replace(seed=drawn_seed())
    chances = np.zeros((len(y), len(classes)))
    for fold, part in enumerate(folds(y, count, stratified=True, seed=training.seed)):
        model, held = yield from trained_on(graph, training, prepared, part)
        (output,) = model.predict(held.x)
        found = chances_of(output, len(classes), training, 0)
        if found is None:
            raise DataError(
                "the network has fewer outputs than there are classes ({count}), so that no class can be suspected",
                count=len(classes),
            )
        chances[part[1]] = found
        right = float((found.argmax(axis=1) == y[part[1]]).mean())
        yield FoldEnd(fold, count, {"val_accuracy": right})
    suspected = suspects(chances, y)
    order = sorted(np.flatnonzero(suspected >= 0), key=lambda i: chances[i, y[i]] - chances[i, suspected[i]])
    names = data.keys_of("train")
    return LabelFaults(
        project, classes,
        tuple(
            LabelFault(
                int(i), str(names[i]), int(y[i]), int(suspected[i]), float(chances[i, suspected[i]]),
                float(chances[i, y[i]]),
            )
            for i in order
        ),
        len(y), count, float((chances.argmax(axis=1) == y).mean()),
    )  # fmt: skip


def suspects(chances: Array, y: Array) -> Array:
    """For each sample the class that it is suspected to be of, or -1. `chances` are of shape (samples, classes)."""
    count = chances.shape[1]
    limits = np.array([chances[y == k, k].mean() if (y == k).any() else np.inf for k in range(count)])
    able = np.where(chances >= limits, chances, -np.inf)
    best = able.argmax(axis=1)
    found: Array = np.where((able.max(axis=1) > -np.inf) & (best != y), best, -1)
    return found


def _numbers(y: Array) -> Array:
    """Labels as the numbers of their classes, of shape (samples,)."""
    found: Array = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(len(y), -1)[:, 0].astype(np.int64)
    return found


def write_label_faults(path: Path, found: LabelFaults) -> None:
    """A table with a row for each suspected label; raises FileFault."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for fault in found.faults:
        given, suspected = found.classes[fault.given], found.classes[fault.suspected]
        table.writerow([cell(fault.name), cell(given), cell(suspected), f"{fault.chance:.6g}", f"{fault.of_given:.6g}"])
    with atomic_write(path) as file:
        file.write(text.getvalue().encode())
