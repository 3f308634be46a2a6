"""Arrays seen in another arrangement than they are stored in, so that transposes and reshapes cost nothing.

A file of ONNX has channels first, time first, rows that were pictures; our layers have the batch first and channels
last. Every axis is made of atoms, of which each belongs to one axis that a layer made. A transpose or a reshape only
rearranges how the atoms are *seen*; how they are *stored* changes when a layer asks for it, and weights follow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netbuilder.arrays import Array
from netbuilder.graph import Port

# Sizes that are not known stand for themselves as large primes: what is computed from them shows where they went.
BATCH_SIZE = 1_000_003
OPEN_SIZES = (1_000_033, 1_000_037, 1_000_039, 1_000_081, 1_000_099, 1_000_117, 1_000_121, 1_000_133)


class Atom:
    """A part of an axis. Two are the same only if they are one object."""

    __slots__ = ("size",)

    def __init__(self, size: int) -> None:
        self.size = size

    def __repr__(self) -> str:
        return f"<{self.size}>"

    @property
    def is_open(self) -> bool:
        """Whether its size is not known."""
        return self.size in OPEN_SIZES or self.size == BATCH_SIZE


Axis = tuple[Atom, ...]
Axes = tuple[Axis, ...]
BATCH = Atom(BATCH_SIZE)


class CannotView(Exception):
    """The atoms do not fall into place: an array has to be made."""


@dataclass(frozen=True)
class View:
    """An output of a layer: how our array is stored (batch first), and how the file sees it."""

    port: Port
    stored: Axes
    seen: Axes

    def is_same(self, other: Any) -> bool:
        """Whether both are one output, seen alike."""
        return isinstance(other, View) and (self.port, self.seen) == (other.port, other.seen)

    def shows_same(self, other: View) -> bool:
        """Whether both are one output, seen alike, though their atoms may have been named apart."""
        return self.port == other.port and self._pattern() == other._pattern()

    def _pattern(self) -> list[list[tuple[int, int]]]:
        """For each seen axis the places and sizes of its atoms as they are stored."""
        place = {atom: i for i, atom in enumerate(atoms_of(self.stored))}
        return [[(place[atom], atom.size) for atom in axis] for axis in self.seen]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the file sees."""
        return tuple(map(size_of, self.seen))

    def with_seen(self, seen: Sequence[Axis]) -> View:
        """The same array, seen otherwise."""
        return View(self.port, self.stored, tuple(seen))

    def replaced(self, table: Mapping[Atom, Axis]) -> View:
        """The same with atoms in the place of others."""
        return View(self.port, _replaced(self.stored, table), _replaced(self.seen, table))


def _replaced(axes: Axes, table: Mapping[Atom, Axis]) -> Axes:
    return tuple(tuple(new for atom in axis for new in table.get(atom, (atom,))) for axis in axes)


def size_of(axis: Axis) -> int:
    """The length of an axis."""
    return math.prod(atom.size for atom in axis)


def atoms_of(axes: Iterable[Axis]) -> list[Atom]:
    """All atoms in order."""
    return [atom for axis in axes for atom in axis]


def reshaped(view: View, target: Sequence[int]) -> View:
    """The view in another shape; raises CannotView where an axis would begin in the middle of another."""
    waiting = atoms_of(view.seen)[::-1]
    seen: list[Axis] = []
    table: dict[Atom, Axis] = {}
    for size in target:
        axis: list[Atom] = []
        missing = size
        while missing > 1:
            if not waiting:
                raise CannotView
            atom = waiting.pop()
            if missing % atom.size == 0:
                axis.append(atom)
                missing //= atom.size
            elif atom.size % missing == 0 and not atom.is_open:
                parts = Atom(missing), Atom(atom.size // missing)
                table[atom] = parts
                axis.append(parts[0])
                waiting.append(parts[1])
                missing = 1
            else:
                raise CannotView
        seen.append(tuple(axis))
    if waiting:
        raise CannotView
    return View(view.port, _refined(view.stored, table), tuple(seen))


def _refined(axes: Axes, table: Mapping[Atom, Axis]) -> Axes:
    """Atoms parted, and their parts parted again."""
    while any(atom in table for atom in atoms_of(axes)):
        axes = _replaced(axes, table)
    return axes


def unified(one: View, other: View, pairs: Iterable[tuple[Axis, Axis]]) -> tuple[View, View]:
    """Both views with the same atoms in axes that lie over each other; raises CannotView where sizes differ."""
    parts: tuple[dict[Atom, Axis], dict[Atom, Axis]] = ({}, {})
    same: dict[Atom, Axis] = {}
    for axis, over in pairs:
        left, right = list(axis)[::-1], list(over)[::-1]
        while left and right:
            a, b = left.pop(), right.pop()
            if a.size == b.size or (a.is_open and b.is_open):
                same[b] = (a,)
            elif a.size > b.size:
                first, rest = _parted(a, b.size, parts[0])
                left += [rest, first]
                right.append(b)
            else:
                first, rest = _parted(b, a.size, parts[1])
                right += [rest, first]
                left.append(a)
        if left or right:
            raise CannotView
    first_view = View(one.port, _refined(one.stored, parts[0]), _refined(one.seen, parts[0]))
    second_view = View(other.port, _refined(other.stored, parts[1]), _refined(other.seen, parts[1]))
    return first_view, second_view.replaced(same)


def _parted(atom: Atom, size: int, table: dict[Atom, Axis]) -> tuple[Atom, Atom]:
    """An atom parted into one of that size and the rest."""
    if atom.size % size or atom.is_open:
        raise CannotView
    table[atom] = parts = (Atom(size), Atom(atom.size // size))
    return parts


def arranged(array: Array, seen: Axes, stored: Axes) -> Array:
    """An array of numbers for the seen axes (1 where they are the same all along) as one for the stored axes.

    Raises CannotView where an axis is partly the same.
    """
    shape: list[int] = []
    present: list[Atom] = []
    for axis, size in zip(seen, array.shape, strict=True):
        if size == 1:
            continue
        if size != size_of(axis):
            raise CannotView
        shape += [atom.size for atom in axis]
        present += axis
    rows = array.reshape(shape)
    order = [present.index(atom) for atom in atoms_of(stored) if atom in present]
    if len(order) != len(present):
        raise CannotView
    sizes = []
    for axis in stored:
        here = [atom in present for atom in axis]
        if any(here) and not all(here):
            raise CannotView
        sizes.append(size_of(axis) if any(here) else 1)
    return rows.transpose(order).reshape(sizes)
