"""Data meets network: which array goes to which input, what preparation would make them fit, and what does not fit."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import Dataset, DataSettings, Fitted, Prepared, Use, prepare
from netbuilder.data.finite import Gaps, gaps_of
from netbuilder.data.fitted_table import REST
from netbuilder.engine.losses import Loss
from netbuilder.engine.mistakes import FOR_AMOUNTS, batch_warnings, is_crossentropy, is_head, label_warnings
from netbuilder.engine.model import fits, need_samples
from netbuilder.engine.monitors import deaf_callbacks
from netbuilder.engine.samples import Samples, takes_gaps
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_, DataError, Fault, Message, listed
from netbuilder.graph import Graph, Problem, Report
from netbuilder.kinds import Shape
from netbuilder.layers import Embedding

PARTS = {"train": Message("training"), "val": Message("validation"), "test": Message("test")}
UNNAMED = (REST, "y")  # what arrays are called that name no block
PEEK = 256  # samples that are looked at to see whether labels fit


def samples_of(prepared: Prepared, graph: Graph, part: str) -> Samples:
    """The part "train", "val" or "test" in the order of the graph's inputs and outputs, weights included.

    Raises DataError.
    """
    x, y = getattr(prepared, f"x_{part}"), getattr(prepared, f"y_{part}")
    weights = prepared.dataset.part(part)[2]
    if not len(next(iter(x.values()), ())):
        raise DataError("{title} has no {part} part", title=prepared.dataset.title, part=PARTS[part])
    need_finite(prepared.dataset, graph, part)
    return Samples(in_order(x, graph.input_names, "inputs"), in_order(y, graph.output_names, "labels"), weights)


def training_parts(prepared: Prepared, graph: Graph, training: TrainingSettings) -> tuple[Samples, Samples | None]:
    """What a run trains on, and what it validates on: the test part where the settings say so, or the data's own part.

    Without either a share of the training part may be held back. Raises DataError.
    """
    part = "test" if training.validate_on_test else "val" if prepared.dataset.val_count else ""
    return samples_of(prepared, graph, "train"), samples_of(prepared, graph, part) if part else None


def need_finite(dataset: Dataset, graph: Graph, part: str) -> None:
    """Raises DataError for the first array of a part that holds NaN or infinity, before it was scaled."""
    for name, gaps in _gaps(dataset, graph, part).items():
        raise gaps.fault(name)


def _gaps(dataset: Dataset, graph: Graph, part: str) -> dict[str, Gaps]:
    """The gaps of a part, without those of inputs that may have such."""
    names = graph.input_names
    inputs = dict(zip(dataset.x_train, names, strict=False)) if len(names) == 1 else {name: name for name in names}
    free = {f"{array}_{part}" for array, name in inputs.items() if name in graph and takes_gaps(graph, name)}
    return {name: gaps for name, gaps in gaps_of(dataset, part).items() if name not in free}


def in_order(arrays: Mapping[str, Array], names: tuple[str, ...], kind: str) -> tuple[Array, ...]:
    """Arrays by the names of blocks (see `array_of`); raises DataError."""
    found = [array_of(arrays, names, name) for name in names]
    if None in found or len(arrays) != len(names):
        raise DataError(
            "the data's {kind} are called {given}, but the network needs {wanted}",
            kind=kind, given=listed(arrays) or "nothing", wanted=listed(names),
        )  # fmt: skip
    return tuple(arrays[name] for name in found if name is not None)


def array_of(arrays: Mapping[str, object], names: tuple[str, ...], block: str) -> str | None:
    """What the array of a block is called, of the blocks of these names: as it is, or "x" or "y" where no other block
    and no other array are left. A single array is that of a single block, whatever they are called."""
    if len(arrays) == len(names) == 1:
        return next(iter(arrays))
    if block in arrays:
        return block
    left = [name for name in arrays if name not in names]
    is_last = len(left) == 1 and [name for name in names if name not in arrays] == [block]
    return left[0] if is_last and left[0] in UNNAMED else None


def need_inputs(arrays: Mapping[str, Array]) -> None:
    """Raises DataError for arrays that hold no samples to predict: text, a single number, nothing."""
    for name, array in arrays.items():
        need_samples(array, name)
        if not len(array):
            raise DataError("{name} holds no samples: there is nothing to predict", name=name)


def adapted(settings: DataSettings, dataset: Dataset, graph: Graph, training: TrainingSettings) -> DataSettings:
    """The settings with the arrangement and the form of labels that the network needs, where one fits."""
    if len(graph.input_names) == 1 and len(dataset.x_train) == 1:
        (x,) = dataset.x_train.values()
        declared = graph[graph.input_names[0]].layer.output_shape()
        candidates = dict.fromkeys([settings.arrangement, "as_is", "flatten", "channels"])
        fitting = [kind for kind in candidates if fits(arranged_shape(x.shape[1:], kind), declared)]
        if dataset.series is not None:  # how wide windows are shows when their columns are prepared
            fitting = ["flatten" if len(declared) == 1 else "as_is"]
        settings = settings.replace(arrangement=fitting[0]) if fitting else settings
    labelled = dataset.is_classification or dataset.raw is not None
    if labelled and len(dataset.y_train) == 1 and len(graph.output_names) == 1:
        settings = settings.replace(one_hot=training.loss_of(0).one_hot)
    return several_as_vectors(settings, graph, training)


def several_as_vectors(settings: DataSettings, graph: Graph, training: TrainingSettings) -> DataSettings:
    """The settings with the labels of each of several outputs in the form that its loss takes."""
    losses = {name: training.loss_of(i) for i, name in enumerate(graph.output_names)}
    if not settings.several or settings.several.keys() != losses.keys():
        return settings
    targets = tuple(target.replace(one_hot=losses[target.output].one_hot) for target in settings.targets)
    return settings.replace(targets=targets)


def arranged_shape(shape: Shape, arrangement: str) -> Shape:
    """The shape of a sample after its arrangement."""
    if arrangement == "flatten" and len(shape) > 1:
        return (int(np.prod([dim or 1 for dim in shape])),)
    if arrangement == "channels" and len(shape) == 2:
        return (*shape, 1)
    return shape


def ready_data(dataset: Dataset, settings: DataSettings, graph: Graph, training: TrainingSettings) -> Prepared:
    """The data prepared as the settings say, adapted where that makes it fit."""
    return prepare(dataset, adapted(settings, dataset, graph, training), use_of(graph, training))


def use_of(graph: Graph, training: TrainingSettings) -> Use:
    """What this network makes of data: what of it validates, and what its loss takes labels for."""
    graph = graph.active
    names = graph.output_names
    by_output = tuple((name, _labels_for(training.loss_of(i), is_head(graph, name))) for i, name in enumerate(names))
    ends = any(is_head(graph, name) for name in names)
    return Use(training.held_back, _labels_for(training.loss_of(0), ends), by_output if len(names) > 1 else ())


def _labels_for(loss: Loss, is_end: bool) -> str:
    """What a loss takes labels for, where it stands at an end that is meant to be one."""
    if not is_end:
        return ""
    return "amounts" if isinstance(loss, FOR_AMOUNTS) else "classes" if is_crossentropy(loss) else ""


def as_fitted(prepared: Prepared, fitted: Fitted | None) -> Prepared:
    """The data prepared as weights know it that are trained further, where it is still meant to be prepared so."""
    if fitted is None or fitted == prepared.fitted or not _same_recipe(fitted.settings, prepared.settings):
        return prepared
    raw = prepared.raw.raw
    if (fitted.table is None) != (raw is None):
        return prepared
    if fitted.table is not None and raw is not None and [c.name for c in fitted.table.columns] != list(raw.names):
        return prepared
    return prepare(prepared.raw, prepared.settings, prepared.use, fitted)


def _same_recipe(one: DataSettings, other: DataSettings) -> bool:
    names = ("scaling", "missing", "columns", "arrangement", "labels", "target_scaling", "target_is_input", "targets")
    beside = [[(table.called, table.to, table.columns) for table in own.beside] for own in (one, other)]
    return beside[0] == beside[1] and all(getattr(one, name) == getattr(other, name) for name in names)


def trained_count(prepared: Prepared, training: TrainingSettings) -> int:
    """How many samples are trained on, without those that a share is held back of."""
    data = prepared.dataset
    return data.train_count if data.val_count else math.floor(data.train_count * (1 - training.held_back))


def data_problems(graph: Graph, report: Report, training: TrainingSettings, prepared: Prepared) -> list[Problem]:
    """What keeps this network from training on this data in this way, found before it starts."""
    problems = [*_input_problems(graph, prepared), *_gap_problems(graph, prepared.dataset, training)]
    try:
        labels = in_order(prepared.y_train, graph.output_names, "labels")
    except Fault as fault:
        return [*problems, Problem.of(fault)]
    for i, (name, y) in enumerate(zip(graph.output_names, labels, strict=True)):
        shapes = report.shapes.get(name)
        if shapes is None:
            continue
        shape = (len(y), *(dim or 1 for dim in shapes[0]))
        try:
            need_samples(y, f"y ({name})")
            # All labels where they are class numbers (a rare class may stand last), else a look at the first.
            peek = y if y.dtype.kind in "biu" else y[:PEEK]
            training.loss_of(i).labels(peek, (len(peek), *shape[1:]))
        except Fault as fault:
            problems.append(Problem.of(fault, name, "loss"))
    if not problems:
        problems += label_warnings(graph, report, training, prepared)
    trained = trained_count(prepared, training)
    return [*problems, *batch_warnings(graph, training, trained)]


def _gap_problems(graph: Graph, dataset: Dataset, training: TrainingSettings) -> list[Problem]:
    """NaN and infinity: in what a run reads they keep it from starting, in the test part they spoil its scores."""
    needed = ("train", "test") if training.validate_on_test else ("train",)
    return [
        Problem.of(gaps.fault(name), "", "data", "error" if part in needed else "warning")
        for part in ("train", "test")
        for name, gaps in _gaps(dataset, graph, part).items()
    ]


def _input_problems(graph: Graph, prepared: Prepared) -> list[Problem]:
    try:
        arrays = in_order(prepared.x_train, graph.input_names, "inputs")
    except Fault as fault:
        return [Problem.of(fault)]
    problems = []
    for name, x in zip(graph.input_names, arrays, strict=True):
        try:
            need_samples(x, name)
        except Fault as fault:
            problems.append(Problem.of(fault, name, "data"))
            continue
        declared = graph[name].layer.output_shape()
        if not fits(x.shape[1:], declared):
            template = N_(
                "takes samples of shape {declared}, but the data has {given}. Change the shape, or the preparation"
            )
            problems.append(Problem(template, {"declared": declared, "given": x.shape[1:]}, name, "shape"))
    return [*problems, *_embedding_problems(graph, prepared)]


def _embedding_problems(graph: Graph, prepared: Prepared) -> list[Problem]:
    """Embeddings that know fewer words or categories than the columns have which they read."""
    problems = []
    for reader, needed in embeddings_of(graph, prepared).items():
        layer = graph[reader].layer
        if isinstance(layer, Embedding) and layer.input_dim < needed:
            template = N_(
                "knows the numbers from 0 to {known}, but the data has them to {most}. Set input_dim to {needed}"
            )
            values = {"known": layer.input_dim - 1, "most": needed - 1, "needed": needed}
            problems.append(Problem(template, values, reader, "input_dim"))
    return problems


def embeddings_of(graph: Graph, prepared: Prepared) -> dict[str, int]:
    """The Embeddings that read columns of whole numbers, and how many of them there are."""
    table = prepared.fitted.table
    found: dict[str, int] = {}
    for name in graph.input_names if table is not None else ():
        array = array_of(prepared.x_train, graph.input_names, name)
        columns = table.inputs.get(array, ()) if table is not None and array is not None else ()
        needed = max((column.kinds for column in columns), default=0)
        for reader, _ in graph.consumers[name] if needed else ():
            if isinstance(graph[reader].layer, Embedding):
                found[reader] = needed
    return found


def settings_problems(graph: Graph, training: TrainingSettings) -> list[Problem]:
    """Settings that do nothing with these outputs, or leave nothing to do."""
    count = len(graph.output_names)
    found = [
        Problem(
            "{metric} measures output {output}, but there are {count} outputs, counted from 0",
            {"metric": metric.log_name(), "output": metric.output, "count": count}, "", "metrics",
        )
        for metric in (*training.metrics, *training.weighted_metrics)
        if metric.output is not None and metric.output >= count
    ]  # fmt: skip
    if training.loss_weights and len(training.loss_weights) != count:
        told = "loss_weights holds {given} numbers, but there are {count} outputs. Give each output one, or none"
        found.append(Problem(told, {"given": len(training.loss_weights), "count": count}, "", "loss_weights"))
    if training.initial_epoch >= training.epochs:
        told = "training ends after epoch {epochs}, before its first one, number {first} (initial_epoch), begins"
        values = {"epochs": training.epochs, "first": training.initial_epoch + 1}
        found.append(Problem(told, values, "", "initial_epoch"))
    return found


def monitor_problems(graph: Graph, training: TrainingSettings, prepared: Prepared | None = None) -> list[Problem]:
    """Callbacks that watch a number, or call their files by one, which never comes with these settings."""
    found = deaf_callbacks(training, graph.output_names, validates(training, prepared))
    return [Problem(deaf.message.template, deaf.message.values, "", "callbacks") for deaf in found]


def validates(training: TrainingSettings, prepared: Prepared | None) -> bool:
    """Whether any epoch is followed by a validation, on a part that the data has of its own too."""
    own = prepared is not None and prepared.dataset.val_count > 0
    return training.validates or (own and training.replace(validation_split=0.5).validates)


def validation_problems(training: TrainingSettings, prepared: Prepared) -> list[Problem]:
    """Validation on a test part that is not there."""
    if training.validate_on_test and not prepared.dataset.test_count:
        told = N_("{title} has no test part to validate on. Take a share of the training data instead")
        return [Problem(told, {"title": prepared.dataset.title}, "", "validate_on_test")]
    return []
