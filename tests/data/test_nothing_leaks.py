"""Nothing that is measured heeds the rows of validation and test, and it is what scikit-learn measures."""

from __future__ import annotations

import csv
import random as chance
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import (
    LabelEncoder,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    RobustScaler,
    StandardScaler,
)

from netbuilder.data import DataSettings, Use, load, prepare
from netbuilder.data.beside import Beside
from netbuilder.data.column_settings import Column, Target
from netbuilder.data.fitted import fitted_to_json
from netbuilder.data.prepare import fit

HEADER = ("part", "key", "n", "m", "kind", "when", "words", "price", "rooms", "sort")
KINDS, WORDS = ("cat", "dog", "owl"), ("a red fox", "two red foxes sleep", "no fox", "all foxes sleep here now")
TRAINED, COUNT = 24, 40
ROWS = TRAINED + COUNT
MISSING = ("mean", "median", "most_frequent", "constant")
SCALINGS = ("none", "unit", "standardize", "minmax", "robust", "log")


def row_of(i, random, part):
    """Any row; the first ones of the training part have every kind and sort, so that all are known from them."""
    return [
        part, i, "" if i % 7 == 3 else round(random.uniform(-50, 50), 3), round(random.expovariate(0.01), 3),
        KINDS[i % 3] if i < TRAINED else random.choice(KINDS), f"20{random.randint(10, 29)}-0{random.randint(1, 9)}-15",
        random.choice(WORDS), round(random.gauss(2000, 400), 1), i % 3 + 1, "ab"[i % 2],
    ]  # fmt: skip


def table(folder, rows):
    with (folder / "t.csv").open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return folder


@st.composite
def recipes(draw):
    """Every kind of step, for one input or for several, one target or several."""
    to = draw(st.sampled_from(["", "own"]))
    columns = [
        Column("n", missing=draw(st.sampled_from(MISSING)), fill="3", scaling=draw(st.sampled_from(SCALINGS)),
               mark_missing=draw(st.booleans()), outside=draw(st.sampled_from(["keep", "clip"])), to=to),
        Column("m", scaling=draw(st.sampled_from(SCALINGS)), outside="clip"),
        Column("kind", encoding=draw(st.sampled_from(["one_hot", "ordinal"])), vocabulary=draw(st.integers(0, 2))),
        Column("when", kind="date", parts=("days", "month_cycle"), scaling=draw(st.sampled_from(SCALINGS[2:4]))),
        Column("words", kind="text", output_mode=draw(st.sampled_from(["int", "tf_idf", "count"])),
               vocabulary=draw(st.sampled_from([0, 4])), to="words"),
    ]  # fmt: skip
    if draw(st.booleans()):
        columns[2] = Column("kind", encoding="index", to="kinds")
    scaling = draw(st.sampled_from(["standardize", "minmax"]))
    targets = (Target("price", scaling=scaling), Target("rooms", labels="classes"), Target("sort"))
    if draw(st.booleans()):
        return {"columns": columns, "target": "price", "target_scaling": scaling, "ignore": ("key", "rooms", "sort")}
    return {"columns": columns, "targets": targets, "ignore": ("key",)}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(recipes(), st.integers(0, 1000), st.booleans())
def test_rows_of_validation_and_test_change_no_fitted_number(recipe, seed, held_back):
    """They are put in another order, and hold something else altogether."""
    random = chance.Random(seed)
    trained = [row_of(i, random, "train") for i in range(TRAINED)]
    rest = [row_of(i, random, ("validation", "test")[i % 2]) for i in range(TRAINED, ROWS)]
    other = [row_of(i, random, row[0]) for i, row in enumerate(rest, TRAINED)]
    for row in other:
        row[2], row[3], row[6], row[7] = row[3] * 1e6, -7e5, "words never heard", row[7] * 1e5
        row[4] = random.choice(["cat", "hen"])
    random.shuffle(other)
    use = Use(0.25 if held_back else 0.0)
    found = []
    for rows in ([*trained, *rest], [*trained, *other]):
        with tempfile.TemporaryDirectory() as folder:
            path = table(Path(folder), rows) / "t.csv"
            data = DataSettings(path=str(path), split="column", split_column="part", **recipe)
            told = fitted_to_json(fit(load(data), data, use))
        found.append({name: value for name, value in told.items() if name not in ("settings", "source")})

    assert found[0] == found[1]
    assert found[0]["rows"] == TRAINED


