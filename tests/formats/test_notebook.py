"""The Jupyter notebook: valid by nbformat, formatted by ruff, and its cells run one after the other."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

import nbformat
import pytest

from netbuilder import formats
from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import fresh
from netbuilder.formats import Bundle, ExportOptions
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.layers import Dense, Input
from tests.formats.script_cases import RUFF
from tests.networks import NETWORKS, chain, mlp

BUNDLES = {
    "no data": Bundle(fresh(mlp())),
    "bundled": Bundle(
        fresh(chain(Input((64,)), Dense(10, "softmax")), TrainingSettings(epochs=1, seed=1, batch_size=500)),
        DataSettings(source="digits", scaling="unit", arrangement="flatten"), "my digits",
        ExportOptions("functional", weights=True),
    ),
    "downloaded": Bundle(fresh(mlp()), DataSettings(source="mnist")),
    **{name: Bundle(fresh(make())) for name, make in NETWORKS.items()},
}  # fmt: skip


@pytest.mark.parametrize("name", BUNDLES)
def test_it_is_valid_and_formatted(name, tmp_path):
    formats.write(BUNDLES[name], path := tmp_path / "model.ipynb", "notebook")

    book = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert [cell.cell_type for cell in book.cells] == ["markdown", "code", *["markdown", "code"] * 4]
    headings = [cell.source.split("\n")[0] for cell in book.cells if cell.cell_type == "markdown"]
    assert headings[1:] == ["## Data", "## The network", "## Training", "## Evaluation"]
    for command in (["format", "--diff"], ["check", "--select", "E,F,I,W", "--ignore", "E501"]):
        done = subprocess.run([RUFF, *command, "--isolated", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def code_cells(path):
    book = json.loads(path.read_text("utf-8"))
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("name", ["no data", "bundled", "transformer"])
def test_its_cells_are_the_script(name, tmp_path):
    formats.write(BUNDLES[name], tmp_path / "model.ipynb")

    together = ast.parse("\n".join(code_cells(tmp_path / "model.ipynb")))

    script = ast.parse(keras_script(BUNDLES[name]).replace("Path(__file__).with_name", "Path"))
    assert ast.dump(together) == ast.dump(ast.Module(script.body[1:], []))


@pytest.mark.long
def test_its_cells_run_one_after_the_other(tmp_path):
    formats.write(BUNDLES["bundled"], tmp_path / "digits.ipynb")
    cells = code_cells(tmp_path / "digits.ipynb")

    # As Jupyter does: one cell after the other in one module that has no file.
    done = subprocess.run(
        [sys.executable, "-c", "import json, sys\nfor cell in json.load(sys.stdin): exec(cell, globals())"],
        input=json.dumps(cells), cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"KERAS_BACKEND": "jax", "PATH": "", "HOME": str(tmp_path)},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
    assert "'loss'" in done.stdout
    names = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert names == {"digits.ipynb", "digits.npz", "my_digits.weights.h5", "my_digits.keras"}


def test_the_same_network_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        formats.write(BUNDLES["no data"], tmp_path / f"{name}.ipynb")

    assert (tmp_path / "a.ipynb").read_bytes() == (tmp_path / "b.ipynb").read_bytes()


def test_a_name_is_no_markdown(tmp_path):
    bundle = Bundle(fresh(mlp()), name="<script>alert(1)</script> [a](javascript:b)\n# c")

    formats.write(bundle, tmp_path / "model.ipynb")

    first = "".join(json.loads((tmp_path / "model.ipynb").read_text("utf-8"))["cells"][0]["source"])
    assert first.split("\n")[0] == r"# \<script\>alert\(1\)\</script\> \[a\]\(javascript:b\) \# c"
