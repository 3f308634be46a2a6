"""The command that measures the machine."""

from __future__ import annotations

import json

from netbuilder.cli import main
from netbuilder.engine.kernels import machine


def test_the_machine_is_measured_and_what_was_found_is_told_and_kept(capsys):
    try:
        assert main(["calibrate", "--json"]) == 0

        told = json.loads(capsys.readouterr().out)
        assert told["machine"] == machine.description()
        assert machine.kept() == (machine.Choices.from_json(told["choices"]), told["measured"])
        assert all(one["chosen"] in one["milliseconds"] for one in told["measured"])
    finally:
        machine.place_of(machine.description()).unlink(missing_ok=True)  # other tests share the folder
