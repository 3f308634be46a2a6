"""What a network makes of texts: a vector for each word, and one for the text; which way, and why, is told."""

from __future__ import annotations

from collections.abc import Iterable

from netbuilder.data.column_settings import Column
from netbuilder.data.columns import kind_of
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.data.settings import DataSettings
from netbuilder.data.tables import Table
from netbuilder.data.text import FittedText, without_spaces
from netbuilder.errors import N_, Message
from netbuilder.layers import Embedding, Layer
from netbuilder.layers.convolution import Conv1D
from netbuilder.layers.pooling import GlobalAveragePooling1D, GlobalMaxPooling1D
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.regularization import Dropout

MOST_WORDS = 10_000
ENOUGH = 100  # rows from which on a word that comes once says nothing
ALPHABET = 200  # characters: a writing of letters, each of which says nothing by itself
LONGEST = 200  # steps that an LSTM goes through in bearable time
SMALL, LARGE = 300, 20_000  # rows
USUAL = Column("")


def chosen_for_texts(
    table: Table, names: Iterable[str], settings: DataSettings, taken: Iterable[str]
) -> tuple[dict[str, Column], list[Message]]:
    """How the columns of texts among those of these names are prepared, and what is to be told of that.

    Where there are other inputs, each enters a block of its own, none of which is called as one that is `taken`.
    """
    names = list(names)
    texts = [name for name in names if kind_of(table, name, settings) == "text"]
    found: dict[str, Column] = {}
    told: list[Message] = []
    used = set(taken)
    for name in texts:
        own = settings.column(name).replace(kind="text")
        if not own.vocabulary:
            own = own.replace(vocabulary=MOST_WORDS)
        if own.least_count == USUAL.least_count and table.count >= ENOUGH:
            own = own.replace(least_count=2)
            template = N_("{name}: words that come once are taken as not known, so that those are learned of too")
            told.append(Message(template, {"name": name}))
        if len(names) > 1 and own.output_mode == "int" and not own.to:
            own = own.replace(to=_block_name(name, used))
            used.add(own.to)
        found[name] = own
    return found, told


def text_layers(text: FittedText, rows: int) -> list[Layer]:
    """The layers from the numbers of words to one vector."""
    wide = 16 if rows < SMALL else 32 if rows < LARGE else 64
    count = len(text.vocabulary) + 2
    if not _is_of_letters(text):
        return [Embedding(count, wide, mask_zero=True), GlobalAveragePooling1D(), Dropout(0.3)]
    if text.length <= LONGEST:
        return [Embedding(count, wide, mask_zero=True), LSTM(64), Dropout(0.3)]
    return [
        Embedding(count, wide),
        Conv1D(64, (5,), padding="same", activation="relu"),
        GlobalMaxPooling1D(),
        Dropout(0.3),
    ]


def about_text(column: FittedColumn) -> Message:
    """Which way was chosen for a column, and why."""
    text = column.text
    assert text is not None
    values = {"name": column.name, "length": text.length}
    if not _is_of_letters(text):
        template = N_(
            "{name}: the mean of the vectors of its words (GlobalAveragePooling1D), without padding; what a text is "
            "about hardly depends on their order"
        )
        if text.steps.split == "character":
            template = N_(
                "{name}: the mean of the vectors of its characters (GlobalAveragePooling1D), without padding; what a "
                "text is about hardly depends on their order"
            )
    elif text.length <= LONGEST:
        template = N_("{name}: LSTM, for letters say nothing without their order")
    else:
        template = N_("{name}: Conv1D, for letters say nothing without their order, and {length} are long for an LSTM")
    return Message(template, values)


def _is_of_letters(text: FittedText) -> bool:
    is_short = text.steps.split == "character" and len(text.vocabulary) < ALPHABET
    return is_short and not without_spaces(text.vocabulary)


def _block_name(column: str, used: set[str]) -> str:
    """A name for the block that a column enters."""
    bare = "".join(letter if letter.isalnum() or letter == "_" else "_" for letter in column)
    bare = bare if bare.isidentifier() else f"text_{bare}" if f"text_{bare}".isidentifier() else "text"
    name, number = bare, 1
    while name in used or name in ("x", "y"):
        number += 1
        name = f"{bare}_{number}"
    return name
