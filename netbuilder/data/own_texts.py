"""A folder of texts, one folder a class, as a table of two columns: the texts, and their classes."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from netbuilder.data.class_folders import FileKind, Found, files_in, find_classes, holds
from netbuilder.data.memory import bytes_text, memory_limit
from netbuilder.data.settings import DataSettings
from netbuilder.data.tables.encoding import by_letters, encoding_of
from netbuilder.data.tables.form import Form
from netbuilder.data.tables.table import Table
from netbuilder.errors import N_, FileFault, Message, listed
from netbuilder.files.reading import read_bytes, reading, step
from netbuilder.kinds import shown

SUFFIXES = (".txt", ".text", ".md", ".eml")
USUAL = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}")  # how names of other files end; collections of mails have numbers
TEXT, CLASS = "text", "class"  # the columns
WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32")
SAMPLE = 1 << 20
MOST_NAMED = 5
CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})  # no text holds them
PARTS = ("validation", "test")


def is_text_name(name: str) -> bool:
    """Whether a file of this name is taken for a text: .txt and the like, or no suffix that says something else."""
    suffix = Path(name).suffix
    return suffix.lower() in SUFFIXES or not USUAL.fullmatch(suffix)


TEXTS = FileKind(
    takes=is_text_name,
    told=SUFFIXES,
    unknown=N_("{path} has texts of {names}, which the network does not know. It knows {known}"),
    needed=N_("{path} needs a folder for each class, with texts in it ({kinds}); it has {found}"),
    too_many=N_("{path} holds more than {most} texts"),
    others=N_("files that are no texts were left out: {counts}"),
    loose=N_("{count} texts outside the folders of classes were left out"),
    empty=N_("folders without texts were left out: {names}"),
)


def holds_texts(folder: Path) -> bool:
    """Whether folders in it hold texts, and it is no folder of arrays."""
    with reading(folder), os.scandir(folder) as entries:
        if any(entry.name.lower().endswith(".npy") for entry in entries):
            return False
    return holds(folder, TEXTS)


def is_text_folder(path: str) -> bool:
    """Whether a path leads to a folder of texts, as far as it is there."""
    if not path:
        return False
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(about.st_mode) and _is_text_folder(path, about.st_mtime_ns)


def is_of_rows(settings: DataSettings) -> bool:
    """Whether own data is a table, or a folder of texts, which is read like one."""
    if settings.source:
        return False
    return (settings.is_table and not os.path.isdir(settings.path)) or is_text_folder(settings.path)


@lru_cache(maxsize=16)
def _is_text_folder(path: str, _changed: int) -> bool:
    """With each edit it is asked, but a folder that did not change is looked through once."""
    from netbuilder.data.own_pictures import holds_pictures  # which itself needs much

    try:
        return not holds_pictures(Path(path)) and holds_texts(Path(path))
    except FileFault:
        return False  # reading it says what is wrong


def read_text_folder(
    folder: Path,
    encoding: str = "",
    known: tuple[str, ...] = (),
    names: tuple[str, str] = (TEXT, CLASS),
    limit: int | None = None,
    usual: str = "",
) -> tuple[Table, dict[str, int]]:
    """The texts of a folder and their classes, and how many at the end are of the parts validation and test.

    `names` are those of the two columns. Raises FileFault, which names the files that are no texts, and where texts
    would take more than `limit` bytes, a share of the memory.
    """
    found = found_texts(folder, known)
    parts = ("train", *(part for part in PARTS if found.files.get(part)))
    files = [path for part in parts for path in found.files[part]]
    texts, encodings = read_texts(files, encoding, limit, usual)
    classes = [found.classes[label] for part in parts for label in found.labels[part]]
    notes = (*found.notes, Message("texts are stored as {encodings}", {"encodings": listed(encodings)}))
    table = table_of_columns(folder, {names[0]: texts, names[1]: classes}, names[:1], notes)
    told = ", ".join(coding.split(" ")[0] for coding in encodings)
    table = replace(table, files=tuple(files), encoding=told)
    return table, {part: len(found.files[part]) for part in parts[1:]}


def found_texts(folder: Path, known: tuple[str, ...] = ()) -> Found:
    """The texts of a folder by part and class; raises FileFault."""
    return find_classes(folder, TEXTS, known)


def text_files(path: Path) -> tuple[Path, ...]:
    """The texts of a folder, whatever their classes, or the one in a file; raises FileFault where there are none."""
    files = (path,) if path.is_file() else files_in(path, TEXTS)
    if not files:
        raise FileFault("{path} holds no texts ({kinds})", path=path, kinds=listed(SUFFIXES))
    return files


def table_of_columns(
    path: Path, columns: Mapping[str, Sequence[str]], readable: Sequence[str], notes: tuple[Message, ...] = ()
) -> Table:
    """Texts in columns as a table; those without a letter are blanks."""
    places, texts = {}, {}
    for name, cells in columns.items():
        said = [cell.strip() for cell in cells]
        texts[name] = tuple(sorted({cell for cell in said if cell}))
        at = {text: i for i, text in enumerate(texts[name])}
        places[name] = np.array([at.get(cell, -1) for cell in said], np.int32)
    count = len(next(iter(columns.values()), ()))
    return Table(
        path, tuple(columns), {}, {}, places, texts, np.arange(1, count + 1), Form(), "", notes,
        readable=frozenset(readable),
    )  # fmt: skip


def read_texts(
    files: Sequence[Path], encoding: str = "", limit: int | None = None, usual: str = ""
) -> tuple[list[str], list[str]]:
    """What files hold, and how they are stored with the number of files; raises FileFault that names what is no text.

    Those that are not UTF-8 and do not say what they are have one encoding, which all their letters tell together: a
    few letters alone tell little. Where it is known what is `usual`, they have that.
    """
    limit = memory_limit() if limit is None else limit
    held: list[bytes] = []
    size = 0
    for file in files:
        step()
        held.append(read_bytes(file, limit + 1 - size))
        size += len(held[-1])
        if size > limit:
            raise FileFault(
                "{path}: these texts take more memory than they may ({limit}). Take some of them out",
                path=file.parent, limit=bytes_text(limit),
            )  # fmt: skip
    codings = [encoding] * len(held) if encoding else _encodings(held, usual)
    texts, wrong = [], []
    for i, (file, coding) in enumerate(zip(files, codings, strict=True)):
        raw, held[i] = held[i], b""
        try:
            if coding not in WIDE and raw.translate(None, CONTROLS) != raw:
                raise UnicodeError
            texts.append(raw.decode(coding))
        except UnicodeError:
            wrong.append(f"{file.parent.name}/{file.name}")
    if wrong:
        named = listed(map(shown, wrong[:MOST_NAMED]))
        raise FileFault(
            "{count} files are no texts that can be read: {names}. Take them out, or choose their encoding",
            count=len(wrong), names=named,
        )  # fmt: skip
    counts = Counter("utf-8" if coding == "utf-8-sig" else coding for coding in codings)
    return texts, [f"{coding} ({count})" for coding, count in counts.most_common()]


def _encodings(held: Sequence[bytes], usual: str) -> list[str]:
    found = [encoding_of(raw) if _is_told(raw) else "" for raw in held]
    if "" in found:
        sample = bytearray()
        for raw, coding in zip(held, found, strict=True):
            if not coding and len(sample) < SAMPLE:
                sample += raw[:SAMPLE]
        common = usual or by_letters(bytes(sample))
        found = [coding or common for coding in found]
    return found


def _is_told(raw: bytes) -> bool:
    """Whether a text's own bytes say how it is stored: by a mark, by many zeros, or by being UTF-8."""
    if raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) or b"\0" in raw:
        return True
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
