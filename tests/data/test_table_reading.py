"""How a text file is read as a table: what is found out about its form, and what its cells hold."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from netbuilder.data.tables import Asked, read_table
from netbuilder.errors import FileFault

NAMES = "a,b,answer\n1,2.5,yes\n2,3.5,no\n3,4.5,yes\n"


@pytest.fixture
def read(tmp_path):
    def read(text, *more, **named):
        path = tmp_path / "table.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table(path, *more, **named)

    return read


def cells(table, name):
    """What a column holds: numbers, or texts with None for blanks."""
    if name in table.values:
        return table.values[name].tolist()
    return [None if place < 0 else table.texts[name][place] for place in table.places[name]]


def said(table):
    return " | ".join(map(str, table.notes))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (NAMES, ("a", "b", "answer")),
        ("5.1,3.5,Iris-setosa\n4.9,3.0,Iris-setosa\n4.7,3.2,Iris-virginica\n", None),
        ("39, State-gov, 77516, <=50K\n50, Self-emp, 83311, <=50K\n38, Private, 215646, >50K\n", None),
        ("0.02,0.03,0.04,R\n0.05,0.01,0.02,R\n0.06,0.03,0.01,M\n", None),
        ("M,0.455,15\nM,0.35,7\nF,0.53,9\n", None),
        ("0,1,2,3\n5.1,3.5,1.4,0\n4.9,3.0,1.4,1\n", ("0", "1", "2", "3")),
        ("name,colour\nanna,red\nbob,blue\ncara,red\ndora,red\n", ("name", "colour")),
        ("red,big\nblue,small\nred,small\ngreen,big\n", None),
        ("1,2,3\n4,5,6\n", None),
    ],
    ids=["names", "iris", "adult", "sonar", "abalone", "numbered", "texts", "texts alone", "numbers alone"],
)
def test_whether_the_first_line_holds_names_is_found_out(text, names, read):
    table = read(text)

    width = text.split("\n", 1)[0].count(",") + 1
    assert table.names == (names or tuple(f"column_{i + 1}" for i in range(width)))
    assert table.count == text.count("\n") - (names is not None)
    assert ("no names" in said(table)) == (names is None)


def test_what_a_person_says_of_the_form_is_not_found_out(read):
    assert read(NAMES, Asked(header="no")).count == 4
    assert read("1,2\n3,4\n", Asked(header="yes")).names == ("1", "2")
    assert cells(read("a;b\n1.200;1\n2.500;2\n", Asked(decimal=",")), "a") == [1200, 2500]
    assert read("a|b,c|d\n1|2,3|4\n", Asked(delimiter=",")).names == ("a|b", "c|d")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,5;2,5;0\n2,5;3,5;1\n3,25;1,0;0\n", [1.5, 2.5, 3.25]),
        ("a\tb\n1,200\tx\n12,500\ty\n7\tz\n", [1200, 12500, 7]),
        ("a;b\n1.200,5;x\n12.500;y\n0,5;z\n", [1200.5, 12500, 0.5]),
        ('a,b\n"1,234",x\n"1,234,567.5",y\n3,z\n', [1234, 1234567.5, 3]),
        ("a,b\n$5.50,x\n-$3,y\n€2.5,z\n", [5.5, -3, 2.5]),
        ("a,b\n5%,x\n12.5 %,y\n3%,z\n", [0.05, 0.125, 0.03]),
        ("a,b\n\u22125,x\n1e3,y\n.5,z\n", [-5, 1000, 0.5]),
        ("a;b\n1 234,5;x\n2;y\n3;z\n", [1234.5, 2, 3]),
    ],
    ids=["comma", "tab thousands", "german", "quoted thousands", "currency", "percent", "minus", "spaces"],
)
def test_cells_become_the_numbers_that_they_say(text, found, read):
    table = read(text)

    assert cells(table, table.names[0]) == found


def test_decimal_commas_that_begin_far_down_are_read_as_such(read):
    table = read("a;b\n" + "1;2\n" * 6_000 + "1,5;3\n2,25;3\n")

    assert table.values["a"][-3:].tolist() == [1, 1.5, 2.25]
    assert not any(table.odd.values())


@pytest.mark.parametrize("code", ["01", "007"])
def test_what_begins_with_a_zero_is_a_code_and_no_number(code, read):
    table = read(f"a,b\n1,{code}\n2,1\n3,{code}\n")

    assert cells(table, "b") == [code, "1", code]


def test_a_code_far_down_turns_the_whole_column_into_texts(read):
    table = read("a,b\n" + "1,2\n" * 6_000 + "1,007\n")

    assert table.texts["b"] == ("007", "2")
    assert cells(table, "b")[-2:] == ["2", "007"]


def test_digits_with_a_line_between_them_are_no_number(read):
    table = read("a,b\n10_1,2\n" + "1,3\n" * 20)

    assert dict(table.odd["a"]) == {0: "10_1"}


def test_blanks_depend_on_what_the_column_holds(read):
    table = read("a,b,c\nNone,+,1\nMild,-,-\nSevere,+,None\nNA,-,?\n")

    assert cells(table, "a") == ["None", "Mild", "Severe", None]
    assert cells(table, "b") == ["+", "-", "+", "-"]
    assert np.isnan(table.values["c"][1:]).all()


@pytest.mark.parametrize(
    ("text", "names", "first_line"),
    [
        ("sep=;\na;b\n1;2\n3;4\n", ("a", "b"), 3),
        ("Measured in May\n\na,b,c\n1,2,3\n3,4,5\n", ("a", "b", "c"), 4),
        ("# by hand\na,b,c\n1,2,3\n# more\n3,4,5\n", ("a", "b", "c"), 3),
        ('"a,b,c"\n"1,2,3"\n"4,5,6"\n', ("a", "b", "c"), 2),
        (" 0.006  18.00  2.31\n 0.027   0.00  7.07\n", ("column_1", "column_2", "column_3"), 1),
        ("a\tb\tc\ncontinuous\tdiscrete\tstring\n\tclass\tmeta\n1\tx\ty\n2\tz\tw\n", ("a", "b", "c"), 4),
        ("a,b,\n1,2,\n3,4,\n", ("a", "b"), 2),
        ("a,b\n1,2,\n3,4,\n", ("a", "b"), 2),
        ("a,a,,b\n1,2,3,4\n5,6,7,8\n", ("a", "a_2", "column_3", "b"), 2),
        ('"","a","b"\n"1",2,"x"\n"2",3,"y"\n"3",4,"x"\n', ("a", "b"), 2),
        ("a b\n1 2 x\n2 3 y\n3 4 z\n", ("a", "b"), 2),
        ('a, "b, c"\n1, 2\n3, 4\n', ("a", "b, c"), 2),
        ("a,b\r1,2\r3,4\r", ("a", "b"), 2),
        ("a,b\n\n1,2\n\n3,4\n\n", ("a", "b"), 3),
        ("answer\n1\n2\n", ("answer",), 2),
    ],
    ids=[
        *("sep", "title", "comments", "wrapped", "spaces", "types", "trailing", "rows-trailing", "equal", "counted"),
        *("R", "blank-after-comma", "CR", "blank-lines", "one-column"),
    ],
)
def test_files_as_programs_write_them(text, names, first_line, read):
    table = read(text)

    assert table.names == names
    assert table.line(0) == first_line
    assert all(len(set(cells(table, name))) > 1 for name in names)  # nothing was shifted or lost


def test_a_cell_over_several_lines_keeps_the_lines_of_the_rows_behind_it(read):
    table = read('a,b\n"x\ny",2\nz,3\n')

    assert cells(table, "a") == ["x\ny", "z"]
    assert [table.line(0), table.line(1)] == [2, 4]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", NAMES),
        ("utf-16", NAMES),
        ("utf-16-le", NAMES),
        ("utf-16-be", NAMES),
        ("gb18030", "名字,城市\n张三,北京\n李四,上海\n王五,北京\n"),
        ("cp1252", "Größe,Müller\n1,é\n2,ü\n3,é\n"),
        ("cp1251", "имя,город\nИван,Москва\nПётр,Тула\nАнна,Москва\n"),
    ],
)
def test_encodings_are_found_out(encoding, text, read):
    table = read(text.encode(encoding))

    assert table.names == tuple(text.split("\n")[0].split(","))
    assert table.count == 3
    assert cells(table, table.names[1])[0] in (2.5, text.split("\n")[1].split(",")[1])


def test_letters_that_are_no_utf8_far_down_are_still_read(read):
    table = read(b"a,b\n" + b"1,xxxxxxxxxxxxxxxxxxxxxxxx\n" * 40_000 + "2,é\n".encode("cp1252"))

    assert table.texts["b"] == ("xxxxxxxxxxxxxxxxxxxxxxxx", "é")


def test_a_packed_table_is_unpacked(tmp_path):
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(NAMES.encode()))

    assert read_table(path).names == ("a", "b", "answer")

    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(FileFault, match="cut short"):
        read_table(path)


def test_lines_of_another_width_are_named_all_at_once(read):
    with pytest.raises(FileFault, match=r"line 3: 1 columns instead of 2, and 2 more lines .*\(5, 7\)"):
        read("a,b\n1,2\n3\n4,5\n6\n7,8\n1,2,3\n")


def test_numbers_are_read_in_float64(read):
    table = read("t,y\n1700000000.25,100000001\n1700000000.5,100000002\n")

    assert table.values["t"].tolist() == [1700000000.25, 1700000000.5]
    assert table.values["y"].tolist() == [100000001, 100000002]


def test_quoted_and_plain_files_of_the_same_cells_are_the_same_table(read):
    rng = np.random.default_rng(0)
    rows = [[f"{a:.3f}", "red" if b > 0 else "", f"{c:g}"] for a, b, c in rng.normal(size=(30_000, 3))]
    plain = read("a,b,c\n" + "".join(",".join(row) + "\n" for row in rows))
    quoted = read("a,b,c\n" + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows))

    for name in "ac":
        np.testing.assert_array_equal(plain.values[name], quoted.values[name])
        np.testing.assert_array_equal(plain.values[name], [float(row["abc".index(name)]) for row in rows])
    assert cells(plain, "b") == cells(quoted, "b")
