"""Training by Keras in another Python: real processes, of real Keras and of programs that misbehave."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from netbuilder.data import DataSettings, load
from netbuilder.engine.callbacks import CSVLogger, EarlyStopping, LearningRateScheduler, ModelCheckpoint
from netbuilder.engine.events import BatchEnd, EpochEnd, Finished, Started, Waiting, Warned
from netbuilder.engine.falling_back import Diverged
from netbuilder.engine.fit import Samples, evaluate, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import SGD, Adam
from netbuilder.engine.readiness import ready_data, training_parts
from netbuilder.engine.samples import split
from netbuilder.engine.schedules import ExponentialDecay, PiecewiseConstantDecay
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault, TrainingError
from netbuilder.formats import Bundle, write
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from netbuilder.project import external
from netbuilder.project.external import Elsewhere, Hurry, Missing, look
from netbuilder.project.external.process import log
from netbuilder.project.external.training import PREFIX, train_elsewhere
from netbuilder.project.place import Place
from tests.networks import chain, mlp, two_in_two_out
from tests.networks import node as block

HERE = Elsewhere(Path(sys.executable), "jax")
SETTINGS = TrainingSettings(optimizer=Adam(0.01), epochs=3, batch_size=16, validation_split=0.25, shuffle=False, seed=1)


def samples(count=72):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(count, 6)).astype("float32")
    return Samples((x,), ((x[:, 0] > 0).astype(int) + (x[:, 1] > 0),))


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


def children(name="runner.py"):
    """The processes of this one that run a file of that name, whatever its folder."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == os.getpid() and any(word.endswith(name.encode()) for word in words):
            found.append(int(folder.name))
    return found


# -- real Keras ---------------------------------------------------------------------------------------


def test_keras_elsewhere_trains_as_the_own_engine_does_and_gives_the_weights_back(tmp_path):
    """Both begin with the same weights and see the same batches, so their numbers are the same."""
    settings = SETTINGS.replace(callbacks=[CSVLogger(filename=str(tmp_path / "table.csv"))])
    model, own = compile_model(mlp(), settings), compile_model(mlp(), SETTINGS)
    expected = list(fit(own, samples()))

    events = list(train_elsewhere(model, samples(), HERE, place=Place(tmp_path)))

    (begun,), (own_begun,) = of_kind(events, Started), of_kind(expected, Started)
    assert (begun.samples, begun.validation_samples, begun.batches) == (54, 18, own_begun.batches)
    for one, other in zip(of_kind(events, BatchEnd), of_kind(expected, BatchEnd), strict=True):
        assert (one.epoch, one.batch, one.step, one.samples) == (other.epoch, other.batch, other.step, other.samples)
        assert one.loss == pytest.approx(other.loss, rel=1e-4)
    for one, other in zip(of_kind(events, EpochEnd), of_kind(expected, EpochEnd), strict=True):
        assert one.logs == pytest.approx(other.logs, rel=1e-4)
        assert one.learning_rate == pytest.approx(0.01)
    assert isinstance(events[-1], Finished)
    assert (events[-1].epochs, events[-1].reason) == (3, "done")
    for node, name, view in own.parameters:
        np.testing.assert_allclose(model.parameters.views[node, name], view, rtol=1e-3, atol=1e-5)
    assert model.optimizer_state.iteration == own.optimizer_state.iteration
    assert len((tmp_path / "table.csv").read_text().splitlines()) == 4
    assert not children()


def test_it_goes_on_after_the_epochs_of_an_earlier_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    checkpoint = ModelCheckpoint(filepath="at-{epoch}.keras")
    model = compile_model(mlp(), SETTINGS.replace(seed=None, callbacks=[checkpoint]))
    events = list(train_elsewhere(model, samples(), HERE, {"loss": [0.9, 0.8]}))

    (begun,) = of_kind(events, Started)
    assert (begun.first_epoch, begun.epochs, begun.seed) == (2, 5, model.seed)
    assert [event.epoch for event in of_kind(events, EpochEnd)] == [2, 3, 4]
    assert events[-1].epochs == 5
    assert events[-1].history["loss"][:2] == [0.9, 0.8]
    assert len(events[-1].history["loss"]) == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["at-3.keras", "at-4.keras", "at-5.keras"]


def test_stopping_keeps_what_was_learned_and_leaves_no_process():
    model = compile_model(mlp(), SETTINGS.replace(epochs=1_000_000))
    before = last(evaluate(model, samples())).logs["loss"]
    run = train_elsewhere(model, samples(), HERE)

    while not isinstance(event := next(run), EpochEnd) or event.epoch < 3:
        pass
    assert len(children()) == 1
    run.close()

    assert not children()
    assert last(evaluate(model, samples())).logs["loss"] < before
    assert model.optimizer_state.iteration >= 4 * 4


