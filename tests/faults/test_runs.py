"""Faults 10, 40, 54, 57 to 62, 65, 71 and 73 by real processes: what was learned is kept whatever ends a run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import BackupAndRestore, CSVLogger, ModelCheckpoint, TensorBoard
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, read_project, write_project
from tests.networks import chain, mlp

SETTINGS = TrainingSettings(optimizer=SGD(0.1), epochs=1_000_000, batch_size=8, seed=1)
FINE = 60  # seconds that nothing here needs


@pytest.fixture
def there(tmp_path, monkeypatch):
    """A folder with a project, its data, and no way out of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETBUILDER_STATE", str(tmp_path / "state"))
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 6)).astype("float32")
    y = (x[:, 0] > 0).astype(int) + (x[:, 1] > 0)
    np.savez(tmp_path / "data.npz", x_train=x, y_train=y, x_test=x, y_test=y)
    make()
    return tmp_path


def make(name="net.netb", **changes):
    write_project(Path(name), Project(mlp(), SETTINGS.replace(**changes), DataSettings(path="data.npz")))


def started(*words):
    """`netbuilder train`, after its first epoch."""
    run = subprocess.Popen(
        [sys.executable, "-m", "netbuilder", "train", *words, "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    told = [run.stdout.readline(), run.stdout.readline()]
    if '"epoch"' not in told[1]:
        raise AssertionError("".join(told) + run.stderr.read())
    return run


def ended(run):
    out, err = run.communicate(timeout=FINE)
    return run.returncode, out, err


def trained(path):
    """How many epochs the run in a project has behind it, if its weights are not those that it began with."""
    found = read_project(path).run
    assert found is not None
    assert found.snapshot.optimizer is not None
    assert found.snapshot.optimizer.iteration > 0
    return found.epochs


# -- signals --------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)])
def test_a_signal_stops_a_run_which_writes_what_it_learned(number, there):
    run = started("net.netb", "-o", "out.netb")
    run.send_signal(number)
    out, err = run.communicate(timeout=5)

    assert run.returncode == 128 + number, err
    assert json.loads(out.splitlines()[-1])["event"] == "stopped"
    assert trained(there / "out.netb") >= 1


def test_a_run_into_its_own_project_is_kept_there_and_its_history_goes_on(there):
    make(epochs=3)
    for _ in range(2):
        assert main(["train", "net.netb", "--in-place"]) == 0

    assert trained(there / "net.netb") == 6


def test_without_a_target_it_says_before_it_begins_that_nothing_is_kept(there, capsys):
    make(epochs=1)
    assert main(["train", "net.netb"]) == 0

    assert "nothing of this training will be kept" in capsys.readouterr().err
    assert read_project(there / "net.netb").run is None


# -- who listens ----------------------------------------------------------------------------------------


def test_when_its_reader_goes_away_it_stops_and_writes(there):
    run = started("net.netb", "-o", "out.netb")
    run.stdout.close()
    run.wait(FINE)
    errors = run.stderr.read()
    run.stderr.close()

    assert run.returncode == 141
    assert "Traceback" not in errors
    assert trained(there / "out.netb") >= 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_ends_no_run(there):
    make(epochs=3)
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "netbuilder", "train", "net.netb", "-o", "out.netb"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=FINE,
        )  # fmt: skip

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "the run continues" in done.stderr
    assert trained(there / "out.netb") == 3


# -- runs that fail -------------------------------------------------------------------------------------


def test_a_run_that_is_not_finite_any_more_fails_and_leaves_finite_weights(there, capsys):
    settings = SETTINGS.replace(optimizer=SGD(1e6), epochs=50, loss="mean_squared_error")
    write_project(Path("net.netb"), Project(chain(Input((6,)), Dense(1)), settings, DataSettings(path="data.npz")))

    assert main(["train", "net.netb", "-o", "out.netb"]) == 2

    assert "finite" in capsys.readouterr().err
    assert read_project(there / "out.netb").run.snapshot.not_finite() == []


def test_what_cannot_be_written_in_the_end_is_in_the_recovery_folder(there):
    (there / "far").mkdir()
    run = started("net.netb", "-o", "far/out.netb")
    shutil.rmtree(there / "far")
    run.send_signal(signal.SIGINT)
    status, _, err = ended(run)

    (kept,) = (there / "state" / "recovered").glob("*.netb")
    assert status != 0
    assert str(kept) in err
    assert trained(kept) >= 1


# -- what callbacks write -------------------------------------------------------------------------------

WRITERS = {
    "CSVLogger": lambda path: CSVLogger(path),
    "ModelCheckpoint": lambda path: ModelCheckpoint(filepath=f"{path}/m.keras"),
    "TensorBoard": lambda path: TensorBoard(path),
    "BackupAndRestore": lambda path: BackupAndRestore(path),
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("place", ["a file", "outside", "above", "a link"])
def test_a_callback_that_may_not_or_cannot_write_warns_once_and_the_run_goes_on(name, place, there, capsys):
    outside = there.parent / f"{there.name}-outside"
    (there / "a file").write_text("mine")
    (there / "a link").symlink_to(outside)
    path = {"a file": "a file", "outside": str(outside), "above": f"../{outside.name}", "a link": "a link"}[place]
    make(epochs=3, callbacks=(WRITERS[name](path),))

    assert main(["train", "net.netb", "-o", "out.netb"]) == 0

    errors = capsys.readouterr().err
    assert errors.count(f"warning: {name} cannot write, and the run continues") == 1
    assert ("--allow-outside" in errors) == (place != "a file")  # the way out is named
    assert (there / "a file").read_text() == "mine"
    assert not outside.exists()
    assert trained(there / "out.netb") == 3


def test_what_is_outside_of_the_project_is_written_where_that_is_allowed(there):
    outside = there.parent / f"{there.name}.csv"
    make(epochs=2, callbacks=(CSVLogger(str(outside)),))

    assert main(["train", "net.netb", "--allow-outside"]) == 0

    assert len(outside.read_text().splitlines()) == 3


def test_relative_paths_begin_in_the_folder_of_the_project(there):
    (there / "sub").mkdir()
    make("sub/net.netb", epochs=2, callbacks=(CSVLogger("h.csv"), ModelCheckpoint(filepath="m{epoch}.keras")))

    assert main(["train", "sub/net.netb"]) == 0

    assert sorted(path.name for path in (there / "sub").iterdir()) == ["h.csv", "m1.keras", "m2.keras", "net.netb"]


@pytest.mark.parametrize(
    "callback", [CSVLogger("notes.txt"), ModelCheckpoint(filepath="net.netb"), ModelCheckpoint(filepath="data.npz"),
                 ModelCheckpoint(filepath="mine.py"), CSVLogger("net.netb")], ids=repr,
)  # fmt: skip
def test_a_callback_replaces_no_file_of_another_kind(callback, there, capsys):
    (there / "notes.txt").write_text("mine")
    (there / "mine.py").write_text("print('mine')\n")
    make(epochs=2, callbacks=(callback,))
    before = {path: path.read_bytes() for path in there.iterdir() if path.is_file()}

    assert main(["train", "net.netb"]) == 0

    assert "cannot write" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in there.iterdir() if path.is_file()} == before


def test_a_table_that_could_not_be_written_for_a_while_is_whole_in_the_end(there):
    make(callbacks=(CSVLogger("sub/h.csv"),))
    (there / "sub").write_text("in the way")
    run = started("net.netb")
    (there / "sub").unlink()
    for line in run.stdout:
        if (there / "sub" / "h.csv").exists() and json.loads(line)["epoch"] > 3:
            break
    run.send_signal(signal.SIGTERM)
    ended(run)

    epochs = [line.split(",")[0] for line in (there / "sub" / "h.csv").read_text().splitlines()]
    assert epochs == ["epoch", *map(str, range(len(epochs) - 1))]


# -- going on from a checkpoint -------------------------------------------------------------------------


def interrupted(there):
    """A project whose run left a checkpoint behind."""
    make(epochs=1_000_000, callbacks=(BackupAndRestore("backup"),))
    run = started("net.netb")
    for _ in run.stdout:
        if (there / "backup" / "checkpoint.npz").exists():
            break
    run.kill()
    ended(run)
    assert (there / "backup" / "checkpoint.npz").exists()


def test_the_same_circumstances_go_on_without_a_question(there, capsys):
    interrupted(there)

    assert main(["train", "net.netb", "--epochs", "1"]) == 0


def test_other_data_is_asked_about_and_nothing_is_changed(there, capsys):
    interrupted(there)
    before = (there / "backup" / "checkpoint.npz").read_bytes()
    arrays = dict(np.load(there / "data.npz"))
    arrays["x_train"][0, 0] += 1
    np.savez(there / "data.npz", **arrays)

    assert main(["train", "net.netb", "--epochs", "1"]) == 2

    error = capsys.readouterr().err
    assert "not exactly: the training data is not the same" in error
    assert "--resume anyway" in error
    assert (there / "backup" / "checkpoint.npz").read_bytes() == before
    assert main(["train", "net.netb", "--epochs", "1", "--resume", "anyway"]) == 0
    assert main(["train", "net.netb", "--epochs", "1", "--resume", "anew"]) == 0


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs a process that is kept to one processor")
@pytest.mark.skipif(os.cpu_count() == 1, reason="needs two processors")
def test_another_number_of_threads_is_asked_about(there, capsys):
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_of_them)})  # a process has the processors of the thread that starts it
    try:
        interrupted(there)
    finally:
        os.sched_setaffinity(0, all_of_them)

    assert main(["train", "net.netb", "--epochs", "1"]) == 2

    assert "1 threads then" in capsys.readouterr().err


