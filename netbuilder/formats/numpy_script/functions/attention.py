"""Layers that answer queries with mixtures of values."""

import numpy as np

from netbuilder.formats.numpy_script.functions.activations import sigmoid, softmax


def visible(queries, keys, causal=False, window=None):
    """Which keys each query may see."""
    distance = np.arange(queries)[:, np.newaxis] - np.arange(keys)
    seen = distance >= 0 if causal else np.full(distance.shape, True)
    return seen if window is None else seen & (np.abs(distance) < window)


def mixture(scores, value, causal=False, query_mask=None, value_mask=None):
    """The values, mixed by their scores; and the shares of the mixture."""
    seen = visible(*scores.shape[1:], causal)
    if value_mask is not None:
        seen = seen & value_mask[:, np.newaxis]
    share = softmax(scores - np.where(seen, 0, 1e9).astype(scores.dtype))
    y = share @ value
    return y if query_mask is None else y * query_mask[..., np.newaxis], share


def attention(query, value, key, scale=1, **options):
    """Compares by the product of query and key."""
    return mixture(query @ key.swapaxes(1, 2) * scale, value, **options)


def concatenating_attention(query, value, key, concat_score_weight, scale=1, **options):
    """Compares by the tanh of the sum of query and key."""
    bent = np.tanh((query[:, :, np.newaxis] + key[:, np.newaxis]) * scale)
    return mixture(bent.sum(axis=-1) * concat_score_weight, value, **options)


def additive_attention(query, value, key, scale=1, **options):
    """Compares by the tanh of the sum of query and key, each feature weighed."""
    bent = np.tanh(query[:, :, np.newaxis] + key[:, np.newaxis])
    return mixture((bent * scale).sum(axis=-1), value, **options)


def heads(x, kernel, bias=0):
    """(samples, steps, width) as (samples, heads, steps, width of a head)."""
    return (np.tensordot(x, kernel, 1) + bias).swapaxes(1, 2)


def folded(x, axes):
    """All axes but the attended ones among the samples; the attended ones as one."""
    others = [i for i in range(1, x.ndim - 1) if i not in axes]
    moved = x.transpose(0, *others, *axes, x.ndim - 1)
    shape = moved.shape
    return moved.reshape(-1, int(np.prod([x.shape[i] for i in axes])), shape[-1])


def unfolded(y, x, axes):
    """Undoes `folded` for what became of an array."""
    others = [i for i in range(1, x.ndim - 1) if i not in axes]
    order = [0, *others, *axes]
    moved = y.reshape(*(x.shape[i] for i in order), y.shape[-1])
    return moved.transpose(*np.argsort(order), x.ndim - 1)


def multi_head_attention(
    query,
    value,
    key,
    query_kernel,
    key_kernel,
    value_kernel,
    output_kernel,
    query_bias=0,
    key_bias=0,
    value_bias=0,
    output_bias=0,
    gate_kernel=None,
    gate_bias=0,
    axes=None,
    causal=False,
    window=None,
    query_mask=None,
    value_mask=None,
    key_mask=None,
    hide=False,
):
    """Compares queries with keys, head by head; gives the shares of the mixture too."""
    x, axes = query, axes or tuple(range(1, query.ndim - 1))
    query, value, key = (folded(part, axes) for part in (query, value, key))
    q, k = heads(query, query_kernel, query_bias), heads(key, key_kernel, key_bias)
    v = heads(value, value_kernel, value_bias)
    k, v = (np.repeat(part, q.shape[1] // part.shape[1], axis=1) for part in (k, v))
    seen = visible(q.shape[2], k.shape[2], causal, window)[np.newaxis]
    if query_mask is not None:
        seen = seen & query_mask[:, :, np.newaxis]
    for mask in (value_mask, key_mask):
        if mask is not None:
            seen = seen & mask[:, np.newaxis]
    scores = q @ k.swapaxes(2, 3) / q.shape[-1] ** 0.5
    share = softmax(np.where(seen[:, np.newaxis], scores, -1e9).astype(q.dtype))
    if hide:  # a query that sees nothing finds nothing
        share = share * seen[:, np.newaxis]
    found = share @ v
    if gate_kernel is not None:
        found = found * sigmoid(heads(query, gate_kernel, gate_bias))
    y = np.tensordot(found.swapaxes(1, 2), output_kernel, 2) + output_bias
    shape = y.shape[2:]
    y = unfolded(y.reshape(*y.shape[:2], -1), x, axes)
    return y.reshape(*y.shape[:-1], *shape), share
