"""The project file, .netb: one zip of versioned JSON and NumPy arrays. No pickle; written whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import DataSettings
from netbuilder.engine.parameters import Key
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import OptimizerMemory, Snapshot
from netbuilder.errors import N_, Fault, FileFault, Message, listed
from netbuilder.files import Archive, atomic_write, dump_json, open_archive, parse_json
from netbuilder.files.arrays import array_of
from netbuilder.files.reading import reading
from netbuilder.files.schema import NUMBER, OBJECT, TEXT, WHOLE, Each, Either, Fields, Table, conform, optional
from netbuilder.files.start import look
from netbuilder.graph import Graph, check
from netbuilder.graph.every_layer import placeholders
from netbuilder.graph.serial import graph_from_json, graph_to_json
from netbuilder.kinds import shown
from netbuilder.project.kept import Kept, read_settings, written
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.run_json import history_of, plain, run_from_json, run_to_json
from netbuilder.project.runs import MOST_RUNS, Run, Runs, find, one_line
from netbuilder.spec import Spec
from netbuilder.version import __version__

T = TypeVar("T", bound=Spec)

SCHEMA = 2  # 2: runs.json and runs/
SUFFIX = ".netb"
DATE = (1980, 1, 1, 0, 0, 0)
WIDEST = 8  # bytes of a number
MOST_SLOTS = 8  # numbers that an optimizer keeps of a weight
ROOM_FOR_HEADS = 64 << 10  # bytes for the heads of a block's arrays

HEAD = Fields(schema=WHOLE, graph=OBJECT, training=optional(OBJECT), data=optional(OBJECT))
NUMBERS = Each(Either((optional(NUMBER), Each(optional(NUMBER)))))
RUN = Fields(
    graph=OBJECT, training=optional(OBJECT), data=optional(OBJECT), history=optional(Table(NUMBERS)),
    iteration=optional(WHOLE), rate_override=optional(NUMBER), number=optional(WHOLE), source=optional(TEXT),
)  # fmt: skip
RUNS = Fields(last=optional(WHOLE), runs=optional(Each(OBJECT)))
BESIDE = "beside.json"
NAMED = Fields(network=optional(TEXT), runs=Table(TEXT))
UNFIT = N_(
    "{path}: its trained weights do not fit its network and were left out: {names}. Train it, or take an earlier copy"
)
OLDER = N_("{path} was made by an older NetBuilder. When it is saved, the file as it is stays beside it as {kept}")
FORGOTTEN = N_(
    "{path}: what its optimizer remembers does not fit its network and was left out. Training starts it afresh"
)


@dataclass(frozen=True)
class ProjectFile:
    """What a project file holds. `notices` are to be told; a file of a newer schema is `read_only`.

    `runs` are all that are remembered, by number; `last` is the highest number that a run ever had. Of a newer
    schema, `version` is the NetBuilder that wrote it, and `lost` are the parts that this version would not write again.
    """

    project: Project
    run: TrainedRun | None = None
    read_only: bool = False
    notices: tuple[Message, ...] = ()
    runs: Runs = ()
    last: int = 0
    version: str = ""
    lost: tuple[str, ...] = ()


def write_project(
    path: Path,
    project: Project,
    run: TrainedRun | None = None,
    runs: Runs = (),
    last: int = 0,
    named: Mapping[str, Any] | None = None,
) -> None:
    """Writes a project, the weights in its network and its runs; raises FileFault, and leaves an old file as it was.

    A file of a newer schema is never replaced by one of this; one of an older schema stays, under another name.
    `named` are files beside this one that have the weights, as `read_named` gives them back.
    """
    schema = need_not_newer(path)
    if schema < SCHEMA:
        _keep(path, kept_older(path, schema))
    with atomic_write(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in _members(project, run, runs, last):
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".npz") else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
        if named is not None:
            archive.writestr(zipfile.ZipInfo(BESIDE, DATE), dump_json(dict(named)))


def read_named(path: Path) -> Mapping[str, Any] | None:
    """The files that a project file names as those with its weights; None where they are in it. Raises FileFault."""
    with open_archive(path) as archive:
        if BESIDE not in archive:
            return None
        place = f"{path}: {BESIDE}"
        found: Mapping[str, Any] = conform(parse_json(archive.read(BESIDE), place), NAMED, place)
        return found


def is_project(path: Path) -> bool:
    """Whether a file is a project, whatever it is called; raises FileFault."""
    return "project.json" in look(path).members


def read_project(path: Path) -> ProjectFile:
    """Reads a project file; raises FileFault that names the file, the place in it and the cause."""
    with open_archive(path) as archive:
        place = f"{path}: project.json"
        data = parse_json(archive.read("project.json"), place)
        if not isinstance(data, Mapping) or data.get("format") != "netbuilder":
            raise FileFault("{path} is not a NetBuilder project", path=path)
        schema = conform(data, HEAD, place)["schema"]
        if schema < 1:
            raise FileFault("{place}: schema must be at least 1, got {value}", place=place, value=schema)
        notices: tuple[Message, ...] = ()
        version = ""
        lost: tuple[str, ...] = ()
        if schema > SCHEMA:
            notice = N_(
                "{path} was made by a newer NetBuilder ({version}). It is opened read-only; save it under another name"
            )
            version = _version(data)
            notices = (Message(notice, {"path": path, "version": version}),)
            lost = _unknown_parts(archive, data)
        try:
            project = project_from_json(data, schema > SCHEMA)
            run = _read_run(archive, path, schema > SCHEMA) if "run.json" in archive else None
            run, told = _fitting(run, path)
            notices = (*notices, *told)
            if schema == 1:
                run, runs = _first_run(project, run)
                last = len(runs)
                notices = (Message(OLDER, {"path": path, "kept": kept_older(path, schema).name}), *notices)
            else:
                runs, last = _read_runs(archive, path, run, schema > SCHEMA)
        except FileFault:
            raise
        except Fault as fault:
            raise FileFault("{place}: {cause}", place=place, cause=str(fault)) from fault
    return ProjectFile(project, run, schema > SCHEMA, notices, runs, last, version, lost)


def kept_older(path: Path, schema: int) -> Path:
    """Where a file of an older schema stays when it is written anew: net.netb as net.schema1.netb."""
    name = path.name.removesuffix(path.suffix)
    return path.with_name(f"{name}.schema{schema}{path.suffix}")


def _keep(path: Path, kept: Path) -> None:
    """Copies a file, unless something is there already."""
    if not os.path.lexists(kept):
        with reading(path), path.open("rb") as old, atomic_write(kept) as file:
            shutil.copyfileobj(old, file)


def _schema_of(path: Path) -> tuple[int, str]:
    """The schema of the project that stands at a path, and of which version it is; ours, where there is none."""
    try:
        if not os.path.isfile(path):
            return SCHEMA, ""
        with open_archive(path) as archive:
            data = parse_json(archive.read("project.json"), str(path))
    except (OSError, FileFault):
        return SCHEMA, ""
    schema = data.get("schema") if isinstance(data, Mapping) and data.get("format") == "netbuilder" else None
    return (schema, _version(data)) if type(schema) is int else (SCHEMA, "")


def need_not_newer(path: Path) -> int:
    """The schema of the project that stands at a path; raises FileFault for a newer one: what it holds more is lost."""
    schema, version = _schema_of(path)
    if schema > SCHEMA:
        raise FileFault(
            "{path} was made by a newer NetBuilder ({version}), and this one would lose what it does not know. Choose "
            "another name",
            path=path, version=version,
        )  # fmt: skip
    return schema


def _version(data: Mapping[str, Any]) -> str:
    """Which NetBuilder wrote a project, as it says itself."""
    return shown(data.get("version")).strip("'")


def _unknown_parts(archive: Archive, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The members and fields of a newer file that this version does not write."""
    known = {"project.json", "run.json", "runs.json", "weights.npz", "optimizer.npz", BESIDE}
    members = [name for name in archive.sizes if name not in known and not name.startswith("runs/")]
    fields = [name for name in data if name not in ("format", "schema", "version", "graph", "training", "data")]
    return tuple(shown(name).strip("'") for name in (*fields, *members))


