"""Commands do not write into what others have open, changed meanwhile, or made with a newer version (3, 9, 10)."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from netbuilder.cli import main
from netbuilder.files.lock import Lock, lock_file, take_lock
from netbuilder.project import read_project, template, write_project
from netbuilder.project.file import holds_project
from tests.project.test_project_file import rewritten


@pytest.fixture
def path(tmp_path):
    write_project(tmp_path / "net.netb", template("mlp").project())
    return tmp_path / "net.netb"


def commands(path):
    model = str(path.with_name("model.json"))
    return {
        "train": ["train", str(path), "-o", str(path), "--epochs", "1"],
        "train in place": ["train", str(path), "--in-place", "--epochs", "1"],
        "new": ["new", "cnn", "-o", str(path)],
        "import": ["import", model, "-o", str(path)],
        "export": ["export", model, "-o", str(path)],
    }


NAMES = list(commands(Path("x")))


@pytest.mark.parametrize("name", NAMES)
def test_a_project_that_is_open_elsewhere_is_not_written(name, path, capsys):
    assert main(["export", str(path), "-o", str(path.with_name("model.json"))]) == 0
    before = path.read_bytes()
    lock = take_lock(path)
    assert isinstance(lock, Lock)

    status = main(commands(path)[name])
    lock.release()

    assert status == 2
    assert f"net.netb is open elsewhere: {lock.owner.user} on {lock.owner.host}" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", NAMES)
def test_a_project_of_a_newer_version_is_never_written_down(name, path, capsys):
    assert main(["export", str(path), "-o", str(path.with_name("model.json"))]) == 0
    rewritten(path, lambda data: {**data, "schema": 99, "version": "9.9"})
    before = path.read_bytes()

    assert main(commands(path)[name]) == 2

    assert "made by a newer NetBuilder (9.9), and this one would lose" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert not lock_file(path).exists()


def test_a_project_that_is_changed_while_it_trains_is_kept_beside_the_result(path):
    command = [sys.executable, "-m", "netbuilder", "train", str(path), "--in-place", "--epochs", "100000", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while json.loads(process.stdout.readline()).get("event") != "epoch":
        pass
    assert take_lock(path).process == process.pid
    other = template("mlp").project()
    write_project(path, other.replace(training=other.training.replace(epochs=55)))
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate()

    found, kept = read_project(path), read_project(path.with_name("net 2.netb"))

    assert process.returncode == 130
    assert "net.netb was changed since it was read" in err
    assert (found.project.training.epochs, found.run) == (55, None)
    assert kept.run.epochs >= 1
    assert not lock_file(path).exists()


def test_nothing_is_left_beside_a_project_that_was_trained(path):
    assert main(["train", str(path), "-o", str(path), "--epochs", "1"]) == 0

    assert [file.name for file in path.parent.iterdir()] == ["net.netb"]
    assert read_project(path).run.epochs == 1


@pytest.mark.parametrize("name", ["net.zip", "net", "net.keras", "net.2026"])
def test_a_project_is_trained_into_itself_whatever_it_is_called(name, path, capsys):
    """And is locked meanwhile."""
    path = path.rename(path.with_name(name))
    lock = take_lock(path)
    assert main(["train", str(path), "--in-place", "--epochs", "1"]) == 2
    lock.release()

    assert main(["train", str(path), "--in-place", "--epochs", "1"]) == 0

    assert read_project(path).run.epochs == 1
    assert [run.number for run in read_project(path).runs] == [1]


@pytest.mark.parametrize(("name", "written"), [("net.zip", "project"), ("net.keras", "keras")])
def test_a_name_says_what_is_written_and_where_it_says_nothing_a_project_stays_one(name, written, path, capsys):
    target = path.with_name(name)
    target.write_bytes(path.read_bytes())

    assert main(["train", str(path), "-o", str(target), "--epochs", "1"]) == 0

    assert holds_project(target) == (written == "project")


def test_a_model_called_a_project_is_not_trained_into_itself(path, capsys):
    model = path.with_name("model.keras")
    assert main(["export", str(path), "-o", str(model), "--no-verify"]) == 0
    model = model.rename(path.with_name("model.netb"))
    before = model.read_bytes()
    capsys.readouterr()

    assert main(["train", str(model), "--in-place", "--epochs", "1"]) == 2

    assert "is no project" in capsys.readouterr().err
    assert model.read_bytes() == before
