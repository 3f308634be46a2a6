"""The command `doctor`: a line a finding, and a status that scripts can go by."""

from __future__ import annotations

import json

import numpy as np

from netbuilder.cli import main


def test_a_template_is_sound(tmp_path, capsys):
    assert main(["new", "mlp", "-o", str(tmp_path / "m.netb")]) == 0
    capsys.readouterr()

    assert main(["doctor", str(tmp_path / "m.netb"), "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["verdict"] for each in found} <= {"good", "doubtful"}
    assert any(each["check"] == "first loss" for each in found)


def test_data_that_does_not_fit_ends_with_status_1_and_says_what_may_help(tmp_path, capsys):
    main(["new", "mlp", "-o", str(tmp_path / "m.netb")])
    np.savez(tmp_path / "d.npz", x=np.zeros((50, 12), np.float32), y=np.arange(50) % 3)
    capsys.readouterr()

    assert main(["doctor", str(tmp_path / "m.netb"), "--data", str(tmp_path / "d.npz")]) == 1
    told = capsys.readouterr().out
    assert "error: " in told
    assert "What may help: " in told
