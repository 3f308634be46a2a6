"""Memory that ops share is never given to two who need it at the same time."""

from __future__ import annotations

import numpy as np

from netbuilder.engine.scratch import SPARE, Scratch

FLOAT = np.dtype(np.float32)


def test_what_is_lent_comes_back_when_nobody_holds_it():
    scratch = Scratch()
    first = scratch.lend((4, 5), FLOAT)
    address = first.ctypes.data
    del first

    assert scratch.lend((5, 4), FLOAT).ctypes.data == address


def test_a_view_keeps_what_is_lent():
    scratch = Scratch()
    view = scratch.lend((4, 5), FLOAT)[1:].T
    view[...] = 7

    for _ in range(3):
        scratch.lend((4, 5), FLOAT)[...] = 0

    assert (view == 7).all()


def test_much_more_memory_than_is_asked_for_is_not_lent():
    scratch = Scratch()
    large = scratch.lend((1000,), FLOAT).ctypes.data

    assert scratch.lend((10,), FLOAT).ctypes.data != large


def test_memory_of_many_sizes_is_let_go():
    scratch = Scratch()
    for size in range(1, 40):
        scratch.lend((4**6 * size,), FLOAT)

    assert len(scratch._lent) <= SPARE + 1


def test_lies_in_memory_as_what_it_is_like():
    x = np.zeros((2, 3, 4, 5), np.float32).transpose(2, 0, 1, 3)

    y = Scratch().like(x)

    assert (y.shape, y.strides) == (x.shape, x.strides)


def test_a_frame_stays_zero_for_all_who_share_it():
    scratch, inside = Scratch(), (slice(1, 3), slice(1, 4))
    for value in (1, 2):
        framed = scratch.framed(0, FLOAT, (4, 5), inside)
        framed[inside] = value

    assert framed.sum() == 2 * 6
    assert scratch.framed(1, FLOAT, (4, 5), inside) is not framed
