"""Graphs for the canvas: tall ones with skip connections, and a module of many branches."""

from __future__ import annotations

from netbuilder.graph import Graph, Node, Port
from netbuilder.graph.drawing.placing import placed
from netbuilder.layers import Activation, Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.merging import Add, Concatenate
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.reshaping import Flatten


def tower(count: int) -> Graph:
    """`count` blocks: residual units of five, one after the other."""
    nodes = [Node("image", Input((16, 16, 4))), Node("stem", Conv2D(4, 3, padding="same"), (Port("image"),))]
    last, unit = "stem", 0
    while len(nodes) < count - 6:
        unit += 1
        names = [f"{kind}_{unit}" for kind in ("conv", "norm", "relu", "sum", "out")]
        layers = [
            Conv2D(4, 3, padding="same"),
            BatchNormalization(),
            Activation("relu"),
            Add(),
            Activation("relu"),
        ]
        for i, (name, layer) in enumerate(zip(names, layers, strict=True)):
            reads = [nodes[-1].name if i else last]
            nodes.append(Node(name, layer, tuple(map(Port, [*reads, last] if i == 3 else reads))))
        last = names[-1]
    nodes.append(Node("flat", Flatten(), (Port(last),)))
    while len(nodes) < count - 1:
        nodes.append(Node(f"dense_{len(nodes)}", Dense(8, "relu"), (Port(nodes[-1].name),)))
    nodes.append(Node("classes", Dense(10, "softmax"), (Port(nodes[-1].name),)))
    return placed(Graph.of(nodes))


def inception() -> Graph:
    """Two modules of four branches."""
    nodes = [Node("image", Input((16, 16, 4)))]
    last = "image"
    for k in ("a", "b"):
        nodes += [
            Node(f"{k}_one", Conv2D(8, 1, padding="same"), (Port(last),)),
            Node(f"{k}_three_in", Conv2D(8, 1, padding="same"), (Port(last),)),
            Node(f"{k}_three", Conv2D(8, 3, padding="same"), (Port(f"{k}_three_in"),)),
            Node(f"{k}_five_in", Conv2D(4, 1, padding="same"), (Port(last),)),
            Node(f"{k}_five", Conv2D(4, 5, padding="same"), (Port(f"{k}_five_in"),)),
            Node(f"{k}_pool", MaxPooling2D(3, strides=1, padding="same"), (Port(last),)),
            Node(f"{k}_pool_out", Conv2D(4, 1, padding="same"), (Port(f"{k}_pool"),)),
            Node(
                f"{k}_all",
                Concatenate(),
                tuple(Port(f"{k}_{n}") for n in ("one", "three", "five", "pool_out")),
            ),
        ]
        last = f"{k}_all"
    nodes += [Node("flat", Flatten(), (Port(last),)), Node("classes", Dense(10, "softmax"), (Port("flat"),))]
    return placed(Graph.of(nodes))
