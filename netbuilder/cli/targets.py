"""Where a command writes: what cannot be written, or is hardly meant, is refused before the work is done."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

from netbuilder.cli.files import need_folder
from netbuilder.errors import FileFault
from netbuilder.project.records import try_file


def need_target(options: argparse.Namespace, sources: Iterable[Path], links: bool = True) -> None:
    """An old result is replaced without a word; raises FileFault for what is no result, unless --force is said.

    `sources` are the files that the command reads. A link is followed to a file of the same kind, if `links`.
    """
    need_place(options.output, sources, options.force, links)


def need_place(path: Path, sources: Iterable[Path], force: bool, links: bool = True) -> None:
    """The same for a result that is not called output."""
    need_folder(path)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise FileFault("{path} is not a file that can be replaced. Choose another name", path=path)
    if not force:
        _refuse_mistakes(path, sources, links)
    try_file(Path(os.path.realpath(path)))


def _refuse_mistakes(path: Path, sources: Iterable[Path], links: bool) -> None:
    if any(_same(path, source) for source in sources):
        raise FileFault("{path} is the file that is read. Choose another name, or say --force", path=path)
    target = Path(os.path.realpath(path))
    if path.is_symlink() and not (links and target.suffix.lower() == path.suffix.lower()):
        raise FileFault(
            "{path} is a link to {target}. Choose another name, or say --force to write there", path=path, target=target
        )
    if path.exists() and not (path.stat().st_mode & 0o222 and os.access(path, os.W_OK)):
        raise FileFault("{path} is write-protected. Choose another name, or say --force to replace it", path=path)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return os.path.realpath(one) == os.path.realpath(other)
