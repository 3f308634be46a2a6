"""The project file, .netb: one zip of versioned JSON and NumPy arrays. No pickle; written whole or not at all."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import netbuilder
from netbuilder.data import DataSettings
from netbuilder.engine.parameters import Key
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import OptimizerMemory, Snapshot
from netbuilder.errors import Fault, FileFault, Message
from netbuilder.files import Archive, atomic_write, dump_json, open_archive, parse_json
from netbuilder.files.arrays import array_of
from netbuilder.graph.serial import graph_from_json, graph_to_json
from netbuilder.project.project import Project, TrainedRun
from netbuilder.spec import Spec

Array = np.ndarray[Any, np.dtype[Any]]

SCHEMA = 1
SUFFIX = ".netb"
DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class ProjectFile:
    """What a project file holds. `notices` are to be told; a file of a newer schema is `read_only`."""

    project: Project
    run: TrainedRun | None = None
    read_only: bool = False
    notices: tuple[Message, ...] = ()


def write_project(path: Path, project: Project, run: TrainedRun | None = None) -> None:
    """Writes a project and what its last training left; raises FileFault, and leaves an old file as it was."""
    members = {"project.json": dump_json({**_head(), **project_to_json(project)})}
    if run is not None:
        members.update(_run_members(run))
    with atomic_write(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".npz") else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def read_project(path: Path) -> ProjectFile:
    """Reads a project file; raises FileFault that names the file, the place in it and the cause."""
    with open_archive(path) as archive:
        place = f"{path}: project.json"
        data = parse_json(archive.read("project.json"), place)
        if not isinstance(data, Mapping) or data.get("format") != "netbuilder":
            raise FileFault("{path} is not a NetBuilder project", path=path)
        schema = data.get("schema")
        if type(schema) is not int or schema < 1:
            raise FileFault("{place}: schema must be a whole number", place=place)
        notices: tuple[Message, ...] = ()
        if schema > SCHEMA:
            notice = (
                "{path} was made by a newer NetBuilder ({version}). It is opened read-only; save it under another name"
            )
            notices = (Message(notice, {"path": path, "version": data.get("version")}),)
        try:
            project = project_from_json(data)
            run = _read_run(archive, path) if "run.json" in archive else None
        except FileFault:
            raise
        except Fault as fault:
            raise FileFault("{place}: {cause}", place=place, cause=str(fault)) from fault
    return ProjectFile(project, run, schema > SCHEMA, notices)


def project_to_json(project: Project) -> dict[str, Any]:
    """A project as JSON."""
    return {
        "graph": graph_to_json(project.graph),
        "training": project.training.config(),
        "data": project.data.config(),
    }


def project_from_json(data: Mapping[str, Any]) -> Project:
    """The project that JSON describes; raises Fault that names the field."""
    return Project(
        graph_from_json(data.get("graph")),
        _settings(TrainingSettings, data.get("training", {}), "training"),
        _settings(DataSettings, data.get("data", {}), "data"),
    )


def _settings(kind: Any, config: Any, place: str) -> Any:
    if not isinstance(config, Mapping):
        raise Fault("{place} must be an object", place=place)
    try:
        value: Spec = kind.from_config(config)
        return value
    except Fault as fault:
        raise Fault("{place}.{cause}", place=place, cause=str(fault)) from fault


def _head() -> dict[str, Any]:
    return {"format": "netbuilder", "schema": SCHEMA, "version": netbuilder.__version__}


def _run_members(run: TrainedRun) -> dict[str, bytes]:
    snapshot = run.snapshot
    about: dict[str, Any] = {
        "graph": graph_to_json(snapshot.graph),
        "training": snapshot.training.config() if snapshot.training else None,
        "data": run.data.config(),
        "history": {name: [_number(value) for value in values] for name, values in run.history.items()},
        "iteration": snapshot.optimizer.iteration if snapshot.optimizer else None,
        "rate_override": snapshot.optimizer.rate_override if snapshot.optimizer else None,
    }
    members = {"weights.npz": _npz({f"{node}/{name}": a for (node, name), a in snapshot.weights.items()})}
    if snapshot.optimizer is not None:
        slots = snapshot.optimizer.slots
        members["optimizer.npz"] = _npz(
            {f"{slot}/{node}/{name}": a for slot, arrays in slots.items() for (node, name), a in arrays.items()}
        )
    return {"run.json": dump_json(about), **members}


def _number(value: Any) -> Any:
    """JSON has no NaN and no infinity."""
    if isinstance(value, tuple | list):
        return [_number(item) for item in value]
    return float(value) if np.isfinite(value) else None


def _read_run(archive: Archive, path: Path) -> TrainedRun:
    about = parse_json(archive.read("run.json"), f"{path}: run.json")
    if not isinstance(about, Mapping) or not isinstance(about.get("history", {}), Mapping):
        raise FileFault("{path}: run.json must be an object", path=path)
    training = about.get("training")
    weights = _arrays(archive, "weights.npz", path, parts=2)
    memory = None
    if type(about.get("iteration")) is int and "optimizer.npz" in archive:
        slots: dict[str, dict[Key, Array]] = {}
        for (slot, *key), array in _arrays(archive, "optimizer.npz", path, parts=3).items():
            slots.setdefault(slot, {})[key[0], key[1]] = array
        rate = about.get("rate_override")
        rate = float(rate) if isinstance(rate, int | float) and 0 <= rate < math.inf else None
        memory = OptimizerMemory(about["iteration"], slots, rate)
    snapshot = Snapshot(
        graph_from_json(about.get("graph")),
        {(key[0], key[1]): array for key, array in weights.items()},
        None if training is None else _settings(TrainingSettings, training, "training"),
        memory,
    )
    history = {str(name): list(values) for name, values in about.get("history", {}).items() if isinstance(values, list)}
    return TrainedRun(snapshot, _settings(DataSettings, about.get("data", {}), "data"), history)


def _npz(arrays: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _arrays(archive: Archive, member: str, path: Path, parts: int) -> dict[tuple[str, ...], Array]:
    """The arrays of an .npz inside the project, their names taken apart at the slashes."""
    data = archive.read(member)
    found: dict[tuple[str, ...], Array] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as inner:
            for info in inner.infolist():
                key = tuple(info.filename.removesuffix(".npy").split("/"))
                if len(key) != parts or info.file_size > len(data):
                    raise FileFault(
                        "{path}: {member} holds {name}", path=path, member=member, name=ascii(info.filename)
                    )
                found[key] = array_of(inner.read(info), f"{path}: {member}/{info.filename}")
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise FileFault("{path}: {member} is damaged. Take an earlier copy", path=path, member=member) from error
    return found
