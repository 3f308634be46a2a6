"""What Numba compiles. Types are in the declarations; importing it imports Numba."""

from netbuilder.engine.kernels.compiled.code import (  # noqa: F401
    attending,
    bending,
    convolving,
    few,
    gathering,
    levelling,
    normalizing,
    pooling,
    projecting,
    recurring,
    resampling,
    scoring,
    spreading,
    stepping,
    transformed,
)