@pytest.mark.long
@pytest.mark.parametrize("backend", ["jax", "torch", "tensorflow"])
def test_every_backend_gives_the_own_engine_s_numbers(backend):
    where = Elsewhere(Path(sys.executable), backend)
    if backend == "tensorflow":
        where = Elsewhere(Path(os.environ.get("NETBUILDER_TF", ".bench/tf/bin/python")).absolute(), backend)
        if not where.python.exists():
            pytest.skip("needs TensorFlow: sh resources/setup.sh bench makes .bench/tf")
    elif backend == "torch":
        pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    model, own = compile_model(two_in_two_out(), SETTINGS), compile_model(two_in_two_out(), SETTINGS)
    rng = np.random.default_rng(0)
    given = Samples(
        (rng.normal(size=(64, 6, 4)).astype("float32"), rng.normal(size=(64, 5)).astype("float32")),
        (rng.integers(0, 3, 64), rng.integers(0, 3, 64)),
        rng.uniform(0.5, 2, 64).astype("float32"),
    )
    expected = last(fit(own, given)).history

    found = last(train_elsewhere(model, given, where)).history

    assert found.keys() == expected.keys()
    for name in expected:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-3, err_msg=name)
    _, held = split(given, 0.25)
    assert last(evaluate(model, held)).logs["loss"] == pytest.approx(found["val_loss"][-1], rel=1e-4)


@pytest.mark.long
def test_callbacks_act_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = SETTINGS.replace(
        epochs=50, optimizer=SGD(0.1),
        callbacks=[
            EarlyStopping(patience=2, min_delta=10.0),
            ModelCheckpoint(filepath="kept/best.keras", monitor="loss"),
            LearningRateScheduler(ExponentialDecay(0.1, 1, 0.5)),
        ],
    )  # fmt: skip
    events = list(train_elsewhere(compile_model(mlp(), settings), samples(), HERE))

    assert events[-1].reason == "EarlyStopping"
    assert events[-1].epochs == 3
    assert [event.learning_rate for event in of_kind(events, EpochEnd)] == pytest.approx([0.1, 0.05, 0.025])
    assert (tmp_path / "kept" / "best.keras").exists()


@pytest.mark.long
def test_a_process_that_is_killed_is_one_fault_and_the_last_epoch_is_kept():
    model = compile_model(mlp(), SETTINGS.replace(epochs=1_000_000))
    before = last(evaluate(model, samples())).logs["loss"]
    run = train_elsewhere(model, samples(), HERE)
    while not isinstance(event := next(run), EpochEnd) or event.epoch < 3:
        pass
    os.kill(children()[0], signal.SIGKILL)

    with pytest.raises(TrainingError, match="SIGKILL"):
        list(run)
    assert last(evaluate(model, samples())).logs["loss"] < before


@pytest.mark.long
def test_a_loss_that_is_not_finite_ends_it_and_the_weights_are_finite():
    settings = SETTINGS.replace(optimizer=SGD(1e30), loss="mean_squared_error", metrics=())
    model = compile_model(chain(Input((6,)), Dense(3)), settings)
    x = samples().x[0] * 1e10

    with pytest.raises(TrainingError, match="not finite in epoch 1"):
        list(train_elsewhere(model, Samples((x,), (np.ones((72, 3), "float32"),)), HERE))
    assert all(np.isfinite(view).all() for _, _, view in model.parameters)


@pytest.mark.long
def test_after_a_loss_that_is_not_finite_the_weights_are_those_that_the_best_epoch_began_with():
    rate = PiecewiseConstantDecay([27], [0.05, 30.0])  # in the fourth epoch
    settings = SETTINGS.replace(optimizer=SGD(rate), loss="mean_squared_error", metrics=(), epochs=60, batch_size=8)
    model = compile_model(chain(Input((6,)), Dense(3), Dense(3)), settings)
    given = Samples(samples().x, (np.ones((72, 3), "float32"),))
    begun, losses = model.parameters.values.copy(), []
    run = train_elsewhere(model, given, HERE)

    def follow():
        losses.extend(event.logs["loss"] for event in run if isinstance(event, EpochEnd))

    with pytest.raises(Diverged) as ended:
        follow()

    assert np.argmin(losses) == ended.value.epochs == 3
    assert not np.array_equal(model.parameters.values, begun)
    assert last(evaluate(model, given)).logs["loss"] < losses[1]


# -- what may be wrong there ----------------------------------------------------------------------------