def project_to_json(project: Project) -> dict[str, Any]:
    """A project as JSON."""
    return {
        "graph": graph_to_json(project.graph),
        "training": written(project.training.config(), project.kept, "training"),
        "data": written(project.data.config(), project.kept, "data"),
    }


def project_from_json(data: Mapping[str, Any], newer: bool = False) -> Project:
    """The project that JSON describes, as a `newer` version may have written it; raises Fault that names the field."""
    training, kept = _settings(TrainingSettings, data.get("training", {}), "training", newer)
    source, kept_too = _settings(DataSettings, data.get("data", {}), "data", newer)
    return Project(graph_from_json(data.get("graph")), training, source, kept + kept_too)


def _settings(kind: type[T], config: Any, place: str, newer: bool) -> tuple[T, tuple[Kept, ...]]:
    if not isinstance(config, Mapping):
        raise Fault("{place} must be an object", place=place)
    try:
        return read_settings(kind, config, place, newer)
    except Fault as fault:
        raise Fault("{place}.{cause}", place=place, cause=str(fault)) from fault


def _head() -> dict[str, Any]:
    return {"format": "netbuilder", "schema": SCHEMA, "version": __version__}


def _members(project: Project, run: TrainedRun | None, runs: Runs, last: int) -> Iterator[tuple[str, bytes]]:
    """The members of the archive, made one after the other: the weights of all runs at once would be much."""
    yield "project.json", dump_json({**_head(), **project_to_json(project)})
    if run is not None:
        yield from _run_members(run).items()
    if not runs and not last:
        return
    told, projects = [], {}  # by identity: most runs are of the same project
    for other in runs:
        is_current = run is not None and other.snapshot is run.snapshot
        kept = None if other.snapshot is None else "current" if is_current else "own"
        if id(other.project) not in projects:
            projects[id(other.project)] = project_to_json(other.project)
        told.append({**run_to_json(other), **projects[id(other.project)], "weights": kept})
    yield "runs.json", dump_json({"last": last, "runs": told}, indent=None)
    for other, entry in zip(runs, told, strict=True):
        trained = other.trained()
        if trained is not None and entry["weights"] == "own":
            yield from _run_members(trained, _folder(other.number)).items()


