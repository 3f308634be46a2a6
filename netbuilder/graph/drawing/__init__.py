"""Where blocks and wires lie on the canvas."""
