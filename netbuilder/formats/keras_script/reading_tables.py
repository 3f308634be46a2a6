"""The lines of a script that read a text table as NetBuilder read it: encoding, form, numbers and blanks."""

from __future__ import annotations

from netbuilder.data import DataSettings
from netbuilder.data.settings import TEXTS
from netbuilder.data.tables import Table
from netbuilder.data.tables.form import SPACES
from netbuilder.data.tables.numbers import BLANKS, CURRENCIES, GROUPS, MINUS
from netbuilder.errors import Fault
from netbuilder.formats.keras_script.arguments import data_path
from netbuilder.formats.keras_script.plan import Plan
from netbuilder.formats.keras_script.splitting import add_function
from netbuilder.formats.python_source import Code, Script, literal, text

BESIDE_DIGITS = frozenset({"groups", "currency", "percent", "minus"})


def write_rows(script: Script, data: DataSettings, told: bool, table: Table, path: str = "") -> None:
    """Leaves `rows`, `names` and `cells`, a list of texts a column; of another file where its `path` is said."""
    form, name = table.form, table.path.name.lower()
    if not name.removesuffix(".gz").endswith(TEXTS):
        raise Fault("a script reads tables of text. Save {path} as a .csv file, and choose that", path=table.path.name)
    script.imports.add("import csv")
    if name.endswith(".gz"):
        script.imports.add("import gzip")
    if path:
        script.assign("path", literal(path))
    else:
        data_path(script, data, told)
    opened = 'gzip.open(path, "rt", ' if name.endswith(".gz") else "open(path, "
    script.line(f'with {opened}newline="", encoding={text(table.encoding)}) as file:')
    if form.delimiter == SPACES:
        script.line("rows = [line.split() for line in file]", 1)
    elif form.wrapped:
        script.line("lines = [row[0] for row in csv.reader(file) if row]", 1)
        script.line(f"rows = list(csv.reader(lines, delimiter={text(form.delimiter)}, skipinitialspace=True))", 1)
    else:
        script.line(f"rows = list(csv.reader(file, delimiter={text(form.delimiter)}, skipinitialspace=True))", 1)
    comments = f" and not row[0].startswith({text(form.comment)})" if form.comment else ""
    # Lines are counted, but a name may go over several.
    before = table.line(0) - 1 - sum(name.count("\n") for name in table.names)
    script.line(f'rows = [row for row in rows[{before}:] if "".join(row).strip(){comments}]')
    if list(table.at.values()) == list(range(len(table.names))):
        script.assign("names", literal(list(table.names)))
        script.assign("cells", Code("{n: [row[i].strip() for row in rows] for i, n in enumerate(names)}"))
    else:
        pairs = tuple(Code(f"{text(name)}: {table.at[name]}") for name in table.names)
        script.assign("names", Code("", pairs, "{}"))
        script.assign("cells", Code("{n: [row[i].strip() for row in rows] for n, i in names.items()}"))


def write_blanks(script: Script, plan: Plan) -> None:
    """Leaves "" in `cells` where a cell is blank: in the words that the table has for that."""
    found = sorted(plan.table.told & BLANKS)
    if not found:
        return
    of_texts = sorted(set(found) - {"none", "-", "."})
    kinds = {column.name for column in (plan.fitted.table.columns if plan.fitted.table else ())
             if not column.of_numbers}  # fmt: skip
    if of_texts != found and kinds & set(plan.table.names):
        script.assign("texts", Code("", tuple(literal(name) for name in sorted(kinds)), "{}"))
        script.assign("blanks", literal(found))
        script.assign("blank_texts", literal(of_texts))
        script.do(Code('cells = {n: ["" if c.lower() in (blank_texts if n in texts else blanks) else c '
                       'for c in cells[n]] for n in names}'))  # fmt: skip
        return
    script.assign("blanks", Code("", tuple(literal(blank) for blank in found), "{}"))
    script.do(Code('cells = {n: ["" if c.lower() in blanks else c for c in cells[n]] for n in names}'))


def number_code(plan: Plan, cell: str) -> str:
    """The expression for the number that a cell holds."""
    return f"number_of({cell})" if _needs_function(plan) else f"float({cell})"


def _needs_function(plan: Plan) -> bool:
    """Whether numbers have more in them than digits and a point."""
    return plan.table.form.decimal == "," or bool(plan.table.told & BESIDE_DIGITS)


def add_number_function(script: Script, plan: Plan) -> None:
    """Adds the function `number_of`, where it is needed."""
    decimal, told = plan.table.form.decimal, plan.table.told
    if not _needs_function(plan):
        return
    taken = (CURRENCIES if "currency" in told else "") + (GROUPS[decimal] if "groups" in told else "")
    before = (MINUS if "minus" in told else "") + ("," if decimal == "," else "")
    after = ("-" if "minus" in told else "") + ("." if decimal == "," else "")
    lines = ["def number_of(cell):"]
    if taken or "minus" in told:
        lines.append(f"    cell = cell.translate(str.maketrans({text(before)}, {text(after)}, {text(taken)}))")
    elif decimal == ",":
        lines.append('    cell = cell.replace(",", ".")')
    if "percent" in told:
        lines.append('    if cell.endswith("%"):')
        lines.append('        return float(cell.rstrip("% ")) / 100')
    lines.append('    return float(cell or "nan")' if plan.blanks else "    return float(cell)")
    add_function(script, "\n".join(lines))
