"""A callback that waits for a number which never comes is named before training, with the name that comes."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from netbuilder.data import Dataset, DataSettings, prepare
from netbuilder.engine.callbacks import CSVLogger, EarlyStopping, ModelCheckpoint, ReduceLROnPlateau
from netbuilder.engine.events import SaveDue
from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.metrics import AUC
from netbuilder.engine.model import compile_model
from netbuilder.engine.monitors import deaf_callbacks
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Fault, TrainingError
from netbuilder.project import Project
from netbuilder.project.place import Place
from netbuilder.project.repairs import problems_of, repairs_for
from netbuilder.project.training import train
from tests.networks import mlp

SETTINGS = TrainingSettings(loss="categorical_crossentropy", epochs=6, batch_size=8, seed=1)


def samples(count=40):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(count, 6)).astype("float32")
    return Samples((x,), (np.eye(3, dtype="float32")[rng.integers(0, 3, count)],))


def watching(monitor, metrics=("accuracy",), callback=EarlyStopping, **settings):
    made = callback(
        monitor=monitor, **({"filepath": "x.keras", "save_best_only": True} if callback is ModelCheckpoint else {})
    )
    return SETTINGS.replace(metrics=metrics, callbacks=(made,), **settings)


@pytest.mark.parametrize("callback", [EarlyStopping, ReduceLROnPlateau, ModelCheckpoint])
@pytest.mark.parametrize(
    ("monitor", "metrics", "validates", "nearest"),
    [
        ("val_mean_absolute_error", ("mae",), True, "val_mae"),
        ("val_acc", ("accuracy",), True, "val_accuracy"),
        ("val_accuracy", ("acc",), True, "val_acc"),
        ("acuracy", ("accuracy",), False, "accuracy"),
        ("val_loss", ("accuracy",), False, "loss"),
        ("val_acc", ("accuracy",), False, "accuracy"),
        ("val_accuracy", ("sparse_categorical_accuracy",), True, "val_sparse_categorical_accuracy"),
    ],
)
def test_the_nearest_name_that_comes_is_told(callback, monitor, metrics, validates, nearest):
    settings = watching(monitor, metrics, callback, validation_split=0.25 if validates else 0.0)

    (deaf,) = deaf_callbacks(settings, ["out"])

    assert deaf.nearest == nearest
    assert bool(deaf.validated) == (not validates and monitor.startswith("val_"))


def test_a_run_that_would_wait_in_vain_does_not_begin():
    model = compile_model(mlp(), watching("val_loss"))

    with pytest.raises(TrainingError, match="EarlyStopping watches val_loss, but nothing is validated"):
        next(fit(model, samples()))


def test_what_comes_is_no_problem():
    for settings in (
        watching("val_loss", validation_split=0.2),
        watching("val_loss", validate_on_test=True),
        watching("mae", ("mae",)),
        SETTINGS.replace(callbacks=(ModelCheckpoint(filepath="{epoch}-{accuracy:.2f}.keras"),)),
    ):
        assert deaf_callbacks(settings, ["out"]) == []


def test_a_validation_that_is_never_due_is_none():
    settings = watching("val_loss", validation_split=0.2, validation_freq=7)

    assert deaf_callbacks(settings, ["out"])
    assert not deaf_callbacks(settings.replace(epochs=7), ["out"])


@pytest.mark.parametrize("path", ["{epoch:02d}-{val_acc:.2f}.keras", "{val_acc}.keras", "{val_acc!s}.keras"])
def test_a_name_in_a_file_name_has_to_come_too(path):
    settings = SETTINGS.replace(validation_split=0.2, callbacks=(ModelCheckpoint(filepath=path),))

    (deaf,) = deaf_callbacks(settings, ["out"])

    assert deaf.mended(deaf.nearest).filepath == path.replace("val_acc", "val_accuracy")


def test_after_batches_there_are_no_numbers_of_validation():
    callback = ModelCheckpoint(filepath="{val_loss}.keras", save_freq=5)

    (deaf,) = deaf_callbacks(SETTINGS.replace(validation_split=0.2, callbacks=(callback,)), ["out"])

    assert (deaf.nearest, deaf.validated) == ("loss", "")


def test_after_batches_only_the_best_is_saved_where_that_is_asked_for():
    callback = ModelCheckpoint(monitor="loss", filepath="x.keras", save_best_only=True, save_freq=5)
    every = callback.replace(save_best_only=False)

    saved, all_saved = (
        sum(
            isinstance(event, SaveDue)
            for event in fit(compile_model(mlp(), SETTINGS.replace(callbacks=(one,))), samples())
        )
        for one in (callback.replace(mode="max"), every)
    )

    assert all_saved == 6
    assert saved == 1  # the loss falls


def test_a_metric_with_a_name_of_its_own_is_watched_the_right_way():
    settings = SETTINGS.replace(metrics=(AUC(name="quality"),), callbacks=(EarlyStopping(monitor="quality"),))
    model = compile_model(mlp(), settings)

    assert model.callbacks[0].mode == "max"
    assert last(fit(model, samples())).history["quality"]


def project(monitor, **settings):
    return Project(mlp(), watching(monitor, **settings), DataSettings(path="x.npz"))


def prepared(test=10):
    part = samples()
    data = Dataset("mine", {"x": part.x[0]}, {"y": part.y[0]}, {"x": part.x[0][:test]}, {"y": part.y[0][:test]})
    return prepare(data, DataSettings())


def test_the_repairs_add_a_validation_or_watch_what_comes():
    broken, data = project("val_acc"), prepared()
    (problem,) = problems_of(broken, data)

    first, second, third = repairs_for(problem, broken, data)

    assert problem.severity == "error"
    assert first.project.training.validation_split == 0.2
    assert first.project.training.callbacks[0].monitor == "val_accuracy"
    assert second.project.training.validate_on_test
    assert third.project.training.callbacks[0].monitor == "accuracy"
    assert all(problems_of(repair.project, data) == [] for repair in (first, second, third))


def test_a_misspelling_is_mended_by_a_button():
    broken = project("val_los", validation_split=0.2)
    (problem,) = problems_of(broken, None)

    (repair,) = repairs_for(problem, broken)

    assert str(repair.label) == "watch val_loss"


def test_a_test_part_that_is_not_there_is_a_problem_with_its_repair():
    broken = Project(mlp(), SETTINGS.replace(validate_on_test=True), DataSettings(path="x.npz"))
    data = prepared(test=0)

    (problem,) = problems_of(broken, data)

    assert "no test part" in problem.text
    assert repairs_for(problem, broken, data)[0].project.training.validation_split == 0.2


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"loss_weights": (1.0, 2.0)}, "loss_weights holds 2 numbers, but there are 1 outputs"),
        ({"initial_epoch": 6}, "training ends after epoch 6, before its first one, number 7"),
        ({"metrics": (AUC(output=1),)}, "auc measures output 1, but there are 1 outputs"),
    ],
)
def test_settings_that_do_nothing_are_problems_with_repairs(settings, said):
    broken = Project(mlp(), SETTINGS.replace(**settings), DataSettings(path="x.npz"))
    (problem,) = problems_of(broken, prepared())

    (repair,) = repairs_for(problem, broken, prepared())

    assert said in problem.text
    assert problems_of(repair.project, prepared()) == []


@pytest.mark.parametrize("settings", [{"loss_weights": (1.0, 2.0)}, {"initial_epoch": 6}])
def test_the_same_is_said_by_a_run_itself(settings):
    with pytest.raises(Fault, match=r"outputs|first one"):
        next(fit(compile_model(mlp(), SETTINGS.replace(**settings)), samples()))


def test_an_epoch_goes_on_where_the_one_before_it_ended():
    """With 5 batches in all and 2 an epoch: 0 1, 2 3, 4, 0 1 …, as in Keras."""
    model = compile_model(mlp(), SETTINGS.replace(steps_per_epoch=2, shuffle=False))
    seen = []
    trained = model.train_batch
    model.train_batch = lambda x, y, w=None: (seen.append(float(x[0][0, 0])), trained(x, y, w))[1]

    last(fit(model, samples()))

    first = [float(row) for row in samples().x[0][::8, 0]]
    assert seen == [*first[:2], *first[2:4], first[4], *first[:2], *first[2:4], first[4]]


def test_a_table_has_a_column_for_numbers_that_come_later(tmp_path):
    settings = SETTINGS.replace(
        epochs=3, validation_split=0.2, validation_freq=2, callbacks=(CSVLogger(filename="h.csv"),)
    )

    last(train(Project(mlp(), settings), compile_model(mlp(), settings), samples(), place=Place(tmp_path)))

    with (tmp_path / "h.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [bool(row["val_loss"]) for row in rows] == [False, True, False]
