"""The lines of a script that read a CSV file and prepare its columns as NetBuilder does, step by step."""

from __future__ import annotations

from typing import Any

from netbuilder.data import DataSettings, Fitted, Use
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.data.own_texts import is_text_folder
from netbuilder.data.tables.numbers import BLANKS
from netbuilder.errors import Fault
from netbuilder.formats.keras_script.dates import forms, is_text, parts_function
from netbuilder.formats.keras_script.joining_tables import write_files
from netbuilder.formats.keras_script.leaving_out import write_places_left
from netbuilder.formats.keras_script.plan import Plan, plan_of
from netbuilder.formats.keras_script.reading_tables import (
    add_number_function,
    number_code,
    write_blanks,
)
from netbuilder.formats.keras_script.splitting import add_function, add_reading, write_split
from netbuilder.formats.keras_script.table_arrays import labels_of, write_arrays, write_labels
from netbuilder.formats.keras_script.text_folders import has_own_parts, write_own_parts, write_text_folder
from netbuilder.formats.keras_script.texts import TextWriter, write_texts
from netbuilder.formats.keras_script.windows import write_parts_in_time, write_times, write_windows
from netbuilder.formats.python_source import Code, Script, call, literal, text
from netbuilder.graph import Graph

FILLED = {"mean": "np.nanmean(v[fit])", "median": "np.nanmedian(v[fit])"}
SCALED = {
    "standardize": ("v[fit].mean(axis=0)", "v[fit].std(axis=0)"),
    "log": ("v[fit].mean(axis=0)", "v[fit].std(axis=0)"),
    "minmax": ("v[fit].min(axis=0)", "np.ptp(v[fit], axis=0)"),
    "robust": ("np.median(v[fit], axis=0)", "np.subtract(*np.percentile(v[fit], [75, 25], axis=0))"),
    "unit": ("0.0", "np.abs(v[fit]).max(axis=0)"),
}
NUMBER = """
def number(cell):
    try:
        return {number}
    except ValueError:
        return np.nan  # counts as a blank
"""
RECIPE = "# recipe: "  # before the settings that no line says by itself
SAID = (
    "source", "path", "target", "ignore", "missing", "test_split", "scaling", "arrangement", "one_hot",
    "target_is_input", "keep_on_disk",
)  # fmt: skip


def write_table(
    script: Script,
    data: DataSettings,
    told: bool,
    plan: Plan | Fault,
    held_back: float,
    kept: Fitted | None,
    graph: Graph,
    words: str = "",
) -> None:
    """Leaves x_train, y_train, x_test, y_test and, where there is one, the validation part, prepared but not scaled.

    Columns that are scaled each in a way of its own are. What was measured is written out where it is `kept` with the
    weights, else the script measures it on what it trains on. A long vocabulary stands in the file `words` beside it.
    """
    if isinstance(plan, Fault):
        script.do(call("raise SystemExit", literal(str(plan))))
        return
    if plan.pieces is not None and data.sequence_length:
        raise Fault("a script cannot take windows out of several files. Put the rows into one")
    fitted = plan.fitted if kept is None or kept.table is None else kept
    assert fitted.table is not None
    columns = {column.name: column for column in fitted.table.columns}
    if set(columns) != set(plan.columns):
        fitted, kept = plan.fitted, None
        assert fitted.table is not None
        columns = {column.name: column for column in fitted.table.columns}
    _write_reading(script, data, told, plan, columns)
    write_labels(script, data, fitted, plan, graph)
    if data.sequence_length:
        write_times(script, data, plan.time, number_code(plan, "cell"))
        write_parts_in_time(script, data)
        whole = _write_whole(script, data, plan, columns)
    elif is_text_folder(data.path) and has_own_parts(data):
        write_own_parts(script, data)
    else:
        write_split(script, data, time=plan.time, labels=_stratified_by(fitted, graph, plan))
    if not data.sequence_length:
        write_places_left(script, plan.left, {"train": "train", "val": "validation", "test": "test"})
    rows = "train" if not held_back or has_validation(data) else f"train[: int(len(train) * (1 - {held_back!r}))]"
    needs_fit = kept is None and _measures(columns, scaled=by_column(plan))
    if needs_fit:
        rows = "train[whole[train]]" if data.sequence_length and whole else rows
        script.line(f"fit = {rows}  # nothing is measured on other rows")
    _write_numbers(script, data, columns, plan, kept is not None)
    _write_categories(script, columns)
    writer = TextWriter(script, columns.values())
    for function in writer.functions():
        add_function(script, function)
    if writer.columns:
        asked = {column.name: data.column(column.name) for column in writer.columns}
        write_texts(script, writer, asked, kept, words, plan.blanks)
    if by_column(plan):
        _write_scaling(script, columns, kept is not None)
    if data.sequence_length:
        known = _write_known(script, data, fitted, plan)
        write_windows(script, data, has_validation(data), plan.left, "whole" if whole else "", known)
    _write_parts(script, data, fitted, graph, plan)


