"""Every compiled step of an optimizer gives the bits that NumPy's gives."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.engine import optimizers
from netbuilder.engine.kernels.compiled import loading
from netbuilder.engine.kernels.threads import ThreadPool
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
    RMSprop,
    ScheduleFreeAdamW,
    State,
    advance,
)  # fmt: skip
from netbuilder.engine.parameters import Parameters
from netbuilder.layers.base import Weight
from netbuilder.layers.parts.initializers import RandomNormal
from tests.engine.test_compiled_kernels import use

pytestmark = pytest.mark.numba

OPTIONS = {
    Adadelta: (),
    Adafactor: (),
    Adagrad: (),
    Adam: ({"amsgrad": True}, {"use_ema": True, "ema_overwrite_frequency": 3}),
    AdamW: (),
    Adamax: (),
    Ftrl: ({"l1_regularization_strength": 0.1, "l2_shrinkage_regularization_strength": 0.1}, {"learning_rate": 0.0}),
    Lamb: (),
    Lion: ({"beta_1": 1.0},),
    Muon: ({"nesterov": False, "rms_rate": None}, {"exclude_layers": ("wide",), "adam_weight_decay": None}),
    Nadam: ({"beta_1": 0.0},),
    RMSprop: ({"centered": True}, {"momentum": 0.9}, {"centered": True, "momentum": 0.5}),
    SGD: ({"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}),
    ScheduleFreeAdamW: ({"warmup_steps": 3},),
}
COMMON = (
    {}, {"weight_decay": 0.1, "clipvalue": 0.3}, {"global_clipnorm": 2.0, "use_ema": True}, {"clipnorm": 0.9},
    {"gradient_accumulation_steps": 2},
)  # fmt: skip
OPTIMIZERS = [kind(0.02).replace(**more) for kind, own in OPTIONS.items() for more in (*COMMON, *own)]


@pytest.fixture(scope="module", autouse=True)
def ready():
    loading.loader().wait()


def stepped(optimizer, compiled, steps=6):
    """Weights and slots after some steps of weights of several shapes, of which one is a single number."""
    from netbuilder.engine.kernels.compiled.optimizing import CompiledPasses

    shapes = {"kernel": (3, 2, 5, 7), "matrix": (11, 13), "wide": (3, 40), "bias": (7,), "scale": ()}
    weights = {("layer", name): Weight(shape, RandomNormal(seed=1)) for name, shape in shapes.items()}
    parameters = Parameters(weights, set(weights), np.float32)
    parameters.initialize(0)
    rng, state = np.random.default_rng(0), State(optimizer, parameters)
    for _ in range(steps):
        for view in parameters.gradient_views.values():
            view[...] = rng.normal(size=view.shape)
        p, g = parameters.values, parameters.gradients
        advance(optimizer, state, p, g, CompiledPasses(optimizer) if compiled else None)
    return [parameters.values, *state.slots.values()]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
def test_steps_of_optimizers_have_numpys_bits(optimizer):
    for one, other in zip(stepped(optimizer, True), stepped(optimizer, False), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
def test_steps_of_optimizers_have_the_same_bits_on_any_number_of_threads(optimizer, monkeypatch):
    alone = stepped(optimizer, True)
    use(ThreadPool(3), monkeypatch)

    for one, other in zip(stepped(optimizer, True), alone, strict=True):
        np.testing.assert_array_equal(one, other)


def test_powers_of_sizes_differ_from_numpys_by_rounding_only():
    optimizer = Ftrl(0.02, learning_rate_power=-0.7)

    for one, other in zip(stepped(optimizer, True), stepped(optimizer, False), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_every_optimizer_has_a_compiled_step():
    from netbuilder.engine.kernels.compiled.optimizing import STEPS

    others = {"Optimizer", "Passes", "State", "advance", "finish"}
    assert {getattr(optimizers, name) for name in set(optimizers.__all__) - others} == set(STEPS) == set(OPTIONS)
