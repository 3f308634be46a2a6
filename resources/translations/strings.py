"""Every sentence that a person may read, by translation context: what the .ts file must hold.

The window's own words are found in the source of `netbuilder/ui`; what is declared below it (summaries, fields,
faults, data sets, templates) is taken from the registries and from the source, in the context "engine".
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import netbuilder
from netbuilder.data import SOURCES
from netbuilder.formats import FORMATS
from netbuilder.formats.keras.coverage import HEADS, coverage
from netbuilder.layers import Layer
from netbuilder.project import templates
from netbuilder.spec import Spec
from netbuilder.ui.help.page import notes
from netbuilder.ui.looks.i18n import ENGINE, KINDS

PACKAGE = Path(netbuilder.__file__).parent
OURS = "netbuilder."
SILENT = ("cli", "resources")  # the command line speaks English
NAMES = {"Ankle boot"}  # what the classes of data sets are called stays as it is
# Whose `tr` is called where it is not that of the class around it.
OWNERS = {"view": "CanvasView", "window": "MainWindow"}
# What is called with a sentence as its first text, beside the faults.
TELLING = {"Message", "Problem", "_warning", "expect_rank", "kernel_sizes", "_pool_sizes", "_output_sizes", "known"}
TELLING |= {"need", "Unsupported", "N_"}
TELLING |= {"note", "refuse", "placeholder", "member_or_note", "Unknown"}  # of scripts that are read

Strings = dict[str, dict[str, None]]


def all_strings() -> Strings:
    """The sources by context, in the order they are found."""
    found: Strings = {}
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        for context, text in _of_window(ast.parse(path.read_text("utf-8"))):
            found.setdefault(context, {})[text] = None
    found[KINDS] = dict.fromkeys(kind for kind, layer in Layer.registry.items() if layer.__module__.startswith(OURS))
    engine = found.setdefault(ENGINE, {})
    for text in (*_of_registries(), *_of_resources(), *_of_sources()):
        if text.strip() and text not in NAMES:
            engine[text] = None
    return dict(sorted(found.items(), key=lambda entry: entry[0] == ENGINE))


# -- the window ---------------------------------------------------------------------------------------


def _of_window(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, str]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _of_window(node, node.name)
            continue
        if isinstance(node, ast.Call):
            yield from _of_call(node, owner)
        yield from _of_window(node, owner)


def _of_call(call: ast.Call, owner: str) -> Iterator[tuple[str, str]]:
    name = _name(call.func)
    if name == "tr" and isinstance(call.func, ast.Attribute):
        holder = _name(call.func.value)
        context = owner if holder == "self" else OWNERS[holder]
        yield from ((context, text) for text in _texts(call.args[0]))
    elif name in ("translate", "_", "marked") and len(call.args) == 2:
        (context,) = _texts(call.args[0]) or (ENGINE,)
        yield from ((context, text) for text in _texts(call.args[1]))
    elif name in ("translated", "Message", "_named", "N_"):
        for argument in call.args[: 2 if name == "_named" else 1]:
            yield from ((ENGINE, text) for text in _texts(argument))
    elif name == "Problem" or name.endswith(("Fault", "Error")):
        for argument in call.args[:2]:
            yield from ((ENGINE, text) for text in _texts(argument) if " " in text.strip())


# -- below the window ---------------------------------------------------------------------------------


def _of_registries() -> Iterator[str]:
    """Summaries, help and short words of everything that is declared."""
    for head in HEADS.values():
        yield from (member.summary() for member in head.registry.values())
    for layer in Layer.registry.values():
        yield from (layer.advice, *notes(layer))
    for kind in _descendants(Spec):
        if kind.__module__.startswith("netbuilder"):
            for field in kind.fields():
                yield field.doc
                if field.brief.replace("{}", "").strip():
                    yield field.brief


def _descendants(kind: type[Spec]) -> Iterator[type[Spec]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def _of_resources() -> Iterator[str]:
    for source in SOURCES.values():
        yield from (source.title, source.about)
    for template in templates().values():
        yield from (template.title, template.about)
    for entries in coverage().values():
        yield from (entry.remark for entry in entries if entry.remark)
    for entry in FORMATS.values():
        yield from (entry.label, entry.help)


def _of_sources() -> Iterator[str]:
    """Sentences with gaps: what faults, messages and problems are made of."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] in ("ui", *SILENT):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from _of_telling(node)


def _of_telling(call: ast.Call) -> Iterator[str]:
    name = _name(call.func)
    if name not in TELLING and not name.endswith(("Fault", "Error")):
        return
    if name in ("AssertionError", "TypeError", "ValueError"):
        return
    for argument in call.args:
        yield from (text for text in _texts(argument) if " " in text.strip() or name in ("known", "N_"))
    for given in call.keywords:
        yield from (text for text in _texts(given.value) if _is_sentence(text))


def _is_sentence(text: str) -> bool:
    """Whether a person is to read it: words with spaces between."""
    return text.count(" ") >= 1 and "\n" not in text and any(part.isalpha() and part.islower() for part in text.split())


# -- the tree -----------------------------------------------------------------------------------------


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _texts(node: ast.AST) -> tuple[str, ...]:
    """The texts that an expression may be, one way or the other."""
    if isinstance(node, ast.Constant):
        return (node.value,) if isinstance(node.value, str) else ()
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return tuple(start + end for start in _texts(node.left) for end in _texts(node.right))
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(text for item in node.elts for text in _texts(item))
    if isinstance(node, ast.Dict):
        return tuple(text for item in node.values for text in _texts(item))
    return ()
