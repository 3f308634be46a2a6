"""What leaves as Keras code is what a tutorial would print; the rest is a choice of its own."""

from __future__ import annotations

import pytest

from netbuilder.cli.main import main
from netbuilder.project.templates import templates

MOST = 56  # lines that say something, of the longest template; the others have fewer


@pytest.mark.parametrize("name", templates())
def test_a_template_s_script_has_nothing_that_a_reader_would_skip(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["new", name, "-o", "net.netb"]) == 0
    assert main(["export", "net.netb", "-o", "net.py", "--no-verify"]) == 0
    source = (tmp_path / "net.py").read_text()

    assert not any(word in source for word in ("argparse", "distribute", "options.", "--data"))
    assert sum(1 for line in source.splitlines() if line.strip()) <= MOST


def test_the_complete_script_is_there_when_it_is_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mlp", "-o", "net.netb"]) == 0
    assert main(["export", "net.netb", "-o", "net.py", "--complete", "--no-verify"]) == 0
    source = (tmp_path / "net.py").read_text()

    for option in ("--backend", "--epochs", "--data", "--resume", "--distribute"):
        assert f'"{option}"' in source
