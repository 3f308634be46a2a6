"""A layer's help page as HTML, made from its declaration: nothing on it is written twice."""

from __future__ import annotations

import inspect
from html import escape

from PySide6.QtCore import QCoreApplication

from netbuilder.errors import Fault
from netbuilder.graph import Functional, check
from netbuilder.kinds import Bounds, ChoiceKind, FloatKind, IntKind, Kind, OptionalKind, Shape, SpecKind, TupleKind
from netbuilder.layers import Layer
from netbuilder.layers.parts.activations import ActivationKind
from netbuilder.spec import Field
from netbuilder.ui.canvas.describe import brief, value_text
from netbuilder.ui.help.example import Example
from netbuilder.ui.help.picture import HEIGHT, WIDTH, Ink, picture
from netbuilder.ui.looks.i18n import named, number, shape_text, translated
from netbuilder.ui.looks.theme import SMALL, TEXT, scaled, theme

PICTURE = "picture"
WINDOWS = ("kernel_size", "pool_size")
MOST_NAMES = 12
MOST_BLOCKS = 60  # of a network inside, that are listed


def page(example: Example) -> str:
    """The whole page; the picture is the resource named `picture`."""
    layer = example.layer
    parts = [
        f"<h2>{escape(named(type(layer).__name__))}</h2>",
        _paragraph(translated(layer.summary())),
        *(_paragraph(translated(note), "quiet") for note in notes(type(layer))),
    ]
    if example.outputs:
        words = escape(shapes_sentence(example))
        parts.append(f'<p><img src="{PICTURE}" width="{WIDTH}" height="{HEIGHT}" alt="{words}"></p>')
        parts.append(_paragraph(shapes_sentence(example)))
    if layer.advice:
        parts += [_title(_when()), _paragraph(translated(layer.advice))]
    if isinstance(layer, Functional):
        parts += [_title(QCoreApplication.translate("help", "Inside")), _inside(layer, example.inputs)]
    if example.code:
        parts += [_title(QCoreApplication.translate("help", "In Keras")), _code(example.code)]
    parts += [_title(QCoreApplication.translate("help", "Parameters")), _fields(layer)]
    return f"<html><head><style>{_style()}</style></head><body>{''.join(parts)}</body></html>"


def notes(kind: type[Layer]) -> list[str]:
    """The paragraphs of the declaration below its first line."""
    text = inspect.cleandoc(kind.__doc__ or "").partition("\n")[2].strip()
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def shapes_sentence(example: Example) -> str:
    """What enters, what comes out, and how many weights that takes."""
    outputs = ", ".join(map(shape_text, example.outputs))
    if not example.inputs:
        text = QCoreApplication.translate("help", "gives {outputs}").format(outputs=outputs)
    else:
        inputs = ", ".join(map(shape_text, example.inputs))
        text = QCoreApplication.translate("help", "{inputs} → {outputs}").format(inputs=inputs, outputs=outputs)
    figures = example.figures
    if figures is not None and figures.parameters:
        text += QCoreApplication.translate("help", ", with {count} parameters").format(count=number(figures.parameters))
    if example.present:
        return QCoreApplication.translate("help", "In your network, {name}: {text}.").format(
            name=example.present, text=text
        )
    return QCoreApplication.translate("help", "For example: {text}.").format(text=text)


def svg_of(example: Example) -> str:
    """The picture of an example, in the colours of the theme."""
    layer, colours = example.layer, theme.colours
    ink = Ink(colours.text, colours.line, colours.window, theme.family(layer.family).name(), colours.accent)
    window = next((getattr(layer, name) for name in WINDOWS if hasattr(layer, name)), ())
    window = window if isinstance(window, tuple) else (window,)
    return picture(type(layer).__name__, example.inputs, example.outputs, ink, window)


def allowed(kind: Kind) -> str:
    """What may be given for a field, in a few words; nothing where the default says it."""
    if isinstance(kind, OptionalKind):
        inner = allowed(kind.inner)
        none = QCoreApplication.translate("help", "none")
        return QCoreApplication.translate("help", "{kind}, or {none}").format(kind=inner, none=none) if inner else ""
    if isinstance(kind, IntKind | FloatKind):
        return _range(kind.bounds)
    if isinstance(kind, TupleKind):
        return allowed(kind.inner)
    if isinstance(kind, ChoiceKind | ActivationKind):
        return _names(kind.choices)
    if isinstance(kind, SpecKind):
        return _names(tuple(kind.base.registry))
    return ""


