"""The doctor: what is sound is called so, and each illness that is made on purpose is found, with a cure that works."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.data import DataSettings, load
from netbuilder.doctor import examine, glance, is_of, sorted_findings
from netbuilder.doctor.alike import fingerprints
from netbuilder.doctor.data_checks import data_findings
from netbuilder.doctor.patient import Clock, Patient
from netbuilder.doctor.rates import rate_test
from netbuilder.engine.readiness import ready_data
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.layers.regularization import Dropout
from netbuilder.project import Project
from tests.networks import chain

SETTINGS = TrainingSettings(optimizer={"class_name": "adam", "config": {"learning_rate": 0.01}}, batch_size=16)


def network(features, *layers):
    hidden = layers or (Dense(units=16, activation="relu"),)
    return chain(Input(shape=(features,)), *hidden, Dense(units=2, activation="softmax"))


def examined(project, **more):
    prepared = ready_data(load(project.data), project.data, project.graph, project.training)
    return sorted_findings(list(examine(project.replace(data=prepared.settings), prepared, **more)))


def glanced(project):
    prepared = ready_data(load(project.data), project.data, project.graph, project.training)
    return list(glance(project.replace(data=prepared.settings), prepared))


def verdicts(found):
    return {finding.check: finding.verdict for finding in found.findings}


@pytest.fixture
def saved(tmp_path, rng):
    """A project over two classes that can be told apart, after `change` has had its way with the arrays."""

    def saved(change=lambda x, y: (x, y), graph=None, training=SETTINGS, count=200, **data):
        y = np.arange(count) % 2
        x = rng.normal(size=(count, 4)).astype(np.float32)
        x[:, 0] += 2.0 * y
        x, y = change(x, y)
        np.savez(tmp_path / "data.npz", x=x, y=y)
        settings = DataSettings(path=str(tmp_path / "data.npz"), **data)
        return Project(graph or network(x.shape[1]), training, settings)

    return saved


def test_what_is_sound_is_called_so(saved):
    found = examined(saved())

    assert found.verdict == "good", [str(finding) for finding in found.findings]
    assert {"shapes", "range", "balance", "doubles", "first loss", "one batch", "inputs", "gradients"} <= set(
        verdicts(found)
    )


def test_large_inputs_are_named_and_the_cure_scales_them(saved):
    project = saved(lambda x, y: (x * 100, y))
    found = examined(project)
    (finding,) = [finding for finding in found.findings if finding.check == "range"]

    assert finding.verdict == "doubtful"
    assert verdicts(examined(finding.cure.project))["range"] == "good"


def test_uneven_classes_are_counted_and_the_cure_weighs_them(saved):
    project = saved(lambda x, y: (x, (np.arange(len(y)) % 25 == 0).astype(int)))
    (finding,) = [finding for finding in examined(project).findings if finding.check == "balance"]

    assert "0 has" in str(finding)
    assert finding.cure.project.training.class_weight[1] > finding.cure.project.training.class_weight[0]


def test_samples_of_the_test_part_that_were_trained_on_are_counted(saved):
    found = examined(saved(lambda x, y: (np.concatenate([x[:100], x[:100]]), np.concatenate([y[:100], y[:100]]))))

    assert verdicts(found)["doubles"] == "bad"  # of the fifth that is held back most are in the other part too


def test_a_column_that_gives_the_answer_away_is_named_and_can_be_left_out(tmp_path, rng):
    rows = [f"{rng.normal():.4f},{rng.normal():.4f},{i % 2 * 10 + 3},{'no' if i % 2 else 'yes'}" for i in range(200)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,paid,left", *rows]))
    data = DataSettings(path=str(tmp_path / "t.csv"), scaling="standardize")
    project = Project(network(3), SETTINGS, data)
    prepared = ready_data(load(data), data, project.graph, project.training)
    (finding,) = [f for f in data_findings(Patient(project, prepared)) if f.check == "leak"]

    assert finding.verdict == "doubtful"
    assert "'paid'" in str(finding)
    assert finding.cure.project.data.ignore == ("paid",)


def test_samples_that_are_held_back_and_were_trained_on_are_counted_too(saved):
    held = SETTINGS.replace(validation_split=0.5)
    project = saved(lambda x, y: (np.concatenate([x[:100], x[:100]]), y), training=held, test_split=0)
    told = [str(finding) for finding in examined(project).findings if finding.check == "doubles"]

    assert told == ["100 of 100 validation samples are among the training samples too: the validation flatters"]


def test_the_same_inputs_with_other_labels_are_counted(saved):
    project = saved(lambda x, y: (np.repeat(x[:100], 2, axis=0), y), test_split=0)
    (finding,) = [finding for finding in examined(project).findings if finding.check == "contradictions"]

    assert finding.verdict == "doubtful"
    assert "200 training samples (100 %)" in str(finding)


def test_labels_that_begin_at_one_are_told_so(saved):
    (finding,) = [f for f in glanced(saved(lambda x, y: (x, y + 1))) if f.check == "numbering"]

    assert finding.verdict == "doubtful"
    assert "go from 1 to 2" in str(finding)


def test_a_class_that_no_sample_has_is_named(saved):
    (finding,) = [f for f in glanced(saved(lambda x, y: (x, y * 2))) if f.check == "numbering"]

    assert str(finding) == "no training sample has the class '1'"


def test_columns_with_many_blanks_are_named_and_the_cure_fits_the_network(tmp_path, rng):
    rows = [f"{'' if i % 5 == 0 else i % 7},{rng.normal():.4f},{'no' if i % 2 else 'yes'}" for i in range(100)]
    (tmp_path / "t.csv").write_text("\n".join(["age,b,left", *rows]))
    project = Project(network(2), SETTINGS, DataSettings(path=str(tmp_path / "t.csv"), missing="median"))
    (finding,) = [finding for finding in glanced(project) if finding.check == "blanks"]

    assert "'age'" in str(finding)
    assert verdicts(sorted_findings(glanced(finding.cure.project)))["blanks"] == "good"
    assert verdicts(sorted_findings(glanced(finding.cure.project)))["shapes"] == "good"


def test_two_samples_have_the_same_fingerprint_only_where_all_their_inputs_are_the_same(rng):
    x = rng.integers(0, 2, (2000, 12)).astype(np.float32)  # of 4096 that could be, most are there more than once
    wanted = np.unique(x, axis=0, return_inverse=True)[1].ravel()
    found = np.unique(fingerprints({"x": x}), return_inverse=True)[1].ravel()

    assert len(set(zip(wanted, found, strict=True))) == len(set(wanted)) == len(set(found))


def test_a_glance_trains_nothing_and_tells_the_first_loss(saved):
    found = verdicts(sorted_findings(glanced(saved())))

    assert {"shapes", "range", "balance", "doubles", "memory", "first loss"} <= set(found)
    assert not {"one batch", "gradients", "rate"} & set(found)


def test_findings_hold_for_a_network_whose_blocks_were_moved_and_not_for_one_that_was_changed(saved):
    project = saved()
    name = project.graph.input_names[0]
    node = project.graph[name].replace(position=(300.0, 40.0))
    moved = project.replace(graph=project.graph.with_nodes(node))

    assert is_of(project, moved)
    assert not is_of(project, saved(graph=network(4, Dropout(rate=0.1))))
    assert not is_of(project, project.replace(training=SETTINGS.replace(batch_size=8)))
    assert not is_of(None, project)


def test_labels_without_any_sense_are_not_learned_by_heart_when_inputs_are_alike(saved):
    found = examined(saved(lambda x, y: (np.ones_like(x), y)), full=True)

    assert verdicts(found)["one batch"] == "bad"


def test_a_network_that_is_cut_off_from_its_inputs_is_found(saved):
    blind = saved(graph=network(4, Dropout(rate=0.999)))

    found = examined(blind)

    assert verdicts(found).get("one batch") != "good" or verdicts(found)["inputs"] == "bad"


def test_a_network_with_errors_is_told_its_problems_and_not_tried(saved):
    found = examined(saved(graph=network(7)))

    assert found.verdict == "bad"
    assert "one batch" not in verdicts(found)
    assert any(finding.check == "problem" and finding.cure for finding in found.findings)


def test_a_rate_that_is_far_too_small_is_found_in_full_and_the_cure_raises_it(saved):
    slow = SETTINGS.replace(optimizer={"class_name": "adam", "config": {"learning_rate": 1e-6}})
    project = saved(training=slow, count=2000)
    prepared = ready_data(load(project.data), project.data, project.graph, project.training)
    found = rate_test(Patient(project, prepared), Clock(60))

    assert found.best is not None
    assert 1e-4 <= found.best <= 0.3
    assert list(found.rates) == sorted(found.rates)


def test_whoever_wants_no_more_is_obeyed(saved):
    found = examined(saved(), is_stopped=lambda: True)

    assert verdicts(found)["time"] == "doubtful"
    assert "one batch" not in verdicts(found)


def test_an_examination_leaves_the_project_and_the_data_as_they_were(saved):
    project = saved()
    prepared = ready_data(load(project.data), project.data, project.graph, project.training)
    before = {name: x.copy() for name, x in prepared.x_train.items()}
    list(examine(project, prepared))

    for name, x in prepared.x_train.items():
        np.testing.assert_array_equal(x, before[name])
