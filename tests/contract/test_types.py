"""A misspelt argument of a declared value is an error before anything runs."""

from __future__ import annotations

import subprocess
import sys

import pytest

WRONG = """
from netbuilder.engine.optimizers import Adam
from netbuilder.layers import Dense
Dense(3, activation="relu")
Adam(0.001, beta_1=0.8)
Dense(unitz=3)
Adam(rate=0.001)
Dense("many")
"""


@pytest.mark.long
def test_the_type_checker_knows_the_arguments_of_layers_and_optimizers(tmp_path):
    (tmp_path / "use.py").write_text(WRONG)

    told = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file=", "use.py"], cwd=tmp_path, capture_output=True, text=True
    ).stdout

    wrong = {line.split(":")[1] for line in told.splitlines() if line.startswith("use.py") and "error" in line}
    assert wrong == {"6", "7", "8"}, told
    assert 'Unexpected keyword argument "unitz" for "Dense"' in told
