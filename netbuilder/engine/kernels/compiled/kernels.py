"""The compiled kernels. Importing it imports Numba: only where the code is ready."""

from __future__ import annotations

from netbuilder.engine.kernels.compiled.addition import addition
from netbuilder.engine.kernels.compiled.batch_norm import batch_normalization
from netbuilder.engine.kernels.compiled.convolution import convolution
from netbuilder.engine.kernels.compiled.dense import dense
from netbuilder.engine.kernels.compiled.depthwise import depthwise_convolution
from netbuilder.engine.kernels.compiled.layer_norm import layer_normalization
from netbuilder.engine.kernels.compiled.pooling import max_pooling
from netbuilder.engine.kernels.compiled.recurrent import recurrence
from netbuilder.engine.kernels.compiled.transposed import transposed_convolution

COMPILED = (
    dense,
    depthwise_convolution,
    convolution,
    transposed_convolution,
    batch_normalization,
    max_pooling,
    recurrence,
    layer_normalization,
    addition,
)