def _stratified_by(fitted: Fitted, graph: Graph, plan: Plan) -> str:
    """The labels that a stratified split goes by."""
    return f"y[{labels_of(fitted, graph).index(plan.stratified)}]" if fitted.several else "y"


def _write_whole(script: Script, data: DataSettings, plan: Plan, columns: dict[str, FittedColumn]) -> bool:
    """Leaves `whole` where rows hold blanks for which their windows are left out; says whether there are such."""
    dropped = [name for name in columns if data.missing_of(name) == "drop"] if plan.blanks else []
    if dropped:
        names = literal(dropped).flat()
        script.line(f"whole = np.array([all(cells[n][i] for n in {names}) for i in range(len(times))])")
    return bool(dropped)


def _write_known(script: Script, data: DataSettings, fitted: Fitted, plan: Plan) -> str:
    """Leaves `known` where what windows should tell may be blank; the name of it, or nothing."""
    if not plan.blanks:
        return ""
    names = literal([one.column for one in fitted.predicted.values()]).flat()
    script.line(f"known = np.array([all(cells[n][i] for n in {names}) for i in range(len(times))])")
    return "known"


def by_column(plan: Plan | Fault | None) -> bool:
    """Whether columns are scaled in different ways, so that each is for itself."""
    if not isinstance(plan, Plan) or plan.fitted.table is None:
        return False
    usual = plan.fitted.settings.scaling
    if len(plan.fitted.table.inputs) > 1 or plan.fitted.settings.sequence_length:
        return True
    return any(
        column.scaling != ("none" if usual == "unit" else usual) or column.mark_missing
        for column in plan.fitted.table.columns
    )


def by_input(plan: Plan) -> bool:
    """Whether columns enter several inputs, or one in another way than beside each other as amounts."""
    table = plan.fitted.table
    return table is not None and any(column.to or column.whole for column in table.columns)


def unsaid(data: DataSettings, plan: Plan | Fault | None) -> dict[str, Any]:
    """The settings that no line of a script says by itself."""
    every = data.config(defaults=False)
    if isinstance(plan, Plan) and (plan.fitted.several or by_input(plan) or plan.pieces is not None):
        return every  # no line tells which column is for what
    found = {name: value for name, value in every.items() if name not in SAID}
    # Blanks that are written as nothing have no line of their own, from which "mean" could be told.
    wordless = isinstance(plan, Plan) and plan.blanks and not plan.table.told & BLANKS and data.missing == "mean"
    if data.missing in ("median", "most_frequent") or by_column(plan) or wordless:
        found["missing"] = data.missing
    if by_column(plan):
        found["scaling"] = data.scaling
    if data.sequence_length and data.arrangement != "as_is":
        found["arrangement"] = data.arrangement
    if data.sequence_length and isinstance(plan, Plan):
        targets = {one.column for one in plan.fitted.predicted.values()}
        found |= {"ignore": list(data.ignore)} if targets & set(data.ignore) else {}
    usual = DataSettings().test_split
    if data.test_split != usual and (data.split != "fraction" or data.validation_part or data.sequence_length):
        found["test_split"] = data.test_split
    return found


