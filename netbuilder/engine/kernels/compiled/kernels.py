"""The compiled kernels. Importing it imports Numba: only where the code is ready."""

from __future__ import annotations

from netbuilder.engine.kernels.compiled.activation import activation, dropout
from netbuilder.engine.kernels.compiled.addition import addition
from netbuilder.engine.kernels.compiled.attention import attention
from netbuilder.engine.kernels.compiled.batch_norm import batch_normalization
from netbuilder.engine.kernels.compiled.convolution import convolution
from netbuilder.engine.kernels.compiled.depthwise import depthwise_convolution
from netbuilder.engine.kernels.compiled.global_pooling import global_pooling
from netbuilder.engine.kernels.compiled.layer_norm import layer_normalization
from netbuilder.engine.kernels.compiled.pooling import max_pooling
from netbuilder.engine.kernels.compiled.recurrent import recurrence
from netbuilder.engine.kernels.compiled.resampling import resampling
from netbuilder.engine.kernels.compiled.transformed import transformed_convolution
from netbuilder.engine.kernels.compiled.transposed import transposed_convolution
from netbuilder.engine.kernels.compiled.window_pooling import window_pooling

COMPILED = (
    depthwise_convolution,
    transformed_convolution,
    convolution,
    transposed_convolution,
    resampling,
    batch_normalization,
    max_pooling,
    window_pooling,
    global_pooling,
    recurrence,
    attention,
    layer_normalization,
    addition,
    dropout,
    activation,
)
