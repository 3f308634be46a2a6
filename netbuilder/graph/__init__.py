"""The document: an immutable graph of declared layers, and what can be known of it without data."""

from netbuilder.graph.check import Figures, Problem, Report, check
from netbuilder.graph.graph import Graph, Node, Port

__all__ = ["Figures", "Graph", "Node", "Port", "Problem", "Report", "check"]
