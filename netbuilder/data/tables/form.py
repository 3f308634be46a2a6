"""The form of a delimited text: what splits its cells, its decimal sign, where its rows begin. Found, said, and set."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from netbuilder.data.tables.numbers import BLANKS, GROUPED, number_of
from netbuilder.errors import Message

DELIMITERS = (",", ";", "\t", "|")
SPACES = " "  # any number of blanks
MOST_LINES = 2000  # are looked at
COMMENTS = ("#", "%", "//")
TYPE_WORDS = frozenset(
    [
        *("continuous", "discrete", "string", "meta", "class", "ignore", "basket", "c", "d", "s", "m", "t", "i"),
        *("float", "float64", "float32", "int", "int64", "int32", "integer", "double", "number", "numeric", "real"),
        *("text", "str", "object", "nominal", "categorical", "category", "factor", "bool", "boolean", "logical"),
        *("date", "datetime", "time", "timestamp"),
    ]
)
NAMES = {"gb18030": "GBK", "cp1252": "Windows-1252", "cp1251": "Windows-1251", "latin-1": "ISO 8859-1"}
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
POINT = re.compile(r"[+-]?\d*\.\d+|[+-]?\d{1,3}(,\d{3})+\.\d+", re.ASCII)


@dataclass(frozen=True)
class Form:
    """How a text is split into rows and cells.

    `skipped` lines come before the first row (titles, comments, `sep=;`), and `header` says whether that row holds
    names; `types` rows of types follow it. `wrapped`: each line is one quoted cell, to be split once more.
    """

    delimiter: str = ","
    decimal: str = "."
    header: bool = True
    skipped: int = 0
    types: int = 0
    comment: str = ""
    wrapped: bool = False

    def rows(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """The cells of each line, without the blanks around them; may raise csv.Error."""
        if self.delimiter == SPACES:
            yield from csv.reader((line.strip() for line in lines), delimiter=" ", skipinitialspace=True)
            return
        for row in csv.reader(lines, delimiter=self.delimiter, skipinitialspace=True):
            if self.wrapped and len(row) == 1:
                yield next(csv.reader(row, delimiter=self.delimiter, skipinitialspace=True), [])
            else:
                yield row


@dataclass(frozen=True)
class Asked:
    """What a person said of a file; what is empty, or "auto", is found out. `usual` is the encoding that files of its
    kind had which do not say theirs.
    """

    delimiter: str = ""
    decimal: str = ""
    header: str = "auto"
    encoding: str = ""
    sheet: str = ""
    usual: str = ""


NOTHING = Asked()


def form_of(sample: str, asked: Asked = NOTHING) -> Form:
    """The form of a text by its beginning; raises csv.Error."""
    lines = sample.split("\n")
    if len(lines) > 2:
        lines.pop()  # it may be cut in the middle
    lines = lines[:MOST_LINES]
    skipped, named = _title(lines)
    comment = next((sign for sign in COMMENTS if any(line.startswith(sign) for line in lines[:skipped])), "")
    body = [line for line in lines[skipped:] if line.strip() and not (comment and line.startswith(comment))]
    delimiter, wrapped = (asked.delimiter or named, False) if asked.delimiter or named else _delimiter(body)
    form = Form(delimiter, comment=comment, wrapped=wrapped)
    rows = [[cell.strip() for cell in row] for row in form.rows(iter(body)) if any(cell.strip() for cell in row)]
    rows, titles = _without_titles(rows)
    if titles:
        skipped = _line_of(lines, skipped, titles, comment)
    return replace(_of_rows(form, rows, asked), skipped=skipped)


def form_of_rows(rows: Sequence[Sequence[str]], asked: Asked = NOTHING) -> Form:
    """The form of rows that are split already, as those of a sheet are; they have decimal points."""
    filled = [i for i, row in enumerate(rows) if any(row)]
    body, titles = _without_titles([_trimmed(rows[i]) for i in filled])
    return replace(_of_rows(Form(), body, asked), decimal=".", skipped=filled[titles] if filled else 0)


def _trimmed(row: Sequence[str]) -> list[str]:
    """A row without the blanks at its end, which sheets have as wide as their widest row."""
    width = max((i + 1 for i, cell in enumerate(row) if cell), default=0)
    return list(row[:width])


def _of_rows(form: Form, rows: Sequence[Sequence[str]], asked: Asked) -> Form:
    types = _type_rows(rows)
    decimal = asked.decimal or _decimal(rows[1 + types :] or rows)
    header = asked.header == "yes" or (asked.header == "auto" and (types > 0 or _has_names(rows, decimal)))
    return replace(form, decimal=decimal, header=header, types=types if header else 0)


def _title(lines: Sequence[str]) -> tuple[int, str]:
    """How many lines before the rows say nothing, and the delimiter that one of them names."""
    for i, line in enumerate(lines):
        text = line.strip().strip('"')
        if text.lower().startswith("sep=") and len(text) <= 5:
            return i + 1, text[4:] or "\t"
        if text and not text.startswith(COMMENTS):
            return i, ""
    return 0, ""


def _delimiter(lines: Sequence[str]) -> tuple[str, bool]:
    """The sign that splits most lines alike, and whether each line is quoted whole."""
    best = max(DELIMITERS, key=lambda sign: _evenness(lines, sign))
    evenness = _evenness(lines, best)
    if evenness[1] > 1:
        return best, False
    inner = [row[0] if len(row) == 1 else "" for row in csv.reader(iter(lines))]
    inside = max(DELIMITERS, key=lambda sign: _evenness(inner, sign))
    if sum(line.strip().startswith('"') for line in lines) > 0.9 * len(lines) and _evenness(inner, inside)[1] > 1:
        return inside, True
    widths = Counter(len(line.split()) for line in lines)
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    # R writes a name less than there are columns, since the rows have names of their own.
    after_names = count == len(lines) - 1 and len(lines[0].split()) == width - 1
    if width > 1 and (count > 0.8 * len(lines) or after_names):
        return SPACES, False
    return ",", False


def _evenness(lines: Sequence[str], sign: str) -> tuple[float, int, float]:
    """The share of lines with the most usual number of cells, that number, and the share of cells that are clean."""
    try:
        rows = list(csv.reader(iter(lines), delimiter=sign, skipinitialspace=True))
    except csv.Error:
        return 0.0, 1, 0.0
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0.0, 1, 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    if width == 1:
        return 0.0, 1, 0.0
    cells = [cell for row in rows[:200] for cell in row]
    others = [other for other in DELIMITERS if other != sign]
    # A semicolon between numbers with a comma splits cells; a comma would split numbers.
    clean = sum(not any(other in cell for other in others) or DECIMAL_COMMA.fullmatch(cell.strip()) is not None
                for cell in cells)  # fmt: skip
    return round(count / sum(widths.values()), 1), width, 0.0 if _splits_numbers(rows, sign) else clean / len(cells)


def _splits_numbers(rows: Sequence[Sequence[str]], sign: str) -> bool:
    """Whether commas part what semicolons hold together: 1,5;2,5 has three cells by commas, and `5;2` among them."""
    if sign != ",":
        return False
    inner = [cell for row in rows[:200] for cell in row if any(other in cell for other in ";\t|")]
    return len(inner) > 0.2 * max(1, sum(map(len, rows[:200]))) and all(
        number_of(part) is not None or not part.strip() for cell in inner for part in re.split(r"[;\t|]", cell)
    )


def _without_titles(rows: list[list[str]]) -> tuple[list[list[str]], int]:
    """Rows without the narrow ones at the top that hold one text alone, and how many those were."""
    widths = Counter(map(len, rows))
    if not widths:
        return rows, 0
    width = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    titles = 0
    while titles < len(rows) - 1 and len(rows[titles]) < width - 1 and sum(map(bool, rows[titles])) <= 1 < width:
        titles += 1
    return rows[titles:], titles


def _line_of(lines: Sequence[str], start: int, count: int, comment: str) -> int:
    """The line behind so many that are neither blank nor comments."""
    for i in range(start, len(lines)):
        if lines[i].strip() and not (comment and lines[i].startswith(comment)):
            if not count:
                return i
            count -= 1
    return len(lines)


def _type_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many rows under the names say only of which type each column is."""
    count = 0
    while count < 2 and len(rows) > count + 2:
        words = [cell.lower() for cell in rows[count + 1]]
        said = [word for word in words if word]
        if not said or not all(word in TYPE_WORDS for word in said) or (not count and len(said) < len(words)):
            return count
        if not count and any(row[: len(words)] == rows[1] for row in rows[2:]):
            return 0  # the words are what the rows are about
        count += 1
    return count


