"""A network that fits data, with settings that usually work; each choice that was made is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.data import Dataset, DataSettings, Prepared, load, prepare
from netbuilder.data.column_settings import Column
from netbuilder.data.columns import MOST_KINDS, inputs_of, kind_of, outputs_of
from netbuilder.data.date_columns import date_column
from netbuilder.data.describe import entering
from netbuilder.data.own_tables import read_parts
from netbuilder.data.own_texts import is_of_rows
from netbuilder.data.settings import suiting_windows
from netbuilder.data.tables import Table
from netbuilder.engine.callbacks import EarlyStopping
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.optimizers import Adam
from netbuilder.engine.readiness import ready_data
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError, Fault, Message, listed
from netbuilder.graph import Graph, Node, Port
from netbuilder.graph.drawing.placing import placed
from netbuilder.layers import Input, Layer
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.reshaping import Flatten
from netbuilder.project.joined_network import LARGE, SMALL, hidden_layers, is_joined, joined_graph, window_layers
from netbuilder.project.project import Project
from netbuilder.project.suited import USUAL_METRIC, Head, head_of, with_heads
from netbuilder.project.text_network import about_text, chosen_for_texts

SHARE = 0.2  # of the rows for the test, and of the rest for validation


def fitting_project(settings: DataSettings) -> tuple[Project, tuple[Message, ...]]:
    """A project for this data, and what was chosen for it; raises DataError or FileFault."""
    told: list[Message] = []
    of_rows = is_of_rows(settings)
    if of_rows:
        table = read_parts(Path(settings.path), settings)[0]
        settings, ordered = in_time(table, settings)
        settings, told = usable_columns(table, settings)
        told = [*ordered, *told]
    dataset = load(settings)
    settings, dataset = _split(_scaled(settings, dataset), dataset)
    prepared = prepare(dataset, settings)
    amounts = [name for name in prepared.label_shapes if not prepared.classes_of(name)]
    if of_rows and amounts and settings.target_scaling == "none":
        settings = settings.replace(target_scaling="standardize")
        prepared = prepare(dataset, settings)
    project = network_for(prepared)
    ready = ready_data(dataset, settings, project.graph, project.training)
    told += [*entering(ready.fitted), *_about_texts(ready), *_about_targets(ready)]
    return project.replace(data=ready.settings), tuple(told)


def network_for(prepared: Prepared) -> Project:
    """A network for prepared data, and how it is trained; raises DataError where none can be proposed."""
    heads = {name: head_of(prepared, name) for name in prepared.label_shapes}
    for name, head in heads.items():
        if head is None:
            raise DataError("no network can be proposed for labels of shape {shape}. Draw one, or take a template",
                            shape=prepared.label_shapes[name])  # fmt: skip
    known = {name: head for name, head in heads.items() if head is not None}
    if is_joined(prepared):
        project = with_heads(Project(joined_graph(prepared, known), _training(prepared, "", ())), known)
        graph, training = project.graph, project.training
    else:
        (head,) = known.values()
        graph, training = _network(prepared, head), _training(prepared, head.loss, head.metrics)
    return Project(placed(graph), training, prepared.settings)


def _scaled(settings: DataSettings, dataset: Dataset) -> DataSettings:
    """Arrays that come as they are, made small: whole numbers by their largest, rows of numbers column by column."""
    if settings.source or dataset.raw is not None or settings.scaling != "none" or len(dataset.x_train) != 1:
        return settings
    (x,) = dataset.x_train.values()
    return settings.replace(scaling="unit" if x.dtype.kind in "biu" else "standardize")


def in_time(table: Table, settings: DataSettings) -> tuple[DataSettings, list[Message]]:
    """The settings with the column that says when rows were, and with parts by time, where windows need them."""
    told: list[Message] = []
    if not settings.sequence_length:
        return settings, told
    used = {*outputs_of(table.names, settings).values(), settings.group_column, settings.split_by, *settings.ignore}
    dates = [name for name in table.names if name not in used and date_column(table, name) is not None]
    suited = suiting_windows(settings, dates)
    if suited.time_by != settings.time_by:
        told.append(Message("{name} says when rows were", {"name": suited.time_by}))
    elif not suited.time_by:
        told.append(Message("rows are taken in the order of the file: no column says when they were"))
    if suited.split != settings.split:
        told.append(Message("the latest rows test, those before them validate"))
    return suited, told


def usable_columns(table: Table, settings: DataSettings) -> tuple[DataSettings, list[Message]]:
    """The settings with which a table can be learned from: what is said stays, what is open is chosen and told."""
    told: list[Message] = []
    columns = {column.name: column for column in settings.columns}
    ignored = list(settings.ignore)
    filled, named = list[str](), list[str]()  # the columns with blanks: of numbers, and of texts
    texts = {name for name in inputs_of(table.names, settings) if kind_of(table, name, settings) == "text"}
    for name in inputs_of(table.names, settings):
        own = columns.get(name, Column(name))
        reason = None if name in texts and table.different(name) > 1 else _useless(table, name, own)
        if reason is not None:
            ignored.append(name)
            told.append(Message("{name} is left out: {reason}", {"name": name, "reason": reason}))
            continue
        if name in texts:
            continue
        date = date_column(table, name, own.kind, own.date_form)
        if date is not None:
            if date.odd and own.kind == "auto":
                columns[name] = own.replace(kind="date")
                values = {"name": name, "count": len(date.odd)}
                told.append(Message("{name}: {count} cells that are no dates count as blanks", values))
            if np.isnan(date.seconds).any():
                filled.append(name)
            continue
        _, odd = table.numbers(name) if own.kind == "number" or name in table.values else (None, [])
        is_text = own.kind == "category" or (own.kind == "auto" and name in table.places)
        if odd and not is_text and own.kind == "auto":
            own = own.replace(kind="number")
            told.append(
                Message("{name}: {count} cells that are no numbers count as blanks", {"name": name, "count": len(odd)})
            )
        if is_text and not own.vocabulary and own.encoding == "one_hot":
            count = len(table.coded(name)[1])
            if count > MOST_KINDS:
                own = own.replace(vocabulary=MOST_KINDS)
                told.append(Message("{name}: the {most} most frequent of {count} texts are known",
                                    {"name": name, "most": MOST_KINDS, "count": count}))  # fmt: skip
        if own != Column(name):
            columns[name] = own
        if table.blanks(name) or (odd and not is_text):
            (named if is_text else filled).append(name)
    for target in outputs_of(table.names, settings).values():
        blank_labels = table.blanks(target) if target in table.names else 0
        if blank_labels and settings.missing_of(target) == "refuse":
            columns[target] = columns.get(target, Column(target)).replace(missing="drop")
            told.append(Message("{count} rows without {name} are left out", {"count": blank_labels, "name": target}))
    if (filled or named) and settings.missing == "refuse":
        settings = settings.replace(missing="median")
        if filled:
            told.append(Message("blanks are filled with the median: {names}", {"names": listed(filled)}))
        if named:
            told.append(Message("a blank is a category of its own: {names}", {"names": listed(named)}))
    settings = settings.replace(ignore=tuple(ignored), columns=tuple(columns.values()))
    learned, taken = inputs_of(table.names, settings), outputs_of(table.names, settings)
    own_texts, more = chosen_for_texts(table, learned, settings, {*taken, *(c.to for c in columns.values())})
    columns.update(own_texts)
    if settings.scaling == "none" and set(learned) - texts:
        settings = settings.replace(scaling="standardize")
    return settings.replace(columns=tuple(columns.values())), [*told, *more]


def _useless(table: Table, name: str, column: Column) -> Message | None:
    """Why nothing can be learned from a column, where that is so."""
    filled, different = table.count - table.blanks(name), table.different(name)
    if not filled:
        return Message("it is empty")
    if different == 1:
        return Message("it never changes")
    if column.kind != "auto" or column.vocabulary:
        return None
    if date_column(table, name) is not None:
        return None
    if name in table.places:
        return Message("nearly each row has another text") if different * 2 > filled > MOST_KINDS else None
    values, odd = table.numbers(name)
    steps = np.diff(values)
    if len(values) > 2 and not odd and np.all(steps == 1):
        return Message("it counts the rows")
    return None


def _split(settings: DataSettings, dataset: Dataset) -> tuple[DataSettings, Dataset]:
    """A validation part of its own, and for classes the same share of each, where the rows are to be split here."""
    if (
        settings.source
        or settings.sequence_length
        or (not settings.is_table and dataset.val_count)
        or settings != settings.replace(split="fraction", validation_part=0.0)
    ):
        return settings, dataset
    wished = settings.replace(validation_part=SHARE)
    for candidate in (wished.replace(split="stratified"), wished):
        try:
            probe = prepare(load(settings.replace(test_split=0.0)), settings)
            if candidate.split == "stratified" and not any(map(probe.classes_of, probe.y_train)):
                continue
            return candidate, load(candidate)
        except Fault:
            continue
    return settings, dataset


def _network(prepared: Prepared, head: Head) -> Graph:
    (x,) = prepared.x_train.values()
    shape, count = tuple(int(size) for size in x.shape[1:]), prepared.dataset.train_count
    layers: list[Layer]
    if prepared.raw.series is not None and len(shape) == 2:
        layers = [Input(shape), *window_layers(shape[0], count), *hidden_layers(count)[1:]]
    elif len(shape) in (2, 3) and min(shape[:2]) >= 6:
        layers = [
            Input((*shape, 1) if len(shape) == 2 else shape),
            Conv2D(32, (3, 3), padding="same", activation="relu"), MaxPooling2D((2, 2)),
            Conv2D(64, (3, 3), padding="same", activation="relu"),
            Flatten() if min(shape[:2]) < 16 else GlobalAveragePooling2D(), Dropout(0.25),
        ]  # fmt: skip
    else:
        flat = [Flatten()] if len(shape) > 1 else []
        layers = [Input(shape or (1,)), *flat, *hidden_layers(count)]
    return _chain([*layers, head.layer])


def _chain(layers: Sequence[Layer]) -> Graph:
    nodes: list[Node] = []
    for layer in layers:
        name = Graph.of(nodes).unique_name(layer.snake())
        nodes.append(Node(name, layer, (Port(nodes[-1].name),) if nodes else ()))
    return Graph.of(nodes)


def _training(prepared: Prepared, loss: str, metrics: tuple[str, ...]) -> TrainingSettings:
    count = prepared.dataset.train_count
    own = prepared.dataset.val_count > 0
    # Vectors of words learn slowly at first, and then learn their texts by heart.
    reads = bool(_about_texts(prepared))
    epochs, patience, rate = (60, 5, 0.003 if count < LARGE else 0.001) if reads else (200, 15, 0.001)
    stop = EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)
    return TrainingSettings(
        loss=(Loss.coerce(loss or "mean_squared_error"),),
        metrics=tuple(map(Metric.coerce, metrics or (USUAL_METRIC,))),
        epochs=epochs if count < LARGE else 30,
        batch_size=16 if count < SMALL else 32 if count < LARGE else 256, optimizer=Adam(learning_rate=rate),
        validation_split=0.0 if own else SHARE, callbacks=(stop,),
    )  # fmt: skip


def _about_texts(prepared: Prepared) -> list[Message]:
    table = prepared.fitted.table
    columns = table.columns if table is not None and not prepared.settings.sequence_length else ()
    return [about_text(column) for column in columns if column.text is not None and column.whole]


def _about_targets(prepared: Prepared) -> list[Message]:
    found = []
    for one in prepared.fitted.predicted.values():
        values: dict[str, Any] = {"name": one.column or "y", "count": len(one.classes)}
        found.append(Message("{name} is one of {count} classes" if one.classes else "{name} is an amount", values))
    return found