def test_a_backup_stays_until_the_result_is_written(there):
    make(epochs=2, callbacks=(BackupAndRestore("backup"),))

    assert main(["train", "net.netb"]) == 0
    assert (there / "backup" / "checkpoint.npz").exists()
    assert main(["train", "net.netb", "-o", "out.netb"]) == 0
    assert not (there / "backup" / "checkpoint.npz").exists()
    assert trained(there / "out.netb") == 2


# -- what is not replaced -------------------------------------------------------------------------------


def refused(there, capsys, *words):
    before = {path: path.read_bytes() for path in there.iterdir() if path.is_file()}
    assert main(list(words)) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1, error
    assert {path: path.read_bytes() for path in there.iterdir() if path.is_file()} == before
    return error


@pytest.mark.parametrize("output", ["data.npz", "folder.keras", "link.keras", "locked.keras", "x.docx", "x.ipynb.png"])
def test_a_target_that_cannot_or_should_not_be_is_found_before_training(output, there, capsys):
    make(epochs=1)
    (there / "folder.keras").mkdir()
    (there / "link.keras").symlink_to("notes.txt")
    (there / "notes.txt").write_text("mine")
    (there / "locked.keras").write_text("old")
    (there / "locked.keras").chmod(0o444)
    if output.endswith(".png"):
        assert main(["train", "net.netb", "-o", output]) in (0, 2)  # a picture, where there is Qt
        return
    error = refused(there, capsys, "train", "net.netb", "-o", output)

    assert output in error
    assert "epoch" not in error