def test_a_python_that_is_not_there_is_named():
    with pytest.raises(TrainingError, match="/nowhere/python was not found"):
        look(Elsewhere(Path("/nowhere/python")))


def test_a_python_without_keras_is_told_with_the_command_that_installs_it(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    python = tmp_path / "bare" / "bin" / "python"

    with pytest.raises(Missing) as caught:
        look(Elsewhere(python))

    assert caught.value.command == f"{python} -m pip install keras jax"
    assert caught.value.command in str(caught.value)


def test_what_is_there_is_found():
    found = look(HERE)

    assert found.keras.startswith("3.")
    assert found.backend == "jax"


def program(tmp_path, source):
    """A file that takes the place of a Python."""
    path = tmp_path / "python"
    path.write_text(f"#!{sys.executable}\n{source}")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return path


@pytest.mark.parametrize(
    "source", ["", "print('hello')", "import sys; sys.exit('no such thing')", "print('{' * 100000)"]
)
def test_a_program_that_is_no_python_is_said(source, tmp_path):
    with pytest.raises(TrainingError, match="does not work as Python"):
        look(Elsewhere(program(tmp_path, source)))


def test_a_file_that_cannot_be_run_is_said(tmp_path):
    (tmp_path / "python").write_text("x")

    with pytest.raises(TrainingError, match="does not work as Python"):
        look(Elsewhere(tmp_path / "python"))


def test_a_python_that_does_not_answer_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(external.elsewhere, "SECONDS", 0.2)

    with pytest.raises(TrainingError, match="did not answer"):
        look(Elsewhere(program(tmp_path, "import time; time.sleep(60)")))


@pytest.mark.parametrize(
    ("versions", "backend", "command"),
    [
        ({"keras": "2.15.0", "tensorflow": "2.15.0"}, "", "install --upgrade keras"),
        ({"keras": "3.15.1"}, "", "install jax"),
        ({"keras": "3.15.1", "jax": "0.7"}, "torch", "install torch"),
        ({"torch": "2.9"}, "", "install keras"),
        ({"torch": "2.9"}, "tensorflow", "install keras tensorflow"),
    ],
)
def test_what_is_missing_or_too_old_is_said_with_its_command(versions, backend, command, tmp_path):
    python = program(tmp_path, f"print({json.dumps({'netbuilder': 1, **versions})!r})")

    with pytest.raises(Missing) as caught:
        look(Elsewhere(python, backend))

    assert caught.value.command == f"{python} -m pip {command}"


# -- processes that misbehave ----------------------------------------------------------------------------

ANSWER = """
import json, os, signal, sys, time
if sys.argv[1].endswith("probe.py"):
    print(json.dumps({"netbuilder": 1, "python": "3", "keras": "3.15.1", "jax": "1"}))
    sys.exit()
token = json.load(open(os.path.join(sys.argv[-1], "job.json")))["token"]
def tell(event, **fields):
    print(json.dumps({"token": token, "event": event, **fields}), flush=True)
"""
TOLD = """
tell("begin", epoch=0)
tell("batch", epoch=0, batch=0, step=1, logs={"loss": 2.0})
"""


def behaving(tmp_path, source):
    model = compile_model(mlp(), SETTINGS)
    return model, train_elsewhere(model, samples(), Elsewhere(program(tmp_path, ANSWER + source)))


def test_garbage_on_its_output_is_passed_over(tmp_path):
    garbage = """
import sys
for line in (b"\\xff\\xfe\\x00", b"{}", b"[1, 2]", b'{"event": "end"}', b"[" * 100000, b"x" * 3000000):
    sys.stdout.buffer.write(line + b"\\n")
print()
tell("epoch", epoch=0, logs={"loss": 1.5}, rate=0.1)
shutil.copy(WEIGHTS, "result.weights.h5")
tell("end", reason="done")
"""
    weights = tmp_path / "trained.weights.h5"
    write(Bundle(Snapshot.of(compile_model(mlp(), SETTINGS))), weights)
    _, run = behaving(tmp_path, f"import shutil\nWEIGHTS = {str(weights)!r}\n" + TOLD + garbage)

    events = [event for event in run if not isinstance(event, Waiting)]

    assert [type(event) for event in events] == [Started, BatchEnd, EpochEnd, Finished]
    assert events[-1].history == {"loss": [1.5]}


def test_what_it_told_first_does_not_change_with_what_it_tells_later(tmp_path):
    more = """
tell("epoch", epoch=0, logs={"loss": 1.5}, rate=0.1)
tell("epoch", epoch=1, logs={"loss": 1.25}, rate=0.1)
shutil.copy(WEIGHTS, "result.weights.h5")
tell("end", reason="done")
"""
    weights = tmp_path / "trained.weights.h5"
    write(Bundle(Snapshot.of(compile_model(mlp(), SETTINGS))), weights)
    _, run = behaving(tmp_path, f"import shutil\nWEIGHTS = {str(weights)!r}\n" + TOLD + more)

    begun, *_, ended = [event for event in run if not isinstance(event, Waiting)]

    assert begun.history == {}
    assert ended.history == {"loss": [1.5, 1.25]}


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("raise ValueError('out of luck')", "ValueError: out of luck"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("sys.exit(3)", "status 3"),
        ("sys.exit()", "status 0"),
        ("tell('batch', epoch=0)", "status 0"),
    ],
)
def test_a_process_that_ends_too_early_is_one_fault_with_its_last_words(source, cause, tmp_path):
    _, run = behaving(tmp_path, TOLD + source)

    with pytest.raises(TrainingError) as caught:
        list(run)

    assert cause in str(caught.value)
    assert not children()


