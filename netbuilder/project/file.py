"""The project file, .netb: one zip of versioned JSON and NumPy arrays. No pickle; written whole or not at all."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from netbuilder.errors import N_, Fault, FileFault, GraphError, Message
from netbuilder.files import Archive, atomic_write, dump_json, open_archive, parse_json
from netbuilder.files.reading import reading
from netbuilder.files.schema import OBJECT, TEXT, WHOLE, Fields, Table, conform, optional
from netbuilder.files.start import look
from netbuilder.files.strict_json import need_readable
from netbuilder.kinds import shown
from netbuilder.project.data_places import found_beside, kept_apart
from netbuilder.project.file_runs import (
    HISTORY,
    first_run,
    fitting,
    members_of_runs,
    read_run,
    read_runs,
    unread_preparation,
)
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.project_json import project_from_json, project_to_json
from netbuilder.project.runs import Runs
from netbuilder.version import __version__

SCHEMA = 2  # 2: runs.json and runs/
SUFFIX = ".netb"
DATE = (1980, 1, 1, 0, 0, 0)

HEAD = Fields(schema=WHOLE, graph=OBJECT, training=optional(OBJECT), data=optional(OBJECT))
BESIDE = "beside.json"
NAMED = Fields(network=optional(TEXT), runs=Table(TEXT))
OLDER = N_("{path} was made by an older NetBuilder. When it is saved, the file as it is stays beside it as {kept}")


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
    project, run, runs = kept_apart(project, run, runs, Path(path).parent)
    if schema < SCHEMA:
        _keep(path, kept_older(path, schema))
    try:
        with atomic_write(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            about = {**_head(), **project_to_json(project)}
            for name, data in chain([("project.json", dump_json(about))], members_of_runs(run, runs, last)):
                if name.endswith(".json"):
                    need_readable(data, f"{path}: {name}")
                info = zipfile.ZipInfo(name, DATE)
                info.compress_type = zipfile.ZIP_STORED if name.endswith(".npz") else zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
            if named is not None:
                archive.writestr(zipfile.ZipInfo(BESIDE, DATE), dump_json(dict(named)))
    except GraphError as error:
        raise FileFault("{path} could not be written: {cause}", path=path, cause=error) from error


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


def holds_project(path: Path) -> bool:
    """The same; not where there is no file, or none that can be looked at."""
    try:
        return is_project(path)
    except FileFault:
        return False


def named_as_project(path: Path) -> bool:
    """Whether a name asks for a project, of a file that is yet to be written."""
    return path.name.lower().endswith(SUFFIX)


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
            run = read_run(archive, path, schema > SCHEMA) if "run.json" in archive else None
            run, told = fitting(run, path)
            notices = (*notices, *told, *unread_preparation(run, path))
            if schema == 1:
                run, runs = first_run(project, run)
                last = len(runs)
                notices = (Message(OLDER, {"path": path, "kept": kept_older(path, schema).name}), *notices)
            else:
                runs, last = read_runs(archive, path, run, schema > SCHEMA)
        except FileFault:
            raise
        except Fault as fault:
            raise FileFault("{place}: {cause}", place=place, cause=str(fault)) from fault
    project, run, runs = found_beside(project, run, runs, Path(path).parent)
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
    known = {"project.json", "run.json", "runs.json", "weights.npz", "optimizer.npz", HISTORY, BESIDE}
    members = [name for name in archive.sizes if name not in known and not name.startswith("runs/")]
    fields = [name for name in data if name not in ("format", "schema", "version", "graph", "training", "data")]
    return tuple(shown(name).strip("'") for name in (*fields, *members))


def _head() -> dict[str, Any]:
    return {"format": "netbuilder", "schema": SCHEMA, "version": __version__}
