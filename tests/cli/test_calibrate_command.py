"""The command that measures the machine."""

from __future__ import annotations

import json
import shutil

from netbuilder.cli import main
from netbuilder.engine.choices import Choices
from netbuilder.engine.kernels import machine
from netbuilder.engine.kernels.compiled.keeping import is_installed, usable_folder
from netbuilder.engine.kernels.compiled.loading import loader


def test_the_machine_is_measured_and_what_was_found_is_told_and_kept(tmp_path, monkeypatch, capsys):
    if is_installed():  # what was compiled already
        loader().wait()
        shutil.copytree(usable_folder(), tmp_path / usable_folder().name)
    monkeypatch.setenv("NETBUILDER_COMPILED", str(tmp_path))

    assert main(["calibrate", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["machine"] == machine.description()
    assert machine.kept() == (Choices.from_json(told["choices"]), told["measured"])
    assert all(one["chosen"] in one["milliseconds"] for one in told["measured"])
