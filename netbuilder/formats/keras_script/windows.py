"""The lines of a script that take rows in windows as NetBuilder does: in the order of time, within groups and parts."""

from __future__ import annotations

from collections.abc import Mapping

from netbuilder.data import DataSettings
from netbuilder.data.dates import DateForm
from netbuilder.data.dates.forms import PATTERNS
from netbuilder.data.windows import WindowForm
from netbuilder.formats.keras_script.dates import is_text, raw
from netbuilder.formats.keras_script.splitting import add_function, add_reading, write_split
from netbuilder.formats.python_source import Script, literal, text

BY_TIME = '''
def split_by_time(rows, times, test, validation, gap):
    """The rows that train, validate and test; those of one time stay together."""
    kinds, places, counts = np.unique(times, return_inverse=True, return_counts=True)
    before = np.concatenate([[0], np.cumsum(counts)])

    def first(held, end):
        return np.searchsorted(before, before[end] - held, "right") - 1 if held else end

    end = first(int(len(rows) * test), len(kinds))
    last = places >= end
    end -= gap if last.any() else 0
    begin = first(int(len(rows) * validation), max(end, 0))
    middle = (places >= begin) & (places < end)
    begin -= gap if middle.any() else 0
    return rows[places < begin], rows[middle], rows[last]
'''
PARTS = {"train": "train", "test": "test", "val": "validation"}


def write_times(script: Script, data: DataSettings, time: DateForm | None, number: str) -> None:
    """Leaves `times`, in numbers, and `series`, the number of the group that each row is of."""
    name = data.time_by
    if name and time is not None and is_text(time):
        add_reading(script)
        pattern = f"{raw(PATTERNS[time.order])}, {time.zone!r}"
        script.line(f"times = np.array([seconds_of(cell, {pattern}) for cell in cells[{text(name)}]])")
    elif name:
        script.line(f"times = np.array([{number} for cell in cells[{text(name)}]])")
    else:
        script.line("times = np.arange(len(rows))  # the order of the file")
    if data.group_column:
        script.line(f"series = np.unique(cells[{text(data.group_column)}], return_inverse=True)[1]")
    else:
        script.line("series = np.zeros(len(times), int)")


def write_parts_in_time(script: Script, data: DataSettings) -> None:
    """Leaves `train`, `test` and, where there is one, `validation`: the numbers of rows."""
    if data.split != "time":
        write_split(script, data, "len(times)")
        return
    add_function(script, BY_TIME)
    shares = f"{data.test_split!r}, {data.validation_part!r}, {data.gap}"
    if data.time_by or not data.group_column:
        script.line(f"found = split_by_time(np.arange(len(times)), times, {shares})")
    else:
        script.line("each = [np.flatnonzero(series == group) for group in np.unique(series)]")
        script.line(f"each = [split_by_time(rows, np.arange(len(rows)), {shares}) for rows in each]")
        script.line("found = [np.sort(np.concatenate(part)) for part in zip(*each)]")
    script.line("train, validation, test = found")


def write_windows(
    script: Script, data: DataSettings, validates: bool, left: Mapping[str, list[int]], whole: str, told: str
) -> None:
    """Leaves `at_train` and so on, the rows of each window, and `told_train`, the row that it tells of.

    `whole` and `told` are what a row of a window, and the row that it tells of, have to be, where there are blanks.
    """
    form = data.windows
    assert form is not None
    script.line("order = np.lexsort((times, series))  # by group, then by time")
    given = "order, series"
    if not data.over_gaps:
        script.line("forward = np.diff(times[order], prepend=times[order][0])")
        script.line("forward[np.diff(series[order], prepend=-1) != 0] = 0")
        script.line("breaks = forward > 1.5 * np.median(forward[forward > 0])  # gaps in time")
        given += ", breaks"
    add_function(script, windows_function(form, given))
    for part, rows in PARTS.items():
        if part == "val" and not validates:
            continue
        script.line(f"at_{part}, told_{part} = windows({rows}, {given})")
        good = [*([f"{whole}[at_{part}].all(axis=1)"] if whole else []), *([f"{told}[told_{part}]"] if told else [])]
        if good:
            script.line(f"good = {' & '.join(good)}  # no blank")
            script.line(f"at_{part}, told_{part} = at_{part}[good], told_{part}[good]")
        if left.get(part):
            script.assign("left", literal(left[part]))
            script.line(f"at_{part} = np.delete(at_{part}, left, axis=0)")
            script.line(f"told_{part} = np.delete(told_{part}, left)")


def windows_function(form: WindowForm, given: str, told: bool = True) -> str:
    """The function `windows`; it needs np. Without `told` it gives windows after which no row need be."""
    reach = form.reach if told else form.last
    lines = [
        f"def windows(chosen, {given}):",
        '    """The rows of each window, and the row that it tells of; none goes beyond a group."""'
        if told
        else '    """The rows of each window; none goes beyond a group."""',
        "    places = np.sort(np.argsort(order)[chosen])",
        "    rows = order[places]",
        "    new = (np.diff(places, prepend=-2) != 1) | (np.diff(series[rows], prepend=-1) != 0)",
        *(["    new |= breaks[places]"] if "breaks" in given else []),
        "    runs = np.cumsum(new)",
    ]
    if reach:
        lines += [
            f"    count = max(len(runs) - {reach}, 0)",
            f"    begin = np.flatnonzero(runs[:count] == runs[{reach} : {reach} + count])",
        ]
    else:
        lines.append("    begin = np.arange(len(runs))")
    if form.stride > 1:
        lines += [
            "    if len(begin):",
            "        own = np.flatnonzero(np.diff(runs[begin], prepend=-1))",
            "        first = np.repeat(begin[own], np.diff(np.append(own, len(begin))))",
            f"        begin = begin[(begin - first) % {form.stride} == 0]",
        ]
    each = f"np.arange({form.length})" if form.rate == 1 else f"np.arange({form.length}) * {form.rate}"
    lines.append(f"    at = rows[begin[:, np.newaxis] + {each}]")
    lines.append(f"    return at, rows[begin + {form.reach}]" if told else "    return at")
    return "\n".join(lines)
