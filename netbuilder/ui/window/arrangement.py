"""How large the panels around the canvas are: what a person wants of them, and what a window has room for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

DockName = Literal["layers", "inspector", "panels"]
NAMES: tuple[DockName, ...] = ("layers", "inspector", "panels")

LAYERS, INSPECTOR, PANELS = 220, 320, 300  # pixels where there is room and nobody wished for others
LEAST_LAYERS, LEAST_INSPECTOR, LEAST_PANELS = 180, 300, 200
LEAST_CANVAS = 1 / 3  # of the window's width, whatever was wished for; without a wish it is half of the window
BROAD = 1200  # pixels of a window in which both panels beside the canvas leave it its half
AROUND = 166  # pixels of a window's height that are neither canvas nor panels: bars, and tabs of both


@dataclass
class Wishes:
    """What a person made of the panels by hand; None and nothing leave it to the size of the window."""

    sizes: dict[DockName, int] = field(default_factory=dict)
    shown: dict[DockName, bool] = field(default_factory=dict)

    def is_shown(self, name: DockName, width: int) -> bool:
        """Whether a panel is wanted in a window of this width: in a small one the layers wait until they are called."""
        return self.shown.get(name, name != "layers" or width >= BROAD)

    def to_json(self) -> Mapping[str, Mapping[DockName, int]]:
        """As it is kept for the next start."""
        return {"sizes": dict(self.sizes), "shown": {name: int(on) for name, on in self.shown.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, Mapping[str, object]]) -> Wishes:
        """From what was kept; what is no size is none."""
        made = cls()
        for name in NAMES:
            size, shown = stored.get("sizes", {}).get(name), stored.get("shown", {}).get(name)
            if isinstance(size, int) and 0 < size < 10_000:
                made.sizes[name] = size
            if shown in (0, 1):
                made.shown[name] = bool(shown)
        return made


@dataclass(frozen=True)
class Sizes:
    """Widths of the panels at the left and at the right, and the height of those below while they are open."""

    layers: int
    inspector: int
    panels: int


def arranged(width: int, height: int, wishes: Wishes, scale: float = 1.0) -> Sizes:
    """What a window of this size gives to its panels. It depends on nothing but that: what gave way comes back.

    `scale` is how large text is: panels are as much wider.
    """
    has_layers, has_inspector = (wishes.is_shown(name, width) for name in ("layers", "inspector"))
    least_left, least_right = round(LEAST_LAYERS * scale), round(LEAST_INSPECTOR * scale)
    left = max(least_left, wishes.sizes.get("layers", round(LAYERS * scale))) if has_layers else 0
    right = max(least_right, wishes.sizes.get("inspector", round(INSPECTOR * scale))) if has_inspector else 0
    is_wished = any(name in wishes.sizes for name in ("layers", "inspector"))
    canvas = width * LEAST_CANVAS if is_wished else _half(width, height)
    over = max(0, left + right + 2 - round(width - canvas))
    given = min(over, max(0, right - least_right))  # the wider one gives way first
    left = max(least_left, left - (over - given)) if has_layers else 0
    return Sizes(left, right - given, _height(height, wishes, scale))


def _half(width: int, height: int) -> float:
    """How wide a canvas is that takes half of the window, while the panels below are low."""
    return width * max(0.5, min(1.0, height / 2 / max(1, height - AROUND)))


def _height(height: int, wishes: Wishes, scale: float) -> int:
    wanted = wishes.sizes.get("panels")
    if wanted is None:
        wanted = min(round(PANELS * scale), round(height * 0.36))
    return max(LEAST_PANELS, min(wanted, height - AROUND - LEAST_PANELS // 2))
