"""Runs as values: what is remembered of each, within bounds, and that a project file gives it back."""

from __future__ import annotations

import json
import math
import zipfile
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from netbuilder import formats
from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import EarlyStopping
from netbuilder.engine.falling_back import Diverged
from netbuilder.engine.fit import Samples, evaluate, fit, last, split
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import Adam
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault, Message, TrainingError
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, TrainedRun, file, open_file, runs, write_project
from netbuilder.project.document import Document
from netbuilder.project.runs import Measured, Origin, Run, bounded, put, weight_bytes, without
from tests.networks import chain, mlp

SETTINGS = TrainingSettings(epochs=2, batch_size=8)
PROJECT = Project(mlp(), SETTINGS, DataSettings(source="iris"))


def snapshot(seed=0):
    return Snapshot.of(compile_model(mlp(), SETTINGS.replace(seed=seed)))


def run(number=1, seed=0, **more):
    return Run(number, PROJECT, history={"loss": [0.5, 0.25]}, snapshot=snapshot(seed), **more)


def whole():
    """One with everything that a run can tell."""
    return run(
        3, origin=Origin("run", run=2), name="deep one", notes="slower\nbut better", seed=77, rates=(0.01, 0.001),
        first_epoch=1, epochs=2, seconds=12.5, began=datetime(2026, 11, 28, 23, 5, 9, tzinfo=UTC),
        machine={"engine": "NumPy", "python": "3.12.1"}, outcome="failed",
        message=Message("the loss is not finite in epoch {epoch}", {"epoch": 3}),
        test=Measured({"loss": 0.4, "f1": [0.5, 1.0]}, 30, DataSettings(source="iris")),
    )  # fmt: skip


def saved(path, *remembered, current=None, last=0):
    write_project(path, PROJECT, current, remembered, last)
    return open_file(path)


# -- bounds -----------------------------------------------------------------------------------------------


def test_a_run_takes_the_place_of_the_one_with_its_number():
    both = put(put((), run(2)), run(1, name="first"))

    assert [one.number for one in both] == [1, 2]
    assert [one.name for one in put(both, run(1, name="other"))] == ["other", ""]
    assert [one.number for one in without(both, 1)] == [2]


def test_the_newest_runs_keep_their_weights_within_the_budget_and_the_numbers_of_all_stay():
    size = weight_bytes(snapshot())

    kept = bounded([run(number) for number in range(1, 5)], most=2 * size)

    assert [one.snapshot is not None for one in kept] == [False, True, True, True]
    assert [one.history["loss"] for one in kept] == [[0.5, 0.25]] * 4


def test_the_newest_run_keeps_its_weights_however_many_they_are():
    assert [one.snapshot is not None for one in bounded([run(1), run(2)], most=0)] == [False, True]


def test_the_oldest_of_too_many_runs_is_forgotten(monkeypatch):
    monkeypatch.setattr(runs, "MOST_RUNS", 3)

    assert [one.number for one in bounded([run(number) for number in range(1, 6)])] == [3, 4, 5]


def test_a_name_is_one_line_without_letters_that_turn_it_around():
    made = run(name="  a\u202eb\nc ", notes="one\ntwo\x07" + "x" * 20_000)

    assert made.name == "a b c"
    assert made.notes.startswith("one\ntwo ")
    assert len(made.notes) == runs.LONGEST_NOTES


# -- the document -----------------------------------------------------------------------------------------


def test_a_run_that_is_renamed_or_forgotten_marks_the_document_changed_and_going_back_does_not():
    document = Document(PROJECT, runs=(run(1), run(2)))
    before = document.runs
    assert not document.is_modified

    document.remember(run(1, name="better"))
    assert document.is_modified
    document.remember(before[0])
    assert not document.is_modified
    document.forget(2)
    assert document.is_modified
    assert [one.number for one in document.runs] == [1]


def test_the_number_of_a_forgotten_run_is_not_given_again(tmp_path):
    document = Document(PROJECT, runs=(run(1), run(2)))
    document.forget(2)

    found = saved(tmp_path / "a.netb", *document.runs, last=document.last_number)

    assert document.take_number() == 3
    assert Document(found.project, runs=found.runs, last=found.last).take_number() == 3


