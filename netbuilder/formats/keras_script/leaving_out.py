"""The lines of a script that leave samples out which the settings name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from netbuilder.data import DataSettings
from netbuilder.formats.python_source import Script, literal

Left = Mapping[str, Sequence[int]]  # by part, the places of samples


def numbers_left(data: DataSettings) -> dict[str, list[int]]:
    """The numbers of samples of arrays that the settings leave out, by part; "x" are those of arrays without parts."""
    found: dict[str, list[int]] = {}
    for name in data.leave_out:
        part, _, number = name.rpartition(":")
        if number.isdecimal():
            found.setdefault(part or "train", []).append(int(number))
    return {part: sorted(numbers) for part, numbers in found.items()}


def write_rows_left(script: Script, left: Iterable[int], parts: Iterable[str]) -> None:
    """Takes rows of these numbers out of the numbers of rows that each part has."""
    numbers = list(left)
    if not numbers:
        return
    script.assign("left_out", literal(numbers))
    for part in parts:
        script.line(f"{part} = {part}[~np.isin({part}, left_out)]")


def write_places_left(script: Script, left: Left, names: Mapping[str, str]) -> None:
    """Takes places out of the numbers of rows that each part has; `names` are those of the parts in the script."""
    for part, places in left.items():
        if len(places):
            script.assign("left_out", literal([int(place) for place in places]))
            script.line(f"{names[part]} = np.delete({names[part]}, left_out)")


def write_samples_left(
    script: Script, left: Left, letters: Mapping[str, Iterable[str]], several: Iterable[str] = (), indent: int = 0
) -> None:
    """Takes samples out of the arrays of each part: x_train, y_train …; those of letters in `several` are in lists."""
    for part, places in left.items():
        given = list(letters.get(part, ()))
        if not len(places) or not given:
            continue
        script.assign("left_out", literal([int(place) for place in places]), indent)
        for letter in given:
            name = f"{letter}_{part}"
            made = f"np.delete({name}, left_out, axis=0)"
            if letter in several:
                made = f"[np.delete(array, left_out, axis=0) for array in {name}]"
            script.line(f"{name} = {made}", indent)
