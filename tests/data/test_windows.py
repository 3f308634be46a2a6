"""Windows are Keras's, lie within one group and one part, and nothing that validates or tests is trained on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from netbuilder.data import DataSettings, Use, load, prepare
from netbuilder.data.fitted import fitted_to_json
from netbuilder.data.own_tables import dataset_of_table
from netbuilder.data.tables import read_table
from netbuilder.data.windows import WindowForm, over, windowed, windows_of
from netbuilder.errors import DataError

HOUR = np.timedelta64(1, "h")
START = np.datetime64("2024-01-01T00:00")


def csv(path, columns):
    rows = zip(*columns.values(), strict=True)
    path.write_text("\n".join([",".join(columns), *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


def hours(count, start=0):
    return [str(START + (start + i) * HOUR).replace("T", " ") for i in range(count)]


def series(path, count=60, **others):
    return csv(path, {"when": hours(count), **others, "load": [f"{i}" for i in range(count)]})


def of(path, **given):
    return DataSettings(
        path=str(path), **{"sequence_length": 4, "split": "time", "time_column": "when", "test_split": 0.2, **given}
    )


def expected_windows(rows, length, rate, stride, horizon):
    """As Keras's timeseries_dataset_from_array has them, one by one."""
    starts = range(0, len(rows) - (length - 1) * rate - horizon, stride)
    x = [rows[i : i + length * rate : rate] for i in starts]
    return np.array(x).reshape(-1, length), np.array([rows[i + (length - 1) * rate + horizon] for i in starts])


@given(st.integers(1, 6), st.integers(1, 4), st.integers(1, 4), st.integers(0, 5), st.integers(0, 40))
def test_windows_are_those_of_keras(length, rate, stride, horizon, count):
    rows = np.arange(float(count))
    form = WindowForm(length, rate, stride, horizon)

    starts = form.starts(np.zeros(count, np.int64))

    x, y = expected_windows(rows, length, rate, stride, horizon)
    np.testing.assert_array_equal(windowed(rows[:, None], starts, form)[:][..., 0], x)
    np.testing.assert_array_equal(rows[starts + form.reach], y)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=4), st.integers(1, 3), st.integers(1, 3), st.integers(0, 2))
def test_windows_lie_within_one_run(sizes, length, stride, horizon):
    runs = np.repeat(np.arange(len(sizes)), sizes)
    form = WindowForm(length, 1, stride, horizon)

    found = form.starts(runs)

    begins = np.cumsum([0, *sizes[:-1]])
    own = [begin + form.starts(np.zeros(size, np.int64)) for begin, size in zip(begins, sizes, strict=True)]
    assert found.tolist() == np.concatenate(own).tolist()


def test_windows_take_no_more_memory_than_their_rows():
    rows = np.zeros((1000, 3))
    windows = windowed(rows, np.arange(900), WindowForm(100))

    assert windows.shape == (900, 100, 3)
    assert windows_of(windows).rows is rows
    assert over(windows.rows(np.array([5, 3])), rows + 1)[:].shape == (2, 100, 3)


