"""How a function is declared that Numba compiles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import cfunc, njit

# IEEE arithmetic as NumPy has it: what is not a number stays none, and a division by 0 is infinite.
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False, "fastmath": False}
KEPT_ON_DISK = False


class Declared:
    """A function with the only types that it is compiled for; a call with others is a fault and not a long wait."""

    def __init__(self, function: Callable[..., Any], signature: str) -> None:
        self._function, self._signature = function, signature
        self._dispatcher: Any = njit(cache=KEPT_ON_DISK, **OPTIONS)(function)

    def compile(self, on_disk: bool = True) -> None:
        """Compiles it, or takes it from the disk."""
        if not on_disk:
            self._dispatcher = njit(**OPTIONS)(self._function)
        self._dispatcher.compile(self._signature)
        self._dispatcher.disable_compile()

    def __call__(self, *values: Any) -> Any:
        return self._dispatcher(*values)


class Pointed:
    """A function that compiled ones call by its address, so that it is compiled once and not once in each of them."""

    def __init__(self, function: Callable[..., Any], signature: Any) -> None:
        self._function, self._signature = function, signature
        self.address: int | None = None

    def compile(self, on_disk: bool = True) -> None:
        """Compiles it, or takes it from the disk."""
        options = {name: value for name, value in OPTIONS.items() if name != "nogil"}  # its callers let go of the lock
        self._made: Any = cfunc(self._signature, cache=KEPT_ON_DISK and on_disk, **options)(self._function)
        self.address = self._made.address


DECLARED: list[Declared | Pointed] = []


def compiled(signature: str) -> Callable[[Callable[..., Any]], Declared]:
    """Declares that Numba compiles a function, for values of these types."""

    def declare(function: Callable[..., Any]) -> Declared:
        found = Declared(function, signature)
        DECLARED.append(found)
        return found

    return declare


def pointed(signature: Any) -> Callable[[Callable[..., Any]], Pointed]:
    """Declares a function that compiled ones are given the address of."""

    def declare(function: Callable[..., Any]) -> Pointed:
        found = Pointed(function, signature)
        DECLARED.append(found)
        return found

    return declare


def inlined(function: Callable[..., Any]) -> Any:
    """Declares a function that only compiled ones call."""
    return njit(forceinline=True, **OPTIONS)(function)
