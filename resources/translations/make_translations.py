"""Brings the Chinese translation up to date with the source, and compiles it.

    python resources/translations/make_translations.py [NEW.json …]

The .ts file keeps what is translated; sentences that are gone fall out, new ones come in unfinished and are printed.
A NEW.json holds translations to enter: {"context": {"English": "Chinese"}}. Afterwards the .qm file is made by Qt's
lrelease, which comes with PySide6. Both files are shipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import PySide6
from strings import all_strings

HERE = Path(__file__).parent
TS, QM = HERE / "netbuilder_zh_CN.ts", HERE / "netbuilder_zh_CN.qm"
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'

Book = dict[str, dict[str, str]]


def main(given: list[str]) -> int:
    """Writes both files; 1 where sentences are still without a translation."""
    told = read(TS) if TS.exists() else {}
    for name in given:
        for context, words in json.loads(Path(name).read_text("utf-8")).items():
            told.setdefault(context, {}).update(words)
    book = {
        context: {text: told.get(context, {}).get(text, "") for text in texts}
        for context, texts in all_strings().items()
    }
    write(TS, book)
    compile_to(QM)
    missing = {context: [text for text, said in words.items() if not said] for context, words in book.items()}
    missing = {context: texts for context, texts in missing.items() if texts}
    if missing:
        print(json.dumps(missing, ensure_ascii=False, indent=1))
    return 1 if missing else 0


def read(path: Path) -> Book:
    """The translations of a .ts file by context and source."""
    book: Book = {}
    for context in ET.parse(path).getroot().iter("context"):
        words = book.setdefault(context.findtext("name", ""), {})
        for message in context.iter("message"):
            words[message.findtext("source", "")] = message.findtext("translation", "")
    return book


def write(path: Path, book: Book) -> None:
    """A .ts file as Qt Linguist reads it."""
    root = ET.Element("TS", version="2.1", language="zh_CN", sourcelanguage="en")
    for name, words in book.items():
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        for text, said in words.items():
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "source").text = text
            entry = ET.SubElement(message, "translation", {} if said else {"type": "unfinished"})
            entry.text = said or None
    ET.indent(root, "    ")
    path.write_text(HEAD + ET.tostring(root, "unicode") + "\n", "utf-8")


def compile_to(path: Path) -> None:
    """Makes the .qm file that QTranslator loads."""
    folder = Path(PySide6.__file__).parent
    tool = next(found for name in ("lrelease", "lrelease.exe") if (found := folder / name).exists())
    subprocess.run([tool, "-silent", TS, "-qm", path], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
