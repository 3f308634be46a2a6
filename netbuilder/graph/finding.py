"""Which layer is meant by a few letters: one order for every place of the window in which layers are searched."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import NamedTuple

from netbuilder.graph.aliases import ALIASES
from netbuilder.graph.fitting import Kind
from netbuilder.graph.fuzzy import fit, words_of

# By how well what was typed means a name, the best first; within one of these, what fits the place comes first.
EXACT, ALIAS, PREFIX, ALIAS_PREFIX, WORDS, LETTERS, ABOUT = range(7)

# What people add most; what is not here follows in the order of the palette.
MOST_USED = (
    "Input", "Dense", "Conv2D", "Flatten", "MaxPooling2D", "Dropout", "BatchNormalization", "Activation", "ReLU",
    "GlobalAveragePooling2D", "Embedding", "LSTM", "Add", "Concatenate", "GRU", "LayerNormalization",
    "MultiHeadAttention", "Reshape", "Rescaling", "Conv1D", "MaxPooling1D", "GlobalAveragePooling1D", "UpSampling2D",
    "Conv2DTranspose", "AveragePooling2D", "Softmax", "LeakyReLU", "Multiply", "Bidirectional", "ZeroPadding2D",
)  # fmt: skip


class Likeness(NamedTuple):
    """How well what was typed means a name; the smaller, the better."""

    tier: int
    score: float = 0.0


def likeness(typed: str, name: str, aliases: Iterable[str] = (), about: str = "") -> Likeness | None:
    """How `typed` means something of this name; None where it does not. No words mean everything alike."""
    meant = _key(typed)
    if not meant:
        return Likeness(EXACT)
    own, others = _key(name), [_key(alias) for alias in aliases]
    if meant == own:
        return Likeness(EXACT)
    if meant in others:
        return Likeness(ALIAS)
    if own.startswith(meant):
        return Likeness(PREFIX)
    if any(other.startswith(meant) or (not meant.isascii() and meant in other) for other in others):
        return Likeness(ALIAS_PREFIX)
    if _begins_words(meant, words_of(name)):
        return Likeness(WORDS)
    score = fit(typed, name)
    if score is not None:
        return Likeness(LETTERS, -score)
    return Likeness(ABOUT) if all(word in about.lower() for word in typed.lower().split()) else None


def summary_of(kind: Kind) -> str:
    """The words that tell of a kind."""
    return f"{kind.family} {kind.summary()}"


def found(
    typed: str,
    offered: Iterable[Kind],
    fitting: Collection[Kind] | None = None,
    told: Callable[[Kind], str] = summary_of,
) -> list[Kind]:
    """The kinds that are meant, the best first; kinds that are meant alike keep their order, those that fit before.

    `fitting` are the kinds that a place can take, None where all can. `told` gives the words that tell of a kind.
    Where nothing is typed, what does not fit is not found.
    """
    ranks = []
    for place, kind in enumerate(offered):
        fits = fitting is None or kind in fitting
        rank = likeness(typed, kind.__name__, ALIASES.get(kind.__name__, ()), told(kind))
        if rank is not None and (fits or typed.strip()):
            ranks.append(((rank.tier, not fits, rank.score, place), kind))
    return [kind for _rank, kind in sorted(ranks, key=lambda ranked: ranked[0])]


def by_use(kinds: Iterable[Kind]) -> list[Kind]:
    """Kinds in the order in which people use them."""
    places = {name: place for place, name in enumerate(MOST_USED)}
    return sorted(kinds, key=lambda kind: (places.get(kind.__name__, len(places)), not kind.advice))


@cache
def _key(text: str) -> str:
    """A name as it is compared: `max_pool2d`, "Max Pool 2D" and "maxpool2d" are one."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def _begins_words(typed: str, words: tuple[str, ...]) -> bool:
    """Whether `typed` is made of beginnings of words in their order: "gap2", "maxp2d", "pooling"."""
    if not typed:
        return True
    for i, word in enumerate(words):
        for length in range(len(word), 0, -1):
            if typed.startswith(word[:length]) and _begins_words(typed[length:], words[i + 1 :]):
                return True
    return False
