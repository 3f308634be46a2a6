"""Cross-validation: every sample validates once, classes are dealt out evenly, and folds share nothing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import KFold, StratifiedKFold

from netbuilder.data import Dataset, DataSettings, load, prepare
from netbuilder.data.dataset import divided
from netbuilder.engine.callbacks import EarlyStopping, ModelCheckpoint
from netbuilder.engine.events import CrossValidated, EpochEnd, Finished, FoldEnd, Started
from netbuilder.engine.fit import fit
from netbuilder.engine.folds import cross_validate, folds
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import samples_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError
from netbuilder.layers import Dense, Input
from tests.networks import chain, two_in_two_out

GRAPH = chain(Input((4,)), Dense(5, "relu"), Dense(3, "softmax"))
TRAINING = TrainingSettings(epochs=2, batch_size=8, seed=1)


def dataset(count=37, seed=0, **more):
    rng = np.random.default_rng(seed)
    x = rng.normal(3, 2, (count, 4)).astype("float32")
    y = (x[:, 0] > 3).astype(int) + (x[:, 1] > 3)
    return Dataset("some", {"x": x}, {"y": y}, {"x": x[:5]}, {"y": y[:5]}, ("0", "1", "2"), **more)


def ready(**settings):
    return prepare(dataset(), DataSettings(**settings))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 60), st.integers(2, 12), st.integers(1, 6), st.booleans(), st.booleans(), st.integers(0, 9)
)  # fmt: skip
def test_every_sample_validates_exactly_once(size, count, classes, stratified, shuffle, seed):
    count = min(count, size)
    labels = np.random.default_rng(seed).integers(0, classes, size)

    parts = folds(labels, count, stratified, shuffle, seed)

    assert len(parts) == count
    np.testing.assert_array_equal(np.sort(np.concatenate([held for _, held in parts])), np.arange(size))
    for train, held in parts:
        np.testing.assert_array_equal(np.union1d(train, held), np.arange(size))
        assert len(train) + len(held) == size
    sizes = [len(held) for _, held in parts]
    assert max(sizes) - min(sizes) <= 1
    if stratified:
        counts = np.array([np.bincount(labels[held], minlength=classes) for _, held in parts])
        assert (counts.max(axis=0) - counts.min(axis=0)).max() <= 1


@pytest.mark.parametrize(("size", "count"), [(10, 3), (8, 5), (12, 4), (7, 7)])
def test_folds_in_order_are_scikit_learn_s(size, count):
    ours = folds(np.zeros(size), count, shuffle=False)

    for (train, held), (their_train, theirs) in zip(ours, KFold(count).split(np.zeros(size)), strict=True):
        np.testing.assert_array_equal(train, their_train)
        np.testing.assert_array_equal(held, theirs)


def test_stratified_folds_have_the_sizes_of_scikit_learn_s(rng):
    y = rng.choice(4, 101, p=[0.6, 0.25, 0.1, 0.05])

    ours = [len(held) for _, held in folds(y, 4, stratified=True, seed=0)]

    assert sorted(ours) == sorted(len(held) for _, held in StratifiedKFold(4).split(np.zeros(101), y))


def test_a_seed_repeats_the_folds_and_another_does_not():
    one, two, other = (folds(np.zeros(40), 4, seed=seed) for seed in (1, 1, 2))

    np.testing.assert_array_equal(one[0][1], two[0][1])
    assert not np.array_equal(one[0][1], other[0][1])


@pytest.mark.parametrize(
    "labels", [np.arange(20)[:, None] % 3, np.eye(3)[np.arange(20) % 3], (np.arange(20) % 3).astype("float32")]
)
def test_classes_are_known_in_any_form(labels):
    plain = folds(np.arange(20) % 3, 4, stratified=True, seed=0)

    for (_, ours), (_, expected) in zip(folds(labels, 4, stratified=True, seed=0), plain, strict=True):
        np.testing.assert_array_equal(ours, expected)


@pytest.mark.parametrize("labels", [np.linspace(0, 1, 9), np.ones((9, 3)), np.full(9, np.nan)])
def test_amounts_cannot_be_stratified(labels):
    with pytest.raises(DataError, match="one class for each sample"):
        folds(labels, 3, stratified=True)


@pytest.mark.parametrize("count", [-1, 0, 1, 10])
def test_as_many_folds_as_can_be(count):
    with pytest.raises(DataError, match=f"{count} folds cannot be made of 9 samples"):
        folds(np.zeros(9), count)


def test_tells_each_run_each_fold_and_their_spread():
    events = list(cross_validate(GRAPH, TRAINING, ready(), 3))

    ends = [event for event in events if isinstance(event, FoldEnd)]
    runs = [event for event in events if isinstance(event, Started)]
    assert [(end.fold, end.folds) for end in ends] == [(0, 3), (1, 3), (2, 3)]
    assert [(run.samples, run.validation_samples) for run in runs] == [(24, 13), (25, 12), (25, 12)]
    assert set(ends[0].logs) == {"val_loss", "val_accuracy"}
    whole = events[-1]
    assert isinstance(whole, CrossValidated)
    for name in ends[0].logs:
        values = [end.logs[name] for end in ends]
        assert whole.mean[name] == pytest.approx(np.mean(values))
        assert whole.deviation[name] == pytest.approx(np.std(values, ddof=1))
    assert isinstance(events[-2], FoldEnd)


def test_a_fold_is_training_on_its_part_alone():
    """Scaling included: it is measured on what the fold trains on."""
    data = ready(scaling="standardize")
    events = list(cross_validate(GRAPH, TRAINING, data, 3))
    ends = [event.logs for event in events if isinstance(event, FoldEnd)]

    for (train, held), expected in zip(folds(np.zeros(37), 3, seed=1), ends, strict=True):
        alone = prepare(divided(data.dataset, train, held), data.settings)
        model = compile_model(GRAPH, TRAINING)
        for event in fit(model, samples_of(alone, GRAPH, "train"), samples_of(alone, GRAPH, "test")):
            if isinstance(event, EpochEnd):
                logs = event.logs
        assert {name: value for name, value in logs.items() if name.startswith("val_")} == expected
        np.testing.assert_allclose(alone.x_train["x"].mean(axis=0), 0, atol=1e-5)


def test_held_out_samples_cannot_change_what_a_fold_learns():
    """Other labels in the first fold's validation part change its numbers of validation only."""
    data = dataset()
    (_, held), *_ = folds(np.zeros(37), 3, seed=1)
    changed = dataclasses.replace(data, y_train={"y": data.y_train["y"].copy()})
    changed.y_train["y"][held] = (changed.y_train["y"][held] + 1) % 3

    def first_epoch(samples):
        events = cross_validate(GRAPH, TRAINING, prepare(samples, DataSettings()), 3)
        return next(event for event in events if isinstance(event, EpochEnd)).logs

    one, two = first_epoch(data), first_epoch(changed)
    assert one["loss"] == two["loss"]
    assert one["val_loss"] != two["val_loss"]


