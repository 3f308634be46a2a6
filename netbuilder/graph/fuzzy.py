"""Finding by a few letters: how well what was typed fits a text."""

from __future__ import annotations

from functools import cache

AT_START, AFTER_LETTER, GAP, LATE = 8.0, 5.0, 0.4, 0.02
NEVER = float("-inf")


def fit(typed: str, text: str) -> float | None:
    """How well every word of `typed` fits `text`, its letters in order; None where one does not.

    Letters that begin a word or follow one another count more: "bn" finds BatchNormalization, "c2" Conv2D.
    """
    total = 0.0
    for word in typed.lower().split():
        found = _fit_word(word, text)
        if found is None:
            return None
        total += found
    return total - LATE * len(text)


def _fit_word(word: str, text: str) -> float | None:
    """The best way to find the letters of one word in order."""
    letters, begins = text.lower(), _beginnings(text)
    if len(letters) != len(text):  # a letter that grows in lower case
        letters = text
    before = [0.0] + [NEVER] * len(letters)  # before[i]: the last letter was found at i - 1
    for number, letter in enumerate(word):
        after = [NEVER] * (len(letters) + 1)
        best = 0.0 if number == 0 else NEVER  # of all earlier places, less what lies between
        for i, other in enumerate(letters):
            if number:
                best = max(best - GAP, before[i])
            if other == letter:
                joined = before[i] + AFTER_LETTER if number else NEVER
                apart = best if number == 0 or begins[i] else best - AT_START / 2
                after[i + 1] = max(joined, apart) + (AT_START if begins[i] else 1.0)
        before = after
    found = max(before)
    return None if found < 0 else found


@cache
def _beginnings(text: str) -> tuple[bool, ...]:
    """For each letter, whether a word begins there: after a space, at a capital in CamelCase, at a digit."""
    return tuple(
        i == 0
        or not text[i - 1].isalnum()
        or (letter.isupper() and not text[i - 1].isupper())
        or (letter.isdigit() and not text[i - 1].isdigit())
        for i, letter in enumerate(text)
    )


@cache
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name in lower case: Conv2DTranspose is conv, 2, d and transpose."""
    begins = [i for i, begin in enumerate(_beginnings(text)) if begin]
    parts = (text[a:b] for a, b in zip(begins, [*begins[1:], len(text)], strict=True))
    return tuple("".join(letter for letter in part.lower() if letter.isalnum()) for part in parts)