def test_weights_know_their_run():
    one = run(1)
    document = Document(PROJECT, run=one.trained(), runs=(one,))

    assert document.own_run is one
    document.run = TrainedRun(one.snapshot, PROJECT.data)
    assert document.own_run is None


# -- the file ---------------------------------------------------------------------------------------------


def test_a_project_file_gives_back_everything_that_a_run_tells(tmp_path):
    found = saved(tmp_path / "a.netb", run(1), whole())

    assert found.runs == (run(1), whole())
    for ours, theirs in zip((run(1), whole()), found.runs, strict=True):
        assert ours.snapshot.weights.keys() == theirs.snapshot.weights.keys()
        for key, array in ours.snapshot.weights.items():
            assert_array_equal(theirs.snapshot.weights[key], array)
        assert theirs.snapshot.optimizer.iteration == ours.snapshot.optimizer.iteration


def test_weights_that_are_in_the_network_are_written_once(tmp_path):
    one, other = run(1), run(2, seed=1)

    found = saved(tmp_path / "a.netb", one, other, current=other.trained())

    with zipfile.ZipFile(tmp_path / "a.netb") as archive:
        folders = {name for name in archive.namelist() if name.startswith("runs/")}
    own = {"runs/1/run.json", "runs/1/weights.npz", "runs/1/optimizer.npz"}
    assert folders == own | {"runs/projects/0.json"}
    assert found.run.number == 2
    assert found.runs[1].snapshot is found.run.snapshot


def test_a_project_that_many_runs_are_of_opens_again_however_large_it_is(tmp_path):
    """A thousand times two hundred blocks are more than any reader takes as JSON."""
    large = Project(chain(Input((8,)), *[Dense(8) for _ in range(200)]))
    other = large.replace(training=large.training.replace(epochs=7))
    many = [Run(k + 1, other if k % 2 else large, history={"loss": [0.5] * 20}) for k in range(runs.MOST_RUNS)]

    write_project(tmp_path / "a.netb", large, None, tuple(many))
    found = open_file(tmp_path / "a.netb").runs

    assert [one.number for one in found] == [one.number for one in many]
    assert found[0].project == large
    assert found[1].project == other
    assert found[2].project is found[0].project  # and takes the memory of one


@pytest.mark.parametrize("epochs", [300, pytest.param(250_000, marks=pytest.mark.long)])
def test_a_long_history_comes_back_to_the_bit(epochs, tmp_path, rng):
    numbers = {name: rng.random(epochs).tolist() for name in ("loss", "val_loss", "mae", "val_mae", "rmse", "val_rmse")}
    numbers["val_loss"][1] = math.nan
    numbers["f1"] = rng.random((epochs, 3)).tolist()
    one = Run(1, PROJECT, history=numbers, epochs=epochs, weights_epoch=epochs - 1, snapshot=snapshot())
    found = saved(tmp_path / "a.netb", one, current=one.trained())
    beside = saved(tmp_path / "b.netb", one)

    for history in (found.runs[0].history, beside.runs[0].history):
        assert list(history) == list(numbers)
        for name, values in numbers.items():
            assert_array_equal(history[name], values)
    assert found.run.epochs == epochs - 1
    assert found.run.history["f1"] == numbers["f1"][:-1]


def test_runs_with_their_project_among_their_words_are_read(tmp_path):
    """As files had it before each project was written once."""
    path = tmp_path / "a.netb"
    write_project(path, PROJECT, None, (run(1),))
    inlined(path)

    assert open_file(path).runs == (run(1),)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("project", -1), ("project", 1), ("project", "0"), ("project", 0.5), ("project", []), ("project", True),
        ("long", 1), ("long", "loss"), ("long", [1]), ("long", ["loss", "more"]), ("long", {}),
    ],
)  # fmt: skip
def test_members_that_are_not_there_are_one_sentence(field, value, tmp_path):
    path = tmp_path / "a.netb"
    write_project(path, PROJECT, None, (Run(1, PROJECT, history={"loss": [0.5] * 2000}),))
    changed(path, "runs.json", lambda told: {"runs": [{**told["runs"][0], field: value}]})

    with pytest.raises(FileFault, match=r"a\.netb"):
        open_file(path)


