"""NaN and infinity in arrays: how many, where the first is, and which samples hold them."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.data import finite
from netbuilder.data.finite import gaps_in


@pytest.mark.parametrize("at_once", [6, 1 << 18], ids=["part by part", "at once"])
@pytest.mark.parametrize("rows", [[4], [0, 4, 19], list(range(3, 20))], ids=["one", "some", "many"])
def test_they_are_counted_and_the_samples_that_hold_them_are_named(rows, at_once, monkeypatch):
    monkeypatch.setattr(finite, "NUMBERS_AT_ONCE", at_once)
    x = np.zeros((20, 3, 2), np.float32)
    x[rows, 1, 1] = np.nan
    x[rows[-1], 2] = np.inf

    gaps = gaps_in(x)

    assert (gaps.count, gaps.place, gaps.samples, gaps.of) == (len(rows) + 2, (rows[0], 1, 1), len(rows), 20)
    assert gaps.first == tuple(rows[:12])
    told = str(gaps.fault("x_train"))
    assert f"holds {len(rows) + 2} values" in told
    assert ("in 3 of its 20 samples, numbers 0, 4, 19. Repair" in told) == (rows == [0, 4, 19])
    assert (", …" in told) == (len(rows) > 12)


def test_finite_and_whole_numbers_have_none():
    assert gaps_in(np.full((3, 2), 1e30, np.float32)) is None
    assert gaps_in(np.zeros((0, 2), np.float32)) is None
    assert gaps_in(np.array([1, 2])) is None
