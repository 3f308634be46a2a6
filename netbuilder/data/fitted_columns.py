"""One column of a table as it was fitted, and what new rows hold that training did not."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dates import DateForm
from netbuilder.data.dates.parts import names_of
from netbuilder.data.text import FittedText, Unseen
from netbuilder.data.text.steps import UNKNOWN
from netbuilder.errors import N_, Message, listed
from netbuilder.kinds import shown

NAMED = 6  # things in a sentence


@dataclass(frozen=True)
class FittedColumn:
    """One column as it was fitted. Inputs made of it are (x - offset) / divisor, one pair for each.

    `fill` stands in for blanks (None: they are refused, a category stays without one); `low` and `high` are the
    smallest and largest number that was trained on. `categories` are known in this order. `scaling` says what the
    pairs are. `to` names the input that it enters.

    A column of dates has `parts`; its numbers are seconds since 1970, `date` says how it is written, and `first` is
    what days are counted from.

    A column that is `whole` gives whole numbers, (rows, width) in int32, which are never scaled and have no pairs; it
    shares its input with others of that kind only. One with a `text` is cut into words; it has no pairs either.
    """

    name: str
    categories: tuple[str, ...] | None = None
    missing: str = "refuse"
    fill: float | str | None = None
    mark_missing: bool = False
    encoding: str = "one_hot"
    unseen: str = "zeros"
    outside: str = "keep"
    low: float = 0.0
    high: float = 0.0
    scaling: str = "none"
    offset: tuple[float, ...] = ()
    divisor: tuple[float, ...] = ()
    to: str = ""
    parts: tuple[str, ...] = ()
    date: DateForm | None = None
    first: float = 0.0
    text: FittedText | None = None

    @property
    def whole(self) -> bool:
        """Whether it gives whole numbers, such as an Embedding reads."""
        if self.text is not None:
            return self.text.is_sequence
        return self.categories is not None and self.encoding == "index"

    @property
    def kinds(self) -> int:
        """How many different whole numbers it can give, from 0 on; 0 where it gives others."""
        if not self.whole:
            return 0
        return len(self.text.vocabulary) + 2 if self.text is not None else len(self.categories or ()) + 1

    @property
    def of_numbers(self) -> bool:
        """Whether it is read as numbers, and not as texts."""
        return self.categories is None and self.text is None

    @property
    def pairs(self) -> tuple[Array, Array]:
        """Offset and divisor of all its inputs."""
        if self.text is not None:
            return np.zeros(len(self.inputs)), np.ones(len(self.inputs))
        return np.array(self.offset), np.array(self.divisor)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs that it becomes."""
        if self.text is not None and self.text.is_sequence:
            own = tuple(f"{self.name}: {i + 1}" for i in range(self.text.length))
        elif self.text is not None:
            own = tuple(f"{self.name}: {token}" for token in (UNKNOWN, *self.text.vocabulary))
        elif self.categories is not None and self.encoding == "one_hot":
            own = tuple(f"{self.name}={kind}" for kind in self.categories)
        elif self.date is not None:
            own = tuple(name for part in self.parts for name in names_of(self.name, part))
        else:
            own = (self.name,)
        return (*own, f"{self.name}: blank") if self.mark_missing else own

    @property
    def width(self) -> int:
        """How many inputs it becomes before the one that marks blanks."""
        return len(self.inputs) - self.mark_missing


@dataclass
class Surprises:
    """What new rows held that training did not: by column how many blanks, categories and numbers, and examples."""

    filled: dict[str, int] = dataclasses.field(default_factory=dict)
    unseen: dict[str, dict[str, int]] = dataclasses.field(default_factory=dict)
    outside: dict[str, int] = dataclasses.field(default_factory=dict)
    words: dict[str, Unseen] = dataclasses.field(default_factory=dict)

    def sentences(self, new: bool = True) -> list[Message]:
        """A sentence for each kind of surprise; of rows that are not `new`, as those of a test part, the gravest."""
        found = []
        if self.filled and new:
            counts = listed(f"{name} {count}" for name, count in self.filled.items())
            found.append(Message("blanks filled with what was measured in training: {counts}", {"counts": counts}))
        for name, kinds in self.unseen.items():
            told = listed(
                [f"{shown(kind)} ({count})" if kind else f"blank ({count})" for kind, count in kinds.items()][:NAMED]
            )
            values = {"name": name, "kinds": told, "count": len(kinds)}
            found.append(Message("{name}: never seen in training, taken as none of its categories: {kinds}", values))
        for name, unseen in self.words.items() if new else ():
            found += _about_words(name, unseen)
        if self.outside and new:
            counts = listed(f"{name} {count}" for name, count in self.outside.items())
            found.append(Message("numbers beyond those of training: {counts}", {"counts": counts}))
        return found


def _about_words(name: str, unseen: Unseen) -> list[Message]:
    """What texts held that training did not."""
    found = []
    if unseen.tokens:
        told = listed([f"{shown(word)} ({count})" for word, count in unseen.examples.most_common(NAMED)])
        values = {"name": name, "count": unseen.tokens, "all": unseen.all_tokens, "words": told}
        template = N_("{name}: {count} of {all} words are not known from training: {words}")
        if unseen.characters:
            template = N_("{name}: {count} of {all} characters are not known from training: {words}")
        found.append(Message(template, values))
    if unseen.texts:
        template = N_("{name}: of {count} texts nothing is known from training; their answers mean little")
        found.append(Message(template, {"name": name, "count": unseen.texts}))
    if unseen.empty:
        found.append(Message("{name}: {count} texts have no words", {"name": name, "count": unseen.empty}))
    return found
