"""The command export says what was verified, and is careful about where it writes."""

from __future__ import annotations

import hashlib
import json

import pytest

from netbuilder.cli import main


@pytest.fixture
def there(tmp_path, monkeypatch):
    """A folder with a small project, which is the current one."""
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mlp", "-o", "a.netb"]) == 0
    return tmp_path


def test_the_levels_the_largest_error_and_the_hash_are_told(there, capsys):
    assert main(["export", "a.netb", "-o", "b.npz"]) == 0

    told = capsys.readouterr().out
    assert "compared on 32 samples of MNIST" in told
    assert "our own reader: largest difference 0.0e+00, allowed 1e-06" in told
    assert hashlib.sha256((there / "b.npz").read_bytes()).hexdigest() in told


def test_the_certificate_is_written_where_that_is_asked(there, capsys):
    assert main(["export", "a.netb", "-o", "b.npz", "--certificate"]) == 0

    assert json.loads((there / "b.npz.certificate.json").read_bytes())["format"] == "npz"


def test_no_verify_leaves_it_out(there, capsys):
    assert main(["export", "a.netb", "-o", "b.npz", "--no-verify"]) == 0

    assert capsys.readouterr().out == ""
    assert (there / "b.npz").exists()


def test_a_python_without_the_engines_is_only_told(there, capsys):
    assert main(["export", "a.netb", "-o", "b.keras", "--python", "./no-python"]) == 0

    assert f"Keras: not run: {there / 'no-python'} cannot be started" in capsys.readouterr().out


@pytest.mark.parametrize("force", [False, True])
def test_a_link_is_written_to_only_by_force(force, there, capsys):
    """Fault 71."""
    (there / "real.npz").write_bytes(b"old")
    (there / "link.npz").symlink_to("real.npz")

    status = main(["export", "a.netb", "-o", "link.npz", *(["--force"] if force else [])])

    assert status == (0 if force else 2)
    assert (there / "link.npz").is_symlink()
    assert ((there / "real.npz").read_bytes() == b"old") is not force
    assert force or "is a link to" in capsys.readouterr().err


@pytest.mark.parametrize("output", ["a.netb", "link.netb"])
def test_the_project_that_is_read_is_not_written_over(output, there, capsys):
    """Fault 71."""
    (there / "link.netb").symlink_to("a.netb")
    before = (there / "a.netb").read_bytes()

    assert main(["export", "a.netb", "-o", output]) == 2

    assert "is the file that is read" in capsys.readouterr().err
    assert (there / "a.netb").read_bytes() == before
