"""The command data: what a file holds, how it is prepared, and what keeps it from being learned from."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from netbuilder.cli import output
from netbuilder.cli.recipes import with_recipe
from netbuilder.data import SOURCES, DataSettings, Fitted, Prepared, Use, find_source, load, prepare
from netbuilder.data.dataset import PARTS
from netbuilder.data.date_columns import date_column
from netbuilder.data.describe import class_counts, column_facts, sentences, split_sentences
from netbuilder.data.fitted import fitted_to_json
from netbuilder.data.own_tables import read_parts
from netbuilder.data.own_texts import is_of_rows
from netbuilder.data.series_hints import series_hints
from netbuilder.data.tables import Table
from netbuilder.engine.readiness import use_of
from netbuilder.errors import DataError, Fault
from netbuilder.files.start import look
from netbuilder.project import open_file
from netbuilder.project.file import is_project

SIGNS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar", " ": "blanks"}
FIRST = 1000  # rows whose cells are shown
WIDTH = 28  # letters of a cell


def data_command(options: argparse.Namespace) -> int:
    """Tells all of it; status 1 where the data cannot be used as it is."""
    settings, fitted, use = _asked(options)
    table = read_parts(Path(settings.path), settings)[0] if is_of_rows(settings) else None
    prepared, fault = None, None
    try:
        prepared = prepare(load(settings), settings, use, fitted)
    except DataError as error:
        fault = error
    if options.json:
        output.say_json(_json(settings, table, prepared, fault))
    else:
        _print(settings, table, prepared, fault)
    return 0 if fault is None else 1


def _asked(options: argparse.Namespace) -> tuple[DataSettings, Fitted | None, Any]:
    """The settings of a file of data, of a named data set, or of a project, with what was fitted for its weights."""
    name = options.file
    if name in SOURCES:
        source = find_source(name)
        return with_recipe(options, DataSettings(source=source.name, scaling=source.scaling), True), None, Use()
    path = Path(name)
    if path.is_file() and look(path).members and is_project(path):
        found = open_file(path)
        settings = with_recipe(options, found.project.data, True)
        if not settings.chosen:
            raise DataError("{file} has no data", file=path)
        fitted = found.run.snapshot.fitted if found.run is not None else None
        use = use_of(found.project.graph, found.project.training)
        return settings, fitted if fitted is not None and fitted.settings == settings else None, use
    scaling = "standardize" if DataSettings(path=str(path)).is_table else "none"
    return with_recipe(options, DataSettings(path=str(path), scaling=scaling), True), None, Use()


def overview(table: Table, settings: DataSettings) -> list[dict[str, Any]]:
    """What each column of a table looks like as it was read, whatever can be done with it."""
    found = []
    for name in table.names:
        column = settings.how(name)
        text = name in table.places
        is_date = date_column(table, name, column.kind, column.date_form) is not None
        first = dict.fromkeys(table.cell(name, row) for row in range(min(table.count, FIRST)))
        found.append({
            "name": name, "kind": "date" if is_date else "text" if text else "number",
            "blank": table.blanks(name),
            "different": table.different(name), "odd": 0 if text else len(table.odd[name]),
            "first": [cell for cell in first if cell][:3],
        })  # fmt: skip
    return found


def _json(
    settings: DataSettings, table: Table | None, prepared: Prepared | None, fault: Fault | None
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "recipe": settings.config(defaults=False),
        "problem": None if fault is None else str(fault),
    }
    if isinstance(fault, DataError):
        found["options"] = list(fault.options)
    if table is not None:
        found |= {
            "rows": table.count, "encoding": table.encoding, "delimiter": table.form.delimiter,
            "decimal_comma": table.form.decimal == ",", "found": [str(note) for note in table.notes],
            "columns": overview(table, settings),
        }  # fmt: skip
        hints, options = series_hints(table, settings)
        found |= {"series": {"found": list(map(str, hints)), "options": options}} if hints else {}
    if prepared is not None:
        data = prepared.dataset
        found |= {
            "samples": {"train": data.train_count, "validation": data.val_count, "test": data.test_count},
            "inputs": {name: list(shape) for name, shape in prepared.input_shapes.items()},
            "classes": {part: _classes(prepared, part) for part in PARTS},
            "measured": column_facts(prepared.raw),
            "notes": [str(note) for note in (*split_sentences(prepared), *prepared.raw.notes)],
            "steps": [str(sentence) for sentence in sentences(prepared.fitted)],
            "fitted": fitted_to_json(prepared.fitted),
        }  # fmt: skip
    return found


def _classes(prepared: Prepared, part: str) -> dict[str, Any]:
    """How many samples of each class a part has; of several targets by their outputs."""
    counts = {output: class_counts(prepared, part, output) for output in prepared.dataset.y_train}
    return counts if len(counts) > 1 else next(iter(counts.values()), {})


def _print(settings: DataSettings, table: Table | None, prepared: Prepared | None, fault: Fault | None) -> None:
    if table is not None:
        print(f"{settings.path}: {table.count:,} rows, {', '.join(_form(table))}")
        for note in table.notes if prepared is None else ():  # else they are told below
            print(f"  {note}")
        rows = [("column", "kind", "blank", "different", "first")]
        for column in overview(table, settings):
            odd = f" ({column['odd']} texts)" if column["odd"] else ""
            first = ", ".join(column["first"])[:WIDTH]
            rows.append((column["name"][:WIDTH], column["kind"] + odd, column["blank"], column["different"], first))
        _columns(rows)
    if table is not None:
        hints, series = series_hints(table, settings)
        for hint in hints:
            print(f"  {hint}")
        if hints:
            print(f"  it may be taken in windows: {'   '.join(series)}")
    if fault is not None:
        print(f"problem: {fault}")
        if isinstance(fault, DataError) and fault.options:
            print(f"what may help: {'   '.join(fault.options)}")
        return
    assert prepared is not None
    data = prepared.dataset
    parts = [("training", data.train_count), ("validation", data.val_count), ("test", data.test_count)]
    print("samples: " + ", ".join(f"{count:,} {name}" for name, count in parts if count))
    shapes = ", ".join(f"{name} {shape}" for name, shape in prepared.input_shapes.items())
    print(f"what enters the network: {shapes}")
    for sentence in (*split_sentences(prepared), *prepared.raw.notes, *sentences(prepared.fitted)):
        print(f"  {sentence}")
    for sentence in prepared.surprises:
        print(f"  note: {sentence}")


def _form(table: Table) -> list[str]:
    """How the file was read, in a few words."""
    if table.files:
        return [table.encoding, "a file each"]
    header = "the first line holds the names" if table.form.header else "no line of names"
    if not table.encoding:
        return [header] if not table.at else []
    sign = SIGNS.get(table.form.delimiter, table.form.delimiter)
    comma = ["decimal comma"] if table.form.decimal == "," else []
    return [table.encoding, sign, *comma, header]


def _columns(rows: list[tuple[Any, ...]]) -> None:
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in texts) for i in range(len(texts[0]))]
    for row in texts:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
