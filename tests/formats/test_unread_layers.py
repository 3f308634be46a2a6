"""A network with a layer that could not be read is refused by every format that another program computes with."""

from __future__ import annotations

import pytest

from netbuilder.cli.main import main
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault
from netbuilder.formats import FORMATS, Bundle, write
from netbuilder.formats.base import ExportOptions
from netbuilder.formats.remedies import limits_of
from netbuilder.formats.script_reading import read_text

COMPUTING = [name for name, entry in FORMATS.items() if entry.write and entry.kind in ("model", "weights", "script")]

ALONE = "model = Sequential([Input((8,)), Lambda(lambda t: t * 2), Dense(2)])\n"
NESTED = """
a = Input((8,))
inner = Model(a, Dense(4)(Lambda(lambda t: t * 2, name="twice")(a)), name="inner")
x = Input((8,))
model = Model(x, Dense(2)(inner(x)))
"""
DEEPER = NESTED.replace("model =", "middle =") + "b = Input((8,))\nmodel = Model(b, Dense(3)(middle(b)))\n"
WRAPPED = "model = Sequential([Input((3, 8)), TimeDistributed(Lambda(lambda t: t * 2)), Dense(2)])\n"
NETWORKS = {"alone": (ALONE, "lambda_"), "nested": (NESTED, "inner.twice"),
            "deeper": (DEEPER, "functional.inner.twice"), "wrapped": (WRAPPED, "time_distributed")}  # fmt: skip


@pytest.mark.parametrize("format_", COMPUTING)
@pytest.mark.parametrize("network", NETWORKS)
def test_it_is_refused_with_the_block_and_what_to_do(network, format_, tmp_path):
    source, name = NETWORKS[network]
    entry, graph = FORMATS[format_], read_text(source).graph
    path = tmp_path / f"out{entry.suffix}"

    with pytest.raises(FileFault) as fault:
        write(Bundle(Snapshot(graph, {}), options=ExportOptions(weights=True)), path, format_)

    told = str(fault.value)
    assert told.startswith(f"{entry.label} cannot express this network: {name}: ")
    assert "Runs a Python function of yours" in told
    assert told.endswith("Replace or remove the block to export")
    assert not list(tmp_path.iterdir())
    assert [problem.node for problem in limits_of(entry, graph, ExportOptions())] == [name]


@pytest.mark.parametrize("network", NETWORKS)
def test_a_picture_of_it_can_be_drawn(network, tmp_path):
    for format_ in ("svg", "mmd"):
        path = tmp_path / f"out.{format_}"
        write(Bundle(Snapshot(read_text(NETWORKS[network][0]).graph, {})), path)

        assert path.stat().st_size > 200


def test_the_command_says_it_before_it_speaks_of_weights(tmp_path, capsys):
    script = tmp_path / "net.py"
    script.write_text(NESTED, encoding="utf-8")

    assert main(["export", str(script), "-o", str(tmp_path / "net.keras")]) != 0

    told = capsys.readouterr().err
    assert "Keras model cannot express this network: inner.twice: Lambda could not be read" in told
    assert "weights do not fit" not in told
    assert not (tmp_path / "net.keras").exists()


def test_a_block_that_is_passed_over_is_not_in_the_way(tmp_path):
    graph = read_text(ALONE).graph
    over = graph.with_nodes(graph["lambda_"].replace(bypassed=True))
    path = tmp_path / "net.py"

    write(Bundle(Snapshot(over, {})), path)

    assert 'layers.Identity(name="lambda_")' in path.read_text(encoding="utf-8")
