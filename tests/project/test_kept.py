"""Settings of a newer version are kept, keep the project from training, and are written back (fault 5)."""

from __future__ import annotations

import json
import zipfile

import pytest

from netbuilder.cli import main
from netbuilder.engine.model import compile_model
from netbuilder.engine.samples import Samples
from netbuilder.errors import FileFault, TrainingError
from netbuilder.project import Project, read_project, template, write_project
from netbuilder.project.code import adopted
from netbuilder.project.repairs import problems_of, repairs_for
from netbuilder.project.training import train
from tests.project.test_project_file import rewritten, trained_project

UNKNOWN = {
    "field of training": ("training", "precision", "bfloat16"),
    "field of data": ("data", "shards", [1, {"of": 2}]),
    "loss": ("training", "loss", [{"class_name": "EvidentialLoss", "config": {"annealing": 0.5}}]),
    "optimizer": ("training", "optimizer", {"class_name": "Sophia", "config": {"rho": 0.04}}),
    "argument of an optimizer": ("training", "optimizer", {"class_name": "Adam", "config": {"fused": True}}),
    "metric": ("training", "metrics", [{"class_name": "Calibration", "config": {}}]),
    "callback": ("training", "callbacks", [{"class_name": "Averaging", "config": {"every": 2}}]),
    "text": ("training", "title", 'ünïcode "and" \u202e'),
}


@pytest.fixture
def path(tmp_path):
    write_project(tmp_path / "net.netb", template("mlp").project())
    return tmp_path / "net.netb"


def put(path, section, field, value, **head):
    def change(data):
        data[section][field] = value
        return {**data, **head}

    rewritten(path, change)


def held(path, section, field):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("project.json"))[section][field]


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known_is_written_back_as_it_was(name, path):
    put(path, *UNKNOWN[name])
    section, field, value = UNKNOWN[name]

    found = read_project(path).project
    write_project(path, found.replace(training=found.training.replace(epochs=3)))

    assert held(path, section, field) == value
    assert read_project(path).project.training.epochs == 3


@pytest.mark.parametrize("name", UNKNOWN)
def test_it_keeps_the_project_from_training_and_says_why(name, path):
    put(path, *UNKNOWN[name])
    section, field, _value = UNKNOWN[name]

    project = read_project(path).project
    model = compile_model(project.graph, project.training)
    with pytest.raises(TrainingError, match=rf"{section}\.{field} could not be read: .*It is kept"):
        next(train(project, model, Samples((), ())))

    assert [problem.severity for problem in problems_of(project, None)] == ["error"]


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_repair_goes_on_without_it(name, path):
    put(path, *UNKNOWN[name])
    section, field, value = UNKNOWN[name]
    project = read_project(path).project

    (repair,) = repairs_for(problems_of(project, None)[0], project)
    write_project(path, repair.project)

    assert not problems_of(repair.project, None)
    if field in template("mlp").project().training.config():
        assert held(path, section, field) != value
    else:
        with pytest.raises(KeyError):
            held(path, section, field)


def test_a_choice_of_another_value_takes_its_place(path):
    put(path, *UNKNOWN["optimizer"])
    project = read_project(path).project
    chosen = project.replace(training=project.training.replace(optimizer="sgd"))

    write_project(path, chosen)

    assert not problems_of(chosen, None)
    assert held(path, "training", "optimizer")["class_name"] == "SGD"


def test_a_mistake_in_a_known_field_is_refused_and_kept_in_that_of_a_newer_version(path):
    put(path, "training", "epochs", {"at least": 3})
    with pytest.raises(FileFault, match=r"training\.epochs: must be a whole number"):
        read_project(path)

    put(path, "training", "epochs", {"at least": 3}, schema=99, version="9.9")
    found = read_project(path)

    assert found.read_only
    assert found.project.training.epochs == 10
    assert [item.place for item in found.project.kept] == ["training.epochs"]


def test_what_a_run_was_trained_with_is_written_back_too(tmp_path):
    path = tmp_path / "net.netb"
    write_project(path, *trained_project())

    def change(about):
        about["training"]["precision"] = "bfloat16"
        about["data"]["shards"] = 3
        return about

    rewritten(path, change, "run.json")
    found = read_project(path)
    write_project(path, found.project, found.run)

    with zipfile.ZipFile(path) as archive:
        about = json.loads(archive.read("run.json"))
    assert (about["training"]["precision"], about["data"]["shards"]) == ("bfloat16", 3)


def test_code_that_is_typed_does_not_drop_it(path):
    from netbuilder.formats.script_reading import ScriptReading

    put(path, *UNKNOWN["field of training"])
    project = read_project(path).project

    assert adopted(project, ScriptReading(project.graph, None, project.data)).project.kept == project.kept


def test_the_command_check_names_it(path, capsys):
    put(path, *UNKNOWN["loss"])

    assert main(["check", str(path)]) == 1
    assert "error: training.loss could not be read: EvidentialLoss" in capsys.readouterr().out.replace("'", "")


def test_a_project_without_anything_unknown_keeps_nothing():
    assert Project().kept == ()