def _decimal(rows: Sequence[Sequence[str]]) -> str:
    """ "," or "."; where nothing tells, "." """
    return "," if any(_is_comma(cell) for row in rows for cell in row) and not _has_point(rows) else "."


def _is_comma(cell: str) -> bool:
    """Whether a number has a comma before its decimals: 1,5 and 1.234,5, but not 1,234."""
    if GROUPED[","].fullmatch(cell):
        return "," in cell
    return DECIMAL_COMMA.fullmatch(cell) is not None and GROUPED["."].fullmatch(cell) is None


def _has_point(rows: Sequence[Sequence[str]]) -> bool:
    return any(POINT.fullmatch(cell) and not GROUPED[","].fullmatch(cell) for row in rows for cell in row)


def _has_names(rows: Sequence[Sequence[str]], decimal: str) -> bool:
    """Whether the first row holds names: by each column, whether its first cell is of the kind of the others."""
    if not rows:
        return False
    first, body = rows[0], rows[1:]
    if not body:
        return any(number_of(cell, decimal) is None and cell.lower() not in BLANKS for cell in first)
    if _counts_up(first, body, decimal):
        return True
    votes = sum(
        _vote(cell, [row[i] for row in body if len(row) > i and row[i].lower() not in BLANKS], decimal)
        for i, cell in enumerate(first)
    )
    if votes:
        return votes > 0
    named = [cell for cell in first if cell]
    return len(set(named)) == len(named) > 0 and all(number_of(cell, decimal) is None for cell in named)


