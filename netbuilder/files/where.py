"""Where things lie on this machine: bundled resources, the cache of downloads, logs and recovery files."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).parent.parent


def resource(*parts: str) -> Path:
    """A bundled file: inside the package when installed, beside it in a checkout."""
    installed = _PACKAGE / "resources"
    return (installed if installed.is_dir() else _PACKAGE.parent / "resources").joinpath(*parts)


def cache_folder() -> Path:
    """Where downloads are kept; NETBUILDER_CACHE moves it."""
    own = os.environ.get("NETBUILDER_CACHE")
    return Path(own) if own is not None else platformdirs.user_cache_path("netbuilder", appauthor=False)


def state_folder() -> Path:
    """Where the log and recovery files are kept; NETBUILDER_STATE moves it."""
    own = os.environ.get("NETBUILDER_STATE")
    return Path(own) if own is not None else platformdirs.user_state_path("netbuilder", appauthor=False)
