"""The lines of a script that put a table's columns into the arrays that enter a network, and labels beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netbuilder.data import DataSettings, Fitted
from netbuilder.data.fitted import Predicted
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.data.scaling import Scaling
from netbuilder.engine.readiness import array_of, in_order
from netbuilder.formats.keras_script.plan import Plan
from netbuilder.formats.keras_script.reading_tables import number_code
from netbuilder.formats.python_source import Code, Script, array, literal, text
from netbuilder.graph import Graph


def inputs_in_order(fitted: Fitted, graph: Graph) -> list[tuple[FittedColumn, ...]]:
    """The columns of each Input block; raises DataError where their names do not meet."""
    assert fitted.table is not None
    names: Mapping[str, Any] = {name: name for name in fitted.table.inputs}
    return [fitted.table.inputs[str(name)] for name in in_order(names, graph.input_names, "inputs")]


def targets_in_order(fitted: Fitted, graph: Graph) -> list[tuple[str, Predicted]]:
    """What each output predicts, by what its labels are called; raises DataError where their names do not meet."""
    names: Mapping[str, Any] = {name: name for name in fitted.predicted}
    return [(str(name), fitted.predicted[str(name)]) for name in in_order(names, graph.output_names, "labels")]


def labels_of(fitted: Fitted, graph: Graph) -> list[str]:
    """The names of the labels in the order of the outputs, as they are where they do not meet."""
    names = graph.output_names
    found = [array_of(fitted.predicted, names, name) for name in names]
    return [name for name in found if name is not None] if None not in found else list(fitted.predicted)


def write_labels(script: Script, data: DataSettings, fitted: Fitted, plan: Plan, graph: Graph) -> None:
    """Leaves `y`, a list of arrays where there are several outputs, and `w` where rows are weighed."""
    number, blank = number_code(plan, "cell"), bool(data.sequence_length) and plan.blanks
    several = targets_in_order(fitted, graph) if fitted.several else []
    known = {name: one.classes for name, one in several if one.classes}
    if known:
        items = tuple(Code(f"{text(name)}: {literal(_called(fitted.several[name])).flat()}") for name in known)
        script.assign("classes", Code("", items, "{}"))
    if several:
        script.assign(
            "y", array([Code(_labels(one, number, f"classes[{text(name)}]", blank)) for name, one in several])
        )
    else:
        one = fitted.predicts("y")
        if one.classes:
            script.assign("classes", literal(_called(one)))
        script.line(f"y = {_labels(one, number, 'classes', blank)}")
    if data.weight_column:
        script.line(f'w = np.array([{number} for cell in cells[{text(data.weight_column)}]], "float32")')


def _called(one: Predicted) -> list[Any]:
    return [float(name) for name in one.classes] if one.numeric else list(one.classes)


def _labels(one: Predicted, number: str, classes: str, blank: bool) -> str:
    cell = number if one.numeric or not one.classes else "cell"
    value = f"{classes}.index({cell})" if one.classes else cell
    if blank:  # of a window that is left out
        value += f" if cell else {-1 if one.classes else 'np.nan'}"
    return f"np.array([{value} for cell in cells[{text(one.column)}]])"


def write_arrays(
    script: Script, data: DataSettings, fitted: Fitted, graph: Graph, scaled: bool, validates: bool
) -> None:
    """Leaves x_train, y_train and so on: lists of arrays where there are several inputs or outputs."""
    assert fitted.table is not None
    inputs = inputs_in_order(fitted, graph)
    if len(inputs) == 1:
        kind = '.astype("int32")' if inputs[0][0].whole else '.astype("float32")' if scaled else ""
        script.line(f"x = np.concatenate([values[name] for name in columns], axis=1){kind}")
    else:
        script.assign("x", array([_joined(columns) for columns in inputs]))
    parts = {"train": "train", "test": "test", **({"val": "validation"} if validates else {})}
    at, told = parts, parts  # the rows that samples are made of, and those that they tell of
    if data.sequence_length:
        at, told = ({part: f"{name}_{part}" for part in parts} for name in ("at", "told"))
    if len(inputs) == 1 and not fitted.several:
        taken = [f"x[{at[part]}], y[{told[part]}]" for part in parts]
        script.line(f"x_train, y_train, x_test, y_test = {taken[0]}, {taken[1]}")
        if validates:
            script.line(f"x_val, y_val = {taken[2]}")
    else:
        for part in parts:
            for letter, is_list, rows in (("x", len(inputs) > 1, at[part]), ("y", bool(fitted.several), told[part])):
                one = f"[each[{rows}] for each in {letter}]" if is_list else f"{letter}[{rows}]"
                script.line(f"{letter}_{part} = {one}")
    if data.weight_column:
        script.line(f"w_train, w_test = w[{told['train']}], w[{told['test']}]")
        if validates:
            script.line(f"w_val = w[{told['val']}]")
    if data.sequence_length and data.arrangement == "flatten":
        for part in parts:
            if len(inputs) == 1:
                script.line(f"x_{part} = x_{part}.reshape(len(x_{part}), -1)")
            else:
                script.line(f"x_{part} = [each.reshape(len(each), -1) for each in x_{part}]")


def _joined(columns: Sequence[FittedColumn]) -> Code:
    kind = "int32" if columns[0].whole else "float32"
    names = literal([column.name for column in columns]).flat()
    return Code(f'np.concatenate([values[name] for name in {names}], axis=1).astype("{kind}")')


def write_vectors(script: Script, fitted: Fitted, graph: Graph, parts: Sequence[str], one_hot: str) -> None:
    """The labels of those of several outputs as vectors that want such."""
    for i, name in enumerate(labels_of(fitted, graph)):
        if fitted.settings.predicted(name).one_hot and fitted.several[name].classes:
            script.line(f"classes = {len(fitted.several[name].classes)}")
            for part in parts:
                script.line(f"y_{part}[{i}] = {one_hot.format(labels=f'y_{part}[{i}]')}")


def scaled_outputs(fitted: Fitted, graph: Graph) -> dict[int, str]:
    """Of several outputs those that learn scaled amounts, by their numbers, with the kind of scaling."""
    kinds = {i: fitted.settings.predicted(name).scaling for i, name in enumerate(labels_of(fitted, graph))}
    names = labels_of(fitted, graph)
    return {i: kind for i, kind in kinds.items() if kind != "none" and not fitted.several[names[i]].classes}


def write_scales(
    script: Script, fitted: Fitted, graph: Graph, parts: Sequence[str], held: float, kept: Mapping[str, Scaling]
) -> None:
    """Amounts of several outputs as they are learned; leaves `y_scales`, an offset and a spread for each of them."""
    found, names = scaled_outputs(fitted, graph), labels_of(fitted, graph)
    if not found:
        return
    script.line("y_scales = {}  # what each output that learns amounts gives is times the second, and the first more")
    for i, kind in found.items():
        scaling = kept.get(names[i])
        if scaling is not None:
            script.line(f"y_scales[{i}] = {scaling.offset.tolist()!r}, {scaling.divisor.tolist()!r}")
            continue
        rows = f"[: int(len(y_train[{i}]) * (1 - {held!r}))]" if held else ""
        script.line(f'learned = y_train[{i}]{rows}.astype("float64")')
        pair = "learned.mean(), learned.std()" if kind == "standardize" else "learned.min(), np.ptp(learned)"
        script.line(f"y_scales[{i}] = {pair}")
    script.line("for i, (offset, spread) in y_scales.items():")
    for part in parts:
        script.line(f'y_{part}[i] = ((y_{part}[i] - offset) / (spread or 1)).astype("float32")', 1)
