"""Preparation: the declared steps between a data set and the network, measured only on what is trained on."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.columns import RawColumns
from netbuilder.data.dataset import PARTS, Dataset
from netbuilder.data.finite import gaps_of
from netbuilder.data.fitted import Fitted, Predicted, Use
from netbuilder.data.fitted_columns import Surprises
from netbuilder.data.fitting import fit_table
from netbuilder.data.labels import look_through
from netbuilder.data.naming import labelled, named_classes
from netbuilder.data.scaling import Scaling, scaling_of
from netbuilder.data.settings import DataSettings
from netbuilder.data.windows import over, windows_of
from netbuilder.errors import N_, DataError, Message, listed
from netbuilder.files import DiskArray, rows_of
from netbuilder.kinds import Shape

EMPTY: Mapping[str, Array] = {}


@dataclass(frozen=True)
class Prepared:
    """Samples as the network takes them. `steps` says in words what was done, in order, `surprises` what new rows held.

    `origin` is the data as it was read, `dataset` the same once it is known what its labels are.
    """

    dataset: Dataset
    settings: DataSettings
    x_train: Mapping[str, Array]
    y_train: Mapping[str, Array]
    x_test: Mapping[str, Array]
    y_test: Mapping[str, Array]
    fitted: Fitted
    steps: tuple[Message, ...]
    x_val: Mapping[str, Array] = field(default_factory=dict)
    y_val: Mapping[str, Array] = field(default_factory=dict)
    origin: Dataset | None = None
    use: Use = field(default_factory=Use)
    surprises: tuple[Message, ...] = ()

    @property
    def raw(self) -> Dataset:
        """The data as it was read: what another preparation begins with."""
        return self.origin or self.dataset

    @property
    def scalings(self) -> Mapping[str, Scaling]:
        """How whole inputs are scaled."""
        return self.fitted.scalings

    @property
    def input_shapes(self) -> dict[str, Shape]:
        """The shape of one sample of each input."""
        return {name: array.shape[1:] for name, array in self.x_train.items()}

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, where labels are what is predicted."""
        return () if self.settings.target_is_input else self.dataset.classes

    def classes_of(self, output: str) -> tuple[str, ...]:
        """The names of the classes of an output, where labels are what is predicted."""
        return () if self.settings.target_is_input else self.dataset.classes_of(output)

    @property
    def label_shapes(self) -> dict[str, Shape]:
        """The shape of one sample's labels."""
        return {name: array.shape[1:] for name, array in self.y_train.items()}

    def inputs(self, x: Mapping[str, Array]) -> dict[str, Array]:
        """Raw inputs made ready in the same way; rows on disk are made ready when they are read."""
        return inputs_as(self.fitted, x, self.raw)

    def is_for(self, settings: DataSettings, use: Use) -> bool:
        """Whether it is what these settings make for such a network."""
        same_rows = self.use.held_back == use.held_back or self.dataset.val_count or not self.fitted.measures
        same = (self.use.labels, self.use.by_output) == (use.labels, use.by_output)
        same_labels = same or not self.labels_follow_loss
        return bool(self.settings == settings and same_rows and same_labels)

    @property
    def labels_follow_loss(self) -> bool:
        """Whether the loss says if labels are classes: neither the person nor the data does."""
        settings, raw = self.settings, self.raw
        if settings.target_is_input:
            return False
        told = {name: settings.predicted(name) for name in raw.y_train}
        return any(
            target.labels == "auto" and not target.one_hot
            and (raw.counted or (raw.raw is not None and not raw.classes_of(name)))
            for name, target in told.items()
        )  # fmt: skip


def prepare(dataset: Dataset, settings: DataSettings, use: Use = Use(), fitted: Fitted | None = None) -> Prepared:  # noqa: B008 (a frozen value)
    """The data set after its declared steps; raises DataError for a step that cannot be.

    What was `fitted` before is applied as it is; else it is measured on what `use` says is trained on.
    """
    return apply(dataset, settings, use, fitted or fit(dataset, settings, use))


