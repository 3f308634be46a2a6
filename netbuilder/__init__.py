"""NetBuilder: draw a neural network, train it, understand it, take it away."""

__version__ = "0.1.0"
