"""In which encoding a text was saved: told by its marks, or found out from its bytes, and then said."""

from __future__ import annotations

import codecs
import re

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
SAMPLE = 1 << 20
GUESSED = ("gb18030", "cp1251", "cp1252", "latin-1")  # what letters alone tell, and a few do not


def encoding_of(raw: bytes, whole: bool = True) -> str:
    """The encoding of a text's bytes, or of its beginning; Windows-1252, which can be all, where nothing else fits."""
    for mark, name in MARKS:
        if raw.startswith(mark):
            return name
    if (wide := _without_mark(raw)) is not None:
        return wide
    if _decodes(raw, "utf-8", whole):
        return "utf-8"
    return by_letters(raw)


def usual_or(found: str, usual: str, raw: bytes) -> str:
    """The usual encoding where what was found is a guess by letters, and the text can be in it."""
    return usual if usual and found in GUESSED and _decodes(raw[:SAMPLE], usual, whole=False) else found


def _without_mark(raw: bytes) -> str | None:
    """UTF-16 that does not say so: every other byte of plain letters is nothing."""
    sample = raw[:4096]
    if len(sample) < 4:
        return None
    even, odd = sample[::2].count(0) * 2 / len(sample), sample[1::2].count(0) * 2 / len(sample)
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else None


def _decodes(raw: bytes, encoding: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(raw, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def by_letters(raw: bytes) -> str:
    """Two bytes a letter, both high, are Chinese; whole words of high bytes are Cyrillic; single ones are accents."""
    sample = raw[:SAMPLE]
    runs = HIGH_RUNS.findall(sample)
    total = sum(map(len, runs))
    in_pairs = sum(len(run) for run in runs if not len(run) % 2)
    if in_pairs > 0.98 * total and _decodes(sample, "gb18030", whole=False):
        return "gb18030"
    letters = sum(byte >= 0xC0 or byte in (0xA8, 0xB8) for run in runs for byte in run)
    if letters > 0.95 * total and total >= 3 * len(runs):
        return "cp1251"
    return "cp1252" if _decodes(sample, "cp1252", whole=False) else "latin-1"
