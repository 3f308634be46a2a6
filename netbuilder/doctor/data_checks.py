"""What the data itself tells: ranges, blanks, labels, samples that are alike, columns that give the answer away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.windows import rows_in
from netbuilder.doctor.alike import alike_findings
from netbuilder.doctor.finding import Cure, Finding
from netbuilder.doctor.label_checks import label_findings
from netbuilder.doctor.patient import Patient
from netbuilder.errors import Message, listed
from netbuilder.files import DiskArray
from netbuilder.graph import Graph
from netbuilder.kinds import shown
from netbuilder.layers.normalization import BatchNormalization

FAR = 3.0  # inputs whose mean or spread is beyond it are called large: standardized ones have 0 and 1
SMALL = 0.01  # a spread below it is called small
MOST_COMPARED = 400_000  # rows of which single columns are judged
MANY_BLANK = 0.05  # the share of a column's cells
MOST_COLUMNS = 2000
GIVEN_AWAY = 0.98  # the share of right answers from one column that is suspicious
NEARLY_ONE = 0.9999  # correlation of a column with an amount that is suspicious
BINS = 64
SCALES = frozenset({"Rescaling", "Normalization", "BatchNormalization", "LayerNormalization", "UnitNormalization"})
WHOLE = frozenset({"Embedding", "CategoryEncoding", "Hashing", "IntegerLookup", "Discretization"})


def data_findings(patient: Patient) -> Iterator[Finding]:
    """One finding for each thing that was looked at, good ones too."""
    inputs = patient.inputs()
    yield from _ranges(patient, inputs)
    yield from _constants(patient, inputs)
    yield from _blanks(patient)
    yield from label_findings(patient)
    yield from alike_findings(patient)
    yield from _given_away(patient)


def _ranges(patient: Patient, inputs: Mapping[str, Array]) -> Iterator[Finding]:
    """Inputs in [0, 1], [-1, 1] or standardized are learned from easily, others slowly or not at all."""
    large = {}
    for name, x in inputs.items():
        if x.dtype.kind not in "biuf" or not x.size or _is_scaled_inside(patient.graph, name):
            continue
        low, high, spread = float(x.min()), float(x.max()), float(x.std(dtype=np.float64))
        mean = float(x.mean(dtype=np.float64))
        if max(abs(mean), spread) > FAR or (0 < spread < SMALL):
            large[name] = (low, high)
    if not large:
        yield Finding("range", "good", Message("the inputs have a range that networks learn well from"))
        return
    for name, (low, high) in large.items():
        table = bool(patient.prepared.dataset.columns)
        scaling = "standardize" if table or inputs[name].dtype.kind == "f" else "unit"
        cure = None
        if patient.data.scaling != scaling:
            told = {
                "standardize": Message("Standardize the inputs"),
                "unit": Message("Divide the inputs by their largest"),
            }
            cure = Cure(told[scaling], patient.with_data(scaling=scaling))
        values = {"name": name, "low": low, "high": high}
        told_range = Message(
            "{name} goes from {low} to {high}: networks learn best from −1 to 1, or standardized", values
        )
        yield Finding("range", "doubtful", told_range, cure=cure)


def _is_scaled_inside(graph: Graph, name: str) -> bool:
    """Whether the blocks that read an input scale it themselves, or take whole numbers for names."""
    node = name if name in graph else graph.input_names[0] if len(graph.input_names) == 1 else ""
    if not node:
        return False
    readers = [graph[reader].layer for reader, _ in graph.consumers.get(node, ())]
    return bool(readers) and all(
        type(layer).__name__ in SCALES | WHOLE or isinstance(layer, BatchNormalization) for layer in readers
    )


def _constants(patient: Patient, inputs: Mapping[str, Array]) -> Iterator[Finding]:
    table, features = patient.prepared.fitted.table, patient.prepared.dataset.features
    for name, x in inputs.items():
        names = features if table is None else table.features_of(name)
        if x.ndim != 2 or len(x) < 2 or not names:
            continue
        constant = np.flatnonzero((x == x[:1]).all(axis=0))
        if len(constant):
            told = listed(shown(names[i]) if i < len(names) else f"{name} {i}" for i in constant)
            yield Finding(
                "constant", "doubtful", Message("columns that never change teach nothing: {names}", {"names": told})
            )
        else:
            yield Finding("constant", "good", Message("no column is always the same"))


def _blanks(patient: Patient) -> Iterator[Finding]:
    """Cells that were filled in look like measured ones; a network can be told which they were."""
    data = patient.prepared.raw
    if data.raw is None or len(data.x_train) != 1:
        return
    (x,) = data.x_train.values()
    if not len(x):
        return
    shares = np.isnan(rows_in(x)[:MOST_COMPARED]).mean(axis=0)
    marked = {name for name in data.raw.names if patient.data.how(name).mark_missing}
    many = [(name, share) for name, share in zip(data.raw.names, shares, strict=True)
            if share > MANY_BLANK and name not in marked and name not in data.raw.texts]  # fmt: skip
    if not many:
        yield Finding("blanks", "good", Message("no column has many blanks that nothing tells of"))
        return
    told = listed(f"{shown(name)} {round(100 * float(share))} %" for name, share in many)
    columns = {column.name: column for column in patient.data.columns}
    for name, _ in many:
        columns[name] = patient.data.column(name).replace(mark_missing=True)
    project = patient.wider(patient.with_data(columns=tuple(columns.values())), len(many))
    cure = Cure(Message("Add inputs that say what was blank"), project)
    values = {"columns": told}
    yield Finding(
        "blanks", "doubtful", Message("blanks are filled in, and nothing tells of it: {columns}", values), cure=cure
    )


def _given_away(patient: Patient) -> Iterator[Finding]:
    """Columns that tell the target by themselves: most often they were written down after it."""
    data, names = patient.prepared.dataset, patient.prepared.dataset.features
    if not names or len(data.x_train) != 1 or len(data.y_train) != 1 or data.train_count < 20:
        return
    # The columns of a table as they enter: before that they hold blanks, and places of texts.
    arrays = [*(data if data.raw is None else patient.prepared).x_train.values()]
    if any(isinstance(x, DiskArray) or x.ndim != 2 for x in arrays):
        return
    x = arrays[0] if len(arrays) == 1 else np.concatenate(arrays, axis=1)
    (y,) = data.y_train.values()
    if y.size != len(y) or x.shape[1] > MOST_COLUMNS:
        return
    x, y = x[:MOST_COMPARED], y.ravel()[:MOST_COMPARED]
    suspects = _tell_classes(x, y) if data.classes else _tell_amounts(x, y)
    found = [names[i] for i in suspects if i < len(names)]
    if found:
        told = Message(
            "from {names} alone the answer can be told: was it written down after the answer was known? Leave it out, "
            "or make sure that it is there when predicting",
            {"names": listed(map(shown, found))},
        )
        yield Finding("leak", "doubtful", told, cure=_without(patient, found))
    else:
        yield Finding("leak", "good", Message("no single column gives the answer away"))


def _without(patient: Patient, inputs: list[str]) -> Cure | None:
    """Leaves the columns out that these inputs are made of."""
    if not patient.data.is_table:
        return None
    table = patient.prepared.fitted.table
    of = [column for column in table.columns if set(column.inputs) & set(inputs)] if table is not None else []
    ignore = tuple(dict.fromkeys([*patient.data.ignore, *(column.name for column in of)]))
    fewer = sum(len(column.inputs) for column in of)
    return Cure(Message("Leave it out"), patient.wider(patient.with_data(ignore=ignore), -fewer))


def _tell_classes(x: Array, y: Array) -> list[int]:
    """The columns by whose value alone nearly all classes of other rows are told right."""
    order = np.random.default_rng(0).permutation(len(x))
    half = len(x) // 2
    learn, judge = order[:half], order[half:]
    y = y.astype(np.int64)
    kinds = int(y.max()) + 1
    usual = float((y[judge] == np.bincount(y[learn], minlength=kinds).argmax()).mean())
    if usual > GIVEN_AWAY - 0.05:
        return []
    found = []
    for i in range(x.shape[1]):
        edges = np.unique(np.quantile(x[learn, i], np.linspace(0, 1, BINS + 1)[1:-1]))
        places = np.searchsorted(edges, x[:, i], side="right")
        table = np.zeros((len(edges) + 1, kinds), np.int64)
        np.add.at(table, (places[learn], y[learn]), 1)
        if float((table.argmax(axis=1)[places[judge]] == y[judge]).mean()) >= GIVEN_AWAY:
            found.append(i)
    return found


def _tell_amounts(x: Array, y: Array) -> list[int]:
    """The columns that go up and down with an amount nearly without a difference."""
    x, y = x.astype(np.float64), y.astype(np.float64)
    x, y = x - x.mean(axis=0), y - y.mean()
    size = np.sqrt((x**2).sum(axis=0) * (y**2).sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.abs(x.T @ y) / size
    return [int(i) for i in np.flatnonzero(correlation > NEARLY_ONE)]
