"""From rows of cells to columns: names, kinds and widths by the first rows, and what turns out to be otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import cast

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.tables.columns import FIRST, Growing, Numbers, Texts, is_of_numbers
from netbuilder.data.tables.form import DECIMAL_COMMA, SPACES, form_in_words
from netbuilder.data.tables.numbers import is_plain
from netbuilder.data.tables.rows import Block
from netbuilder.data.tables.source import Source
from netbuilder.data.tables.table import Table
from netbuilder.errors import N_, FileFault, Message, listed
from netbuilder.files.reading import step
from netbuilder.kinds import shown

MOST_FAULTS = 5  # lines that are named
TAKEN_OFF = {
    "groups": N_("digits in groups were read as whole numbers (1,234 is 1234): {names}"),
    "currency": N_("signs of currencies were left out: {names}"),
    "percent": N_("percentages were divided by 100: {names}"),
}


class Reading:
    """One way through a file. `forced` says of columns whether they hold numbers, `kinds` what was found out of it."""

    def __init__(self, text: Source, forced: Mapping[str, bool], kinds: Mapping[str, bool]) -> None:
        self._text, self._form = text, text.form
        self._kinds = {**kinds, **forced}
        self._notes: list[Message] = []
        self._lines = Growing(np.int64)
        self._faults: list[tuple[int, int]] = []
        self._fault_count = 0
        self._columns: list[Numbers | Texts] = []
        self.names: tuple[str, ...] = ()
        blocks = text.blocks()
        first = self._begin(next(blocks, None))
        self._add(first)
        for block in blocks:
            self._add(block)
        self._end()

    def _begin(self, block: Block | None) -> Block:
        """Names and kinds of the columns by the first rows; the block without the header."""
        if block is None:
            raise FileFault("{path} is empty", path=self._text.path)
        used = int(self._form.header) + self._form.types
        first = block.part(used, used + FIRST).rows
        if not first:
            raise FileFault("{path} holds only a header and no rows", path=self._text.path)
        head = [cell.strip() for cell in block.part(0, 1).rows[0]] if self._form.header else []
        widths = Counter(map(len, first))
        width = max(widths.items(), key=lambda item: (item[1], item[0] == len(head), item[0]))[0]
        if not head:
            trailing = all(not row[-1].strip() for row in first if len(row) == width)
            head = [""] * (width - int(trailing and width > 2))
        elif len(head) == width + 1 and not head[-1]:
            head = head[:-1]
        elif len(head) == width - 1:  # rows end with a sign too many, or begin with a number or name of their own
            trailing = all(not row[-1].strip() for row in first if len(row) == width)
            head = head if trailing else ["", *head]
        self._width, self._head = len(head), tuple(head)
        self.names = self._named(head)
        cells = list(zip(*(row[: self._width] for row in first if len(row) >= self._width), strict=True))
        for i, name in enumerate(self.names):
            is_number = self._kinds.get(name, bool(cells) and is_of_numbers(cells[i], self._form.decimal))
            self._columns.append(Numbers(self._form.decimal) if is_number else Texts(self._form.decimal))
        numeric = [name for name, column in zip(self.names, self._columns, strict=True) if isinstance(column, Numbers)]
        self._numbers = {name: i for i, name in enumerate(numeric)}
        self._values = Growing(np.float64, len(numeric))
        return block.part(used)

    def _named(self, head: Sequence[str]) -> tuple[str, ...]:
        """Each column's own name: what has none is called by its place, what is there twice gets a number."""
        found: dict[str, None] = {}  # in order; a table may have thousands
        given_names, numbers = set(head), dict[str, Iterator[int]]()
        for i, given in enumerate(head):
            name = given or f"column_{i + 1}"
            if name in found:
                further = numbers.setdefault(name, count(2))
                name = next(
                    other for k in further if (other := f"{name}_{k}") not in found and other not in given_names
                )
            found[name] = None
        if numbers:
            told = listed(map(shown, numbers))
            self._notes.append(Message("several columns are called {names}: they got numbers", {"names": told}))
        return tuple(found)

    def _add(self, block: Block) -> None:
        if not block.is_split and self._add_lines(block):
            return
        rows, lines = block.rows, block.lines
        if set(map(len, rows)) != {self._width}:
            rows, lines = self._mended(rows, lines)
        found = []
        for column, cells in zip(self._columns, zip(*rows, strict=True), strict=False):
            step()
            if isinstance(column, Numbers):
                found.append(column.read(cells, self._lines.count))
            else:
                column.add(cells)
        if found:
            self._values.add(np.column_stack(found))
        self._lines.add(lines)

    def _add_lines(self, block: Block) -> bool:
        """Adds lines whose columns of numbers hold nothing else, by NumPy's reader; says whether they do."""
        sign = None if self._form.delimiter == SPACES else self._form.delimiter
        values = self._numbers_in(block.text, sign)
        if values is None or (sign and {line.count(sign) for line in block.text} != {self._width - 1}):
            return False
        if values.shape[1]:
            self._values.add(values)
        texts = [i for i, column in enumerate(self._columns) if isinstance(column, Texts)]
        if texts:
            first, last = texts[0], texts[-1]
            from_left = last < self._width - first
            rows = [
                line.split(sign, last + 1) if from_left else line.rsplit(sign, self._width - first)
                for line in block.text
            ]
            for i in texts:
                place = i if from_left else i - self._width
                cast(Texts, self._columns[i]).add([row[place] for row in rows])
        self._lines.add(block.lines)
        return True

    def _numbers_in(self, lines: Sequence[str], sign: str | None) -> Array | None:
        """The columns of numbers; None where a cell among them is anything else than a plain number."""
        if not self._numbers:
            return np.empty((len(lines), 0))
        joined = "\n".join(lines)
        if not is_plain(joined, self._form.delimiter):
            return None
        if self._form.decimal == ",":
            if "." in joined:
                return None
            lines = joined.replace(",", ".").split("\n")
        places = [i for i, column in enumerate(self._columns) if isinstance(column, Numbers)]
        wanted = None if len(places) == self._width else places
        try:
            values: Array = np.loadtxt(lines, np.float64, comments=None, delimiter=sign, usecols=wanted, ndmin=2)
        except ValueError:
            return None
        return values if values.shape == (len(lines), len(places)) and not np.isnan(values).any() else None

    def _mended(self, rows: Sequence[Sequence[str]], lines: Array) -> tuple[list[Sequence[str]], Array]:
        """The rows that are as wide as the table; one more blank at the end is no fault."""
        kept: list[Sequence[str]] = []
        index = []
        for i, row in enumerate(rows):
            if len(row) > self._width and not any(cell.strip() for cell in row[self._width :]):
                row = row[: self._width]
            if len(row) == self._width:
                kept.append(row)
                index.append(i)
            else:
                self._fault_count += 1
                if len(self._faults) < MOST_FAULTS:
                    self._faults.append((int(lines[i]), len(row)))
        return kept, lines[index]

    def _end(self) -> None:
        if not self._faults:
            return
        line, found = self._faults[0]
        if self._fault_count == 1:
            raise FileFault(
                "{path}, line {line}: {found} columns instead of {wanted}. Fix the line, or save the table again",
                path=self._text.path, line=line, found=found, wanted=self._width,
            )  # fmt: skip
        raise FileFault(
            "{path}, line {line}: {found} columns instead of {wanted}, and {count} more lines of another width "
            "({others}). Fix them, or save the table again",
            path=self._text.path, line=line, found=found, wanted=self._width, count=self._fault_count - 1,
            others=listed(line for line, _ in self._faults[1:]),
        )  # fmt: skip

    @property
    def odd_count(self) -> int:
        """How many cells are texts in columns of numbers, and how many columns are of texts."""
        return sum(len(column.odd) if isinstance(column, Numbers) else 1 for column in self._columns)

    @property
    def has_commas(self) -> bool:
        """Whether there are numbers with a decimal comma among what was taken for text."""
        texts = [column.odd.values() if isinstance(column, Numbers) else column.places for column in self._columns]
        return any(DECIMAL_COMMA.fullmatch(text) for found in texts for text in found)

    def wrong(self) -> dict[str, bool]:
        """The columns that turned out to be of another kind, and whether they hold numbers."""
        return {
            name: isinstance(column, Texts)
            for name, column in zip(self.names, self._columns, strict=True)
            if name not in self._kinds
            and (column.is_wrong() if isinstance(column, Texts) else column.is_wrong(self._of(name)))
        }

    def _of(self, name: str) -> Array:
        return self._values.rows[:, self._numbers[name]]

    def table(self) -> Table:
        """What was read."""
        columns = dict(zip(self.names, self._columns, strict=True))
        if self._form.header:
            for name, head in zip(self.names, self._head, strict=True):
                if not head and name in self._numbers and self._says_nothing(name):
                    del columns[name]
        numbers = {name: column for name, column in columns.items() if isinstance(column, Numbers)}
        texts = {name: column.sorted() for name, column in columns.items() if isinstance(column, Texts)}
        return Table(
            self._text.path,
            tuple(columns),
            {name: self._of(name) for name in numbers},
            {name: column.odd for name, column in numbers.items()},
            {name: places for name, (places, _) in texts.items()},
            {name: found for name, (_, found) in texts.items()},
            self._lines.rows[:, 0],
            self._form,
            self._text.encoding,
            (*form_in_words(self._form, self._text.encoding), *self._notes, *_taken_off(numbers)),
            {name: i for i, name in enumerate(self.names) if name in columns},
            _words(columns.values()),
            self._text,
        )

    def _says_nothing(self, name: str) -> bool:
        """Whether a column without a name is blank, or only counts the rows, as R and pandas write it."""
        values = self._of(name)
        if np.isnan(values).all():
            return True
        rows = len(values)
        if rows < 3 or not any(np.array_equal(values, np.arange(start, start + rows)) for start in (0, 1)):
            return False
        self._notes.append(Message("column {number} only counts the rows, it is left out",
                                   {"number": self.names.index(name) + 1}))  # fmt: skip
        return True


def _words(columns: Iterable[Numbers | Texts]) -> frozenset[str]:
    """What stands in cells of numbers beside digits, and in which words blanks are written."""
    found: set[str] = set()
    for column in columns:
        if isinstance(column, Numbers):
            found |= {word for word, times in column.told.items() if times}
        else:
            found |= {text.lower() for text, place in column.places.items() if place < 0 and text}
    return frozenset(found)


def _taken_off(columns: Mapping[str, Numbers]) -> tuple[Message, ...]:
    """What was taken off cells to make them numbers, or is in them that numbers do not have."""
    notes = []
    for what, words in TAKEN_OFF.items():
        names = [name for name, column in columns.items() if column.told[what]]
        if names:
            notes.append(Message(words, {"names": listed(map(shown, names))}))
    return tuple(notes)
