"""Whether a column holds texts to be read, and whether their writing has blanks between its words."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence

LOOKED_AT = 2000  # texts, from all over the column
FEWEST_WORDS = 5  # of a usual text: names, titles and addresses have fewer
FEWEST_LETTERS = 8  # the same in a writing without blanks
# Han with its extensions, Hiragana and Katakana, Thai, Lao, Khmer and Myanmar; Korean has blanks.
LETTERS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
                     "\U00020000-\U0003134f]")  # fmt: skip


def is_of_texts(texts: Sequence[str], rows: int) -> bool:
    """Whether different texts of so many rows are such that a person reads: mostly different, and of several words."""
    if len(texts) * 2 < rows:
        return False
    some = _some(texts)
    usual = statistics.median(len(text.split()) for text in some) if some else 0
    return usual >= FEWEST_WORDS or (without_spaces(some) and _letters(some) >= FEWEST_LETTERS)


def without_spaces(texts: Sequence[str]) -> bool:
    """Whether texts are mostly in a writing that has no blanks between words, such as Chinese."""
    some = _some(texts)
    own = sum(len(LETTERS.findall(text)) for text in some)
    return own * 2 > sum(sum(map(str.isalpha, text)) for text in some)


def _letters(some: Sequence[str]) -> float:
    return statistics.median(len(LETTERS.findall(text)) for text in some)


def _some(texts: Sequence[str]) -> Sequence[str]:
    return texts[:: max(1, len(texts) // LOOKED_AT)]
