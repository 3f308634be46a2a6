"""Runs in the project file: their words in JSON, their weights and long histories in arrays."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import DataSettings, Fitted
from netbuilder.data.fitted import fitted_from_json, fitted_to_json
from netbuilder.engine.parameters import Key
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import OptimizerMemory, Snapshot
from netbuilder.errors import N_, DataError, Fault, FileFault, Message, listed
from netbuilder.files import Archive, dump_json, open_archive, parse_json
from netbuilder.files.arrays import array_of
from netbuilder.files.schema import COUNT, NUMBER, OBJECT, TEXT, WHOLE, Each, Either, Fields, Table, conform, optional
from netbuilder.graph import Graph, check
from netbuilder.graph.every_layer import placeholders
from netbuilder.graph.serial import graph_from_json, graph_to_json
from netbuilder.kinds import shown
from netbuilder.project.kept import Kept, written
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.project_json import project_from_json, project_to_json, settings_from_json
from netbuilder.project.run_json import history_of, plain, run_from_json, run_to_json
from netbuilder.project.runs import MOST_RUNS, Run, Runs, find, one_line

WIDEST = 8  # bytes of a number
MOST_SLOTS = 8  # numbers that an optimizer keeps of a weight
MOST_TOLD = 1000  # numbers of a run's history in JSON; longer ones are arrays
HISTORY, EPOCHS = "history.npz", "epochs.npz"  # of what left the weights; of the whole run, which may go on after them
ROOM_FOR_HEADS = 64 << 10  # bytes for the heads of a block's arrays

NUMBERS = Each(Either((optional(NUMBER), Each(optional(NUMBER)))))
RUN = Fields(
    graph=OBJECT, training=optional(OBJECT), data=optional(OBJECT), history=optional(Table(NUMBERS)),
    iteration=optional(WHOLE), rate_override=optional(NUMBER), number=optional(WHOLE), source=optional(TEXT),
    fitted=optional(OBJECT),
)  # fmt: skip
RUNS = Fields(last=optional(WHOLE), runs=optional(Each(OBJECT)))
UNFIT = N_(
    "{path}: its trained weights do not fit its network and were left out: {names}. Train it, or take an earlier copy"
)
FORGOTTEN = N_(
    "{path}: what its optimizer remembers does not fit its network and was left out. Training starts it afresh"
)


def members_of_runs(run: TrainedRun | None, runs: Runs, last: int) -> Iterator[tuple[str, bytes]]:
    """The members of the archive, made one after the other: the weights of all runs at once would be much."""
    if run is not None:
        yield from _run_members(run).items()
    if not runs and not last:
        return
    told: list[dict[str, Any]] = []
    projects: dict[int, int] = {}  # by identity: most runs are of the same project, which is written once
    for other in runs:
        is_current = run is not None and other.snapshot is run.snapshot
        weights = None if other.snapshot is None else "current" if is_current else "own"
        if id(other.project) not in projects:
            projects[id(other.project)] = len(projects)
            yield _project_member(len(projects) - 1), dump_json(project_to_json(other.project))
        entry, arrays = _told_history(run_to_json(other), other.history, f"{_folder(other.number)}{EPOCHS}")
        yield from arrays.items()
        told.append({**entry, "project": projects[id(other.project)], "weights": weights})
    yield "runs.json", dump_json({"last": last, "runs": told}, indent=None)
    for other, entry in zip(runs, told, strict=True):
        trained = other.trained()
        if trained is not None and entry["weights"] == "own":
            yield from _run_members(trained, _folder(other.number)).items()


def _told_history(
    entry: dict[str, Any], history: Mapping[str, list[Any]], member: str
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A run's words with its history; or with a member for it where it is long: no reader takes JSON of millions."""
    if sum(map(_count, history.values())) <= MOST_TOLD:
        return {**entry, "history": plain(history)}, {}
    try:
        arrays = {str(i): np.asarray(values, np.float64) for i, values in enumerate(history.values())}
    except (TypeError, ValueError):  # not as many numbers in each epoch
        return {**entry, "history": plain(history)}, {}
    return {**entry, "history": {}, "long": list(history)}, {member: _npz(arrays)}


def _count(values: list[Any]) -> int:
    return len(values) * (len(values[0]) if values and isinstance(values[0], list | tuple) else 1)


