"""What preparation does, in words and with its numbers: for the window, the command line, and files for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dataset import PARTS, Dataset
from netbuilder.data.dates import DateForm
from netbuilder.data.dates.finding import about
from netbuilder.data.fitted import Fitted
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.data.prepare import Prepared
from netbuilder.data.scaling import Scaling
from netbuilder.data.series import duration
from netbuilder.data.text import FittedText
from netbuilder.data.windows import rows_in
from netbuilder.errors import N_, Message, listed, printable

STANDARDIZED = {
    "lower_and_strip_punctuation": N_("in lower case, without punctuation"),
    "lower": N_("in lower case"),
    "strip_punctuation": N_("without punctuation"),
}
BECOMES = {
    "int": N_("{length} whole numbers each, 0 is padding, 1 what is not known"),
    "count": N_("{count} counts each, the first of what is not known"),
    "multi_hot": N_("{count} times 0 or 1 each, the first for what is not known"),
    "tf_idf": N_("{count} weighted counts (tf-idf) each, the first of what is not known"),
}
NAMES = {"train": N_("training"), "val": N_("validation"), "test": N_("test")}
MOST_KINDS = 12  # categories or classes that are named
SPLIT = {
    "fraction": N_("split at random (seed {seed})"),
    "stratified": N_("split at random with the same share of each class (seed {seed})"),
    "group": N_("split by {column}, each group in one part (seed {seed})"),
    "time": N_("split by time: the latest rows test; {gap} rows between the parts are left out"),
    "column": N_("split by what {column} says"),
    "files": N_("each part from a file of its own"),
}


def sentences(fitted: Fitted, most: int | None = None) -> list[Message]:
    """A sentence for each thing that is done with inputs and labels; of a table, for so many of its columns."""
    found = entering(fitted)
    for name, scaling in fitted.scalings.items():
        found.append(Message("{name}: {how}", {"name": name, "how": _scaled(scaling)}))
    if fitted.table is not None:
        columns = fitted.table.columns
        found += [Message("{name}: {how}", {"name": printable(c.name), "how": how_of(c)}) for c in columns[:most]]
        if most is not None and len(columns) > most:
            found.append(Message("… and {count} more columns", {"count": len(columns) - most}))
    if fitted.settings.arrangement == "flatten":
        found.append(Message("each sample is lined up"))
    elif fitted.settings.arrangement == "channels":
        found.append(Message("grey images get an axis of 1"))
    for one in fitted.predicted.values():
        kinds = listed(map(printable, one.classes[:MOST_KINDS]))
        values: dict[str, Any] = {"name": printable(one.column) or "y", "count": len(one.classes), "kinds": kinds}
        found.append(Message("{name}: {count} classes, {kinds}" if one.classes else "{name}: amounts", values))
    for output, scaling in fitted.targets.items():
        values = {"name": printable(fitted.predicts(output).column) or "y", "how": _scaled(scaling)}
        found.append(Message("{name}: learned as {how}", values))
    return found


def entering(fitted: Fitted) -> list[Message]:
    """Which columns of a table enter which input, where there are several, and which outputs predict which."""
    found, inputs = [], fitted.table.inputs if fitted.table is not None else {}
    for name, columns in inputs.items() if len(inputs) > 1 else ():
        told = listed(printable(column.name) for column in columns)
        found.append(Message("input {name}: {columns}", {"name": name, "columns": told}))
    for name, one in fitted.several.items():
        found.append(Message("output {name} predicts {column}", {"name": name, "column": printable(one.column)}))
    return found


def how_of(column: FittedColumn) -> Message:
    """What is done with a column, with its numbers."""
    if column.text is not None:
        return how_of_text(column, column.text)
    parts: list[Message] = []
    if column.fill is not None:
        told = f"{column.fill:.6g}" if isinstance(column.fill, float) else printable(column.fill)
        if column.date is not None and isinstance(column.fill, float):
            told = column.date.text(column.fill)
        parts.append(Message("blank → {fill} ({how})", {"fill": told, "how": column.missing}))
    elif column.missing == "drop":
        parts.append(Message("rows with a blank are left out"))
    if column.mark_missing:
        parts.append(Message("an input more is 1 where it was blank"))
    if column.outside != "keep" and column.categories is None:
        low, high = (
            f"{end:.6g}" if column.date is None else column.date.text(end) for end in (column.low, column.high)
        )
        values: dict[str, Any] = {"low": low, "high": high}
        template = (
            N_("brought between {low} and {high}") if column.outside == "clip" else N_("refused beyond {low} to {high}")
        )
        parts.append(Message(template, values))
    if column.categories is not None:
        kinds = listed([printable(kind) or "(blank)" for kind in column.categories[:MOST_KINDS]])
        template = N_("{count} categories: {kinds}; others are none of them")
        if column.unseen == "refuse":
            template = N_("{count} categories: {kinds}; others are refused")
        if column.encoding == "ordinal":
            template = N_("the number of its category, of {count}: {kinds}; others are -1")
        elif column.encoding == "index":
            template = N_("the number of its category from 1, of {count}: {kinds}; others are 0")
        parts.append(Message(template, {"count": len(column.categories), "kinds": kinds}))
    if column.date is not None:
        values = {"form": about(column.date), "parts": listed(column.parts)}
        template = N_("{form}, as {parts}")
        if "days" in column.parts:
            values["first"] = column.date.text(column.first)
            template = N_("{form}, as {parts}; days are counted from {first}")
        parts.append(Message(template, values))
    if column.scaling == "log":
        parts.append(Message("logarithm of 1 + amount"))
    if column.scaling != "none" and column.width == 1:
        numbers = {"offset": f"{column.offset[0]:.6g}", "divisor": f"{column.divisor[0]:.6g}"}
        parts.append(Message("(x - {offset}) / {divisor}", numbers))
    elif column.scaling != "none":
        parts.append(Message("each scaled ({how})", {"how": column.scaling}))
    return Message("{parts}", {"parts": _joined(parts)}) if parts else Message("as it is")


def how_of_text(column: FittedColumn, text: FittedText) -> Message:
    """What is done with a column of texts: how they are cut up, what is known, and what they become."""
    steps, parts = text.steps, list[Message]()
    if column.fill:
        parts.append(Message("blank → {fill} ({how})", {"fill": printable(str(column.fill)), "how": column.missing}))
    elif column.missing == "drop":
        parts.append(Message("rows with a blank are left out"))
    if steps.standardize != "none":
        parts.append(Message(STANDARDIZED[steps.standardize]))
    words: dict[str, Any] = {
        "count": len(text.vocabulary),
        "words": listed([printable(word) for word in text.vocabulary[:MOST_KINDS]]) or "—",
    }
    template = N_("{count} words are known, the most frequent first: {words}")
    if steps.split == "character":
        template = N_("{count} characters are known, the most frequent first: {words}")
    parts.append(Message(template, words))
    parts.append(Message(BECOMES[steps.output_mode], {"length": text.length, "count": text.width}))
    if text.is_sequence:
        values: dict[str, Any] = {"longest": text.longest, "count": text.cut}
        if text.cut:
            template = N_("{count} texts in training are longer, up to {longest}, and cut at their end")
            if steps.truncating == "pre":
                template = N_("{count} texts in training are longer, up to {longest}, and cut at their beginning")
            parts.append(Message(template, values))
    return Message("{parts}", {"parts": _joined(parts)})


def naive_errors(prepared: Prepared, part: str = "test") -> dict[str, float]:
    """How far off it is to say of each target that it stays what it was in a window's last row.

    The mean absolute error of amounts in their own unit, the share of wrong classes; nothing where no window looks
    ahead.
    """
    series = prepared.raw.series
    found: dict[str, float] = {}
    for name, last in (series.naive.get(part, {}) if series is not None else {}).items():
        y = prepared.raw.part(part)[1].get(name)
        known = ~np.isnan(last)
        if y is None or not known.any() or len(y) != len(last):
            continue
        if prepared.classes_of(name):
            found[name] = float((last[known] != y[known]).mean())
        else:
            found[name] = float(np.abs(last[known] - y[known]).mean())
    return found


def naive_sentences(prepared: Prepared, part: str = "test") -> list[Message]:
    """The same in words."""
    found = []
    for name, error in naive_errors(prepared, part).items():
        values: dict[str, Any] = {
            "name": printable(prepared.fitted.predicts(name).column) or name, "error": f"{error:.6g}",
            "percent": f"{100 * error:.1f}", "part": Message(NAMES[part]),
        }  # fmt: skip
        template = N_(
            "without any network, {name} as in the last row of each window: mean absolute error {error} ({part})"
        )
        if prepared.classes_of(name):
            template = N_("without any network, {name} as in the last row of each window: {percent} % wrong ({part})")
        found.append(Message(template, values))
    return found


def split_sentences(prepared: Prepared) -> list[Message]:
    """How many samples are in each part, and of classes how many of each."""
    data, settings, found = prepared.dataset, prepared.settings, []
    if not settings.source and (data.val_count or data.test_count) and data.raw is not None:
        values: dict[str, Any] = {
            "seed": settings.split_seed, "column": printable(settings.split_by), "gap": settings.gap,
        }  # fmt: skip
        found.append(Message("the parts are folders of their own" if data.own_parts else SPLIT[settings.split], values))
    found += window_sentences(prepared)
    for part, output in [(part, output) for output in data.y_train for part in PARTS]:
        counts = class_counts(prepared, part, output)
        count = len(next(iter(data.part(part)[0].values()), ()))
        if counts and count:
            told = listed(f"{printable(name)} {number}" for name, number in list(counts.items())[:MOST_KINDS])
            values = {"part": Message(NAMES[part]), "counts": told, "output": output}
            found.append(Message("{output}, {part}: {counts}" if data.named else "{part}: {counts}", values))
    if prepared.use.held_back and not data.val_count and data.train_count:
        held = data.train_count - prepared.use.trained(data.train_count)
        template = N_("validation_split takes the last {count} of the {all} training samples, as Keras does")
        found.append(Message(template, {"count": held, "all": data.train_count}))
    return [*found, *naive_sentences(prepared)]


def window_sentences(prepared: Prepared) -> list[Message]:
    """What windows hold, and what they tell."""
    form, series = prepared.settings.windows, prepared.raw.series
    if form is None or series is None:
        return []
    values: dict[str, Any] = {"length": form.length, "horizon": form.horizon, "rate": form.rate}
    template = N_("windows of {length} rows, which tell of the last one")
    if form.horizon:
        template = N_("windows of {length} rows, which tell what is {horizon} ahead")
    found = [Message(template, values)]
    if form.rate > 1:
        found.append(Message("of {rate} rows after one another a window takes one", values))
    if series.step is not None and series.form is not None:
        past, ahead = (duration(rows * series.step) for rows in (form.last + form.rate, form.horizon))
        values |= {"past": past, "ahead": ahead}
        template = N_("a window is {past} long, and tells what comes after {ahead}")
        found.append(Message(template if form.horizon else N_("a window is {past} long"), values))
    return found


def class_counts(prepared: Prepared, part: str, output: str = "y") -> dict[str, int]:
    """How many samples of each class of an output a part has; nothing where labels are no classes."""
    labels = prepared.dataset.part(part)[1]
    y, classes = labels.get(output), prepared.classes_of(output)
    if not classes or y is None:
        return {}
    if y.size != len(y) or y.dtype.kind not in "biu":
        return {}
    numbers = Counter(y.ravel().tolist())
    return {name: numbers.get(i, 0) for i, name in enumerate(classes)}


def column_facts(dataset: Dataset) -> list[dict[str, Any]]:
    """What each input column of a table holds in its training part, as plain values."""
    raw = dataset.raw
    if raw is None:
        return []
    (x,) = dataset.x_train.values()
    x = rows_in(x)
    return [
        _facts(name, x[:, i], raw.texts.get(name), raw.dates.get(name), name in raw.readable)
        for i, name in enumerate(raw.names)
    ]


def _facts(
    name: str, values: Array, texts: Sequence[str] | None, date: DateForm | None, is_read: bool
) -> dict[str, Any]:
    known = values[~np.isnan(values)]
    kind = "number" if texts is None else "text" if is_read else "category"
    found: dict[str, Any] = {
        "name": name, "kind": kind, "blank": int(len(values) - len(known)),
        "different": len(np.unique(known)),
    }  # fmt: skip
    if date is not None:
        found["kind"] = "date"
        found |= {"first": date.text(float(known.min())), "last": date.text(float(known.max()))} if len(known) else {}
    elif texts is None and len(known):
        found |= {"low": float(known.min()), "mean": float(known.mean()), "high": float(known.max())}
    elif texts is not None:
        codes, counts = np.unique(known, return_counts=True)
        order = np.argsort(-counts, kind="stable")[:MOST_KINDS]
        found["most"] = {texts[int(codes[i])]: int(counts[i]) for i in order}
    return found


def _scaled(scaling: Scaling) -> Message:
    if scaling.offset.ndim:
        return Message("each column (x - offset) / divisor, {how}", {"how": scaling.sentence})
    numbers = {"offset": f"{float(scaling.offset):.6g}", "divisor": f"{float(scaling.divisor):.6g}"}
    return Message("(x - {offset}) / {divisor}", numbers)


def _joined(parts: Sequence[Message]) -> Any:
    found: Any = parts[0]
    for part in parts[1:]:
        found = Message("{first}, then {then}", {"first": found, "then": part})
    return found
