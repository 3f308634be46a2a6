"""The lines of a script that turn texts into numbers; the vocabulary is in it or, where it is long, beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from netbuilder.data import Fitted
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.data.text import FittedText, TextSteps
from netbuilder.data.text.fitted import LARGEST, LONGEST, USUAL
from netbuilder.formats.python_source import Script, call, literal, text

ROW = 76  # letters of a line of words
INSIDE = 200  # words that go into the script itself
MEASURE_LENGTH = f"min(max(int(np.ceil(np.percentile(sizes, {USUAL}))), 1), {LONGEST})"
NUMBERS = '''
def numbers_of(texts, vocabulary, length):
    """Each text as the numbers of its words: 0 is padding, 1 a word that is not known."""
    known = {word: number for number, word in enumerate(vocabulary, 2)}
    found = np.zeros((len(texts), length), "int32")
    for row, text in zip(found, texts):
        numbers = [known.get(word, 1) for word in SPLIT(text)]CUT or [1]
        rowPLACE = numbers
    return found
'''
COUNTS = '''
def counts_of(texts, vocabulary):
    """How often each text has each word; the first number is that of words that are not known."""
    known = {word: number for number, word in enumerate(vocabulary, 1)}
    found = np.zeros((len(texts), len(known) + 1))
    for row, text in zip(found, texts):
        for word in SPLIT(text):
            row[known.get(word, 0)] += 1
    return found
'''


def columns_of_texts(fitted: Fitted | None) -> list[FittedColumn]:
    """The columns that are cut into words."""
    table = fitted.table if fitted is not None else None
    return [] if table is None else [column for column in table.columns if column.text is not None]


def words_beside(fitted: Fitted | None) -> dict[str, Any]:
    """What goes into a file beside the script: of each column with a long vocabulary its words, and their weights."""
    found: dict[str, Any] = {}
    for column in columns_of_texts(fitted):
        own = _text(column)
        if len(own.vocabulary) > INSIDE:
            found[column.name] = {"vocabulary": list(own.vocabulary)}
            found[column.name] |= {"idf": list(own.idf)} if own.idf else {}
    return found


def words_file(model: str) -> str:
    """The name of that file."""
    return f"{model}.vocabulary.json"


def words_bytes(fitted: Fitted | None) -> bytes:
    """What that file holds."""
    return json.dumps(words_beside(fitted), ensure_ascii=False, indent=0).encode("utf-8", "replace")


class TextWriter:
    """Writes what the texts of a table become; functions are shared by columns that are cut up alike."""

    def __init__(self, script: Script, columns: Iterable[FittedColumn]) -> None:
        self._script = script
        self.columns = [column for column in columns if column.text is not None]
        kinds = list(dict.fromkeys(_cutting(_text(column).steps) for column in self.columns))
        ends = list(dict.fromkeys(_ending(_text(column).steps) for column in self.columns))
        self._splits = {kind: "words_of" if not i else f"words_of_{i + 1}" for i, kind in enumerate(kinds)}
        self._turns = {end: "" if not i else f"_{i + 1}" for i, end in enumerate(ends)}

    def functions(self) -> list[str]:
        """The functions, those that others call first; they need re and np."""
        script, found = self._script, []
        for (standardize, split), name in self._splits.items():
            found.append(_split_function(script, standardize, split, name))
        for end, suffix in self._turns.items():
            cutting, is_sequence, padding, truncating = end
            source = (NUMBERS if is_sequence else COUNTS).strip("\n").replace("SPLIT", self._splits[cutting])
            source = source.replace("_of(texts", f"_of{suffix}(texts")
            if is_sequence:
                source = source.replace("CUT", "[:length]" if truncating == "post" else "[-length:]")
                source = source.replace("PLACE", "[: len(numbers)]" if padding == "post" else "[-len(numbers) :]")
            found.append(source)
        return found

    def split(self, column: FittedColumn) -> str:
        """The function that cuts the texts of a column up."""
        return self._splits[_cutting(_text(column).steps)]

    def turned(self, column: FittedColumn, texts: str, words: str, length: str, weights: str) -> str:
        """The expression for what some texts become."""
        own = _text(column)
        suffix = self._turns[_ending(own.steps)]
        if own.is_sequence:
            return f"numbers_of{suffix}({texts}, {words}, {length})"
        counts = f"counts_of{suffix}({texts}, {words})"
        how = own.steps.output_mode
        if how == "multi_hot":
            return f"np.minimum({counts}, 1)"
        return f"{counts} * {weights}" if how == "tf_idf" else counts


def write_texts(
    script: Script, writer: TextWriter, settings: Mapping[str, Any], kept: Fitted | None, file: str, blanks: bool
) -> None:
    """Puts the texts of a table into `values`: by what was `kept`, else measured on the rows `fit`.

    `settings` are those of each column; the words of a long vocabulary are read from `file`.
    """
    beside = words_beside(kept)
    if beside:
        script.imports.add("import json")
        script.line(f'with open({script.beside(file).flat()}, encoding="utf-8") as file:')
        script.line("vocabularies = json.load(file)", 1)
    for column in writer.columns:
        name = text(column.name)
        cells = f"cells[{name}]"
        if column.fill and blanks:
            script.line(f"{cells} = [c or {text(str(column.fill))} for c in {cells}]")
        if kept is not None:
            _write_kept(script, column, beside)
            length = str(_text(column).length)
        else:
            _write_measuring(script, column, writer.split(column), cells, settings[column.name])
            asked = settings[column.name].output_sequence_length
            length = str(asked) if asked else "length"
        script.line(f"values[{name}] = {writer.turned(column, cells, 'vocabulary', length, 'weights')}")


def _write_kept(script: Script, column: FittedColumn, beside: Mapping[str, Any]) -> None:
    own, name = _text(column), text(column.name)
    if column.name in beside:
        script.line(f'vocabulary = vocabularies[{name}]["vocabulary"]')
        if own.idf:
            script.line(f'weights = np.array(vocabularies[{name}]["idf"])')
        return
    write_words(script, own.vocabulary, "vocabulary")
    if own.idf:
        script.assign("weights", call("np.array", literal(list(own.idf))))


def write_words(script: Script, words: Sequence[str], name: str) -> None:
    """A short vocabulary: as one text that is cut up again, or where a word has a blank as a list."""
    joined = " ".join(words)
    if words and all(len(word) == 1 for word in words):
        joined, begin, end = "".join(words), f"{name} = list(", ")"
    elif words and joined.split() == list(words):
        begin, end = f"{name} = (", ").split()"
    else:
        script.assign(name, literal(list(words)))
        return
    rows = [joined[i : i + ROW] for i in range(0, len(joined), ROW)]
    script.line(begin)
    for row in rows:
        script.line(text(row), 1)
    script.line(end)


def _write_measuring(script: Script, column: FittedColumn, split: str, cells: str, asked: Any) -> None:
    """The vocabulary, the length and the weights, measured on what is trained on."""
    own = _text(column)
    script.imports.add("from collections import Counter")
    script.line(f"tokens = [{split}({cells}[i]) for i in fit]")
    script.line("counts = Counter(word for own in tokens for word in own)")
    least = f" and counts[word] >= {asked.least_count}" if asked.least_count > 1 else ""
    script.line(f'known = [word for word in counts if word != "[UNK]"{least}]')
    script.line("vocabulary = sorted(known, key=lambda word: (counts[word], word), reverse=True)")
    script.line(f"vocabulary = vocabulary[:{asked.vocabulary or LARGEST}]")
    if own.is_sequence and not asked.output_sequence_length:
        script.line("sizes = [len(own) for own in tokens]")
        script.line(f"length = {MEASURE_LENGTH}")
    if own.steps.output_mode == "tf_idf":
        script.line("holding = Counter(word for own in tokens for word in set(own))")
        script.imports.add("import math")
        script.line("weights = [math.log(1 + len(tokens) / (1 + holding[word])) for word in vocabulary]")
        script.line("weights = np.array([np.mean(weights), *weights])")


def _split_function(script: Script, standardize: str, split: str, name: str) -> str:
    """The function that cuts a text up as Keras's TextVectorization does: of ASCII, lower case and no signs."""
    lowers = standardize in ("lower_and_strip_punctuation", "lower")
    strips = standardize.endswith("strip_punctuation")
    tables = []
    if lowers or strips:
        script.imports.add("import string")
        letters = "string.ascii_uppercase, string.ascii_lowercase" if lowers else '"", ""'
        tables.append(f"    table = str.maketrans({letters}{', string.punctuation' if strips else ''})")
    read = "text.translate(table)" if tables else "text"
    if split == "whitespace":
        script.imports.add("import re")
        told, result = "words", f're.findall(r"[^ \\t\\n\\v\\f\\r]+", {read})'
    else:
        told, result = "characters", f"list({read})"
    return "\n".join(
        [
            f"def {name}(text):",
            f'    """The {told} of a text, cut up as Keras\'s TextVectorization does it."""',
            *tables,
            f"    return {result}",
        ]
    )


def _cutting(steps: TextSteps) -> tuple[str, str]:
    return steps.standardize, steps.split


def _ending(steps: TextSteps) -> tuple[tuple[str, str], bool, str, str]:
    is_sequence = steps.output_mode == "int"
    return (
        _cutting(steps), is_sequence, steps.padding if is_sequence else "", steps.truncating if is_sequence else ""
    )  # fmt: skip


def _text(column: FittedColumn) -> FittedText:
    assert column.text is not None
    return column.text
