"""Opening scripts and model files of other frameworks, and writing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from netbuilder import formats
from netbuilder.data import DataSettings
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.errors import FileFault, Message, listed
from netbuilder.formats import verifying
from netbuilder.formats.base import recognized, refuse
from netbuilder.formats.keras.archive import read_weights_only
from netbuilder.formats.preparation import read_preparation, write_preparation
from netbuilder.formats.script_reading import ScriptReading
from netbuilder.formats.unread import unread_layers
from netbuilder.formats.verifying import Steps, Verification
from netbuilder.graph import Graph, check
from netbuilder.layers.parts.activations import ACTIVATIONS
from netbuilder.project.file import SUFFIX, named_as_project, write_project
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.reading import Opened
from netbuilder.project.runs import Run


def open_foreign(path: Path, define: Mapping[str, str] | None = None) -> Opened:
    """Reads what is no project by its contents, not by its name alone; raises FileFault."""
    entry = recognized(path)
    if entry is not None and entry.kind == "weights":
        read_weights_only(path)
    if entry is None or entry.read is None:
        known = " ".join([SUFFIX, *formats.suffixes(readable=True)])
        raise FileFault("{path} is of a kind that cannot be opened. There are {known}", path=path, known=known)
    found = opened(entry.read_defined(path, define) if define and entry.read_defined else entry.read(path))
    if found.run is None:
        return found
    fitted, told = read_preparation(path)
    snapshot = replace(found.run.snapshot, fitted=fitted)
    return replace(found, run=replace(found.run, snapshot=snapshot, source=path.name), notices=(*found.notices, *told))


def opened(snapshot: Snapshot) -> Opened:
    """A model from elsewhere as a project: trained as it was compiled, or else as its outputs suggest."""
    training = snapshot.training or fitting_training(snapshot.graph)
    data = snapshot.data or DataSettings()
    is_whole = bool(snapshot.weights) or not check(snapshot.graph).total.parameters
    run = TrainedRun(snapshot, data) if is_whole else None
    notices = snapshot.notes
    broken = snapshot.not_finite()
    if broken:
        told = Message("weights that are not finite numbers: {names}", {"names": listed(broken)})
        notices = (*notices, told)
    return Opened(Project(snapshot.graph, training, data), run, notices=notices)


def opened_script(reading: ScriptReading) -> Opened:
    """What a script says as a project."""
    training = reading.training or fitting_training(reading.graph)
    return Opened(Project(reading.graph, training, reading.data), None, notices=reading.notes)


def load_weights(path: Path, project: Project) -> TrainedRun:
    """The project's network with the weights of a file; raises FileFault that lists all that do not fit."""
    weights, notes = formats.read_weights_with_notes(path, project.graph)
    snapshot = Snapshot(project.graph, weights, project.training, None, notes)
    return TrainedRun(snapshot, project.data, source=path.name)


def save_as(
    path: Path,
    project: Project,
    run: TrainedRun | None,
    name: str,
    form: str = "",
    options: formats.ExportOptions | None = None,
    remembered: Run | None = None,
) -> None:
    """Writes a project, or exports its network in the format of that name or suffix; raises FileFault.

    `remembered` is what is known of the run whose weights these are.
    """
    if not form and named_as_project(path):
        write_project(path, project, run)
        return
    bundle = _bundle(_exported(project, run, path, form), project, run, name, options, remembered)
    formats.write(bundle, path, form)
    write_preparation(formats.format_of(path, form), bundle, path)


def export(
    path: Path,
    project: Project,
    run: TrainedRun | None,
    name: str,
    form: str = "",
    options: formats.ExportOptions | None = None,
    verification: Verification | None = None,
    force: bool = False,
    remembered: Run | None = None,
) -> Steps:
    """The same step by step, read back and compared on samples of the project's data; raises FileFault.

    What others put beside the file is replaced by `force` alone. What takes time is done in the steps, so that another
    thread may take them.
    """
    snapshot = _exported(project, run, path, form)
    bundle = _bundle(snapshot, project, run, name, options, remembered)
    if verification is not None:
        verification = replace(verification, original=snapshot)
    return (yield from verifying.export(bundle, path, form, verification, force))


def _bundle(
    snapshot: Snapshot,
    project: Project,
    run: TrainedRun | None,
    name: str,
    options: formats.ExportOptions | None,
    remembered: Run | None,
) -> formats.Bundle:
    facts = facts_of(remembered) if remembered is not None else formats.RunFacts()
    if run is None:
        return formats.Bundle(snapshot, project.data, name, options or formats.ExportOptions(), run=facts)
    # What tells of a training says on what data it was; all else is made for the data that is chosen now.
    data = run.data if not snapshot.weights and snapshot.training is run.snapshot.training else project.data
    return formats.Bundle(
        snapshot, data, name, options or formats.ExportOptions(), run.history, run.snapshot.training, facts
    )


def facts_of(run: Run) -> formats.RunFacts:
    """What a record tells of a run besides its epochs."""
    test = run.test
    return formats.RunFacts(
        run.name, run.began, run.seconds, run.seed, run.outcome, run.machine,
        test.scores if test is not None else None, test.samples if test is not None else 0, run.notes,
    )  # fmt: skip


def _exported(project: Project, run: TrainedRun | None, path: Path, form: str) -> Snapshot:
    """Pictures need no weights: a network that is not finished yet can be drawn too. Records tell of the run."""
    entry = formats.format_of(path, form)
    kind = entry.kind
    if kind == "record" and run is not None and run.snapshot.training is not None:
        return Snapshot(project.graph, {}, run.snapshot.training)
    if kind in ("picture", "record"):
        return Snapshot(project.graph, {}, project.training)
    refuse(entry, unread_layers(project.graph.active))  # before weights are looked for, which it cannot have
    return snapshot_of(project, run)


def snapshot_of(project: Project, run: TrainedRun | None) -> Snapshot:
    """What a project is exported as: with the weights of its run, or new ones, and the settings as they are now.

    The optimizer's memory goes along where it is still the same optimizer; a rate that took the place of the
    declared one does so no longer when another is declared.
    """
    if run is None:
        return fresh(project.graph, project.training)
    snapshot, training = run.snapshot, project.training
    wrong = snapshot.misfits()
    if wrong:
        raise FileFault(
            "these weights do not fit the network: {differences}. Train it, or load weights that do",
            differences="; ".join(wrong[:10]),
        )  # fmt: skip
    memory = snapshot.optimizer
    if memory is not None and snapshot.training is not None and snapshot.training.optimizer != training.optimizer:
        before, now = snapshot.training.optimizer, training.optimizer
        same = type(before) is type(now) and before.groups() == now.groups()
        memory = replace(memory, rate_override=None) if same else None
    return replace(snapshot, training=training, optimizer=memory)


def fitting_training(graph: Graph) -> TrainingSettings:
    """Settings for a network that came without any: the loss that its last activation suggests."""
    losses = [_loss_for(graph, name) for name in graph.output_names]
    classifies = all(loss != "mean_squared_error" for loss in losses)
    named = losses if len(set(losses)) > 1 else losses[:1]
    return TrainingSettings(
        loss=tuple(Loss.coerce(name) for name in named), metrics=(Metric.coerce("accuracy"),) if classifies else ()
    )


def _loss_for(graph: Graph, name: str) -> str:
    activation = getattr(graph[name].layer, "activation", "linear")
    assert activation in ACTIVATIONS
    return {"softmax": "sparse_categorical_crossentropy", "sigmoid": "binary_crossentropy"}.get(
        activation, "mean_squared_error"
    )
