"""The part of a script that gets the data and prepares it as NetBuilder did."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netbuilder.data import DataSettings, Fitted, find_source
from netbuilder.data.keras_sets import SEQUENCES, USUAL
from netbuilder.data.own_texts import is_text_folder
from netbuilder.engine.readiness import use_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Fault
from netbuilder.formats.base import Bundle
from netbuilder.formats.keras_script.arguments import bundled_path, data_path, is_folder, write_given
from netbuilder.formats.keras_script.leaving_out import numbers_left, write_rows_left, write_samples_left
from netbuilder.formats.keras_script.network import model_name
from netbuilder.formats.keras_script.pictures import is_of_pictures, picture_parts, write_pictures
from netbuilder.formats.keras_script.plan import Plan, plan_of
from netbuilder.formats.keras_script.splitting import add_function, write_split
from netbuilder.formats.keras_script.stored import READ_IDX, arrays_of, is_of_idx, is_told
from netbuilder.formats.keras_script.table_arrays import scaled_outputs, write_scales, write_vectors
from netbuilder.formats.keras_script.tables import RECIPE, by_column, has_validation, unsaid, write_table
from netbuilder.formats.keras_script.texts import words_beside, words_file
from netbuilder.formats.python_source import Code, Script, array, call, literal, named, text
from netbuilder.graph import Graph, check
from netbuilder.layers import Input


@dataclass(frozen=True)
class Tools:
    """How a script loads a data set by its name in Keras, and makes one-hot labels."""

    load: Callable[[Script, str, DataSettings], list[str]]
    one_hot: str


def _load_by_keras(script: Script, name: str, data: DataSettings) -> list[str]:
    given = {
        "num_words": data.num_words or None, "skip_top": data.skip_top or None, "maxlen": data.maxlen or None,
    }  # fmt: skip
    if name not in SEQUENCES:
        given = {}
    if name in SPLIT_BY_KERAS:
        given["test_split"] = data.test_split if data.test_split != USUAL_SPLIT else None  # type: ignore[assignment]
    if name in (*SEQUENCES, *SPLIT_BY_KERAS):
        given["seed"] = data.seed if data.seed != USUAL_SEED else None
    told = ", ".join(f"{option}={value!r}" for option, value in given.items() if value is not None)
    lines = [f"(x_train, y_train), (x_test, y_test) = keras.datasets.{name}.load_data({told})"]
    if name in SEQUENCES:
        length = data.padded_length
        if not length:
            lines.append("lengths = [len(x) for x in x_train]")
            lines.append(f'length = max(1, int(np.quantile(lengths, {USUAL!r}, method="higher")))')
        for part in ("train", "test"):
            lines.append(f"x_{part} = keras.utils.pad_sequences(x_{part}, maxlen={length or 'length'})")
    return lines


KERAS_TOOLS = Tools(_load_by_keras, "keras.utils.to_categorical({labels}, classes)")
COPIED = "".join(("y_train, y_test = x_train, x_test", "  # the target is the input"))
SPLIT_BY_KERAS = ("reuters", "california_housing", "boston_housing")
USUAL_SPLIT, USUAL_SEED = 0.2, 113  # Keras's
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
    beside += [words_file(model_name(bundle.name))] if words_beside(kept_with(bundle)) else []
    found = [f"It needs {' and '.join(beside)} beside it."] if beside else []
    if data.path:
        found.append(f"It reads {data.path}, which is not part of it{'; --data says where else it lies' * told}.")
        parts = (data.validation_path, data.test_path) if data.split == "files" else ()
        more = [*filter(None, parts), *(one.path for one in data.beside)]
        found += [f"It reads {', '.join(more)} too."] if more else []
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
    plan: Plan | Fault | None = None
    kept = kept_with(bundle)
    if is_of_rows(data):
        plan = plan_of(data, use_of(graph, training))
    if is_of_pictures(data) or (plan is not None and is_folder(data)) or (plan is None and is_told(data)):
        # Nothing else tells these settings to whoever reads the script.
        script.line(f"{RECIPE}{json.dumps(data.config(defaults=False), ensure_ascii=True)}")
    elif unsaid(data, plan):
        script.line(f"{RECIPE}{json.dumps(unsaid(data, plan), ensure_ascii=True)}")
    if data.source:
        _write_source(script, data, graph, told, tools)
    elif plan is not None:
        words = words_file(model_name(bundle.name))
        write_table(script, data, told, plan, training.held_back, kept, graph, words)
    elif is_of_pictures(data):
        write_pictures(script, data, told, kept)
    else:
        _write_arrays(script, data, graph, training, told)
    parts = parts_of(data)
    held = training.held_back if "val" not in parts else 0.0
    if not by_column(plan):
        several = len(graph.input_names) > 1 and not (data.source or is_of_rows(data))
        _write_preparation(script, data, parts, held, kept, several, is_table=plan is not None)
    if data.target_is_input:
        _write_copies(script, parts)
    elif isinstance(plan, Plan) and plan.fitted.several:
        write_vectors(script, plan.fitted, graph, parts, tools.one_hot)
        write_scales(script, plan.fitted, graph, parts, held, kept.targets if kept is not None else {})
        return
    elif data.one_hot and len(graph.output_names) == 1:
        classes = plan.fitted.classes if isinstance(plan, Plan) else ()
        if plan is None or classes:
            _write_one_hot(script, tools, parts, len(classes))
    if len(graph.output_names) > 1:
        _write_every_scale(script, data, plan, parts, held)
    else:
        _write_target_scaling(script, data, plan, parts, held, kept)


def _is_recipe(one: DataSettings, other: DataSettings) -> bool:
    names = ("scaling", "missing", "columns", "arrangement", "labels", "target_scaling", "target", "ignore", "targets")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def is_of_rows(data: DataSettings) -> bool:
    """Whether the data is a table, or a folder of texts, which is read like one."""
    return not data.source and ((data.is_table and not is_folder(data)) or is_text_folder(data.path))


def kept_with(bundle: Bundle) -> Fitted | None:
    """What was measured in training, where a script takes it along instead of measuring again."""
    kept = bundle.snapshot.fitted if bundle.options.weights else None
    return kept if kept is not None and _is_recipe(kept.settings, bundle.data) else None


def parts_of(data: DataSettings) -> tuple[str, ...]:
    """The parts that the arrays of a script come in: train, test, and val where there is one."""
    if is_of_pictures(data):
        return picture_parts(data)
    whole = is_of_rows(data) or (_holds(data, "x") and not _holds(data, "x_train"))
    own = has_validation(data) and whole
    return ("train", "test", "val") if own or _holds(data, "x_val") else ("train", "test")


def _holds(data: DataSettings, name: str) -> bool:
    """Whether the file or folder of arrays has one of this name, or such with the name of a block behind it."""
    return any(own == name or own.startswith(f"{name}_") for own in arrays_of(data))


def _write_source(script: Script, data: DataSettings, graph: Graph, told: bool, tools: Tools) -> None:
    source = find_source(data.source)
    if source.keras:
        if told:
            write_given(script, graph.input_names, graph.output_names)
        for line in tools.load(script, source.keras, data):
            script.line(line, int(told))
        write_samples_left(script, numbers_left(data), {"train": "xy", "test": "xy"}, indent=int(told))
        return
    script.line(f"with np.load({bundled_path(script, source.name, told)}) as data:")
    script.line('x_train, y_train = data["x_train"], data["y_train"]', 1)
    script.line('x_test, y_test = data["x_test"], data["y_test"]', 1)
    write_samples_left(script, numbers_left(data), {"train": "xy", "test": "xy"})


def weighs_samples(data: DataSettings, part: str = "train") -> bool:
    """Whether the data says how much each sample of a part counts."""
    if is_of_rows(data):
        return bool(data.weight_column)
    return _holds(data, f"w_{part}") or (_holds(data, "w") and not _holds(data, "x_train"))


def _write_arrays(script: Script, data: DataSettings, graph: Graph, training: TrainingSettings, told: bool) -> None:
    """An .npz file, or a folder with one .npy file an array."""
    folder = is_folder(data)
    data_path(script, data, told)
    own, idx = arrays_of(data), is_of_idx(data)
    if idx:
        script.imports |= {"import gzip", "import numpy as np"}
        add_function(script, READ_IDX)
        if not os.path.isdir(data.path):
            script.line("path = path.parent")
    elif not folder:
        script.line("with np.load(path) as data:")

    def read(name: str) -> str:
        called = own.get(name, name)
        if idx:
            return f"read_idx(path / {text(called)})"
        return f"np.load(path / {text(called + '.npy')})" if folder else f"data[{text(called)}]"

    indent = 0 if folder else 1
    if _holds(data, "x") and not _holds(data, "x_train"):
        _write_split_arrays(script, data, read, indent)
        return
    kinds = (("x", graph.input_names), ("y", graph.output_names))
    parts = [part for part in parts_of(data) if part != "val" or _holds(data, "x_val")]
    for letter, names in kinds[:1] if data.target_is_input else kinds:
        for part in parts:
            if len(names) == 1:
                script.line(f"{letter}_{part} = {read(f'{letter}_{part}')}", indent)
            else:
                items = [Code(read(f"{letter}_{part}_{name}")) for name in names]
                script.assign(f"{letter}_{part}", array(items), indent)
    if weighs_samples(data):
        script.line(f"w_train = {read('w_train')}", indent)
    if training.validate_on_test and weighs_samples(data, "test"):
        script.line(f"w_test = {read('w_test')}", indent)
    if "val" in parts and weighs_samples(data, "val"):
        script.line(f"w_val = {read('w_val')}", indent)
    weighed = {
        "train": weighs_samples(data), "test": training.validate_on_test and weighs_samples(data, "test"),
        "val": "val" in parts and weighs_samples(data, "val"),
    }  # fmt: skip
    letters = {part: ["x", *([] if data.target_is_input else "y"), *("w" if weighed[part] else "")] for part in parts}
    several = [letter for letter, names in kinds if len(names) > 1]
    write_samples_left(script, numbers_left(data), letters, several, indent)


def _write_split_arrays(script: Script, data: DataSettings, read: Callable[[str], str], indent: int) -> None:
    """Arrays that come whole, put into parts."""
    own_validation = _holds(data, "x_val")
    if own_validation:
        data = data.replace(validation_part=0.0)
    letters = ["x", *([] if data.target_is_input else ["y"]), *(["w"] if _holds(data, "w") else [])]
    for letter in letters if own_validation else ():
        if _holds(data, f"{letter}_val"):
            script.line(f"{letter}_val = {read(f'{letter}_val')}", indent)
    for letter in letters:
        script.line(f"{letter} = {read(letter)}", indent)
    write_split(script, data, "len(x)")
    rows = ("train", "test") if own_validation or "val" not in parts_of(data) else ("train", "test", "validation")
    write_rows_left(script, numbers_left(data).get("train", ()), rows)
    names = {"train": "train", "test": "test", "val": "validation"}
    for letter in letters:
        for part in ("train", "test") if own_validation else parts_of(data):
            script.line(f"{letter}_{part} = {letter}[{names[part]}]")


def _write_preparation(
    script: Script, data: DataSettings, parts: tuple[str, ...], held_back: float, kept: Fitted | None, several: bool,
    is_table: bool,
) -> None:  # fmt: skip
    """Scales and arranges the inputs: `several` are in lists, and each is prepared by itself.

    What is held back for validation is not measured; what was `kept` with the weights is written out.
    """
    if data.scaling == "none" and data.arrangement == "as_is":
        return
    arrays = [f"x_{part}[i]" if several else f"x_{part}" for part in parts]
    train, indent = arrays[0], int(several)
    fixed = _fixed(kept, is_table) if not several else None
    scales = data.scaling in ("standardize", "minmax") or (data.scaling == "unit" and not is_table)
    if several:
        script.line("for i in range(len(x_train)):")
    if fixed is None and held_back and scales:
        script.line(f"seen = {train}[: int(len({train}) * (1 - {held_back!r}))]  # what is trained on", indent)
    fit = "seen" if held_back else train
    if data.scaling == "unit" and not is_table:
        script.line(f'if {train}.dtype.kind in "iu":  # whole numbers', indent)
        script.line(f"largest = {fixed[1] if fixed else f'float({fit}.max())'}", indent + 1)
        for name in arrays:
            script.line(f'{name} = {name}.astype("float32") / largest', indent + 1)
    elif data.scaling in ("standardize", "minmax"):
        if fixed is None:
            _write_measures(script, data.scaling, fit, indent)
        else:
            script.assign("offset", Code(fixed[0]), indent)
            script.assign("spread", Code(fixed[1]), indent)
        for name in arrays:
            script.line(f'{name} = (({name} - offset) / spread).astype("float32")', indent)
    for name in arrays:
        if data.arrangement == "flatten":
            script.line(f"{name} = {name}.reshape(len({name}), -1)", indent)
        elif data.arrangement == "channels":
            script.line(f"{name} = {name}[..., np.newaxis]", indent)


def _write_measures(script: Script, scaling: str, fit: str, indent: int) -> None:
    script.line(f"axis = 0 if {fit}.ndim == 2 else None", indent)
    if scaling == "standardize":
        script.line(f'offset = {fit}.mean(axis=axis, dtype="float64")', indent)
        script.line(f'spread = {fit}.std(axis=axis, dtype="float64")', indent)
        script.line(f"still = {fit}.max(axis=axis) == {fit}.min(axis=axis)", indent)
        script.line("spread = np.where(still, 1, spread)", indent)
    else:
        script.line(f'offset = {fit}.min(axis=axis).astype("float64")', indent)
        script.line(f"spread = {fit}.max(axis=axis) - offset", indent)
        script.line("spread = np.where(spread == 0, 1, spread)", indent)


def _fixed(kept: Fitted | None, is_table: bool) -> tuple[str, str] | None:
    """Offset and divisor as they are kept with the weights, as expressions."""
    if kept is None:
        return None
    if is_table and kept.table is not None:
        columns = kept.table.columns
        offset: Any = [number for column in columns for number in column.offset]
        divisor: Any = [number for column in columns for number in column.divisor]
    elif len(kept.scalings) == 1:
        (scaling,) = kept.scalings.values()
        offset, divisor = scaling.offset.tolist(), scaling.divisor.tolist()
    else:
        return None
    return (f"np.array({offset!r})", f"np.array({divisor!r})") if isinstance(offset, list) else (
        repr(offset), repr(divisor)
    )  # fmt: skip


def _write_copies(script: Script, parts: tuple[str, ...]) -> None:
    script.line(COPIED)
    if "val" in parts:
        script.line("y_val = x_val")


def _write_one_hot(script: Script, tools: Tools, parts: tuple[str, ...], count: int) -> None:
    labels = [f"y_{part}" for part in parts]
    known = str(count) if count else f"int(max({', '.join(f'{name}.max()' for name in labels)})) + 1"
    script.line(f"classes = {known}")
    for name in labels:
        script.line(f"{name} = {tools.one_hot.format(labels=name)}")


def scaled_target(bundle: Bundle) -> bool:
    """Whether the script of a bundle trains on scaled amounts."""
    data, training = bundle.data, bundle.snapshot.training or TrainingSettings()
    plan = plan_of(data, use_of(bundle.snapshot.graph, training)) if is_of_rows(data) else None
    return data.chosen and scales_target(data, plan)


def scaled_outputs_of(bundle: Bundle) -> tuple[int, ...]:
    """The numbers of the outputs that the script of a bundle lets learn scaled amounts."""
    data, training, graph = bundle.data, bundle.snapshot.training or TrainingSettings(), bundle.snapshot.graph
    if not scaled_target(bundle):
        return ()
    plan = plan_of(data, use_of(graph, training)) if data.is_table and not is_folder(data) else None
    if isinstance(plan, Plan) and plan.fitted.several:
        return tuple(scaled_outputs(plan.fitted, graph))
    return tuple(range(len(graph.output_names)))


def scales_target(data: DataSettings, plan: Plan | Fault | None) -> bool:
    """Whether a script trains on scaled amounts."""
    if data.target_is_input or isinstance(plan, Fault):
        return False
    if isinstance(plan, Plan) and plan.fitted.several:
        return bool(plan.fitted.targets)
    if data.predicted().scaling == "none":
        return False
    return plan is None or not plan.fitted.classes


def _write_every_scale(
    script: Script, data: DataSettings, plan: Plan | Fault | None, parts: tuple[str, ...], held: float
) -> None:
    """The amounts of several arrays of labels as they are learned; leaves `y_scales`."""
    if not scales_target(data, plan):
        return
    script.line("y_scales = {}  # what an output gives is times the second, and the first more")
    script.line("for i in range(len(y_train)):")
    rows = f"[: int(len(y_train[i]) * (1 - {held!r}))]" if held else ""
    script.line(f'learned = y_train[i]{rows}.astype("float64")', 1)
    script.line("axis = 0 if learned.ndim == 2 else None", 1)
    low, spread = (
        ("learned.mean(axis)", "learned.std(axis)")
        if data.target_scaling == "standardize"
        else ("learned.min(axis)", "np.ptp(learned, axis)")
    )
    script.line(f"offset, spread = {low}, {spread}", 1)
    script.line("y_scales[i] = offset, np.where(spread == 0, 1, spread)", 1)
    script.line("for i, (offset, spread) in y_scales.items():")
    for part in parts:
        script.line(f'y_{part}[i] = ((y_{part}[i] - offset) / spread).astype("float32")', 1)


def _write_target_scaling(
    script: Script, data: DataSettings, plan: Plan | Fault | None, parts: tuple[str, ...], held: float,
    kept: Fitted | None,
) -> None:  # fmt: skip
    """Amounts as they are learned; predictions are turned back by the same numbers."""
    if not scales_target(data, plan):
        return
    if kept is not None and len(kept.targets) == 1:
        (scaling,) = kept.targets.values()
        offset, spread = repr(scaling.offset.tolist()), repr(scaling.divisor.tolist())
    else:
        fit = f"y_train[: int(len(y_train) * (1 - {held!r}))]" if held else "y_train"
        script.line(f'learned = {fit}.astype("float64")')
        axis = "axis=0" if plan is None else ""
        offset, spread = (
            (f"learned.mean({axis})", f"learned.std({axis})")
            if data.predicted().scaling == "standardize"
            else (f"learned.min({axis})", f"np.ptp(learned{', axis=0' if axis else ''})")
        )
        spread = f"{spread}"
    script.line(f"y_offset, y_spread = {offset}, {spread}")
    script.line("y_spread = np.where(y_spread == 0, 1, y_spread)")
    for part in parts:
        script.line(f'y_{part} = ((y_{part} - y_offset) / y_spread).astype("float32")')


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
