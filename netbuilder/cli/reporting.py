"""What `evaluate --report` writes: everything that an evaluation tells, as a page or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from netbuilder.data import Prepared
from netbuilder.engine.model import Model
from netbuilder.engine.readiness import samples_of
from netbuilder.errors import FileFault
from netbuilder.files import atomic_write
from netbuilder.insight.page import page
from netbuilder.insight.page_parts import samples_shown
from netbuilder.insight.report import as_json, evaluation

SUFFIXES = (".html", ".json")
PARTS = {"train": "train", "validation": "val", "test": "test"}


def need_report(path: Path) -> None:
    """Raises FileFault, before anything is computed, for a name that says neither page nor JSON."""
    if path.suffix.lower() not in SUFFIXES:
        raise FileFault("{path}: a report is written as .html or .json. Choose one of them", path=path)


def write_report(path: Path, model: Model, prepared: Prepared, part: str, scores: dict[str, Any], title: str) -> None:
    """Writes the report of a part ("train", "val" or "test") of the data."""
    outputs = model.predict(samples_of(prepared, model.graph, part).x)
    told = evaluation(model, prepared, part, scores, outputs, title)
    if path.suffix.lower() == ".json":
        text = json.dumps(as_json(told), indent=1, ensure_ascii=False)
    else:
        text = page(told, samples_shown(prepared.dataset, part))
    with atomic_write(path) as file:
        file.write(text.encode("utf-8"))
