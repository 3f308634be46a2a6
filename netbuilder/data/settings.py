"""What data a project uses and how it is prepared: one declared value."""

from __future__ import annotations

from netbuilder.spec import Spec, param

SCALINGS = ("none", "unit", "standardize", "minmax")
ARRANGEMENTS = ("as_is", "flatten", "channels")
TABLES = (".csv", ".tsv", ".txt")


class DataSettings(Spec):
    """A named data set or a file, and each step of its preparation."""

    source: str = param(default="", doc="A data set's name, or nothing for a file.")
    path: str = param(default="", doc="An own .npz file, a folder of .npy files, or a .csv file.")
    target: str = param(default="", doc="The column of a .csv file that is predicted; nothing is the last one.")
    ignore: tuple[str, ...] = param(default=(), doc="Columns of a .csv file that are left out.")
    missing: str = param(
        default="refuse", choices=("refuse", "drop", "mean"), doc="What is done with blanks in a .csv file."
    )
    test_split: float = param(
        default=0.2, ge=0, lt=1, doc="Share of a file's rows kept for testing, where it has no test part."
    )
    scaling: str = param(
        default="none",
        choices=SCALINGS,
        doc="unit divides whole numbers by their largest; standardize gives each column mean 0 and spread 1; "
        "minmax brings each column to 0 to 1. All measure the training part only.",
    )
    arrangement: str = param(
        default="as_is",
        choices=ARRANGEMENTS,
        doc="flatten lines each sample up; channels adds an axis of 1 to grey images.",
    )
    one_hot: bool = param(default=False, doc="Turns class numbers into vectors with a single 1.")
    target_is_input: bool = param(
        default=False, doc="The target is the input as it is prepared, as for an autoencoder; labels are ignored."
    )
    weight_column: str = param(
        default="", doc="The column of a .csv file that says how much each row counts; without one all count alike."
    )
    keep_on_disk: str = param(
        default="auto",
        choices=("auto", "always", "never"),
        advanced=True,
        doc="Whether the inputs of an .npz file or a folder are read batch by batch. auto does so when they would "
        "take more than a quarter of the memory.",
    )

    @property
    def chosen(self) -> bool:
        """Whether there is any data."""
        return bool(self.source or self.path)

    @property
    def is_table(self) -> bool:
        """Whether it is a file with rows and columns of text."""
        return not self.source and self.path.lower().endswith(TABLES)

    @property
    def name(self) -> str:
        """What it is called in one word."""
        return self.source or self.path
