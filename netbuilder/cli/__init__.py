"""The command line: the same functions as the window, and no Qt unless the window is opened."""

from netbuilder.cli.main import main

__all__ = ["main"]
