"""What holds for every registered optimizer, with every option, and for every schedule."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import (
    SGD,
    Adam,
    Ftrl,
    Lion,
    Muon,
    Optimizer,
    RMSprop,
    ScheduleFreeAdamW,
    State,
    advance,
    finish,
)
from netbuilder.engine.parameters import Parameters
from netbuilder.engine.schedules import (
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    Schedule,
    Warmup,
)
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Fault, FieldError
from netbuilder.layers import Dense, Input, Weight
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.parts.initializers import Zeros
from tests.networks import chain

OPTIONS = [
    {},
    {"weight_decay": 0.1},
    {"clipnorm": 0.5},
    {"clipvalue": 0.1},
    {"global_clipnorm": 0.5},
    {"use_ema": True, "ema_momentum": 0.5},
    {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 2},
    {"gradient_accumulation_steps": 3},
    {"gradient_accumulation_steps": 2, "use_ema": True, "clipnorm": 0.5, "weight_decay": 0.01},
]
THINNED = 3  # one of so many pairs of optimizer and option in the everyday run; the long one has them all


def pairs():
    """Every optimizer with every option; over three optimizers each option comes in the everyday run."""
    for i, kind in enumerate(Optimizer.registry.values()):
        for j, options in enumerate(OPTIONS):
            marks = [pytest.mark.long] if options and (i + j) % THINNED else []
            yield pytest.param(kind(**options), marks=marks)


VARIANTS = [
    *pairs(),
    SGD(0.1, momentum=0.9),
    SGD(0.1, momentum=0.9, nesterov=True),
    RMSprop(momentum=0.5),
    RMSprop(centered=True),
    Adam(amsgrad=True),
    Adam(0.001, 0.0, 0.0),
    Ftrl(initial_accumulator_value=0.0),
    Lion(beta_1=1.0),
    Muon(exclude_layers=("kernel",)),
    ScheduleFreeAdamW(warmup_steps=3),
    SGD(InverseTimeDecay(0.1, 5, 0.5)),
    SGD(Warmup(CosineDecay(0.1, 20), 3)),
]
SCHEDULES = [kind.starting() for kind in Schedule.registry.values()]


def short(value) -> str:
    options = " ".join(f"{field.name}={getattr(value, field.name)}" for field in value.changed_fields())
    return f"{type(value).__name__} {options}".strip()[:80]


ALL = pytest.mark.parametrize("optimizer", VARIANTS, ids=short)


def steps(optimizer, count, dtype=np.float64):
    """Minimizes the sum of squares from a fixed start; the state and the way."""
    p = np.array([3.0, -2.0, 1.0, 0.0], dtype)
    state = State(optimizer, p.size, dtype)
    for _ in range(count):
        advance(optimizer, state, p, 2 * p)
    return p, state


def parameters(dtype=np.float32):
    """A matrix, a vector, a number and a kernel, with gaps between them."""
    shapes = {"kernel": (5, 3), "bias": (3,), "scale": (), "filters": (2, 2, 3, 4)}
    weights = {("node", name): Weight(shape, Zeros()) for name, shape in shapes.items()}
    made = Parameters(weights, set(weights), dtype)
    for i, view in enumerate(made.views.values()):
        view[...] = np.random.default_rng(i).normal(size=view.shape)
    return made


def take_steps(optimizer, state, of, numbers):
    for number in numbers:
        rng = np.random.default_rng(number)
        for view in of.gradient_views.values():
            view[...] = rng.normal(size=view.shape)
        advance(optimizer, state, of.values, of.gradients)


@ALL
def test_walks_downhill(optimizer):
    p, _ = steps(optimizer, 20)

    assert np.square(p).sum() < 9 + 4 + 1


@ALL
def test_leaves_what_has_no_gradient(optimizer):
    p, _ = steps(optimizer, 5)

    assert p[3] == 0


@ALL
def test_keeps_float32_and_counts_batches(optimizer):
    p, state = steps(optimizer, 3, np.float32)

    assert p.dtype == np.float32
    assert all(slot.dtype == np.float32 for slot in state.slots.values())
    assert state.iteration == 3


@ALL
@pytest.mark.parametrize("stop", [1, 2, 3])
def test_goes_on_to_the_bit_from_what_its_state_gives_away(optimizer, stop):
    whole, stopped = parameters(), parameters()
    take_steps(optimizer, State(optimizer, whole), whole, range(7))
    state = State(optimizer, stopped)
    take_steps(optimizer, state, stopped, range(stop))
    kept, again = state.to_dict(), State(optimizer, stopped)
    take_steps(optimizer, state, parameters(), range(3))  # what was given away is a copy

    again.from_dict(kept)
    take_steps(optimizer, again, stopped, range(stop, 7))

    assert_array_equal(stopped.values, whole.values)


@ALL
def test_gaps_between_weights_stay_0(optimizer):
    of = parameters()
    gaps = np.ones(of.values.size, bool)
    for place in of.trainable.values():
        gaps[place.start : place.stop] = False
    take_steps(optimizer, State(optimizer, of), of, range(5))

    assert gaps.any()
    assert not of.values[gaps].any()
    assert not of.gradients[gaps].any()


@ALL
def test_a_weight_without_gradient_does_not_become_nan(optimizer):
    of, state = parameters(), State(optimizer, parameters())
    for _ in range(3):
        of.gradients.fill(0)
        advance(optimizer, state, of.values, of.gradients)

    assert np.isfinite(of.values).all()


@ALL
def test_a_rate_of_0_changes_nothing(optimizer):
    optimizer = optimizer.replace(learning_rate=0.0)
    of, state = parameters(), State(optimizer, parameters())
    before = of.values.copy()
    take_steps(optimizer, state, of, range(4))

    assert_allclose(of.values, before, atol=1e-6)


@ALL
def test_config_round_trip(optimizer):
    assert Optimizer.from_json(optimizer.to_json()) == optimizer


@ALL
def test_frozen_weights_and_running_averages_are_not_the_optimizers(optimizer):
    graph = chain(Input((4,)), Dense(5, "relu", trainable=False), BatchNormalization(), Dense(3))
    settings = [TrainingSettings("mean_squared_error", each, (), seed=1) for each in (optimizer, SGD(0.0))]
    models = [compile_model(graph, each) for each in settings]
    before = models[0].parameters.views["dense", "kernel"].copy()
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(8, 4)).astype("float32"), rng.normal(size=(8, 3)).astype("float32")

    for model in models:
        for _ in range(3):
            model.train_batch((x,), (y,))
    finish(optimizer, models[0].optimizer_state, models[0].parameters)

    assert_array_equal(models[0].parameters.views["dense", "kernel"], before)
    assert_array_equal(models[0].parameters.fixed, models[1].parameters.fixed)


@pytest.mark.parametrize("period", [2, 3])
@pytest.mark.parametrize("kind", Optimizer.registry.values(), ids=lambda kind: kind.__name__)
def test_accumulated_batches_count_as_one_with_their_mean_gradient(kind, period):
    one, many = parameters(np.float64), parameters(np.float64)
    state = State(kind(gradient_accumulation_steps=period), many)
    single = State(kind(), one)
    for step in range(4):
        gradients = [np.random.default_rng([step, i]).normal(size=one.values.size) for i in range(period)]
        for gradient in gradients:
            before = many.values.copy()
            advance(kind(gradient_accumulation_steps=period), state, many.values, gradient.copy())
            if state.iteration % period:
                assert_array_equal(many.values, before)
        advance(kind(), single, one.values, sum(gradients) / period)

    assert state.updates == single.updates == 4
    assert_allclose(many.values, one.values, rtol=1e-9)


@pytest.mark.parametrize("kind", Optimizer.registry.values(), ids=lambda kind: kind.__name__)
def test_the_weights_become_their_average_in_the_end(kind):
    optimizer = kind(learning_rate=0.1, use_ema=True, ema_momentum=0.5)
    of = parameters(np.float64)
    state, average = State(optimizer, of), of.values.copy()
    finish(optimizer, state, of)
    assert_array_equal(of.values, average)  # before the first batch there is none

    for number in range(4):
        take_steps(optimizer, state, of, [number])
        average = 0.5 * average + 0.5 * of.values if number else of.values.copy()
    finish(optimizer, state, of)

    assert_allclose(of.values, average)


def test_clipping_shortens_only_what_is_too_long():
    for options, expected in (
        ({"clipnorm": 5.0}, [3.0, 4.0]),
        ({"clipnorm": 0.5}, [0.3, 0.4]),
        ({"global_clipnorm": 2.5}, [1.5, 2.0]),
        ({"clipvalue": 3.5}, [3.0, 3.5]),
        ({"clipvalue": 0.0}, [3.0, 4.0]),
    ):
        optimizer, p = SGD(1.0, **options), np.zeros(2)
        advance(optimizer, State(optimizer, 2, p.dtype), p, np.array([3.0, 4.0]))

        assert_allclose(-p, expected)


def test_clipping_survives_squares_beyond_float32():
    optimizer, p = SGD(1.0, global_clipnorm=5.0), np.zeros(2, np.float32)
    with np.errstate(over="ignore"):  # as a model trains
        advance(optimizer, State(optimizer, 2), p, np.array([3e30, 4e30], np.float32))

    assert_allclose(-p, [3.0, 4.0], rtol=1e-6)


def test_only_one_way_of_clipping_may_be_given():
    with pytest.raises(FieldError, match=r"clipvalue.*clipnorm"):
        Adam(clipnorm=1.0, clipvalue=1.0)


def test_a_pattern_that_is_none_is_refused():
    with pytest.raises(FieldError, match="exclude_layers"):
        Muon(exclude_layers=("(",))


def test_a_rate_set_on_the_way_takes_the_place_of_the_schedule():
    optimizer, p = SGD(ExponentialDecay(0.5, 1, 0.5)), np.zeros(1)
    state = State(optimizer, 1, p.dtype)
    way = []
    for factor, override in ((1.0, None), (1.0, None), (0.5, None), (0.5, 0.3)):
        state.rate_factor, state.rate_override = factor, override
        advance(optimizer, state, p, np.ones(1))
        way.append(-float(p[0]))

    assert_allclose(np.diff([0.0, *way]), [0.5, 0.25, 0.0625, 0.3])
    assert state.rate(optimizer, 0) == 0.3


def test_the_memory_of_another_optimizer_is_refused():
    kept = State(Adam(), 4).to_dict()

    for other in (State(SGD(momentum=0.9), 4), State(Adam(), 5)):
        with pytest.raises(Fault, match="another"):
            other.from_dict(kept)
        assert other.iteration == 0


@pytest.mark.parametrize("schedule", SCHEDULES, ids=short)
def test_schedule_gives_finite_rates(schedule):
    assert all(np.isfinite(schedule.rate(step)) and schedule.rate(step) >= 0 for step in (0, 1, 10, 10**6))


@pytest.mark.parametrize("schedule", SCHEDULES, ids=short)
def test_schedule_round_trip(schedule):
    assert SGD.from_config(SGD(Warmup(schedule, 5)).config()) == SGD(Warmup(schedule, 5))


def test_a_warm_up_meets_its_target():
    schedule = Warmup(PiecewiseConstantDecay((2,), (0.4, 0.1)), 4, 0.2)

    assert_allclose([schedule.rate(step) for step in range(9)], [0.2, 0.25, 0.3, 0.35, 0.4, 0.4, 0.4, 0.1, 0.1])


@pytest.mark.parametrize("growth", [1.0, 1.3, 1.5, 2.0, 3.0])
def test_each_wave_starts_at_its_first_step(growth):
    schedule, start = CosineDecayRestarts(0.1, 1000, growth), 0.0
    for wave in range(12):
        first = int(np.ceil(start - 1e-6))
        assert schedule.rate(first) == pytest.approx(0.1, abs=1e-4)
        start += 1000 * growth**wave


@pytest.mark.parametrize(
    ("boundaries", "values"), [((1, 2), (0.1, 0.2)), ((), (0.1,)), ((2, 2), (1, 2, 3)), ((3, 2), (1, 2, 3))]
)
def test_boundaries_must_increase_and_part_the_values(boundaries, values):
    with pytest.raises(FieldError, match="boundaries"):
        PiecewiseConstantDecay(boundaries, values)
