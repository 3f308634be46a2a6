"""What is measured of texts in training, and how any texts then become numbers."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.text.steps import UNKNOWN, TextSteps, Token, written
from netbuilder.files.reading import step

AT_ONCE = 4096  # texts between two places where reading may end
USUAL = 95  # percent of the texts in training that are no longer than the length that is found
LARGEST = 1 << 20  # tokens of a vocabulary
LONGEST = 1000  # tokens: no length that is found is larger
FIRST = 2  # the number of the first token of the vocabulary: 0 is padding, 1 is any that is not known
MOST_TOLD = 6


@dataclass
class Unseen:
    """What of new texts was not in the vocabulary: how many tokens of how many, and in how many texts all of them."""

    tokens: int = 0
    all_tokens: int = 0
    texts: int = 0
    empty: int = 0
    characters: bool = False
    examples: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class FittedText:
    """Texts as they were fitted: numbers of tokens for an Embedding (`int`), or one amount for each token.

    `vocabulary` is in the order of how frequent its tokens are. As whole numbers each text has `length` of them: 0 is
    padding, 1 a token that is not known, 2 the first of the vocabulary. A text without any is a single unknown token,
    so that no layer meets a sequence of padding alone. As amounts the first is that of unknown tokens, then come those
    of the vocabulary; `idf` are their weights for tf_idf. `longest` and `cut` tell of the texts in training: how many
    tokens the longest has, and how many texts have more than `length`.
    """

    steps: TextSteps
    vocabulary: tuple[str, ...]
    length: int = 0
    idf: tuple[float, ...] = ()
    longest: int = 0
    cut: int = 0

    @property
    def is_sequence(self) -> bool:
        """Whether texts become whole numbers in the order of their tokens."""
        return self.steps.output_mode == "int"

    @property
    def width(self) -> int:
        """How many numbers a text becomes."""
        return self.length if self.is_sequence else len(self.vocabulary) + 1

    @cached_property
    def _known(self) -> _Known:
        return _Known({self.steps.token(token): i for i, token in enumerate(self.vocabulary)}, self.is_sequence)

    def __call__(self, texts: Sequence[str], unseen: Unseen | None = None) -> Array:
        """Texts as whole numbers, int32 of shape (texts, length); or as amounts, float64 of shape (texts, width)."""
        known = self._known
        dtype = np.int32 if self.is_sequence else np.float64
        found = np.zeros((len(texts), self.width), dtype)
        for start, tokens in _cut_up(texts, self.steps):
            if unseen is not None:
                _note(unseen, tokens, known)
            part = found[start : start + len(tokens)]
            if self.is_sequence:
                self._put_numbers(part, tokens, known)
            else:
                self._put_amounts(part, tokens, known)
        return found

    def _put_numbers(self, out: Array, tokens: list[Sequence[Token]], known: _Known) -> None:
        most = self.length
        kept = [own[-most:] for own in tokens] if self.steps.truncating == "pre" else [own[:most] for own in tokens]
        sizes = np.array([len(own) for own in kept])
        numbers = np.fromiter(map(known.__getitem__, itertools.chain.from_iterable(kept)), np.int32, int(sizes.sum()))
        at = np.arange(most)
        at_start = self.steps.padding == "post"
        out[(at < sizes[:, None]) if at_start else (at >= most - sizes[:, None])] = numbers
        out[sizes == 0, 0 if at_start else -1] = 1

    def _put_amounts(self, out: Array, tokens: list[Sequence[Token]], known: _Known) -> None:
        sizes = np.array([len(own) for own in tokens])
        numbers = np.fromiter(map(known.__getitem__, itertools.chain.from_iterable(tokens)), np.intp, int(sizes.sum()))
        rows = np.repeat(np.arange(len(tokens)), sizes)
        out[:] = np.bincount(rows * self.width + numbers, minlength=out.size).reshape(out.shape)
        if self.steps.output_mode == "multi_hot":
            np.minimum(out, 1, out=out)
        elif self.steps.output_mode == "tf_idf":
            np.multiply(out, np.array(self.idf), out=out)


class _Known(dict[Token, int]):
    """The number of each token; any other has that of what is not known."""

    def __init__(self, places: dict[Token, int], is_sequence: bool) -> None:
        super().__init__({token: place + (FIRST if is_sequence else 1) for token, place in places.items()})
        self._unknown = 1 if is_sequence else 0

    def __missing__(self, token: Token) -> int:
        return self._unknown


def fit_text(
    texts: Sequence[str], counts: Array, steps: TextSteps, most: int = 0, least: int = 1, length: int = 0
) -> FittedText:
    """What is measured of different texts, of which training has so many each.

    The vocabulary holds the `most` frequent tokens (0: all) that occur `least` times, the more frequent first and of
    equally frequent ones the later in the order of letters, which is Keras's order. Without a `length` it is the one
    that 95 of 100 texts do not exceed, but at most 1000. The weights for tf_idf are Keras's ln(1 + N / (1 + df)), where
    df of N texts hold the token; what is not known has their mean.
    """
    found, holding = Counter[Token](), Counter[Token]()
    sizes = np.zeros(len(texts), np.int64)
    weighs = steps.output_mode == "tf_idf"
    for start, tokens in _cut_up(texts, steps):
        rows = counts[start : start + len(tokens)]
        sizes[start : start + len(tokens)] = [len(own) for own in tokens]
        for repeats in np.unique(rows[rows > 0]).tolist():  # nearly always once
            own = [tokens[i] for i in np.flatnonzero(rows == repeats)]
            _add(found, itertools.chain.from_iterable(own), repeats)
            if weighs:
                _add(holding, itertools.chain.from_iterable(map(set, own)), repeats)
    kept = [(count, written(token), token) for token, count in found.items() if count >= max(least, 1)]
    kept = sorted((one for one in kept if one[1] != UNKNOWN), reverse=True)[: most or LARGEST]
    told = np.repeat(sizes, counts)
    if not length:
        length = min(max(math.ceil(np.percentile(told, USUAL)), 1), LONGEST) if len(told) else 1
    idf: tuple[float, ...] = ()
    if weighs:
        weights = [math.log(1 + len(told) / (1 + holding[token])) for *_, token in kept]
        idf = (float(np.mean(weights)) if weights else 0.0, *weights)
    return FittedText(
        steps, tuple(name for _, name, _ in kept), length if steps.output_mode == "int" else 0, idf,
        int(told.max(initial=0)), int((told > length).sum()) if steps.output_mode == "int" else 0,
    )  # fmt: skip


def _cut_up(texts: Sequence[str], steps: TextSteps) -> Iterator[tuple[int, list[Sequence[Token]]]]:
    """The tokens of some texts after the other, and where they begin; it may end between two parts."""
    cut = steps.tokens()
    for start in range(0, len(texts), AT_ONCE):
        step()
        yield start, list(map(cut, texts[start : start + AT_ONCE]))


def _add(found: Counter[Token], tokens: Iterator[Token], repeats: int) -> None:
    if repeats == 1:
        found.update(tokens)
        return
    for token, count in Counter(tokens).items():
        found[token] += count * repeats


def _note(unseen: Unseen, tokens: list[Sequence[Token]], known: _Known) -> None:
    for own in tokens:
        unknown = [token for token in own if token not in known]
        unseen.all_tokens += len(own)
        unseen.tokens += len(unknown)
        unseen.texts += bool(own) and len(unknown) == len(own)
        unseen.empty += not own
        if len(unseen.examples) < AT_ONCE:
            unseen.examples.update(map(written, unknown))
