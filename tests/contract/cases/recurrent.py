"""Recurrent layers and the wrappers around them."""

from __future__ import annotations

from netbuilder.layers.core import Dense
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed
from tests.contract.cases.case import ROWS, Case

STATES = {SimpleRNN: 1, LSTM: 2, GRU: 1}


def started(kind, count=1):
    """A sequence and first states."""
    return (*ROWS, *((2,),) * (STATES[kind] * count))


CASES = (
    *(
        Case(kind(2, **options), ROWS, random="dropout" in str(options))
        for kind in (SimpleRNN, LSTM, GRU)
        for options in (
            {},
            {"return_sequences": True},
            {"go_backwards": True},
            {"go_backwards": True, "return_sequences": True},
            {"use_bias": False},
            {"activation": "sigmoid"},
            {"dropout": 0.3},
            {"recurrent_dropout": 0.3},
            {"return_state": True},
            {"return_state": True, "return_sequences": True},
        )
    ),
    *(Case(kind(2, return_sequences=True), started(kind)) for kind in STATES),
    Case(LSTM(2, unit_forget_bias=False, recurrent_activation="tanh"), ROWS),
    *(Case(GRU(2, reset_after=False, **options), ROWS) for options in ({}, {"use_bias": False})),
    Case(GRU(2, recurrent_activation="tanh", go_backwards=True, return_state=True), started(GRU)),
    *(
        Case(Bidirectional(LSTM(2, return_sequences=sequences), mode), ROWS)
        for mode in ("concat", "sum", "ave", "mul", None)
        for sequences in (False, True)
    ),
    Case(Bidirectional(GRU(2, return_state=True, return_sequences=True)), started(GRU, 2)),
    Case(Bidirectional(LSTM(2, return_state=True), None), ROWS),
    Case(Bidirectional(GRU(2), backward_layer=SimpleRNN(3, go_backwards=True)), ROWS),
    Case(TimeDistributed(Dense(3, "tanh")), ((4, 2),)),
    Case(TimeDistributed(Dense(3)), ((4, 5, 2),)),
    Case(TimeDistributed(LSTM(2)), ((2, 4, 3),)),
    Case(TimeDistributed(BatchNormalization()), ((4, 3),)),
)
