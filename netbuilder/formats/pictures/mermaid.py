"""The network as Mermaid text: GitHub, GitLab and many note takers draw it."""

from __future__ import annotations

from pathlib import Path

from netbuilder.colours import FAMILY_COLOURS
from netbuilder.files import atomic_write
from netbuilder.formats.base import Bundle, Format, register
from netbuilder.formats.pictures.picture import shape_text
from netbuilder.graph import Graph, check
from netbuilder.graph.describe import brief


def draw(graph: Graph) -> str:
    """A flowchart from top to bottom; blocks are numbered, so that no name can be a word of Mermaid's."""
    report = check(graph)
    number = {name: f"n{i}" for i, name in enumerate(graph.nodes)}
    lines = ["flowchart TD"]
    for name, node in graph.nodes.items():
        kind = type(node.layer).__name__
        words = [name if name.startswith(node.layer.snake()) else f"{name} ({kind})", brief(node.layer)]
        if node.shares:
            words.insert(1, f"= {node.shares}")
        label = "<br>".join(_quoted(word) for word in words if word)
        lines.append(f'    {number[name]}["{label}"]:::{node.layer.family}')
    for name, node in graph.nodes.items():
        for port in node.inputs:
            shape = report.shape_of(port)
            label = f'|"{shape_text(shape)}"|' if shape is not None else ""
            lines.append(f"    {number[port.node]} -->{label} {number[name]}")
    families = dict.fromkeys(node.layer.family for node in graph.nodes.values())
    lines += [
        f"    classDef {family} stroke:{FAMILY_COLOURS[family]},stroke-width:2px"
        for family in families
        if family in FAMILY_COLOURS
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """What stands in a label as it is: other letters become Mermaid's numbers."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return "".join(letter if letter.isalnum() or letter in " _.,=×·…()?" else f"#{ord(letter)};" for letter in plain)


def write(bundle: Bundle, path: Path) -> None:
    """The flowchart as text."""
    with atomic_write(path) as file:
        file.write(draw(bundle.snapshot.graph).encode("utf-8"))


register(Format(".mmd", "Mermaid text", write, kind="picture", help="A flowchart as text; GitHub and GitLab draw it."))
