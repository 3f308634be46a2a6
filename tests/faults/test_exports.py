"""The fault list's group "Export": an old file stays as it was, and nothing half written is left."""

from __future__ import annotations

import ast
import contextlib
import csv
import importlib
import json
import os
import subprocess
import sys

import pytest

from netbuilder import formats
from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import fresh
from netbuilder.errors import FileFault
from netbuilder.formats import Bundle, verifying
from netbuilder.graph import Graph, edits
from netbuilder.project import Project
from netbuilder.project.exporting import save_as
from netbuilder.project.file import SUFFIX
from tests.networks import mlp, node

WRITABLE = [entry for entry in formats.FORMATS.values() if entry.write is not None]
WITH_PROJECT = [*dict.fromkeys(entry.suffix for entry in WRITABLE), SUFFIX]
posix = pytest.mark.skipif(os.name != "posix", reason="limits and permissions as POSIX has them")


@pytest.fixture(autouse=True)
def _painters(qapp):
    """PNG and PDF are painted by Qt."""
    importlib.import_module("netbuilder.ui.pictures")


def bundle(graph=None, name="model", options=None):
    snapshot = fresh(graph or mlp(), TrainingSettings(seed=1))
    options = options or formats.ExportOptions()
    return Bundle(snapshot, name=name, options=options, history={"loss": [1.0] * 100})


def write(path):
    """As a person exports: aside, then into place."""
    if path.name.endswith(SUFFIX):
        save_as(path, Project(mlp()), None, "model")
        return
    for _ in verifying.export(bundle(), path):
        pass


@pytest.mark.parametrize("suffix", WITH_PROJECT)
def test_a_folder_that_is_missing_is_told(suffix, tmp_path):
    """Fault 65."""
    with pytest.raises(FileFault, match="could not be written"):
        write(tmp_path / "gone" / f"model{suffix}")

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", WITH_PROJECT)
def test_a_folder_of_that_name_stays(suffix, tmp_path):
    (tmp_path / f"model{suffix}").mkdir()

    with pytest.raises(FileFault, match="could not be written"):
        write(tmp_path / f"model{suffix}")

    assert [path.name for path in tmp_path.iterdir()] == [f"model{suffix}"]


LIMITED = """
import resource, signal, sys
from pathlib import Path
from tests.faults.test_exports import write
from netbuilder.errors import FileFault
from netbuilder.ui import pictures
pictures.start()
write(Path(sys.argv[1]).with_name("warm" + "".join(Path(sys.argv[1]).suffixes)))
{limit}
try:
    write(Path(sys.argv[1]))
except FileFault as fault:
    print(fault)
"""
FULL = "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))"


@posix
@pytest.mark.parametrize("suffix", WITH_PROJECT)
def test_writes_that_fall_short_leave_the_old_file(suffix, tmp_path):
    """Fault 65: a limit on the size of files cuts a write short, and fails the next."""
    path = tmp_path / f"model{suffix}"
    path.write_bytes(b"old")

    told = subprocess.run(
        [sys.executable, "-c", LIMITED.format(limit=FULL), str(path)], capture_output=True, text=True, check=True
    ).stdout

    assert "could not be written" in told
    assert path.read_bytes() == b"old"
    assert sorted(found.name for found in tmp_path.iterdir() if not found.name.startswith("warm"))[0] == path.name
    assert not list(tmp_path.glob(".netbuilder-*"))


