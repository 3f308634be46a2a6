"""The PyTorch script: its network computes what ours does, its loop learns as ours, alone and on two processes."""

from __future__ import annotations

import ast
import subprocess
import sys

import numpy as np
import pytest

from netbuilder import formats
from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import (
    CSVLogger,
    EarlyStopping,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    TensorBoard,
    TerminateOnNaN,
)
from netbuilder.engine.fit import fit, last
from netbuilder.engine.optimizers import SGD, Adam, Adamax, AdamW, Lion, Nadam
from netbuilder.engine.samples import Samples
from netbuilder.engine.schedules import CosineDecay, ExponentialDecay, PiecewiseConstantDecay, PolynomialDecay, Warmup
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.errors import FileFault
from netbuilder.formats import Bundle, ExportOptions
from netbuilder.formats.torch_script.network import network_of
from netbuilder.formats.torch_script.script import limits, torch_script
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.core import Masking
from netbuilder.layers.parts.regularizers import L1L2, L2
from netbuilder.layers.pooling import GlobalAveragePooling1D
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.sample_normalization import LayerNormalization
from netbuilder.layers.wrappers import Bidirectional
from netbuilder.project import templates
from tests.contract.cases import CASES
from tests.formats.script_cases import assert_close, assert_formatted, cases, graph_of, inputs_of, stirred
from tests.networks import NETWORKS, chain, mlp, random_inputs

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # networks this small only wait for their threads

# What draws random pictures, or does what PyTorch has no function for.
WITHOUT_COUNTERPART = {
    "AutoContrast", "Equalization", "RandomBrightness", "RandomColorDegeneration", "RandomColorJitter",
    "RandomContrast", "RandomCrop", "RandomElasticTransform", "RandomErasing", "RandomFlip", "RandomGaussianBlur",
    "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization", "RandomRotation",
    "RandomSaturation", "RandomSharpness", "RandomShear", "RandomTranslation", "RandomZoom", "Solarization",
}  # fmt: skip
# Masks of padded steps that would reach a layer that minds them, or the loss.
MASKED = ("Masking", "mask_zero")


def declines(case) -> bool:
    """Whether the script cannot express a case."""
    return bool(limits(graph_of(case)))


def network_in(source: str, snapshot: Snapshot):
    """The script's network with a snapshot's weights."""
    names: dict = {"__name__": "script", "__file__": "script.py"}
    exec(compile(source, "script", "exec"), names)
    graph, weights = snapshot.graph, snapshot.weights
    network = names["Network"]()
    state = network_of(graph).state(weights)
    network.load_state_dict({name: torch.as_tensor(array) for name, array in state.items()})
    return network.eval()


def predicted(network, x) -> list[np.ndarray]:
    """Its outputs as arrays."""
    with torch.no_grad():
        found = network(*(torch.as_tensor(part) for part in x))
    return [part.numpy() for part in (found if isinstance(found, tuple) else (found,))]


@pytest.mark.parametrize("case", cases(declines))
def test_a_layer_computes_what_ours_does(case):
    if declines(case):
        assert all(problem.node == "tested" for problem in limits(graph_of(case)))
        return
    snapshot = formats.flat.flat_snapshot(stirred(graph_of(case)))
    x = inputs_of(case)

    network = network_in(torch_script(Bundle(snapshot)), snapshot)

    assert_close(snapshot.model().predict(x), predicted(network, x))


def test_every_layer_that_has_a_counterpart_is_there():
    """One that is new fails here, until it has a rule or is listed."""
    supported = {type(case.layer).__name__ for case in CASES if not declines(case)}
    whole = {type(case.layer).__name__ for case in CASES} - {"Masking"}

    assert whole - supported == WITHOUT_COUNTERPART


@pytest.mark.parametrize("name", [name for name in NETWORKS if name not in ("masked", "transformer")])
def test_a_network_computes_what_ours_does(name):
    snapshot = formats.flat.flat_snapshot(stirred(NETWORKS[name]()))
    x = random_inputs(snapshot.graph, 3, np.random.default_rng(1))

    network = network_in(torch_script(Bundle(snapshot)), snapshot)

    assert_close(snapshot.model().predict(x), predicted(network, x))


