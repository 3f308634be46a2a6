"""Attention: classes that the script takes along, with one Linear a part."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.python_source import Code, call, literal, named
from netbuilder.formats.torch_script.base import HELPERS, LAST, Site, rule
from netbuilder.layers.attention import AdditiveAttention, Attention
from netbuilder.layers.multi_head import GroupQueryAttention, MultiHeadAttention

HELPERS["MultiHeadAttention"] = '''
class MultiHeadAttention(nn.Module):
    """Attention with several heads, as Keras's: one Linear for each part.

    `widths` are those of query, key and value; several query heads may share a key head.
    """

    def __init__(self, widths, heads, key_heads, key_dim, value_dim, dropout, bias):
        super().__init__()
        self.heads, self.key_heads, self.dropout = heads, key_heads, dropout
        self.query = nn.Linear(widths[0], heads * key_dim, bias=bias)
        self.key = nn.Linear(widths[1], key_heads * key_dim, bias=bias)
        self.value = nn.Linear(widths[2], key_heads * value_dim, bias=bias)
        self.output = nn.Linear(heads * value_dim, widths[0], bias=bias)

    def forward(self, query, value, key, causal=False):
        q = self.query(query).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        k = self.key(key).unflatten(-1, (self.key_heads, -1)).transpose(1, 2)
        v = self.value(value).unflatten(-1, (self.key_heads, -1)).transpose(1, 2)
        repeats = self.heads // self.key_heads
        k, v = k.repeat_interleave(repeats, 1), v.repeat_interleave(repeats, 1)
        dropout = self.dropout if self.training else 0.0
        y = F.scaled_dot_product_attention(q, k, v, dropout_p=dropout, is_causal=causal)
        return self.output(y.transpose(1, 2).flatten(2))
'''
HELPERS["AdditiveAttention"] = '''
class AdditiveAttention(nn.Module):
    """Compares queries and keys by the tanh of their sum (Bahdanau et al., 2015)."""

    def __init__(self, width):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width))

    def forward(self, query, value, key):
        sums = torch.tanh(query.unsqueeze(2) + key.unsqueeze(1))
        return torch.softmax((self.scale * sums).sum(-1), dim=-1) @ value
'''


def _side_by_side(kernel: Array) -> Array:
    """(in, heads, width) to (heads × width, in)."""
    return kernel.reshape(len(kernel), -1).T


def _joined(kernel: Array) -> Array:
    """(heads, width, out) to (out, heads × width)."""
    return kernel.reshape(-1, kernel.shape[-1]).T


@rule(MultiHeadAttention, GroupQueryAttention)
def multi_head_attention(site: Site, layer: Any) -> str:
    plain = not (layer.use_gate or layer.sliding_window or layer.return_attention_scores)
    site.need(plain, "has a gate or a window, or gives its scores. Turn use_gate, sliding_window and scores off")
    usual = getattr(layer, "attention_axes", None) is None and getattr(layer, "output_dims", None) is None
    site.need(usual and len(site.shapes[0]) == 2, "attends along other axes than the steps. Use (steps, features)")
    heads, key_heads, key_dim, value_dim = layer.heads()
    widths = (site.shapes[0][-1], site.shapes[-1][-1], site.shapes[1][-1])
    numbers = (widths, heads, key_heads, key_dim, value_dim, layer.dropout, layer.use_bias)
    module = site.module(call(site.helper("MultiHeadAttention"), *map(literal, numbers)))
    for part in ("query", "key", "value", "output"):
        place = f"{module[5:]}.{part}"
        site.weight(f"{place}.weight", f"{part}_kernel", _joined if part == "output" else _side_by_side)
        if layer.use_bias:
            site.weight(f"{place}.bias", f"{part}_bias", np.ravel)
    causal = [named("causal", literal(True))] if layer.use_causal_mask else []
    site.step(call(module, *_asked(site), *causal))
    return LAST


@rule(Attention)
def attention(site: Site, layer: Attention) -> str:
    plain = layer.score_mode == "dot" and not layer.return_attention_scores
    site.need(plain, "compares by concat, or gives its scores. Use the score_mode dot, without scores")
    query, value, key = _asked(site)
    if layer.use_scale:
        query = Code(f"{query.flat()} * {site.parameter('scale')}")
    more = [named("is_causal", literal(True))] if layer.use_causal_mask else []
    if layer.dropout:
        more.append(named("dropout_p", Code(f"{layer.dropout!r} if self.training else 0.0")))
    site.step(call("F.scaled_dot_product_attention", query, key, value, *more, named("scale", literal(1.0))))
    return LAST


@rule(AdditiveAttention)
def additive_attention(site: Site, layer: AdditiveAttention) -> str:
    plain = layer.use_scale and not (layer.use_causal_mask or layer.return_attention_scores or layer.dropout)
    site.need(plain, "is causal, drops weights, gives its scores or has no scale. Use Attention")
    module = site.module(call(site.helper("AdditiveAttention"), literal(site.shapes[0][-1])))
    site.weight(f"{module[5:]}.scale", "scale")
    site.step(call(module, *_asked(site)))
    return LAST


def _asked(site: Site) -> tuple[Code, Code, Code]:
    """Query, value and key; without a key the value is the key too."""
    query, value = site.read(LAST, 0), site.read(LAST, 1)
    return query, value, site.read(LAST, 2) if len(site.inputs) > 2 else value
