"""The lines of a script that put a table together from several files: of its parts, and such that stand beside it."""

from __future__ import annotations

from netbuilder.data import DataSettings
from netbuilder.data.beside import Beside
from netbuilder.data.own_tables import Pieces
from netbuilder.data.tables import Table
from netbuilder.data.tables.numbers import BLANKS
from netbuilder.errors import Fault
from netbuilder.formats.keras_script.plan import Plan
from netbuilder.formats.keras_script.reading_tables import write_rows
from netbuilder.formats.python_source import Code, Script, literal, text


def write_files(script: Script, data: DataSettings, told: bool, plan: Plan) -> None:
    """Leaves `rows`, `names` and `cells` of all files together; and `of_files`, the part of each row, where those are
    files of their own.

    Raises Fault for files that are not written alike.
    """
    pieces = plan.pieces
    if pieces is None:
        write_rows(script, data, told, plan.table)
        return
    for table in (*pieces.parts.values(), *pieces.beside):
        if table.form.decimal != pieces.first.form.decimal:
            raise Fault(
                "a script reads numbers in one way, but {path} has another decimal sign than {first}. Save it alike",
                path=table.path.name, first=pieces.first.path.name,
            )  # fmt: skip
    for part, table in pieces.parts.items():
        write_rows(script, data, told, table, data.validation_path if part == "validation" else data.test_path)
        script.line(f"{part}_cells = cells")
    for i, (beside, table) in enumerate(zip(data.beside, pieces.beside, strict=True), 1):
        write_rows(script, data, told, table, beside.path)
        script.line(f"beside_{i}, rows_{i} = cells, len(rows)")
    write_rows(script, data, told, pieces.first)
    if data.split == "files":
        _write_parts(script, pieces)
    if data.beside:
        script.line("at = list(range(len(cells[next(iter(names))])))  # rows of the first table")
        for i, (beside, table) in enumerate(zip(data.beside, pieces.beside, strict=True), 1):
            _write_join(script, data, beside, table, plan, i)
        script.line("rows = at")


def _write_parts(script: Script, pieces: Pieces) -> None:
    first = text(pieces.first.names[0])
    counts = [f"len(cells[{first}])", *(f"len({part}_cells[{first}])" for part in pieces.parts)]
    script.line(f"of_files = np.repeat({['train', *pieces.parts]!r}, [{', '.join(counts)}])")
    if pieces.parts:
        more = " + ".join(f"{part}_cells[n]" for part in pieces.parts)
        script.line(f"cells = {{n: cells[n] + {more} for n in names}}")
        script.line(f"rows = range(len(cells[{first}]))")


def _write_join(script: Script, data: DataSettings, beside: Beside, table: Table, plan: Plan, i: int) -> None:
    """Leaves the columns of a table in `cells`, and the rows that stay in `at`."""
    script.line(f"# {beside.called}")
    absent = -2 if beside.missing == "blank" else -1
    if beside.key:
        _write_keys(script, beside, table, plan, i, absent)
    else:
        script.line(f"found = [row if row < rows_{i} else {absent} for row in at]")
    if beside.missing == "refuse":
        script.line("if -1 in found:")
        script.line(f"raise SystemExit({text(f'{table.path.name} has no row for some rows')})", 1)
    elif "drop" in (beside.missing, beside.double):
        script.line("kept = [i for i, row in enumerate(found) if row != -1]")
        script.line("at, found = [at[i] for i in kept], [found[i] for i in kept]")
        script.line("cells = {n: [cells[n][i] for i in kept] for n in names}")
        if data.split == "files":
            script.line("of_files = of_files[kept]")
    key = beside.own_key or beside.key
    wanted = beside.columns or tuple(name for name in table.names if name != key)
    script.do(Code("for name in ", tuple(map(literal, wanted)), "[]", Code(":")))
    called = text(f"{beside.called}.")
    script.line(f'cells[{called} + name] = [beside_{i}[name][row] if row >= 0 else "" for row in found]', 1)
    script.line("names = list(cells)")


def _write_keys(script: Script, beside: Beside, table: Table, plan: Plan, i: int, absent: int) -> None:
    """Leaves `found`, the row of the table for each row that is there."""
    own, key = text(beside.own_key or beside.key), text(beside.key)
    assert plan.pieces is not None
    numbers = (beside.own_key or beside.key) in table.values and beside.key in plan.numbers
    blanks = sorted(plan.table.told & BLANKS)
    kind = "float(c)" if numbers else "c"
    is_blank = f" or c.lower() in {blanks!r}" if blanks else ""
    script.line(f"keys = [None if not c{is_blank} else {kind} for c in beside_{i}[{own}]]")
    script.line(f"asked = [None if not c{is_blank} else {kind} for c in cells[{key}]]")
    if beside.double == "first":
        script.line("known = {key: row for row, key in reversed(list(enumerate(keys))) if key is not None}")
        script.line(f"found = [known.get(key, {absent}) for key in asked]")
        return
    script.line("known = {}")
    script.line("for row, key in enumerate(keys):")
    script.line("known.setdefault(key, []).append(row)", 1)
    script.line("known.pop(None, None)")
    if beside.double == "refuse":
        script.line("if any(len(known.get(key, [])) > 1 for key in asked):")
        script.line(f"raise SystemExit({text(f'{table.path.name} has several rows with one key')})", 1)
    double = f"-1 if len(known.get(key, [])) > 1 else known.get(key, [{absent}])[0]"
    script.line(f"found = [{double} for key in asked]")
