"""What the data itself tells: ranges, classes, samples that are in two parts, columns that give the answer away."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping

import numpy as np

from netbuilder.arrays import Array
from netbuilder.doctor.finding import Cure, Finding
from netbuilder.doctor.patient import Patient
from netbuilder.errors import Message, listed
from netbuilder.files import DiskArray
from netbuilder.graph import Graph
from netbuilder.kinds import shown
from netbuilder.layers.normalization import BatchNormalization

FAR = 3.0  # inputs whose mean or spread is beyond it are called large: standardized ones have 0 and 1
SMALL = 0.01  # a spread below it is called small
FEWEST_OF_CLASS = 5
UNEVEN = 0.5  # a normalized perplexity below it is called imbalance
MOST_COMPARED = 400_000  # samples whose duplicates are looked for
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
    yield from _balance(patient)
    yield from _doubles(patient)
    yield from _given_away(patient, inputs)


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


def _balance(patient: Patient) -> Iterator[Finding]:
    """Classes that are as frequent as each other have a normalized perplexity of 1, all in one class 1 / classes."""
    names = patient.prepared.classes
    for y in patient.prepared.dataset.y_train.values():
        if not names or y.dtype.kind not in "biu" or y.size != len(y):
            continue
        counts = np.bincount(y.ravel().astype(np.int64), minlength=len(names))
        shares = counts[counts > 0] / counts.sum()
        perplexity = math.exp(-float((shares * np.log(shares)).sum())) / len(names)
        rare = [f"{names[i]} {counts[i]}" for i in np.argsort(counts, kind="stable") if counts[i] < FEWEST_OF_CLASS]
        if rare:
            told = Message("classes with hardly any samples cannot be learned: {counts}", {"counts": listed(rare)})
            yield Finding("balance", "doubtful", told)
        if perplexity < UNEVEN or counts.min() * 10 < counts.max():
            few, many = int(counts.argmin()), int(counts.argmax())
            told = Message(
                "the classes are uneven: {many} has {most} samples, {few} has {least}. Who always says {many} is right "
                "{share} % of the time",
                {"many": names[many], "most": int(counts[many]), "few": names[few], "least": int(counts[few]),
                 "share": round(100 * float(counts[many] / counts.sum()))},
            )  # fmt: skip
            yield Finding("balance", "doubtful", told, cure=_weighing(patient, counts))
        elif not rare:
            yield Finding("balance", "good", Message("the classes are about as frequent as each other"))


def _weighing(patient: Patient, counts: Array) -> Cure | None:
    """Weights that let each class count alike, as scikit-learn's "balanced" has them."""
    if patient.training.class_weight or len(patient.graph.output_names) != 1 or not counts.min():
        return None
    weights = tuple(round(float(counts.sum() / (len(counts) * count)), 4) for count in counts)
    return Cure(Message("Let rare classes count more"), patient.with_training(class_weight=weights))


def _doubles(patient: Patient) -> Iterator[Finding]:
    """Samples of the test part that were trained on make its scores too good."""
    data = patient.prepared.dataset
    if not data.test_count or data.train_count + data.test_count > MOST_COMPARED:
        return
    if any(isinstance(x, DiskArray) for x in data.x_train.values()):
        return
    known = set(_digests(data.x_train))
    double = sum(digest in known for digest in _digests(data.x_test))
    if double:
        values = {"count": double, "all": data.test_count}
        told = Message("{count} of {all} test samples are among the training samples too: the test flatters", values)
        share = double / data.test_count
        yield Finding("doubles", "doubtful" if share < 0.5 else "bad", told)
    else:
        yield Finding("doubles", "good", Message("no test sample is among the training samples"))


def _digests(arrays: Mapping[str, Array]) -> Iterator[bytes]:
    parts = [np.ascontiguousarray(x) for x in arrays.values()]
    for i in range(len(parts[0])):
        digest = hashlib.blake2b(digest_size=16)
        for x in parts:
            digest.update(x[i].tobytes())
        yield digest.digest()


def _given_away(patient: Patient, inputs: Mapping[str, Array]) -> Iterator[Finding]:
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
        ignore = tuple(dict.fromkeys([*patient.data.ignore, *(_column(patient, name) for name in found)]))
        cure = Cure(Message("Leave it out"), patient.with_data(ignore=ignore)) if patient.data.is_table else None
        yield Finding("leak", "doubtful", told, cure=cure)
    else:
        yield Finding("leak", "good", Message("no single column gives the answer away"))


def _column(patient: Patient, name: str) -> str:
    """The column that an input is made of."""
    table = patient.prepared.fitted.table
    columns = table.columns if table is not None else ()
    return next((column.name for column in columns if name in column.inputs), name)


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