@posix
@pytest.mark.parametrize("suffix", [".keras", ".npz", SUFFIX])
def test_a_full_disk_leaves_the_old_file(suffix, tmp_path):
    """Fault 65, on a disk of 64 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("disks can't be mounted here")
    try:
        path = disk / f"model{suffix}"
        path.write_bytes(b"old")
        with contextlib.suppress(OSError), (disk / "rest").open("wb", buffering=0) as rest:
            while rest.write(bytes(1024)):
                pass

        with pytest.raises(FileFault, match="No space left"):
            write(path)

        assert path.read_bytes() == b"old"
        assert sorted(found.name for found in disk.iterdir()) == [path.name, "rest"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@posix
@pytest.mark.parametrize("suffix", [".keras", ".py", SUFFIX])
def test_a_folder_that_is_read_only_is_told(suffix, tmp_path):
    """Fault 65; root may write everywhere, and so becomes nobody."""
    folder = tmp_path / "locked"
    folder.mkdir()
    path = folder / f"model{suffix}"
    path.write_bytes(b"old")
    folder.chmod(0o555)
    code = (
        "import os, sys\nfrom pathlib import Path\n"
        "from tests.faults.test_exports import write\nfrom netbuilder.errors import FileFault\n"
        "os.getuid() or (os.setgroups([]), os.setgid(65534), os.setuid(65534))\n"
        "try:\n    write(Path('locked') / sys.argv[1])\nexcept FileFault as fault:\n    print(fault)"
    )
    environment = {**os.environ, "PYTHONPATH": os.getcwd(), "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    tmp_path.chmod(0o777)

    done = subprocess.run(
        [sys.executable, "-c", code, path.name],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment,
    )

    folder.chmod(0o755)
    assert "could not be written: Permission denied" in done.stdout, done.stderr
    assert path.read_bytes() == b"old"
    assert [found.name for found in folder.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", [".keras", ".py"])
def test_a_link_goes_on_pointing_where_it_did(suffix, tmp_path):
    """Fault 71, once it was agreed to."""
    real = tmp_path / f"real{suffix}"
    real.write_bytes(b"old")
    (tmp_path / f"link{suffix}").symlink_to(real)

    write(tmp_path / f"link{suffix}")

    assert (tmp_path / f"link{suffix}").is_symlink()
    assert real.stat().st_size > 100


@posix
def test_an_old_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "model.npz"
    path.write_bytes(b"old")
    path.chmod(0o640)

    write(path)

    assert path.stat().st_mode & 0o777 == 0o640


NAMES = ['");import os#', '"""', "\\", "a\nimport os\n", "'''", "{x}", "\u202egnp", "𝒾mport", "con", "", "x" * 300]


SCRIPTS = [entry for entry in WRITABLE if entry.kind == "script"]


def code_of(path):
    """The source of a script, or of all cells of a notebook."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return text
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def shape_of(path):
    """The syntax tree of a script without its texts, and without the name of a class of its own."""
    tree = ast.parse(code_of(path))
    for part in ast.walk(tree):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            part.value = ""
    dump = ast.dump(tree)
    for own in {part.name for part in ast.walk(tree) if isinstance(part, ast.ClassDef)}:
        dump = dump.replace(repr(own), "'Own'")
    return dump


@pytest.mark.parametrize("weights", [False, True], ids=["", "weights"])
@pytest.mark.parametrize("entry", SCRIPTS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_never_becomes_code(name, entry, weights, tmp_path):
    """Fault 66: the script's syntax tree is that of a benign name, but for the text."""
    options = formats.ExportOptions(weights=weights)

    def shape(name, folder):
        folder.mkdir()
        entry.write(bundle(name=name[:80], options=options), path := folder / f"model{entry.suffix}")
        return shape_of(path)

    assert shape(name, tmp_path / "a") == shape("benign", tmp_path / "b")


@pytest.mark.parametrize("entry", [entry for entry in SCRIPTS if entry.name != "numpy"], ids=lambda entry: entry.name)
@pytest.mark.parametrize("text", ['");import os#', '\'"""\'', "\\", "a\nimport os\n", "{x}", "\u202egnp"], ids=ascii)
def test_what_a_table_holds_never_becomes_code(text, entry, tmp_path):
    """Fault 66: names of columns, words in cells, and the path of the file."""

    def shape(text, folder):
        folder.mkdir()
        table = folder / (text.replace("/", "").replace("\\", "") + "data.csv")
        with table.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(
                [["a", f"{text}b", "c"], *([1, f"{text}{i % 3}", "yn"[i % 2]] for i in range(9))]
            )
        given = Bundle(fresh(mlp()), DataSettings(path=str(table), target="c"))
        entry.write(given, path := folder / f"model{entry.suffix}")
        return shape_of(path)

    assert shape(text, tmp_path / "a") == shape("benign", tmp_path / "b")


@pytest.mark.parametrize("name", ['");import os#', '"""', "\\", "a\nb", "", "1a", "import"])
def test_a_block_cannot_have_such_a_name_in_the_first_place(name):
    """Fault 66."""
    with pytest.raises(ValueError, match="name"):
        edits.rename(mlp(), "dense", name)
    with pytest.raises(ValueError, match="name"):
        Graph.of([node(name, mlp()["input_layer"].layer)])
