"""Texts become the numbers that Keras's TextVectorization makes of them; where scikit-learn counts alike, it agrees."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from netbuilder.data.text import FittedText, TextSteps, Unseen, fit_text, is_of_texts, without_spaces

MAILS = (
    "Win a FREE prize now! Win, win: it's free.", "Lunch at noon? Bring the report.", "free   report\tfree", "noon",
)  # fmt: skip


def once(texts):
    return np.ones(len(texts), int)


def fitted(vocabulary, **steps):
    return FittedText(TextSteps(**steps), tuple(vocabulary), length=4)


def test_the_example_of_keras_gives_its_numbers():
    """From the documentation of TextVectorization: adapt() on three texts, then called with two."""
    texts = ["foo bar", "bar baz", "baz bada boom"]

    found = fit_text(texts, once(texts), TextSteps(), length=4)

    assert found.vocabulary == ("baz", "bar", "foo", "boom", "bada")  # count descending, ties by token descending
    assert found(["foo qux bar", "qux baz"]).tolist() == [[4, 1, 3, 0], [1, 2, 0, 0]]
    assert found(["a"]).dtype == np.int32


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("count", [[0, 1, 0, 1, 2], [2, 0, 1, 0, 1]]),
        ("multi_hot", [[0, 1, 0, 1, 1], [1, 0, 1, 0, 1]]),
        ("tf_idf", [[0.0, 0.25, 0.0, 0.6, 0.8], [1.0, 0.0, 0.75, 0.0, 0.4]]),
    ],
)
def test_amounts_are_those_of_keras(mode, expected):
    """From the documentation of StringLookup; what is not known has the mean of the weights."""
    weights = (0.25, 0.75, 0.6, 0.4)
    found = FittedText(TextSteps(output_mode=mode), ("a", "b", "c", "d"), idf=(float(np.mean(weights)), *weights))

    np.testing.assert_allclose(found(["a c d d", "d z b z"]), expected)


@pytest.mark.parametrize(
    ("text", "steps", "expected"),
    [
        ("Ünder ÄRGER Big", {}, [b"\xc3\x9cnder", b"\xc3\x84rger", b"big"]),  # of letters only ASCII is lowered
        ("don't — stop…", {}, [b"dont", "—".encode(), "stop…".encode()]),  # of signs only ASCII is left out
        ("a\u00a0b\u3000c d\ne", {}, ["a\u00a0b\u3000c".encode(), b"d", b"e"]),  # only blanks of ASCII part words
        ("A, b", {"standardize": "lower"}, [b"a,", b"b"]),
        ("A, b", {"standardize": "strip_punctuation"}, [b"A", b"b"]),
        ("A, b", {"standardize": "none"}, [b"A,", b"b"]),
        ("Ab c!", {"split": "character"}, ["a", "b", " ", "c"]),
        ("你好。", {"split": "character"}, ["你", "好", "。"]),
        ("\ud800x", {}, [b"x"]),  # half a letter, as JSON may hold
    ],
)
def test_texts_are_cut_up_as_keras_does_it(text, steps, expected):
    assert list(TextSteps(**steps).tokens()(text)) == expected


def test_all_32_signs_are_left_out():
    assert TextSteps().tokens()("a!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'b") == [b"ab"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({}, [[2, 3, 0, 0], [2, 3, 2, 3], [1, 0, 0, 0]]),
        ({"padding": "pre"}, [[0, 0, 2, 3], [2, 3, 2, 3], [0, 0, 0, 1]]),
        ({"truncating": "pre"}, [[2, 3, 0, 0], [3, 2, 3, 3], [1, 0, 0, 0]]),
    ],
)
def test_texts_are_padded_and_cut_where_it_was_said(steps, expected):
    """A text without words is one word that is not known: a sequence of padding alone has no mean."""
    assert fitted(("a", "b"), **steps)(["a b", "a b a b b", "!!"]).tolist() == expected


def test_counts_are_those_of_scikit_learn():
    known = CountVectorizer(tokenizer=lambda text: TextSteps(standardize="none").tokens()(text), token_pattern=None)
    lowered = [text.lower() for text in MAILS]
    theirs = known.fit_transform(lowered).toarray()

    found = fit_text(lowered, once(MAILS), TextSteps(standardize="none", output_mode="count"))

    order = [known.vocabulary_[token.encode()] for token in found.vocabulary]
    np.testing.assert_array_equal(found(lowered)[:, 1:], theirs[:, order])
    assert not found(lowered)[:, 0].any()
    totals = theirs.sum(axis=0)[order]
    assert (np.diff(totals) <= 0).all()


def test_tf_idf_is_that_of_scikit_learn_with_the_weights_of_keras():
    theirs = TfidfVectorizer(tokenizer=TextSteps().tokens(), token_pattern=None, lowercase=False, norm=None)
    counts = theirs.fit(MAILS).transform(MAILS)
    holding = np.asarray((counts > 0).sum(axis=0))[0]
    theirs.idf_ = np.log(1 + len(MAILS) / (1 + holding))

    found = fit_text(MAILS, once(MAILS), TextSteps(output_mode="tf_idf"))

    order = [theirs.vocabulary_[token.encode()] for token in found.vocabulary]
    np.testing.assert_allclose(found(MAILS)[:, 1:], theirs.transform(MAILS).toarray()[:, order], rtol=1e-12)
    assert found.idf[0] == pytest.approx(np.mean(theirs.idf_), rel=1e-12)


@given(st.lists(st.text("ab, \n!é你", max_size=8), min_size=1, max_size=6), st.integers(1, 3))
def test_a_text_that_comes_often_counts_as_often(texts, repeats):
    """Different texts with their counts are measured as the same texts one by one."""
    different = sorted(set(texts))
    counts = np.array([texts.count(text) * repeats for text in different])
    for mode in ("int", "tf_idf"):
        steps = TextSteps(output_mode=mode)

        one_by_one = fit_text(texts * repeats, once(texts * repeats), steps)

        assert fit_text(different, counts, steps) == one_by_one


def test_the_vocabulary_is_kept_small_by_size_and_by_least_count():
    assert fit_text(MAILS, once(MAILS), TextSteps(), most=2).vocabulary == ("free", "win")
    assert fit_text(MAILS, once(MAILS), TextSteps(), least=2).vocabulary == ("free", "win", "report", "noon")


def test_what_training_does_not_have_is_not_measured():
    rows = np.array([1, 0, 2, 0])

    found = fit_text(MAILS, rows, TextSteps())

    assert found == fit_text([MAILS[0], MAILS[2], MAILS[2]], once(range(3)), TextSteps())
    assert "lunch" not in found.vocabulary


def test_the_length_that_is_found_is_that_of_95_in_100_texts():
    texts = ["a " * 3] * 94 + ["a " * n for n in (5, 6, 7, 8, 9, 40)]

    found = fit_text(texts, once(texts), TextSteps())

    assert found.length == math.ceil(np.percentile([3] * 94 + [5, 6, 7, 8, 9, 40], 95)) == 6
    assert (found.longest, found.cut) == (40, 4)
    assert fit_text(["a " * 5000], np.ones(1, int), TextSteps()).length == 1000


@pytest.mark.parametrize("texts", [[], [""], ["!?"]], ids=["none", "empty", "signs"])
@pytest.mark.parametrize("mode", ["int", "count", "multi_hot", "tf_idf"])
def test_texts_of_nothing_are_no_fault(texts, mode):
    found = fit_text(texts, once(texts), TextSteps(output_mode=mode))

    assert (found.vocabulary, found.width) == ((), 1)
    assert found(["", "word"]).tolist() == ([[1], [1]] if mode == "int" else [[0], [0 if mode == "tf_idf" else 1]])


def test_what_was_never_seen_is_counted():
    found, unseen = fitted(("free", "now")), Unseen()

    found(["free beer now", "beer, wine", "", "free"], unseen)

    assert (unseen.tokens, unseen.all_tokens, unseen.texts, unseen.empty) == (3, 6, 1, 1)
    assert unseen.examples.most_common(1) == [("beer", 2)]


def test_columns_to_be_read_are_told_from_names():
    mails = [f"mail {i}: come to the meeting at {i} o'clock" for i in range(60)]
    chinese = [f"今天的天气很好我们去公园{i}" for i in range(60)]

    assert is_of_texts(mails, 60)
    assert is_of_texts(chinese, 60)
    assert not is_of_texts([f"Braund, Mr. Owen {i}" for i in range(60)], 60)
    assert not is_of_texts(mails, 200)  # each of them comes several times: categories
    assert not is_of_texts([f"李{i}" for i in range(60)], 60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天很好 OK", True),
        ("これはペンです", True),
        ("ภาษาไทย", True),
        ("한국어 문장은 띄어 씁니다", False),
        ("plain", False),
    ],
)
def test_writings_without_blanks_are_known(text, expected):
    assert without_spaces([text]) is expected
