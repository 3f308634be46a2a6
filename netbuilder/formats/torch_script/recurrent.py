"""Recurrent layers and those around others. Gates of LSTM stand alike; GRU has reset and update the other way round."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.python_source import Code, call, literal, named
from netbuilder.formats.torch_script.base import FIRST, HELPERS, LAST, Change, Site, Value, apply, rule
from netbuilder.formats.torch_script.core import no_bias, transposed
from netbuilder.layers.base import part_of
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed

KINDS = {SimpleRNN: "nn.RNN", LSTM: "nn.LSTM", GRU: "nn.GRU"}


def _same(array: Array) -> Array:
    return array


def _swapped(kernel: Array) -> Array:
    """The gates z, r, h along the last axis as r, z, h."""
    z, r, h = np.split(kernel, 3, axis=-1)
    return np.concatenate([r, z, h], axis=-1)


def _check(site: Site, layer: Any) -> None:
    site.need(not layer.stateful, "keeps its state from batch to batch. Turn stateful off", field="stateful")
    site.need(not layer.recurrent_dropout, "drops its state, which PyTorch cannot. Set recurrent_dropout to 0")
    if isinstance(layer, SimpleRNN):
        site.need(layer.activation in ("tanh", "relu"), "has an activation besides tanh and relu. Choose one of them")
        return
    usual = (layer.activation, layer.recurrent_activation) == ("tanh", "sigmoid")
    site.need(usual, "has other activations than tanh and sigmoid, which are all that PyTorch has. Choose them")
    site.need(getattr(layer, "reset_after", True), "applies its reset gate before. Set reset_after to true")


def _made(site: Site, layer: Any, both: bool) -> str:
    """The module; with one bias, as ours: the second stays 0."""
    arguments = [literal(site.shapes[0][-1]), literal(layer.units)]
    if getattr(layer, "activation", "tanh") == "relu":
        arguments.append(named("nonlinearity", literal("relu")))
    arguments.append(named("batch_first", literal(True)))
    if both:
        arguments.append(named("bidirectional", literal(True)))
    return site.module(call(KINDS[type(layer)], *arguments, *no_bias(layer.use_bias)))


def _place(site: Site, layer: Any, module: str, prefix: str = "", ending: str = "") -> None:
    gates: Change = _swapped if isinstance(layer, GRU) else _same
    site.weight(f"{module[5:]}.weight_ih_l0{ending}", f"{prefix}kernel", lambda kernel: transposed(gates(kernel)))
    site.weight(
        f"{module[5:]}.weight_hh_l0{ending}", f"{prefix}recurrent_kernel", lambda kernel: transposed(gates(kernel))
    )
    if not layer.use_bias:
        return
    key = f"{prefix}bias"
    if isinstance(layer, GRU):
        site.weight(f"{module[5:]}.bias_ih_l0{ending}", key, lambda bias: gates(bias)[0])
        site.weight(f"{module[5:]}.bias_hh_l0{ending}", key, lambda bias: gates(bias)[1])
        return
    site.weight(f"{module[5:]}.bias_ih_l0{ending}", key)
    second = f"{module[5:]}.bias_hh_l0{ending}"
    site.fixed(second, np.zeros(site.weights[key].shape, np.float32))
    site.setting(call("nn.init.zeros_", Code(f"self.{second}")))
    site.setting(call(f"self.{second}.requires_grad_", literal(False)))


HELPERS["without_padding"] = '''
def without_padding(recurrent, x, mask):
    """What a recurrent layer gives at each step; padding keeps what the step before gave, as in Keras."""
    order = (~mask).long().argsort(dim=1, stable=True)  # the steps that are no padding come first
    read = x.gather(1, order[..., None].expand_as(x))
    count = mask.sum(1).clamp(min=1).cpu()
    packed = nn.utils.rnn.pack_padded_sequence(read, count, batch_first=True, enforce_sorted=False)
    y, _ = nn.utils.rnn.pad_packed_sequence(recurrent(packed)[0], batch_first=True, total_length=x.shape[1])
    y = F.pad(y, (0, 0, 1, 0))  # before the first step there is nothing
    return y.gather(1, mask.cumsum(1)[..., None].expand(-1, -1, y.shape[-1]))
'''


@rule(SimpleRNN, LSTM, GRU)
def recurrent(site: Site, layer: Any) -> str:
    _check(site, layer)
    module = _made(site, layer, both=False)
    _place(site, layer, module)
    plain = len(site.inputs) == 1 and not (layer.return_state or layer.go_backwards or layer.zero_output_for_mask)
    if site.mask and plain:
        x = _entered(site, layer)
        site.step(call(site.helper("without_padding"), Code(module), x, Code(site.heed())))
        if not layer.return_sequences:
            site.step(Code(f"{site.variable}[:, -1]"))
        return LAST
    x = _entered(site, layer)
    given = [call(f"{site.read(LAST, i).flat()}.unsqueeze", literal(0)) for i in range(1, len(site.inputs))]
    first = [Code("", tuple(given))] if len(given) > 1 else given
    variable, states = site.variable, _states(site, layer)
    site.step(call(module, x, *first), f"{variable}, {_packed(states)}")
    if not layer.return_sequences:
        site.step(Code(f"{variable}[:, -1]"))
    if layer.return_state:
        for state in states:
            site.parts.lines.append(f"        {state} = {state}[0]")
        site.results += states
    return LAST


def _entered(site: Site, layer: Any) -> Code:
    """The sequence, turned round and with inputs dropped where that is asked."""
    x = site.read(LAST)
    if layer.dropout:
        # The same features are dropped at all steps.
        module = site.module(call("nn.Dropout1d", literal(layer.dropout)), "dropout")
        x = site.step(call(module, call(f"{x.flat()}.transpose", literal(1), literal(2))))
        x = site.step(call(f"{x.flat()}.transpose", literal(1), literal(2)))
    return call(f"{x.flat()}.flip", literal(1)) if layer.go_backwards else x


def _states(site: Site, layer: Any) -> list[str]:
    return _named(site, layer.states) if layer.return_state else ["_"] * layer.states


def _named(site: Site, count: int) -> list[str]:
    return [site.parts.fresh(f"{site.variable}_state") for _ in range(count)]


def _packed(states: list[str]) -> str:
    if set(states) == {"_"}:
        return "_"
    return f"({', '.join(states)})" if len(states) > 1 else states[0]


@rule(Bidirectional)
def bidirectional(site: Site, layer: Bidirectional) -> str:
    inner: Any = layer.layer
    _check(site, inner)
    site.need(
        layer.backward_layer is None and not inner.go_backwards and not inner.dropout,
        "reads the two ways in different ways, or drops inputs. Use one plain layer for both",
    )
    site.need(len(site.inputs) == 1, "begins with given states. Use two layers in its place")
    module = _made_of(site, inner)
    for prefix, ending in (("forward_", ""), ("backward_", "_reverse")):
        _place(site, inner, module, prefix, ending)
    variable, wide = site.variable, inner.units
    x = site.read(LAST)
    states = _named(site, inner.states)
    if inner.return_sequences:
        site.step(call(module, x), f"{variable}, {_packed(states) if inner.return_state else '_'}")
        ahead, back = f"{variable}[..., :{wide}]", f"{variable}[..., {wide}:]"
    else:
        site.step(
            call(module, x), f"_, {_packed([states[0], *(s if inner.return_state else '_' for s in states[1:])])}"
        )
        ahead, back = f"{states[0]}[0]", f"{states[0]}[1]"
    _join(site, layer.merge_mode, ahead, back, inner.return_sequences)
    if inner.return_state:
        site.results += [f"{state}[{way}]" for way in (0, 1) for state in states]
    return LAST


def _made_of(site: Site, inner: Any) -> str:
    return _made(site, inner, both=True)


def _join(site: Site, mode: str | None, ahead: str, back: str, sequences: bool) -> None:
    """Both ways as one; those of a sequence lie side by side already."""
    if mode == "concat":
        if not sequences:
            site.step(Code(f"torch.cat([{ahead}, {back}], dim=-1)"))
    elif mode is None:
        other = site.parts.fresh(f"{'' if 1 in site.wanted else '_'}{site.variable}_back")
        site.step(Code(f"{ahead}, {back}"), f"{site.variable}, {other}")
        site.results.append(other)
    else:
        joined = {"sum": f"{ahead} + {back}", "ave": f"({ahead} + {back}) / 2", "mul": f"{ahead} * {back}"}[mode]
        site.step(Code(joined))


@rule(TimeDistributed)
def time_distributed(site: Site, layer: TimeDistributed) -> str:
    """Steps are samples to the layer inside."""
    shape = site.shapes[0]
    site.need(shape[0] is not None, "needs an Input of full shape")
    site.need(not getattr(layer.layer, "activity_regularizer", None), "has a penalty on its output. Take it out")
    site.step(call(f"{site.read(LAST).flat()}.flatten", literal(0), literal(1)))
    inner = site.inner(part_of(layer, "layer"), Value(site.variable, LAST, shape[1:]))
    layout = apply(inner)
    rank = len(layer.layer.output_shape(shape[1:]))
    if layout == FIRST and rank > 1:
        site.step(call(f"{site.variable}.permute", literal(0), *map(literal, range(2, rank + 1)), literal(1)))
    site.step(call(f"{site.variable}.unflatten", literal(0), literal((-1, shape[0]))))
    return LAST