def test_a_seed_repeats_the_whole():
    one, two = (list(cross_validate(GRAPH, TRAINING, ready(), 3, stratified=True))[-1] for _ in range(2))

    assert one == two


def test_weights_of_samples_count_in_each_fold():
    def spread(weights):
        data = prepare(dataset(w_train=weights), DataSettings())
        return list(cross_validate(GRAPH, TRAINING, data, 3))[-1].mean["val_loss"]

    assert spread(np.full(37, 2.0)) == pytest.approx(2 * spread(np.ones(37)), rel=0.02)
    assert spread(np.full(37, 2.0)) != spread(np.ones(37))


def test_a_fold_s_numbers_are_those_of_the_weights_that_were_kept():
    stopping = EarlyStopping("val_loss", patience=50, restore_best_weights=True)
    settings = TRAINING.replace(epochs=12, optimizer={"class_name": "SGD", "config": {"learning_rate": 2.0}})
    events = list(cross_validate(GRAPH, settings.replace(callbacks=(stopping,)), ready(), 2))

    best, found = float("inf"), []
    for event in events:
        if isinstance(event, EpochEnd):
            best = min(best, event.logs["val_loss"])
        elif isinstance(event, FoldEnd):
            assert event.logs["val_loss"] == pytest.approx(best)
            found.append(best)
            best = float("inf")
    assert len(found) == 2


def test_a_validation_split_and_files_to_write_are_left_out(tmp_path):
    settings = TRAINING.replace(
        validation_split=0.5, callbacks=(ModelCheckpoint("loss", filepath=str(tmp_path / "best.keras")),)
    )
    events = list(cross_validate(GRAPH, settings, ready(), 3))

    assert next(event for event in events if isinstance(event, Started)).samples == 24
    assert sum(isinstance(event, Finished) for event in events) == 3
    assert list(tmp_path.iterdir()) == []


def test_rows_on_disk_are_folded_on_disk(tmp_path):
    data = dataset()
    np.savez(tmp_path / "data.npz", x_train=data.x_train["x"], y_train=data.y_train["y"])
    settings = DataSettings(path=str(tmp_path / "data.npz"), scaling="standardize", test_split=0.0)

    disk, memory = (
        list(cross_validate(GRAPH, TRAINING, prepare(load(chosen), chosen), 3, stratified=True))[-1]
        for chosen in (settings.replace(keep_on_disk="always"), settings)
    )

    assert disk == memory


def test_several_outputs_cannot_be_stratified(rng):
    x = {"left": rng.random((9, 6, 4)), "right": rng.random((9, 5))}
    y = {"first": rng.integers(0, 3, 9), "second": rng.integers(0, 3, 9)}
    data = prepare(Dataset("some", x, y, {}, {}), DataSettings())

    assert isinstance(list(cross_validate(two_in_two_out(), TRAINING, data, 3))[-1], CrossValidated)
    with pytest.raises(DataError, match="one output"):
        list(cross_validate(two_in_two_out(), TRAINING, data, 3, stratified=True))
