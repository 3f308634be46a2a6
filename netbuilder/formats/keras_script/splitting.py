"""The lines of a script that put rows into parts, the same rows as NetBuilder does."""

from __future__ import annotations

from netbuilder.data import DataSettings
from netbuilder.data.dates import DateForm
from netbuilder.data.dates.forms import PATTERNS
from netbuilder.data.split import NAMES
from netbuilder.formats.keras_script.dates import is_text, raw, reading_function
from netbuilder.formats.python_source import Code, Script, text

STRATIFIED = '''
def split(rows, classes, share, seed):
    """Those that stay and a share of them, each class in proportion."""
    counts = np.unique(classes, return_counts=True)[1]
    places = np.split(np.argsort(classes, kind="mergesort"), np.cumsum(counts)[:-1])
    rng = np.random.RandomState(seed)

    def dealt(counts, draws):
        whole, rest = np.divmod(counts / counts.sum() * draws, 1)
        left = int(draws - whole.sum())
        for value in np.sort(np.unique(rest))[::-1] if left else ():
            tied = np.where(rest == value)[0]
            more = min(len(tied), left)
            whole[rng.choice(tied, size=more, replace=False)] += 1
            left -= more
            if not left:
                break
        return whole.astype(int)

    held = int(np.ceil(len(rows) * share))
    kept = dealt(counts, len(rows) - held)
    taken = dealt(counts - kept, held)
    train, test = [], []
    for place, size, n, t in zip(places, counts, kept, taken):
        mixed = place[rng.permutation(size)]
        train += mixed[:n].tolist()
        test += mixed[n : n + t].tolist()
    return rows[np.sort(train)], rows[np.sort(test)]
'''
GROUPED = '''
def split(rows, groups, share, seed):
    """Those that stay and a share of them, each group on one side."""
    kinds = np.unique(groups)
    order = np.random.RandomState(seed).permutation(len(kinds))
    test = np.isin(groups, kinds[order[: int(np.ceil(len(kinds) * share))]])
    return rows[~test], rows[test]
'''
SHUFFLED = '''
def split(rows, share, seed):
    """Those that stay and a share of them at random."""
    order = np.random.default_rng(seed).permutation(len(rows))
    held = int(len(rows) * share)
    return rows[np.sort(order[held:])], rows[np.sort(order[:held])]
'''


def add_function(script: Script, source: str) -> None:
    """Puts a function before everything else."""
    script.functions = [*script.functions, *(["", ""] if script.functions else []), *source.strip("\n").split("\n")]


def add_reading(script: Script) -> None:
    """Puts the function that reads dates before everything else, once."""
    script.imports |= {"import datetime", "import re"}
    source = reading_function()
    if source.strip("\n").split("\n")[0] not in script.functions:
        add_function(script, source)


def write_split(
    script: Script, data: DataSettings, rows: str = "", time: DateForm | None = None, labels: str = "y"
) -> None:
    """Leaves `train`, `test` and, where there is one, `validation`: the numbers of rows. `labels` are stratified.

    `time` is how the column of a split by time is written, where it holds dates.
    """
    rows = rows or f"len({labels})"
    if data.split == "time":
        _by_time(script, data, rows, time)
    elif data.split == "files":
        for name in ("train", "validation", "test"):
            script.line(f'{name} = np.flatnonzero(of_files == "{name}")')
    elif data.split == "column":
        _by_column(script, data)
    elif data.split == "fraction" and not data.validation_part:
        script.line(f"order = np.random.default_rng({data.split_seed}).permutation({rows})")
        script.line(f"held = int({rows} * {data.test_split!r})")
        script.line("test, train = np.sort(order[:held]), np.sort(order[held:])")
    else:
        _in_shares(script, data, rows, labels)


def _in_shares(script: Script, data: DataSettings, rows: str, labels: str) -> None:
    add_function(script, {"stratified": STRATIFIED, "group": GROUPED}.get(data.split, SHUFFLED))
    by = {"stratified": labels, "group": "groups"}.get(data.split, "")
    if data.split == "group":
        script.line(f"groups = np.array(cells[{text(data.split_by)}])")
    script.line(f"train = np.arange({rows})")
    script.line("test = train[:0]")
    share = data.validation_part / (1 - data.test_split)
    for part, size, seed in (("test", data.test_split, data.split_seed), ("validation", share, data.split_seed + 1)):
        if size:
            given = f"{by}[train], " if by else ""
            script.line(f"train, {part} = split(train, {given}{size!r}, {seed})")


def _by_time(script: Script, data: DataSettings, rows: str, time: DateForm | None) -> None:
    if data.split_by and time is not None and is_text(time):
        add_reading(script)
        pattern = f"{raw(PATTERNS[time.order])}, {time.zone!r}"
        script.line(f"times = [seconds_of(cell, {pattern}) for cell in cells[{text(data.split_by)}]]")
        script.line('order = np.argsort(times, kind="stable")')
    elif data.split_by:
        script.line(f"times = cells[{text(data.split_by)}]")
        script.line("try:")
        script.line('order = np.argsort([float(cell) for cell in times], kind="stable")', 1)
        script.line("except ValueError:")
        script.line('order = np.argsort(times, kind="stable")', 1)
    else:
        script.line(f"order = np.arange({rows})")
    script.line(f"end = len(order) - int(len(order) * {data.test_split!r})  # the latest test")
    script.line("test = np.sort(order[end:])")
    if data.test_split and data.gap:
        script.line(f"end -= {data.gap}  # rows between the parts")
    if data.validation_part:
        script.line(f"middle = int(len(order) * {data.validation_part!r})")
        script.line("validation = np.sort(order[end - middle : end])")
        script.line(f"end -= middle + {data.gap}")
    script.line("train = np.sort(order[:end])")


def _by_column(script: Script, data: DataSettings) -> None:
    items = tuple(Code(f"{text(word)}: {text(part)}") for word, part in NAMES.items())
    script.assign("parts", Code("", items, "{}"))
    script.line(f"part = np.array([parts[cell.lower()] for cell in cells[{text(data.split_by)}]])")
    for name in ("train", "validation", "test"):
        script.line(f'{name} = np.flatnonzero(part == "{name}")')
