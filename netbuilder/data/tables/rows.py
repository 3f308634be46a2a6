"""From a file to its rows, a part at a time, so that no more than a part is in memory as text."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.tables.encoding import by_letters, encoding_of, usual_or
from netbuilder.data.tables.form import SPACES, Asked, form_of
from netbuilder.errors import FileFault
from netbuilder.files.reading import open_file_to_read, reading, step

LARGEST = 4 << 30  # bytes, unpacked
SAMPLE = 1 << 20
PART = 2 << 20  # letters
ROWS = 20_000
LONGEST = csv.field_size_limit()  # letters of a cell


class Block:
    """Some rows of a file, and the line of the file that each of them begins in, from 1.

    `text` are the lines themselves where splitting them is all there is to do; it is done when rows are asked for.
    """

    def __init__(
        self, lines: Array, rows: Sequence[Sequence[str]] | None, text: Sequence[str] = (), sign: str = ","
    ) -> None:
        self.lines, self.text, self._rows, self._sign = lines, text, rows, None if sign == SPACES else sign

    @property
    def is_split(self) -> bool:
        """Whether the cells had to be found one by one."""
        return self._rows is not None

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """The cells of each row."""
        if self._rows is None:
            self._rows = [line.split(self._sign) for line in self.text]
        return self._rows

    def part(self, start: int, end: int | None = None) -> Block:
        """Some of the rows; the others are not split for that."""
        rows = self._rows[start:end] if self._rows is not None else None
        return Block(self.lines[start:end], rows, self.text[start:end], self._sign or SPACES)


class Text:
    """A delimited text file: its encoding and form, found or given, and its rows."""

    def __init__(self, path: Path, asked: Asked) -> None:
        self.path = path
        raw = self._sample()
        if not raw.strip(b"\0\r\n\t "):
            raise FileFault("{path} is empty", path=path)
        self.encoding = asked.encoding or self._encoding(raw, asked.usual)
        with self._opened() as file:
            sample = file.read(SAMPLE)
        with self._said():
            self.form = form_of(sample, asked)

    def _sample(self) -> bytes:
        with self._bytes() as file:
            return file.read(SAMPLE)

    def _encoding(self, raw: bytes, usual: str) -> str:
        """The whole file decides: what is not UTF-8 may begin behind the first part."""
        found = encoding_of(raw, whole=len(raw) < SAMPLE)
        if len(raw) < SAMPLE or found != "utf-8":
            return usual_or(found, usual, raw)
        decoder = codecs.getincrementaldecoder(found)()
        with self._bytes() as file:
            try:
                while part := file.read(PART):
                    step()
                    decoder.decode(part)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                return usual_or(by_letters(raw), usual, raw)
        return found

    @contextmanager
    def _bytes(self) -> Iterator[IO[bytes]]:
        """The file's bytes, unpacked where it is packed by gzip; faults are said in a sentence."""
        with open_file_to_read(self.path) as file, reading(self.path):
            packed = file.peek(2)[:2] == b"\x1f\x8b"
            unpacked = cast(IO[bytes], gzip.GzipFile(fileobj=file)) if packed else file
            try:
                yield cast(IO[bytes], _Bounded(unpacked, self.path))
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise FileFault("{path} cannot be unpacked: it is cut short or damaged", path=self.path) from error

    @contextmanager
    def _opened(self) -> Iterator[io.TextIOBase]:
        with self._bytes() as file, self._said():
            raw = io.BufferedReader(cast(io.RawIOBase, file), 1 << 16)
            yield io.TextIOWrapper(raw, encoding=self.encoding)

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except UnicodeError as error:
            raise FileFault(
                "{path} is cut short, or no text in {encoding}. Choose another encoding",
                path=self.path,
                encoding=self.encoding,
            ) from error
        except csv.Error as error:
            raise FileFault("{path} cannot be read as CSV: {cause}", path=self.path, cause=error) from error

    def blocks(self) -> Iterator[Block]:
        """The rows behind titles, with the header and rows of types among them; blank lines and comments left out."""
        with self._opened() as file:
            line = 1 + self.form.skipped
            for _ in range(self.form.skipped):
                file.readline()
            rest = ""
            while True:
                step()
                part = file.read(PART)
                if not part and not rest:
                    return
                text, rest = _whole_lines(rest + part) if part else (rest, "")
                self._check(text, line)
                if '"' in text:
                    yield from self._quoted(chain(io.StringIO(text), _behind(rest, file)), line)
                    return
                block = self._split(text, line)
                line += text.count("\n")
                if len(block.lines):
                    yield block

    def _check(self, text: str, line: int) -> None:
        if (at := text.find("\0")) >= 0:
            raise self._with_nul(line + text.count("\n", 0, at))

    def _with_nul(self, line: int) -> FileFault:
        return FileFault("{path} holds NUL characters in line {line}. It is not a text file", path=self.path, line=line)

    def _split(self, text: str, first: int) -> Block:
        """Rows of a text without a quote in it."""
        lines = text.removesuffix("\n").split("\n")
        numbers = np.arange(first, first + len(lines), dtype=np.int64)
        comment = self.form.comment
        blank = f" \t{self.form.delimiter}"
        if not all(line.strip(blank) for line in lines) or (
            comment and (text.startswith(comment) or f"\n{comment}" in text)
        ):
            kept = [
                i for i, line in enumerate(lines) if line.strip(blank) and not (comment and line.startswith(comment))
            ]
            lines, numbers = [lines[i] for i in kept], numbers[kept]
        if max(map(len, lines), default=0) > LONGEST:
            return Block(numbers, list(self.form.rows(iter(lines))))  # which knows how long a cell may be
        return Block(numbers, None, lines, self.form.delimiter)

    def _quoted(self, lines: Iterator[str], first: int) -> Iterator[Block]:
        """Rows of a text with quotes, in which a cell may go over several lines."""
        source = _Counted(lines, self.form.comment)
        rows = self.form.rows(source)
        while True:
            step()
            taken: list[list[str]] = []
            numbers: list[int] = []
            for row in islice(rows, ROWS):
                if any(cell.strip() for cell in row):
                    taken.append(row)
                    numbers.append(first + source.begun)
                source.begun = source.count
            if not taken and source.ended:
                return
            for row, number in zip(taken, numbers, strict=True):
                if any("\0" in cell for cell in row):
                    raise self._with_nul(number)
            if taken:
                yield Block(np.array(numbers, np.int64), taken)


class _Counted:
    """Lines without comments, and how many there were."""

    def __init__(self, lines: Iterator[str], comment: str) -> None:
        self._lines, self._comment = lines, comment
        self.count, self.begun, self.ended = 0, 0, False

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            self.count += 1
            if self._comment and line.startswith(self._comment):
                self.begun = self.count
                continue
            return line
        self.ended = True
        raise StopIteration


class _Bounded(io.RawIOBase):
    """Bytes that end with a fault where there are too many: a small packed file may hold a large one."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file, self._path, self._count = file, path, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found = self._file.read(size)
        self._count += len(found)
        if self._count > LARGEST:
            raise FileFault("{path} is larger than {most} GB", path=self._path, most=LARGEST >> 30)
        return found

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


def _whole_lines(text: str) -> tuple[str, str]:
    """The text up to its last end of a line, and what is behind it."""
    end = text.rfind("\n")
    return (text[: end + 1], text[end + 1 :]) if end >= 0 else ("", text)


def _behind(rest: str, file: io.TextIOBase) -> Iterator[str]:
    """The lines of a file, the first of which has been read in part."""
    if rest:
        yield rest + file.readline()
    yield from file
