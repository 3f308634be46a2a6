"""What is done otherwise with single columns of a table, and what is predicted: declared values."""

from __future__ import annotations

import keyword
import unicodedata

from netbuilder.data.dates import FORMS, PARTS
from netbuilder.data.entry import Entry
from netbuilder.data.text.steps import CUTS, MODES, PLACES, STANDARDS
from netbuilder.errors import N_, FieldError
from netbuilder.kinds import shown
from netbuilder.spec import param

MISSING = ("refuse", "drop", "mean", "median", "most_frequent", "constant")
AS_TABLE = "as_table"  # of a column: what holds for all of them
OF_TEXTS = (
    "output_mode", "split", "standardize", "output_sequence_length", "least_count", "padding", "truncating",
)  # fmt: skip


class Column(Entry):
    """How one column of a table is prepared where that differs from what holds for all of them."""

    refusal = N_("must be a column's settings, got {value}")

    name: str = param(doc="The column's name.")
    kind: str = param(
        default="auto",
        choices=("auto", "number", "category", "date", "text"),
        doc="number counts cells without a number as blanks; category takes numbers for names; date counts cells that "
        "are no dates as blanks; text is cut into words. auto takes long and mostly different texts for texts.",
    )
    date_form: str = param(
        default="auto",
        choices=("auto", *FORMS),
        doc="How dates are written: iso 2024-12-31, day_first 31.12.2024, month_first 12/31/2024, day_name 31 Dec "
        "2024, name_day Dec 31, 2024, time 13:45, digits 20241231; seconds and milliseconds count from 1970. auto "
        "finds out.",
    )
    parts: tuple[str, ...] = param(
        default=(),
        choices=PARTS,
        doc="What a date enters as: days since the first that is trained on, year, month … as numbers; a cycle as the "
        "sine and cosine of the share of it that is over. Without any, those that say something.",
    )
    missing: str = param(
        default=AS_TABLE,
        choices=(AS_TABLE, *MISSING),
        doc="What is done with blanks: drop leaves their rows out, mean, median and most_frequent are measured on the "
        "rows that are trained on, constant takes fill; as_table does what holds for the table.",
    )
    fill: str = param(default="", doc="What stands in for blanks where missing is constant.")
    mark_missing: bool = param(default=False, doc="Adds an input that is 1 where the cell was blank, else 0.")
    scaling: str = param(
        default=AS_TABLE,
        choices=(AS_TABLE, "none", "unit", "standardize", "minmax", "robust", "log"),
        doc="robust subtracts the median and divides by the distance of the quartiles; log takes the logarithm of "
        "1 and the amount, with its sign, and standardizes that; as_table does what holds for the table.",
    )
    encoding: str = param(
        default="one_hot",
        choices=("one_hot", "ordinal", "index"),
        doc="How a category enters: as one input for each, as its number from 0, or as a whole number from 1 that an "
        "Embedding reads, 0 being a category that is not known.",
    )
    vocabulary: int = param(
        default=0, ge=0, doc="Only so many of the most frequent categories, or words of texts, are known; 0 is all."
    )
    unseen: str = param(
        default="zeros",
        choices=("zeros", "refuse"),
        doc="A category that no row had which was trained on: zeros in all its inputs (-1 as a number, 0 as an index), "
        "or refused.",
    )
    outside: str = param(
        default="keep",
        choices=("keep", "clip", "refuse"),
        doc="A number beyond those that were trained on: taken as it is, brought to the nearest of them, or refused.",
    )
    to: str = param(
        default="",
        doc="The Input block that it enters, by its name; left empty it enters the one that no column names.",
    )
    output_mode: str = param(
        default="int",
        choices=MODES,
        doc="What a text becomes: int gives the numbers of its words in their order, which an Embedding reads; count, "
        "multi_hot and tf_idf give one amount for each word of the vocabulary, and one for all others.",
    )
    split: str = param(
        default="auto",
        choices=("auto", *CUTS),
        doc="What a text is cut into: words at blanks, or characters. auto takes characters where most are of a "
        "writing without blanks, such as Chinese.",
    )
    standardize: str = param(
        default=STANDARDS[0],
        choices=STANDARDS,
        doc="What is done with a text first: letters of ASCII become lower case, and its 32 signs are left out.",
    )
    output_sequence_length: int = param(
        default=0,
        ge=0,
        le=1 << 16,
        doc="The words of each text for int: shorter ones are padded with 0, longer ones cut. 0 finds the length that "
        "95 of 100 texts do not exceed.",
    )
    least_count: int = param(default=1, ge=1, doc="Words of texts that come less often are not known.")
    padding: str = param(
        default="post",
        choices=PLACES,
        doc="Where short texts are filled up: post is their end, pre their beginning.",
    )
    truncating: str = param(
        default="post", choices=PLACES, doc="Where long texts are cut: post is their end, pre their beginning."
    )

    def validate(self) -> None:
        """A block's name is an identifier; a part stands once."""
        if len(set(self.parts)) < len(self.parts):
            raise FieldError("parts", "names one part twice")
        if self.to and not self.to.isidentifier():
            raise FieldError("to", "must be the name of an Input block, got {value}", value=shown(self.to))


class Target(Entry):
    """A column that is predicted, where a network has several outputs."""

    refusal = N_("must be a target's settings, got {value}")
    by = "name"

    name: str = param(doc="The column's name.")
    to: str = param(
        default="", doc="The output block that predicts it, by its name; left empty it is called as the column."
    )
    labels: str = param(
        default="auto",
        choices=("auto", "classes", "amounts"),
        doc="Whether its whole numbers are classes or amounts. auto does what holds for the data, and else goes by the "
        "loss of its output.",
    )
    scaling: str = param(
        default=AS_TABLE,
        choices=(AS_TABLE, "none", "standardize", "minmax"),
        doc="How amounts are scaled while training; as_table does what target_scaling says.",
    )
    one_hot: bool = param(default=False, doc="Turns class numbers into vectors with a single 1.")

    def validate(self) -> None:
        """A block's name is an identifier."""
        if self.to and not self.to.isidentifier():
            raise FieldError("to", "must be the name of an output block, got {value}", value=shown(self.to))

    @property
    def output(self) -> str:
        """What its labels are called: as the block that predicts them."""
        return self.to or block_name(self.name)


def block_name(text: str) -> str:
    """What a block may be called that stands for a column."""
    letters = "".join(letter if f"a{letter}".isidentifier() else "_" for letter in unicodedata.normalize("NFKC", text))
    name = letters if letters[:1].isidentifier() else f"_{letters}"
    return f"{name}_" if keyword.iskeyword(name) else name


USUAL = Column("")