def _measures(columns: dict[str, FittedColumn], scaled: bool) -> bool:
    return any(
        (c.of_numbers and (c.fill is not None and c.missing != "constant"))
        or "days" in c.parts
        or c.text is not None
        or c.outside != "keep"
        or (scaled and c.scaling != "none")
        for c in columns.values()
    )


def _write_reading(
    script: Script, data: DataSettings, told: bool, plan: Plan, columns: dict[str, FittedColumn]
) -> None:
    if is_text_folder(data.path):
        write_text_folder(script, data, told, plan)
    else:
        write_files(script, data, told, plan)
    add_number_function(script, plan)
    script.assign("columns", literal(list(columns)))
    if not plan.blanks:
        return
    write_blanks(script, plan)
    others = [name for name in (data.weight_column, data.split_by) if name in plan.table.names]
    targets = [one.column for one in plan.fitted.predicted.values()]
    used = [*columns, *targets, *others]
    dropped = [name for name in used if data.missing_of(name) == "drop"]
    if data.sequence_length:  # else a row keeps its place: windows that it is in are left out
        order = (data.time_by, data.group_column, data.split_by)
        dropped = [name for name in dict.fromkeys(order) if name and data.missing_of(name) == "drop"]
    if dropped:
        drop = f"[*columns, {', '.join(map(text, targets))}]" if dropped == [*columns, *targets] else ""
        script.assign("used", Code(drop) if drop else literal(dropped))
        script.line('whole = [i for i in range(len(rows)) if not any(cells[n][i] == "" for n in used)]')
        script.line("cells = {name: [cells[name][i] for i in whole] for name in names}")
        if data.split == "files":
            script.line("of_files = of_files[whole]")


def _write_numbers(
    script: Script, data: DataSettings, columns: dict[str, FittedColumn], plan: Plan, fixed: bool
) -> None:
    """Columns of numbers, blanks as NaN until they are filled."""
    every = [column for column in columns.values() if column.of_numbers]
    dates = [c for c in every if c.date is not None and is_text(c.date)]
    own = [c for c in every if c not in dates]
    script.line("values = {}")
    forced = [c.name for c in own if data.column(c.name).kind in ("number", "date")]
    if forced:
        add_function(script, NUMBER.format(number=number_code(plan, "cell")))
    cell = "number(c)" if forced else number_code(plan, "c")
    if plan.blanks and cell.startswith("float("):  # the functions know blanks
        cell = f"{cell} if c else np.nan"
    if own:
        whole = len(own) == len(columns)
        script.do(Code("for name in columns:" if whole else "for name in ", None if whole else _items(own), "[]",
                       None if whole else Code(":")))  # fmt: skip
        script.line(f"values[name] = np.array([{cell} for c in cells[name]])[:, np.newaxis]", 1)
    if dates:
        add_reading(script)
        script.assign("dates", forms(dates))
        script.line("for name, (pattern, zone) in dates.items():")
        script.line("seconds = [seconds_of(c, pattern, zone) for c in cells[name]]", 1)
        script.line("values[name] = np.array(seconds)[:, np.newaxis]", 1)
    for column in own:
        if column.date is not None and column.date.order == "milliseconds":
            script.line(f"values[{text(column.name)}] = values[{text(column.name)}] / 1000")
    own = every
    dated = [c for c in own if c.date is not None]
    _write_firsts(script, dated, fixed)
    marked = [c for c in columns.values() if c.mark_missing]
    if marked:
        numbers = [c for c in marked if c.of_numbers]
        texts = [c for c in marked if not c.of_numbers]
        script.line("missing = {}")
        if numbers:
            script.do(Code("for name in ", _items(numbers), "[]", Code(":")))
            script.line("missing[name] = np.isnan(values[name])", 1)
        if texts:
            script.do(Code("for name in ", _items(texts), "[]", Code(":")))
            script.line('missing[name] = np.array([c == "" for c in cells[name]])[:, np.newaxis]', 1)
    _write_limits(script, own, fixed)
    _write_fills(script, own, fixed)
    logs = [c for c in own if c.scaling == "log"]
    if logs:
        script.do(Code("for name in ", _items(logs), "[]", Code(":")))
        script.line("values[name] = np.sign(values[name]) * np.log1p(np.abs(values[name]))", 1)
    if dated:
        add_function(script, parts_function(part for c in dated for part in c.parts))
        items = tuple(Code(f"{text(c.name)}: {literal(list(c.parts)).flat()}") for c in dated)
        script.assign("parts", Code("", items, "{}"))
        script.line("for name in parts:")
        first = "first.get(name)" if any("days" in c.parts for c in dated) else "None"
        script.line(f"values[name] = parts_of(values[name][:, 0], parts[name], {first})", 1)


