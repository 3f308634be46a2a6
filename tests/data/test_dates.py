"""Dates are found in the form that all rows tell, read to the second, and taken into parts."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.data.dates import CYCLES, PARTS, DateForm, dates_of_numbers, find_dates, may_be_unix, part_of
from netbuilder.data.dates.forms import after
from netbuilder.data.dates.parts import names_of, parts_for

START = datetime.datetime(1970, 1, 1)
WRITTEN = {
    "iso": ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y.%m.%d %H:%M:%S"],
    "day_first": ["%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S"],
    "month_first": ["%m/%d/%Y %I:%M:%S %p"],
    "day_name": ["%d %b %Y %H:%M:%S", "%d-%B-%Y %H:%M:%S", "%a, %d %b %Y %H:%M:%S"],
    "name_day": ["%b %d, %Y %H:%M:%S", "%B %d %Y, %I:%M:%S %p"],
    "digits": ["%Y%m%d %H:%M:%S"],
}
MOMENTS = st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2099, 12, 31)).map(
    lambda when: when.replace(microsecond=0)
)


@given(st.lists(MOMENTS, min_size=1, max_size=300), st.data())
def test_what_python_writes_is_read_to_the_second(moments, data):
    order = data.draw(st.sampled_from(sorted(WRITTEN)))
    written = data.draw(st.sampled_from(WRITTEN[order]))

    found = DateForm(order).seconds([when.strftime(written) for when in moments])

    assert found.tolist() == [(when - START).total_seconds() for when in moments]


@pytest.mark.parametrize("order", WRITTEN)
def test_one_by_one_and_all_at_once_are_the_same(order):
    rng = np.random.default_rng(1)
    moments = [START + datetime.timedelta(seconds=int(s)) for s in rng.integers(0, 4e9, 400)]
    texts = [when.strftime(WRITTEN[order][0]) for when in moments]
    texts[7] = texts[7].replace(":", ";")  # of another form
    for broken in (texts, [text for text in texts if ";" not in text]):
        together = DateForm(order).seconds(broken)

        np.testing.assert_array_equal(together, np.concatenate([DateForm(order).seconds([text]) for text in broken]))


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["2024-12-31", "2024-02-01"], "iso"),
        (["01/02/2024", "31/12/2024"], "day_first"),
        (["01/02/2024", "12/31/2024"], "month_first"),
        (["31.12.24 13:45", "1.2.24"], "day_first"),
        (["1 Jan 2024", "31-Dec-2024"], "day_name"),
        (["January 1st, 2024", "Dec. 31, 2024 1:05 pm"], "name_day"),
        (["13:45", "9:05:10"], "time"),
        (["2024-12", "2025-01"], "iso"),
    ],
)
def test_the_form_is_what_all_rows_allow(texts, order):
    found = find_dates(texts)

    assert found.form.order == order
    assert not np.isnan(found.seconds).any()


@pytest.mark.parametrize(
    "texts",
    [["a", "b"], ["10.0.0.1"] * 3, ["1.2.3"], ["2024-25", "2025-26"], ["00123", "00456"], [], ["red", "2024-01-01"]],
)
def test_what_is_no_date_is_not_taken_for_one(texts):
    assert find_dates(texts) is None


def test_dates_that_could_be_both_are_told():
    (note,) = find_dates(["01/02/2024", "03/04/2024"]).notes

    assert "day was taken first" in str(note)
    assert not find_dates(["01.02.2024"]).notes  # with points nobody puts the month first


def test_impossible_dates_and_other_forms_are_named():
    days = [f"{day:02d}.01.2024" for day in range(1, 29)]

    found = find_dates([*days, "31.02.2024", "2024-01-30"])

    assert (found.impossible, found.other) == ({"31.02.2024"}, {"2024-01-30"})
    mixed = find_dates(["2024-01-30", "2024-01-31", "01.02.2024"])
    assert mixed.other == {"01.02.2024"}
    assert find_dates(["31/12/2024", "12/31/2024"]).impossible == {"12/31/2024"}


def test_zones_are_taken_into_account():
    same = find_dates(["2024-06-01T12:00+02:00", "2024-06-02T12:00+02:00"])
    several = find_dates(["2024-01-01T12:00+01:00", "2024-06-01T12:00+0200", "2024-06-01 10:00Z"])

    assert same.form.zone == 120
    assert same.seconds[0] % 86400 == 12 * 3600  # the clock on the wall
    assert several.seconds[1] == several.seconds[2]
    assert any("UTC" in str(note) for note in several.notes)
    assert same.form.seconds(["2024-06-01T10:00Z"])[0] == same.seconds[0]


@pytest.mark.parametrize(("text", "year"), [("1.1.68", 2068), ("1.1.69", 1969), ("1.1.24", 2024)])
def test_two_digits_are_a_year_as_in_posix(text, year):
    found = find_dates([text])

    assert part_of("year", found.seconds, 0.0)[0, 0] == year
    assert any("two digits" in str(note) for note in found.notes)


def test_numbers_are_dates_where_they_are_told_so():
    seconds = np.array([1735603200.0, np.nan, 1735689600.5])

    for values, order in ((seconds, "seconds"), (seconds * 1000, "milliseconds")):
        form, found = dates_of_numbers(values)
        assert form.order == order
        np.testing.assert_array_equal(found, seconds)
    form, found = dates_of_numbers(np.array([20241231.0, 20240229.0]))
    assert form.order == "digits"
    assert part_of("day", found, 0.0).ravel().tolist() == [31, 29]
    assert np.isnan(dates_of_numbers(np.array([20241301.0]), "digits")[1][0])


@pytest.mark.parametrize(
    ("name", "values", "order"),
    [
        ("x", [1.7e9, 1.7e9 + 60, 1.7e9 + 120], "seconds"),
        ("created_at", [1.7e12, 1.6e12], "milliseconds"),
        ("date", [20240101, 20231231], "digits"),
        ("x", [1.7e9, 1.6e9, 1.65e9], ""),
        ("time", [1, 2, 3], ""),
        ("time", [1.5, 1.7e9], ""),
    ],
)
def test_numbers_that_look_like_times_are_offered(name, values, order):
    assert may_be_unix(name, np.array(values, float)) == order


@given(st.lists(MOMENTS, min_size=1, max_size=5))
def test_parts_are_what_the_calendar_says(moments):
    seconds = np.array([(when - START).total_seconds() for when in moments])

    for name, part in (
        ("year", lambda t: t.year), ("month", lambda t: t.month), ("day", lambda t: t.day),
        ("weekday", lambda t: t.weekday()), ("day_of_year", lambda t: t.timetuple().tm_yday),
        ("hour", lambda t: t.hour), ("minute", lambda t: t.minute), ("second", lambda t: t.second),
    ):  # fmt: skip
        assert part_of(name, seconds, 0.0).ravel().tolist() == [part(when) for when in moments], name
    for name in PARTS:
        found = part_of(name, seconds, seconds[0])
        assert found.shape == (len(seconds), 2 if name in CYCLES else 1) == (len(seconds), len(names_of("t", name)))
        if name in CYCLES:
            np.testing.assert_allclose((found**2).sum(axis=1), 1)


def test_parts_that_nobody_chose_are_those_that_change():
    hours = np.arange(48) * 3600.0
    days = np.arange(400) * 86400.0

    assert parts_for(hours, True, counts=False) == ("week_cycle", "day_cycle")
    assert parts_for(days, True, counts=True) == ("days", "year_cycle", "week_cycle")
    assert parts_for(hours, False, counts=True) == ("day_cycle",)
    assert parts_for(hours[:1], True, counts=False) == ("days",)


@given(MOMENTS, st.sampled_from([*WRITTEN, "time", "seconds", "milliseconds"]), st.sampled_from([None, 0, -330]))
def test_a_time_that_is_written_is_read_again(when, order, zone):
    seconds = (when - START).total_seconds()
    seconds = seconds % 86400 if order == "time" else seconds // 86400 * 86400 if order == "digits" else seconds
    form = DateForm(order, zone if order not in ("time", "seconds", "milliseconds", "digits") else None)

    text = form.text(seconds)

    found = dates_of_numbers(np.array([float(text)]), order)[1] if order.endswith("seconds") else form.seconds([text])
    assert found.tolist() == [seconds]


@given(MOMENTS, st.sampled_from([(order, form) for order, forms in WRITTEN.items() for form in forms]))
def test_a_time_is_written_as_others_are(when, order_and_form):
    order, written = order_and_form
    form = DateForm(order).as_in(datetime.datetime(2024, 12, 25, 11, 10, 9).strftime(written))

    text = form.text((when - START).total_seconds())

    assert text == when.strftime(written.removeprefix("%a, "))


@pytest.mark.parametrize(
    ("first", "step", "count", "expected"),
    [
        ("2024-01-31", 31, 1, "2024-02-29"), ("2023-11-15", 30, 3, "2024-02-15"), ("2024-02-01", 365, 1, "2025-02-01"),
        ("2024-01-01", 91, 1, "2024-04-01"), ("2024-01-01", 7, 2, "2024-01-15"), ("2024-01-01", 28, 1, "2024-01-29"),
    ],
)  # fmt: skip
def test_steps_of_months_keep_the_day(first, step, count, expected):
    form = find_dates([first]).form

    assert form.text(after(form.seconds([first])[0], step * 86400.0, count, form)) == expected
