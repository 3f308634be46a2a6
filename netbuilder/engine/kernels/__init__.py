"""Fast paths: each replaces a pattern of steps with one op that computes the same.

A kernel is a function from a step and its `Site` to an op and the steps it covers, or None where the
pattern is not there. What no kernel takes runs on the layers' own code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from netbuilder.engine.heads import Head
from netbuilder.engine.kernels.addition import addition
from netbuilder.engine.kernels.attention import attention
from netbuilder.engine.kernels.batch_norm import batch_normalization
from netbuilder.engine.kernels.convolution import convolution
from netbuilder.engine.kernels.dense import dense
from netbuilder.engine.kernels.dense_rows import dense_rows
from netbuilder.engine.kernels.depthwise import depthwise_convolution
from netbuilder.engine.kernels.dropout import dropout
from netbuilder.engine.kernels.gated import gru, lstm
from netbuilder.engine.kernels.glance import glance_convolution, glance_lstm
from netbuilder.engine.kernels.kinds import kind_of
from netbuilder.engine.kernels.layer_norm import layer_normalization
from netbuilder.engine.kernels.pointwise import pointwise_convolution
from netbuilder.engine.kernels.pooling import max_pooling
from netbuilder.engine.kernels.recurrent import simple_rnn
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.steps import Step

KERNELS = (
    dense_rows,
    dense,
    pointwise_convolution,
    glance_convolution,
    convolution,
    depthwise_convolution,
    batch_normalization,
    max_pooling,
    dropout,
    glance_lstm,
    lstm,
    gru,
    simple_rnn,
    attention,
    layer_normalization,
    addition,
)


def choose(step: Step, site: Site) -> Match | None:
    """The first kernel that fits, with the steps that it covers."""
    for kernel in (*_compiled(step, site), *KERNELS):
        found = kernel(step, site)
        if found is not None:
            return found
    return None


def _compiled(step: Step, site: Site) -> tuple[Callable[[Step, Site], Match | None], ...]:
    """What Numba compiled, for networks of float32, where NumPy was not found faster; one sample is faster without."""
    if not site.compiled or site.single or site.dtype != np.float32 or kind_of(step) in site.choices.by_numpy:
        return ()
    from netbuilder.engine.kernels.compiled.kernels import COMPILED  # only now: it imports Numba

    return COMPILED


def compiled_heads(heads: list[Head], dtype: np.dtype[Any]) -> list[Head]:
    """The heads of a network of float32 in compiled code, as far as there is some."""
    if dtype != np.float32:
        return heads
    from netbuilder.engine.kernels.compiled.heads import compiled_head  # only now: it imports Numba

    return [compiled_head(head) for head in heads]


__all__ = ["KERNELS", "Site", "choose", "compiled_heads"]
