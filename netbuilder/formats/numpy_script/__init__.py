"""NumPy-only scripts. Importing this package registers the format and every rule."""

from netbuilder.formats.numpy_script import script

__all__ = ["script"]
