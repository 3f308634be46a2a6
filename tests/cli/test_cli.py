"""The command line is a contract: what it prints, where, and with which status."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.project import read_project, templates


@pytest.fixture
def there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def data(there, rng):
    x = rng.normal(size=(60, 5)).astype("float32")
    y = (x[:, 0] > 0).astype(int) + (x[:, 1] > 0)
    np.savez(there / "data.npz", x_train=x[:45], y_train=y[:45], x_test=x[45:], y_test=y[45:])
    return x, y


@pytest.fixture
def model(there):
    """A model of real Keras, never trained."""
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(1)
    made = keras.Sequential(
        [keras.Input((5,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(3, activation="softmax")]
    )
    made.compile(keras.optimizers.SGD(0.1, momentum=0.9), "sparse_categorical_crossentropy", metrics=["accuracy"])
    made.save(there / "model.keras")
    return made


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("command", ["templates", "datasets", "layers"])
def test_lists(command, capsys):
    assert main([command]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 5
    assert main([command, "--json"]) == 0
    assert all(row["name"] for row in lines(capsys))


def test_layers_tell_their_parameters(capsys):
    main(["layers", "--json"])
    dense = next(row for row in lines(capsys) if row["name"] == "Dense")

    units, activation = dense["parameters"][:2]
    assert units == {"name": "units", "help": "Number of outputs.", "required": True}
    assert activation["default"] == "linear"


@pytest.mark.parametrize("name", list(templates()))
def test_new_summary_and_check(name, there, capsys):
    assert main(["new", name, "-o", "net.netb"]) == 0
    assert main(["check", "net.netb"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["summary", "net.netb", "--json"]) == 0
    (summary,) = lines(capsys)
    assert summary["parameters"] == sum(layer["parameters"] for layer in summary["layers"])
    assert {"trainable_parameters", "operations", "memory"} <= set(summary)
    assert main(["summary", "net.netb"]) == 0
    assert f"{summary['parameters']:,} parameters" in capsys.readouterr().out


def test_summary_counts_as_keras_does(model, there, capsys):
    main(["summary", "model.keras", "--json"])
    (summary,) = lines(capsys)

    assert summary["parameters"] == model.count_params()
    assert [layer["output_shape"] for layer in summary["layers"]] == [[5], [8], [3]]


def test_check_prints_a_line_a_problem(there, capsys):
    from netbuilder.graph import edits
    from netbuilder.project import write_project

    project = templates()["mlp"].project()
    write_project(there / "net.netb", project.replace(graph=edits.delete(project.graph, ["dense"])))

    assert main(["check", "net.netb"]) == 1
    assert "dense_1" in capsys.readouterr().out


def test_training_a_keras_model_gives_keras_s_numbers(model, data, there, capsys):
    x, y = data
    arguments = [
        "train",
        "model.keras",
        "--data",
        "data.npz",
        "--epochs",
        "3",
        "--batch-size",
        "8",
        "--validation-split",
        "0.2",
        "--seed",
        "0",
        "--no-shuffle",
        "--json",
        "-o",
        "out.keras",
    ]
    assert main(arguments) == 0
    events = lines(capsys)
    history = model.fit(x[:45], y[:45], batch_size=8, epochs=3, validation_split=0.2, shuffle=False, verbose=0).history

    assert [event["event"] for event in events] == ["started", "epoch", "epoch", "epoch", "finished"]
    for i, event in enumerate(events[1:4]):
        assert event["epoch"] == i + 1
        for name, values in history.items():
            assert event[name] == pytest.approx(values[i], rel=1e-4)
    trained = keras.models.load_model(there / "out.keras")
    np.testing.assert_allclose(trained.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-4)


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".netb"])
def test_training_goes_on_from_the_weights_and_optimizer_of_the_file(suffix, model, data, there, capsys):
    """Twice one epoch is two epochs."""
    common = ["--data", "data.npz", "--batch-size", "9", "--no-shuffle", "--json"]
    main(["train", "model.keras", *common, "--epochs", "2"])
    expected = lines(capsys)[2]
    main(["train", "model.keras", *common, "--epochs", "1", "-o", f"half{suffix}"])
    capsys.readouterr()
    main(["train", f"half{suffix}", *common, "--epochs", "1"])

    assert lines(capsys)[1]["loss"] == pytest.approx(expected["loss"], rel=1e-6)


def test_evaluate_gives_keras_s_numbers(model, data, there, capsys):
    x, y = data
    assert main(["evaluate", "model.keras", "--data", "data.npz", "--json"]) == 0
    (event,) = lines(capsys)

    expected = model.evaluate(x[45:], y[45:], verbose=0, return_dict=True)
    assert event["samples"] == 15
    assert event["loss"] == pytest.approx(expected["loss"], rel=1e-5)
    assert event["accuracy"] == pytest.approx(expected["accuracy"])


def test_predict_gives_keras_s_outputs(model, data, there):
    np.save(there / "x.npy", data[0])
    assert main(["predict", "model.keras", "x.npy", "-o", "y.npy"]) == 0
    assert main(["predict", "model.keras", "x.npy", "-o", "y.npz"]) == 0

    expected = model.predict(data[0], verbose=0)
    np.testing.assert_allclose(np.load(there / "y.npy"), expected, atol=1e-6)
    with np.load(there / "y.npz") as found:
        np.testing.assert_allclose(found["dense_1"], expected, atol=1e-6)


def test_several_inputs_and_outputs_go_by_name(there, rng):
    a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
    joined = keras.layers.Concatenate()([a, b])
    outputs = [keras.layers.Dense(2, name="p")(joined), keras.layers.Dense(1, name="q")(joined)]
    model = keras.Model([a, b], outputs)
    model.save(there / "model.keras")
    x = {"b": rng.random((4, 2)).astype("float32"), "a": rng.random((4, 3)).astype("float32")}
    np.savez(there / "x.npz", **x)

    assert main(["predict", "model.keras", "x.npz", "-o", "y.npz"]) == 0

    expected = model.predict([x["a"], x["b"]], verbose=0)
    with np.load(there / "y.npz") as found:
        np.testing.assert_allclose(found["p"], expected[0], atol=1e-6)
        np.testing.assert_allclose(found["q"], expected[1], atol=1e-6)
    assert main(["predict", "model.keras", "x.npz", "-o", "y.npy"]) == 2


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".weights.h5", ".npz", ".py"])
def test_export_and_import(suffix, model, there):
    assert main(["export", "model.keras", "-o", f"out{suffix}", "--no-verify"]) == 0
    assert (there / f"out{suffix}").stat().st_size > 100
    if suffix in (".keras", ".h5"):
        assert main(["import", f"out{suffix}", "-o", "back.netb"]) == 0
        found = read_project(there / "back.netb")
        np.testing.assert_array_equal(found.run.snapshot.weights["dense", "kernel"], model.layers[0].get_weights()[0])


@pytest.mark.parametrize("suffix", [".weights.h5", ".npz", ".safetensors"])
def test_weights_alone_are_imported_into_a_network(suffix, model, there, capsys):
    assert main(["export", "model.keras", "-o", f"out{suffix}", "--no-verify"]) == 0
    assert main(["export", "model.keras", "-o", "alone.json"]) == 0

    assert main(["import", f"out{suffix}", "--into", "alone.json", "-o", "back.netb"]) == 0

    found = read_project(there / "back.netb")
    np.testing.assert_array_equal(found.run.snapshot.weights["dense", "kernel"], model.layers[0].get_weights()[0])
    keras.Sequential([keras.Input((5,)), keras.layers.Dense(7)]).save(there / "other.keras")
    assert main(["import", f"out{suffix}", "--into", "other.keras", "-o", "back.netb"]) == 2
    assert "≠" in capsys.readouterr().err


def test_a_csv_trains_with_a_chosen_target(there, capsys):
    rows = "".join(f"{i % 7},{i % 5},{'a' if i % 7 > 3 else 'b'},{i}\n" for i in range(60))
    (there / "table.csv").write_text("p,q,kind,number\n" + rows)
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")]).save(there / "model.keras")

    assert main(["train", "model.keras", "--data", "table.csv", "--target", "kind", "--epochs", "2", "--json"]) == 0
    assert lines(capsys)[-1]["event"] == "finished"


ERRORS = {
    "no file": (["summary", "gone.netb"], "gone.netb"),
    "no data": (["train", "model.keras"], "no data"),
    "unknown data": (["train", "model.keras", "--data", "nothing"], "neither a file nor a data set"),
    "bad epochs": (["train", "model.keras", "--data", "data.npz", "--epochs", "0"], "epochs: must be at least 1"),
    "bad split": (["train", "model.keras", "--data", "data.npz", "--validation-split", "1.5"], "validation_split"),
    "bad suffix": (["export", "model.keras", "-o", "x.docx"], ".docx"),
    "no folder": (["train", "model.keras", "--data", "data.npz", "-o", "no/out.keras"], "no folder"),
    "a file for a folder": (["predict", "model.keras", "data.npz", "-o", "data.npz/y.npy"], "data.npz is not a folder"),
    "a folder": (["train", "model.keras", "--data", "data.npz", "-o", "."], "is a folder"),
    "template": (["new", "nothing", "-o", "x.netb"], "there is no template"),
    "input": (["predict", "model.keras", "model.keras", "-o", "y.npy"], "not a NumPy array"),
    "output": (["predict", "model.keras", "data.npz", "-o", "y.txt"], ".npy or .npz"),
    "wrong data": (["train", "model.keras", "--data", "digits"], "takes samples of shape"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_are_one_line_and_status_2(name, model, data, there, capsys):
    arguments, words = ERRORS[name]

    assert main(arguments) == 2

    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
    assert error.startswith("netbuilder: ")


def test_a_script_without_data_asks_for_it_only_where_none_is_named(data, there, capsys):
    (there / "net.py").write_text(
        "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation='softmax')])\n"
        "model.compile(loss='sparse_categorical_crossentropy')\nmodel.fit(x, y, epochs=1)\n"
    )
    asked = "line 4: the data that it trains on is not known here. Choose the data"

    assert main(["train", "net.py"]) == 2
    assert asked in capsys.readouterr().err
    main(["train", "net.py", "--data", "data.npz"])
    assert asked not in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="a script as a program")
@pytest.mark.parametrize("name", ["./here", "below/here"])
def test_a_python_is_found_from_here_and_not_only_on_the_path(name, model, data, there, capsys):
    (there / "below").mkdir()
    (there / name).write_text("#!/bin/sh\nexit 3\n")
    (there / name).chmod(0o755)

    for command in (["train", "model.keras", "--data", "data.npz", "--engine", "keras"], ["export", "model.keras"]):
        main([*command, "--python", name, "-o", "out.onnx"])
        told = capsys.readouterr()
        assert "not found" not in told.err + told.out


def test_bad_usage_is_status_2(capsys):
    with pytest.raises(SystemExit) as end:
        main(["frobnicate"])
    assert end.value.code == 2


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "netbuilder", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in {**os.environ, **environment}.items() if value is not None},
    )


def test_no_qt_is_imported_but_for_the_window():
    code = (
        "import sys; from netbuilder.cli import main; main(['templates']); "
        "sys.exit(any('PySide6' in name for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_training_a_project_loads_no_foreign_formats(tmp_path):
    project = str(tmp_path / "binary.netb")
    main(["new", "binary", "-o", project])
    code = (
        f"import sys; from netbuilder.cli import main; main(['train', {project!r}, '--epochs', '1']); "
        "sys.exit(any(name in sys.modules for name in ('netbuilder.formats', 'psygnal')))"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_without_a_display_it_says_so_in_one_line():
    done = run(DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "netbuilder --help" in done.stderr


INTERRUPTED = """
import sys, threading, _thread
from netbuilder.cli import main

def interrupt():
    sys.stdin.readline()
    _thread.interrupt_main()

threading.Thread(target=interrupt, daemon=True).start()
sys.exit(main("train model.keras --data data.npz --epochs 1000000 --json -o out.keras".split()))
"""


def test_a_stopped_run_keeps_what_it_learned(model, data, there):
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED], cwd=there, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as run:  # fmt: skip
        heard = run.stdout.readline()  # it trains
        told, errors = run.communicate("\n", timeout=120)

    assert run.returncode == 130, errors
    assert json.loads((heard + told).splitlines()[-1])["event"] == "stopped"
    assert keras.models.load_model(there / "out.keras")
