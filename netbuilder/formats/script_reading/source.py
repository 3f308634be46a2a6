"""From a file's bytes to a syntax tree, with every way in which that can fail as one fault. Nothing is run."""

from __future__ import annotations

import ast
import codecs
import io
import re
import textwrap
import tokenize
import unicodedata
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from netbuilder.errors import Fault, FileFault, Message
from netbuilder.files.reading import read_bytes
from netbuilder.formats.script_reading.notebook import notebook_cells
from netbuilder.kinds import shown

LARGEST_FILE = 2_000_000
LARGEST_NOTEBOOK = 60_000_000  # pictures are in it
MOST_PIECES = 120_000  # words, numbers and signs: Python takes a kilobyte for each to make a syntax tree
# A comment and a text in quotes are one piece each; in an f-string there is more to be read.
PIECE = re.compile(
    r"#[^\n]*"
    r'|(?<![fF])(?<![fF][rR])"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|(?<![fF])(?<![fF][rR])\'\'\'[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*\'\'\'"
    r'|(?<![fF])(?<![fF][rR])"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|(?<![fF])(?<![fF][rR])'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    r"|\w+|[^\w\s]",
    re.DOTALL,
)
# By the names that `codecs` gives them: of what Python reads those that hold letters and do nothing else.
ENCODINGS = {
    "utf-8", "utf-8-sig", "ascii", "gbk", "gb2312", "gb18030", "big5",
    "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949",
    "koi8-r", "koi8-u", "mac-roman", *(f"iso8859-{n}" for n in range(1, 17)), *(f"cp{n}" for n in range(1250, 1259)),
}  # fmt: skip
FURTHEST_IN = 1000  # spaces before the first line
# Python 2, and what a notebook or a shell puts between the lines.
PRINT_2 = re.compile(r"^(\s*)print\s+(?![=(\[.])\S.*$|^(\s*)print\s*$")
PROMPT = re.compile(r"^\s*(>>> ?|\.\.\. ?|In \[\d*\]: ?)")
MAGIC = re.compile(r"^(\s*)[%!?]")


class SourceFault(Fault):
    """Text that is not Python, and where: the line from 1, the column from 0."""

    def __init__(self, line: int, column: int, template: str, /, **values: object) -> None:
        self.line, self.column = line, column
        super().__init__(template, **values)


@dataclass(frozen=True)
class Source:
    """The text of a script with its syntax tree. `cells` are the first lines of a notebook's cells.

    `unread` are the lines where a cell is not Python, and why.
    """

    text: str
    tree: ast.Module
    cells: tuple[tuple[int, int], ...] = ()  # (first line, number of the cell)
    unread: tuple[tuple[int, Message], ...] = ()

    def where(self, line: int) -> tuple[int, int]:
        """Cell (0 outside of notebooks) and line in it."""
        found = (0, line)
        for first, cell in self.cells:
            if first <= line:
                found = (cell, line - first + 1)
        return found


def read_source(path: Path) -> Source:
    """The script or notebook in a file; raises FileFault."""
    most = LARGEST_NOTEBOOK if path.suffix.lower() == ".ipynb" else LARGEST_FILE
    data = read_bytes(path, most + 1)
    if len(data) > most:
        raise FileFault(
            "{path} has more than {most} MB; no script is that long. Choose the script itself",
            path=path, most=most // 1_000_000,
        )  # fmt: skip
    try:
        return source_of_notebook(data, path) if path.suffix.lower() == ".ipynb" else parsed(_decoded(data, path))
    except FileFault:
        raise
    except SourceFault as fault:
        raise FileFault(
            "{path}, line {line}: {cause}. Fix the line, then open it again",
            path=path, line=fault.line, cause=str(fault),
        ) from fault  # fmt: skip


def _decoded(data: bytes, path: Path) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileFault("{path} is UTF-16, which Python does not read either. Save it as UTF-8", path=path)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data.replace(b"\r", b"\n")).readline)
        if codecs.lookup(encoding).name not in ENCODINGS:
            raise FileFault("{path} says that it is {encoding}. Save it as UTF-8", path=path, encoding=shown(encoding))
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_text(data, error, path) from error
    except (SyntaxError, LookupError, ValueError) as error:
        if isinstance(error, FileFault):
            raise
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as wrong:
            raise _no_text(data, wrong, path) from wrong
        raise FileFault("{path} is not text in UTF-8. Save it as UTF-8", path=path) from error


