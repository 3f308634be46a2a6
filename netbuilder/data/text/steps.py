"""From a text to its words or characters, as Keras's TextVectorization does it.

Keras works on the bytes of UTF-8, and so do we: of letters only those of ASCII become lower case, of signs only the 32
of ASCII are left out, and only blanks of ASCII part two words.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

STANDARDS = ("lower_and_strip_punctuation", "lower", "strip_punctuation", "none")
CUTS = ("whitespace", "character")
MODES = ("int", "count", "multi_hot", "tf_idf")
PLACES = ("post", "pre")
PUNCTUATION = string.punctuation.encode()
UNKNOWN = "[UNK]"  # what Keras calls a word that is not in the vocabulary

Token = Hashable  # the bytes of a word, or a character


@dataclass(frozen=True)
class TextSteps:
    """What is done with each text, in Keras's words; `padding` and `truncating` are those of `pad_sequences`."""

    standardize: str = STANDARDS[0]
    split: str = CUTS[0]
    output_mode: str = MODES[0]
    padding: str = PLACES[0]
    truncating: str = PLACES[0]

    def tokens(self) -> Callable[[str], Sequence[Token]]:
        """The function that cuts a text up. Words are bytes, which is what makes it quick; characters are texts."""
        lowers = self.standardize in ("lower_and_strip_punctuation", "lower")
        strips = PUNCTUATION if self.standardize.endswith("strip_punctuation") else b""

        def words(text: str) -> Sequence[Token]:
            raw = text.encode("utf-8", "replace")
            return (raw.lower() if lowers else raw).translate(None, strips).split()

        def characters(text: str) -> Sequence[Token]:
            raw = text.encode("utf-8", "replace")
            return (raw.lower() if lowers else raw).translate(None, strips).decode("utf-8")

        return words if self.split == "whitespace" else characters

    def token(self, written: str) -> Token:
        """A token of the vocabulary in the form that a text's tokens have."""
        return written.encode("utf-8", "replace") if self.split == "whitespace" else written


def written(token: Token) -> str:
    """A token as a person reads it."""
    return token.decode("utf-8") if isinstance(token, bytes) else str(token)
