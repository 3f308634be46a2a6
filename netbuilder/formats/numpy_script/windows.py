"""The lines of a NumPy script that take the rows of a table in windows: one for each row that may be the last."""

from __future__ import annotations

from netbuilder.data import Fitted
from netbuilder.data.dates.forms import PATTERNS, UNIX
from netbuilder.data.windows import WindowForm
from netbuilder.formats.keras_script.dates import raw
from netbuilder.formats.keras_script.windows import windows_function
from netbuilder.formats.python_source import text

CHANGES = (
    ("    blocks = []\n", "    left = np.zeros(len(rows), bool)  # rows whose windows are left out\n    blocks = []\n"),
    ("elif blank.any():", 'elif blank.any() and not column.get("drop"):'),
    ("if np.isnan(values).any():", 'if np.isnan(values).any() and not column.get("drop"):'),
    (
        '        if column.get("mark"):\n',
        '        if column.get("drop"):\n            left |= blank\n        if column.get("mark"):\n',
    ),
    (
        '    return np.concatenate(blocks, axis=1).astype("float32")\n',
        '    x = np.concatenate(blocks, axis=1).astype("float32")\n    return SAMPLES(x)\n',
    ),
    ("    return arrays\n", "    return [SAMPLES(x) for x in arrays]\n"),
)


def in_windows(source: str, fitted: Fitted) -> str:
    """The function `prepare` for rows in windows."""
    for before, after in CHANGES:
        source = source.replace(before, after)
    flat = ".reshape(len(at), -1)" if fitted.settings.arrangement == "flatten" else ""
    for begin in ("    x = np.concatenate(blocks", "    return [SAMPLES"):
        source = source.replace(begin, f"    at = window_rows(rows, left)\n{begin}")
    return source.replace("SAMPLES(x)", f"x[at]{flat}")


def reads_dates(fitted: Fitted) -> bool:
    """Whether times are read as dates."""
    return bool(fitted.settings.time_by) and fitted.time is not None and fitted.time.order not in UNIX


def window_functions(fitted: Fitted) -> list[str]:
    """`windows` and `window_rows`; they need np, and `seconds_of` where times are dates."""
    data, form = fitted.settings, WindowForm(fitted.settings.sequence_length, fitted.settings.sampling_rate)
    name, group = data.time_by, data.group_column
    lines = ["def window_rows(rows, left):", '    """The rows of each window, by group and then by time."""']
    if name:
        lines.append(f'    cells = [(row[{text(name)}] or "").strip() for row in rows]')
        if reads_dates(fitted) and fitted.time is not None:
            pattern = f"{raw(PATTERNS[fitted.time.order])}, {fitted.time.zone!r}"
            lines.append(f"    times = np.array([seconds_of(cell, {pattern}) for cell in cells])")
        else:
            lines.append('    times = np.array([float(cell.replace(DECIMAL, ".") or "nan") for cell in cells])')
        lines += [
            "    if np.isnan(times).any():",
            '        raise SystemExit(f"row {np.isnan(times).argmax() + 1} says no time")',
        ]
    else:
        lines.append("    times = np.arange(len(rows))")
    if group:
        lines.append(f'    groups = [(row[{text(group)}] or "").strip() for row in rows]')
        lines.append("    series = np.unique(groups, return_inverse=True)[1]")
    else:
        lines.append("    series = np.zeros(len(rows), int)")
    lines.append("    order = np.lexsort((times, series))")
    given = "order, series"
    if not data.over_gaps:
        given += ", breaks"
        lines += [
            "    forward = np.diff(times[order], prepend=times[order][0])",
            "    forward[np.diff(series[order], prepend=-1) != 0] = 0",
            "    breaks = forward > 1.5 * np.median(forward[forward > 0])  # gaps in time",
        ]
    lines += [
        f"    at = windows(np.arange(len(rows)), {given})",
        "    at = at[~left[at].any(axis=1)]",
        "    if not len(at):",
        f'        raise SystemExit("no window of {form.length} rows fits")',
        "    return at",
    ]
    return [windows_function(form, given, told=False), "\n".join(lines)]