def _write_firsts(script: Script, dated: list[FittedColumn], fixed: bool) -> None:
    """What days are counted from."""
    own = [c for c in dated if "days" in c.parts]
    if own and fixed:
        script.assign("first", Code("", tuple(Code(f"{text(c.name)}: {c.first!r}") for c in own), "{}"))
    elif own:
        script.do(Code("first = {name: np.nanmin(values[name][fit]) for name in ", _items(own), "[]", Code("}")))


def _items(columns: list[FittedColumn]) -> tuple[Code, ...]:
    return tuple(literal(column.name) for column in columns)


def _write_limits(script: Script, own: list[FittedColumn], fixed: bool) -> None:
    """What becomes of numbers beyond those that are trained on."""
    for word in ("clip", "refuse"):
        some = [c for c in own if c.outside == word]
        if not some:
            continue
        if fixed:
            pairs = tuple(Code(f"{text(c.name)}: ({c.low!r}, {c.high!r})") for c in some)
            script.assign("limits", Code("", pairs, "{}"))
            script.line("for name, (low, high) in limits.items():")
        else:
            script.do(Code("for name in ", _items(some), "[]", Code(":")))
            script.line("low, high = np.nanmin(values[name][fit]), np.nanmax(values[name][fit])", 1)
        if word == "clip":
            script.line("values[name] = np.clip(values[name], low, high)", 1)
        else:
            script.line("if ((values[name] < low) | (values[name] > high)).any():", 1)
            script.line('raise SystemExit(f"{name} goes beyond {low} to {high}")', 2)


def _write_fills(script: Script, own: list[FittedColumn], fixed: bool) -> None:
    filled = [c for c in own if c.fill is not None]
    known = filled if fixed else [c for c in filled if c.missing == "constant"]
    if known:
        script.assign("fills", Code("", tuple(Code(f"{text(c.name)}: {c.fill!r}") for c in known), "{}"))
        script.line("for name, fill in fills.items():")
        script.line("values[name] = np.where(np.isnan(values[name]), fill, values[name])", 1)
    for word in ("mean", "median", "most_frequent"):
        some = [c for c in filled if c.missing == word and not fixed]
        if not some:
            continue
        script.do(Code("for name in ", _items(some), "[]", Code(":")))
        script.line("v = values[name]", 1)
        if word == "most_frequent":
            script.line("kinds, counts = np.unique(v[fit][~np.isnan(v[fit])], return_counts=True)", 1)
            script.line("values[name] = np.where(np.isnan(v), kinds[counts.argmax()], v)", 1)
        else:
            script.line(f"values[name] = np.where(np.isnan(v), {FILLED[word]}, v)", 1)