def test_a_process_that_says_it_ended_but_left_no_weights_is_a_fault(tmp_path):
    model, run = behaving(tmp_path, TOLD + 'tell("end", reason="done")')
    before = model.parameters.snapshot()

    with pytest.raises(TrainingError, match="left no weights"):
        list(run)
    np.testing.assert_array_equal(model.parameters.values, before[0])


@pytest.mark.parametrize("stream", [1, 2])
def test_a_process_that_prints_without_end_is_cut_off(stream, tmp_path):
    flood = f"while True: os.write({stream}, b'x' * 65536 + b'\\n')"
    _, run = behaving(tmp_path, TOLD + flood)

    with pytest.raises(TrainingError, match="was cut off"):
        list(run)
    assert not children()


@pytest.mark.parametrize("stream", [1, 2])
def test_a_python_that_prints_without_end_is_no_python(stream, tmp_path):
    flood = program(tmp_path, f"import os\nwhile True: os.write({stream}, b'y\\n' * 30000)")

    with pytest.raises(TrainingError, match="instead of an answer"):
        look(Elsewhere(flood))
    assert not children()


def test_a_run_that_the_system_wants_to_end_ends_within_seconds(tmp_path):
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    _, run = behaving(tmp_path, deaf + TOLD + "while True: time.sleep(1)")
    while not isinstance(next(run), BatchEnd):
        pass

    begun = time.monotonic()
    with pytest.raises(Hurry):
        run.throw(Hurry())

    assert time.monotonic() - begun < 5
    assert not children()


def test_copies_of_data_that_a_killed_one_left_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left, own = (tmp_path / "temporary" / f"{PREFIX}{number}-abc" for number in (dead.pid, os.getpid()))
    for folder in (left, own):
        folder.mkdir(parents=True)
        (folder / "x_train_0.npy").write_bytes(b"data")
    _, run = behaving(tmp_path, "sys.exit(1)")

    with pytest.raises(TrainingError):
        list(run)

    assert list((tmp_path / "temporary").iterdir()) == [own]


def test_a_callback_that_may_not_write_where_it_wants_is_told_and_left_out(tmp_path):
    settings = SETTINGS.replace(callbacks=[ModelCheckpoint(filepath=str(tmp_path / "best.keras"))])
    (tmp_path / "project").mkdir()
    where = Elsewhere(program(tmp_path, ANSWER + TOLD + "time.sleep(60)"))
    run = train_elsewhere(compile_model(mlp(), settings), samples(), where, Place(tmp_path / "project"))

    while not isinstance(event := next(run), Warned | Started):
        pass
    run.close()

    assert isinstance(event, Warned)
    assert "is outside the folder" in str(event.message)


def test_weights_that_do_not_fit_are_refused_and_none_is_taken(tmp_path):
    wrong = "import shutil; shutil.copy('model.keras', 'result.weights.h5'); tell('end', reason='done')"
    model, run = behaving(tmp_path, TOLD + wrong)
    before = model.parameters.snapshot()

    with pytest.raises(FileFault):
        list(run)
    np.testing.assert_array_equal(model.parameters.values, before[0])


def test_a_process_that_will_not_stop_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(external.training, "GRACE", 0.2)
    monkeypatch.setattr(external.process, "LAST_GRACE", 0.3)
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    _, run = behaving(tmp_path, deaf + TOLD + "while True: time.sleep(1)")

    while not isinstance(next(run), BatchEnd):
        pass
    assert len(children()) == 1
    run.close()

    assert not children()


