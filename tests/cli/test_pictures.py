"""Folders of pictures on the command line: from files to answers, each picture prepared as it was in training."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from PIL import Image

from netbuilder.cli import main


def picture(path, bright, size=(9, 7)):
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(len(str(path)))
    low = 150 if bright else 0
    Image.fromarray(rng.integers(low, low + 100, (size[1], size[0]), dtype=np.uint8), "L").save(path)


@pytest.fixture
def trained(tmp_path, capsys):
    for i in range(30):
        picture(tmp_path / "sky" / ("day", "night")[i % 2] / f"{i}.png", not i % 2)
    assert main(["new", "--data", str(tmp_path / "sky"), "-o", str(tmp_path / "sky.netb")]) == 0
    assert main(["train", str(tmp_path / "sky.netb"), "--epochs", "30", "--in-place", "--seed", "1"]) == 0
    capsys.readouterr()
    return tmp_path / "sky.netb"


def test_a_network_for_a_folder_of_pictures_is_made_trained_and_measured(trained, capsys):
    assert main(["evaluate", str(trained), "--json"]) == 0
    assert '"accuracy": 1.0' in capsys.readouterr().out


def test_other_pictures_are_seen_as_those_that_were_trained_on(trained, tmp_path, capsys):
    for i in range(4):
        picture(tmp_path / "later" / "night" / f"{i}.jpg", False, size=(40, 60))  # of one class, and of another size
    (tmp_path / "later" / "day").mkdir()
    assert main(["evaluate", str(trained), "--data", str(tmp_path / "later"), "--json"]) == 0
    assert '"samples": 4, ' in (told := capsys.readouterr().out)
    assert '"accuracy": 1.0' in told

    assert main(["predict", str(trained), str(tmp_path / "later"), "-o", str(tmp_path / "answers.csv")]) == 0
    with open(tmp_path / "answers.csv") as file:
        rows = list(csv.DictReader(file))
    assert [row["predicted"] for row in rows] == ["night"] * 4
    assert rows[0]["file"].endswith("0.jpg")

    assert main(["predict", str(trained), rows[0]["file"], "-o", str(tmp_path / "one.csv")]) == 0
    assert "night" in (tmp_path / "one.csv").read_text()


def test_a_class_that_the_network_does_not_know_is_named(trained, tmp_path, capsys):
    picture(tmp_path / "other" / "dawn" / "0.png", True)
    picture(tmp_path / "other" / "day" / "0.png", True)

    assert main(["evaluate", str(trained), "--data", str(tmp_path / "other")]) == 2
    assert "'dawn', which the network does not know" in capsys.readouterr().err


def test_pictures_are_refused_by_a_network_for_other_data(tmp_path, capsys):
    main(["new", "mlp", "-o", str(tmp_path / "m.netb")])
    main(["train", str(tmp_path / "m.netb"), "--epochs", "1", "--in-place"])
    picture(tmp_path / "a.png", True)
    capsys.readouterr()

    assert main(["predict", str(tmp_path / "m.netb"), str(tmp_path / "a.png"), "-o", str(tmp_path / "o.csv")]) == 2
    assert "was not trained on pictures" in capsys.readouterr().err