def _long_history(archive: Archive, path: Path, entry: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    """The words of a run with its history, wherever that is."""
    names, place = entry.get("long"), f"{path}: {member}"
    if names is None:
        return entry
    conform(names, Each(TEXT), f"{place}: long")
    arrays = _arrays(archive, member, path, 1, None)
    history = {}
    for i, name in enumerate(names):
        array = arrays.get((str(i),))
        if array is None or array.dtype.kind != "f" or array.ndim not in (1, 2):
            raise FileFault("{place} must hold numbers for each of {names}", place=place, names=listed(names))
        history[name] = np.where(np.isfinite(array), array, np.nan).tolist()
    return {**entry, "history": history}


def _folder(number: int) -> str:
    """Where the archive has the weights of a run that are not the network's."""
    return f"runs/{number}/"


def _project_member(number: int) -> str:
    """Where the archive has a project that runs were of."""
    return f"runs/projects/{number}.json"


def first_run(project: Project, run: TrainedRun | None) -> tuple[TrainedRun | None, Runs]:
    """What the first schema kept of the last training becomes run number 1."""
    if run is None or not run.history:
        return run, ()
    run = replace(run, number=1)
    snapshot = run.snapshot
    trained = Project(snapshot.graph, snapshot.training or project.training, run.data, kept=run.kept)
    return run, (Run(1, trained, epochs=run.epochs, history=run.history, outcome="done", snapshot=snapshot),)


def read_runs(archive: Archive, path: Path, current: TrainedRun | None, newer: bool) -> tuple[Runs, int]:
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
    projects: dict[bytes, Project] = {}  # most runs are of the same
    for i, entry in enumerate(entries):
        try:
            snapshot = _weights_of(archive, path, entry, current, newer)
            project = _project_of(archive, path, entry, projects, newer)
            run = run_from_json(_long_history(archive, path, entry, f"{_folder_of(entry)}{EPOCHS}"), project, snapshot)
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


def _project_of(
    archive: Archive, path: Path, entry: Mapping[str, Any], known: dict[bytes, Project], newer: bool
) -> Project:
    """The project that a run was of: in a member of its own, or among its words, as files had it before."""
    number = entry.get("project")
    if number is None:
        told, key = entry, dump_json({part: entry.get(part) for part in ("graph", "training", "data")}, indent=None)
    else:
        place = f"{path}: runs.json: project"
        member = _project_member(conform({"project": number}, Fields(project=COUNT), place)["project"])
        key = member.encode()
        told = {} if key in known else conform(parse_json(archive.read(member), f"{path}: {member}"), OBJECT, member)
    if key not in known:
        known[key] = project_from_json(told, newer)
    return known[key]


def _folder_of(entry: Mapping[str, Any]) -> str:
    number = entry.get("number")
    return _folder(number if type(number) is int else 0)


def _weights_of(
    archive: Archive, path: Path, entry: Mapping[str, Any], current: TrainedRun | None, newer: bool
) -> Snapshot | None:
    if entry.get("weights") == "current":
        return current.snapshot if current is not None and current.number == entry.get("number") else None
    folder = _folder_of(entry)
    if entry.get("weights") != "own" or f"{folder}run.json" not in archive:
        return None
    run, _ = fitting(read_run(archive, path, newer, folder), path)
    return None if run is None else run.snapshot


def _run_members(run: TrainedRun, folder: str = "") -> dict[str, bytes]:
    snapshot = run.snapshot
    about: dict[str, Any] = {
        "graph": graph_to_json(snapshot.graph),
        "training": written(snapshot.training.config(), run.kept, "training") if snapshot.training else None,
        "data": written(run.data.config(), run.kept, "data"),
        "iteration": snapshot.optimizer.iteration if snapshot.optimizer else None,
        "rate_override": snapshot.optimizer.rate_override if snapshot.optimizer else None,
        "number": run.number,
        "source": run.source,
    }
    if snapshot.fitted is not None:
        about["fitted"] = fitted_to_json(snapshot.fitted)
    about = written(about, run.kept, "run")
    about, members = _told_history(about, run.history, f"{folder}{HISTORY}")
    members[f"{folder}weights.npz"] = _npz({f"{node}/{name}": a for (node, name), a in snapshot.weights.items()})
    if snapshot.optimizer is not None:
        slots = snapshot.optimizer.slots
        members[f"{folder}optimizer.npz"] = _npz(
            {f"{slot}/{node}/{name}": a for slot, arrays in slots.items() for (node, name), a in arrays.items()}
        )
    return {f"{folder}run.json": dump_json(about), **members}


def read_run(archive: Archive, path: Path, newer: bool, folder: str = "") -> TrainedRun:
    """The weights of a folder of the archive, with what is told of their run; raises Fault."""
    place = f"{path}: {folder}run.json"
    about = conform(parse_json(archive.read(f"{folder}run.json"), place), RUN, place)
    about = _long_history(archive, path, about, f"{folder}{HISTORY}")
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
    fitted, unread = _fitted(about.get("fitted"))
    settings, kept = (
        (None, ()) if training is None else settings_from_json(TrainingSettings, training, "training", newer)
    )
    snapshot = Snapshot(
        graph,
        {(key[0], key[1]): array for key, array in weights.items()},
        settings,
        memory,
        fitted=fitted,
    )
    source_of_data, kept_too = settings_from_json(DataSettings, about.get("data", {}), "data", newer)
    number = about.get("number") or 0
    return TrainedRun(
        snapshot, source_of_data, history_of(about),
        number if number > 0 else None, one_line(about.get("source") or ""), kept + kept_too + unread,
    )  # fmt: skip


def _fitted(data: Any) -> tuple[Fitted | None, tuple[Kept, ...]]:
    """How the data of a run was prepared; what cannot be read of it, a newer version may have written."""
    if data is None:
        return None, ()
    try:
        return fitted_from_json(data), ()
    except DataError as fault:
        return None, (Kept("run", "fitted", json.dumps(data, ensure_ascii=False), "", str(fault)[:1000]),)


def unread_preparation(run: TrainedRun | None, path: Path) -> tuple[Message, ...]:
    """What is to be told where it could not be read how the data of a run was prepared."""
    template = N_("{path}: how its data was prepared could not be read, and is kept as it is: {cause}")
    kept = run.kept if run is not None else ()
    return tuple(Message(template, {"path": path, "cause": item.reason}) for item in kept if item.section == "run")


def _is_unread(graph: Graph) -> bool:
    """Whether it holds layers that this version does not know: what weights they have nobody can tell here."""
    return next(placeholders(graph), None) is not None


def _most_bytes(graph: Graph) -> int:
    """What the weights of a graph may take in a file, their heads with them, as wide as they are ever kept."""
    return WIDEST * check(graph).total.parameters + ROOM_FOR_HEADS * (len(graph) + 1)


def fitting(run: TrainedRun | None, path: Path) -> tuple[TrainedRun | None, tuple[Message, ...]]:
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
