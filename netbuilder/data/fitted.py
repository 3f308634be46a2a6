"""What preparation measured, as one value that belongs to the trained model and is kept with its weights.

JSON holds it in a project; what comes from a file is checked field by field.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dates import FORMS, PARTS, DateForm
from netbuilder.data.fingerprint import Fingerprint
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.data.fitted_table import FittedTable, need_one_kind
from netbuilder.data.picture_files import PictureForm
from netbuilder.data.scaling import Scaling
from netbuilder.data.settings import ENCODINGS, DataSettings
from netbuilder.data.text import FittedText, text_from_json, text_to_json
from netbuilder.errors import DataError, Fault
from netbuilder.kinds import shown

MOST_COLUMNS = 1 << 20
MOST_CATEGORIES = 1 << 20
LONGEST_DATE = 200
MOST_FILES = 1 << 10
SCALED = ("unit", "standardize", "minmax")
COLUMN_SCALED = ("none", "unit", "standardize", "minmax", "robust", "log")


@dataclass(frozen=True)
class Use:
    """What a network makes of data: the share of the training part, at its end, that validates, and what its loss
    takes labels for: "classes", "amounts", or "" where that is open; of several outputs what that of each does."""

    held_back: float = 0.0
    labels: str = ""
    by_output: tuple[tuple[str, str], ...] = ()

    def labels_of(self, output: str) -> str:
        """What the loss of an output takes labels for; a single one needs no name."""
        return dict(self.by_output).get(output, "") if self.by_output else self.labels

    def trained(self, count: int) -> int:
        """How many of so many samples are trained on: as many as Keras takes."""
        kept = math.floor(count * (1 - self.held_back))
        return kept if kept > 0 else count


@dataclass(frozen=True)
class Predicted:
    """What an output predicts: a column of a table, with its classes in their order, or none for amounts.

    `numeric`: labels as they come are the numbers that the classes are called by.
    """

    column: str = ""
    classes: tuple[str, ...] = ()
    numeric: bool = False


@dataclass(frozen=True)
class Fitted:
    """The recipe, and its numbers: what inputs are scaled by, or what a table's columns become; classes in their order.

    `numeric`: labels as they come are the numbers that the classes are called by. `targets` scale amounts while
    training. `source` is the data as it was, `rows` how many of its samples were measured; `decimal` and
    `header` are the form of a text table, `pictures` that of pictures, by which others are read too. `several` says
    what each output predicts where a table has several targets: `target` and `classes` are empty then. Of a series
    `time` is how its times are written, `step` the usual distance between them. `others` are the files of other parts,
    and those that stand beside it, as they were. `encoding` is that of texts which do not say theirs.
    """

    settings: DataSettings
    scalings: Mapping[str, Scaling] = field(default_factory=dict)
    table: FittedTable | None = None
    target: str = ""
    classes: tuple[str, ...] = ()
    numeric: bool = False
    targets: Mapping[str, Scaling] = field(default_factory=dict)
    source: Fingerprint | None = None
    rows: int = 0
    decimal: str = ""
    header: str = ""
    pictures: PictureForm | None = None
    several: Mapping[str, Predicted] = field(default_factory=dict)
    time: DateForm | None = None
    step: float | None = None
    others: tuple[Fingerprint, ...] = ()
    encoding: str = ""

    def predicts(self, output: str) -> Predicted:
        """What an output predicts; a single one needs no name."""
        return self.several.get(output) or Predicted(self.target, self.classes, self.numeric)

    @property
    def predicted(self) -> Mapping[str, Predicted]:
        """What all outputs predict; a single one is called "y"."""
        return self.several or {"y": self.predicts("y")}

    @property
    def measures(self) -> bool:
        """Whether anything of it depends on the data that it was fitted on."""
        return bool(self.scalings or self.table or self.targets)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fitted) and fitted_to_json(self) == fitted_to_json(other)

    def __hash__(self) -> int:
        return hash((self.settings, self.classes, self.rows))


def target_scalings(fitted: Fitted | None, outputs: Sequence[str]) -> list[Scaling | None]:
    """How the amounts of each output are scaled while training, if they are."""
    if fitted is None or not fitted.targets:
        return [None] * len(outputs)
    if len(outputs) == 1:
        return [next(iter(fitted.targets.values()))]
    return [fitted.targets.get(name) for name in outputs]


def in_own_unit(fitted: Fitted | None, outputs: Sequence[str], arrays: Sequence[Array]) -> list[Array]:
    """What a network gave for its outputs, in the unit that the amounts had before they were scaled."""
    scalings = target_scalings(fitted, outputs)
    return [
        array if scaling is None else scaling.undone(array) for array, scaling in zip(arrays, scalings, strict=True)
    ]


def fitted_to_json(fitted: Fitted) -> dict[str, Any]:
    """All of it, numbers to the last digit."""
    return {
        "settings": fitted.settings.config(defaults=False),
        "scalings": {name: _scaling_to_json(scaling) for name, scaling in fitted.scalings.items()},
        "columns": None if fitted.table is None else [_column_to_json(column) for column in fitted.table.columns],
        "target": fitted.target,
        "classes": list(fitted.classes),
        "numeric": fitted.numeric,
        "targets": {name: _scaling_to_json(scaling) for name, scaling in fitted.targets.items()},
        "source": None if fitted.source is None else fitted.source.to_json(),
        "rows": fitted.rows,
        "decimal": fitted.decimal,
        "header": fitted.header,
        "encoding": fitted.encoding,
        "pictures": None if fitted.pictures is None else fitted.pictures.to_json(),
        "time": _form_to_json(fitted.time),
        "step": fitted.step,
        "others": [one.to_json() for one in fitted.others],
        "several": {name: dataclasses.asdict(predicted) for name, predicted in fitted.several.items()},
    }


def fitted_from_json(data: Any) -> Fitted:
    """What JSON describes; raises DataError that names the field."""
    fields = _object(data, "fitted")
    columns = fields.get("columns")
    rows = _whole(fields, "rows")
    table = None
    if columns is not None:
        table = FittedTable(tuple(_column(item) for item in _list(columns, "columns", MOST_COLUMNS)), rows)
        if len({column.name for column in table.columns}) < len(table.columns):
            raise DataError("fitted: columns tell twice of one column")
        need_one_kind(table)
    source = fields.get("source")
    return Fitted(
        _settings(fields),
        {str(name): _scaling(item) for name, item in _object(fields.get("scalings", {}), "scalings").items()},
        table,
        _text(fields, "target"),
        tuple(_texts(fields.get("classes", []), "classes")),
        fields.get("numeric") is True,
        {str(name): _scaling(item) for name, item in _object(fields.get("targets", {}), "targets").items()},
        None if source is None else Fingerprint.from_json(_object(source, "source")),
        rows,
        _word(fields, "decimal", ("", ".", ",")),
        _word(fields, "header", ("", "yes", "no")),
        None if fields.get("pictures") is None else PictureForm.from_json(_object(fields["pictures"], "pictures")),
        {str(name): _predicted(item) for name, item in _object(fields.get("several", {}), "several").items()},
        None if fields.get("time") is None else _form(fields["time"], "time"),
        None if fields.get("step") is None else float(_numbers(fields["step"], "step")),
        tuple(map(_fingerprint, _list(fields.get("others", []), "others", MOST_FILES))),
        _word(fields, "encoding", ENCODINGS),
    )


def _fingerprint(data: Any) -> Fingerprint:
    return Fingerprint.from_json(_object(data, "others"))


def _predicted(data: Any) -> Predicted:
    fields = _object(data, "several")
    classes = tuple(_texts(fields.get("classes", []), "classes"))
    return Predicted(_text(fields, "column"), classes, fields.get("numeric") is True)


def _settings(fields: Mapping[str, Any]) -> DataSettings:
    """The recipe; a field of a newer version is left out here, the project keeps it."""
    given = _object(fields.get("settings", {}), "settings")
    known = {declared.name for declared in DataSettings.fields()}
    try:
        return DataSettings.from_config({name: value for name, value in given.items() if name in known})
    except Fault as fault:
        raise DataError("fitted: settings.{cause}", cause=str(fault)) from fault


def _scaling_to_json(scaling: Scaling) -> dict[str, Any]:
    return {
        "kind": scaling.kind, "offset": scaling.offset.tolist(), "divisor": scaling.divisor.tolist(),
        "constant": scaling.constant,
    }  # fmt: skip


def _scaling(data: Any) -> Scaling:
    fields = _object(data, "scalings")
    kind = fields.get("kind")
    if kind not in SCALED:
        raise DataError("fitted: a scaling must be one of unit, standardize, minmax, got {value}", value=shown(kind))
    offset, divisor = _numbers(fields.get("offset"), "offset"), _numbers(fields.get("divisor"), "divisor")
    if offset.shape != divisor.shape and offset.ndim:
        raise DataError("fitted: offset and divisor differ in their length")
    if not np.all(divisor):
        raise DataError("fitted: a divisor is 0")
    return Scaling(kind, offset, divisor, _whole(fields, "constant"))


def _numbers(value: Any, name: str) -> Array:
    """One finite number, or a list of them."""
    items = value if isinstance(value, list) else [value]
    if len(items) > MOST_COLUMNS or not all(_is_number(item) for item in items):
        raise DataError("fitted: {name} must be finite numbers, got {value}", name=name, value=shown(value))
    return np.array([float(item) for item in items]) if isinstance(value, list) else np.asarray(float(value))


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 1e308
        and math.isfinite(float(value))
    )


def _column_to_json(column: FittedColumn) -> dict[str, Any]:
    plain = FittedColumn(column.name)
    found: dict[str, Any] = {"name": column.name}
    for name in FittedColumn.__dataclass_fields__:
        value = getattr(column, name)
        if isinstance(value, FittedText):
            found[name] = text_to_json(value)
        elif value != getattr(plain, name) or name in ("offset", "divisor"):
            found[name] = list(value) if isinstance(value, tuple) else value
    if column.date is not None:
        found["date"] = _form_to_json(column.date)
    return found


WORDS: dict[str, tuple[str, ...]] = {
    "missing": ("refuse", "drop", "mean", "median", "most_frequent", "constant"),
    "encoding": ("one_hot", "ordinal", "index"),
    "unseen": ("zeros", "refuse"),
    "outside": ("keep", "clip", "refuse"),
    "scaling": COLUMN_SCALED,
}


def _column(data: Any) -> FittedColumn:
    fields = _object(data, "columns")
    name = _text(fields, "name")
    words = {}
    for word, choices in WORDS.items():
        value = fields.get(word, getattr(FittedColumn(name), word))
        if value not in choices:
            raise DataError("fitted: column {name}: {word} is {value}", name=name, word=word, value=shown(value))
        words[word] = value
    categories, fill = fields.get("categories"), fields.get("fill")
    kinds = None if categories is None else tuple(_texts(categories, "categories"))
    text = None if fields.get("text") is None else text_from_json(fields["text"], name)
    if not (fill is None or (isinstance(fill, str) if kinds is not None or text is not None else _is_number(fill))):
        raise DataError("fitted: column {name}: fill is {value}", name=name, value=shown(fill))
    to = _text(fields, "to")
    if to and not to.isidentifier():
        raise DataError("fitted: column {name}: to is {value}", name=name, value=shown(to))
    offset, divisor = (_numbers(fields.get(word, []), word) for word in ("offset", "divisor"))
    low, high = (float(_numbers(fields.get(word, 0.0), word)) for word in ("low", "high"))
    made = FittedColumn(
        name, kinds, fill=float(fill) if isinstance(fill, int | float) else fill,
        mark_missing=fields.get("mark_missing") is True, low=low, high=high,
        offset=tuple(offset.tolist()), divisor=tuple(divisor.tolist()), to=to, text=text, **words,
        **_date_of(fields, name),
    )  # fmt: skip
    pairs = 0 if made.whole or made.text is not None else len(made.inputs)
    if not len(made.offset) == len(made.divisor) == pairs or not all(made.divisor):
        raise DataError("fitted: column {name} has another number of inputs than of offsets and divisors", name=name)
    return made


def _date_of(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What a column of dates has more."""
    if fields.get("date") is None:
        return {}
    parts = _texts(fields.get("parts", []), "parts")
    if not set(parts) <= set(PARTS) or not parts:
        raise DataError("fitted: column {name}: parts must be some of {known}", name=name, known=PARTS)
    return {
        "date": _form(fields["date"], "date"),
        "parts": tuple(parts),
        "first": float(_numbers(fields.get("first", 0.0), "first")),
    }