def test_a_run_without_weights_stays_without(tmp_path):
    found = saved(tmp_path / "a.netb", Run(1, PROJECT))

    assert found.runs == (Run(1, PROJECT),)
    assert found.runs[0].trained() is None


def test_what_is_no_number_in_a_history_comes_back_as_such(tmp_path):
    one = Run(1, PROJECT, history={"loss": [0.5, math.inf], "f1": [math.nan, [0.5, math.nan]]})

    (found,) = saved(tmp_path / "a.netb", one).runs

    assert found.history["loss"][0] == 0.5
    assert math.isnan(found.history["loss"][1])
    assert math.isnan(found.history["f1"][0])
    assert found.history["f1"][1][0] == 0.5
    write_project(tmp_path / "again.netb", PROJECT, None, (found,))  # what opens can be saved


def test_the_history_of_the_weights_in_the_network_opens_and_saves_with_a_number_that_is_none(tmp_path):
    current = TrainedRun(snapshot(), PROJECT.data, {"loss": [0.5, math.nan]})

    found = saved(tmp_path / "a.netb", current=current)

    assert math.isnan(found.run.history["loss"][1])
    write_project(tmp_path / "again.netb", found.project, found.run)


def test_the_weights_of_a_file_of_the_first_schema_become_its_first_run(tmp_path):
    path = tmp_path / "a.netb"
    write_project(path, PROJECT, TrainedRun(snapshot(), PROJECT.data, {"loss": [0.5, 0.25]}))
    changed(path, "project.json", lambda told: {**told, "schema": 1}, leave_out=("runs.json", "runs/"))

    found = open_file(path)

    assert not found.read_only
    (one,) = found.runs
    assert (one.number, found.run.number, found.last) == (1, 1, 1)
    assert one.history == found.run.history == {"loss": [0.5, 0.25]}
    assert one.snapshot is found.run.snapshot
    assert one.project.training == SETTINGS.replace(seed=0)


def test_a_project_of_an_older_schema_is_written_as_one_of_this_and_stays_beside_it(tmp_path):
    """Row 4."""
    path = tmp_path / "a.netb"
    write_project(path, PROJECT, TrainedRun(snapshot(), PROJECT.data, {"loss": [0.5, 0.25]}))
    changed(path, "project.json", lambda told: {**told, "schema": 1}, leave_out=("runs.json", "runs/"))
    old = path.read_bytes()

    found = open_file(path)
    assert "a.schema1.netb" in str(found.notices[0])
    assert not (tmp_path / "a.schema1.netb").exists()  # reading writes nothing
    for _ in range(2):
        write_project(path, found.project, found.run, found.runs, found.last)

    assert (tmp_path / "a.schema1.netb").read_bytes() == old
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.netb", "a.schema1.netb"]
    again = open_file(path)
    assert again.notices == ()
    assert again.runs == found.runs


def test_where_the_older_file_cannot_be_kept_nothing_is_written(tmp_path, monkeypatch):
    path = tmp_path / "a.netb"
    write_project(path, PROJECT)
    changed(path, "project.json", lambda told: {**told, "schema": 1})
    old = path.read_bytes()
    monkeypatch.setattr(file, "kept_older", lambda path, _schema: path.with_name("x" * 300))

    with pytest.raises(FileFault, match="could not be written"):
        write_project(path, PROJECT)
    assert path.read_bytes() == old


def test_weights_of_the_first_schema_that_no_training_here_left_are_no_run(tmp_path):
    path = tmp_path / "a.netb"
    write_project(path, PROJECT, TrainedRun(snapshot(), PROJECT.data))
    changed(path, "project.json", lambda told: {**told, "schema": 1})

    found = open_file(path)

    assert (found.runs, found.run.number) == ((), None)


def inlined(path):
    """Puts the first project among the words of each run."""
    with zipfile.ZipFile(path) as archive:
        project = json.loads(archive.read("runs/projects/0.json"))
    outer = {"project": None, **project}
    changed(path, "runs.json", lambda told: {**told, "runs": [{**one, **outer} for one in told["runs"]]},
            leave_out=("runs/projects/",))  # fmt: skip


