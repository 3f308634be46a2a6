"""What is printed, and asked to end, by real processes: any encoding, a full disk, nobody who reads, Ctrl+C."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.formats.weight_files import read_weights
from netbuilder.project import TrainedRun, read_project, write_project

COMMAND = [sys.executable, "-m", "netbuilder"]


def run(*words, **more):
    return subprocess.run([*COMMAND, *words], stderr=subprocess.PIPE, check=False, timeout=60, **more)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "cp932", "utf-8"])
@pytest.mark.parametrize("words", [["layers", "--coverage"], ["layers", "--json"], ["summary", "净.netb"]])
def test_letters_that_an_encoding_lacks_are_replaced(words, encoding, tmp_path):
    main(["new", "mlp", "-o", str(tmp_path / "净.netb")])
    done = run(*words, cwd=tmp_path, stdout=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": encoding})

    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) > 5


@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
def test_json_loses_no_letter_in_a_narrow_encoding(encoding, tmp_path):
    told = [
        json.loads(run("layers", "--json", stdout=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": name}).stdout
                   .decode(name).splitlines()[3])
        for name in (encoding, "utf-8")
    ]  # fmt: skip

    assert told[0] == told[1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [["templates"], ["layers", "--json"], ["--help"]])
def test_output_on_a_full_disk_is_one_sentence(words):
    with open("/dev/full", "w") as full:
        done = run(*words, stdout=full)

    assert done.returncode != 0
    assert b"Traceback" not in done.stderr
    assert b"No space left" in done.stderr


def test_a_closed_output_is_no_fault():
    done = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *COMMAND, "templates"], capture_output=True, check=False, timeout=60
    )

    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_that_goes_away_is_no_fault():
    words = ["sh", "-c", '"$@" | head -1', "sh", *COMMAND, "layers", "--json"]
    done = subprocess.run(words, capture_output=True, check=False, timeout=60)

    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


DEAF = f"""#!{sys.executable}
import json, os, signal, sys, time
if sys.argv[1].endswith("probe.py"):
    print(json.dumps({{"netbuilder": 1, "python": "3", "keras": "3.15.1", "jax": "1"}}))
    sys.exit()
token = json.load(open(os.path.join(sys.argv[-1], "job.json")))["token"]
signal.signal(signal.SIGTERM, signal.SIG_IGN)
starter = os.getppid()
print(json.dumps({{"token": token, "event": "begin", "epoch": 0}}), flush=True)
while os.getppid() == starter:  # deaf, but not left behind
    time.sleep(1)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_second_signal_ends_a_run_at_once(tmp_path):
    """The run waits for a process elsewhere that does not listen."""
    main(["new", "mlp", "-o", str(tmp_path / "net.netb")])
    deaf = tmp_path / "python"
    deaf.write_text(DEAF)
    deaf.chmod(deaf.stat().st_mode | stat.S_IXUSR)
    words = ["train", "net.netb", "--engine", "keras", "--python", str(deaf), "-o", "out.netb", "--json"]
    going = subprocess.Popen(
        [*COMMAND, *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert '"started"' in going.stdout.readline()
    going.send_signal(signal.SIGINT)
    while "once more ends at once" not in going.stderr.readline():
        pass
    time.sleep(0.6)  # what comes sooner is the same wish

    begun = time.monotonic()
    going.send_signal(signal.SIGTERM)
    going.communicate(timeout=60)

    assert going.returncode == 128 + signal.SIGTERM
    assert time.monotonic() - begun < 3
    assert not (tmp_path / "out.netb").exists()


@pytest.mark.parametrize("suffix", [".npz", ".weights.h5"])
def test_weights_that_do_not_fit_make_no_broken_file_without_verification_either(suffix, tmp_path, capsys):
    path, out = tmp_path / "net.netb", tmp_path / f"out{suffix}"
    main(["new", "mlp", "-o", str(path)])
    project = read_project(path).project
    snapshot = fresh(project.graph, project.training)
    broken = {key: np.zeros((2, 2), "float32") for key in snapshot.weights}
    write_project(path, project, TrainedRun(Snapshot(snapshot.graph, broken, snapshot.training), project.data))

    status = main(["export", str(path), "-o", str(out), "--no-verify"])

    assert "dense" in capsys.readouterr().err
    if status == 0:  # opened without them: what is written fits the network
        wanted = {key: array.shape for key, array in snapshot.weights.items()}
        assert {key: array.shape for key, array in read_weights(out, project.graph).items()} == wanted
    else:
        assert not out.exists()
