"""Blocks that a person keeps for other networks: one JSON file each, in a folder of the user's own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from netbuilder.errors import Fault, FileFault
from netbuilder.files import atomic_write, dump_json, parse_json, state_folder
from netbuilder.files.atomic import make_folder
from netbuilder.files.causes import cause_of
from netbuilder.files.reading import read_bytes
from netbuilder.files.schema import OBJECT, TEXT, Fields, conform
from netbuilder.graph import Functional
from netbuilder.graph.serial import graph_from_json, graph_to_json
from netbuilder.kinds import shown

KIND, VERSION = "netbuilder-block", 1
LONGEST_NAME = 60
LARGEST = 16 << 20
MOST = 1000
BLOCK = Fields(name=TEXT, graph=OBJECT)


@dataclass(frozen=True)
class MyBlock:
    """A network that is kept as a block, under a name of its own."""

    name: str
    layer: Functional


def folder() -> Path:
    """Where they lie."""
    return state_folder() / "blocks"


def kept() -> tuple[MyBlock, ...]:
    """All of them by name; a file that cannot be read is passed over, and stays."""
    found = []
    try:
        files = sorted(folder().glob("*.json"))[:MOST]
    except OSError:
        return ()
    for file in files:
        try:
            found.append(_read(file))
        except Fault:
            continue
    return tuple(sorted(found, key=lambda block: block.name.casefold()))


def keep(name: str, layer: Functional) -> MyBlock:
    """Keeps a block under a name, in the place of one of the same name; raises Fault."""
    name = good_name(name)
    block = MyBlock(name, layer)
    data = {"kind": KIND, "version": VERSION, "name": name, "graph": graph_to_json(layer.graph)}
    make_folder(folder())
    with atomic_write(_file(name)) as file:
        file.write(dump_json(data))
    return block


def rename(old: str, new: str) -> None:
    """Gives a kept block another name; raises Fault where that is taken."""
    new = good_name(new)
    if new == old:
        return
    blocks = {block.name: block for block in kept()}
    if new in blocks:
        raise Fault("there is already a block named {name}. Choose another name", name=shown(new))
    if old in blocks:
        keep(new, blocks[old].layer)
        forget(old)


def forget(name: str) -> None:
    """Deletes a kept block; networks that use it keep theirs."""
    try:
        _file(name).unlink(missing_ok=True)
    except OSError as error:
        raise FileFault("{path} could not be deleted: {cause}", path=_file(name), cause=cause_of(error)) from error


def good_name(name: str) -> str:
    """The name without spaces around it; raises Fault for one that cannot be shown in a row."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Fault("a block's name has 1 to {limit} printable characters", limit=LONGEST_NAME)
    return name


def to_text(block: MyBlock) -> bytes:
    """As it is dragged from one window to another."""
    return dump_json({"kind": KIND, "version": VERSION, "name": block.name, "graph": graph_to_json(block.layer.graph)})


def from_text(data: bytes, where: str = "block") -> MyBlock:
    """What was dragged, or lay in a file; raises Fault."""
    if len(data) > LARGEST:
        raise FileFault("{path} is too large for a block", path=where)
    found = parse_json(data, where)
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise FileFault("{path} is not a kept block", path=where)
    conform(found, BLOCK, where)
    return MyBlock(good_name(found["name"]), Functional(graph_from_json(found["graph"])))


def _read(file: Path) -> MyBlock:
    return from_text(read_bytes(file, LARGEST + 1), str(file))


def _file(name: str) -> Path:
    # Any name makes a good file name by its hash; the name itself stands inside.
    return folder() / f"{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}.json"