def _names(names: tuple[str, ...]) -> str:
    more = " …" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _range(bounds: Bounds) -> str:
    """ "at least 1", "greater than 0 and less than 1": as its error says it."""
    templates = (
        (bounds.ge, QCoreApplication.translate("help", "at least {limit}")),
        (bounds.gt, QCoreApplication.translate("help", "greater than {limit}")),
        (bounds.le, QCoreApplication.translate("help", "at most {limit}")),
        (bounds.lt, QCoreApplication.translate("help", "less than {limit}")),
    )
    found = [
        text.format(limit=number(limit) if isinstance(limit, int) else f"{limit:g}")
        for limit, text in templates
        if limit is not None
    ]
    return QCoreApplication.translate("help", " and ").join(found)


def _fields(layer: Layer) -> str:
    """A table of all fields: those that are seldom needed last."""
    fields = sorted(layer.fields(), key=lambda field: field.advanced)
    if isinstance(layer, Functional):  # what it holds is told above
        fields = [field for field in fields if field.name != "graph"]
    rows = "".join(_field(layer, field) for field in fields)
    return f'<table width="100%" cellspacing="0" cellpadding="5">{rows}</table>'


def _inside(layer: Functional, inputs: tuple[Shape, ...]) -> str:
    """A table of the blocks that one holds, in order, for inputs of these shapes."""
    try:
        graph, report = layer.report(inputs)
    except Fault:  # inputs that do not fit, or none: then for those that it was made for
        graph, report = layer.graph, check(layer.graph)
    rows = []
    for name in graph.order[:MOST_BLOCKS]:
        inner = graph[name].layer
        shapes = ", ".join(map(shape_text, report.shapes.get(name, ())))
        words = " · ".join(word for word in (type(inner).__name__, brief(inner)) if word)
        small = escape(f"{words} → {shapes}" if shapes else words)
        rows.append(f'<tr><td class="name" width="150">{escape(name)}</td><td class="quiet">{small}</td></tr>')
    if len(graph) > MOST_BLOCKS:
        text = QCoreApplication.translate("help", "{count} more").format(count=number(len(graph) - MOST_BLOCKS))
        rows.append(f'<tr><td></td><td class="quiet">{escape(text)}</td></tr>')
    return f'<table width="100%" cellspacing="0" cellpadding="5">{"".join(rows)}</table>'


def _field(layer: Layer, field: Field) -> str:
    if field.required:
        default = QCoreApplication.translate("help", "must be given")
    else:
        default = QCoreApplication.translate("help", "default {value}").format(value=value_text(field.default))
    value = getattr(layer, field.name)
    now = "" if value == field.default else QCoreApplication.translate("help", "here {value}")
    words = [default, now.format(value=value_text(value)) if now else "", allowed(field.kind)]
    small = escape(" · ".join(word for word in words if word))
    doc = escape(translated(field.doc))
    return (
        f'<tr><td class="name" width="150">{escape(field.name)}</td>'
        f'<td>{doc}<br><span class="quiet">{small}</span></td></tr>'
    )


def _when() -> str:
    return QCoreApplication.translate("help", "When to use it")


def _title(text: str) -> str:
    return f"<h3>{escape(text)}</h3>"


def _paragraph(text: str, role: str = "") -> str:
    return f'<p class="{role}">{escape(text)}</p>'


def _code(source: str) -> str:
    cell = f'<td class="code"><pre>{escape(source)}</pre></td>'
    return f'<table width="100%" cellspacing="0" cellpadding="8"><tr>{cell}</tr></table>'


def _style() -> str:
    colours = theme.colours
    return (
        f"body {{ color: {colours.text}; font-size: {scaled(TEXT)}px; }}"
        f"h2 {{ font-size: {scaled(18)}px; font-weight: 600; margin-bottom: 4px; }}"
        f"h3 {{ font-weight: 600; color: {colours.quiet}; margin-top: 16px; margin-bottom: 4px; }}"
        f"p {{ margin-top: 4px; margin-bottom: 4px; }}"
        f".quiet {{ color: {colours.quiet}; font-size: {scaled(SMALL)}px; }}"
        f".name {{ font-weight: 600; }}"
        f".code {{ background-color: {colours.window}; }}"
        f"pre {{ font-size: {scaled(SMALL)}px; margin: 0; }}"
    )
