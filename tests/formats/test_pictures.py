"""Pictures of networks: they say what the canvas says, are well formed, and nothing in a name can leave its place."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import Bundle, write
from netbuilder.formats.pictures import mermaid, picture
from netbuilder.formats.pictures.wires import label_place, wire_points
from netbuilder.graph import Graph, check
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.drawing.placing import placed
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, template, templates
from netbuilder.project.exporting import save_as
from tests.networks import NETWORKS, mlp, node

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>\"'&]]>\x00\n%%{init}%% end"


def drawn(graph):
    return ET.fromstring(picture.draw(graph))


def texts(root):
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", templates())
def test_every_block_and_every_wire_is_in_the_picture(name):
    graph = template(name).project().graph

    root = drawn(graph)

    blocks = [rect for rect in root.iter(f"{SVG}rect") if float(rect.get("width")) == BLOCK_WIDTH]
    assert len(blocks) == len(graph)
    assert len(list(root.iter(f"{SVG}path"))) == sum(len(node.inputs) for node in graph.nodes.values())
    figures = check(graph).figures
    for count in (f"{one.parameters:,}" for one in figures.values() if one.parameters):
        assert count in texts(root)


@pytest.mark.parametrize("name", NETWORKS)
def test_all_that_is_drawn_lies_within_the_picture(name):
    root = drawn(NETWORKS[name]())
    left, top, width, height = map(float, root.get("viewBox").split())

    points = [(float(x.get("x")), float(x.get("y"))) for x in root.iter() if x.get("x") is not None]
    for path in root.iter(f"{SVG}path"):
        numbers = list(map(float, re.findall(r"-?[\d.]+(?:e-?\d+)?", path.get("d"))))
        points += zip(numbers[::2], numbers[1::2], strict=True)
    for x, y in points:
        assert left <= x <= left + width
        assert top <= y <= top + height


def test_a_skip_connection_goes_around_the_blocks_in_its_way():
    above, between = (0.0, 0.0), (-96.0, 60.0, 96.0, 108.0)

    points = wire_points(above, (0.0, 200.0), [between])

    lanes = [a[0] for a, b in itertools.pairwise(points) if a[0] == b[0] and b[1] - a[1] > 60]
    assert lanes
    assert all(lane < -96 or lane > 96 for lane in lanes)
    x, _ = label_place(points, 60, [between])
    assert x > 96 or x + 60 < -96


def test_notes_frames_and_names_are_escaped():
    nodes = [node("x", Input((2,)), note=HOSTILE, frame=HOSTILE), node("y", Dense(2), "x")]

    text = picture.draw(Graph.of(nodes), title=HOSTILE)

    tags = {element.tag for element in ET.fromstring(text).iter()}
    assert tags == {f"{SVG}{tag}" for tag in ("svg", "title", "rect", "path", "circle", "text")}


def test_a_network_with_problems_can_be_drawn(tmp_path):
    graph = Graph.of([node("x", Input((2,))), node("y", Dense(2))])

    save_as(tmp_path / "broken.svg", Project(graph), None, "broken")

    assert "Dense" in (tmp_path / "broken.svg").read_text(encoding="utf-8")
    assert drawn(Graph()).tag == f"{SVG}svg"


def test_long_words_end_within_their_block():
    root = drawn(Graph.of([node("x" * 64, Input((2,)))]))

    (title,) = [text for text in texts(root) if text.startswith("xx")]
    assert title.endswith("…")
    assert len(title) < 30


@pytest.mark.parametrize("name", NETWORKS)
def test_mermaid_has_a_line_for_each_block_and_each_wire(name):
    graph = NETWORKS[name]()

    lines = mermaid.draw(graph).splitlines()

    assert lines[0] == "flowchart TD"
    assert len([line for line in lines if re.fullmatch(r'    n\d+\[".+"\]:::\w+', line)]) == len(graph)
    wires = [line for line in lines if re.fullmatch(r'    n\d+ -->(\|"[\d,× ?]+"\|)? n\d+', line)]
    assert len(wires) == sum(len(node.inputs) for node in graph.nodes.values())


def test_a_name_that_is_a_word_of_mermaid_is_only_a_label():
    text = mermaid.draw(Graph.of([node("end", Input((2,))), node("graph", Dense(2), "end")]))

    assert 'n0["end (Input)<br>2"]' in text
    assert "n0 -->" in text


def test_the_picture_is_as_the_canvas_has_it():
    graph = placed(mlp())

    root = drawn(graph)

    corners = {
        (float(rect.get("x")), float(rect.get("y")))
        for rect in root.iter(f"{SVG}rect")
        if (float(rect.get("width")), float(rect.get("height"))) == (BLOCK_WIDTH, BLOCK_HEIGHT)
    }
    assert corners == {node.position for node in graph.nodes.values()}


@pytest.mark.parametrize("suffix", [".svg", ".mmd"])
def test_pictures_need_no_weights(suffix, tmp_path):
    write(Bundle(Snapshot(mlp(), {})), tmp_path / f"model{suffix}")

    assert (tmp_path / f"model{suffix}").stat().st_size > 100
