"""What all tests share: Keras on JAX, Qt offscreen, folders of their own, and no leaked threads or timers."""

from __future__ import annotations

import os

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Nothing that a test does may touch the settings, the cache or the log of whoever runs it."""
    base = tmp_path_factory.mktemp("home")
    for name, variable in (("cache", "NETBUILDER_CACHE"), ("state", "NETBUILDER_STATE"), ("config", "XDG_CONFIG_HOME")):
        monkeypatch.setenv(variable, str(base / name))
    return base


@pytest.fixture
def rng():
    return np.random.default_rng(0)
