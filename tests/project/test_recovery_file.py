"""What is kept of an open document: weights once each, words anew, whole after a kill, and nothing of what is gone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from netbuilder.engine.snapshot import Snapshot
from netbuilder.files.lock import release_all
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, Run, TrainedRun, write_project
from netbuilder.project.document import Document
from netbuilder.project.recovery import read_recovered, recovered, recovery_folder
from netbuilder.project.recovery_file import Contents, RecoveryFile
from netbuilder.project.weights_beside import words_of
from tests.networks import node


def project_of_two() -> Project:
    """A network that two numbers leave."""
    return Project(Graph().add(node("input", Input((3,)))).add(node("dense", Dense(2), "input")))


def run_of(project: Project, number: int, value: float, epochs: int = 1) -> Run:
    """A run whose weights are all `value`, as its loss is after each epoch."""
    weights = {("dense", "kernel"): np.full((3, 2), value, "f4"), ("dense", "bias"): np.full(2, value, "f4")}
    history = {"loss": [float(value)] * epochs}
    return Run(number, project, history=history, outcome="done", snapshot=Snapshot(project.graph, weights))


def document_of(*runs: Run) -> Document:
    document = Document(runs[-1].project)
    for run in runs:
        document.remember(run)
    document.run = runs[-1].trained()
    return document


def keep(file: RecoveryFile, document: Document) -> None:
    file.write(Contents.of(document, "net"))


def files() -> dict[str, tuple[int, int]]:
    """What lies in the folder, by the ends of the names, with what changes when it is written."""
    folder = recovery_folder()
    return {
        name.partition(".netb")[2]: (os.stat(folder / name).st_ino, os.stat(folder / name).st_mtime_ns)
        for name in os.listdir(folder)
        if not name.startswith(".")
    }


def back():
    """What is found by whoever comes later."""
    release_all()
    (one,) = recovered()
    return read_recovered(one)[0]


@pytest.fixture
def project() -> Project:
    return project_of_two()


def test_a_name_is_written_without_any_weights(project):
    file, document = RecoveryFile(), document_of(run_of(project, 1, 0.1), run_of(project, 2, 0.2))
    keep(file, document)
    before = files()
    document.remember(replace(document.runs[0], name="the good one"))
    keep(file, document)
    after = files()

    assert sorted(after) == ["", ".run", ".run.1-1", ".run.2-1"]
    assert {name for name in after if after[name] != before[name]} == {"", ".run"}
    found = back()
    assert [run.name for run in found.runs] == ["the good one", ""]
    assert [float(run.snapshot.weights["dense", "bias"][0]) for run in found.runs] == pytest.approx([0.1, 0.2])
    assert found.run.snapshot is found.runs[1].snapshot
    assert found.last == 2


def test_a_run_more_is_a_file_more_and_a_run_that_is_forgotten_one_less(project):
    file, document = RecoveryFile(), document_of(run_of(project, 1, 0.1), run_of(project, 2, 0.2))
    keep(file, document)
    before = files()
    document.remember(run_of(project, 3, 0.3))
    keep(file, document)

    assert files()[".run.2-1"] == before[".run.2-1"]
    assert ".run.3-1" in files()
    document.forget(1)
    keep(file, document)
    assert ".run.1-1" not in files()
    assert [run.number for run in back().runs] == [2, 3]


def test_other_weights_of_the_same_run_take_the_place_of_the_old(project):
    file, document = RecoveryFile(), document_of(run_of(project, 1, 0.1))
    keep(file, document)
    document.remember(run_of(project, 1, 0.5, epochs=2))
    document.run = document.runs[0].trained()
    keep(file, document)

    assert sorted(files()) == ["", ".run", ".run.1-2"]
    assert float(back().run.snapshot.weights["dense", "bias"][0]) == 0.5


def test_weights_of_no_run_are_kept_too(project):
    loaded = TrainedRun(run_of(project, 1, 0.7).snapshot, project.data, source="found.npz")
    document = Document(project)
    document.run = loaded
    keep(RecoveryFile(), document)

    found = back()
    assert (found.run.source, found.run.number, found.runs) == ("found.npz", None, ())
    assert float(found.run.snapshot.weights["dense", "bias"][0]) == pytest.approx(0.7)


def test_what_an_earlier_version_kept_is_read(project):
    document = document_of(run_of(project, 1, 0.1))
    file = RecoveryFile()
    file.write(Contents(project, name="net"))
    write_project(words_of(file.path), Project(), document.run, document.runs, 4)

    found = back()
    assert (found.run.number, found.last, len(found.runs)) == (1, 4, 1)
    assert found.runs[0].snapshot is not None


@pytest.mark.parametrize("fault", ["gone", "torn", "another"])
def test_weights_that_cannot_be_read_are_left_out_and_told(fault, project):
    keep(RecoveryFile(), document_of(run_of(project, 1, 0.1), run_of(project, 2, 0.2)))
    (path,) = recovery_folder().glob("*.run.1-1")
    if fault == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:300] if fault == "torn" else b"x")

    found = back()
    assert [run.snapshot is None for run in found.runs] == [True, False]
    assert found.run is not None
    (told,) = found.notices
    assert "were left out: 1" in str(told)


def test_a_name_that_leads_elsewhere_is_not_followed(project, tmp_path):
    keep(RecoveryFile(), document_of(run_of(project, 1, 0.1)))
    (path,) = recovery_folder().glob("*.run")
    write_project(tmp_path / "elsewhere.netb", project, run_of(project, 1, 0.9).trained())
    named = {"network": f"../../{tmp_path}/elsewhere.netb", "runs": {}}
    write_project(path, Project(), named=named)

    assert back().run is None


def test_all_of_it_goes_with_the_project_and_what_a_killed_one_left_goes_at_the_next(project):
    file = RecoveryFile()
    keep(file, document_of(run_of(project, 1, 0.1), run_of(project, 2, 0.2)))
    file.remove()
    assert files() == {}

    keep(file, document_of(run_of(project, 1, 0.1)))
    file.path.unlink()  # whoever deleted it was killed then
    file.let_go()
    keep(RecoveryFile(), Document(project))
    assert sorted(files()) == [""]


def test_weights_in_a_file_of_the_document_s_own_are_not_kept_beside_it(project, tmp_path):
    file, document = RecoveryFile(), document_of(run_of(project, 1, 0.1))
    keep(file, document)
    write_project(tmp_path / "net.netb", document.project, document.run, document.runs)
    document.mark_saved(tmp_path / "net.netb")
    document.project = document.project.replace(training=document.project.training.replace(epochs=3))
    keep(file, document)

    assert sorted(files()) == ["", ".of"]
    assert back().runs[0].snapshot is not None


# Each line that comes in begins a child that keeps runs until it is killed.
KEEPER = """
import os, sys
from tests.project.test_recovery_file import document_of, keep, project_of_two, run_of
from netbuilder.project.recovery_file import RecoveryFile
project = project_of_two()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        print(os.getpid(), flush=True)
        document, file, number = document_of(run_of(project, 1, 0.0)), RecoveryFile(), 0
        while True:
            number += 1
            document.remember(run_of(project, 1 + number % 3, number))
            document.run = document.runs[0].trained()
            keep(file, document)
    os.waitpid(child, 0)
    print("over", flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("kills", [20, pytest.param(300, marks=pytest.mark.long)])
def test_after_a_kill_each_run_has_the_weights_that_its_words_are_of(kills):
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    draw, seen = random.Random(kills), 0
    for _ in range(kills):
        keeper.stdin.write("go\n")
        keeper.stdin.flush()
        child = int(keeper.stdout.readline())
        time.sleep(draw.uniform(0.0, 0.1))
        os.kill(child, signal.SIGKILL)
        assert keeper.stdout.readline() == "over\n"
        for one in recovered():
            found = read_recovered(one)[0]
            assert found.notices == ()
            for run in found.runs:
                seen += 1
                assert float(run.snapshot.weights["dense", "bias"][0]) == run.history["loss"][0]
    keeper.communicate()
    assert seen
