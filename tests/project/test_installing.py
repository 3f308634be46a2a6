"""The command that installs an extra works for the installation at hand, in the shell that it is pasted into."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import netbuilder
from netbuilder.files import extra_command, install_command
from netbuilder.files.installing import quoted

ROOT = Path(netbuilder.__file__).parent.parent
SAY = "import sys; from netbuilder.files import extra_command; print(extra_command(sys.argv[1]))"


@pytest.mark.parametrize("extra", ["onnx", "tensorboard"])
def test_a_checkout_is_installed_with_the_extra_from_its_own_folder(extra):
    assert shlex.split(extra_command(extra)) == [sys.executable, "-m", "pip", "install", "-e", f"{ROOT}[{extra}]"]


@pytest.mark.parametrize(("extra", "package"), [("onnx", "onnx>="), ("tensorboard", "tensorboardX>=")])
def test_an_installed_package_names_what_its_own_metadata_asks_for(extra, package, tmp_path):
    """A copy as pip lays it down: the package, its resources within, and its metadata beside it."""
    shutil.copytree(ROOT / "netbuilder", tmp_path / "netbuilder", ignore=shutil.ignore_patterns("__pycache__"))
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    lines = [f"Requires-Dist: {need}; extra == '{name}'" for name, needs in declared.items() for need in needs]
    about = tmp_path / "netbuilder-0.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("\n".join(["Metadata-Version: 2.4", "Name: netbuilder", "Version: 0.0", *lines]))
    done = subprocess.run(
        [sys.executable, "-c", SAY, extra], env={"PYTHONPATH": str(tmp_path)}, cwd=tmp_path,
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    (need,) = declared[extra]
    assert need.startswith(package)
    assert shlex.split(done.stdout) == [sys.executable, "-m", "pip", "install", need]


def test_no_command_asks_the_public_index_for_the_name_of_another_project():
    asking = [
        str(file.relative_to(ROOT))
        for file in [*(ROOT / "netbuilder").rglob("*.py"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
        if any(f"pip install {mark}netbuilder" in file.read_text("utf-8") for mark in ("", '"', "'"))
    ]

    assert not asking


@pytest.mark.parametrize("folder", ["plain", "with space", "it's", 'a "quoted" one', "$HOME", "Größe", "a;b&c"])
def test_sh_reads_the_words_of_a_command_as_they_were(folder, tmp_path):
    words = shlex.split(install_command(tmp_path / folder / "python", "onnx>=1.21"))
    seen = subprocess.run(
        ["sh", "-c", "printf '%s\\n' " + install_command(tmp_path / folder / "python", "onnx>=1.21")],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip

    assert words == seen == [str(tmp_path / folder / "python"), "-m", "pip", "install", "onnx>=1.21"]


def test_cmd_gets_double_quotes_and_powershell_single_ones():
    words = [r"C:\Program Files\python.exe", "-m", "pip", "install", "onnx>=1.21"]

    assert quoted(words, "win32", {"PROMPT": "$P$G"}) == r'"C:\Program Files\python.exe" -m pip install "onnx>=1.21"'
    assert quoted(words, "win32", {}) == r"& 'C:\Program Files\python.exe' -m pip install 'onnx>=1.21'"
    assert quoted([r"C:\python.exe", "it's"], "win32", {}) == r"C:\python.exe 'it''s'"