def _form(value: Any, name: str) -> DateForm:
    """How dates are written."""
    fields = _object(value, name)
    zone = fields.get("zone")
    if not (zone is None or (type(zone) is int and abs(zone) <= 24 * 60)):
        raise DataError("fitted: {name}: zone is {value}", name=name, value=shown(zone))
    written = _text(fields, "written")
    if len(written) > LONGEST_DATE:
        raise DataError("fitted: {name}: written is {value}", name=name, value=shown(written))
    return DateForm(_word(fields, "order", FORMS), zone, written)


def _form_to_json(form: DateForm | None) -> dict[str, Any] | None:
    return None if form is None else {"order": form.order, "zone": form.zone, "written": form.written}


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or len(value) > MOST_COLUMNS:
        raise DataError("fitted: {name} must be an object, got {value}", name=name, value=shown(value))
    return value


def _list(value: Any, name: str, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise DataError("fitted: {name} must be a list, got {value}", name=name, value=shown(value))
    return value


def _texts(value: Any, name: str) -> list[str]:
    items = _list(value, name, MOST_CATEGORIES)
    if not all(isinstance(item, str) for item in items) or len(set(items)) < len(items):
        raise DataError("fitted: {name} must be different texts", name=name)
    return items


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise DataError("fitted: {name} must be text, got {value}", name=name, value=shown(value))
    return value


def _word(fields: Mapping[str, Any], name: str, known: Sequence[str]) -> str:
    value = _text(fields, name)
    if value not in known:
        raise DataError(
            "fitted: {name} must be one of {known}, got {value}", name=name, known=known, value=shown(value)
        )
    return value


def _whole(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name, 0)
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise DataError("fitted: {name} must be a whole number, got {value}", name=name, value=shown(value))
    return value
