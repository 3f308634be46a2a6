"""Which array of a file is which: x_train, y_train and so on, by their own names or by what others call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from netbuilder.errors import DataError, Message, listed
from netbuilder.files.arrays import Header
from netbuilder.kinds import shown

LETTERS = {
    "x": ("x", "images", "image", "data", "features", "inputs", "input", "samples", "imgs"),
    "y": ("y", "labels", "label", "targets", "target", "classes", "outputs", "output"),
    "w": ("w", "weights", "sampleweight", "sampleweights"),
}
PARTS = {
    "train": ("train", "training", "tr"), "val": ("val", "valid", "validation", "dev"), "test": ("test", "testing"),
}  # fmt: skip
PLACES = tuple(f"{letter}_{part}" for letter in LETTERS for part in PARTS)
OWN = re.compile(rf"[xyw](_({'|'.join(PARTS)})(_\w+)?)?")


class Told(Protocol):
    """An array before it is read."""

    @property
    def header(self) -> Header:
        """Its shape and kind."""


Stored = TypeVar("Stored", bound=Told)


def placed(stored: Mapping[str, Stored], told: Iterable[str], title: str) -> tuple[dict[str, Stored], Message | None]:
    """The arrays by their places, and what of that was guessed, in words.

    `told` says it as "x_train=images". Else arrays have the names of their places, or such as are usual for them
    (train_images, X, arr_0 and arr_1). Raises DataError where that is not clear, which names the arrays.
    """
    said = dict(_parsed(told, stored, title))
    if said:
        return {place: stored[name] for place, name in said.items()}, None
    if not stored or any(place[0] == "x" for place in stored if OWN.fullmatch(place)):
        return dict(stored), None
    found = _by_words(stored) or _by_order(stored)
    if not found:
        raise _unclear(stored, title)
    names = listed(f"{place} = {shown(name)[1:-1]}" for place, name in found.items())
    return {place: stored[name] for place, name in found.items()}, Message(
        "arrays were taken as {names}", {"names": names}
    )


def _parsed(told: Iterable[str], stored: Mapping[str, Stored], title: str) -> Iterable[tuple[str, str]]:
    for text in told:
        place, equals, name = (part.strip() for part in text.partition("="))
        if not equals or not OWN.fullmatch(place):
            raise DataError(
                "arrays: {text} must say what an array is, as x_train=images does. There are {places}",
                text=shown(text), places=listed(("x", "y", *PLACES)),
            )  # fmt: skip
        if name not in stored:
            raise DataError(
                "{title} holds no array {name}; it has {names}", title=title, name=shown(name),
                names=listed(map(shown, stored)) or "none",
            )  # fmt: skip
        yield place, name


def _by_words(stored: Mapping[str, Stored]) -> dict[str, str]:
    """By usual words in any order: train_images, imagesTrain, X_tr. Nothing where a place could be had by two."""
    found: dict[str, str] = {}
    for name in stored:
        place = _place_of(name)
        if not place:
            continue
        if place in found:
            return {}
        found[place] = name
    if any("_" in place for place in found):  # parts were named: what has none belongs to no part
        found = {place: name for place, name in found.items() if "_" in place}
    return found if any(place[0] == "x" for place in found) else {}


def _place_of(name: str) -> str:
    plain = re.sub(r"[^a-z]", "", name.lower())
    for letter, words in LETTERS.items():
        for word in words:
            if plain == word:
                return letter
            for part, called in PARTS.items():
                if any(plain in (word + each, each + word) for each in called):
                    return f"{letter}_{part}"
    return ""


def _by_order(stored: Mapping[str, Stored]) -> dict[str, str]:
    """What numpy.savez calls arrays that were given without names: x and y, or both of training, then of test."""
    names = [f"arr_{i}" for i in range(len(stored))]
    if set(names) != set(stored) or len(names) not in (2, 4):
        return {}
    sizes = [stored[name].header.shape[:1] for name in names]
    if sizes[0] != sizes[1] or (len(names) == 4 and sizes[2] != sizes[3]):
        return {}
    places = ("x", "y") if len(names) == 2 else ("x_train", "y_train", "x_test", "y_test")
    return dict(zip(places, names, strict=True))


def _unclear(stored: Mapping[str, Stored], title: str) -> DataError:
    shapes = listed(f"{shown(name)} {array.header.shape}" for name, array in stored.items())
    fault = DataError(
        "{title} holds {names}, and it is not clear which of them are inputs and which are labels. Say so in arrays: "
        "x_train=NAME, y_train=NAME, or x=NAME, y=NAME for all samples",
        title=title, names=shapes or "no arrays",
    )  # fmt: skip
    fault.arrays = {name: array.header.shape for name, array in stored.items()}
    fault.options = ("--array x=NAME", "--array y=NAME") if stored else ()
    return fault
