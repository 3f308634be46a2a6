"""How the inputs of an exported network are prepared, in a file beside it: no model format has room for all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netbuilder.data import Fitted
from netbuilder.data.describe import sentences
from netbuilder.data.fitted import fitted_from_json, fitted_to_json
from netbuilder.errors import DataError, FileFault, Message
from netbuilder.files import atomic_write, dump_json, parse_json
from netbuilder.files.reading import open_file_to_read, read_bytes
from netbuilder.formats.base import Bundle, Format

SUFFIX = ".preparation.json"
LARGEST = 256 << 20
HOW = (
    "Columns enter in their order. A number is filled where it is blank, brought between low and high where outside "
    "is clip, and for scaling log replaced by sign(x) ln(1 + |x|). A category becomes a 1 in its place and zeros "
    "elsewhere, or with encoding ordinal its place from 0; one that is not among the categories is all zeros, or "
    "-1. With encoding index it becomes its place from 1 as a whole number, or 0, and is not scaled. A date is "
    "seconds since 1970, filled and limited like a number, and then becomes its parts: days since first, or numbers "
    "of the calendar; a cycle becomes sine and cosine of 2 pi times the share that is over. A text is cut up by its "
    "steps: as Keras's TextVectorization does it letters of ASCII become lower case, its 32 signs are left out, and "
    "blanks of ASCII part words (or each character counts). As int a word becomes its place in the vocabulary from "
    "2, or 1; the text is cut to length and padded with 0; one without words is a single 1. As count, multi_hot and "
    "tf_idf there is a number for unknown words, then one for each of the vocabulary; tf_idf is count times idf. "
    "These are not scaled. Columns that name an input (to) enter that one, all others together the one that none "
    "names. Then each input is (x - offset) / divisor. Arrays of scalings are (x - offset) / divisor as a whole. "
    "Amounts that are predicted are turned back: y * divisor + offset of targets. Outputs are in the order of "
    "classes. Where there are several targets, `several` says for each output which column it predicts, and its "
    "classes. Tables that stand beside are joined first, as `beside` of settings says: by a key, or row by row."
)


def beside(path: Path) -> Path:
    """Where the preparation of a model file stands: net.keras.preparation.json."""
    return path.with_name(path.name + SUFFIX)


def tells(entry: Format, bundle: Bundle) -> bool:
    """Whether such a file gets one: what holds weights whose inputs are not taken as they come."""
    fitted = bundle.snapshot.fitted
    return entry.kind in ("model", "weights") and entry.suffix != ".json" and fitted is not None and is_told(fitted)


def is_told(fitted: Fitted) -> bool:
    """Whether there is anything to be told of it."""
    return fitted.measures or bool(fitted.classes) or fitted.settings.arrangement != "as_is"


def write_preparation(entry: Format, bundle: Bundle, path: Path) -> None:
    """Puts it beside a model file that stands there."""
    if not tells(entry, bundle):
        return
    fitted = bundle.snapshot.fitted
    assert fitted is not None
    told = {
        "format": "netbuilder preparation", "model": path.name, "sha256": _digest(path), "how": HOW,
        "steps": [str(sentence) for sentence in sentences(fitted)], "fitted": fitted_to_json(fitted),
    }  # fmt: skip
    with atomic_write(beside(path)) as file:
        file.write(dump_json(told))


def read_preparation(path: Path) -> tuple[Fitted | None, tuple[Message, ...]]:
    """What stands beside a model file, and what is to be told; one of another file of that name is left alone."""
    place = beside(path)
    if not place.exists():
        return None, ()
    try:
        told = parse_json(read_bytes(place, LARGEST), str(place))
        if not isinstance(told, Mapping) or told.get("format") != "netbuilder preparation":
            return None, ()
        if told.get("sha256") != _digest(path):
            template = "{path} is of another file, and is left out of account: {model} was changed since"
            return None, (Message(template, {"path": place, "model": path.name}),)
        return fitted_from_json(told.get("fitted")), ()
    except (FileFault, DataError) as fault:
        values: dict[str, Any] = {"path": place, "cause": fault}
        return None, (Message("{path} could not be read, and is left out of account: {cause}", values),)


def _digest(path: Path) -> str:
    with open_file_to_read(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
