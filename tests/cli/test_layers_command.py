"""`netbuilder layers`: the layers with their parameters, and what there is of Keras."""

from __future__ import annotations

import json

from netbuilder.cli import main
from netbuilder.formats.keras.coverage import coverage, coverage_json
from netbuilder.layers import Layer


def output(capsys, *arguments):
    assert main(["layers", *arguments]) == 0
    return capsys.readouterr().out


def test_as_json_a_line_a_layer_and_the_table_at_the_end(capsys):
    *layers, table = [json.loads(line) for line in output(capsys, "--json").splitlines()]

    assert {row["name"] for row in layers} == set(Layer.registry)
    assert all(row["family"] and row["about"] and row["parameters"] for row in layers)
    assert table == {"name": "coverage", **coverage_json()}


def test_the_table_alone_is_one_json_object(capsys):
    table = json.loads(output(capsys, "--coverage", "--json"))

    assert table == coverage_json()
    assert table["keras"] == "3.15"


def test_the_table_as_text_fits_a_terminal_and_leaves_nothing_out(capsys):
    text = output(capsys, "--coverage")
    words = set(text.replace(",", " ").split())

    assert max(map(len, text.splitlines())) <= 100
    for family, entries in coverage().items():
        assert f"\n{family}: " in f"\n{text}"
        for entry in entries:
            assert entry.name in words
            if not entry.supported and not entry.is_plumbing:
                assert entry.remark in " ".join(text.split())


def test_the_headings_count(capsys):
    constraints = [entry for entry in coverage()["constraints"] if entry.supported]

    assert f"constraints: {len(constraints)} of {len(constraints)} of Keras 3.15\n" in output(capsys, "--coverage")


def test_without_the_option_the_list_is_of_layers(capsys):
    rows = output(capsys).splitlines()

    assert len(rows) == len(Layer.registry) + 1
    assert rows[0].split() == ["family", "name", "about"]
