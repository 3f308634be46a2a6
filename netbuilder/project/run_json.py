"""A run as JSON, and back: what comes from a file is checked field by field before a run is made of it."""

from __future__ import annotations

import math
import string
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from netbuilder.data import DataSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Fault, Message
from netbuilder.kinds import shown
from netbuilder.project.project import Project
from netbuilder.project.runs import Measured, Origin, Run, one_line, readable

LONGEST = 1000  # letters of a word that a file says
MOST_NAMES = 1000  # of numbers, or of gaps in a sentence
DEEPEST = 3  # sentences in sentences
MOST_EPOCHS = 10_000_000
MOST_NUMBER = 2**53


def run_to_json(run: Run) -> dict[str, Any]:
    """All but its project, its weights and its history."""
    return {
        "number": run.number, "name": run.name, "notes": run.notes,
        "origin": {"kind": run.origin.kind, "run": run.origin.run, "file": run.origin.file},
        "seed": run.seed, "rates": [plain(rate) for rate in run.rates],
        "first_epoch": run.first_epoch, "epochs": run.epochs,
        "seconds": run.seconds, "began": run.began.astimezone(UTC).isoformat() if run.began else None,
        "machine": dict(run.machine), "outcome": run.outcome, "message": _message_to_json(run.message),
        "test": _test_to_json(run.test), "weights_epoch": run.weights_epoch,
    }  # fmt: skip


def run_from_json(entry: Mapping[str, Any], project: Project, snapshot: Snapshot | None) -> Run:
    """The run that JSON describes; raises Fault that names the field."""
    origin = _object(entry, "origin")
    kind = _text(origin, "kind") or "new"
    if kind not in ("new", "run", "file"):
        raise Fault("origin.kind must be new, run or file, got {value}", value=shown(kind))
    rates = entry.get("rates", [None, None])
    if not isinstance(rates, list) or len(rates) != 2:
        raise Fault("{field} must be two numbers, got {value}", field="rates", value=shown(rates))
    return Run(
        _whole(entry, "number", 1), project,
        Origin(kind, _whole_or_none(origin, "run"), one_line(_text(origin, "file"))),  # type: ignore[arg-type]
        _text(entry, "name"), _text(entry, "notes", 20 * LONGEST), _whole_or_none(entry, "seed"),
        (_rate(rates[0]), _rate(rates[1])), _whole(entry, "first_epoch"), _whole(entry, "epochs"),
        history_of(entry), _seconds(entry), _date(entry),
        {one_line(str(name)): one_line(_text(_object(entry, "machine"), name)) for name in _object(entry, "machine")},
        one_line(_text(entry, "outcome")), _message(entry), _test(entry),
        _whole_or_none(entry, "weights_epoch"), snapshot,
    )  # fmt: skip


def plain(value: Any) -> Any:
    """Numbers, and tables and lists of them, as JSON holds them: what is not finite is null."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return None if value is None or not math.isfinite(value) else float(value)


def _message_to_json(message: Message | None) -> dict[str, Any] | None:
    if message is None:
        return None
    return {"template": message.template, "values": {name: _value(value) for name, value in message.values.items()}}


def _value(value: Any) -> Any:
    """What fills a gap; a sentence in a sentence stays one, so that another language can say it."""
    if isinstance(value, Message | Fault):
        return _message_to_json(Message(value.template, value.values))
    return value if isinstance(value, str) or type(value) is int or _is_finite(value) else str(value)


def _is_finite(value: Any) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _test_to_json(test: Measured | None) -> dict[str, Any] | None:
    if test is None:
        return None
    return {"scores": plain(test.scores), "samples": test.samples, "data": test.data.config()}


def _object(entry: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    value = entry.get(field)
    if value is None:
        return {}
    if not isinstance(value, Mapping) or len(value) > MOST_NAMES:
        raise Fault("{field} must be an object, got {value}", field=field, value=shown(value))
    return value


def _text(entry: Mapping[str, Any], field: str, most: int = LONGEST) -> str:
    value = entry.get(field, "")
    if not isinstance(value, str) or len(value) > most:
        raise Fault("{field} must be text of at most {most} characters", field=field, most=most)
    return value


def _whole(entry: Mapping[str, Any], field: str, least: int = 0) -> int:
    value = entry.get(field)
    if type(value) is not int or not least <= value <= MOST_NUMBER:
        raise Fault("{field} must be a whole number from {least}, got {value}", field=field, least=least,
                    value=shown(value))  # fmt: skip
    return value


def _whole_or_none(entry: Mapping[str, Any], field: str) -> int | None:
    return None if entry.get(field) is None else _whole(entry, field)


def _rate(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise Fault("{field} must be two numbers, got {value}", field="rates", value=shown(value))
    return float(value)


def _seconds(entry: Mapping[str, Any]) -> float:
    value = entry.get("seconds", 0.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_NUMBER:
        raise Fault("{field} must be a number, got {value}", field="seconds", value=shown(value))
    return float(value)


def _date(entry: Mapping[str, Any]) -> datetime | None:
    text = _text(entry, "began") if entry.get("began") is not None else ""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Fault("{field} must be a date and a time, got {value}", field="began", value=shown(text)) from None


def history_of(entry: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The numbers of each epoch; null is NaN. Raises Fault for what is no list of numbers."""
    found: dict[str, list[Any]] = {}
    for name, values in _object(entry, "history").items():
        if not isinstance(values, list) or len(values) > MOST_EPOCHS:
            raise Fault("{field} must be lists of numbers", field="history")
        found[one_line(name)] = [_number(value) for value in values]
    return found


def _number(value: Any) -> Any:
    """JSON has null for what is no number."""
    if isinstance(value, list):
        return [_number(item) for item in value if not isinstance(item, list)]
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Fault("{field} must be lists of numbers", field="history")
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _message(entry: Mapping[str, Any], field: str = "message", depth: int = 0) -> Message | None:
    told = _object(entry, field)
    if not told:
        return None
    template = readable(_text(told, "template"))
    values: dict[str, Any] = {}
    for name, value in _object(told, "values").items():
        if isinstance(value, str | int | float):
            values[one_line(name)] = one_line(value) if isinstance(value, str) else value
        elif isinstance(value, Mapping) and depth < DEEPEST:
            values[one_line(name)] = _message(_object(told, "values"), name, depth + 1) or ""
    if _is_plain(template, values):
        return Message(template, values)
    return Message("{text}", {"text": template})  # a gap that asks for more than its value is not filled


def _is_plain(template: str, values: Mapping[str, Any]) -> bool:
    try:
        gaps = [part for part in string.Formatter().parse(template) if part[1] is not None]
    except ValueError:
        return False
    return all(name in values and not form and not change for _, name, form, change in gaps)


def _test(entry: Mapping[str, Any]) -> Measured | None:
    told = _object(entry, "test")
    if not told:
        return None
    scores = {one_line(name): _number(value) for name, value in _object(told, "scores").items()}
    return Measured(scores, _whole(told, "samples"), DataSettings.from_config(_object(told, "data")))
