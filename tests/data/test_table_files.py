"""Tables in other files than texts: JSON lines, sheets and Parquet hold the same as a .csv of them would."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from netbuilder.data.tables import Asked, read_table
from netbuilder.errors import FileFault

ROWS = [("x", 1.5, True, "01"), ("y", None, False, "1"), (None, 3.25, True, "02")]
NAMES = ("kind", "size", "sold", "code")


def written(tmp_path, suffix):
    path = tmp_path / f"table{suffix}"
    if suffix == ".jsonl":
        path.write_text("".join(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in ROWS))
    elif suffix == ".xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        book.active.title = "first"
        for row in ([], ["Measured in May"], [], list(NAMES), *map(list, ROWS)):
            book.active.append(row)
        book.create_sheet("second").append(["a", "b"])
        book["second"].append([1, 2])
        book.save(path)
    else:
        import duckdb

        names = ", ".join(NAMES)
        base = duckdb.connect()
        base.execute("CREATE TABLE t (kind VARCHAR, size DOUBLE, sold BOOLEAN, code VARCHAR)")
        base.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", ROWS)
        base.execute(f"COPY (SELECT {names} FROM t) TO '{path}' (FORMAT parquet)")
    return path


@pytest.mark.parametrize("suffix", [".jsonl", ".xlsx", ".parquet"])
def test_all_kinds_of_files_hold_the_same_table(suffix, tmp_path):
    table = read_table(written(tmp_path, suffix))

    assert table.names == NAMES
    np.testing.assert_array_equal(table.values["size"], [1.5, np.nan, 3.25])
    assert table.texts["kind"] == ("x", "y")
    assert table.places["kind"].tolist() == [0, 1, -1]
    assert [table.texts["code"][place] for place in table.places["code"]] == ["01", "1", "02"]
    assert [text.lower() for text in table.texts["sold"]] == ["false", "true"]


def test_a_sheet_is_chosen_by_its_name(tmp_path):
    path = written(tmp_path, ".xlsx")

    assert read_table(path, Asked(sheet="second")).names == ("a", "b")
    with pytest.raises(FileFault, match=r"no sheet 'third'\. It has 'first', 'second'"):
        read_table(path, Asked(sheet="third"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1}\n[1]\n', "line 2 holds .*not an object"),
        ('{"a": 1}\n{"a": [1, 2]}\n', "line 2: a holds"),
        ('{"a": 1}\n{"a": \n', "line 2 cannot be read as JSON"),
        ("", "is empty"),
        ('{"a": NaN}\n', "line 1 cannot be read as JSON"),
    ],
)
def test_json_lines_that_are_none_are_named(text, words, tmp_path):
    path = tmp_path / "table.jsonl"
    path.write_text(text)

    with pytest.raises(FileFault, match=words):
        read_table(path)


def test_keys_that_some_lines_lack_are_blank_there(tmp_path):
    path = tmp_path / "table.jsonl"
    path.write_text('{"a": 1}\n\n{"b": 2, "a": 3}\n')
    table = read_table(path)

    np.testing.assert_array_equal(table.values["b"], [np.nan, 2])
    assert [table.line(0), table.line(1)] == [1, 3]


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_damaged_files_are_said_in_one_sentence(suffix, cut, tmp_path):
    path = written(tmp_path, suffix)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * cut)])

    with pytest.raises(FileFault, match="table"):
        read_table(path)


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_what_must_be_installed_is_said_where_it_is_missing(suffix, tmp_path):
    path = written(tmp_path, suffix)
    code = textwrap.dedent(
        f"""
        import sys
        sys.modules["duckdb"] = sys.modules["python_calamine"] = None
        from pathlib import Path
        from netbuilder.data.tables import read_table
        try:
            read_table(Path({str(path)!r}))
        except ValueError as error:
            print(error)
        """
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "Install it: " in told
