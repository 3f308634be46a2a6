"""How recurrent layers, those around others, and attention are written."""

from __future__ import annotations

from typing import Any

from netbuilder.formats.numpy_script.base import Line, Site, Unsupported, Value, apply, rule
from netbuilder.formats.numpy_script.rules import unless
from netbuilder.formats.python_source import Code, array, call, named
from netbuilder.layers.attention import AdditiveAttention, Attention
from netbuilder.layers.multi_head import GroupQueryAttention, MultiHeadAttention
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.sequences import Recurrent
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed


@rule(Recurrent, inherit=True)
def recurrent(site: Site, layer: Any) -> None:
    given = [site.read(i) for i in range(1, len(site.inputs))]
    names = [site.parts.fresh(f"{site.variable}_state") for _ in range(layer.states)] if layer.return_state else ["*_"]
    site.step(_sequence(site, layer, given), site.variable, *names)
    if not layer.return_sequences:
        site.step(Code(f"{site.variable}[:, -1]"))
    if layer.return_state:
        site.results += names


def _sequence(site: Site, layer: Any, given: list[Code], prefix: str = "") -> Code:
    """The call that gives all outputs and the last states."""
    told = "keeps its state from batch to batch, which the script cannot. Turn stateful off"
    site.need(not layer.stateful, told, field="stateful")
    functions = {SimpleRNN: "simple_rnn", LSTM: "lstm", GRU: "gru" if _resets_after(layer) else "gru_reset_before"}
    activation = site.function(layer.activation) if layer.activation != "tanh" else None
    gate = getattr(layer, "recurrent_activation", "sigmoid")
    hide = layer.zero_output_for_mask and site.mask() is not None
    return site.call(
        functions[type(layer)], site.read(), *site.weights(prefix), states=array(given) if given else None,
        activation=activation, gate=site.function(gate) if gate != "sigmoid" else None, mask=site.mask(),
        backwards=layer.go_backwards or None, hide=hide or None,
    )  # fmt: skip


def _resets_after(layer: Any) -> bool:
    return bool(getattr(layer, "reset_after", True))


@rule(Bidirectional)
def bidirectional(site: Site, layer: Bidirectional) -> None:
    states = [site.read(i) for i in range(1, len(site.inputs))]
    names: list[tuple[str, list[str]]] = []
    for number, (part, prefix) in enumerate(zip(layer.parts, ("forward_", "backward_"), strict=True)):
        given = states[: part.states] if number == 0 else states[layer.parts[0].states :]
        way = site.parts.fresh(f"{site.variable}_{prefix.rstrip('_')}" if site.variable != "x" else prefix.rstrip("_"))
        kept = [site.parts.fresh(f"{way}_state") for _ in range(part.states)] if part.return_state else ["*_"]
        site.step(_sequence(site, part, given, prefix), way, *kept)
        names.append((way, kept if part.return_state else []))
    (ahead, first), (back, second) = names
    # The second read from the end: its last step is where the first began.
    ahead_part, back_part = ("", "[:, ::-1]") if layer.parts[0].return_sequences else ("[:, -1]", "[:, -1]")
    _join(site, layer.merge_mode, ahead + ahead_part, back + back_part)
    site.results += [*first, *second]


def _join(site: Site, mode: str | None, ahead: str, back: str) -> None:
    if mode is None:
        other = site.parts.fresh(f"{site.variable}_back")
        if 1 in site.wanted:
            site.step(Code(f"{ahead}, {back}"), site.variable, other)
        else:
            site.step(Code(ahead))
        site.results.append(other)
    elif mode == "concat":
        site.step(call("np.concatenate", array([Code(ahead), Code(back)]), named("axis", Code("-1"))))
    else:
        joined = {"mul": f"{ahead} * {back}", "sum": f"{ahead} + {back}", "ave": f"({ahead} + {back}) / 2"}
        site.step(Code(joined[mode]))


@rule(TimeDistributed)
def time_distributed(site: Site, layer: TimeDistributed) -> None:
    """The samples' steps as samples of their own, for any layer that stands alone."""
    value = site.inputs[0]
    if value.mask and value.mask_rank > 2 and layer.layer.uses_mask:
        raise Unsupported("applies a layer to steps with padding inside, which the script cannot do. Take the mask out")
    x, steps = value.variable, site.parts.fresh("steps")
    shape = value.shape[1:]
    inside = Site(site.parts, layer.layer, site.owner, site.variable, ())
    site.parts.lines.append(Line(steps, Code(f"{x}.shape[:2]")))
    flat = f"{x}.reshape(-1, *{x}.shape[2:])"
    site.step(Code(flat))
    inside.inputs, inside.shapes = (Value(site.variable, shape, value.whole),), (shape,)
    inside.results = [site.variable]
    apply(inside)
    y = inside.results[0]
    site.step(Code(f"{y}.reshape(*{steps}, *{y}.shape[1:])"))


@rule(Attention, AdditiveAttention)
def attention(site: Site, layer: Any) -> None:
    function = "additive_attention" if isinstance(layer, AdditiveAttention) else "attention"
    if getattr(layer, "score_mode", "dot") == "concat":
        function = "concatenating_attention"
    _attend(site, layer, function)


@rule(MultiHeadAttention, GroupQueryAttention)
def multi_head_attention(site: Site, layer: Any) -> None:
    rank = len(site.shapes[0]) + 1
    axes = layer.attended(rank)
    axes = None if axes == tuple(range(1, rank - 1)) else axes
    masked = any(value.mask for value in site.inputs) or layer.use_causal_mask or layer.sliding_window is not None
    hide = masked and bool(layer.dropout or layer.return_attention_scores)
    _attend(
        site, layer, "multi_head_attention", axes=axes, window=layer.sliding_window, key_mask=site.mask(2),
        hide=hide or None,
    )  # fmt: skip


def _attend(site: Site, layer: Any, function: str, **more: Any) -> None:
    last = len(site.inputs) - 1
    shares = site.parts.fresh(f"{site.variable}_scores") if layer.return_attention_scores else "_"
    made = site.call(
        function, site.read(0), site.read(1), site.read(last), *site.weights(),
        causal=unless(layer.use_causal_mask, False), query_mask=site.mask(0), value_mask=site.mask(1), **more,
    )  # fmt: skip
    site.step(made, site.variable, shares)
    if layer.return_attention_scores:
        site.results.append(shares)