def test_a_script_is_not_trained_into_itself(there, capsys):
    assert main(["export", "net.netb", "-o", "mine.py"]) == 0

    assert "is the file that is read" in refused(
        there, capsys, "train", "mine.py", "--data", "data.npz", "-o", "mine.py"
    )


def test_predictions_do_not_replace_what_they_are_made_of(there, capsys):
    make(epochs=1)
    assert main(["train", "net.netb", "--in-place"]) == 0
    np.save(there / "in.npy", np.zeros((2, 6), "float32"))
    capsys.readouterr()

    assert "is the file that is read" in refused(there, capsys, "predict", "net.netb", "in.npy", "-o", "in.npy")
    assert main(["predict", "net.netb", "in.npy", "-o", "in.npy", "--force"]) == 0
    assert np.load(there / "in.npy").shape == (2, 3)


@pytest.mark.parametrize("framework", ["keras", "numpy"])
def test_weights_beside_a_script_do_not_replace_another_file(framework, there, capsys):
    words = ["export", "net.netb", "-o", "data.py", "--framework", framework, "--weights", "--no-verify"]
    (there / "data.weights.h5").write_text("mine")

    assert "already exists" in refused(there, capsys, *words)
    assert main([*words, "--force"]) == 0


def test_a_file_that_lost_its_write_permission_is_replaced_by_force_alone(there, capsys):
    (there / "out.npz").write_text("old")
    (there / "out.npz").chmod(0o444)

    assert "write-protected" in refused(there, capsys, "export", "net.netb", "-o", "out.npz")
    assert main(["export", "net.netb", "-o", "out.npz", "--force"]) == 0
    assert stat.S_IMODE((there / "out.npz").stat().st_mode) == 0o444


def test_a_checkpoint_with_more_epochs_than_are_asked_for_is_kept_and_told(there, capsys):
    make(epochs=4, callbacks=(BackupAndRestore("backup", delete_checkpoint=False),))
    assert main(["train", "net.netb", "-o", "first.netb"]) == 0
    capsys.readouterr()

    assert main(["train", "net.netb", "-o", "second.netb", "--epochs", "2"]) == 0

    assert "nothing is left to train: 4 epochs were done before, 2 are asked for" in capsys.readouterr().out
    assert trained(there / "second.netb") == 4
