"""Activations with parameters or weights of their own."""

from __future__ import annotations

from netbuilder.layers.activation_layers import ELU, LeakyReLU, PReLU, ReLU, Softmax
from tests.contract.cases.case import IMAGE, ROWS, Case

CASES = (
    Case(ReLU(), ROWS),
    Case(ReLU(max_value=0.7), ROWS),
    Case(ReLU(negative_slope=0.2), ROWS),
    Case(ReLU(threshold=0.3), ROWS),
    Case(ReLU(max_value=6), ROWS),
    Case(ReLU(max_value=0.9, negative_slope=0.2, threshold=0.3), ROWS),
    Case(ReLU(max_value=0.2, threshold=0.5), ROWS),
    Case(LeakyReLU(), ROWS),
    Case(LeakyReLU(0.05), ROWS),
    Case(PReLU(), ((4,),)),
    Case(PReLU("ones"), IMAGE),
    Case(PReLU(shared_axes=2), IMAGE),
    Case(PReLU(shared_axes=(1, 2)), IMAGE),
    Case(PReLU(shared_axes=(3, 1, 2)), IMAGE),
    Case(ELU(), ROWS),
    Case(ELU(0.4), ROWS),
    Case(Softmax(), ROWS),
    Case(Softmax(axis=1), ROWS),
    Case(Softmax(axis=(1, -1)), IMAGE),
)
