"""Attention."""

from __future__ import annotations

from netbuilder.layers.attention import AdditiveAttention, Attention
from netbuilder.layers.multi_head import GroupQueryAttention, MultiHeadAttention
from tests.contract.cases.case import Case

TWO = ((4, 3), (5, 3))
THREE = ((4, 3), (5, 2), (5, 3))
WIDE = ((4, 3), (5, 2), (5, 6))

CASES = (
    *(
        Case(kind(**options), shapes)
        for kind in (Attention, AdditiveAttention)
        for shapes in (TWO, THREE)
        for options in ({"use_scale": True}, {"use_scale": False}, {"use_causal_mask": True})
    ),
    Case(Attention(score_mode="concat"), THREE),
    Case(Attention(use_scale=True, score_mode="concat"), TWO),
    Case(Attention(return_attention_scores=True), TWO),
    Case(Attention(dropout=0.3), TWO, random=True),
    Case(AdditiveAttention(return_attention_scores=True), THREE),
    *(
        Case(MultiHeadAttention(2, 3, **options), shapes)
        for shapes in (TWO, WIDE)
        for options in (
            {},
            {"value_dim": 5, "return_attention_scores": True},
            {"use_bias": False},
            {"output_dims": (7,)},
            {"use_causal_mask": True},
            {"return_attention_scores": True},
            {"sliding_window": 2},
            {"use_gate": True},
        )
    ),
    Case(MultiHeadAttention(2, 3, use_causal_mask=True, return_attention_scores=True), TWO),
    Case(MultiHeadAttention(2, 3, dropout=0.4), TWO, random=True),
    Case(MultiHeadAttention(2, 3), ((2, 4, 3), (2, 4, 3))),
    Case(MultiHeadAttention(2, 3, attention_axes=(2,)), ((2, 4, 3), (2, 5, 3))),
    Case(MultiHeadAttention(2, 3, attention_axes=(1,)), ((4, 2, 3), (5, 2, 3))),
    Case(MultiHeadAttention(2, 3, output_dims=(2, 4)), TWO),
    *(
        Case(GroupQueryAttention(3, 4, 2, **options), shapes)
        for shapes in (TWO, WIDE)
        for options in ({}, {"use_causal_mask": True}, {"use_bias": False}, {"use_gate": True}, {"sliding_window": 2})
    ),
    Case(GroupQueryAttention(3, 2, 1, return_attention_scores=True), TWO),
)
