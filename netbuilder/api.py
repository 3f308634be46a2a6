"""NetBuilder in a notebook or a script: read, compile, train, evaluate, predict, write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from netbuilder.arrays import Array
from netbuilder.engine import fit as engine
from netbuilder.engine.model import Model
from netbuilder.engine.model import compile_model as compile_graph
from netbuilder.engine.samples import Samples
from netbuilder.engine.snapshot import Snapshot
from netbuilder.graph import Graph
from netbuilder.project import Opened, Project, TrainedRun, open_file
from netbuilder.project.exporting import fitting_training, save_as
from netbuilder.project.file import named_as_project, write_project

Arrays = npt.ArrayLike | Sequence[npt.ArrayLike] | Mapping[str, npt.ArrayLike]

__all__ = ["Graph", "Model", "Opened", "compile_model", "evaluate", "fit", "predict", "read", "write"]


def read(path: str | PathLike[str], define: Mapping[str, str] | None = None) -> Opened:
    """What a project, a model file or a script of another framework holds; what it is, its contents tell.

    `found.project.graph` is the network, `found.run` its trained weights where there are any, and `found.notices` say
    what could not be read. `define` gives values to names that a script leaves open. Raises FileFault.
    """
    return open_file(Path(path), define)


def compile_model(network: Graph | Project | Opened, **settings: Any) -> Model:
    """A model that trains and predicts, with the weights of the file where it has some, or else new ones.

    `settings` are those of `TrainingSettings` and replace what the file says: loss, optimizer, metrics, epochs,
    batch_size, validation_split, callbacks, seed … Raises FieldError for a bad one, TrainingError that lists what is
    wrong with the network, and NoMemory.
    """
    project, run = _parts(network)
    training = project.training.replace(**settings)
    if run is not None and run.is_of(project.graph):
        return run.snapshot.model(training)
    return compile_graph(project.graph, training)


def fit(
    model: Model, x: Arrays, y: Arrays, validation_data: tuple[Arrays, Arrays] | None = None,
    sample_weight: npt.ArrayLike | None = None,
) -> dict[str, list[Any]]:  # fmt: skip
    """Trains as the model's settings say, and gives the numbers of each epoch by name, as Keras's `History.history`.

    `x` and `y` have the samples first and the channels last: one array, or one for each input and output, in their
    order or by their names. Raises DataError, NoMemory, or Diverged once a loss is no finite number.
    """
    validation = None if validation_data is None else _samples(model, *validation_data)
    progress = engine.Progress()
    engine.last(engine.fit(model, _samples(model, x, y, sample_weight), validation, progress))
    return progress.history


def evaluate(model: Model, x: Arrays, y: Arrays, batch_size: int = 256) -> dict[str, Any]:
    """Loss and metrics over all samples, by name; raises DataError."""
    results: dict[str, Any] = engine.last(engine.evaluate(model, _samples(model, x, y), batch_size)).logs
    return results


def predict(model: Model, x: Arrays) -> Array | list[Array]:
    """What the network answers, the samples first: one array, or a list with one for each of several outputs."""
    outputs = model.predict(_in_order(x, tuple(model.input_shapes)))
    return outputs[0] if len(outputs) == 1 else outputs


def write(path: str | PathLike[str], network: Graph | Project | Opened | Model, form: str = "") -> None:
    """Writes a project with all its runs, or exports a network, in the format that the suffix asks for.

    `form` names one of several formats with the same suffix: "script", "tf.keras", "torch" or "numpy" for .py.
    Raises FileFault, and then leaves an old file as it was.
    """
    path, (project, run) = Path(path), _parts(network)
    if isinstance(network, Opened) and not form and named_as_project(path):
        write_project(path, project, run, network.runs, network.last)
    else:
        save_as(path, project, run, path.name.split(".")[0], form)


def _parts(network: Graph | Project | Opened | Model) -> tuple[Project, TrainedRun | None]:
    if isinstance(network, Opened):
        return network.project, network.run
    if isinstance(network, Project):
        return network, None
    if isinstance(network, Graph):
        return Project(network, fitting_training(network)), None
    project = Project(network.graph, network.settings)
    return project, TrainedRun(Snapshot.of(network), project.data)


def _samples(model: Model, x: Arrays, y: Arrays, weights: npt.ArrayLike | None = None) -> Samples:
    inputs = _in_order(x, tuple(model.input_shapes))
    labels = _in_order(y, tuple(model.output_shapes))
    return Samples(tuple(inputs), tuple(labels), None if weights is None else np.asarray(weights))


def _in_order(arrays: Arrays, names: tuple[str, ...]) -> list[Array]:
    """One array for each name. A list is one array for a single name, and a list of arrays for several."""
    if isinstance(arrays, Mapping):
        missing = [name for name in names if name not in arrays]
        if missing:
            raise KeyError(f"there is no array for {', '.join(missing)}")
        return [np.asarray(arrays[name]) for name in names]
    if len(names) == 1 and not (isinstance(arrays, tuple) and len(arrays) == 1):
        return [np.asarray(arrays)]
    return [np.asarray(array) for array in arrays]  # type: ignore[union-attr]