def _folder(number: int) -> str:
    """Where the archive has the weights of a run that are not the network's."""
    return f"runs/{number}/"


def _first_run(project: Project, run: TrainedRun | None) -> tuple[TrainedRun | None, Runs]:
    """What the first schema kept of the last training becomes run number 1."""
    if run is None or not run.history:
        return run, ()
    run = replace(run, number=1)
    snapshot = run.snapshot
    trained = Project(snapshot.graph, snapshot.training or project.training, run.data, kept=run.kept)
    return run, (Run(1, trained, epochs=run.epochs, history=run.history, outcome="done", snapshot=snapshot),)


def _read_runs(archive: Archive, path: Path, current: TrainedRun | None, newer: bool) -> tuple[Runs, int]:
    """The runs that a file remembers, and the highest number that one ever had; older files have none."""
    if "runs.json" not in archive:
        return (), 0
    told = conform(parse_json(archive.read("runs.json"), f"{path}: runs.json"), RUNS, f"{path}: runs.json")
    entries = told.get("runs") or []
    if len(entries) > MOST_RUNS:
        raise FileFault(
            "{path}: runs.json holds {count} runs; at most {most} are kept",
            path=path,
            count=len(entries),
            most=MOST_RUNS,
        )
    runs: Runs = ()
    projects: dict[bytes, Project] = {}  # most runs are of the same project
    for i, entry in enumerate(entries):
        try:
            snapshot = _weights_of(archive, path, entry, current, newer)
            same = dump_json({part: entry.get(part) for part in ("graph", "training", "data")}, indent=None)
            if same not in projects:
                projects[same] = project_from_json(entry, newer)
            run = run_from_json(entry, projects[same], snapshot)
        except FileFault:
            raise
        except Fault as fault:
            place = f"{path}: runs.json: runs[{i}]"
            raise FileFault("{place}: {cause}", place=place, cause=str(fault)) from fault
        if find(runs, run.number) is not None:
            raise FileFault("{path}: runs.json holds two runs of number {number}", path=path, number=run.number)
        runs = (*runs, run)
    last = told.get("last") or 0
    runs = tuple(sorted(runs, key=lambda run: run.number))
    return runs, max([last, *(run.number for run in runs)])


def _weights_of(
    archive: Archive, path: Path, entry: Mapping[str, Any], current: TrainedRun | None, newer: bool
) -> Snapshot | None:
    if entry.get("weights") == "current":
        return current.snapshot if current is not None and current.number == entry.get("number") else None
    number = entry.get("number")
    if entry.get("weights") != "own" or type(number) is not int or f"{_folder(number)}run.json" not in archive:
        return None
    run, _ = _fitting(_read_run(archive, path, newer, _folder(number)), path)
    return None if run is None else run.snapshot


