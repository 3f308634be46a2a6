"""File, Open recent: the files that were open last, with as much of their folders as tells them apart."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from netbuilder.errors import printable
from netbuilder.ui.window.command import Offer
from netbuilder.ui.window.places import folders_apart

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Window


def offers(window: Window) -> list[Offer]:
    """Those that are still there, the newest first."""
    paths = [Path(path) for path in window.preferences.recent if os.path.exists(path)]
    return [
        Offer(f"{printable(path.name)} – {folder}", printable(str(path)), partial(window.opening.open_path, path))
        for path, folder in zip(paths, folders_apart(paths), strict=True)
    ]


def forget(window: Window) -> None:
    """Empties the list; the files stay."""
    window.preferences.forget_recent()
