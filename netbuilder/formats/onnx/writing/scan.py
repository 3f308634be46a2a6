"""Recurrence step by step, as a Scan: for masks and for activations that ONNX's recurrent operators do not know."""

from __future__ import annotations

from typing import Any

from netbuilder.formats.onnx.writing.activations import activated_name
from netbuilder.formats.onnx.writing.emission import Body, Call, Emission, Port
from netbuilder.layers.recurrent import GRU, LSTM
from netbuilder.layers.sequences import Recurrent


def scanned(call: Call, layer: Recurrent, prefix: str, states: list[str]) -> tuple[str, str, list[str]]:
    """All outputs in the order of their computation, the last one, and the last states."""
    e, x, mask = call.emission, call.emission.last(call.inputs[0]), call.inputs[0].mask
    projected = e.op("MatMul", x, call.weight(f"{prefix}kernel"))
    if layer.use_bias:
        bias = call.array(f"{prefix}bias")
        row = call.weight(f"{prefix}bias", lambda b: b[0], "input") if bias.ndim == 2 else call.weight(f"{prefix}bias")
        projected = e.op("Add", projected, row)
    if not states:
        size = e.op("Concat", e.sizes(x, 0, 1), e.whole(layer.units), axis=0)
        states = [e.op("Expand", e.constant([0.0]), size)] * layer.states
    sequences = [projected] if mask is None else [projected, e.op("Unsqueeze", mask[0], e.whole(-1))]
    *last, every = e.ops(
        "Scan",
        (*states, *sequences),
        layer.states + 1,
        body=_body(call, layer, prefix, mask is not None),
        num_scan_inputs=len(sequences),
        scan_input_axes=[1] * len(sequences),
        scan_input_directions=[int(layer.go_backwards)] * len(sequences),
        scan_output_axes=[1],
    )
    end = last[0]
    if mask is not None and layer.zero_output_for_mask:
        end = e.op("Squeeze", e.op("Slice", every, e.whole(-1), e.whole(2**31 - 1), e.whole(1)), e.whole(1))
    return every, end, list(last)


def _body(call: Call, layer: Recurrent, prefix: str, masked: bool) -> Body:
    """One step: from the old states and the projected input to the new states and the output."""
    outer = call.emission
    e = Emission([], outer.arrays, f"{outer.scope}/step", outer._names, outer._constants)
    before = [e.unique(f"{e.scope}/state") for _ in range(layer.states)]
    xz, real = e.unique(f"{e.scope}/input"), e.unique(f"{e.scope}/mask")
    new = _step(call, e, layer, prefix, xz, before)
    if masked:
        new = [e.op("Where", real, after, old) for after, old in zip(new, before, strict=True)]
    y = new[0]
    if masked and layer.zero_output_for_mask:
        y = e.op("Mul", y, e.op("Cast", real, to="float32"))
    # Names at the end of a body must be its own.
    new, y = [e.op("Identity", state) for state in new], e.op("Identity", y)
    row = ("batch", layer.units)
    inputs = [*(Port(name, row) for name in before), Port(xz, ("batch", layer.gates * layer.units))]
    if masked:
        inputs.append(Port(real, ("batch", 1), "bool"))
    return Body(tuple(e.operations), tuple(inputs), (*(Port(name, row) for name in new), Port(y, row)))


def _step(call: Call, e: Emission, layer: Any, prefix: str, xz: str, states: list[str]) -> list[str]:
    recurrent, units, h = f"{prefix}recurrent_kernel", layer.units, states[0]

    def squash(x: str) -> str:
        return activated_name(e, x, layer.activation, units)

    def gate(x: str) -> str:
        return activated_name(e, x, layer.recurrent_activation, units)

    if isinstance(layer, LSTM):
        z = e.op("Add", xz, e.op("MatMul", h, call.weight(recurrent)))
        zi, zf, zc, zo = _split(e, z, 4)
        kept = e.op("Mul", gate(zf), states[1])
        c = e.op("Add", kept, e.op("Mul", gate(zi), squash(zc)))
        return [e.op("Mul", gate(zo), squash(c)), c]
    if not isinstance(layer, GRU):
        return [squash(e.op("Add", xz, e.op("MatMul", h, call.weight(recurrent))))]
    if layer.reset_after:
        inner = e.op("MatMul", h, call.weight(recurrent))
        if layer.use_bias:
            inner = e.op("Add", inner, call.weight(f"{prefix}bias", lambda b: b[1], "state"))
        (xu, xr, xh), (iu, ir, ih) = _split(e, xz, 3), _split(e, inner, 3)
        update, reset = gate(e.op("Add", xu, iu)), gate(e.op("Add", xr, ir))
        candidate = squash(e.op("Add", xh, e.op("Mul", reset, ih)))
    else:
        gates = call.weight(recurrent, lambda k: k[:, : 2 * units], "gates")
        own = call.weight(recurrent, lambda k: k[:, 2 * units :], "candidate")
        xu, xr, xh = _split(e, xz, 3)
        iu, ir = _split(e, e.op("MatMul", h, gates), 2)
        update, reset = gate(e.op("Add", xu, iu)), gate(e.op("Add", xr, ir))
        candidate = squash(e.op("Add", xh, e.op("MatMul", e.op("Mul", reset, h), own)))
    moved = e.op("Mul", update, e.op("Sub", h, candidate))
    return [e.op("Add", candidate, moved)]


def _split(e: Emission, x: str, count: int) -> tuple[str, ...]:
    return e.ops("Split", (x,), count, axis=-1)
