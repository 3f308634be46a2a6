"""Of which training the weights are that a file or script comes with, where the settings have moved on since."""

from __future__ import annotations

import math
import textwrap

from netbuilder.engine.settings import TrainingSettings
from netbuilder.formats.base import Bundle
from netbuilder.formats.python_source import WIDTH, Script
from netbuilder.spec import Spec


def origin_of(bundle: Bundle) -> str:
    """A sentence in English: how long the weights were trained, and with what else than the settings now say."""
    losses = bundle.history.get("loss", ())
    if not losses:
        return ""
    told = f"The weights are of a run of {len(losses)} {'epoch' if len(losses) == 1 else 'epochs'}"
    last = losses[-1]
    if isinstance(last, int | float) and math.isfinite(last):
        told += f" that ended with a loss of {last:.4g}"
    return f"{told}.{_changed(bundle.trained, bundle.snapshot.training)}"


def _changed(trained: TrainingSettings | None, now: TrainingSettings | None) -> str:
    if trained is None or now is None:
        return ""
    other = [
        f"{field.name} {_short(getattr(trained, field.name))}"
        for field in TrainingSettings.fields()
        if getattr(trained, field.name) != getattr(now, field.name)
    ]
    return f" It was trained with other settings than those here: {', '.join(other)}." if other else ""


def _short(value: object) -> str:
    """A setting in a few letters."""
    if isinstance(value, tuple):
        return "(" + ", ".join(_short(item) for item in value[:8]) + ")"
    if isinstance(value, Spec):
        changed = ", ".join(f"{field.name}={getattr(value, field.name)!r}" for field in value.changed_fields())
        return f"{type(value).__name__}({changed})"[:120]
    return repr(value)


def write_origin(script: Script, bundle: Bundle, indent: int = 0) -> None:
    """The same as a comment, above the line that takes the weights."""
    room = WIDTH - 4 * (script.base + indent) - 2
    for line in textwrap.wrap(origin_of(bundle), room):
        script.line(f"# {line}", indent)
