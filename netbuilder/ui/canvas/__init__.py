"""The canvas: blocks and wires drawn from the graph, and the gestures that edit it."""
