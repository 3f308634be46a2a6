"""PyTorch's recurrent modules and its attention, as our layers."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.layers import Layer, Run
from netbuilder.layers.wrappers import BACKWARD, FORWARD
from tests.conformance.torch_cases import Case, close
from tests.conformance.verdict import Declined

# Where our gates lie among PyTorch's: it has reset, update, new; Keras update, reset, new.
ORDER = {"RNN": (0,), "GRU": (1, 0, 2), "LSTM": (0, 1, 2, 3)}
NAMES = {"RNN": "SimpleRNN", "GRU": "GRU", "LSTM": "LSTM"}


def gates(array: Any, kind: str) -> Any:
    """The rows of the gates in our order; doing it twice gives them back."""
    parts = np.split(array, len(ORDER[kind]))
    return np.concatenate([parts[i] for i in ORDER[kind]])


def weights_of(case: Case, kind: str, suffix: str) -> dict[str, Any]:
    """Our weights of one layer and direction."""
    found = {
        "kernel": gates(case.weights[f"weight_ih{suffix}"], kind).T,
        "recurrent_kernel": gates(case.weights[f"weight_hh{suffix}"], kind).T,
    }
    if f"bias_ih{suffix}" in case.weights:
        both = [gates(case.weights[f"bias_{part}{suffix}"], kind) for part in ("ih", "hh")]
        found["bias"] = np.stack(both) if kind == "GRU" else both[0] + both[1]
    return found


def compare_gradients(case: Case, kind: str, suffix: str, gradients: dict[str, Any]) -> None:
    """Our gradients of one layer and direction are PyTorch's."""
    theirs = case.record["weight_gradients"]
    close(gates(gradients["kernel"].T, kind), theirs[f"weight_ih{suffix}"], "gradient of the kernel")
    close(
        gates(gradients["recurrent_kernel"].T, kind), theirs[f"weight_hh{suffix}"], "gradient of the recurrent kernel"
    )
    if "bias" in gradients:
        both = gradients["bias"] if kind == "GRU" else [gradients["bias"]] * 2
        for part, gradient in zip(("ih", "hh"), both, strict=True):
            close(gates(gradient, kind), theirs[f"bias_{part}{suffix}"], f"gradient of bias_{part}")


def layer_of(case: Case, kind: str, units: int, both_ways: bool) -> Layer:
    """One of the stacked layers."""
    activation = case.setting("nonlinearity", "tanh")
    layer: Layer = Layer.registry[NAMES[kind]](
        units,
        activation=activation if kind == "RNN" else "tanh",
        use_bias=any(name.startswith("bias") for name in case.weights),
        return_sequences=True,
        return_state=True,
    )
    return Layer.registry["Bidirectional"](layer) if both_ways else layer


def recurrent(case: Case) -> None:
    kind = case.module.removesuffix("Cell")
    if case.setting("proj_size"):
        raise Declined("projected states")
    cell = case.module.endswith("Cell")
    x, states = (_of_cell if cell else _of_sequence)(case)
    units, ways = case.setting("hidden_size"), 2 if case.setting("bidirectional") else 1
    count = 1 if cell else case.setting("num_layers")
    suffixes = [[""]] if cell else [[f"_l{i}", f"_l{i}_reverse"][:ways] for i in range(count)]
    per_layer = len(states) // count
    lasts, backwards = [], []
    for i, names in enumerate(suffixes):
        layer = layer_of(case, kind, units, ways == 2)
        weights = _joined([weights_of(case, kind, name) for name in names])
        given = states[i * per_layer : (i + 1) * per_layer]
        layer.output_shapes(*(part.shape[1:] for part in (x, *given)))
        (x, *last), backward = layer.forward(weights, x, *given, run=Run(case.training))
        lasts.append(last)
        backwards.append((names, backward, len(given)))
    _compare(case, kind, cell, x, lasts, backwards)


def _of_cell(case: Case) -> tuple[Any, list[Any]]:
    alone = case.x.ndim == 1
    x, *states = (a[None] if alone else a for a in _arrays(case))
    return x[:, None], states


def _of_sequence(case: Case) -> tuple[Any, list[Any]]:
    """The sequence with samples first, and the states layer by layer, as our layers take them."""
    x, *given = _arrays(case)
    alone = x.ndim == 2
    given = [state[:, None] if alone else state for state in given]
    x = x[None] if alone else x if case.setting("batch_first") else x.swapaxes(0, 1)
    rows = range(len(given[0])) if given else ()
    return x, [state[row] for row in rows for state in given]


def _arrays(case: Case) -> list[Any]:
    found: list[Any] = []
    for item in case.record["inputs"]:
        found += item if isinstance(item, list) else [item]
    return [item for item in found if item is not None]


def _joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    if len(parts) == 1:
        return parts[0]
    return {p + name: array for p, part in zip((FORWARD, BACKWARD), parts, strict=True) for name, array in part.items()}


