"""What a network answers, in a person's words: names of classes and probabilities, or amounts in their own unit."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netbuilder.arrays import Array
from netbuilder.data import Fitted
from netbuilder.data.fitted import Predicted
from netbuilder.data.other import Asked
from netbuilder.data.tables.numbers import number_of
from netbuilder.engine.chances import chances, gives_scores
from netbuilder.engine.settings import TrainingSettings
from netbuilder.files import atomic_write
from netbuilder.files.csv_text import cell

DIGITS = 9  # of a float32, so that it reads back the same


@dataclass(frozen=True)
class Answers:
    """Columns by their names, each with one value a sample."""

    names: tuple[str, ...]
    columns: tuple[Any, ...]


def answers_of(
    outputs: Sequence[Array], names: Sequence[str], fitted: Fitted | None, training: TrainingSettings
) -> Answers:
    """The outputs of a network as columns, those of several by what they predict; amounts are in their own unit."""
    found: dict[str, Any] = {}
    for i, (name, output) in enumerate(zip(names, outputs, strict=True)):
        one = fitted.predicts(name) if fitted is not None else Predicted()
        classes = one.classes if fitted is not None and not fitted.settings.target_is_input else ()
        several = (one.column or name) if len(names) > 1 else ""
        shares = chances_of(output, len(classes), training, i) if classes else None
        if shares is not None:
            found[f"predicted {several}".strip()] = [classes[k] for k in shares.argmax(axis=1)]
            for k, kind in enumerate(classes):
                found[f"p({several}={kind})" if several else f"p({kind})"] = shares[:, k]
            continue
        flat = output.reshape(len(output), -1)
        told = one.column if flat.shape[1] == 1 else ""
        base = f"predicted {told}" if told else several or "predicted"
        for k in range(flat.shape[1]):
            found[base if flat.shape[1] == 1 else f"{base}_{k}"] = flat[:, k]
    return Answers(tuple(found), tuple(found.values()))


def chances_of(output: Array, count: int, training: TrainingSettings, index: int) -> Array | None:
    """The probability of each class, of shape (samples, count) in float64; None where the output does not tell it."""
    flat = output.reshape(len(output), -1)
    scores = gives_scores(training.loss_of(index))
    if flat.shape[1] == 1 and count == 2:
        return chances(flat, scores, yes_or_no=True)
    return None if flat.shape[1] < count else chances(flat, scores)[:, :count]


def write_answers(path: Path, answers: Answers, asked: Asked | Sequence[str] | None = None) -> None:
    """A CSV file: the table or the files that were asked about, and the answers beside; rows without one are blank."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if isinstance(asked, Asked) and asked.table.files:
        files = [str(asked.table.files[row]) for row in asked.rows.tolist()]
        asked = files
    own = asked.table.names if isinstance(asked, Asked) else ("file",) if asked is not None else ()
    names = [name if name not in own else f"{name} (answer)" for name in answers.names]
    writer.writerow([cell(name) for name in (*own, *names)])
    writer.writerows(_rows(answers, asked))
    with atomic_write(path) as file:
        file.write(text.getvalue().encode("utf-8"))


def _rows(answers: Answers, asked: Asked | Sequence[str] | None) -> Iterator[list[Any]]:
    told = [[_shown(value) for value in row] for row in zip(*answers.columns, strict=True)]
    if asked is None:
        yield from told
        return
    if not isinstance(asked, Asked):
        yield from ([cell(file), *row] for file, row in zip(asked, told, strict=True))
        return
    by_row = {row: cells for row, cells in zip(asked.rows.tolist(), told, strict=True) if row >= 0}
    none = [""] * len(answers.names)
    decimal = asked.table.form.decimal
    for i, row in enumerate(asked.table.cells()):
        cells = [text if number_of(text, decimal) is not None else cell(text) for text in row]
        yield [*cells, *by_row.get(i, none)]
    # What comes after the last row of a series has a time and a group of its own.
    ahead = (cells for row, cells in zip(asked.rows.tolist(), told, strict=True) if row < 0)
    for known, answer in zip(asked.later, ahead, strict=True):
        yield [*(cell(known.get(name, "")) for name in asked.table.names), *answer]


def _shown(value: Any) -> Any:
    return cell(value) if isinstance(value, str) else f"{float(value):.{DIGITS}g}"
