"""Where things lie on this machine: bundled resources, the cache of downloads, logs and recovery files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import netbuilder

_PACKAGE = Path(netbuilder.__file__).parent


def resource(*parts: str) -> Path:
    """A bundled file: inside the package when installed, beside it in a checkout."""
    installed = _PACKAGE / "resources"
    return (installed if installed.is_dir() else _PACKAGE.parent / "resources").joinpath(*parts)


def cache_folder() -> Path:
    """Where downloads are kept; NETBUILDER_CACHE moves it."""
    return _folder("NETBUILDER_CACHE", "XDG_CACHE_HOME", ".cache", "Caches")


def state_folder() -> Path:
    """Where the log and recovery files are kept; NETBUILDER_STATE moves it."""
    return _folder("NETBUILDER_STATE", "XDG_STATE_HOME", ".local/state", "Application Support")


def _folder(own: str, standard: str, unix: str, mac: str) -> Path:
    if own in os.environ:
        return Path(os.environ[own])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "NetBuilder"
    if sys.platform == "darwin":
        return Path.home() / "Library" / mac / "NetBuilder"
    return Path(os.environ.get(standard) or Path.home() / unix) / "netbuilder"
