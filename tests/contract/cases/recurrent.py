"""Recurrent layers."""

from __future__ import annotations

from netbuilder.layers.recurrent import LSTM, SimpleRNN
from tests.contract.cases.case import ROWS, Case

CASES = (
    *(
        Case(kind(2, **options), ROWS, random="dropout" in str(options))
        for kind in (SimpleRNN, LSTM)
        for options in (
            {},
            {"return_sequences": True},
            {"go_backwards": True},
            {"go_backwards": True, "return_sequences": True},
            {"use_bias": False},
            {"activation": "sigmoid"},
            {"dropout": 0.3},
            {"recurrent_dropout": 0.3},
        )
    ),
    Case(LSTM(2, unit_forget_bias=False, recurrent_activation="tanh"), ROWS),
)