def fit(dataset: Dataset, settings: DataSettings, use: Use = Use()) -> Fitted:  # noqa: B008 (a frozen value)
    """What the steps measure, on the samples that are trained on alone; raises DataError."""
    kept = dataset.train_count if dataset.val_count else use.trained(dataset.train_count)
    if dataset.series is not None and kept < dataset.train_count:
        fault = DataError(
            "windows share rows: the last of them, which validation_split takes, hold rows that are trained on. Let "
            "the data have a validation_part, and set validation_split to 0"
        )
        fault.options = (f"--validation-part {use.held_back:g} --validation-split 0",)
        raise fault
    raw = dataset.raw
    several = {
        name: Predicted(column, *named_classes(dataset, settings, use, name))
        for name, column in (raw.targets if raw is not None else {}).items()
    }
    classes, numeric = ((), False) if several else named_classes(dataset, settings, use)
    table, scalings = None, {}
    if raw is not None:
        x = next(iter(dataset.x_train.values()))
        table = _once(
            dataset,
            ("table", _recipe(settings), kept),
            lambda: fit_table(_measured(x, kept, raw, settings), raw, settings),
        )
    else:
        for name, x in dataset.x_train.items():
            found = _once(dataset, (name, settings.scaling, kept), partial(_scaling, x, settings.scaling, kept))
            if found is not None:
                scalings[name] = found
    targets = {}
    for name, y in dataset.y_train.items() if not settings.target_is_input else ():
        kind = settings.predicted(name).scaling
        is_amount = not (several[name].classes if name in several else classes)
        found = scaling_of(y[:kept], kind) if is_amount and kind != "none" else None
        if found is not None:
            targets[name] = found
    target, decimal, header = (raw.target, raw.decimal, raw.header) if raw is not None else ("", "", "")
    series = dataset.series
    return Fitted(
        settings, scalings, table, target, classes, numeric, targets, dataset.source, kept, decimal, header,
        dataset.pictures, several, None if series is None else series.form, None if series is None else series.step,
        dataset.others, raw.encoding if raw is not None else "",
    )  # fmt: skip


def apply(dataset: Dataset, settings: DataSettings, use: Use, fitted: Fitted) -> Prepared:
    """The data set with what was fitted, on this data or on other."""
    _need_kind(dataset, fitted)
    known = labelled(dataset, fitted)
    surprises = {part: Surprises() for part in PARTS if part != "train"}
    x = {
        part: inputs_as(fitted, known.part(part)[0], dataset, known.lines.get(part), surprises.get(part))
        for part in PARTS
    }
    steps = [*dataset.notes, *_sentences(fitted, settings)]
    for name, array in x["train"].items() if dataset.raw is None else ():
        before = dataset.x_train[name].shape[1:]
        if array.shape[1:] != before:
            steps.append(
                Message("{before} arranged as {after}", {"before": _sizes(before), "after": _sizes(array.shape[1:])})
            )
    y = {part: dict(known.part(part)[1]) for part in PARTS}
    if settings.target_is_input:
        y = {part: _in_memory(x[part]) for part in PARTS}
        steps.append(Message("the target is the input itself"))
    else:
        for name in known.y_train:
            count = len(known.classes_of(name))
            if count and settings.predicted(name).one_hot:
                y = {part: _changed(arrays, name, partial(one_hot, count=count)) for part, arrays in y.items()}
                steps.append(Message("labels one-hot over {count} classes", {"count": count}))
            elif name in fitted.targets:
                y = {part: _changed(arrays, name, fitted.targets[name]) for part, arrays in y.items()}
    look_through(known)  # here, where it may take its time
    for part in PARTS:
        gaps_of(known, part)
    if known.raw is not None:
        known = dataclasses.replace(known, features=fitted.table.features if fitted.table else known.features)
    told = [sentence for part in ("val", "test") for sentence in surprises[part].sentences(new=not known.train_count)]
    return Prepared(
        known, settings, x["train"], y["train"], x["test"], y["test"], fitted, tuple(steps), x["val"], y["val"],
        dataset, use, tuple(told),
    )  # fmt: skip


def _need_kind(dataset: Dataset, fitted: Fitted) -> None:
    """Raises DataError for arrays where a table was fitted, a table where arrays were, or inputs of other names."""
    if fitted.table is not None and dataset.raw is None:
        raise DataError("{title} is no table, but the network was trained on one. Train it anew", title=dataset.title)
    absent = [name for name in fitted.scalings if name not in dataset.x_train]
    if absent or (fitted.table is None and dataset.raw is not None):
        raise DataError(
            "{title} has other inputs than the network was trained on ({names}). Train it anew",
            title=dataset.title, names=listed(fitted.scalings) or "x",
        )  # fmt: skip


def inputs_as(
    fitted: Fitted,
    x: Mapping[str, Array],
    dataset: Dataset,
    lines: Array | None = None,
    surprises: Surprises | None = None,
) -> dict[str, Array]:
    """Raw inputs made ready as it was fitted; rows on disk are made ready when they are read."""
    if fitted.table is not None and dataset.raw is not None:
        raw, table = dataset.raw, fitted.table
        if not x:
            return {}
        (array,) = x.values()
        return windows_as(fitted, array, raw, surprises) if windows_of(array) else table(array, raw, lines, surprises)
    return {name: ready_array(fitted, name, array) for name, array in x.items()}


