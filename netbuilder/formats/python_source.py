"""Python source as ruff formats it: expressions break where they must, and names and texts cannot break out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH = 88  # ruff's line length where nothing else is said
INDENT = "    "
STANDARD = (
    "argparse",
    "base64",
    "bisect",
    "collections",
    "copy",
    "csv",
    "datetime",
    "gzip",
    "io",
    "json",
    "math",
    "os",
    "pathlib",
    "re",
    "string",
)  # of what a script imports, what comes with Python


@dataclass(frozen=True)
class Code:
    """An expression: `head` and, for a call or a list, bracketed items, then perhaps a further call."""

    head: str
    items: tuple[Code, ...] | None = None
    brackets: str = "()"
    tail: Code | None = None
    keyword: str = ""

    def flat(self) -> str:
        """On one line."""
        inner = "" if self.items is None else self._open + ", ".join(item.flat() for item in self.items) + self._close
        before = f"{self.keyword}=" if self.keyword else ""
        return before + self.head + inner + (self.tail.flat() if self.tail else "")

    def lines(self, indent: int, before: str = "", after: str = "", width: int = WIDTH) -> list[str]:
        """On as many lines as it takes; `before` and `after` stand on the first and the last."""
        one = INDENT * indent + before + self.flat() + after
        if len(one) <= width:
            return [one]
        if not self.items:
            # As ruff does: what is given to a name goes into brackets where it then fits.
            fits = len(INDENT * (indent + 1) + self.flat()) <= width
            if before.endswith(" = ") and not after and fits:
                return [f"{INDENT * indent}{before}(", INDENT * (indent + 1) + self.flat(), f"{INDENT * indent})"]
            return [one]
        if self.tail is not None and self.tail.items:
            # As ruff does: of two calls in a row the second is broken, where the first fits on its line.
            first = Code(self.head, self.items, self.brackets, keyword=self.keyword)
            head = before + first.flat() + self.tail.head
            if len(INDENT * indent + head + self.tail._open) <= width:
                return Code(head, self.tail.items, self.tail.brackets).lines(indent, after=after, width=width)
        start = before + (f"{self.keyword}=" if self.keyword else "") + self.head + self._open
        end = self._close + (self.tail.flat() if self.tail else "") + after
        inner = ", ".join(item.flat() for item in self.items)
        # As ruff does: a call's items on one line of their own where they fit; else, and in lists, one a line.
        if len(INDENT * (indent + 1) + inner) <= width and (self.head or len(self.items) == 1):
            return [INDENT * indent + start, INDENT * (indent + 1) + inner, INDENT * indent + end]
        body = [line for item in self.items for line in item.lines(indent + 1, after=",", width=width)]
        return [INDENT * indent + start, *body, INDENT * indent + end]

    @property
    def _open(self) -> str:
        return self.brackets[0]

    @property
    def _close(self) -> str:
        return self.brackets[1]


def call(head: str, *items: Code, tail: Code | None = None) -> Code:
    """head(item, item …)"""
    return Code(head, tuple(items), tail=tail)


def array(items: Sequence[Code]) -> Code:
    """[item, item …]"""
    return Code("", tuple(items), "[]")


def named(keyword: str, value: Code) -> Code:
    """keyword=value"""
    return Code(value.head, value.items, value.brackets, value.tail, keyword)


def literal(value: Any) -> Code:
    """A number, text, truth value, None, or a tuple or list of them."""
    if isinstance(value, tuple):
        if len(value) == 1:
            return Code(f"({literal(value[0]).flat()},)")
        return Code("", tuple(map(literal, value)))
    if isinstance(value, list):
        return array([literal(item) for item in value])
    if isinstance(value, str):
        return Code(text(value))
    return Code(repr(value))


def text(value: str) -> str:
    """A text in double quotes, as ruff writes it; what cannot be printed is escaped."""
    plain = repr(value) if value.isprintable() else ascii(value)
    if plain[0] == '"' or '"' in value:
        return plain
    return '"' + plain[1:-1].replace("\\'", "'") + '"'


@dataclass
class Script:
    """A source file in the making: imports are gathered and sorted, blocks are set apart by blank lines.

    What is `early` runs before Keras is imported; `functions` stand between the imports and the body. `chapters` tells
    where blocks with a comment begin. `about` are sentences under the title. `here` makes the path of a file that lies
    beside the script.
    """

    title: str
    imports: set[str] = field(default_factory=set)
    body: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    base: int = 0  # how far all that is written now is indented
    chapters: list[int] = field(default_factory=list)
    here: str = "Path(__file__).with_name"
    about: list[str] = field(default_factory=list)

    def block(self, comment: str = "") -> None:
        """Begins a new paragraph."""
        if self.body and self.body[-1] and not self.body[-1].endswith(('"""', ":")):
            self.body.append("")
        if comment:
            self.chapters.append(len(self.body))
            self.body.append(f"{INDENT * self.base}# {comment}")

    def gap(self) -> None:
        """Two blank lines, as before a class or a function."""
        while self.body and not self.body[-1]:
            self.body.pop()
        self.body += ["", ""]

    def line(self, source: str, indent: int = 0) -> None:
        """One finished line."""
        self.body.append(INDENT * (self.base + indent) + source if source else "")

    def assign(self, target: str, value: Code, indent: int = 0) -> None:
        """target = value"""
        self.body += value.lines(self.base + indent, before=f"{target} = ")

    def do(self, value: Code, indent: int = 0) -> None:
        """value"""
        self.body += value.lines(self.base + indent)

    def beside(self, name: str) -> Code:
        """The path of a file that lies beside this one."""
        self.imports.add("from pathlib import Path")
        return call(self.here, literal(name))

    def head(self) -> list[str]:
        """The imports and what stands between them and the body."""
        standard = {line for line in self.imports if line.split()[1] in STANDARD}
        late = {line for line in self.imports if self.early and line.split()[1].startswith(("keras", "tensorflow"))}
        groups = [_sorted(standard), _sorted(self.imports - standard - late), self.early]
        groups.append([f"{line}  # noqa: E402" for line in _sorted(late)])
        head: list[str] = []
        for group in groups:
            head += [*group, ""] if group else []
        if self.functions:
            head += ["", *self.functions, "", ""]
        return head

    def source(self) -> str:
        """The whole file."""
        lines = [*_docstring(self.title, self.about), "", *self.head(), *self.body]
        return "\n".join(lines).rstrip("\n") + "\n"


def text_of_title(title: str) -> str:
    """A docstring that no title can end early."""
    safe = title.replace("\\", "/").replace('"', "'")
    return '"""' + "".join(letter if letter.isprintable() else " " for letter in safe) + '"""'


def _docstring(title: str, about: list[str]) -> list[str]:
    """The title, and what else is to be said, as one text that nothing in it can end early."""
    first = text_of_title(title)
    if not about:
        return [first]
    safe = [text_of_title(sentence)[3:-3] for sentence in about]
    return [first[:-3], "", *(line for sentence in safe for line in textwrap.wrap(sentence, WIDTH)), '"""']


def _sorted(lines: Iterable[str]) -> list[str]:
    return sorted(lines, key=_import_order)


def _import_order(line: str) -> tuple[int, str]:
    """`import x` before `from x import y`, as ruff's isort does."""
    return (line.startswith("from"), line.lower())
