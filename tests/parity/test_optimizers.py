"""Every optimizer, with every schedule and every option, takes the steps that real Keras takes."""

from __future__ import annotations

import inspect

import jax
import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder.engine.optimizers import (
    SGD,
    Adadelta,
    Adafactor,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Ftrl,
    Lamb,
    Lion,
    Muon,
    Nadam,
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
    PolynomialDecay,
    Schedule,
    Warmup,
)
from netbuilder.errors import Fault
from netbuilder.formats.keras.config_writing import as_keras
from netbuilder.layers import Weight
from netbuilder.layers.parts.initializers import Zeros

# More rows than columns and fewer; a vector, a number, and a kernel of a convolution.
SHAPES = {"a": (5, 3), "b": (3,), "c": (3, 7), "d": (), "e": (2, 2, 3, 4), "embeddings": (4, 2)}
STEPS = 10
RATE = 0.05
# Some of Keras's numbers stay in float32, which rounds to 6e-8: pi in its cosines, roots in Adafactor and Muon.
TIGHT = {"rtol": 1e-7, "atol": 1e-7}
# What Keras has and we have not, and why.
NOT_OPTIMIZERS = {"Optimizer", "OptimizerMap"}
DECLINED = {"LossScaleOptimizer", "MultiOptimizer"}

PLAIN = [kind(learning_rate=RATE) for kind in Optimizer.registry.values()]
VARIANTS = [
    *(kind() for kind in Optimizer.registry.values()),
    SGD(RATE, momentum=0.9),
    SGD(RATE, momentum=0.9, nesterov=True),
    RMSprop(RATE, rho=0.8, momentum=0.5),
    RMSprop(RATE, centered=True, epsilon=1e-3),
    Adam(RATE, 0.8, 0.9, 1e-3),
    Adam(RATE, amsgrad=True),
    Adam(RATE, 0.0, 0.0),
    AdamW(RATE, 0.1, amsgrad=True),
    Adamax(RATE, 0.8, 0.9),
    Nadam(RATE, 0.5, 0.6),
    Nadam(RATE, beta_1=0.0),
    Adadelta(1.0, 0.5, 1e-3),
    Adagrad(RATE, 0.5),
    Ftrl(RATE, -0.3, 0.2, 0.01, 0.02, 0.03, 0.1),
    Ftrl(RATE, 0.0),
    Lion(RATE, 0.5, 0.6),
    Lion(RATE, 1.0),
    Lamb(RATE, 0.5, 0.6, 1e-3),
    Adafactor(RATE, -0.5, 1e-6, 0.1, 0.5, False),
    Muon(RATE, weight_decay=None, adam_weight_decay=None, nesterov=False, rms_rate=None),
    Muon(RATE, exclude_layers=("c",), exclude_embeddings=False, adam_lr_ratio=0.5, momentum=0.5, ns_steps=2),
    ScheduleFreeAdamW(RATE, 0.5, 0.6, warmup_steps=4),
    ScheduleFreeAdamW(RATE, weight_decay=0.1),
]
OPTIONS = [
    {"weight_decay": 0.3},
    {"clipnorm": 0.7},
    {"clipvalue": 0.2},
    {"global_clipnorm": 1.3},
    {"use_ema": True, "ema_momentum": 0.7},
    {"use_ema": True, "ema_momentum": 0.7, "ema_overwrite_frequency": 3},
    {"gradient_accumulation_steps": 3},
    {
        "gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 2,
        "clipnorm": 0.5, "weight_decay": 0.1,
    },
]  # fmt: skip
SCHEDULES = [
    ExponentialDecay(0.1, 4, 0.5),
    ExponentialDecay(0.1, 4.5, 0.5, staircase=True),
    ExponentialDecay(0.001, 3, 2.0),
    PiecewiseConstantDecay((2, 5.5), (0.1, 0.03, 0.01)),
    PiecewiseConstantDecay((6,), (0.1, 0.2)),
    PolynomialDecay(0.1, 6),
    PolynomialDecay(0.1, 4, 0.01, 2.0, cycle=True),
    PolynomialDecay(0.1, 8, 0.02, 0.5),
    InverseTimeDecay(0.1, 3, 0.5),
    InverseTimeDecay(0.1, 3, 0.5, staircase=True),
    CosineDecay(0.1, 7),
    CosineDecay(0.1, 5, 0.2),
    CosineDecay(0.02, 5, 0.1, 0.1, 4),
    CosineDecay(0.02, 5, 0.1, 0.1),
    CosineDecayRestarts(0.1, 3),
    CosineDecayRestarts(0.1, 3, 1.0, 0.8, 0.1),
    CosineDecayRestarts(0.1, 2, 1.5, 1.2),
    Warmup(0.1, 4),
    Warmup(CosineDecay(0.1, 5, 0.2), 3, 0.01),
]


def short(value) -> str:
    return repr(value)[:80]


@pytest.fixture
def double():
    """Keras in float64, where formulas are equal or not; and without compiling, which would take most of the time."""
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    with jax.enable_x64(True), jax.disable_jit():
        yield
    keras.config.set_floatx(before)


