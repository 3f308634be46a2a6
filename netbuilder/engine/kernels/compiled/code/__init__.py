"""What Numba compiles. Types are in the declarations; importing it imports Numba."""

from netbuilder.engine.kernels.compiled.code import (  # noqa: F401
    attending,
    bending,
    convolving,
    few,
    gathering,
    layering,
    levelling,
    normalizing,
    pooling,
    recurring,
    resampling,
    scoring,
    spreading,
    stepping,
    transformed,
)