def changed(path, member, change, leave_out=()):
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.startswith((*leave_out, "~"))]
        members = {name: archive.read(name) for name in names}
    members[member] = json.dumps(change(json.loads(members[member]))).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 0), ("number", "1"), ("number", None), ("number", True), ("name", 5), ("name", "x" * 2000),
        ("origin", []), ("origin", {"kind": "elsewhere"}), ("origin", {"kind": []}), ("seed", -1), ("seed", "a"),
        ("rates", 5), ("rates", [1]), ("rates", [[], {}]), ("rates", [-1, None]), ("first_epoch", None),
        ("epochs", 1.5), ("history", []), ("history", {"loss": "x"}), ("history", {"loss": ["x"]}),
        ("history", {"loss": [{}]}), ("seconds", "long"), ("seconds", -1), ("seconds", True), ("began", "yesterday"),
        ("began", 7), ("machine", []), ("machine", {"a": 1}), ("outcome", {}), ("message", "x"),
        ("message", {"template": 1}), ("message", {"template": "a", "values": []}), ("test", 1),
        ("test", {"scores": {"a": "b"}, "samples": 1}), ("test", {"scores": {}, "samples": "x"}),
        ("test", {"scores": {}, "samples": 1, "data": {"nonsense": 1}}), ("graph", []), ("training", []), ("data", 3),
    ],
)  # fmt: skip
def test_a_field_of_another_kind_is_one_sentence_that_names_the_run(field, value, tmp_path):
    path = tmp_path / "a.netb"
    write_project(path, PROJECT, None, (whole(),))
    inlined(path)
    changed(path, "runs.json", lambda told: {"runs": [{**told["runs"][0], field: value}]})

    with pytest.raises(FileFault, match=r"a\.netb: runs\.json: runs\[0\]"):
        open_file(path)


@pytest.mark.parametrize("told", [[], 5, {"runs": 5}, {"runs": [5]}, {"runs": {}}, {"runs": [None]}])
def test_runs_of_another_shape_are_refused(told, tmp_path):
    path = tmp_path / "a.netb"
    write_project(path, PROJECT, None, (run(1),))
    changed(path, "runs.json", lambda _: told)

    with pytest.raises(FileFault, match=r"a\.netb: runs\.json"):
        open_file(path)


def test_two_runs_of_one_number_and_too_many_runs_are_refused(tmp_path):
    path = tmp_path / "a.netb"
    write_project(path, PROJECT, None, (Run(1, PROJECT),))
    changed(path, "runs.json", lambda told: {"runs": told["runs"] * 2})
    with pytest.raises(FileFault, match="number 1"):
        open_file(path)
    changed(path, "runs.json", lambda told: {"runs": told["runs"] * 600})
    with pytest.raises(FileFault, match="1200 runs"):
        open_file(path)


@pytest.mark.parametrize("template", ["{a.__class__}", "{a:>999999999}", "{a!r}", "{b}", "{", "{0}"])
def test_a_sentence_from_a_file_fills_plain_gaps_only(template, tmp_path):
    path = tmp_path / "a.netb"
    write_project(path, PROJECT, None, (whole(),))
    message = {"template": template, "values": {"a": "x"}}
    changed(path, "runs.json", lambda told: {"runs": [{**told["runs"][0], "message": message}]})

    assert str(open_file(path).runs[0].message) == template


def test_weights_of_another_run_are_not_taken_for_those_in_the_network(tmp_path):
    path = tmp_path / "a.netb"
    one = run(1)
    write_project(path, PROJECT, one.trained(), (one,))
    changed(path, "run.json", lambda told: {**told, "number": 9})

    assert open_file(path).runs[0].snapshot is None


def test_a_seed_that_was_drawn_can_be_typed_again():
    model = compile_model(mlp(), SETTINGS)

    again = compile_model(mlp(), SETTINGS.replace(seed=model.seed))

    assert np.array_equal(model.parameters.values, again.parameters.values)


