"""Preparation is fitted on what is trained on, and on nothing else; then it is the same for whatever comes."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GroupShuffleSplit, StratifiedShuffleSplit, TimeSeriesSplit
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, RobustScaler, StandardScaler

from netbuilder.data import Dataset, DataSettings, Fitted, Use, load, prepare
from netbuilder.data.columns import RawColumns
from netbuilder.data.fitted import fitted_from_json, fitted_to_json
from netbuilder.data.other import asked, measured_on
from netbuilder.data.prepare import fit
from netbuilder.data.split import parts_of
from netbuilder.errors import DataError

RNG = np.random.default_rng(7)
COUNT = 60
KINDS = ("cat", "dog", "owl")


def csv(path, rows, header=("age", "fare", "kind", "group", "answer")):
    path.write_text("\n".join([",".join(header), *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


@pytest.fixture
def path(tmp_path):
    rows = [
        (
            "" if i % 11 == 3 else round(float(RNG.normal(30, 10)), 2),
            round(float(RNG.exponential(20)), 2),
            "" if i % 13 == 5 else KINDS[int(RNG.integers(3))],
            i % 9,
            ("no", "yes")[int(RNG.integers(2))],
        )
        for i in range(COUNT)
    ]
    return csv(tmp_path / "table.csv", rows)


COLUMNS = [
    {"name": "age", "missing": "median", "scaling": "robust", "mark_missing": True},
    {"name": "fare", "scaling": "log", "outside": "clip"},
    {"name": "kind", "missing": "most_frequent", "scaling": "none"},
]


@given(st.randoms(use_true_random=False), st.sampled_from(["standardize", "minmax"]))
def test_no_row_of_validation_or_test_enters_a_fitted_number(random, scaling):
    """Those rows change their places and all that they hold: nothing that is measured changes."""
    x = np.column_stack([RNG.normal(size=40), RNG.integers(0, 3, 40).astype(float)])
    x[::7, 0] = np.nan
    other = x.copy()
    order = list(range(30, 40))
    random.shuffle(order)
    other[30:] = x[order]
    other[30:, 0] = other[30:, 0] * 1000 - 5
    other[30:, 1] = random.choice([0.0, 1.0, 2.0])
    y = np.arange(40) % 2
    raw = RawColumns(("a", "b"), {"b": KINDS}, "y")
    settings = DataSettings(path="t.csv", missing="mean", scaling=scaling)
    fits = []
    for values in (x, other):
        data = Dataset("t", {"x": values}, {"y": y}, {"x": values[30:]}, {"y": y[30:]}, ("n", "y"), raw=raw)
        fits.append(fit(data, settings, Use(held_back=0.25)))

    assert fits[0].rows == 30
    assert fitted_to_json(fits[0]) == fitted_to_json(fits[1])


@pytest.mark.parametrize("held", [0.0, 0.2])
def test_arrays_are_measured_on_what_is_trained_on(held, tmp_path):
    x = np.concatenate([np.zeros(80), np.full(20, 100.0)])[:, None] + RNG.normal(size=(100, 1))
    np.savez(tmp_path / "a.npz", x_train=x, y_train=np.zeros(100), x_test=x, y_test=np.zeros(100))
    settings = DataSettings(path=str(tmp_path / "a.npz"), scaling="standardize")

    scaling = prepare(load(settings), settings, Use(held)).scalings["x"]

    expected = StandardScaler().fit(x[: 80 if held else 100])
    np.testing.assert_allclose(scaling.offset, expected.mean_, rtol=1e-12)
    np.testing.assert_allclose(scaling.divisor, expected.scale_, rtol=1e-12)


def test_fitted_numbers_are_those_of_scikit_learn(path):
    names = {"age": 0, "fare": 1}
    data = load(DataSettings(path=str(path), missing="mean", test_split=0.25))
    x, raw = data.x_train["x"], data.raw
    for missing, strategy in (("mean", "mean"), ("median", "median"), ("most_frequent", "most_frequent")):
        for scaling, scaler in (("standardize", StandardScaler), ("minmax", MinMaxScaler), ("robust", RobustScaler)):
            columns = [{"name": name, "missing": missing, "scaling": scaling} for name in names]
            table = fit(data, data_settings(path, columns)).table
            for column in table.columns[:2]:
                values = x[:, [raw.names.index(column.name)]]
                imputer = SimpleImputer(strategy=strategy).fit(values)
                fitted = scaler().fit(imputer.transform(values))
                ours = (imputer.transform(values) - column.offset) / column.divisor
                np.testing.assert_allclose(column.fill, imputer.statistics_[0], rtol=1e-12)
                np.testing.assert_allclose(ours, fitted.transform(imputer.transform(values)), rtol=1e-12, atol=1e-12)
    known = ~np.isnan(x[:, 2])
    texts = np.array(raw.texts["kind"], object)[x[known, 2].astype(int)][:, None]
    for encoding, encoder in (("one_hot", OneHotEncoder(sparse_output=False)), ("ordinal", OrdinalEncoder())):
        settings = data_settings(path, [{"name": "kind", "encoding": encoding, "missing": "most_frequent"}], "none")
        table = fit(data, settings).table
        found = table(x, raw)["x"][known][:, 2:-1]
        np.testing.assert_array_equal(found, encoder.fit_transform(texts))


def data_settings(path, columns, scaling="standardize"):
    return DataSettings(path=str(path), missing="mean", scaling=scaling, columns=columns, test_split=0.25)


@pytest.mark.parametrize("seed", [0, 3])
@pytest.mark.parametrize("share", [0.2, 0.33])
def test_splits_are_those_of_scikit_learn(seed, share):
    labels, groups = RNG.integers(0, 3, 51), RNG.integers(0, 9, 51)
    rows = np.arange(51)

    def ours(split, **more):
        return parts_of(DataSettings(path="t.csv", split=split, test_split=share, split_seed=seed, **more), 51,
                        labels, None if split == "time" else [str(group) for group in groups])  # fmt: skip

    for parts, splitter, others in (
        (ours("stratified"), StratifiedShuffleSplit(1, test_size=share, random_state=seed), ()),
        (ours("group", split_column="g"), GroupShuffleSplit(1, test_size=share, random_state=seed), (groups,)),
    ):
        train, test = next(splitter.split(rows, labels, *others))
        np.testing.assert_array_equal(parts.train, np.sort(train))
        np.testing.assert_array_equal(parts.test, np.sort(test))
    late = ours("time", gap=4)
    train, test = list(TimeSeriesSplit(2, gap=4, test_size=int(51 * share)).split(rows))[-1]
    np.testing.assert_array_equal(late.train, train)
    np.testing.assert_array_equal(late.test, test)


@pytest.mark.parametrize("split", ["fraction", "stratified", "group", "time"])
def test_each_row_is_in_one_part_and_the_same_every_time(split, path):
    settings = DataSettings(
        path=str(path), missing="mean", split=split, test_split=0.2, validation_part=0.2, gap=2,
        split_column={"group": "group", "time": "group"}.get(split, ""),
    )  # fmt: skip
    one, other = load(settings), load(settings)

    lines = [one.lines[part].tolist() for part in ("train", "val", "test")]
    assert one.train_count + one.val_count + one.test_count == COUNT - (4 if split == "time" else 0)
    assert len({line for part in lines for line in part}) == sum(map(len, lines))
    assert min(map(len, lines)) > 0
    np.testing.assert_array_equal(one.x_train["x"], other.x_train["x"])
    assert ("group" in one.raw.names) == (split in ("fraction", "stratified"))


def test_a_column_may_name_the_parts(tmp_path):
    rows = [(i, i % 2, ("train", "val", "Test")[i % 3]) for i in range(12)]
    settings = DataSettings(
        path=str(csv(tmp_path / "t.csv", rows, ("a", "y", "part"))), split="column", split_column="part", target="y"
    )

    data = load(settings)

    assert data.x_val["x"].ravel().tolist() == [1, 4, 7, 10]
    assert data.x_test["x"].ravel().tolist() == [2, 5, 8, 11]
    assert data.raw.names == ("a",)


def test_parts_may_be_files_of_their_own(tmp_path):
    parts = {name: csv(tmp_path / f"{name}.csv", [(i, i % 2) for i in rows], ("a", "y"))
             for name, rows in (("train", range(6)), ("val", range(6, 9)), ("test", range(9, 13)))}  # fmt: skip
    csv(parts["test"], [(i % 2, i) for i in range(9, 13)], ("y", "a"))  # in another order
    settings = DataSettings(
        path=str(parts["train"]), split="files", validation_path=str(parts["val"]), test_path=str(parts["test"]),
        target="y",
    )  # fmt: skip

    data = load(settings)

    found = [data.part(part)[0]["x"].ravel().tolist() for part in ("train", "val", "test")]
    assert found == [[0, 1, 2, 3, 4, 5], [6, 7, 8], [9, 10, 11, 12]]


@pytest.mark.parametrize("columns", [[], COLUMNS])
def test_what_was_fitted_comes_back_from_its_json_to_the_last_digit(columns, path):
    settings = DataSettings(path=str(path), missing="mean", scaling="standardize", columns=columns)
    prepared = prepare(load(settings), settings)

    again = fitted_from_json(json.loads(json.dumps(fitted_to_json(prepared.fitted))))

    assert again == prepared.fitted
    other = prepare(prepared.raw, settings, fitted=again)
    np.testing.assert_array_equal(other.x_test["x"], prepared.x_test["x"])


@pytest.mark.parametrize(
    "change",
    [
        {"columns": [{"name": "a", "offset": [1], "divisor": [0]}]},
        {"columns": [{"name": "a", "offset": [1, 2], "divisor": [1, 1]}]},
        {"columns": [{"name": "a", "offset": [1], "divisor": [1], "scaling": "magic"}]},
        {"columns": 3},
        {"classes": ["a", "a"]},
        {"scalings": {"x": {"kind": "unit", "offset": 0, "divisor": "1"}}},
        {"rows": -1},
        {"settings": {"scaling": "magic"}},
    ],
)
def test_what_no_preparation_can_be_is_refused(change):
    with pytest.raises(DataError, match="fitted"):
        fitted_from_json({**fitted_to_json(Fitted(DataSettings())), **change})


def test_other_rows_are_prepared_as_those_that_were_trained_on(path, tmp_path):
    settings = DataSettings(path=str(path), missing="mean", scaling="standardize", columns=COLUMNS, test_split=0.0)
    prepared = prepare(load(settings), settings)
    lines = path.read_text().splitlines()
    (tmp_path / "some.csv").write_text("\n".join([lines[0], *lines[41:51]]) + "\n")
    order = ["more", "fare", "answer", "kind", "group", "age"]  # another column, and another order
    rows = [dict(zip(lines[0].split(","), line.split(","), strict=True), more="x") for line in lines[41:51]]
    csv(tmp_path / "moved.csv", [[row[name] for name in order] for row in rows], order)

    for name in ("some.csv", "moved.csv"):
        data = measured_on(tmp_path / name, prepared.fitted)
        found = prepare(data, settings, fitted=prepared.fitted)
        np.testing.assert_array_equal(found.x_test["x"], prepared.x_train["x"][40:50])
        np.testing.assert_array_equal(found.y_test["y"], prepared.y_train["y"][40:50])
        np.testing.assert_array_equal(asked(tmp_path / name, prepared.fitted).x["x"], found.x_test["x"])


def test_what_was_never_seen_has_a_declared_answer_and_is_told(path, tmp_path):
    settings = DataSettings(path=str(path), missing="mean", columns=COLUMNS[1:], test_split=0.0)
    fitted = prepare(load(settings), settings).fitted
    new = csv(tmp_path / "new.csv", [(20, 1e9, "emu", 1), ("", 5, "", 2)], ("age", "fare", "kind", "group"))

    found = asked(new, fitted)

    inputs = dict(zip(fitted.table.features, found.x["x"].T.tolist(), strict=True))
    assert [inputs[f"kind={kind}"][0] for kind in KINDS] == [0, 0, 0]
    by_name = {column.name: column for column in fitted.table.columns}
    np.testing.assert_allclose(inputs["age"][1], by_name["age"].fill, rtol=1e-6)
    told = " ".join(map(str, found.told))
    assert "'emu' (1)" in told
    assert "fare 1" in told
    assert "age 1" in told
    strict = replace(by_name["kind"], unseen="refuse")
    table = replace(fitted.table, columns=tuple(strict if c.name == "kind" else c for c in fitted.table.columns))
    with pytest.raises(DataError, match="line 2, column kind: 'emu'"):
        asked(new, replace(fitted, table=table))


def test_all_that_keeps_a_table_from_being_used_is_told_at_once(tmp_path):
    rows = [(i, "" if i == 3 else 1.5, f"name {i}", "x" if i == 9 else i, i % 2) for i in range(80)]
    path = csv(tmp_path / "t.csv", rows, ("a", "b", "c", "d", "y"))

    with pytest.raises(DataError) as error:
        load(DataSettings(path=str(path)))
    assert all(words in str(error.value) for words in ("b 1", "column d holds numbers, but text", "(1)", "(2)"))
    assert "--missing drop" in error.value.options
    with pytest.raises(DataError, match="no column 'colour'"):
        load(DataSettings(path=str(path), ignore=("colour",)))


@pytest.mark.parametrize(
    ("values", "loss", "labels", "classes"),
    [
        ([0, 10, 50, 100] * 6, "amounts", "auto", ()),
        ([0, 10, 50, 100] * 6, "", "auto", ("0", "10", "50", "100")),
        (list(range(21)) * 2, "classes", "auto", tuple(map(str, range(21)))),
        (list(range(21)) * 2, "", "auto", ()),
        ([1234567, 1234568] * 5, "classes", "auto", ("1234567", "1234568")),
        ([3, 4, 5] * 4, "classes", "amounts", ()),
        ([0.5, 1.5] * 6, "amounts", "classes", ("0.5", "1.5")),
    ],
)
def test_classes_or_amounts_go_by_a_person_s_word_then_by_the_loss(values, loss, labels, classes, tmp_path):
    path = csv(tmp_path / "t.csv", [(i, value) for i, value in enumerate(values)], ("a", "y"))
    settings = DataSettings(path=str(path), labels=labels, test_split=0.0)

    prepared = prepare(load(settings), settings, Use(labels=loss))

    assert prepared.classes == classes
    expected = [classes.index(str(value)) for value in values] if classes else values
    assert prepared.y_train["y"].tolist() == expected


def test_numbers_keep_their_digits_until_they_are_scaled(tmp_path):
    rows = [(1_700_000_000 + i, 1e8 + i) for i in range(160)]
    path = csv(tmp_path / "t.csv", rows, ("time", "y"))
    settings = DataSettings(path=str(path), scaling="standardize", target_scaling="standardize", labels="amounts")

    prepared = prepare(load(settings), settings)

    assert len(np.unique(prepared.x_train["x"])) == len(np.unique(prepared.y_train["y"])) == 128
    np.testing.assert_allclose(
        prepared.fitted.targets["y"].undone(prepared.y_train["y"]), prepared.raw.y_train["y"], rtol=1e-12, atol=1e-4
    )


def test_own_validation_is_a_part_of_its_own(tmp_path):
    x = RNG.normal(size=(30, 2))
    np.savez(tmp_path / "a.npz", x_train=x, y_train=np.arange(30) % 2, x_val=x[:7] + 1, y_val=np.arange(7) % 2)
    settings = DataSettings(path=str(tmp_path / "a.npz"), scaling="standardize")

    prepared = prepare(load(settings), settings, Use(held_back=0.5))

    assert (prepared.dataset.train_count, prepared.dataset.val_count, prepared.dataset.test_count) == (24, 7, 6)
    scaled = (x[:7] + 1 - prepared.scalings["x"].offset) / prepared.scalings["x"].divisor
    np.testing.assert_allclose(prepared.x_val["x"], scaled, rtol=1e-6)
    assert prepared.fitted.rows == 24  # nothing is held back of the training part where there is a part for that


def test_a_number_too_large_for_a_network_is_told_with_its_line(path, tmp_path):
    settings = DataSettings(path=str(path), missing="mean", scaling="standardize", test_split=0.0)
    fitted = prepare(load(settings), settings).fitted
    new = csv(tmp_path / "new.csv", [(20, 1, "cat", 1), (20, 1e300, "cat", 1)], ("age", "fare", "kind", "group"))

    with pytest.raises(DataError, match="line 3, column fare: a number that is too large"):
        asked(new, fitted)


def test_data_of_another_kind_is_refused_and_never_prepared_by_halves(path, tmp_path):
    settings = DataSettings(path=str(path), missing="mean", scaling="standardize")
    fitted = prepare(load(settings), settings).fitted
    np.savez(tmp_path / "a.npz", x_train=np.ones((9, 6)), y_train=np.arange(9) % 2)
    arrays = DataSettings(path=str(tmp_path / "a.npz"), scaling="standardize")
    of_arrays = prepare(load(arrays), arrays).fitted
    lines = path.read_text().splitlines()
    (tmp_path / "less.csv").write_text("\n".join(line.split(",", 1)[1] for line in lines))
    (tmp_path / "texts.csv").write_text("\n".join([lines[0], *(f"old,{line.split(',', 1)[1]}" for line in lines[1:])]))

    for other, known, said in (
        (arrays, fitted, "is no table"),
        (settings, of_arrays, "other inputs"),
        (settings.replace(path=str(tmp_path / "less.csv")), fitted, "no column 'age'"),
        (settings.replace(path=str(tmp_path / "texts.csv")), fitted, "'age': numbers in training, but texts"),
    ):
        with pytest.raises(DataError, match=said):
            prepare(load(other), other, fitted=known)


def test_the_target_of_a_table_does_not_matter_where_the_input_is_learned(tmp_path):
    path = csv(tmp_path / "t.csv", [(i, i * 2, "same") for i in range(20)], ("a", "b", "name"))
    settings = DataSettings(path=str(path), target_is_input=True, scaling="minmax")

    prepared = prepare(load(settings), settings)

    np.testing.assert_array_equal(prepared.y_train["y" if "y" in prepared.y_train else "x"], prepared.x_train["x"])