def test_nor_do_rows_that_validation_split_holds_back_or_tables_beside(tmp_path):
    random = chance.Random(3)
    rows = [row_of(i, random, "") for i in range(ROWS)]
    found = []
    for factor in (1.0, 1000.0):
        folder = table(
            tmp_path, [row if i < 48 else [*row[:3], row[3] * factor, *row[4:]] for i, row in enumerate(rows)]
        )
        (folder / "more.csv").write_text(
            "key,size\n" + "".join(f"{i},{i * (factor if i >= 48 else 1.0)}\n" for i in range(ROWS))
        )
        data = DataSettings(
            path=str(folder / "t.csv"), test_split=0.0, scaling="standardize", missing="mean", target="price",
            ignore=("part", "when", "words", "rooms", "sort"),
            beside=(Beside(str(folder / "more.csv"), key="key", to="size"),),
        )  # fmt: skip
        fitted = fit(load(data), data, Use(held_back=0.25))
        found.append([(c.name, c.fill, c.low, c.high, c.offset, c.divisor) for c in fitted.table.columns])
        assert fitted.rows == 48

    assert found[0] == found[1]
    assert found[0][-1][0] == "more.size"


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    random = chance.Random(5)
    rows = [row_of(i, random, ("train", "validation", "test")[i // 3 % 3]) for i in range(ROWS)]
    return table(tmp_path_factory.mktemp("homes"), rows) / "t.csv"


def prepared_by(homes, *columns, **more):
    data = DataSettings(
        path=str(homes), split="column", split_column="part", columns=columns,
        ignore=("key", "when", "words"), targets=(Target("price", scaling="standardize"), "rooms", "sort"), **more,
    )  # fmt: skip
    return prepare(load(data), data)


def raw_of(homes, name, part):
    with homes.open(newline="") as file:
        return [row[name] for row in csv.DictReader(file) if row["part"] == part]


@pytest.mark.parametrize("missing", MISSING[:3])
@pytest.mark.parametrize(
    ("scaling", "scaler"),
    [("standardize", StandardScaler), ("minmax", MinMaxScaler), ("robust", RobustScaler)],
)
def test_each_input_is_filled_and_scaled_as_by_scikit_learn(homes, missing, scaling, scaler):
    ours = prepared_by(
        homes, Column("n", missing=missing, scaling=scaling, to="a"), Column("m", scaling=scaling, to="b"),
        Column("kind", to="c"),
    )  # fmt: skip
    for name, block, place in (("n", "a", 0), ("m", "b", 1)):
        trained = np.array([[float(cell or "nan")] for cell in raw_of(homes, name, "train")])
        tested = np.array([[float(cell or "nan")] for cell in raw_of(homes, name, "test")])
        imputer = SimpleImputer(strategy=missing).fit(trained)
        theirs = scaler().fit(imputer.transform(trained))
        column = ours.fitted.table.columns[place]
        values = np.linspace(-80, 400, 7)[:, None]
        np.testing.assert_allclose(
            (values - column.offset[0]) / column.divisor[0], theirs.transform(values), rtol=1e-12, atol=1e-12
        )
        if name == "n":
            np.testing.assert_allclose(column.fill, imputer.statistics_[0], rtol=1e-12)
        np.testing.assert_allclose(
            ours.x_test[block], theirs.transform(imputer.transform(tested)), rtol=1e-5, atol=1e-6
        )


def test_categories_labels_and_targets_are_those_of_scikit_learn(homes):
    trained, tested = ([[cell] for cell in raw_of(homes, "kind", part)] for part in ("train", "test"))
    one_hot = OneHotEncoder(sparse_output=False).fit(trained)
    ordinal = OrdinalEncoder().fit(trained)
    for encoding, expected in (
        ("one_hot", one_hot.transform(tested)), ("ordinal", ordinal.transform(tested)),
        ("index", ordinal.transform(tested) + 1),
    ):  # fmt: skip
        ours = prepared_by(homes, Column("kind", encoding=encoding, to="kinds"), missing="mean")
        np.testing.assert_array_equal(ours.x_test["kinds"], expected)
    for name in ("rooms", "sort"):
        encoder = LabelEncoder().fit(raw_of(homes, name, "train"))
        assert ours.classes_of(name) == tuple(encoder.classes_)
        np.testing.assert_array_equal(ours.y_test[name], encoder.transform(raw_of(homes, name, "test")))
    prices = np.array(raw_of(homes, "price", "train"), float)[:, None]
    theirs, scaling = StandardScaler().fit(prices), ours.fitted.targets["price"]
    np.testing.assert_allclose([scaling.offset, scaling.divisor], [theirs.mean_[0], theirs.scale_[0]], rtol=1e-12)