def test_weights_of_a_model_file_tell_which_one_a_run_began_with(tmp_path):
    formats.write(formats.Bundle(snapshot()), tmp_path / "model.keras")
    opened = open_file(tmp_path / "model.keras")

    assert Origin.of(opened.run) == Origin("file", file="model.keras")
    assert Origin.of(run(4).trained()) == Origin("run", run=4)
    assert Origin.of(None) == Origin("new")


def test_the_weights_of_a_run_that_fell_back_have_the_epochs_that_led_to_them(tmp_path):
    fallen = Run(1, PROJECT, history={"loss": [0.5, 0.25, 9.0]}, weights_epoch=2, snapshot=snapshot())

    (found,) = saved(tmp_path / "a.netb", fallen).runs

    assert found.epochs_done == 3
    assert found.trained().history == {"loss": [0.5, 0.25]}


def stopping(**more):
    return EarlyStopping("val_loss", patience=2, restore_best_weights=True, **more)


@pytest.mark.parametrize("epochs", [9, 3], ids=["stopped by it", "to the end"])
def test_a_run_whose_best_weights_were_put_back_tells_their_validation(epochs, rng):
    x, y = rng.random((64, 6)), rng.integers(0, 3, 64)
    settings = TrainingSettings(
        epochs=epochs, batch_size=8, seed=3, optimizer=Adam(0.3), callbacks=(stopping(),), validation_split=0.5
    )
    model = compile_model(mlp(), settings)
    samples = Samples((x.astype(np.float32),), (y,))
    finished = last(fit(model, samples))

    one = Run(1, PROJECT.replace(training=settings), history=finished.history, outcome=finished.reason)

    scores = last(evaluate(model, split(samples, 0.5)[1])).logs
    assert one.restored_epoch is not None
    assert one.restored_epoch < one.epochs_done
    assert one.validation["loss"] == pytest.approx(scores["loss"], rel=1e-5)


@pytest.mark.parametrize("outcome", ["", "stopped", "failed"])
def test_a_run_that_did_not_come_to_its_end_put_nothing_back(outcome):
    history = {"loss": [0.5, 0.4, 0.3], "val_loss": [0.2, 0.6, 0.7]}
    project = PROJECT.replace(training=SETTINGS.replace(callbacks=(stopping(),)))

    assert Run(1, project, history=history, outcome="done").validation == {"loss": 0.2}
    assert Run(1, project, history=history, outcome=outcome).validation == {"loss": 0.7}
    assert Run(1, project, history=history, outcome="done", first_epoch=1).validation == {"loss": 0.6}
    assert Run(1, project, history=history, outcome="failed", weights_epoch=1).validation == {"loss": 0.2}
    assert Run(1, project, history={"loss": [1.0], "val_loss": [[1.0, 2.0]]}, outcome="done").restored_epoch is None


def test_a_sentence_in_the_sentence_that_a_run_ended_with_stays_one(tmp_path):
    """So that it is said in the language of the day."""
    cause = TrainingError("the loss of batch {batch} is not finite", batch=7)
    fault = Diverged(cause, 2, 0)
    fallen = run(message=Message(fault.template, fault.values))

    (found,) = saved(tmp_path / "a.netb", fallen).runs

    assert str(found.message) == str(fault)
    assert found.message.values["cause"] == Message(cause.template, cause.values)
    assert found.message.values["kept"].template == "The weights are those after epoch {epoch}, the best so far"


def test_sentences_without_end_are_not_followed(tmp_path):
    deep = {"template": "x", "values": {}}
    for _ in range(20):
        deep = {"template": "{a}", "values": {"a": deep}}
    path = tmp_path / "a.netb"
    saved(path, run())
    changed(path, "runs.json", lambda told: {"runs": [{**told["runs"][0], "message": deep}]})

    assert isinstance(open_file(path).runs[0].message, Message)


def test_a_validation_of_an_earlier_epoch_is_not_told_as_the_last():
    one = Run(1, PROJECT, history={"loss": [0.5, 0.25], "val_loss": [0.6]})

    assert one.validation == {}
    assert Run(1, PROJECT, history={"loss": [0.5], "val_loss": [0.6]}).validation == {"loss": 0.6}