@pytest.mark.parametrize("keepdims", [False, True])
def test_the_mean_of_a_text_leaves_its_padding_out(keepdims):
    layers = (Dropout(0.5), GlobalAveragePooling1D(keepdims=keepdims), Dense(2))
    snapshot = stirred(chain(Input((6,), "int32"), Embedding(9, 4, mask_zero=True), *layers))
    x = (np.array([[3, 8, 0, 0, 0, 0], [0, 0, 5, 1, 2, 2], [0] * 6, [1, 2, 3, 4, 5, 6]], np.int32),)

    network = network_in(torch_script(Bundle(snapshot)), snapshot)

    assert_close(snapshot.model().predict(x), predicted(network, x))


PADDED = {
    "mean": (Embedding(9, 4, mask_zero=True), Dropout(0.3), GlobalAveragePooling1D(), Dense(2)),
    "kept axis": (Embedding(9, 4, mask_zero=True), GlobalAveragePooling1D(keepdims=True)),
    "last step": (Embedding(9, 4, mask_zero=True), LSTM(3), Dense(2)),
    "each step": (Embedding(9, 4, mask_zero=True), GRU(3, return_sequences=True), LayerNormalization(), SimpleRNN(4)),
    "tested": (Embedding(9, 4, mask_zero=True), Dense(3), LSTM(3, return_sequences=True), GlobalAveragePooling1D()),
}


@pytest.mark.parametrize("layers", PADDED.values(), ids=PADDED)
def test_padding_is_left_out_wherever_it_stands(layers):
    """At the end, at the beginning, in the middle, nowhere, and nothing but padding."""
    snapshot = stirred(chain(Input((5,), "int32"), *layers))
    x = [np.array([[3, 4, 5, 0, 0], [0, 0, 7, 8, 1], [2, 0, 0, 6, 0], [1, 2, 3, 4, 5], [0, 0, 0, 0, 0]], np.int32)]

    network = network_in(torch_script(Bundle(snapshot)), snapshot)

    assert_close(snapshot.model().predict(x), predicted(network, x))


def test_steps_that_hold_nothing_are_left_out():
    snapshot = stirred(chain(Input((4, 3)), Masking(), LSTM(3), Dense(2)))
    x = [np.random.default_rng(2).normal(size=(3, 4, 3)).astype(np.float32)]
    x[0][0, 2:] = 0
    x[0][1, :1] = 0

    network = network_in(torch_script(Bundle(snapshot)), snapshot)

    assert_close(snapshot.model().predict(x), predicted(network, x))


def test_what_cannot_be_expressed_is_listed_before_anything_is_written(tmp_path):
    graph = chain(Input((6,), "int32"), Embedding(9, 4, mask_zero=True), Bidirectional(GRU(3)), Dense(2))

    with pytest.raises(
        FileFault, match=r"PyTorch script cannot express.*bidirectional: leaves padded steps out.*mask_zero"
    ):
        formats.write(Bundle(fresh(graph)), tmp_path / "model.py", "torch")

    assert list(tmp_path.iterdir()) == []
    plain = chain(Input((6, 4)), GRU(3, reset_after=False), Dense(2))
    assert [str(problem) for problem in limits(plain)] == [
        "gru: applies its reset gate before. Set reset_after to true"
    ]


@pytest.mark.parametrize(
    ("training", "named"),
    [
        (TrainingSettings(optimizer=Lion()), "Lion"),
        (TrainingSettings(loss="dice"), "Dice"),
        (TrainingSettings(optimizer=SGD(weight_decay=0.1)), "SGD"),
        (TrainingSettings(optimizer=Adam(use_ema=True)), "use_ema"),
    ],
    ids=["optimizer", "loss", "decay", "average"],
)
def test_training_that_cannot_be_expressed_is_refused(training, named, tmp_path):
    with pytest.raises(FileFault, match=named):
        formats.write(Bundle(fresh(mlp(), training)), tmp_path / "model.py", "torch")

    assert list(tmp_path.iterdir()) == []


