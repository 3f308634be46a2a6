"""Scripts and notebooks in all the forms that text comes in: read as Python reads them, or refused with the line."""

from __future__ import annotations

import json

import pytest

from netbuilder.errors import FileFault
from netbuilder.formats.script_reading import read_script

SCRIPT = (
    "import keras\nfrom keras import layers\nmodel = keras.Sequential([\n    keras.Input((4,)),\n"
    "    layers.Dense(2, name='first'),\n])\nfor i in range(2):\n    model.add(layers.Dense(3))\n"
)
BLOCKS = ["input_layer", "first", "dense", "dense_1"]


def read(folder, data, name="script.py"):
    (folder / name).write_bytes(data)
    return read_script(folder / name)


def book(*sources):
    return json.dumps({"cells": [{"cell_type": "code", "source": source} for source in sources]}).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("    ", "\t"),
        lambda text: text.replace("\nmodel", "\n\x0cmodel"),
        lambda text: text.replace("    ", "\x0c    "),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("model = ", "model = \\\r\n"),
    ],
    ids=["CRLF", "CR", "BOM", "BOM and CRLF", "tabs", "form feed", "form feeds indent", "no last end", "continued"],
)
def test_lines_are_those_of_python(change, tmp_path):
    assert list(read(tmp_path, change(SCRIPT).encode()).graph.nodes) == BLOCKS


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("# -*- coding: latin-1 -*-\n", "latin-1"),
        ("# coding: latin1\n", "latin-1"),
        ("#!/usr/bin/env python\n# vim: set fileencoding=iso-8859-15 :\n", "iso-8859-15"),
        ("# coding: windows-1252\n", "cp1252"),
        ("# coding: EUC-JP\n", "euc-jp"),
        ("# coding=gbk\n", "gbk"),
    ],
)
def test_a_declared_encoding_is_believed(head, encoding, tmp_path):
    name = "层" if encoding in ("euc-jp", "gbk") else "größe"
    text = head + SCRIPT.replace("first", name)

    if encoding == "euc-jp":
        text = text.replace("层", "層")
        name = "層"
    assert list(read(tmp_path, text.encode(encoding)).graph.nodes)[1] == name


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize(
    ("bad", "words"), [(b"\xff", "not text in utf-8"), (b"\0", "characters that text cannot have")]
)
def test_bytes_that_no_text_has_are_refused_with_their_line(bad, words, end, tmp_path):
    data = SCRIPT.encode().replace(b"range(2):", b"range(2): # " + bad).replace(b"\n", end)

    with pytest.raises(FileFault, match=rf"script\.py, line 7: .*{words}"):
        read(tmp_path, data)


@pytest.mark.parametrize(
    "cell",
    [
        "import os\rimport sys\rx = 1\r",
        "%matplotlib inline\rimport os\rx = 1\r",
        "import os\r\nimport sys\r\nx = 1\r\n",
        "\ufeffimport os\nimport sys\nx = 1\n",
        "    import os\n    import sys\n    x = 1\n",
        ">>> import os\n>>> import sys\n>>> x = 1\n",
        "print 'a'\nprint 'b'\n\n",
        "if 1:\n\tx = 1\n        y = 2\n",
        ["import os\n", 3, "import sys\n", None, "x = 1\n"],
    ],
    ids=["CR", "CR and a magic", "CRLF", "BOM", "indented", "prompts", "Python 2", "tabs", "list of others"],
)
def test_a_cell_costs_no_other_its_place(cell, tmp_path):
    reading = read(tmp_path, book(cell, SCRIPT + "model.add(layers.Lambda(f))\n"), "book.ipynb")

    assert list(reading.graph.nodes) == [*BLOCKS, "lambda_"]
    assert [str(note)[:15] for note in reading.notes] == ["cell 2, line 9:"]


@pytest.mark.parametrize(("cell", "line"), [("x = 1\ny = (2,\n", 2), ("x = 1\n\0", 2), ("(", 1)])
def test_a_cell_that_is_not_python_is_left_out_and_told(cell, line, tmp_path):
    reading = read(tmp_path, book(cell, SCRIPT), "book.ipynb")

    assert list(reading.graph.nodes) == BLOCKS
    (note,) = map(str, reading.notes)
    assert note.startswith(f"cell 1, line {line}: this cell is left out: this is not Python")


@pytest.mark.parametrize("cell", [None, 0, {"0": "x = 1"}, [["x = 1"]], "", "%%bash\nls", []])
def test_what_is_no_python_at_all_is_no_cell(cell, tmp_path):
    reading = read(tmp_path, book(cell, SCRIPT), "book.ipynb")

    assert list(reading.graph.nodes) == BLOCKS
    assert not reading.notes
