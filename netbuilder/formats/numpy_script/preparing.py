"""The lines of a NumPy script that prepare raw inputs, and put outputs into words, as it was fitted in training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from netbuilder.data import Fitted
from netbuilder.data.dates.forms import PATTERNS, UNIX
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.data.tables.numbers import BLANK_TEXTS, BLANKS
from netbuilder.engine.readiness import array_of
from netbuilder.formats.keras_script.dates import parts_function, reading_function
from netbuilder.formats.numpy_script.texts import prepare_function, with_texts, write_texts
from netbuilder.formats.numpy_script.windows import in_windows, reads_dates, window_functions
from netbuilder.formats.python_source import Code, Script, literal, text
from netbuilder.graph import Graph

READ = '''
def prepare(path):
    """The rows of a table as the network takes them."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        head = file.readline()
        delimiter = max(",;\\t|", key=head.count)
        file.seek(0)
        rows = list(csv.DictReader(file, delimiter=delimiter))
    blocks = []
    for column in COLUMNS:
        cells = [(row[column["name"]] or "").strip() for row in rows]
        blanks = BLANK_TEXTS if "categories" in column else BLANKS
        cells = ["" if cell.lower() in blanks else cell for cell in cells]
        blank = np.array([cell == "" for cell in cells])
        if "categories" in column:
            at = {kind: i for i, kind in enumerate(column["categories"])}
            filled = column.get("fill", "")
            places = np.array([at.get(cell or filled, -1) for cell in cells])
            if column.get("index"):
                block = places[:, np.newaxis] + 1
            elif column.get("ordinal"):
                block = places[:, np.newaxis].astype(float)
            else:
                block = (places[:, np.newaxis] == np.arange(len(at))).astype(float)
        else:
            values = np.array([float(cell.replace(DECIMAL, ".") or "nan") for cell in cells])
            if "limits" in column:
                values = np.clip(values, *column["limits"])
            if "fill" in column:
                values = np.where(blank, column["fill"], values)
            elif blank.any():
                raise SystemExit(f"row {blank.argmax() + 1}: {column['name']} is blank")
            if column.get("log"):
                values = np.sign(values) * np.log1p(np.abs(values))
            block = values[:, np.newaxis]
        if column.get("mark"):
            block = np.concatenate([block, blank[:, np.newaxis]], axis=1)
        blocks.append((block - column["offset"]) / column["divisor"])
    return np.concatenate(blocks, axis=1).astype("float32")
'''
ONE = """        blocks.append((block - column["offset"]) / column["divisor"])
    return np.concatenate(blocks, axis=1).astype("float32")
"""
SEVERAL = """        if "offset" in column:
            block = (block - column["offset"]) / column["divisor"]
        blocks.append(block)
    arrays = []
    for columns, kind in INPUTS:
        parts = [block for column, block in zip(COLUMNS, blocks) if column["name"] in columns]
        arrays.append(np.concatenate(parts, axis=1).astype(kind))
    return arrays
"""
DATES = """        elif "date" in column:
            values = np.array([seconds_of(cell, *column["date"]) for cell in cells])
            blank = np.isnan(values)
            if "limits" in column:
                values = np.clip(values, *column["limits"])
            values = np.where(blank, column.get("fill", np.nan), values)
            if np.isnan(values).any():
                raise SystemExit(f"row {np.isnan(values).argmax() + 1}: {column['name']} is blank")
            block = parts_of(values, column["parts"], column["first"])
        else:
            values = np.array("""
NUMBERS = "        else:\n            values = np.array("
NAMED = "rows = list(csv.DictReader(file, delimiter=delimiter))"
NAMELESS = """names = [f"column_{i + 1}" for i in range(head.count(delimiter) + 1)]
        rows = list(csv.DictReader(file, names, delimiter=delimiter))"""
ARRAYS = '''
def prepare(x):
    """Raw samples as the network takes them."""
