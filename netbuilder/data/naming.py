"""Whether labels are classes or amounts, and which number each class has: by a person's word, the loss, the data."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.columns import MOST_TEXT_CLASSES
from netbuilder.data.dataset import PARTS, Dataset
from netbuilder.data.fitted import Fitted, Use
from netbuilder.data.settings import DataSettings
from netbuilder.data.tables.numbers import number_text
from netbuilder.errors import DataError, listed
from netbuilder.kinds import shown

FEW = 20  # different whole numbers that are taken for classes where nothing else is known


def named_classes(
    dataset: Dataset, settings: DataSettings, use: Use, output: str = "y"
) -> tuple[tuple[str, ...], bool]:
    """The classes of an output in their order, or none where labels are amounts; and whether labels are the numbers
    that the classes are called by.

    Raises DataError where labels cannot be what the settings say.
    """
    known = dataset.classes_of(output)
    if settings.target_is_input:
        return known, False
    told = settings.predicted(output)
    wanted = told.labels if told.labels != "auto" else "classes" if told.one_hot else use.labels_of(output)
    if known and not (dataset.counted and wanted == "amounts"):
        if told.labels == "amounts":
            raise DataError(
                "{title}: the labels are texts, so they cannot be amounts. Let them be classes", title=dataset.title
            )
        if dataset.raw is not None:
            _need_several(dataset, output, len(known), known[0])
            _need_few(dataset, output, len(known))
        return known, False
    if dataset.raw is None:
        return (), False
    distinct = np.unique(np.concatenate([dataset.part(part)[1].get(output, np.empty(0)) for part in PARTS]))
    whole = np.array_equal(distinct, np.round(distinct))
    most = FEW if wanted == "" else MOST_TEXT_CLASSES
    if told.labels != "classes" and (wanted == "amounts" or not whole or len(distinct) > most):
        return (), False
    _need_several(dataset, output, len(distinct), number_text(distinct[0]))
    _need_few(dataset, output, len(distinct))
    return tuple(number_text(value) for value in distinct), True


def labelled(dataset: Dataset, fitted: Fitted) -> Dataset:
    """The data set with the classes that were fitted, and its labels as their numbers; raises DataError for others."""
    if fitted.settings.target_is_input:
        return dataset
    if dataset.raw is None:
        classes = fitted.classes
        if dataset.classes == classes:
            return dataset
        # Other data may hold fewer classes, or counts where names are known.
        return dataclasses.replace(dataset, classes=classes)

    def numbered(part: str) -> Mapping[str, Array]:
        return {
            output: _numbered(dataset, y, part, output, fitted.predicts(output).classes)
            for output, y in dataset.part(part)[1].items()
        }

    return dataclasses.replace(
        dataset,
        classes=fitted.classes,
        named={output: target.classes for output, target in fitted.several.items()},
        y_train=numbered("train"), y_val=numbered("val"), y_test=numbered("test"),
    )  # fmt: skip


def _numbered(dataset: Dataset, y: Array, part: str, output: str, classes: tuple[str, ...]) -> Array:
    """Labels as the numbers of their classes; amounts as they are."""
    assert dataset.raw is not None
    own, column = dataset.classes_of(output), dataset.raw.column_of(output)
    if not classes:
        if own:
            raise DataError(
                "{title}: column {name} holds texts such as {cell}, but amounts were learned",
                title=dataset.title, name=column, cell=shown(own[0]),
            )  # fmt: skip
        return y
    at = {name: i for i, name in enumerate(classes)}
    distinct, places = np.unique(y, return_inverse=True)
    names = [own[int(value)] if own else number_text(value) for value in distinct]
    unknown = [name for name in names if name not in at]
    if unknown:
        row = int((places == names.index(unknown[0])).argmax())
        lines = dataset.lines.get(part)
        raise DataError(
            "{title}, line {line}, column {name}: {cell} is none of the classes that were learned: {classes}. Correct "
            "it, or leave the row out",
            title=dataset.title, line=row + 1 if lines is None else int(lines[row]),
            name=column, cell=shown(unknown[0]), classes=listed(at),
        )  # fmt: skip
    return np.array([at[name] for name in names], np.int64)[places] if len(names) else np.empty(0, np.int64)


def _need_several(dataset: Dataset, output: str, count: int, only: str) -> None:
    if count < 2:
        assert dataset.raw is not None
        raise DataError(
            "{path}: column {name} holds only one value, {value}: there is nothing to tell apart",
            path=dataset.title, name=dataset.raw.column_of(output), value=shown(only),
        )  # fmt: skip


def _need_few(dataset: Dataset, output: str, count: int) -> None:
    if count > MOST_TEXT_CLASSES:
        assert dataset.raw is not None
        raise DataError(
            "{path}: column {name} holds {count} different values, too many to be classes. Choose another, or amounts",
            path=dataset.title, name=dataset.raw.column_of(output), count=count,
        )  # fmt: skip
