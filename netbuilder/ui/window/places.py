"""Files as they are told in the window: by name, and by as much of the folder as tells two of one name apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from netbuilder.errors import printable

LONGEST = 24  # letters of a folder's name


def folder_of(path: Path) -> str:
    """Its whole folder, the person's own as "~"."""
    folder = path.parent
    home = Path.home()
    if folder != home and folder.is_relative_to(home):
        return printable(str(Path("~") / folder.relative_to(home)))
    return "~" if folder == home else printable(str(folder))


def folders_apart(paths: Sequence[Path]) -> list[str]:
    """For each file as much of its folder as tells it from the others of its name; at least the folder it lies in."""
    return [_apart(path, [other for other in paths if other != path and other.name == path.name]) for path in paths]


def titles_apart(names: Sequence[str], paths: Sequence[Path | None]) -> list[str]:
    """Names of tabs: where several are the same, those of files have their folder with them."""
    titles = list(names)
    for name in {name for name in names if list(names).count(name) > 1}:
        places = [i for i, same in enumerate(names) if same == name and paths[i] is not None]
        told = folders_apart([path for i in places if (path := paths[i]) is not None])
        for i, folder in zip(places, told, strict=True):
            titles[i] = f"{name} ({folder})" if folder else name
    return titles


def _apart(path: Path, others: Sequence[Path]) -> str:
    parts = path.parent.parts
    depth = 1
    while depth < len(parts) and any(other.parent.parts[-depth:] == parts[-depth:] for other in others):
        depth += 1
    if depth >= len(parts):
        return folder_of(path)
    shown = [_cut(part) for part in parts[-depth:]]
    if len(shown) > 2:
        shown = [shown[0], "…", shown[-1]]
    return "/".join(shown)


def _cut(name: str) -> str:
    name = printable(name)
    half = LONGEST // 2
    return name if len(name) <= LONGEST else f"{name[:half]}…{name[1 - half :]}"


def unmarked(text: str) -> str:
    """A text for buttons and tabs: an "&" in a name is that letter, and underlines no other."""
    return text.replace("&", "&&")