EVERYTHING = TrainingSettings(
    optimizer=Adam(CosineDecay(0.01, 20, warmup_target=0.02, warmup_steps=5), global_clipnorm=1.0),
    callbacks=[
        EarlyStopping(patience=3, restore_best_weights=True),
        ReduceLROnPlateau(patience=2),
        ModelCheckpoint(filepath="best.keras", save_best_only=True),
        CSVLogger("history.csv"),
        TerminateOnNaN(),
        TensorBoard(),
        LearningRateScheduler(ExponentialDecay(0.01, 10, 0.9)),
    ],
    metrics=["accuracy", "auc"],
    validation_split=0.25,
    class_weight=(1.0, 2.0, 1.0),
    seed=4,
    epochs=2,
)


def test_scripts_are_formatted_as_ruff_does(tmp_path):
    for name, template in templates().items():
        project = template.project()
        bundle = Bundle(Snapshot(project.graph, {}, project.training), project.data, name, ExportOptions(weights=True))
        (tmp_path / f"{name}.py").write_text(torch_script(bundle))
    for name in set(NETWORKS) - {"masked", "transformer"}:
        training = TrainingSettings("mean_squared_error", metrics=("mse", "mae"))
        (tmp_path / f"network_{name}.py").write_text(torch_script(Bundle(Snapshot(NETWORKS[name](), {}, training))))
    (tmp_path / "everything.py").write_text(torch_script(Bundle(Snapshot(mlp(), {}, EVERYTHING))))
    for i, case in enumerate(CASES):
        if not declines(case):
            bundle = Bundle(Snapshot(graph_of(case), {}, TrainingSettings("mean_squared_error", metrics=())))
            (tmp_path / f"case_{i}.py").write_text(torch_script(bundle))

    assert_formatted(tmp_path)


def written(folder, graph, training, data=None, weights=True):
    """A script in a folder, with weights, and the snapshot that it begins with."""
    snapshot = stirred(graph, training)
    bundle = Bundle(snapshot, data or DataSettings(), "model", ExportOptions(weights=weights))
    formats.write(bundle, folder / "model.py", "torch")
    return snapshot


def epochs_of(output: str) -> list[dict]:
    """The numbers that a script told."""
    return [ast.literal_eval(line.split(":", 1)[1].strip()) for line in output.split("\n") if line[:6] == "epoch "]


