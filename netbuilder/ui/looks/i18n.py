"""Words that a person reads: sentences from below the window are looked up whole, then their gaps are filled."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from netbuilder.data.memory import bytes_text as bytes_text
from netbuilder.errors import Fault, FieldError, Message, filled, in_gap, printable
from netbuilder.graph import Problem
from netbuilder.kinds import Shapes

KINDS = "kinds"  # the translation context of the names of layers
TIMES = "\u00a0×\u00a0"  # its spaces break no line
ENGINE = "engine"  # the translation context of templates that are declared below the window


def _looked_up(text: str) -> str:
    """Its translation, or the text itself; a file's own words may hold bytes that are no text."""
    try:
        return QCoreApplication.translate(ENGINE, text)
    except UnicodeEncodeError:
        return printable(text)


def marked(context: str, text: str) -> str:
    """A sentence that is declared once and looked up in this context whenever it is shown."""
    return text


def translated(template: str, values: Mapping[str, Any] | None = None) -> str:
    """A sentence with gaps, in the language of the window."""
    text = _looked_up(template)
    if not values:
        return text
    try:
        return filled(text, {name: _nice(value, name) for name, value in values.items()})
    except (KeyError, IndexError, ValueError):  # a translation with a gap that is not there
        return filled(template, values)


def sentence(thing: Fault | Message | Problem | BaseException | str) -> str:
    """What a fault, a message or a problem says; a text says itself."""
    if isinstance(thing, FieldError):
        return f"{in_gap(thing.field)}: {translated(thing.template, thing.values)}"
    if isinstance(thing, Fault | Message | Problem):
        return translated(thing.template, thing.values)
    return str(thing)


def opening(text: str, names: Container[str] = ()) -> str:
    """A sentence or a button's words with a capital letter, but where a name begins it: of a block, of a field."""
    first, _, rest = text.partition(" ")
    first = first.rstrip(":,.")
    is_name = first in names or any(mark in first for mark in "_.=()") or rest.startswith("=")
    return text if is_name else text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """Words without the mark of the letter that a menu underlines; in Chinese it stands in brackets behind them."""
    return re.sub(r"\(&\w\)", "", text).replace("&&", "\0").replace("&", "").replace("\0", "&")


def gloss(kind: str) -> str:
    """What a kind of layer is called in the language of the window; "" where that is its own name."""
    name = QCoreApplication.translate(KINDS, kind)
    return "" if name == kind else name


def named(kind: str) -> str:
    """A kind of layer with what it is called in the language of the window."""
    return " ".join(word for word in (kind, gloss(kind)) if word)


def shape_text(shape: tuple[int | None, ...]) -> str:
    """28 × 28 × 32, never broken at the end of a line; an open axis is a question mark, a single number 1."""
    return TIMES.join("?" if dim is None else number(dim) for dim in shape) or "1"


def number(value: int) -> str:
    """18,496"""
    return f"{value:,}"


def big_number(value: int) -> str:
    """8.3 M; below ten thousand in full."""
    for unit, size in (("G", 10**9), ("M", 10**6), ("k", 10**3)):
        if value >= 10 * size or (value >= size and size >= 10**6):
            return f"{value / size:.1f} {unit}"
    return number(value)


def _nice(value: Any, gap: str = "") -> Any:
    if isinstance(value, Fault | Message | Problem):
        return sentence(value)
    if isinstance(value, str) and (" " in value or gap == "axis"):  # words of ours: a block's name has no spaces
        return _looked_up(value)
    if isinstance(value, Shapes):
        texts = [shape_text(shape) for shape in value]
        return _looked_up("{first} and {last}").format(first=", ".join(texts[:-1]), last=texts[-1])
    if isinstance(value, tuple) and value and all(dim is None or isinstance(dim, int) for dim in value):
        return shape_text(value)
    return value
