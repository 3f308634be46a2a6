"""The command that installs what is missing, for the installation at hand.

The name `netbuilder` belongs to another project on the public index, so that no command here asks for it by name.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

NAME = "netbuilder"
_EXTRA = re.compile(r"""\bextra\s*==\s*['"]([^'"]+)['"]""")
_PLAIN = re.compile(r"[\w@%+=:,./\\-]+", re.ASCII)


def extra_command(extra: str) -> str:
    """The command that installs an extra of pyproject.toml into the Python that runs NetBuilder."""
    return install_command(sys.executable, *extra_packages(extra))


def install_command(python: str | Path, *packages: str) -> str:
    """The command that installs packages into a Python, quoted for the shell of this system."""
    words = [str(python), "-m", "pip", "install", *packages]
    # An environment that uv made has no pip.
    if str(python) == sys.executable and importlib.util.find_spec("pip") is None and shutil.which("uv"):
        words = ["uv", "pip", "install", "--python", str(python), *packages]
    return quoted(words)


def extra_packages(extra: str) -> tuple[str, ...]:
    """What pip is told: the extra of the checkout that runs, or else the packages that our own metadata names."""
    checkout = _checkout()
    if checkout is not None:
        return ("-e", f"{checkout}[{extra}]")
    from importlib import metadata  # only now: it costs a start what reading of mail costs

    try:
        required = metadata.requires(NAME) or []
    except metadata.PackageNotFoundError:
        required = []
    found = [entry.split(";")[0].strip() for entry in required if extra in _EXTRA.findall(entry)]
    return tuple(found) or (extra,)


def quoted(words: Sequence[str], system: str = sys.platform, variables: Mapping[str, str] = os.environ) -> str:
    """Words as one line that a person pastes: for sh and its kin, or on Windows for cmd and PowerShell."""
    if system != "win32":
        return shlex.join(words)
    if "PROMPT" in variables:  # cmd hands it on to what it starts; PowerShell has none
        return " ".join(word if _PLAIN.fullmatch(word) else _in_double_quotes(word) for word in words)
    plain = [word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "''") + "'" for word in words]
    return ("& " if plain[0].startswith("'") else "") + " ".join(plain)  # else PowerShell takes it for a text


def _in_double_quotes(word: str) -> str:
    made = subprocess.list2cmdline([word])
    return made if made.startswith('"') else f'"{made}"'


def _checkout() -> Path | None:
    """The folder that NetBuilder runs from, where that is a checkout and no installed package."""
    folder = Path(__file__).resolve().parent.parent.parent
    return folder if (folder / "pyproject.toml").is_file() and (folder / "resources").is_dir() else None
