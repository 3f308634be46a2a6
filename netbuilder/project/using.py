"""What a trained network is measured with and asked: any data, prepared as it was for training."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from netbuilder.data import Dataset, DataSettings, Fitted, Prepared, load, prepare
from netbuilder.data.fingerprint import fingerprint_of
from netbuilder.data.other import is_table, measured_on
from netbuilder.data.prepare import fit
from netbuilder.engine.readiness import adapted, ready_data, use_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_, DataError, Fault, FileFault, Message
from netbuilder.graph import Graph
from netbuilder.project.project import Project, TrainedRun

# What of the settings says where samples are from; all else is how they are prepared, which the weights know.
OF_SOURCE = (
    "source", "path", "test_split", "keep_on_disk", "split", "validation_part", "split_column", "gap", "split_seed",
    "validation_path", "test_path", "beside", "header", "delimiter", "decimal", "encoding", "sheet",
)  # fmt: skip
REPEATED = "how its data was prepared is not kept with its weights: it was measured again on {data}"


@dataclass(frozen=True)
class Ready:
    """Data made ready for a trained network, and what is to be told of that."""

    prepared: Prepared
    told: tuple[Message, ...] = ()


def known_preparation(run: TrainedRun | None, graph: Graph, training: TrainingSettings) -> tuple[Fitted, bool] | None:
    """What was fitted for the weights of a run, and whether it is kept with them; None where nobody can tell.

    What an older version trained is measured again, on the data of that run, where it is there.
    """
    if run is None:
        return None
    if run.snapshot.fitted is not None:
        return run.snapshot.fitted, True
    if not run.data.chosen:
        return None
    try:
        dataset = load(run.data)
        settings = adapted(run.data, dataset, graph, training)
        return fit(dataset, settings, use_of(graph, run.snapshot.training or training)), False
    except Fault:
        return None


def as_trained(data: DataSettings, fitted: Fitted) -> DataSettings:
    """These samples, prepared as it was fitted."""
    return fitted.settings.replace(**{name: getattr(data, name) for name in OF_SOURCE})


def ready_to_measure(project: Project, run: TrainedRun | None, other: Path | None = None) -> Ready:
    """The test part of the project's data, or all of another file, as the run's weights know it.

    Raises DataError and FileFault. A file that the network was trained on is known again wherever it lies: then too
    it is the test part that is measured.
    """
    graph, training = project.graph, project.training
    known = known_preparation(run, graph, training)
    if known is None:
        return _anew(project, other)
    fitted, is_kept = known
    told: list[Message] = []
    if not is_kept and fitted.measures:
        told.append(Message(REPEATED, {"data": fitted.settings.name}))
    use = use_of(graph, training)
    if other is None or _is_own(other, project.data, fitted):
        data = project.data if other is None else project.data.at(str(other))
        if other is not None:
            told.append(Message("{path} is what it was trained on: its test part is measured", {"path": other}))
        settings = as_trained(data, fitted)
        dataset = load(settings)
        told += changed_since(dataset, fitted)
    else:
        dataset = measured_on(other, located(fitted, project.data))
        settings = fitted.settings.at(str(other))
    prepared = prepare(dataset, settings, use, fitted)
    return Ready(prepared, (*told, *prepared.surprises))


def located(fitted: Fitted, data: DataSettings) -> Fitted:
    """What was fitted, with the tables that stand beside where the data has them now."""
    now = {one.called: one for one in data.beside}
    beside = tuple(now.get(one.called, one) for one in fitted.settings.beside)
    return dataclasses.replace(fitted, settings=fitted.settings.replace(beside=beside))


def changed_since(dataset: Dataset, fitted: Fitted) -> list[Message]:
    """Says so where the file that a network was trained on is not as it was."""
    if dataset.source is None or fitted.source is None or dataset.source.path != fitted.source.path:
        return []
    then = {one.path: one for one in (fitted.source, *fitted.others)}
    changed = [now for now in (dataset.source, *dataset.others) if now.path in then and not now.is_like(then[now.path])]
    template = "{path} was changed since the network was trained on it. It is prepared as it was then"
    return [Message(template, {"path": now.path}) for now in changed]


def changed_on_disk(dataset: Dataset) -> list[Message]:
    """Says so where files of data that was read a while ago are not as they were; folders are not gone through."""
    found = []
    for read in (dataset.source, *dataset.others):
        if read is None or Path(read.path).is_dir():
            continue
        values = {"path": read.path}
        try:
            if not read.is_like(fingerprint_of(Path(read.path))):
                template = N_("{path} was changed since it was read: what is measured is the data as it was then")
                found.append(Message(template, values))
        except FileFault:
            template = N_("{path} is not there any more: what is measured is the data as it was read")
            found.append(Message(template, values))
    return found


def _is_own(other: Path, data: DataSettings, fitted: Fitted) -> bool:
    if data.path and _same_file(other, Path(data.path)):
        return True
    return fitted.source is not None and other.exists() and fitted.source.is_like(fingerprint_of(other))


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _anew(project: Project, other: Path | None) -> Ready:
    """Without a preparation that is known: measured on the data itself, which is told where it matters."""
    settings = project.data if other is None else project.data.at(str(other))
    if other is not None and is_table(other):
        settings = settings.replace(split="fraction", test_split=0.0, validation_part=0.0)
    prepared = ready_data(load(settings), settings, project.graph, project.training)
    if other is not None and not prepared.dataset.test_count:
        dataset = measured_on(other, prepared.fitted)
        prepared = prepare(dataset, prepared.settings, prepared.use, prepared.fitted)
    told = [Message(REPEATED, {"data": settings.name})] if prepared.fitted.measures else []
    return Ready(prepared, tuple(told))


def need_preparation(run: TrainedRun, project: Project, path: Path) -> tuple[Fitted, Sequence[Message]]:
    """How raw samples are prepared for the weights of a run; raises DataError where that is not known."""
    known = known_preparation(run, project.graph, project.training)
    if known is None:
        if run.data.chosen:
            load(run.data)  # which tells why it cannot be measured again
        raise DataError(
            "{path} does not say how its data is prepared: no data is chosen. Give arrays as the network takes them, "
            "or train it",
            path=path,
        )  # fmt: skip
    fitted, is_kept = known
    told = [] if is_kept or not fitted.measures else [Message(REPEATED, {"data": fitted.settings.name})]
    return fitted, told
