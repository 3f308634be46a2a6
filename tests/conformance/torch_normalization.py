"""PyTorch's normalizations, as our layers."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.conformance.torch_cases import Case, Part, channels_last, check, close, made, plain, rank_of, same, spread
from tests.conformance.verdict import Declined


def batch_normalization(case: Case) -> None:
    if not case.training and "running_mean" not in case.weights:
        raise Declined("batch statistics at inference")
    if case.training and not case.x.size:
        raise Declined("training without samples")
    rank = case.x.ndim - 2
    momentum = 1 - (case.setting("momentum") if case.setting("momentum") is not None else 1.0)
    layer = made(
        "BatchNormalization",
        momentum=momentum,
        epsilon=case.setting("eps"),
        center="bias" in case.weights,
        scale="weight" in case.weights,
    )
    part = Part(layer, _affine(case))
    channels = case.x.shape[1]
    if "running_mean" in case.weights:
        part.weights += [
            ("moving_mean", "running_mean", same, same),
            ("moving_variance", "running_var", same, same),
        ]
    else:
        part.extra = {"moving_mean": np.zeros(channels), "moving_variance": np.ones(channels)}
    (after,) = check(case, [part], channels_last(case.x, rank))
    if case.training and "running_mean" in case.weights:
        _same_statistics(case, momentum, after)


def _same_statistics(case: Case, momentum: float, after: dict[str, Any]) -> None:
    """The running averages; PyTorch's variance is that of a sample, Keras's that of the batch itself."""
    theirs = case.record["weights_after"]
    close(after["moving_mean"], theirs["running_mean"], "moving mean")
    count = case.x.size // case.x.shape[1]
    old = momentum * case.weights["running_var"]
    wanted = old + (theirs["running_var"] - old) * (count - 1) / count
    close(after["moving_variance"], wanted, "moving variance")


def _affine(case: Case) -> Any:
    pairs = (("gamma", "weight"), ("beta", "bias"))
    return [(ours, name, same, same) for ours, name in pairs if name in case.weights]


def group_normalization(case: Case) -> None:
    channels, groups = case.x.shape[1], case.setting("num_groups")
    if case.module.startswith("Instance"):
        groups = channels
        if "running_mean" in case.weights and not case.training:
            raise Declined("running statistics of single samples")
        if case.x.ndim == rank_of(case) + 1:
            groups = case.x.shape[0]
    layer = made(
        "GroupNormalization",
        groups=groups,
        epsilon=case.setting("eps"),
        center="bias" in case.weights,
        scale="weight" in case.weights,
    )
    rank = rank_of(case) if case.module.startswith("Instance") else case.x.ndim - 2
    check(case, [Part(layer, _affine(case))], channels_last(case.x, rank))


def layer_normalization(case: Case) -> None:
    axes = tuple(range(-len(spread(case.setting("normalized_shape"), 1)), 0))
    layer = made(
        "LayerNormalization",
        axis=axes,
        epsilon=case.setting("eps"),
        center="bias" in case.weights,
        scale="weight" in case.weights,
    )
    check(case, [Part(layer, _affine(case))], plain(case.x))


def rms_normalization(case: Case) -> None:
    shape = spread(case.setting("normalized_shape"), 1)
    epsilon = case.setting("eps")
    layer = made(
        "RMSNormalization",
        axis=tuple(range(-len(shape), 0)),
        epsilon=np.finfo(float).eps if epsilon is None else epsilon,
    )
    # Keras names it `scale` and has always one.
    (name,) = layer.weights(case.x.shape[1:])
    part = Part(layer, [(name, "weight", same, same)]) if "weight" in case.weights else Part(layer)
    part.extra = {} if "weight" in case.weights else {name: np.ones(shape)}
    check(case, [part], plain(case.x))


NORMALIZATIONS = {
    "LayerNorm": layer_normalization,
    "RMSNorm": rms_normalization,
    "GroupNorm": group_normalization,
    **{f"BatchNorm{rank}d": batch_normalization for rank in (1, 2, 3)},
    **{f"InstanceNorm{rank}d": group_normalization for rank in (1, 2, 3)},
}
