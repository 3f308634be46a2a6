"""What `evaluate --report` writes, from real training on real data."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import numpy as np
import pytest
from sklearn import metrics

from netbuilder.cli.main import main
from netbuilder.data import DataSettings, load, prepare
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.insight.report import as_json, evaluation
from netbuilder.layers import Dense, Input
from tests.networks import chain


def report(capsys, *words):
    assert main(["evaluate", *words]) == 0
    return capsys.readouterr()


@pytest.fixture
def kinds(tmp_path, monkeypatch):
    """A table of two kinds, one of which is called as no page would like it, trained for two epochs."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(2)
    rows = ["size,colour,kind"]
    for i in range(160):
        kind = i % 2
        rows.append(f"{rng.normal(kind * 2):.3f},{rng.choice(['red', 'blue'])},{('plain', '<b>&bold')[kind]}")
    (tmp_path / "kinds.csv").write_text("\n".join(rows), "utf-8")
    assert main(["new", "--data", "kinds.csv", "-o", "net.netb"]) == 0
    assert main(["train", "net.netb", "--epochs", "2", "-o", "net.netb", "--force"]) == 0
    return tmp_path


class Page(HTMLParser):
    """Tags that are open, all texts, and whether anything is fetched or run."""

    def __init__(self):
        super().__init__()
        self.open, self.texts, self.fetched, self.crossed = [], [], [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in ("script", "link", "iframe") or any(name.startswith("on") for name in given):
            self.fetched.append(tag)
        self.fetched += [value for name, value in given.items() if name in ("src", "href") and value[:5] != "data:"]
        if tag not in ("meta", "img", "br", "line", "circle"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in ("line", "circle"):
            return
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


def read(path):
    found = Page()
    found.feed(path.read_text("utf-8"))
    assert not found.open
    assert not found.crossed
    assert not found.fetched
    return " ".join(found.texts)


def test_the_report_in_json_has_the_figures_of_scikit_learn(kinds, capsys):
    report(capsys, "net.netb", "--report", "told.json")
    told = json.loads((kinds / "told.json").read_text("utf-8"))
    (output,) = told["outputs"]
    counts = np.array(output["confusion"])
    truth = np.repeat([0, 0, 1, 1], counts.ravel())
    said = np.repeat([0, 1, 0, 1], counts.ravel())

    assert told["samples"] == counts.sum() == 32
    assert [one["name"] for one in output["classes"]] == ["<b>&bold", "plain"]
    wanted = metrics.precision_recall_fscore_support(truth, said, zero_division=np.nan)
    for place, figure in enumerate(("precision", "recall", "f1")):
        for one, value in zip(output["classes"], wanted[place], strict=True):
            assert one[figure]["value"] == (None if np.isnan(value) else pytest.approx(value, rel=1e-12))
    assert output["accuracy"]["low"] <= output["accuracy"]["value"] <= output["accuracy"]["high"]


def test_the_page_holds_all_it_shows_and_names_classes_as_they_are(kinds, capsys):
    found = report(capsys, "net.netb", "--report", "told.html")
    text = read(kinds / "told.html")

    assert "told.html" in found.err
    assert "<b>&bold" in text
    assert "colour: " in text  # rows are shown by their cells
    assert "line " in text


def test_another_part_can_be_measured(kinds, capsys):
    report(capsys, "net.netb", "--part", "train", "--report", "told.json")
    assert json.loads((kinds / "told.json").read_text("utf-8"))["samples"] == 96


def test_a_part_that_is_not_there_is_said(kinds, capsys):
    assert main(["new", "mlp", "-o", "digits.netb"]) == 0
    assert main(["evaluate", "digits.netb", "--part", "validation"]) == 2
    assert "has no validation part" in capsys.readouterr().err


def test_a_report_of_another_kind_is_refused_before_anything_is_computed(kinds, capsys):
    assert main(["evaluate", "net.netb", "--report", "told.pdf"]) == 2
    assert "as .html or .json" in capsys.readouterr().err


def test_the_project_itself_is_not_replaced_by_its_report(kinds, capsys):
    (kinds / "net.html").symlink_to("net.netb")
    assert main(["evaluate", "net.netb", "--report", "net.html"]) == 2
    assert "is the file that is read" in capsys.readouterr().err


@pytest.mark.parametrize(("template", "kind"), [("regression", "amounts"), ("cnn", "classes")])
def test_templates_are_told_of(tmp_path, monkeypatch, capsys, template, kind):
    monkeypatch.chdir(tmp_path)
    assert main(["new", template, "-o", "net.netb"]) == 0
    report(capsys, "net.netb", "--report", "told.html")
    report(capsys, "net.netb", "--report", "told.json")

    assert json.loads((tmp_path / "told.json").read_text("utf-8"))["outputs"][0]["kind"] == kind
    assert ("Predicted against true" if kind == "amounts" else "Most surely wrong") in read(tmp_path / "told.html")
    assert ("data:image/png" in (tmp_path / "told.html").read_text("utf-8")) == (template == "cnn")


def test_each_output_of_several_is_told_of_in_its_own_way(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(2)
    rows = [f"{rng.normal():.3f},{('plain', 'striped')[i % 2]},{1000 + 50 * rng.normal():.1f}" for i in range(80)]
    (tmp_path / "own.csv").write_text("\n".join(["size,kind,price", *rows]), "utf-8")
    assert main(["new", "--data", "own.csv", "--target", "kind", "--target", "price", "-o", "net.netb"]) == 0
    report(capsys, "net.netb", "--report", "told.json")
    report(capsys, "net.netb", "--report", "told.html")

    kinds, prices = json.loads((tmp_path / "told.json").read_text("utf-8"))["outputs"]
    assert [one["name"] for one in kinds["classes"]] == ["plain", "striped"]
    assert prices["amounts"][0]["name"] == "price"
    assert 20 < prices["amounts"][0]["error_of_median"] < 80  # in its own unit
    assert "striped" in read(tmp_path / "told.html")


def test_a_sample_without_an_answer_keeps_the_numbers_of_the_others(tmp_path, monkeypatch, capsys):
    """An output that is not finite is left out; the worst is still called by its number in the part."""
    monkeypatch.chdir(tmp_path)
    x = np.arange(40, dtype="float32")[:, None]
    x_test = np.array([[3e38], [1], [2], [50]], np.float32)  # of the first the output overflows
    np.savez("own.npz", x_train=x, y_train=x + 0.5, x_test=x_test, y_test=np.array([[0], [1], [2], [90000]]) + 0.5)
    model = compile_model(chain(Input((1,)), Dense(8), Dense(1)), TrainingSettings(loss=("mean_squared_error",)))
    for view in model.parameters.views.values():
        view[...] = 10
    outputs = model.predict([x_test])
    data = DataSettings(path="own.npz")

    told = evaluation(model, prepare(load(data), data), "test", {}, outputs)

    assert not np.isfinite(outputs[0][0, 0])
    assert as_json(told)["outputs"][0]["amounts"][0]["worst"][0] == 3
