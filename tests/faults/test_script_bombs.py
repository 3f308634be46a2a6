"""Faults 26 to 30: any script is read or refused in little time and memory; one statement does not cost the rest."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from netbuilder.errors import FileFault
from netbuilder.formats.script_reading import read_text
from tests.faults.script_bombs import NETWORK, READ, SCRIPTS

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks, and asks Linux for memory")
MEMORY = 256 << 20
SECONDS = 4.0  # of processor time; twice what is promised, for a machine whose processors others use


@pytest.fixture(scope="module")
def outcomes():
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.script_bombs"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_takes_little_time_and_memory(name, outcomes):
    outcome = outcomes[name]

    assert outcome["came"] in ("read", "refused"), outcome
    assert (outcome["seconds"] < SECONDS, outcome["memory"] < MEMORY) == (True, True), outcome
    assert len(outcome["told"]) < 1000


@pytest.mark.parametrize("name", READ)
def test_what_follows_a_statement_that_is_given_up_is_read(name, outcomes):
    assert outcomes[name]["came"] == "read", outcomes[name]


def test_a_statement_without_end_is_told_with_its_line():
    reading = read_text("while True:\n    x = 1\nwhile True:\n    y = 2\n" + NETWORK)

    assert [unread.line for unread in reading.unread] == [2, 4]
    assert list(reading.graph.nodes) == ["input_layer", "dense"]


def test_what_a_statement_without_end_gave_to_a_name_is_not_known():
    with pytest.raises(FileFault, match="units"):
        read_text("units = 3\nwhile True:\n    units = 4\nmodel = Sequential([Input((4,)), Dense(units)])\n")


def test_five_thousand_layers_in_a_loop_are_read():
    text = "x = a = Input((4,))\nfor i in range(4900):\n    x = Dense(4)(x)\nm = Model(a, x)\n"

    assert len(read_text(text).graph) == 4901


@pytest.mark.parametrize("value", ["nan", "inf", "-Infinity", "1e999", "9" * 400, "9**9**9", "[0] * 10**9", "[1, 2]"])
def test_a_defined_value_that_is_no_number_to_build_with_is_refused(value):
    with pytest.raises(FileFault, match=r"not a number to build with|does not say the value"):
        read_text("model = Sequential([Dense(3, input_shape=(rows,))])", {"rows": value})


def test_a_message_lists_a_dozen_of_twelve_thousand_names():
    text = "model = Sequential([" + ",".join(f"Dense(n{i})" for i in range(4_000)) + "])"

    with pytest.raises(FileFault, match="n11 and 3989 others") as caught:
        read_text(text, {"input_shape": "4"})

    assert len(str(caught.value)) < 500