%s
'''
CLASSES = '''
def answers(outputs):
    """For each sample the most likely class and its probability."""
    chances = outputs.reshape(len(outputs), -1)
    if chances.shape[1] == 1 and len(CLASSES) == 2:
        chances = np.concatenate([1 - chances, chances], axis=1)
    best = chances.argmax(axis=1)
    return [(CLASSES[i], chance) for i, chance in zip(best, chances.max(axis=1))]
'''
AMOUNTS = '''
def answers(outputs):
    """The amounts in their own unit."""
    return outputs * %s + %s
'''


SEVERAL_ANSWERS = '''
def answers(outputs):
    """For each sample what each output says: a class and its probability, or an amount in its own unit."""
    told = []
    for target, output in zip(TARGETS, outputs):
        numbers = output.reshape(len(output), -1)
        if "classes" in target:
            if numbers.shape[1] == 1 and len(target["classes"]) == 2:
                numbers = np.concatenate([1 - numbers, numbers], axis=1)
            told += [[target["classes"][i] for i in numbers.argmax(axis=1)], numbers.max(axis=1)]
        else:
            told += list((numbers * target.get("divisor", 1) + target.get("offset", 0)).T)
    return list(zip(*told))
'''


def usable(fitted: Fitted | None, graph: Graph) -> Fitted | None:
    """What a script can take along."""
    if fitted is None or fitted.settings.beside or not (fitted.measures or fitted.classes or fitted.several):
        return None
    if fitted.table is not None:
        met = [array_of(fitted.table.inputs, graph.input_names, name) for name in graph.input_names]
        return None if None in met else fitted
    return fitted if len(graph.input_names) == 1 else None


def is_joined(fitted: Fitted) -> bool:
    """Whether a table becomes several arrays, or one of whole numbers."""
    table = fitted.table
    return table is not None and (len(table.inputs) > 1 or any(column.whole for column in table.columns))


def write_preparing(script: Script, fitted: Fitted, graph: Graph, model: str = "model") -> None:
    """`prepare` and, where outputs are to be put into words, `answers`, with all that was measured as constants.

    Long vocabularies stand in a file beside the script, which is called after the `model`.
    """
    script.gap() if script.body else script.line("")
    if fitted.table is not None:
        script.imports.add("import csv")
        script.assign("BLANKS", Code("", tuple(literal(blank) for blank in sorted(BLANKS)), "{}"))
        script.assign("BLANK_TEXTS", Code("", tuple(literal(blank) for blank in sorted(BLANK_TEXTS)), "{}"))
        script.assign("DECIMAL", literal(fitted.decimal or "."))
        script.assign(
            "COLUMNS",
            Code(
                "",
                tuple(_column(column, bool(fitted.settings.sequence_length)) for column in fitted.table.columns),
                "[]",
            ),
        )
        dated = [column for column in fitted.table.columns if column.date is not None]
        windowed = bool(fitted.settings.sequence_length)
        if dated or (windowed and reads_dates(fitted)):
            script.imports |= {"import datetime", "import re"}
            _function(script, unix_too(reading_function(), dated))
        if dated:
            _function(script, parts_function(part for column in dated for part in column.parts))
        for function in write_texts(script, fitted, model):
            _function(script, function)
        source = READ.replace(NUMBERS, DATES) if dated else READ
        if is_joined(fitted):
            source = source.replace(ONE, SEVERAL)
            inputs = [fitted.table.inputs[str(array_of(fitted.table.inputs, graph.input_names, name))]
                      for name in graph.input_names]  # fmt: skip
            told = [
                ([column.name for column in columns], "int32" if columns[0].whole else "float32") for columns in inputs
            ]
            script.assign("INPUTS", literal(told))
        source = with_texts(source, fitted)
        if windowed:
            source = in_windows(source, fitted)
            for function in window_functions(fitted):
                _function(script, function)
        _function(script, source.replace(NAMED, NAMELESS) if fitted.header == "no" else source)
        if bare := prepare_function(fitted):
            _function(script, bare)
    else:
        _function(script, ARRAYS % "\n".join(f"    {line}" for line in _array_lines(fitted)))
    if fitted.several:
        script.gap()
        script.assign("TARGETS", Code("", tuple(literal(target) for target in _targets(fitted, graph)), "[]"))
        _function(script, SEVERAL_ANSWERS)
    elif fitted.classes and not fitted.settings.target_is_input:
        script.gap()
        script.assign("CLASSES", literal(list(fitted.classes)))
        _function(script, CLASSES)
    elif len(fitted.targets) == 1:
        (scaling,) = fitted.targets.values()
        _function(script, AMOUNTS % (_numbers(scaling.divisor.tolist()), _numbers(scaling.offset.tolist())))


def unix_too(source: str, columns: Sequence[FittedColumn]) -> str:
    """The function that reads dates, for numbers that count from 1970 too where a column holds such."""
    if not any(column.date is not None and column.date.order in UNIX for column in columns):
        return source
    begin = "    match = re.fullmatch("
    unix = (
        '    if pattern in ("seconds", "milliseconds"):\n        number = float(cell.replace(DECIMAL, ".") or "nan")\n'
    )
    return source.replace(begin, f'{unix}        return number / (1000 if pattern == "milliseconds" else 1)\n{begin}')


def has_answers(fitted: Fitted) -> bool:
    """Whether outputs are put into words."""
    if fitted.several:
        return True
    return bool(fitted.classes and not fitted.settings.target_is_input) or len(fitted.targets) == 1


def _targets(fitted: Fitted, graph: Graph) -> list[dict[str, Any]]:
    """What each output predicts, in their order."""
    found = []
    for name in graph.output_names:
        one, scaling = fitted.predicts(name), fitted.targets.get(name)
        told: dict[str, Any] = {"name": one.column or name}
        if one.classes:
            told["classes"] = list(one.classes)
        elif scaling is not None:
            told |= {"offset": scaling.offset.tolist(), "divisor": scaling.divisor.tolist()}
        found.append(told)
    return found


def _function(script: Script, source: str) -> None:
    script.gap()
    script.body += source.strip("\n").split("\n")


def _array_lines(fitted: Fitted) -> list[str]:
    lines = ['x = np.asarray(x, "float64")']
    for scaling in fitted.scalings.values():
        lines.append(f"offset = {_numbers(scaling.offset.tolist())}")
        lines.append(f"divisor = {_numbers(scaling.divisor.tolist())}")
        lines.append("x = (x - offset) / divisor")
    if fitted.settings.arrangement == "flatten":
        lines.append("x = x.reshape(len(x), -1)")
    elif fitted.settings.arrangement == "channels":
        lines.append("x = x[..., np.newaxis] if x.ndim == 3 else x")
    return [*lines, 'return x.astype("float32")']


def _numbers(value: Any) -> str:
    return f"np.array({value!r})" if isinstance(value, list) else repr(value)


def _column(column: FittedColumn, windowed: bool) -> Code:
    found: dict[str, Any] = {"name": column.name}
    if column.categories is not None:
        found["categories"] = list(column.categories)
        found |= {column.encoding: True} if column.encoding in ("ordinal", "index") else {}
    elif column.outside == "clip":
        found["limits"] = [column.low, column.high]
    if column.date is not None:
        form = column.date.order if column.date.order in UNIX else PATTERNS[column.date.order]
        found |= {"date": [form, column.date.zone], "parts": list(column.parts), "first": column.first}
    if windowed and column.missing == "drop":
        found["drop"] = True
    found |= {"fill": column.fill} if column.fill is not None else {}
    found |= {"log": True} if column.scaling == "log" else {}
    found |= {"mark": True} if column.mark_missing else {}
    if not column.whole and column.text is None:
        found |= {"offset": list(column.offset), "divisor": list(column.divisor)}
    return Code("", tuple(Code(f"{text(name)}: {literal(value).flat()}") for name, value in found.items()), "{}")
