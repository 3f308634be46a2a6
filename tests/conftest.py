"""What all tests share: Keras on JAX, Qt offscreen, folders of their own, and no leaked threads or timers."""

from __future__ import annotations

import importlib.util
import itertools
import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    # The screen that this platform has by itself is 800 × 800: on it no window is as large as it would be.
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).with_name('screen.json')}"
os.environ.setdefault("JAX_PLATFORMS", "cpu")
# NumPy computes where a test asks for nothing else: when compiled kernels are ready depends on the clock. What was
# compiled is kept from one run of the tests to the next.
os.environ.setdefault("NETBUILDER_KERNELS", "numpy")
os.environ.setdefault("NETBUILDER_COMPILED", str(Path(__file__).parents[1] / ".pytest_cache" / "compiled"))

import numpy as np
import pytest


def pytest_addoption(parser):
    parser.addoption("--compiled", action="store_true", help="compiled kernels compute wherever there are any")


def pytest_configure(config):
    if config.getoption("--compiled"):
        os.environ["NETBUILDER_KERNELS"] = "compiled"


def pytest_collection_modifyitems(config, items):
    if importlib.util.find_spec("numba") is None:
        for item in items:
            if item.get_closest_marker("numba") is not None:
                item.add_marker(pytest.mark.skip(reason="Numba is not installed"))
    if config.getoption("--compiled"):
        left_out = [item for item in items if item.get_closest_marker("numpy") is not None]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item.get_closest_marker("numpy") is None]


@pytest.fixture(autouse=True, scope="session")
def compiled_kernels(request):
    """With --compiled they compute in models that are not trained too, where NumPy computes else."""
    if not request.config.getoption("--compiled"):
        yield
        return
    from netbuilder.engine.kernels.compiled.loading import loader
    from netbuilder.engine.model import Model

    loader().wait()
    begin = Model.__init__

    def compiled(model, *given, **named):
        begin(model, *given, **named)
        if model.has_kernels:
            model.use_compiled()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Model, "__init__", compiled)
        yield


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Nothing that a test does may touch the settings, the cache or the log of whoever runs it.

    The folders are made by what writes into them: pytest's own way would look through those of thousands of tests.
    """
    base = tmp_path_factory.getbasetemp() / "homes" / str(next(HOMES))
    for name, variable in (("cache", "NETBUILDER_CACHE"), ("state", "NETBUILDER_STATE"), ("config", "XDG_CONFIG_HOME")):
        monkeypatch.setenv(variable, str(base / name))
    return base


HOMES = itertools.count()


@pytest.fixture(autouse=True, scope="session")
def application(qapp):
    """Made first: what draws a picture would make one that no window can use, for all tests of the process."""
    return qapp


@pytest.fixture
def rng():
    return np.random.default_rng(0)
