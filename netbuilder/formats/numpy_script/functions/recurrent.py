"""Layers that read a sequence step by step."""

import numpy as np

from netbuilder.formats.numpy_script.functions.activations import sigmoid, tanh


def read_sequence(step, x, states, mask=None, backwards=False, hide=False):
    """All outputs and the last states; steps that are padding change nothing."""
    outputs = []
    order = range(x.shape[1])
    for t in reversed(order) if backwards else order:
        new = step(x[:, t], *states)
        if mask is not None:
            real = mask[:, t, np.newaxis]
            new = [np.where(real, after, before) for after, before in zip(new, states)]
        states = new
        outputs.append(states[0] * real if hide and mask is not None else states[0])
    return np.stack(outputs, axis=1), *states


def simple_rnn(
    x, kernel, recurrent_kernel, bias=0, states=None, activation=tanh, **options
):
    """Mixes each step's input with its own last output."""

    def step(z, h):
        return [activation(z + h @ recurrent_kernel)]

    first = np.zeros((len(x), len(recurrent_kernel)), x.dtype)
    return read_sequence(step, x @ kernel + bias, states or [first], **options)


def lstm(
    x,
    kernel,
    recurrent_kernel,
    bias=0,
    states=None,
    activation=tanh,
    gate=sigmoid,
    **options,
):
    """Reads a sequence with a memory that it keeps and forgets."""

    def step(z, h, c):
        i, f, new, o = np.split(z + h @ recurrent_kernel, 4, axis=-1)
        c = gate(f) * c + gate(i) * activation(new)
        return gate(o) * activation(c), c

    first = np.zeros((len(x), len(recurrent_kernel)), x.dtype)
    return read_sequence(step, x @ kernel + bias, states or [first, first], **options)


def gru(
    x,
    kernel,
    recurrent_kernel,
    bias=(0, 0),
    states=None,
    activation=tanh,
    gate=sigmoid,
    **options,
):
    """Reads a sequence with one state, of which it replaces a part at each step."""

    def step(x, h):
        inner = h @ recurrent_kernel + bias[1]
        (xz, xr, xh), (hz, hr, hh) = (
            np.split(x, 3, axis=-1),
            np.split(inner, 3, axis=-1),
        )
        z, r = gate(xz + hz), gate(xr + hr)
        return [z * h + (1 - z) * activation(xh + r * hh)]

    first = np.zeros((len(x), len(recurrent_kernel)), x.dtype)
    return read_sequence(step, x @ kernel + bias[0], states or [first], **options)


def gru_reset_before(
    x,
    kernel,
    recurrent_kernel,
    bias=0,
    states=None,
    activation=tanh,
    gate=sigmoid,
    **options,
):
    """The same with the reset gate before the product."""
    units = len(recurrent_kernel)
    gates, own = np.split(recurrent_kernel, [2 * units], axis=-1)

    def step(x, h):
        xz, xr, xh = np.split(x, 3, axis=-1)
        hz, hr = np.split(h @ gates, 2, axis=-1)
        z, r = gate(xz + hz), gate(xr + hr)
        return [z * h + (1 - z) * activation(xh + (r * h) @ own)]

    first = np.zeros((len(x), units), x.dtype)
    return read_sequence(step, x @ kernel + bias, states or [first], **options)


def each_step(function, x):
    """One layer applied to every step of a sequence."""
    y = function(x.reshape(-1, *x.shape[2:]))
    return y.reshape(*x.shape[:2], *y.shape[1:])