def _write_categories(script: Script, columns: dict[str, FittedColumn]) -> None:
    """Columns of texts by the categories that the rows have which are trained on; others are none of them."""
    own = [c for c in columns.values() if c.categories is not None]
    if not own:
        return
    items = tuple(Code(f"{text(c.name)}: {literal(list(c.categories or ())).flat()}") for c in own)
    script.assign("kinds", Code("", items, "{}"))
    filled = [c for c in own if c.fill is not None]
    if filled:
        script.do(Code("for name, fill in ", tuple(Code(f"{text(c.name)}: {literal(c.fill).flat()}") for c in filled),
                       "{}", Code(".items():")))  # fmt: skip
        script.line("cells[name] = [c or fill for c in cells[name]]", 1)
    strict = [c for c in own if c.unseen == "refuse"]
    if strict:
        script.do(Code("for name in ", _items(strict), "[]", Code(":")))
        script.line("if set(cells[name]) - set(kinds[name]):", 1)
        script.line('raise SystemExit(f"{name}: {set(cells[name]) - set(kinds[name])} are unknown")', 2)
    ordinal = [c for c in own if c.encoding == "ordinal"]
    one_hot = [c for c in own if c.encoding == "one_hot"]
    if one_hot:
        script.do(Code("for name in ", _items(one_hot), "[]", Code(":")))
        script.line("values[name] = [[float(c == kind) for kind in kinds[name]] for c in cells[name]]", 1)
        script.line("values[name] = np.array(values[name]).reshape(len(cells[name]), -1)", 1)
    index = [c for c in own if c.encoding == "index"]
    if index:
        script.do(Code("for name in ", _items(index), "[]", Code(":")))
        script.line("at = {kind: i + 1 for i, kind in enumerate(kinds[name])}", 1)
        script.line("values[name] = np.array([[at.get(c, 0)] for c in cells[name]])", 1)
    if ordinal:
        script.do(Code("for name in ", _items(ordinal), "[]", Code(":")))
        script.line("at = {kind: i for i, kind in enumerate(kinds[name])}", 1)
        script.line("values[name] = np.array([[at.get(c, -1.0)] for c in cells[name]])", 1)


def _write_scaling(script: Script, columns: dict[str, FittedColumn], fixed: bool) -> None:
    """Columns that are scaled each in its own way."""
    for kind in dict.fromkeys(c.scaling for c in columns.values() if c.scaling != "none"):
        some = [c for c in columns.values() if c.scaling == kind]
        if fixed:
            pairs = tuple(Code(f"{text(c.name)}: ({_first(c, c.offset)}, {_first(c, c.divisor)})") for c in some)
            script.assign("scales", Code("", pairs, "{}"))
            script.line(f"for name, (offset, spread) in scales.items():  # {kind}")
            script.line("values[name] = (values[name] - offset) / spread", 1)
            continue
        offset, spread = SCALED[kind]
        script.do(Code("for name in ", _items(some), "[]", Code(":")))
        script.line(f"v = values[name]  # {kind}", 1)
        script.line(f"offset, spread = {offset}, {spread}", 1)
        still = "spread == 0" if kind in ("robust", "unit") else "v[fit].max(axis=0) == v[fit].min(axis=0)"
        script.line(f"values[name] = (v - offset) / np.where({still}, 1, spread)", 1)


def _first(column: FittedColumn, numbers: tuple[float, ...]) -> str:
    own = numbers[: column.width]
    return repr(own[0]) if len(own) == 1 else repr(list(own))


def _write_parts(script: Script, data: DataSettings, fitted: Fitted, graph: Graph, plan: Plan) -> None:
    assert fitted.table is not None
    if any(column.mark_missing for column in fitted.table.columns):
        script.line("for name in missing:")
        script.line("values[name] = np.concatenate([values[name], missing[name]], axis=1)", 1)
    scaled_here = by_column(plan) or data.scaling not in ("standardize", "minmax")
    write_arrays(script, data, fitted, graph, scaled_here, has_validation(data))


def has_validation(data: DataSettings) -> bool:
    """Whether a split of the settings leaves a validation part."""
    if data.split == "files" and not data.source:
        return bool(data.validation_path)
    own = not data.source and is_text_folder(data.path) and has_own_parts(data)
    if (data.split != "column" and not own) or data.source:
        return bool(data.validation_part)
    plan = plan_of(data, Use())
    return isinstance(plan, Plan) and plan.validates