def _vote(first: str, others: Sequence[str], decimal: str) -> int:
    """1 where the first cell looks like a name above the others, -1 where it looks like one of them."""
    if not others or not first:
        return 0
    numbers = sum(number_of(cell, decimal) is not None for cell in others)
    is_number = number_of(first, decimal) is not None or first.lower() in BLANKS
    if numbers > 0.9 * len(others):
        return -1 if is_number else 1
    if is_number:
        return 0
    if first in others:
        return -1
    return int(len(set(others)) < 0.5 * len(others))


def _counts_up(first: Sequence[str], body: Sequence[Sequence[str]], decimal: str) -> bool:
    """Whether the first row is 0, 1, 2 …, as numbered columns are called, and no other row is."""
    if len(first) < 3 or first[:3] not in (["0", "1", "2"], ["1", "2", "3"], ["", "0", "1"]):
        return False
    numbers = [number_of(cell, decimal) for cell in first if cell]
    steps = all(a is not None and b is not None and b == a + 1 for a, b in pairwise(numbers))
    return (steps and len(first) > 3) or (steps and first not in body and len(body) > 3)


def form_in_words(form: Form, encoding: str) -> tuple[Message, ...]:
    """What was found that is not as it usually is, so that whoever knows better can say so."""
    notes = []
    if not encoding.startswith("utf-8"):
        notes.append(Message("read as {encoding}", {"encoding": NAMES.get(encoding, encoding)}))
    if not form.header:
        notes.append(Message("the first line is taken for a row: the columns have no names"))
    if form.delimiter == SPACES:
        notes.append(Message("cells are parted by blanks"))
    if form.decimal == ",":
        notes.append(Message("numbers have a decimal comma"))
    if form.skipped:
        notes.append(Message("lines above the table that are left out: {count}", {"count": form.skipped}))
    if form.types:
        notes.append(Message("lines of types below the names that are left out: {count}", {"count": form.types}))
    return tuple(notes)
