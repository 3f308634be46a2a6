"""What was fitted on texts as plain values, as it is kept with weights; what comes from a file is checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from netbuilder.data.text.fitted import LARGEST, FittedText
from netbuilder.data.text.steps import CUTS, MODES, PLACES, STANDARDS, TextSteps
from netbuilder.errors import DataError
from netbuilder.kinds import shown

STEPS = {
    "standardize": STANDARDS, "split": CUTS, "output_mode": MODES, "padding": PLACES, "truncating": PLACES,
}  # fmt: skip
COUNTS = ("length", "longest", "cut")
LONGEST = 1 << 16  # numbers of a text


def text_to_json(text: FittedText) -> dict[str, Any]:
    """All of it, numbers to the last digit."""
    steps = {name: getattr(text.steps, name) for name in STEPS}
    counts = {name: getattr(text, name) for name in COUNTS}
    return {**steps, **counts, "vocabulary": list(text.vocabulary), "idf": list(text.idf)}


def text_from_json(data: Any, column: str) -> FittedText:
    """What JSON says of a column's texts; raises DataError that names the field."""

    def wrong(name: str, value: Any) -> DataError:
        return DataError(
            "fitted: column {column}: text.{name} is {value}", column=column, name=name, value=shown(value)
        )

    if not isinstance(data, Mapping):
        raise DataError("fitted: column {column}: text is {value}", column=column, value=shown(data))
    for name, choices in STEPS.items():
        if data.get(name) not in choices:
            raise wrong(name, data.get(name))
    for name in COUNTS:
        if type(data.get(name)) is not int or not 0 <= data[name] < 1 << 53:
            raise wrong(name, data.get(name))
    words, weights = data.get("vocabulary"), data.get("idf")
    if (
        not isinstance(words, list) or len(words) > LARGEST or not all(isinstance(word, str) for word in words)
        or len(set(words)) < len(words)
    ):  # fmt: skip
        raise wrong("vocabulary", words)
    steps = TextSteps(**{name: data[name] for name in STEPS})
    expected = len(words) + 1 if steps.output_mode == "tf_idf" else 0
    if (
        not isinstance(weights, list) or len(weights) != expected
        or not all(type(weight) in (int, float) and math.isfinite(weight) for weight in weights)
    ):  # fmt: skip
        raise wrong("idf", weights)
    if (steps.output_mode == "int") != (0 < data["length"] <= LONGEST):
        raise wrong("length", data["length"])
    return FittedText(
        steps, tuple(words), data["length"], tuple(map(float, weights)), data["longest"], data["cut"]
    )  # fmt: skip