def _compare(case: Case, kind: str, cell: bool, y: Any, lasts: list[Any], backwards: list[Any]) -> None:
    """Outputs, and gradients from the last layer to the first."""
    of_state = 2 if kind == "LSTM" else 1
    flows = case.record["factors"]
    if cell:
        shape = lasts[0][0].shape
        for mine, theirs in zip(lasts[0], case.outputs, strict=True):
            close(mine.reshape(theirs.shape), theirs, "state")
        dy, dstates = np.zeros(y.shape), [[f.reshape(shape) for f in flows]]
    else:
        theirs_y, *theirs_states = case.outputs
        close(_as_theirs(case, y, theirs_y), theirs_y, "output")
        flat = [state for last in lasts for state in last]
        for part in range(of_state):
            mine = np.stack(flat[part::of_state])
            close(mine.reshape(theirs_states[part].shape), theirs_states[part], "last states")
        dy = _as_ours(case, flows[0], y)
        shape = (len(flat) // of_state, *flat[0].shape)
        rows = [f.reshape(shape) for f in flows[1:]]
        ordered = [rows[part][i] for i in range(shape[0]) for part in range(of_state)]
        per_layer = len(ordered) // len(lasts)
        dstates = [ordered[i * per_layer : (i + 1) * per_layer] for i in range(len(lasts))]
    for (names, backward, _), flowing in zip(reversed(backwards), reversed(dstates), strict=True):
        (dy, *_), gradients = backward(dy, *flowing)
        for name, prefix in zip(names, (FORWARD, BACKWARD) if len(names) > 1 else ("",), strict=True):
            own = {key.removeprefix(prefix): g for key, g in gradients.items() if key.startswith(prefix)}
            compare_gradients(case, kind, name, own)
    theirs = case.gradient_of_input()
    if theirs is not None:
        close(dy.reshape(theirs.shape) if cell else _as_theirs(case, dy, theirs), theirs, "gradient of the input")


def _as_theirs(case: Case, y: Any, like: Any) -> Any:
    if like.ndim == 2:
        return y[0]
    return y if case.setting("batch_first") else y.swapaxes(0, 1)


def _as_ours(case: Case, dy: Any, like: Any) -> Any:
    if dy.ndim == 2:
        return dy.reshape(like.shape)
    return dy if case.setting("batch_first") else dy.swapaxes(0, 1)


PARTS = ("query", "key", "value")


def attention(case: Case) -> None:
    case.only(add_zero_attn=False)
    if "bias_k" in case.weights:
        raise Declined("learned keys and values beside those of the input")
    if case.record["named"].get("attn_mask") is not None:
        raise Declined("an attention mask that comes as an input")
    width, heads = case.setting("embed_dim"), case.setting("num_heads")
    weights, names = _attention_weights(case, width, heads)
    layer = Layer.registry["MultiHeadAttention"](
        heads, width // heads, use_bias="in_proj_bias" in case.weights, return_attention_scores=True
    )
    given = case.record["inputs"][:3]
    alone = given[0].ndim == 2
    query, key, value = (_batched(case, x, alone) for x in given)
    hidden = case.record["named"].get("key_padding_mask")
    mask = None if hidden is None else ~np.atleast_2d(hidden).astype(bool)
    run = Run(case.training, masks=(None, mask, None))
    (y, scores), backward = layer.forward(weights, query, value, key, run=run)
    theirs, shown = case.outputs[0], case.outputs[1]
    close(_unbatched(case, y, alone), theirs, "output")
    close(scores.mean(axis=1).reshape(shown.shape), shown, "attention")
    dy = _batched(case, case.record["factors"][0], alone)
    even = np.broadcast_to(case.record["factors"][1].reshape(len(y), 1, *shown.shape[-2:]) / heads, scores.shape)
    (dquery, dvalue, dkey), gradients = backward(dy, even)
    for i, gradient in enumerate((dquery, dkey, dvalue)):
        if case.gradient_of_input(i) is not None:
            close(_unbatched(case, gradient, alone), case.gradient_of_input(i), f"gradient of the {PARTS[i]}")
    for name, gather in names.items():
        close(gather(gradients), case.record["weight_gradients"][name], f"gradient of {name}")


def _batched(case: Case, x: Any, alone: bool) -> Any:
    return x[None] if alone else x if case.setting("batch_first") else x.swapaxes(0, 1)


def _unbatched(case: Case, x: Any, alone: bool) -> Any:
    return x[0] if alone else x if case.setting("batch_first") else x.swapaxes(0, 1)


def _attention_weights(case: Case, width: int, heads: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Our weights, and for each of PyTorch's how to gather its gradient from ours."""
    deep, weights, names = width // heads, {}, {}
    whole = case.weights.get("in_proj_weight")
    for i, part in enumerate(PARTS):
        own = case.weights[f"{part[0]}_proj_weight"] if whole is None else whole[i * width : (i + 1) * width]
        weights[f"{part}_kernel"] = own.T.reshape(-1, heads, deep)
        if whole is None:
            names[f"{part[0]}_proj_weight"] = lambda g, part=part: g[f"{part}_kernel"].reshape(-1, width).T
        if "in_proj_bias" in case.weights:
            weights[f"{part}_bias"] = case.weights["in_proj_bias"][i * width : (i + 1) * width].reshape(heads, deep)
    weights["output_kernel"] = case.weights["out_proj.weight"].T.reshape(heads, deep, width)
    names["out_proj.weight"] = lambda g: g["output_kernel"].reshape(width, width).T
    if whole is not None:
        names["in_proj_weight"] = lambda g: np.concatenate([g[f"{p}_kernel"].reshape(-1, width).T for p in PARTS])
    if "in_proj_bias" in case.weights:
        weights["output_bias"] = case.weights["out_proj.bias"]
        names["in_proj_bias"] = lambda g: np.concatenate([g[f"{p}_bias"].reshape(-1) for p in PARTS])
        names["out_proj.bias"] = lambda g: g["output_bias"]
    return weights, names


SEQUENCES = {
    **dict.fromkeys(("RNN", "GRU", "LSTM", "RNNCell", "GRUCell", "LSTMCell"), recurrent),
    "MultiheadAttention": attention,
}