def in_keras(value):
    """The same optimizer or schedule, made by Keras from the config that we write."""
    return keras.saving.deserialize_keras_object(as_keras(value))


def gradients(shapes, rng, dtype):
    return {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()}


def assert_same_steps(optimizer, shapes=SHAPES, dtype="float64", **tolerance):
    """Ten steps with the same gradients, and the end of a training."""
    rng = np.random.default_rng(0)
    weights = {("", name): Weight(shape, Zeros()) for name, shape in shapes.items()}
    parameters = Parameters(weights, set(weights), dtype)
    theirs = {name: keras.Variable(x, name=name, dtype=dtype) for name, x in gradients(shapes, rng, dtype).items()}
    for name, variable in theirs.items():
        parameters.views["", name][...] = np.asarray(variable)
    other, state = in_keras(optimizer), State(optimizer, parameters)
    for _ in range(STEPS):
        new = gradients(shapes, rng, dtype)
        for name, gradient in new.items():
            parameters.gradient_views["", name][...] = gradient
        other.apply([keras.ops.convert_to_tensor(new[name]) for name in theirs], list(theirs.values()))
        advance(optimizer, state, parameters.values, parameters.gradients)
        assert_same_weights(parameters, theirs, tolerance)
    assert state.iteration == int(other._iterations.value)
    other.finalize_variable_values(list(theirs.values()))
    finish(optimizer, state, parameters)
    assert_same_weights(parameters, theirs, tolerance)


def assert_same_weights(parameters, theirs, tolerance):
    for name, variable in theirs.items():
        assert_allclose(parameters.views["", name], np.asarray(variable), err_msg=name, **tolerance)


@pytest.mark.parametrize("optimizer", VARIANTS, ids=short)
@pytest.mark.usefixtures("double")
def test_arguments_mean_what_they_mean_in_keras(optimizer):
    assert_same_steps(optimizer, **TIGHT)


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(options))
@pytest.mark.parametrize("optimizer", PLAIN, ids=lambda value: type(value).__name__)
@pytest.mark.usefixtures("double")
def test_options_work_with_every_optimizer_as_in_keras(optimizer, options):
    assert_same_steps(optimizer.replace(**options), **TIGHT)


@pytest.mark.parametrize(
    ("optimizer", "schedule"),
    [
        pytest.param(optimizer, schedule, id=f"{type(optimizer).__name__}-{short(schedule)}")
        for optimizer in PLAIN
        for schedule in SCHEDULES
        # Keras's Ftrl divides by a rate of 0; ours takes no step.
        if not isinstance(optimizer, Ftrl) or all(map(schedule.rate, range(STEPS)))
    ],
)
@pytest.mark.usefixtures("double")
def test_every_optimizer_follows_every_schedule_as_in_keras(optimizer, schedule):
    assert_same_steps(optimizer.replace(learning_rate=schedule), {"c": SHAPES["c"]}, **TIGHT)


@pytest.mark.parametrize("optimizer", PLAIN, ids=lambda value: type(value).__name__)
def test_float32_differs_by_rounding_only(optimizer):
    """Keras rounds 1 - beta_2^t, about 0.001, to 6e-8: that alone changes the first of its steps by 3e-5 of them."""
    with jax.disable_jit():
        assert_same_steps(optimizer, dtype="float32", rtol=1e-5, atol=STEPS * RATE * 3e-5)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=short)
@pytest.mark.usefixtures("double")
def test_schedule_has_keras_s_rates(schedule):
    other = in_keras(schedule)
    steps = [*range(100), 1000, 9_999, 100_000]

    rates = [float(other(np.int32(step))) for step in steps]

    assert_allclose([schedule.rate(step) for step in steps], rates, **TIGHT)


@pytest.mark.parametrize("kind", [*Optimizer.registry.values(), *Schedule.registry.values()], ids=lambda k: k.__name__)
def test_arguments_have_keras_s_order_and_defaults(kind):
    if not kind.in_keras:
        return
    module = keras.optimizers if issubclass(kind, Optimizer) else keras.optimizers.schedules
    given = inspect.signature(getattr(module, kind.__name__)).parameters
    wanted = {
        name: None if parameter.default is inspect.Parameter.empty else parameter.default
        for name, parameter in given.items()
        if name not in ("name", "loss_scale_factor", "kwargs")
    }

    found = {field.name: None if field.required or field.default == () else field.default for field in kind.fields()}

    assert list(found.items()) == list(wanted.items())


def test_every_optimizer_and_schedule_of_keras_is_there_or_declined():
    def classes(module):
        return {name for name, value in vars(module).items() if inspect.isclass(value)}

    assert classes(keras.optimizers) - NOT_OPTIMIZERS - DECLINED == set(Optimizer.registry)
    assert classes(keras.optimizers.schedules) - {"LearningRateSchedule"} == set(Schedule.registry) - {"Warmup"}


def test_a_warm_up_that_keras_has_not_is_refused_with_what_to_do():
    with pytest.raises(Fault, match=r"no warm-up to ExponentialDecay\. Choose a fixed rate or CosineDecay"):
        as_keras(SGD(Warmup(ExponentialDecay(0.1, 5, 0.5), 4)))
