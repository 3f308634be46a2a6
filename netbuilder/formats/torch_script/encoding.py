"""Layers that turn numbers into categories, and categories into zeros and ones."""

from __future__ import annotations

from netbuilder.formats.python_source import Code, call, literal, named
from netbuilder.formats.torch_script.base import LAST, Site, rule
from netbuilder.layers.preprocessing import CategoryEncoding, Discretization


@rule(Discretization)
def discretization(site: Site, layer: Discretization) -> str:
    x = site.read(LAST)
    boundaries = call(f"{x.flat()}.new_tensor", literal(list(layer.bin_boundaries or ())))
    site.step(call("torch.bucketize", call(f"{x.flat()}.contiguous"), boundaries, named("right", literal(True))))
    _encode(site, len(layer.bin_boundaries or ()) + 1, layer.output_mode, Code(site.variable))
    return LAST


@rule(CategoryEncoding)
def category_encoding(site: Site, layer: CategoryEncoding) -> str:
    weights = site.read(LAST, 1).flat() if len(site.inputs) > 1 else ""
    tokens = call(f"{site.read(LAST).flat()}.long")
    if not weights:
        _encode(site, layer.num_tokens, layer.output_mode, tokens)
        return LAST
    site.step(call("F.one_hot", tokens, literal(layer.num_tokens)))
    site.step(call("torch.einsum", literal("bnk,bn->bk"), call(f"{site.variable}.float"), Code(weights)))
    return LAST


def _encode(site: Site, depth: int, mode: str, numbers: Code) -> None:
    """Whole numbers as Keras's output modes."""
    shape = site.shapes[0]
    if mode == "int":
        site.step(call(f"{numbers.flat()}.float"))
        return
    if mode == "one_hot" and shape[-1:] == (1,):
        numbers = call(f"{numbers.flat()}.squeeze", literal(-1))
    site.step(call("F.one_hot", numbers, literal(depth)))
    ending = {"one_hot": "", "multi_hot": ".amax(1)", "count": ".sum(1)"}[mode]
    site.step(call(f"{site.variable}{ending}.float"))
