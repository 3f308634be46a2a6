"""Where things lie on this machine: bundled resources, the cache of downloads, logs and recovery files."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def resource(*parts: str) -> Path:
    """A bundled file: inside the package when installed, beside it in a checkout."""
    installed = _PACKAGE / "resources"
    return (installed if installed.is_dir() else _PACKAGE.parent / "resources").joinpath(*parts)


def cache_folder() -> Path:
    """Where downloads are kept; NETBUILDER_CACHE moves it."""
    return _own("NETBUILDER_CACHE") or _of_system("user_cache_path")


def compiled_folder() -> Path:
    """Where compiled kernels are kept; NETBUILDER_COMPILED moves it."""
    return _own("NETBUILDER_COMPILED") or cache_folder() / "compiled"


def state_folder() -> Path:
    """Where the log and recovery files are kept; NETBUILDER_STATE moves it."""
    return _own("NETBUILDER_STATE") or _of_system("user_state_path")


def _own(variable: str) -> Path | None:
    return Path(os.environ[variable]) if variable in os.environ else None


def _of_system(kind: str) -> Path:
    import platformdirs  # here and not above: most commands of the command line never ask

    return Path(getattr(platformdirs, kind)("netbuilder", appauthor=False))
