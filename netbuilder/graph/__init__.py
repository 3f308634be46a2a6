"""The document: an immutable graph of declared layers, and what can be known of it without data."""

from netbuilder.graph.check import Figures, Problem, Report, check
from netbuilder.graph.flattening import flattened
from netbuilder.graph.graph import Graph, Node, Port
from netbuilder.graph.nested import Functional

__all__ = ["Figures", "Functional", "Graph", "Node", "Port", "Problem", "Report", "check", "flattened"]
