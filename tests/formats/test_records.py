"""What a run leaves for others: its numbers as CSV and JSON, and a report that stands alone."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest

from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault
from netbuilder.formats import FORMATS, Bundle, RunFacts, write
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, TrainedRun
from netbuilder.project.exporting import save_as
from netbuilder.project.runs import Measured, Run
from tests.networks import NETWORKS, mlp, node

HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(1)">\'&'
HISTORY = {"loss": [1.5, 0.5, float("nan")], "val_loss": [1.25, 0.75, 1.0], "recall": [(0.5, 1.0), (0.25, 1), (0, 0)]}
ALONE = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "section", "div", "span", "b"} | {
    "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "footer", "svg", "rect", "path", "circle",
    "text",
}  # fmt: skip


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its words."""

    def __init__(self, page):
        super().__init__()
        self.found, self.attributes, self.words, self.open = set(), {}, [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes.setdefault(tag, []).append(dict(attrs))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag  # nothing is closed in the wrong place

    def handle_startendtag(self, tag, attrs):
        self.found.add(tag)

    def handle_data(self, data):
        self.words.append(data)


def bundle(graph=None, history=HISTORY, name="model"):
    return Bundle(Snapshot(graph or mlp(), {}, TrainingSettings()), name=name, history=history)


def page(tmp_path, **more):
    write(bundle(**more), tmp_path / "run.html")
    return Tags((tmp_path / "run.html").read_text(encoding="utf-8"))


def test_a_row_an_epoch_and_a_column_a_number(tmp_path):
    write(bundle(), tmp_path / "run.csv")

    with (tmp_path / "run.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert list(rows[0]) == ["epoch", "loss", "val_loss", "recall[0]", "recall[1]"]
    assert [float(row["val_loss"]) for row in rows] == HISTORY["val_loss"]
    assert np.isnan(float(rows[2]["loss"]))
    assert [float(row["recall[1]"]) for row in rows] == [1, 1, 0]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_names_that_a_spreadsheet_would_compute_stay_text(name, tmp_path):
    """Fault 69; a negative number stays a number."""
    write(bundle(history={name: [-1.5]}), tmp_path / "run.csv")

    with (tmp_path / "run.csv").open(encoding="utf-8", newline="") as file:
        head, row = csv.reader(file)
    assert head[1] == "'" + name.replace("\r", " ")
    assert row[1] == "-1.5"


def test_the_json_holds_numbers_and_settings(tmp_path):
    write(bundle(), tmp_path / "run.history.json")

    found = json.loads((tmp_path / "run.history.json").read_text(encoding="utf-8"))

    assert found["history"]["loss"] == [1.5, 0.5, None]
    assert found["history"]["recall"][0] == [0.5, 1.0]
    assert TrainingSettings.from_config(found["training"]["config"]) == TrainingSettings()


@pytest.mark.parametrize("name", NETWORKS)
def test_the_report_tells_of_every_layer_and_every_setting(name, tmp_path):
    graph = NETWORKS[name]()

    words = page(tmp_path, graph=graph).words

    for expected in (*graph.nodes, *(field.name for field in TrainingSettings.fields())):
        assert expected in words
    assert "0.5" in words


def test_the_report_stands_alone_and_holds_what_it_is_given_as_text(tmp_path):
    graph = Graph.of([node("x", Input((2,)), note=HOSTILE, frame=HOSTILE), node("y", Dense(2), "x")])

    found = page(tmp_path, graph=graph, history={HOSTILE: [1.0, 2.0]}, name=HOSTILE)

    assert found.found <= ALONE
    assert not found.open
    assert HOSTILE in found.words
    loading = {"src", "href", "xlink:href", "srcset", "data", "onerror", "onload"}
    assert not any(loading & set(one) for many in found.attributes.values() for one in many)
    policy = next(one["content"] for one in found.attributes["meta"] if "http-equiv" in one)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize(
    "values", [[float("nan")], [1.0], [2.0, 2.0], [float("inf"), 1.0], [-1e308, 1e308, 1e300, -1e300]]
)
def test_odd_numbers_are_drawn_or_left_out(values, tmp_path):
    found = page(tmp_path, history={"loss": values})

    text = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert ("by epoch" in text) == bool(np.isfinite(values).any())
    assert not {"nan", "inf"} & set(found.words)


@pytest.mark.parametrize("name", [entry.name for entry in FORMATS.values() if entry.needs_run])
def test_without_a_run_there_is_nothing_to_tell(name, tmp_path):
    with pytest.raises(FileFault, match="Train the network first"):
        write(bundle(history={}), tmp_path / f"run{FORMATS[name].suffix}", name)

    assert not list(tmp_path.iterdir())


# -- what is known of the run -----------------------------------------------------------------------------

FACTS = RunFacts(
    "the third", datetime(2026, 11, 28, 23, 44, 5, tzinfo=UTC), 245.2, 1234567, "EarlyStopping",
    {"engine": "NumPy", "system": "Linux 6.1", "processors": "8"}, {"loss": 0.25, "recall": [0.5, 1.0]}, 360, "<b>",
)  # fmt: skip


def cells(found):
    words = [word for word in found.words if word.strip()]
    return list(itertools.pairwise(words))


def test_a_report_tells_when_how_long_on_what_and_the_test_scores(tmp_path):
    write(replace(bundle(), run=FACTS), tmp_path / "run.html")
    found = cells(Tags((tmp_path / "run.html").read_text(encoding="utf-8")))

    assert {
        ("began", "2026-11-28 23:44:05 UTC"), ("duration", "4 min 05 s"), ("engine", "NumPy"), ("system", "Linux 6.1"),
        ("processors", "8"), ("seed", "1234567"), ("ended", "EarlyStopping"), ("notes", "<b>"),
        ("recall[0]", "0.5"), ("recall[1]", "1"), ("loss", "0.25"),
    } <= set(found)  # fmt: skip
    assert "On 360 test samples:" in [word for word, _ in found]


def test_a_report_says_what_was_not_measured(tmp_path):
    found = page(tmp_path)

    assert "Test scores: not measured." in found.words
    assert {("began", "not known"), ("machine", "not known"), ("seed", "not known")} <= set(cells(found))


def test_the_history_as_json_tells_of_the_run(tmp_path):
    write(replace(bundle(), run=FACTS), tmp_path / "x.history.json")
    run = json.loads((tmp_path / "x.history.json").read_bytes())["run"]

    assert (run["began"], run["seconds"], run["seed"]) == ("2026-11-28T23:44:05+00:00", 245.2, 1234567)
    assert (run["machine"], run["test"], run["test_samples"]) == (dict(FACTS.machine), dict(FACTS.test), 360)
    write(bundle(), tmp_path / "y.history.json")
    assert set(json.loads((tmp_path / "y.history.json").read_bytes())["run"].values()) == {None}


def test_a_record_tells_of_the_run_with_its_settings_and_data_not_with_those_of_now(tmp_path):
    then = TrainingSettings(batch_size=16)
    run = TrainedRun(Snapshot(mlp(), {}, then), DataSettings(source="iris"), {"loss": [0.5]}, 3)
    kept = Run(3, Project(mlp(), then, run.data), seed=7, test=Measured({"loss": 0.5}, 30, run.data))
    now = Project(mlp(), TrainingSettings(batch_size=64), DataSettings(source="digits"))
    save_as(tmp_path / "x.history.json", now, run, "x", remembered=kept)
    told = json.loads((tmp_path / "x.history.json").read_bytes())

    assert told["training"]["config"]["batch_size"] == 16
    assert "iris" in json.dumps(told["data"])
    assert "digits" not in json.dumps(told["data"])
    assert (told["run"]["seed"], told["run"]["test"]) == (7, {"loss": 0.5})
