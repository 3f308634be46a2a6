"""A Jupyter notebook (nbformat 4.5) with the Keras script in cells, each chapter under a heading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from netbuilder.files import atomic_write, dump_json
from netbuilder.formats.base import Bundle, Format, register
from netbuilder.formats.keras.limits import mend, script_limits
from netbuilder.formats.keras.releases import needs_of_script
from netbuilder.formats.keras_script.data import about_files
from netbuilder.formats.keras_script.network import KERAS, weights_of
from netbuilder.formats.keras_script.script import write_all, write_beside, write_weights_beside
from netbuilder.formats.python_source import Script

LANGUAGE = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
ABOUT = "A network made with NetBuilder, for {title}. Run the cells from top to bottom."
HEADINGS = ("Data", "The network", "Training", "Evaluation")


def write_notebook(bundle: Bundle, path: Path) -> None:
    """The notebook, and beside it the bundled data and the weights that it reads, if any."""
    data = dump_json(notebook(bundle))
    write_beside(bundle, path)
    write_weights_beside(bundle, path)
    with atomic_write(path) as file:
        file.write(data + b"\n")


def notebook(bundle: Bundle) -> dict[str, Any]:
    """The whole notebook as JSON; the same bundle gives the same notebook."""
    # A notebook has no file of its own: what lies beside it lies where it runs.
    script = Script("", {KERAS.keras}, here="Path")
    write_all(script, bundle)
    cells = [_markdown(f"# {_plain(bundle.name)}\n\n{_about(bundle)}")]
    for heading, lines in _chapters(script):
        if heading:
            cells.append(_markdown(f"## {heading}" if heading in HEADINGS else f"## Data\n\n{heading}"))
        cells.append(_code("\n".join(lines).strip("\n")))
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"
    return {"cells": cells, "metadata": LANGUAGE, "nbformat": 4, "nbformat_minor": 5}


def _about(bundle: Bundle) -> str:
    """What it is, and what lies beside it."""
    needed = (_plain(sentence) for sentence in about_files(bundle, weights_of(bundle), told=False))
    return "\n\n".join([ABOUT.format(title=KERAS.title), *needed])


def _chapters(script: Script) -> Iterator[tuple[str, list[str]]]:
    """The comment of each chapter and its lines; the first has none and holds the imports."""
    starts = script.chapters
    yield "", [*script.head(), *script.body[: starts[0]]]
    for start, end in zip(starts, [*starts[1:], len(script.body)], strict=True):
        yield script.body[start].removeprefix("# "), script.body[start + 1 : end]


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _lines(text)}


def _code(text: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": _lines(text)}


def _lines(text: str) -> list[str]:
    """All lines with their ends, as notebooks keep them."""
    return text.splitlines(keepends=True)


def _plain(name: str) -> str:
    """A name that is no Markdown and no HTML."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|&~$" else letter for letter in printable)


register(
    Format(
        ".ipynb", "Jupyter notebook", write_notebook, limits=script_limits, name="notebook", kind="script",
        options=("style", "flat", "weights"), mend=mend, needs=needs_of_script,
        help="The Keras script in cells, to be run and changed step by step.",
    )
)  # fmt: skip