@pytest.mark.parametrize(("horizon", "rate", "stride"), [(1, 1, 1), (3, 2, 1), (0, 1, 2)])
def test_a_table_becomes_windows_with_what_they_tell(horizon, rate, stride, tmp_path):
    path = series(tmp_path / "t.csv", x=[10 * i for i in range(60)])
    data = of(path, horizon=horizon, sampling_rate=rate, sequence_stride=stride, validation_part=0.2)

    dataset = load(data)

    for part, (low, high) in {"train": (0, 36), "val": (36, 48), "test": (48, 60)}.items():
        x, y, _ = dataset.part(part)
        loads = np.arange(float(low), high)
        rows, targets = expected_windows(loads, 4, rate, stride, horizon)
        np.testing.assert_array_equal(x["x"][:][..., 0], 10 * rows)
        np.testing.assert_array_equal(y["y"], targets)
        assert dataset.raw.names == (("x", "load") if horizon else ("x",))
        assert dataset.lines[part].tolist() == [int(value) + 2 for value in targets]


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_nothing_of_validation_or_test_is_in_what_is_trained_on(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("s") / "t.csv"
    count = data.draw(st.integers(50, 90))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    times = np.sort(rng.integers(0, 4 * count, count))
    groups = rng.integers(0, data.draw(st.integers(1, 3)), count)
    values = rng.normal(size=count)
    order = rng.permutation(count)
    split = data.draw(st.sampled_from(["time", "group"]) if len(set(groups)) > 2 else st.just("time"))
    given_settings = of(
        path, time_column="when", group_column="site", split=split, scaling="standardize", target="load",
        target_scaling="minmax", sequence_length=data.draw(st.integers(1, 3)), horizon=data.draw(st.integers(0, 2)),
        sampling_rate=data.draw(st.integers(1, 2)), gap=data.draw(st.integers(0, 2)),
        validation_part=0.2 if split == "time" else 0.3, over_gaps=data.draw(st.booleans()),
    )  # fmt: skip

    def prepared(loads):
        csv(path, {"when": times[order], "site": [f"s{g}" for g in groups[order]], "x": order, "load": loads[order]})
        return prepare(load(given_settings), given_settings)

    try:
        first = prepared(values)
    except DataError:
        reject()  # a part too small for a window, which other tests are about
    used = {part: set() for part in ("train", "val", "test")}
    for part, found in used.items():
        x, _, _ = first.dataset.part(part)
        assert len(x["x"])
        found |= set(x["x"][:][..., 0].ravel().astype(int))  # each row has a number of its own
        at = {value: i for i, value in enumerate(values)}
        raw = load(given_settings).part(part)[1]["y"]
        found |= {at[value] for value in raw}
        windows = x["x"][:][..., 0].astype(int)
        assert all(len(set(groups[window])) == 1 for window in windows)
        assert (np.diff(times[windows], axis=1) >= 0).all()
    assert not used["train"] & (used["val"] | used["test"])
    assert not used["val"] & used["test"]
    if split == "time":
        assert max(times[list(used["train"])]) < min(times[list(used["val"])])
        assert max(times[list(used["val"])]) < min(times[list(used["test"])])

    changed = values.copy()
    changed[list(used["val"] | used["test"])] = 1e6
    assert _numbers(prepared(changed)) == _numbers(first)


def _numbers(prepared):
    found = fitted_to_json(prepared.fitted)
    return found["columns"], found["targets"], found["classes"]


def test_rows_are_sorted_and_gaps_and_equal_times_are_told(tmp_path):
    when = [*hours(20), *hours(20, 30)]
    when[5] = when[4]
    order = list(range(40))[::-1]
    path = csv(tmp_path / "t.csv", {"when": [when[i] for i in order], "load": order})

    notes = list(map(str, load(of(path)).notes))

    assert "time by when: 2024-01-01 00:00 to 2024-01-03 01:00, a row every 1 hour" in notes
    assert "rows were sorted by when" in notes
    assert any("2 gaps in time, the longest of 11 hours before line 21: windows reach over" in note for note in notes)
    assert any("1 rows have the same time" in note for note in notes)


def test_windows_need_not_reach_over_gaps(tmp_path):
    path = csv(tmp_path / "t.csv", {"when": [*hours(20), *hours(20, 30)], "load": range(40)})

    over_them, within = (load(of(path, test_split=0.0, over_gaps=over_gaps)) for over_gaps in (True, False))

    assert (over_them.train_count, within.train_count) == (36, 32)


def test_a_group_that_is_too_short_is_left_out_and_told(tmp_path):
    path = csv(
        tmp_path / "t.csv",
        {"when": [*hours(30), *hours(30), *hours(1)], "site": ["a"] * 30 + ["b"] * 30 + ["c"], "load": range(61)},
    )

    found = load(of(path, group_column="site", target="load"))

    assert found.raw.names == ("load",)
    assert any("1 groups are shorter than a window and are left out: c" in str(note) for note in found.notes)
    assert all(np.ptp(window) == 3 for window in found.x_train["x"][:][..., 0])


@pytest.mark.parametrize(("count", "fits"), [(4, False), (5, True)])
def test_one_window_exactly(count, fits, tmp_path):
    path = series(tmp_path / "t.csv", count)

    if fits:
        assert load(of(path, test_split=0.0)).train_count == 1
        return
    with pytest.raises(DataError, match="takes 5 rows in a row, but there are 4"):
        load(of(path, test_split=0.0))


def test_a_part_without_a_window_is_refused(tmp_path):
    with pytest.raises(DataError, match="test: no window fits"):
        load(of(series(tmp_path / "t.csv", 20)))


def test_a_split_at_random_is_refused(tmp_path):
    with pytest.raises(DataError, match="windows share rows") as fault:
        load(of(series(tmp_path / "t.csv"), split="fraction"))

    assert fault.value.options[0] == "--split time"


def test_a_share_of_the_windows_does_not_validate(tmp_path):
    data = of(series(tmp_path / "t.csv"))

    with pytest.raises(DataError, match="validation_part"):
        prepare(load(data), data, Use(held_back=0.2))
    with_part = data.replace(validation_part=0.2)
    assert prepare(load(with_part), with_part, Use(held_back=0.2)).x_val["x"].shape[1:] == (4, 1)


def test_blanks_leave_windows_out_or_are_filled(tmp_path):
    x = [*range(30), "", *range(31, 60)]
    path = series(tmp_path / "t.csv", x=x)
    labels = csv(tmp_path / "y.csv", {"when": hours(60), "load": x})

    def count(path, **column):
        data = of(path, test_split=0.0, columns=[{"name": "x" if path.stem == "t" else "load", **column}])
        return prepare(load(data), data).x_train["x"]

    assert len(count(path, missing="drop")) == 56 - 4
    filled = count(path, missing="mean")[:]
    assert len(filled) == 56
    assert np.isfinite(filled).all()
    assert len(count(labels, missing="drop")) == 56 - 5
    assert len(count(labels, missing="median")) == 56 - 1  # the one that would tell a blank


@pytest.mark.parametrize(("how", "message"), [("refuse", "blanks: when 1"), ("drop", "")])
def test_a_blank_time_is_refused_or_its_row_dropped(how, message, tmp_path):
    path = csv(tmp_path / "t.csv", {"when": [*hours(20), "", *hours(39, 21)], "load": range(60)})
    data = of(path, columns=[{"name": "when", "missing": how}])

    if message:
        with pytest.raises(DataError, match=message):
            load(data)
    else:
        assert sum(len(y) for y in (load(data).y_train["y"], load(data).y_test["y"])) == 59 - 8


def test_times_that_are_none_are_refused(tmp_path):
    path = csv(tmp_path / "t.csv", {"when": ["a", "b"] * 30, "load": range(60)})

    with pytest.raises(DataError, match=r"neither dates nor numbers.*line 2"):
        load(of(path))


def test_without_times_the_order_of_the_file_counts(tmp_path):
    path = csv(tmp_path / "t.csv", {"site": ["a", "b"] * 30, "load": range(60)})

    found = load(of(path, time_column="", group_column="site"))

    assert any("in the order of the file" in str(note) for note in found.notes)
    assert found.x_train["x"][0].ravel().tolist() == [0, 2, 4, 6]
    assert {int(value) for value in found.y_test["y"]} == {56, 58, 57, 59}


def test_parts_may_be_named_by_a_column_or_come_from_files(tmp_path):
    parts = ["train"] * 30 + ["test"] * 15 + ["train"] * 15
    path = csv(tmp_path / "t.csv", {"when": hours(60), "part": parts, "load": range(60)})
    found = load(of(path, split="column", split_column="part", target="load"))
    assert (found.train_count, found.test_count) == (26 + 11, 11)

    first, second = series(tmp_path / "a.csv"), csv(tmp_path / "b.csv", {"when": hours(20, 7), "load": range(20)})
    apart = load(of(first, split="files", test_path=str(second)))
    assert (apart.train_count, apart.test_count) == (56, 16)
    assert apart.x_test["x"][0].ravel().tolist() == [0, 1, 2, 3]


def test_a_date_that_is_set_enters_with_the_windows(tmp_path):
    data = of(series(tmp_path / "t.csv"), columns=[{"name": "when", "kind": "date", "parts": ["hour"]}])

    found = prepare(load(data), data)

    assert found.fitted.table.features == ("when: hour", "load")
    np.testing.assert_array_equal(found.x_train["x"][:][..., 0] % 24, found.x_train["x"][:][..., 1] % 24)


def test_the_past_of_what_is_predicted_can_be_left_out(tmp_path):
    data = of(series(tmp_path / "t.csv", x=range(60)), target="load", ignore=("load",))

    assert load(data).raw.names == ("x",)


def test_classes_are_told_ahead_too(tmp_path):
    path = csv(tmp_path / "t.csv", {"when": hours(60), "state": ["on", "off", "off"] * 20})
    data = of(path, scaling="none")

    found = prepare(load(data), data)

    assert found.classes == ("off", "on")
    assert found.x_train["x"].shape[1:] == (4, 2)
    assert found.y_train["y"][:3].tolist() == [0, 0, 1]


def test_windows_can_be_lined_up(tmp_path):
    data = of(series(tmp_path / "t.csv", x=range(60)), arrangement="flatten")

    assert prepare(load(data), data).x_train["x"].shape[1:] == (8,)


def test_a_split_over_the_same_table_is_the_same_in_another_order(tmp_path):
    """Rows are known by their times, not by where they stand in the file."""
    loads = np.random.default_rng(0).normal(size=60)
    a = csv(tmp_path / "a.csv", {"when": hours(60), "load": loads})
    b = csv(tmp_path / "b.csv", {"when": hours(60)[::-1], "load": loads[::-1]})
    one, other = (dataset_of_table(read_table(path), of(path)) for path in (a, b))

    np.testing.assert_array_equal(one.x_test["x"][:], other.x_test["x"][:])
    assert replace(one, notes=()).train_count == other.train_count
