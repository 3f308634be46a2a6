"""Which rule writes which layer, in one format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from netbuilder.layers import Layer

Rule = TypeVar("Rule")
Function = TypeVar("Function")


class ExportRules(Generic[Rule]):
    """The rules of a format.

    A rule serves the very class that it is entered for. One that is entered with `inherit=True` belongs to a base
    that is no layer itself and serves the layers that are made from it. A layer that is made from another layer
    computes something of its own, so no rule serves it but its own.
    """

    def __init__(self) -> None:
        self._own: dict[type[Layer], Rule] = {}
        self._inherited: dict[type[Layer], Rule] = {}

    def enter(
        self, kinds: tuple[type[Layer], ...], made: Callable[[Function], Rule], inherit: bool = False
    ) -> Callable[[Function], Function]:
        """A decorator that enters a function, as the rule which `made` makes of it, for these classes."""
        entered = self._inherited if inherit else self._own
        for kind in kinds:
            if inherit and _is_layer(kind):
                raise TypeError(f"{kind.__name__} is a layer: what is made from it has no rule but its own")

        def enter(function: Function) -> Function:
            entered.update(dict.fromkeys(kinds, made(function)))
            return function

        return enter

    def find(self, kind: type[Layer]) -> Rule | None:
        """The rule of a class, its own or that of the nearest base; None where there is none."""
        if kind in self._own:
            return self._own[kind]
        for base in kind.__mro__:
            if base in self._inherited:
                return self._inherited[base]
            if _is_layer(base) and base is not kind:
                return None
        return None


def _is_layer(kind: type) -> bool:
    return Layer.registry.get(kind.__name__) is kind