def _run_members(run: TrainedRun, folder: str = "") -> dict[str, bytes]:
    snapshot = run.snapshot
    about: dict[str, Any] = {
        "graph": graph_to_json(snapshot.graph),
        "training": written(snapshot.training.config(), run.kept, "training") if snapshot.training else None,
        "data": written(run.data.config(), run.kept, "data"),
        "history": plain(run.history),
        "iteration": snapshot.optimizer.iteration if snapshot.optimizer else None,
        "rate_override": snapshot.optimizer.rate_override if snapshot.optimizer else None,
        "number": run.number,
        "source": run.source,
    }
    members = {f"{folder}weights.npz": _npz({f"{node}/{name}": a for (node, name), a in snapshot.weights.items()})}
    if snapshot.optimizer is not None:
        slots = snapshot.optimizer.slots
        members[f"{folder}optimizer.npz"] = _npz(
            {f"{slot}/{node}/{name}": a for slot, arrays in slots.items() for (node, name), a in arrays.items()}
        )
    return {f"{folder}run.json": dump_json(about), **members}


def _read_run(archive: Archive, path: Path, newer: bool, folder: str = "") -> TrainedRun:
    place = f"{path}: {folder}run.json"
    about = conform(parse_json(archive.read(f"{folder}run.json"), place), RUN, place)
    graph, training = graph_from_json(about["graph"]), about.get("training")
    most = None if _is_unread(graph) else _most_bytes(graph)
    weights = _arrays(archive, f"{folder}weights.npz", path, 2, most)
    memory = None
    if about.get("iteration") is not None and f"{folder}optimizer.npz" in archive:
        slots: dict[str, dict[Key, Array]] = {}
        room = None if most is None else MOST_SLOTS * most
        for (slot, *key), array in _arrays(archive, f"{folder}optimizer.npz", path, 3, room).items():
            slots.setdefault(slot, {})[key[0], key[1]] = array
        rate = about.get("rate_override")
        rate = float(rate) if rate is not None and rate >= 0 else None
        memory = OptimizerMemory(max(about["iteration"], 0), slots, rate)
    settings, kept = (None, ()) if training is None else _settings(TrainingSettings, training, "training", newer)
    snapshot = Snapshot(
        graph,
        {(key[0], key[1]): array for key, array in weights.items()},
        settings,
        memory,
    )
    source_of_data, kept_too = _settings(DataSettings, about.get("data", {}), "data", newer)
    number = about.get("number") or 0
    return TrainedRun(
        snapshot, source_of_data, history_of(about),
        number if number > 0 else None, one_line(about.get("source") or ""), kept + kept_too,
    )  # fmt: skip


def _is_unread(graph: Graph) -> bool:
    """Whether it holds layers that this version does not know: what weights they have nobody can tell here."""
    return next(placeholders(graph), None) is not None


def _most_bytes(graph: Graph) -> int:
    """What the weights of a graph may take in a file, their heads with them, as wide as they are ever kept."""
    return WIDEST * check(graph).total.parameters + ROOM_FOR_HEADS * (len(graph) + 1)


def _fitting(run: TrainedRun | None, path: Path) -> tuple[TrainedRun | None, tuple[Message, ...]]:
    """A run without what does not fit its own network, and what is to be told of that."""
    if run is None:
        return None, ()
    if _is_unread(run.snapshot.graph):
        return run, ()  # they are kept as they are, as the layer itself is
    unfit = run.snapshot.misfits()
    if unfit:
        return None, (Message(UNFIT, {"path": path, "names": listed(unfit, "; ")}),)
    if run.snapshot.memory_fits():
        return run, ()
    return replace(run, snapshot=replace(run.snapshot, optimizer=None)), (Message(FORGOTTEN, {"path": path}),)


def _npz(arrays: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _arrays(archive: Archive, member: str, path: Path, parts: int, most: int | None) -> dict[tuple[str, ...], Array]:
    """The arrays of an .npz inside the project, their names taken apart at the slashes."""
    found: dict[tuple[str, ...], Array] = {}
    place = f"{path}: {member}"
    data = archive.read(member, most)
    with open_archive(place, len(data) if most is None else most, data) as inner:
        for name in inner.sizes:
            key = tuple(name.removesuffix(".npy").split("/"))
            if len(key) != parts:
                raise FileFault("{path}: {member} holds {name}", path=path, member=member, name=shown(name))
            found[key] = array_of(inner.read(name, most), f"{place}/{shown(name)[1:-1]}")
    return found