def run(folder, *arguments, launcher=()):
    done = subprocess.run(
        [*(launcher or [sys.executable]), "model.py", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def three_classes(folder, count=96):
    """Own arrays that can be learned."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(count, 6)).astype("float32")
    y = x[:, :3].argmax(1)
    np.savez(folder / "own.npz", x_train=x, y_train=y, x_test=x[:20], y_test=y[:20])
    return DataSettings(path=str(folder / "own.npz")), (x, y)


def in_process(source: str, folder, monkeypatch, *arguments):
    """Runs a whole script here: starting Python and torch anew takes seconds."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["model.py", *arguments])
    names = {"__name__": "__main__", "__file__": str(folder / "model.py")}
    exec(compile(source, "script", "exec"), names)
    return names


@pytest.mark.parametrize(
    "training",
    [
        TrainingSettings(optimizer=SGD(0.05, momentum=0.9, nesterov=True)),
        TrainingSettings(optimizer=SGD(PolynomialDecay(0.05, 9, power=2.0), clipnorm=0.1)),
        TrainingSettings(optimizer=AdamW(Warmup(0.01, 4), weight_decay=0.1), class_weight=(1.0, 3.0, 0.5)),
        TrainingSettings(optimizer=Adamax(PiecewiseConstantDecay([3, 6], [0.01, 0.02, 0.001]))),
        TrainingSettings(optimizer=Nadam(0.01), callbacks=[LearningRateScheduler(ExponentialDecay(0.01, 1, 0.5))]),
    ],
    ids=["nesterov", "schedule", "decay", "steps", "nadam"],
)
def test_its_loop_learns_as_ours(training, tmp_path, monkeypatch, capsys):
    training = training.replace(epochs=3, shuffle=False, validation_split=0.25, batch_size=16)
    data, (x, y) = three_classes(tmp_path)
    graph = chain(Input((6,)), Dense(5, "tanh", kernel_regularizer=L2(0.01)), Dense(3, "softmax"))
    snapshot = written(tmp_path, graph, training, data)
    ours = last(fit(snapshot.model(), Samples((x,), (y,)))).history

    in_process((tmp_path / "model.py").read_text(), tmp_path, monkeypatch)

    theirs = epochs_of(capsys.readouterr().out)
    assert len(theirs) == 3
    for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
        np.testing.assert_allclose([logs[name] for logs in theirs], ours[name], rtol=2e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("loss", "activation"),
    [
        ("binary_crossentropy", "sigmoid"),
        ("categorical_crossentropy", "softmax"),
        ("kl_divergence", "softmax"),
        ("huber", "linear"),
        ("log_cosh", "linear"),
        ("mean_absolute_error", "linear"),
        ("mean_absolute_percentage_error", "linear"),
        ("mean_squared_logarithmic_error", "softplus"),
        ("poisson", "softplus"),
        ("hinge", "tanh"),
        ("squared_hinge", "tanh"),
        ("categorical_hinge", "linear"),
        ("cosine_similarity", "linear"),
    ],
)
def test_losses_are_ours(loss, activation, tmp_path, monkeypatch, capsys):
    training = TrainingSettings(loss, SGD(0.01), (), epochs=2, shuffle=False, batch_size=8)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(24, 6)).astype("float32")
    y = np.eye(3, dtype="float32")[rng.integers(0, 3, 24)]
    np.savez(tmp_path / "own.npz", x_train=x, y_train=y, x_test=x, y_test=y)
    graph = chain(Input((6,)), Dense(4, "tanh", activity_regularizer=L1L2(0.01, 0.02)), Dense(3, activation))
    snapshot = written(tmp_path, graph, training, DataSettings(path=str(tmp_path / "own.npz")))
    ours = last(fit(snapshot.model(), Samples((x,), (y,)))).history

    in_process((tmp_path / "model.py").read_text(), tmp_path, monkeypatch)

    theirs = epochs_of(capsys.readouterr().out)
    np.testing.assert_allclose([logs["loss"] for logs in theirs], ours["loss"], rtol=1e-4, atol=1e-5)


def test_callbacks_act_and_the_rest_is_named(tmp_path, monkeypatch, capsys):
    data, _ = three_classes(tmp_path)
    written(tmp_path, mlp(), EVERYTHING, data, weights=False)
    source = (tmp_path / "model.py").read_text()

    in_process(source, tmp_path, monkeypatch)

    assert "# Left out: TensorBoard." in source
    assert "# Not measured here: auc." in source
    assert len(epochs_of(capsys.readouterr().out)) == 2
    assert {"best.pt", "history.csv", "model.pt", "model.checkpoint.pt"} <= {path.name for path in tmp_path.iterdir()}
    assert (tmp_path / "history.csv").read_text().split("\n")[0] == "epoch,loss,accuracy,val_loss,val_accuracy"


def test_a_run_goes_on_where_it_stopped(tmp_path, monkeypatch, capsys):
    data, _ = three_classes(tmp_path)
    training = TrainingSettings(optimizer=Adam(CosineDecay(0.01, 12)), epochs=4, batch_size=32, seed=1)
    written(tmp_path, mlp(), training, data)
    source = (tmp_path / "model.py").read_text()
    in_process(source, tmp_path, monkeypatch)
    whole = epochs_of(capsys.readouterr().out)

    in_process(source, tmp_path, monkeypatch, "--epochs", "2")
    in_process(source, tmp_path, monkeypatch, "--resume")

    parts = epochs_of(capsys.readouterr().out)
    assert [logs["loss"] for logs in parts] == pytest.approx([logs["loss"] for logs in whole], rel=1e-6)


def test_several_inputs_and_outputs_and_random_data(tmp_path, monkeypatch, capsys):
    training = TrainingSettings(("sparse_categorical_crossentropy", "mse"), epochs=1, loss_weights=(1.0, 0.5))
    written(tmp_path, NETWORKS["two_in_two_out"](), training)

    in_process((tmp_path / "model.py").read_text(), tmp_path, monkeypatch)

    (logs,) = epochs_of(capsys.readouterr().out)
    assert {"loss", "first_accuracy"} <= set(logs)
    assert np.isfinite(list(logs.values())).all()


@pytest.mark.parametrize("name", ["mlp", pytest.param("cnn", marks=pytest.mark.long), "regression"])
def test_a_template_s_script_runs_as_it_stands(name, tmp_path, monkeypatch, capsys):
    project = templates()[name].project()
    training = project.training.replace(epochs=1, seed=3)
    bundle = Bundle(Snapshot(project.graph, {}, training), project.data, "model")
    formats.write(bundle, tmp_path / "model.py", "torch")

    in_process((tmp_path / "model.py").read_text(), tmp_path, monkeypatch)

    assert len(epochs_of(capsys.readouterr().out)) == 1


def test_weights_begin_as_keras_s(tmp_path):
    graph = chain(
        Input((40,)),
        Dense(300, "relu", kernel_initializer="he_normal"),
        Dense(200, kernel_initializer="he_uniform", bias_initializer="ones"),
        Dense(100, kernel_initializer="orthogonal"),
        Dense(100, kernel_initializer="lecun_normal"),
    )
    names: dict = {"__name__": "script"}
    exec(compile(torch_script(Bundle(fresh(graph))), "script", "exec"), names)
    torch.manual_seed(0)
    network = names["Network"]()

    ours = fresh(graph).weights
    for layer in ("dense", "dense_1", "dense_2", "dense_3"):
        weight = getattr(network, layer).weight.detach().numpy()
        assert weight.std() == pytest.approx(ours[layer, "kernel"].std(), rel=0.05)
        assert np.abs(weight).max() <= np.abs(ours[layer, "kernel"]).max() * 1.3
    assert (network.dense_1.bias == 1).all()
    assert (network.dense.bias == 0).all()


def test_frozen_layers_stay_as_they_are(tmp_path, monkeypatch):
    graph = NETWORKS["cnn"]()
    for name in ("batch_normalization", "conv2d"):
        graph = graph.with_nodes(graph[name].replace(layer=graph[name].layer.replace(trainable=False)))
    training = TrainingSettings(epochs=1, batch_size=64, seed=0)
    snapshot = written(tmp_path, graph, training)

    in_process((tmp_path / "model.py").read_text(), tmp_path, monkeypatch)

    after = torch.load(tmp_path / "model.pt")
    before = network_of(snapshot.graph).state(snapshot.weights)
    moved = {name.split(".")[0] for name in before if not np.array_equal(after[name].numpy(), before[name])}
    assert moved == {"conv2d_1", "dense", "dense_1"}


@pytest.mark.parametrize("evil", ['");import os#', '"""', "a\\", "line\nbreak", "{x}", "\u202egnp.exe", "'); print('x"])
def test_names_and_paths_cannot_break_out(evil):
    """Fault 66: the syntax tree has the shape of a benign one."""

    def shape(name):
        training = TrainingSettings(callbacks=[CSVLogger(name), ModelCheckpoint(filepath="a.keras", monitor=name)])
        snapshot = Snapshot(mlp(), {}, training)
        source = torch_script(Bundle(snapshot, DataSettings(path=f"{name}.npz"), name, ExportOptions(weights=True)))
        return [type(node).__name__ for node in ast.walk(ast.parse(source))]

    assert shape(evil) == shape("benign")


@pytest.mark.long
def test_two_processes_learn_what_one_learns(tmp_path):
    """torchrun on this machine: the same batches, shared by two."""
    data, _ = three_classes(tmp_path)
    training = TrainingSettings(optimizer=Adam(0.01), epochs=3, batch_size=16, validation_split=0.25, seed=1)
    written(tmp_path, mlp(), training, data)
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node=2", "--master-addr=127.0.0.1"]
    alone = epochs_of(run(tmp_path))
    weights = torch.load(tmp_path / "model.pt")

    together = epochs_of(run(tmp_path, launcher=[*torchrun, "--master-port=29511"]))

    assert [list(logs.values()) for logs in together] == [
        pytest.approx(list(logs.values()), abs=1e-5) for logs in alone
    ]
    for name, tensor in torch.load(tmp_path / "model.pt").items():
        np.testing.assert_allclose(tensor.numpy(), weights[name].numpy(), atol=1e-5)