def _no_text(data: bytes, error: UnicodeDecodeError, path: Path) -> FileFault:
    return FileFault(
        "{path}, line {line}: this is not text in {encoding}. Save it as UTF-8",
        path=path, line=_line_at(data, error.start), encoding=error.encoding,
    )  # fmt: skip


def _line_at(data: bytes, place: int) -> int:
    """The line, from 1, of a byte."""
    return len(re.findall(rb"\r\n?|\n", data[:place])) + 1


def source_of_notebook(data: bytes, path: Path) -> Source:
    """The code cells of a notebook as one script; cells that are not Python are left out."""
    kept: list[str] = []
    cells: list[tuple[int, int]] = []
    unread: list[tuple[int, Message]] = []
    lines = letters = 0
    for number, text in notebook_cells(data, path):
        letters += len(text)
        if letters > LARGEST_FILE:
            raise FileFault("{path} holds more than {most} MB of code. Choose the script itself", path=path,
                            most=LARGEST_FILE // 1_000_000)  # fmt: skip
        try:
            text = _as_python(text)
        except SourceFault as fault:
            unread.append((lines + fault.line, Message(fault.template, fault.values)))
            text = "\n" * text.count("\n")
        cells.append((lines + 1, number))
        lines += text.count("\n") + 1
        kept.append(text)
    if not any(text.strip() for text in kept):
        raise FileFault("{path} holds no code. Choose a notebook with code cells", path=path)
    whole = parsed("\n".join(kept))
    return Source(whole.text, whole.tree, tuple(cells), tuple(unread))


def parsed(text: str) -> Source:
    """A text as Python, the small flaws of pasted text mended; raises SourceFault."""
    if len(text) > LARGEST_FILE or _is_too_long(text):
        raise SourceFault(1, 0, "the text is too long. Keep the part that builds and trains the network")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Source(text, _parsed(text)[1])


def _as_python(text: str) -> str:
    """The same lines as they are parsed: what only a notebook takes is mended; raises SourceFault."""
    if _is_too_long(text):
        raise SourceFault(1, 0, "the text is too long. Keep the part that builds and trains the network")
    return _parsed(text)[0]


def _parsed(text: str) -> tuple[str, ast.Module]:
    try:
        return text, _tree(text)
    except SourceFault as fault:
        mended = _mended(text)
        if mended == text:
            raise
        try:
            return mended, _tree(mended)
        except SourceFault:
            raise fault from None


def _is_too_long(text: str) -> bool:
    """Whether Python would need too much memory for it."""
    return len(text) > MOST_PIECES and any(True for _ in islice(PIECE.finditer(text), MOST_PIECES, None))


def _tree(text: str) -> ast.Module:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SourceFault(line, 0, "this is not Python: {cause}", cause="it holds characters that text cannot have")
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise SourceFault(
            error.lineno or 1, max((error.offset or 1) - 1, 0), "this is not Python: {cause}", cause=escaped(error.msg)
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise SourceFault(1, 0, "this is not Python: {cause}", cause=_cause(error)) from None


def _cause(error: Exception) -> str:
    if isinstance(error, RecursionError | MemoryError):
        return "it is nested too deeply"
    return escaped(str(error))


def _mended(text: str) -> str:
    """The same lines as Python 3 would have them: prompts, magics and print statements taken away, tabs as spaces."""
    lines = text.split("\n")
    if any(line.lstrip().startswith(">>>") for line in lines):
        lines = [PROMPT.sub("", line) if PROMPT.match(line) else f"# {line}" for line in lines]
    spaced = "\n".join(lines).expandtabs(8)
    # What stands further in than any code does would be a pattern of megabytes to take it away by.
    near = next((len(line) - len(line.lstrip(" ")) for line in spaced.split("\n") if line.strip()), 0) <= FURTHEST_IN
    lines = [_plain(line) for line in (textwrap.dedent(spaced) if near else spaced).split("\n")]
    return "\n".join(lines)


def _plain(line: str) -> str:
    found = PRINT_2.match(line)
    if found:
        return f"{found[1] or found[2] or ''}pass"
    found = MAGIC.match(line)
    return f"{found[1]}pass" if found else line


def escaped(text: str) -> str:
    """A text of a script in a message: what could be taken for something else is written as its number.

    Chinese, Japanese and Korean characters stay; letters that look like Latin ones do not, nor do marks that turn
    the direction of writing.
    """
    short = text if len(text) <= 80 else text[:77] + "…"
    plain = all(
        letter.isascii() or letter == "…" or (letter.isprintable() and _stands_apart(letter)) for letter in short
    )
    return short if plain and short.isprintable() else ascii(short)[1:-1]


def _stands_apart(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "LATIN"))
