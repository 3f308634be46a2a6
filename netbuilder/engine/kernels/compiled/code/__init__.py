"""What Numba compiles. Types are in the declarations; importing it imports Numba."""

from netbuilder.engine.kernels.compiled.code import convolving, normalizing, pooling, recurring, stepping  # noqa: F401
