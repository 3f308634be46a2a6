"""What holds for every registered optimizer."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from netbuilder.engine.optimizers import SGD, Adam, Optimizer, RMSprop, State, advance
from netbuilder.engine.schedules import InverseTimeDecay, Schedule

VARIANTS = [
    *(kind() for kind in Optimizer.registry.values()),
    SGD(0.1, momentum=0.9),
    SGD(0.1, momentum=0.9, nesterov=True),
    RMSprop(momentum=0.5),
    RMSprop(centered=True),
    Adam(amsgrad=True),
    SGD(InverseTimeDecay(0.1, 5, 0.5)),
]
ALL = pytest.mark.parametrize("optimizer", VARIANTS, ids=lambda value: repr(value)[:60])


def steps(optimizer, count, dtype=np.float64):
    """Minimizes the sum of squares from a fixed start; the state and the way."""
    p = np.array([3.0, -2.0, 1.0, 0.0], dtype)
    state = State(optimizer, p.size, dtype)
    for _ in range(count):
        advance(optimizer, state, p, 2 * p)
    return p, state


@ALL
def test_walks_downhill(optimizer):
    p, _ = steps(optimizer, 20)

    assert np.square(p).sum() < 9 + 4 + 1


@ALL
def test_leaves_what_has_no_gradient(optimizer):
    p, _ = steps(optimizer, 5)

    assert p[3] == 0


@ALL
def test_keeps_float32_and_counts_steps(optimizer):
    p, state = steps(optimizer, 3, np.float32)

    assert p.dtype == np.float32
    assert all(slot.dtype == np.float32 for slot in state.slots.values())
    assert state.iteration == 3


@ALL
def test_its_slots_hold_all_that_it_remembers(optimizer):
    """Going on with copied slots is the same as not having stopped."""
    whole, _ = steps(optimizer, 6)
    p, state = steps(optimizer, 3)
    fresh = State(optimizer, p.size, p.dtype)
    fresh.iteration = state.iteration
    for name, slot in state.slots.items():
        fresh.slots[name][...] = slot
    for _ in range(3):
        advance(optimizer, fresh, p, 2 * p)

    assert_array_equal(p, whole)


@ALL
def test_config_round_trip(optimizer):
    assert Optimizer.from_json(optimizer.to_json()) == optimizer


@pytest.mark.parametrize("kind", Schedule.registry.values(), ids=lambda kind: kind.__name__)
def test_schedule_gives_finite_rates(kind):
    schedule = kind.starting()

    assert all(np.isfinite(schedule.rate(step)) and schedule.rate(step) >= 0 for step in (0, 1, 10, 10**6))
