"""The numbers of a run, epoch by epoch: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from netbuilder.files import atomic_write, dump_json
from netbuilder.files.csv_text import cell
from netbuilder.formats.base import Bundle, Format, RunFacts, register

Columns = dict[str, list[float]]


def columns(history: Mapping[str, Sequence[Any]]) -> Columns:
    """Numbers by name; a metric that gives several numbers has a column for each, name[0], name[1] …"""
    found: Columns = {}
    for name, values in history.items():
        if any(isinstance(value, list | tuple) for value in values):
            width = max(len(value) for value in values if isinstance(value, list | tuple))
            for i in range(width):
                found[f"{name}[{i}]"] = [_part(value, i) for value in values]
        else:
            found[name] = [float(value) for value in values]
    return found


def _part(value: Any, i: int) -> float:
    return float(value[i]) if isinstance(value, list | tuple) and i < len(value) else math.nan


def write_csv(bundle: Bundle, path: Path) -> None:
    """A row for each epoch."""
    found = columns(bundle.history)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *map(cell, found)])
    writer.writerows(_rows(found))
    with atomic_write(path) as file:
        file.write(text.getvalue().encode("utf-8"))


def _rows(found: Columns) -> Iterator[list[Any]]:
    for epoch in range(max(map(len, found.values()), default=0)):
        yield [epoch + 1, *(values[epoch] if epoch < len(values) else "" for values in found.values())]


def write_json(bundle: Bundle, path: Path) -> None:
    """The history as Keras names it, with how it was trained and on what; what is no number is null."""
    training = bundle.snapshot.training
    told = {
        "model": bundle.name,
        "history": {name: [_plain(value) for value in values] for name, values in bundle.history.items()},
        "training": None if training is None else training.to_json(),
        "data": bundle.data.to_json(),
        "run": _facts(bundle.run),
    }
    with atomic_write(path) as file:
        file.write(dump_json(told))


def _facts(run: RunFacts) -> dict[str, Any]:
    """When, how long, on what; null is what is not known or was not measured."""
    test = None if run.test is None else {name: _plain(value) for name, value in run.test.items()}
    return {
        "name": run.name or None,
        "began": run.began.isoformat() if run.began is not None else None,
        "seconds": run.seconds,
        "seed": run.seed,
        "ended": run.outcome or None,
        "machine": dict(run.machine) or None,
        "test": test,
        "test_samples": run.test_samples or None,
        "notes": run.notes or None,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return float(value) if math.isfinite(value) else None


register(
    Format(
        ".csv", "History (CSV)", write_csv, name="history.csv", kind="record", needs_run=True,
        help="The numbers of each epoch; spreadsheets and pandas read it.",
    )
)  # fmt: skip
register(
    Format(
        ".history.json", "History (JSON)", write_json, kind="record", needs_run=True,
        help="The numbers of each epoch, with the settings of the run, for programs.",
    )
)  # fmt: skip