def test_what_it_complains_of_is_in_the_log(tmp_path, caplog):
    caplog.set_level("INFO", log.name)
    _, run = behaving(tmp_path, "print('a wise word', file=sys.stderr)\nsys.exit(1)")

    with pytest.raises(TrainingError, match="a wise word"):
        list(run)
    assert "Keras: a wise word" in caplog.text


def test_a_checkpoint_that_keras_cannot_write_is_refused_before_the_start(tmp_path):
    settings = SETTINGS.replace(callbacks=[ModelCheckpoint(filepath="best.netb")])
    model = compile_model(mlp(), settings)

    with pytest.raises(TrainingError, match=r"best\.netb.*\.keras"):
        list(train_elsewhere(model, samples(), Elsewhere(program(tmp_path, ANSWER))))


# -- the command line ------------------------------------------------------------------------------------


def command(*words):
    return [sys.executable, "-m", "netbuilder", *words]


@pytest.mark.parametrize(
    ("words", "told"), [(["--python", "x"], "--engine keras"), (["--engine", "keras", "--folds", "2"], "--folds")]
)
def test_options_that_contradict_each_other_are_said(words, told, tmp_path, capsys):
    from netbuilder.cli import main

    assert main(["new", "mlp", "-o", str(tmp_path / "net.netb")]) == 0
    assert main(["train", str(tmp_path / "net.netb"), *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.long
def test_ctrl_c_on_the_command_line_stops_it_and_writes_what_was_learned(tmp_path):
    subprocess.run(command("new", "mlp", "-o", tmp_path / "net.netb"), check=True)
    run = subprocess.Popen(
        command("train", tmp_path / "net.netb", "--engine", "keras", "--python", sys.executable, "--backend", "jax",
                "--epochs", "100000", "--json", "-o", tmp_path / "out.keras"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while "epoch" not in (line := run.stdout.readline()) or json.loads(line)["event"] != "epoch":
        pass
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=120)

    assert run.returncode == 130, err
    assert json.loads(out.splitlines()[-1])["event"] == "stopped"
    assert (tmp_path / "out.keras").exists()


@pytest.mark.long
def test_the_process_goes_when_whoever_started_it_is_killed(tmp_path):
    subprocess.run(command("new", "mlp", "-o", tmp_path / "net.netb"), check=True)
    run = subprocess.Popen(
        command("train", tmp_path / "net.netb", "--engine", "keras", "--backend", "jax", "--epochs", "9999", "--json"),
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    while json.loads(run.stdout.readline())["event"] != "epoch":
        pass
    inner = [
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if (folder / "stat").exists() and int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == run.pid
    ]
    run.kill()
    run.communicate()
    ends = time.monotonic() + 60
    left = list(Path(tempfile.gettempdir()).glob(f"{PREFIX}{run.pid}-*"))
    while any(Path(f"/proc/{number}").exists() for number in inner) and time.monotonic() < ends:
        time.sleep(0.1)

    assert inner
    assert not any(folder.exists() for folder in left)
    assert not any(Path(f"/proc/{number}").exists() for number in inner)


def test_metrics_of_keras_elsewhere_are_in_the_unit_of_each_target(tmp_path):
    rows = [f"{i},{(i * 7) % 11},{1000 + 50 * i},{'ab'[i % 2]}" for i in range(40)]
    (tmp_path / "t.csv").write_text("\n".join(["x,z,price,kind", *rows]) + "\n")
    data = DataSettings(
        path=str(tmp_path / "t.csv"), scaling="standardize", target_scaling="standardize",
        targets=("price", "kind"), validation_part=0.2,
    )  # fmt: skip
    metrics = [
        {"class_name": "MeanAbsoluteError", "config": {"output": 0}},
        {"class_name": "BinaryAccuracy", "config": {"output": 1}},
    ]
    settings = TrainingSettings(
        loss=("mean_squared_error", "binary_crossentropy"), metrics=metrics, epochs=1, batch_size=16, seed=1,
    )  # fmt: skip
    graph = Graph.of([block("x", Input((2,))), block("price", Dense(1), "x"), block("kind", Dense(1, "sigmoid"), "x")])
    prepared = ready_data(load(data), data, graph, settings)
    model = compile_model(graph, settings, prepared.input_shapes)
    model.fitted = prepared.fitted
    training, validation = training_parts(prepared, graph, settings)

    events = list(train_elsewhere(model, training, HERE, validation=validation))

    (epoch,) = of_kind(events, EpochEnd)
    ours = last(evaluate(model, validation)).logs
    assert ours["price_mean_absolute_error"] > 100
    for name in ("price_mean_absolute_error", "kind_binary_accuracy", "loss"):
        np.testing.assert_allclose(epoch.logs[f"val_{name}"], ours[name], rtol=1e-4)