def _measured(x: Array, kept: int, raw: RawColumns, settings: DataSettings) -> Array:
    """The rows that are measured: those that are trained on, each once, however many windows it is in."""
    windows = windows_of(x)
    if windows is None:
        return x[:kept]
    dropped = [raw.places[name] for name in raw.names if settings.missing_of(name) == "drop"]
    return windows.rows[~np.isnan(windows.rows[:, dropped]).any(axis=1)] if dropped else windows.rows


def windows_as(fitted: Fitted, x: Array, raw: RawColumns, surprises: Surprises | None) -> dict[str, Array]:
    """Windows over rows that were made ready, each once."""
    windows, table = windows_of(x), fitted.table
    assert windows is not None
    assert table is not None
    rows = windows.rows
    for column in table.columns:
        if column.missing == "drop" and column.name in raw.places:  # no window holds such a blank
            place = raw.places[column.name]
            blank = np.isnan(rows[:, place])
            if blank.any():
                rows = rows.copy() if rows is windows.rows else rows
                rows[blank, place] = column.low if column.categories is None else 0.0
    found = {name: over(x, array) for name, array in table(rows, raw, windows.lines, surprises).items()}
    if fitted.settings.arrangement != "flatten":
        return found
    return {name: cast(Array, cast(Any, array).stepped(_flat)) for name, array in found.items()}


def _flat(x: Array) -> Array:
    return x.reshape(len(x), math.prod(x.shape[1:]))


def ready_array(fitted: Fitted, name: str, x: Any) -> Array:
    """One raw input made ready as it was fitted; raises DataError for samples of another shape."""
    if isinstance(x, DiskArray):
        return cast(Array, x.stepped(partial(ready_array, fitted, name)))
    scaled = fitted.scalings[name](x) if name in fitted.scalings else x
    return _arranged(scaled, fitted.settings.arrangement)


def _recipe(settings: DataSettings) -> Any:
    return settings.scaling, settings.missing, settings.columns


def _once(dataset: Dataset, key: Any, found: Any) -> Any:
    """What is measured of a data set, found out once."""
    if key not in dataset.measured:
        dataset.measured[key] = found()
    return dataset.measured[key]


def _scaling(x: Array, kind: str, kept: int) -> Scaling | None:
    return scaling_of(rows_of(x, slice(kept)) if kept < len(x) else x, kind)


def _sentences(fitted: Fitted, settings: DataSettings) -> list[Message]:
    steps = [scaling.sentence for scaling in fitted.scalings.values()]
    if fitted.table is not None:
        steps += fitted.table.sentences()
        if settings.scaling == "unit":
            steps.append(Message("unit divides whole numbers of arrays: columns stay as they are"))
    for name, scaling in fitted.targets.items():
        values: dict[str, Any] = {
            "offset": f"{float(scaling.offset):.6g}", "end": f"{float(scaling.offset + scaling.divisor):.6g}",
            "name": name,
        }  # fmt: skip
        several = N_("the target {name} is scaled: {offset} is 0 and {end} is 1")
        one = N_("the target is scaled: {offset} is 0 and {end} is 1")
        steps.append(Message(several if name in fitted.several else one, values))
    return steps


def _changed(arrays: Mapping[str, Array], name: str, change: Callable[[Array], Array]) -> dict[str, Array]:
    return {own: change(array) if own == name else array for own, array in arrays.items()}


def _in_memory(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Targets are never read from disk batch by batch."""
    return {name: np.asarray(x[:]) for name, x in arrays.items()}


def one_hot(y: Array, count: int) -> Array:
    """Class numbers as vectors with a single 1; vectors stay as they are; raises DataError out of range."""
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1 or y.dtype.kind not in "biu":
        return y
    if y.size and (y.min() < 0 or y.max() >= count):
        raise DataError(
            "labels go from {low} to {high}, but there are {count} classes", low=y.min(), high=y.max(), count=count
        )
    vectors: Array = np.eye(count, dtype=np.float32)[y.astype(np.intp)]
    return vectors


def _arranged(x: Array, arrangement: str) -> Array:
    if arrangement == "flatten" and x.ndim > 2:
        return x.reshape(len(x), math.prod(x.shape[1:]))
    if arrangement == "channels" and x.ndim == 3:
        return x[..., None]
    return x


def _sizes(shape: Shape) -> str:
    return " × ".join(map(str, shape)) or "1"
