"""What the command line can say of data and its preparation: the same as a recipe file, option by option."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from netbuilder.data import DataSettings
from netbuilder.data.beside import DOUBLE, WITHOUT, Beside
from netbuilder.data.column_settings import AS_TABLE, MISSING, Column, Target
from netbuilder.data.dates import FORMS, PARTS
from netbuilder.data.settings import ENCODINGS, SPLITS
from netbuilder.data.text import CUTS, MODES, PLACES, STANDARDS
from netbuilder.errors import DataError, Fault, FileFault, listed
from netbuilder.files import parse_json
from netbuilder.files.reading import read_bytes
from netbuilder.kinds import shown

LARGEST = 16 << 20
# Options that name a column and what is done with it: --missing age=median. A word alone holds for the table.
BY_COLUMN = {
    "missing": ("missing", (AS_TABLE, *MISSING)), "scaling": ("scaling", Column.field("scaling").kind.choices),  # type: ignore[attr-defined]
    "kind": ("kind", ("number", "category", "date", "text")), "date_form": ("date_form", ("auto", *FORMS)),
    "parts": ("parts", PARTS), "encoding": ("encoding", ("one_hot", "ordinal", "index")),
    "vocabulary": ("vocabulary", ()), "fill": ("fill", ()), "unseen": ("unseen", ("zeros", "refuse")),
    "outside": ("outside", ("keep", "clip", "refuse")), "to": ("to", ()),
    "output_mode": ("output_mode", MODES), "cut_into": ("split", ("auto", *CUTS)),
    "standardize": ("standardize", STANDARDS), "length": ("output_sequence_length", ()),
    "least_count": ("least_count", ()), "padding": ("padding", PLACES), "truncating": ("truncating", PLACES),
}  # fmt: skip
FOR_ALL = ("missing", "scaling")
BESIDE = ("key", "own_key", "column", "name", "to", "missing", "double")  # what --join says of a table
NUMBERS = ("vocabulary", "length", "least-count")
# Options that name one of several targets, or hold for all of them.
BY_TARGET = {
    "labels": ("labels", ("auto", "classes", "amounts")),
    "target_scaling": ("scaling", ("none", "standardize", "minmax")),
}
PLAIN = {
    "split": "split", "split_column": "split_column", "test_split": "test_split", "validation_part": "validation_part",
    "gap": "gap", "split_seed": "split_seed", "test_file": "test_path", "validation_file": "validation_path",
    "weight_column": "weight_column", "arrangement": "arrangement", "delimiter": "delimiter", "decimal": "decimal",
    "text_encoding": "encoding", "sheet": "sheet", "picture_column": "picture_column",
    "num_words": "num_words", "skip_top": "skip_top", "maxlen": "maxlen", "padded_length": "padded_length",
    "source_seed": "seed",
    "time_column": "time_column", "group_column": "group_column",
    "window": "sequence_length", "window_stride": "sequence_stride", "window_rate": "sampling_rate",
    "horizon": "horizon", "over_gaps": "over_gaps",
}  # fmt: skip


def add_recipe(command: argparse.ArgumentParser) -> None:
    """Lets a command say how data is prepared."""
    group = command.add_argument_group("preparation", "what is done with the data; see also: netbuilder data FILE")
    group.add_argument("--recipe", type=Path, metavar="FILE.json", help="settings, as `data --json` has them")
    for name, how in (
        ("missing", f"what is done with blanks: {', '.join(MISSING)}; of one column, or of all"),
        ("fill", "the constant for --missing COLUMN=constant"),
        ("scaling", "none, unit, standardize, minmax; of one column also robust and log"),
        ("kind", "number or date (other cells count as blanks), category, or text (which is cut into words)"),
        ("date-form", f"how dates are written: {', '.join(FORMS)}"),
        ("parts", f"what a date enters as, joined by commas: {', '.join(PARTS)}"),
        ("encoding", "of a category: one_hot, ordinal, or index (whole numbers for an Embedding)"),
        ("vocabulary", "only so many of the most frequent categories, or words of texts, are known"),
        ("unseen", "a category that training never saw: zeros or refuse"),
        ("outside", "numbers beyond those of training: keep, clip or refuse"),
        ("to", "the Input block that the column enters, or the output that predicts it, by its name"),
        ("output_mode", "what texts become: int (numbers of words for an Embedding), count, multi_hot or tf_idf"),
        ("cut_into", "whitespace (words) or character; else it is found out"),
        ("standardize", f"what is done with texts first: {', '.join(STANDARDS)}"),
        ("length", "words of each text for int; else that of 95 in 100 texts"),
        ("least_count", "words that come less often are not known"),
        ("padding", "short texts are filled up at their end (post) or beginning (pre)"),
        ("truncating", "long texts are cut at their end (post) or beginning (pre)"),
    ):
        shape = "[COLUMN=]HOW" if name in FOR_ALL else "COLUMN=HOW"
        group.add_argument(f"--{name.replace('_', '-')}", action="append", metavar=shape, help=how)
    group.add_argument("--mark-missing", action="append", metavar="COLUMN", help="add an input that is 1 where blank")
    group.add_argument("--ignore", action="append", metavar="COLUMN", help="leave a column out")
    group.add_argument(
        "--array",
        action="append",
        metavar="PLACE=NAME",
        help="which array of a file is what: x=images, y=labels, or x_train, y_train, x_val, y_val, x_test, y_test",
    )
    group.add_argument(
        "--leave-out",
        action="append",
        metavar="NAME",
        help="a sample: of a table its line, of arrays its number, of a folder its path; - takes all of them back",
    )
    for name, how in (
        ("num-words", "only so many of the most frequent words are known"),
        ("skip-top", "so many of the most frequent words are left out"),
        ("maxlen", "only sequences shorter than that are taken"),
        ("padded-length", "the words that each sequence is filled or cut to"),
        ("source-seed", "the order before the split; else Keras's 113 (houses too)"),
    ):
        group.add_argument(f"--{name}", type=int, metavar="N", help=f"of imdb and reuters: {how}")
    group.add_argument("--picture-column", metavar="COLUMN", help="names picture files; else it is found out")
    group.add_argument("--weight-column", metavar="COLUMN", help="how much each row counts")
    group.add_argument("--no-header", action="store_true", help="the first line holds values, not names")
    group.add_argument("--header", action="store_true", help="the first line holds names, even if they are numbers")
    group.add_argument("--delimiter", metavar="SIGN", help="between cells; else it is found out")
    group.add_argument("--decimal", choices=(".", ","), help="the sign before decimals; else it is found out")
    group.add_argument("--text-encoding", choices=ENCODINGS[1:], help="of a text table; else it is found out")
    group.add_argument("--sheet", metavar="NAME", help="of a workbook; else the first that holds anything")
    for name, how in (
        ("labels", "what whole numbers as labels are: auto, classes or amounts; of one target, or of all"),
        ("target-scaling", "of amounts, for training: none, standardize or minmax; of one target, or of all"),
    ):
        group.add_argument(f"--{name}", action="append", metavar="[COLUMN=]HOW", help=how)
    group.add_argument("--arrangement", choices=("as_is", "flatten", "channels"))
    group.add_argument("--one-hot", action=argparse.BooleanOptionalAction, default=None, help="labels as vectors")
    group.add_argument(
        "--join",
        action="append",
        metavar="FILE[,key=COLUMN,…]",
        help="another table beside it, by a key or in their order; also own_key=, column= (once for each), name=, "
        f"to=BLOCK, missing= ({', '.join(WITHOUT)}), double= ({', '.join(DOUBLE)})",
    )
    group.add_argument("--split", choices=SPLITS, help="how rows come into parts")
    group.add_argument("--split-column", metavar="COLUMN", help="groups, times, or the names of parts")
    group.add_argument("--test-split", type=float, metavar="F", help="share of a file's rows for testing")
    group.add_argument("--validation-part", type=float, metavar="F", help="share of a file's rows for validation")
    group.add_argument("--gap", type=int, metavar="N", help="rows left out between the parts of a split by time")
    group.add_argument("--split-seed", type=int, metavar="N")
    group.add_argument("--time-column", metavar="COLUMN", help="says when a row was: rows are sorted by it")
    group.add_argument("--group-column", metavar="COLUMN", help="says of which series a row is, for windows")
    group.add_argument("--window", type=int, metavar="N", help="rows that the network sees at once, of a series")
    group.add_argument("--window-stride", type=int, metavar="N", help="rows from one window to the next")
    group.add_argument("--window-rate", type=int, metavar="N", help="a window takes one of so many rows")
    group.add_argument(
        "--horizon", type=int, metavar="N", help="rows ahead that are predicted; 0 is the last row's label"
    )
    group.add_argument(
        "--over-gaps", action=argparse.BooleanOptionalAction, default=None, help="let windows reach over gaps in time"
    )
    group.add_argument("--test-file", metavar="FILE", help="with --split files")
    group.add_argument("--validation-file", metavar="FILE", help="with --split files")


def with_recipe(options: argparse.Namespace, settings: DataSettings, is_placed: bool) -> DataSettings:
    """The settings with what the command line says, a recipe file first; raises Fault that lists all that is wrong.

    Where it `is_placed` the command line says which data it is, and a recipe only how that is prepared.
    """
    recipe = getattr(options, "recipe", None)
    if recipe is not None:
        told = read_recipe(recipe)
        settings = settings.replace(
            **{name: value for name, value in told.items() if not (is_placed and name in ("source", "path"))}
        )
    given: dict[str, Any] = {
        field: getattr(options, name) for name, field in PLAIN.items() if getattr(options, name, None) is not None
    }
    if getattr(options, "ignore", None):
        given["ignore"] = tuple(dict.fromkeys((*settings.ignore, *options.ignore)))
    if getattr(options, "array", None):
        given["arrays"] = tuple(options.array)
    if getattr(options, "leave_out", None):
        named = [name for text in options.leave_out for name in text.split(",")]
        last = len(named) - named[::-1].index("-") if "-" in named else 0
        given["leave_out"] = tuple(dict.fromkeys((*([] if last else settings.leave_out), *named[last:])))
    if getattr(options, "one_hot", None) is not None:
        given["one_hot"] = options.one_hot
    if getattr(options, "no_header", False) or getattr(options, "header", False):
        given["header"] = "no" if options.no_header else "yes"
    if given.get("sequence_length") and "split" not in given and settings.split == "fraction":
        given["split"] = "time"  # a split at random would leave nothing that was not seen in training
    if given.get("split_column") and "split" not in given and settings.split == "fraction":
        raise DataError("--split-column says what a split goes by. Add --split group, time or column")
    if getattr(options, "join", None):
        given["beside"] = tables_beside(options.join, settings.beside)
    given |= _targets_told(options, settings)
    targets = {target.name: target for target in given.get("targets", settings.targets)}
    columns = {column.name: column for column in settings.columns}
    faults: list[str] = []
    for option, (field, choices) in (BY_COLUMN | BY_TARGET).items():
        for text in getattr(options, option, None) or ():
            name, equals, word = text.rpartition("=")
            try:
                value = _value(option.replace("_", "-"), word, choices)
                if equals and name in targets and (option in BY_TARGET or option == "to"):
                    targets[name] = targets[name].replace(**{field: value})
                elif option in BY_TARGET and equals:
                    raise DataError(
                        "--{option} {text}: {name} is none of several targets. Name each by --target",
                        option=option.replace("_", "-"), text=shown(text), name=shown(name),
                    )  # fmt: skip
                elif option in BY_TARGET:
                    given[option] = value
                elif equals:
                    columns[name] = columns.get(name, Column(name)).replace(**{field: value})
                elif option in FOR_ALL:
                    given[field] = value
                else:
                    raise DataError(
                        "--{option} {text} must be COLUMN=HOW", option=option.replace("_", "-"), text=shown(text)
                    )
            except Fault as fault:
                faults.append(str(fault))
    for name in getattr(options, "mark_missing", None) or ():
        columns[name] = columns.get(name, Column(name)).replace(mark_missing=True)
    if faults:
        raise DataError("{faults}", faults=str(listed(faults, "; ", 2000)))
    return settings.replace(**{**given, "targets": tuple(targets.values())}, columns=tuple(columns.values()))


def tables_beside(told: Sequence[str], known: Sequence[Beside]) -> tuple[Beside, ...]:
    """The tables that stand beside the first; where only files are told, those take the places of the known ones.

    Raises Fault.
    """
    found = [_table_beside(text) for text in told]
    if known and all(set(one) == {"path"} for one in found):
        if len(found) != len(known):
            raise DataError(
                "--join names {count} files, but {needed} tables stand beside the first: {names}. Name each, in this "
                "order",
                count=len(found), needed=len(known), names=listed(one.called for one in known),
            )  # fmt: skip
        return tuple(one.replace(path=new["path"], name=one.called) for one, new in zip(known, found, strict=True))
    return tuple(Beside(**one) for one in found)


def _table_beside(told: str) -> dict[str, Any]:
    """A file, and what is said of it behind commas."""
    words = told.split(",")
    options: dict[str, Any] = {}
    while len(words) > 1 and words[-1].partition("=")[0] in BESIDE:
        name, _, value = words.pop().partition("=")
        if name == "column":
            options["columns"] = (value, *options.get("columns", ()))
        else:
            options[name] = value
    path = ",".join(words)
    if "=" in words[-1] and len(words) > 1 and not Path(path).exists():
        raise DataError(
            "--join {told}: {word} is nothing that is said of a table; there are {known}",
            told=shown(told), word=shown(words[-1].partition("=")[0]), known=listed(BESIDE),
        )  # fmt: skip
    return {"path": path, **options}


def _targets_told(options: argparse.Namespace, settings: DataSettings) -> dict[str, Any]:
    """One target, or several."""
    told = list(dict.fromkeys(getattr(options, "target", None) or ()))
    if not told:
        return {}
    known = {target.name: target for target in settings.targets}
    if len(told) == 1:
        return {"target": told[0], "targets": ()}
    return {"targets": tuple(known.get(name) or Target(name) for name in told)}


def read_recipe(path: Path) -> dict[str, Any]:
    """The settings that a recipe file holds; raises FileFault that names all its fields that are wrong."""
    told = parse_json(read_bytes(path, LARGEST), str(path))
    if isinstance(told, Mapping) and isinstance(told.get("recipe"), Mapping):
        told = told["recipe"]  # what `data --json` prints
    if not isinstance(told, Mapping):
        raise FileFault('{path} must hold an object, such as {{"missing": "mean"}}', path=path)
    known = {field.name: field for field in DataSettings.fields()}
    faults = []
    for name, value in told.items():
        try:
            if name not in known:
                raise DataError(
                    "{name} is no setting of data; there are {known}", name=shown(name), known=listed(known)
                )
            known[name].kind.coerce(value)
        except Fault as fault:
            faults.append(f"{name}: {fault}" if name in known else str(fault))
    if faults:
        raise FileFault("{path}: {faults}", path=path, faults=str(listed(faults, "; ", 2000)))
    return dict(told)


def _value(option: str, word: str, choices: tuple[str, ...]) -> Any:
    if option == "parts":
        return tuple(_one_of(option, part.strip(), choices) for part in word.split(",") if part.strip())
    if option in NUMBERS:
        if not word.isdecimal():
            raise DataError("--{option} {word} must be COLUMN=NUMBER", option=option, word=shown(word))
        return int(word)
    return _one_of(option, word, choices)


def _one_of(option: str, word: str, choices: tuple[str, ...]) -> str:
    if choices and word not in choices:
        option = option.replace("_", "-")
        raise DataError(
            "--{option} {word}: there are {choices}",
            option=option,
            word=shown(word),
            choices=", ".join(choices),
        )
    return word
