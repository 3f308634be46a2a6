"""The part of a script that gets the data and prepares it as NetBuilder did."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from netbuilder.data import DataSettings, find_source
from netbuilder.data.tables import BLANKS, Plan, plan_table, read_table
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Fault
from netbuilder.files import stored_in
from netbuilder.formats.base import Bundle
from netbuilder.formats.keras_script.arguments import bundled_path, data_path, is_folder, write_given
from netbuilder.formats.python_source import Code, Script, array, call, literal, named, text
from netbuilder.graph import Graph, check
from netbuilder.layers import Input


@dataclass(frozen=True)
class Tools:
    """How a script loads a data set by its name in Keras, and makes one-hot labels."""

    load: Callable[[Script, str], list[str]]
    one_hot: str


def _load_by_keras(script: Script, name: str) -> list[str]:
    return [f"(x_train, y_train), (x_test, y_test) = keras.datasets.{name}.load_data()"]


KERAS_TOOLS = Tools(_load_by_keras, "keras.utils.to_categorical({labels}, classes)")
COPIED = "".join(("y_train, y_test = x_train, x_test", "  # the target is the input"))
TRIAL = 256  # samples of random data where none was chosen


def bundled_file(data: DataSettings) -> Path | None:
    """The bundled file that a script needs beside it."""
    source = find_source(data.source) if data.source else None
    return source.path if source is not None and source.bundled else None


def about_files(bundle: Bundle, weights: str, told: bool = True) -> list[str]:
    """What a script needs besides itself, in sentences. `weights` is the file that is put beside it, if any."""
    data = bundle.data
    bundled = bundled_file(data)
    beside = [*([bundled.name] if bundled else []), *([weights] if weights and bundle.options.weights else [])]
    found = [f"It needs {' and '.join(beside)} beside it."] if beside else []
    if data.path:
        found.append(f"It reads {data.path}, which is not part of it{'; --data says where else it lies' * told}.")
    return found


def write_data(
    script: Script, bundle: Bundle, training: TrainingSettings, told: bool = False, tools: Tools = KERAS_TOOLS
) -> None:
    """Loads and prepares; leaves x_train, y_train, x_test, y_test. `told` takes another path from `options`."""
    data, graph = bundle.data, bundle.snapshot.graph
    script.imports.add("import numpy as np")
    if not data.chosen:
        _write_trial(script, graph, training, told, copied=data.target_is_input)
        return
    script.block("Data")
    if data.weight_column:
        raise Fault(
            "a script cannot weigh samples by the column {column}. Save the table as an .npz file with w_train",
            column=data.weight_column,
        )
    if data.source:
        _write_source(script, data, graph, told, tools)
    elif data.is_table and not is_folder(data):
        _write_table(script, data, told)
    else:
        _write_arrays(script, data, graph, training, told)
    _write_preparation(script, data, several=len(graph.input_names) > 1 and not (data.source or data.is_table))
    if data.target_is_input:
        script.line(COPIED)
    elif data.one_hot and len(graph.output_names) == 1:
        _write_one_hot(script, tools)


def _write_source(script: Script, data: DataSettings, graph: Graph, told: bool, tools: Tools) -> None:
    source = find_source(data.source)
    if source.keras:
        if told:
            write_given(script, graph.input_names, graph.output_names)
        for line in tools.load(script, source.keras):
            script.line(line, int(told))
        return
    script.line(f"with np.load({bundled_path(script, source.name, told)}) as data:")
    script.line('x_train, y_train = data["x_train"], data["y_train"]', 1)
    script.line('x_test, y_test = data["x_test"], data["y_test"]', 1)


def weighs_samples(data: DataSettings, part: str = "train") -> bool:
    """Whether the data says how much each sample of a part counts."""
    path = Path(data.path)
    if not data.path or not (os.path.isdir(path) or path.suffix.lower() == ".npz"):
        return False
    try:
        return f"w_{part}" in stored_in(path)
    except Fault:
        return False  # it is not there any more: the script then says so itself


def _write_arrays(script: Script, data: DataSettings, graph: Graph, training: TrainingSettings, told: bool) -> None:
    """An .npz file, or a folder with one .npy file an array."""
    folder = is_folder(data)
    data_path(script, data, told)
    if not folder:
        script.line("with np.load(path) as data:")

    def read(name: str) -> str:
        return f'np.load(path / "{name}.npy")' if folder else f'data["{name}"]'

    indent = 0 if folder else 1
    kinds = (("x", graph.input_names), ("y", graph.output_names))
    for letter, names in kinds[:1] if data.target_is_input else kinds:
        for part in ("train", "test"):
            if len(names) == 1:
                script.line(f"{letter}_{part} = {read(f'{letter}_{part}')}", indent)
            else:
                items = [Code(read(f"{letter}_{part}_{name}")) for name in names]
                script.assign(f"{letter}_{part}", array(items), indent)
    if weighs_samples(data):
        script.line(f"w_train = {read('w_train')}", indent)
    if training.validate_on_test and weighs_samples(data, "test"):
        script.line(f"w_test = {read('w_test')}", indent)


def _write_preparation(script: Script, data: DataSettings, several: bool = False) -> None:
    """Scales and arranges the inputs: `several` are in lists, and each is prepared by itself."""
    if data.scaling == "none" and data.arrangement == "as_is":
        return
    train, test, indent = ("x_train[i]", "x_test[i]", 1) if several else ("x_train", "x_test", 0)
    if several:
        script.line("for i in range(len(x_train)):")
    if data.scaling == "unit":
        script.line(f'if {train}.dtype.kind in "iu":  # whole numbers', indent)
        script.line(f"largest = float({train}.max())", indent + 1)
        script.line(f'{train} = {train}.astype("float32") / largest', indent + 1)
        script.line(f'{test} = {test}.astype("float32") / largest', indent + 1)
    elif data.scaling in ("standardize", "minmax"):
        script.line(f"axis = 0 if {train}.ndim == 2 else None", indent)
        if data.scaling == "standardize":
            script.line(f'offset = {train}.mean(axis=axis, dtype="float64")', indent)
            script.line(f'spread = {train}.std(axis=axis, dtype="float64")', indent)
        else:
            script.line(f"offset = {train}.min(axis=axis)", indent)
            script.line(f"spread = {train}.max(axis=axis) - offset", indent)
        script.line("spread = np.where(spread == 0, 1, spread)", indent)
        script.line(f'{train} = (({train} - offset) / spread).astype("float32")', indent)
        script.line(f'{test} = (({test} - offset) / spread).astype("float32")', indent)
    if data.arrangement == "flatten":
        script.line(f"{train} = {train}.reshape(len({train}), -1)", indent)
        script.line(f"{test} = {test}.reshape(len({test}), -1)", indent)
    elif data.arrangement == "channels":
        script.line(f"{train} = {train}[..., np.newaxis]", indent)
        script.line(f"{test} = {test}[..., np.newaxis]", indent)


def _write_one_hot(script: Script, tools: Tools) -> None:
    script.line("classes = int(max(y_train.max(), y_test.max())) + 1")
    for labels in ("y_train", "y_test"):
        script.line(f"{labels} = {tools.one_hot.format(labels=labels)}")


def _write_trial(script: Script, graph: Graph, training: TrainingSettings, told: bool, copied: bool = False) -> None:
    """Random numbers of the right shapes, so that the script can be tried before there is data."""
    script.block("No data was chosen yet: these random numbers only try the network out.")
    if told:
        write_given(script, graph.input_names, graph.output_names)
    indent = int(told)
    script.line("rng = np.random.default_rng(0)", indent)
    report = check(graph)
    for part, count in (("train", TRIAL), ("test", TRIAL // 4)):
        inputs = []
        for name in graph.input_names:
            layer = graph[name].layer
            shape = literal((count, *(dim or 1 for dim in report.shapes[name][0])))
            whole = isinstance(layer, Input) and layer.dtype == "int32"
            inputs.append(
                call("rng.integers", literal(2), named("size", shape))
                if whole
                else call("rng.random", shape, named("dtype", literal("float32")))
            )
        script.assign(f"x_{part}", inputs[0] if len(inputs) == 1 else array(inputs), indent)
        if copied:
            continue
        labels = []
        for i, name in enumerate(graph.output_names):
            if name not in report.shapes:
                labels.append(Code("None"))  # as long as the network has problems, nobody knows how large it is
                continue
            sizes = (count, *(dim or 1 for dim in report.shapes[name][0]))
            if training.loss_of(i).sparse:
                labels.append(call("rng.integers", literal(sizes[-1]), named("size", literal(sizes[:-1]))))
            else:
                labels.append(call("rng.random", literal(sizes), named("dtype", literal("float32"))))
        script.assign(f"y_{part}", labels[0] if len(labels) == 1 else array(labels), indent)
    if copied:
        script.line(COPIED)


def _plan(data: DataSettings) -> Plan | Fault:
    """How the columns of a table are used, or why they cannot be."""
    try:
        about = os.stat(data.path)
    except (OSError, ValueError):
        return _plan_at(data, ())  # which tells what is wrong with the file
    return _plan_at(data, (about.st_size, about.st_mtime_ns, about.st_ctime_ns))


@lru_cache(maxsize=4)
def _plan_at(data: DataSettings, _state: tuple[int, ...]) -> Plan | Fault:
    """The same for a file of this size and these times: with each edit a script is written, but no table read."""
    try:
        plan = plan_table(read_table(Path(data.path)), data)
    except Fault as fault:
        return fault
    return dataclasses.replace(plan, table=dataclasses.replace(plan.table, rows=()))


def _write_table(script: Script, data: DataSettings, told: bool) -> None:
    """Reads a CSV file with the standard library, by the columns that the file has now."""
    plan = _plan(data)
    if isinstance(plan, Fault):
        script.do(call("raise SystemExit", literal(str(plan))))
        return
    table = plan.table
    script.imports.add("import csv")
    data_path(script, data, told)
    script.line(f'with open(path, newline="", encoding={text(table.encoding)}) as file:')
    script.line(f"rows = list(csv.reader(file, delimiter={text(table.delimiter)}))", 1)
    script.line(f"rows = [row for row in rows[{table.first_line - 1}:] if any(row)]")
    script.assign("names", literal(list(table.names)))
    script.assign("cells", Code("{n: [row[i].strip() for row in rows] for i, n in enumerate(names)}"))
    script.assign("columns", literal(list(plan.columns)))
    if data.missing != "refuse" and plan.notes:
        _write_blanks(script, plan, data)
    if plan.kinds:
        items = tuple(Code(f"{text(name)}: {literal(list(kinds)).flat()}") for name, kinds in plan.kinds.items())
        script.assign("kinds", Code("", items, "{}"))
    number = 'float(cell.replace(",", "."))' if table.decimal_comma else "float(cell)"
    script.line("features = []")
    script.line("for name in columns:")
    if plan.kinds:
        script.line("if name in kinds:", 1)
        script.line("values = [[cell == kind for kind in kinds[name]] for cell in cells[name]]", 2)
        script.line("else:", 1)
        script.line(f"values = [[{number}] for cell in cells[name]]", 2)
    else:
        script.line(f"values = [[{number}] for cell in cells[name]]", 1)
    script.line('features.append(np.array(values, "float32"))', 1)
    script.line("x = np.concatenate(features, axis=1)")
    label = "cell" if plan.classes and isinstance(plan.classes[0], str) else number
    if plan.classes is None:
        script.line(f'y = np.array([{number} for cell in cells[{text(plan.target)}]], "float32")')
    else:
        script.assign("classes", literal(list(plan.classes)))
        script.line(f"y = np.array([classes.index({label}) for cell in cells[{text(plan.target)}]])")
    script.line("order = np.random.default_rng(0).permutation(len(x))")
    script.line(f"held = int(len(x) * {data.test_split!r})")
    script.line("test, train = np.sort(order[:held]), np.sort(order[held:])")
    script.line("x_train, y_train, x_test, y_test = x[train], y[train], x[test], y[test]")


def _write_blanks(script: Script, plan: Plan, data: DataSettings) -> None:
    script.assign("blanks", Code("", tuple(literal(blank) for blank in sorted(BLANKS)), "{}"))
    if data.missing == "drop":
        script.line(f"used = [*columns, {text(plan.target)}]")
        script.line("whole = [")
        script.line("i", 1)
        script.line("for i in range(len(rows))", 1)
        script.line("if not any(cells[name][i].lower() in blanks for name in used)", 1)
        script.line("]")
        script.line("cells = {name: [cells[name][i] for i in whole] for name in names}")
        return
    numeric = [name for name in plan.columns if name not in plan.kinds]
    number = 'float(c.replace(",", "."))' if plan.table.decimal_comma else "float(c)"
    script.do(Code("for name in ", literal(numeric).items, "[]", Code(":")))
    script.line(f"known = [{number} for c in cells[name] if c.lower() not in blanks]", 1)
    mean = "repr(sum(known) / len(known))"
    if plan.table.decimal_comma:
        mean += '.replace(".", ",")'
    script.line(f"mean = {mean}", 1)
    script.line("cells[name] = [mean if c.lower() in blanks else c for c in cells[name]]", 1)
