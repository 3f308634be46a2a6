"""Pickled arrays read as data: a small machine that knows a few opcodes and makes nothing but lists and arrays.

Nothing is imported, called or executed. Names of classes are only compared with those that NumPy writes for its own
arrays; every other name, and every other opcode, is refused (opcodes: CPython's pickletools).
"""

from __future__ import annotations

import math
import struct
from array import array
from typing import Any, NoReturn

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FileFault
from netbuilder.kinds import shown

ARRAY, RECONSTRUCT, DTYPE, ENCODE = "ndarray", "_reconstruct", "dtype", "encode"
NAMES = {
    ("numpy", "ndarray"): ARRAY, ("numpy", "dtype"): DTYPE, ("_codecs", "encode"): ENCODE,
    ("numpy.core.multiarray", "_reconstruct"): RECONSTRUCT, ("numpy._core.multiarray", "_reconstruct"): RECONSTRUCT,
}  # fmt: skip
KINDS = {"u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "b1"}
MOST_AXES = 8
MOST_MEMO = 50_000_000
DIGITS = 8  # bytes of a whole number


class _Name(str):
    """A name of NumPy's that stands on the stack."""


class _Mark:
    """Where the items of a list begin."""


class _Kind:
    """A dtype that is being made: its letters, and its byte order once that came."""

    def __init__(self, letters: str) -> None:
        self.letters, self.order = letters, "="


class _Array:
    """An array that is being made."""

    made: Array | None = None


class Numbers:
    """A list of whole numbers, 8 bytes each."""

    def __init__(self) -> None:
        self.values = array("q")
        self.others: list[Any] = []

    def extend(self, items: list[Any]) -> None:
        """Adds items: whole numbers, or runs of them, and then nothing else; or anything else."""
        for item in items:
            if isinstance(item, array):
                self.values.extend(item)
            elif type(item) is int and not self.others:
                self.values.append(item)
            else:
                self.others.append(item)
        if self.others and len(self.values):
            raise ValueError("a list holds both numbers and other things")


def unpickled(raw: bytes, place: str) -> Any:
    """What pickled bytes hold, if that is made of numbers, texts, lists, dicts and NumPy's arrays; raises FileFault.

    Lists of whole numbers become arrays in int64, arrays of objects lists of these. Bytes stay bytes.
    """
    try:
        return _plain(_Machine(raw, place).run(), {}, [len(raw)])
    except FileFault:
        raise
    except (ValueError, IndexError, TypeError, KeyError, struct.error, OverflowError, RecursionError, MemoryError,
            UnicodeError) as error:  # fmt: skip
        raise FileFault(
            "{place} is no pickled array that can be read: {cause}",
            place=place,
            cause=str(error) or type(error).__name__,
        ) from error


class _Machine:
    def __init__(self, raw: bytes, place: str) -> None:
        self.raw, self.place, self.at = raw, place, 0
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def run(self) -> Any:
        """Goes through the opcodes to the end."""
        raw, stack, size = self.raw, self.stack, len(self.raw)
        while self.at < size:
            code = raw[self.at]
            if code in b"KMJ":
                self._numbers()
                continue
            self.at += 1
            if code == 0x2E:  # STOP
                if len(stack) != 1:
                    raise ValueError("it ends in the middle")
                return stack[0]
            step = STEPS.get(code)
            if step is None:
                self.refuse(f"opcode {code:#04x}")
            step(self)
        raise ValueError("it is cut short")

    def refuse(self, what: str) -> NoReturn:
        """What is not on the list of what is read."""
        raise FileFault(
            "{place} is pickled and holds more than arrays ({what}). It could do anything when it is opened, so it is "
            "not read",
            place=self.place, what=shown(what)[1:-1],
        )  # fmt: skip

    def take(self, count: int) -> bytes:
        """The next bytes."""
        if count < 0 or self.at + count > len(self.raw):
            raise ValueError("it is cut short")
        found = self.raw[self.at : self.at + count]
        self.at += count
        return found

    def line(self) -> str:
        """Text to the end of its line."""
        end = self.raw.index(b"\n", self.at)
        found = self.raw[self.at : end].decode("ascii")
        self.at = end + 1
        return found

    def _numbers(self) -> None:
        """Whole numbers that follow one another: by far the most of what there is."""
        raw, at, size = self.raw, self.at, len(self.raw)
        found = array("q")
        add = found.append
        while at < size:
            code = raw[at]
            if code == 0x4B:  # one byte
                add(raw[at + 1])
                at += 2
            elif code == 0x4D:  # two
                add(raw[at + 1] | raw[at + 2] << 8)
                at += 3
            elif code == 0x4A:  # four, with a sign
                add(struct.unpack_from("<i", raw, at + 1)[0])
                at += 5
            else:
                break
        self.at = at
        # Many in a row are the items of a list; a few may be the numbers of a shape.
        self.stack.extend(found if len(found) <= MOST_AXES else [found])

    def items(self) -> list[Any]:
        """What stands behind the last mark."""
        stack = self.stack
        for i in range(len(stack) - 1, -1, -1):
            if stack[i] is _Mark:
                found = stack[i + 1 :]
                del stack[i:]
                return found
        raise ValueError("a mark is missing")

    def push(self, thing: Any) -> None:
        """Puts something on the stack."""
        self.stack.append(thing)

    def put(self, number: int) -> None:
        """Remembers what is on top."""
        if len(self.memo) >= MOST_MEMO:
            raise ValueError("it remembers too much")
        self.memo[number] = self.stack[-1]

    def name(self, module: str, name: str) -> None:
        """A class or function, by name alone."""
        known = NAMES.get((module, name))
        if known is None:
            self.refuse(f"{module}.{name}")
        self.push(_Name(known))

    def reduce(self) -> None:
        """What NumPy writes for its arrays and kinds; never a call."""
        given, name = self.stack.pop(), self.stack.pop()
        if not isinstance(name, _Name) or not isinstance(given, tuple):
            self.refuse("a call")
        if name == RECONSTRUCT and given[0] == ARRAY and isinstance(given[0], _Name):
            self.push(_Array())
        elif name == DTYPE and given and isinstance(given[0], str | bytes):
            self.push(_Kind(_text(given[0])))
        elif name == ENCODE and len(given) == 2 and given[1] == "latin1" and type(given[0]) is str:
            self.push(given[0].encode("latin1"))
        else:
            self.refuse(f"a call of {name}")

    def build(self) -> None:
        """The state of an array or of a kind."""
        state, thing = self.stack.pop(), self.stack[-1]
        if isinstance(thing, _Kind) and isinstance(state, tuple) and len(state) > 1:
            thing.order = _text(state[1])
            if thing.order not in "<>|=":
                raise ValueError("a kind of numbers is unknown")
        elif isinstance(thing, _Array) and isinstance(state, tuple) and len(state) == 5 and thing.made is None:
            thing.made = _array(*state[1:])
        else:
            self.refuse("the state of something else")


def _text(thing: Any) -> str:
    return thing.decode("ascii") if isinstance(thing, bytes) else str(thing)


def _array(shape: Any, kind: Any, fortran: Any, data: Any) -> Array:
    if not (isinstance(shape, tuple) and len(shape) <= MOST_AXES and all(type(n) is int and n >= 0 for n in shape)):
        raise ValueError("the shape of an array is wrong")
    if not isinstance(kind, _Kind):
        raise ValueError("an array has no kind")
    count = math.prod(shape)
    if kind.letters in ("O", "O8", "O4"):
        if not isinstance(data, Numbers) or len(data.values) + len(data.others) != count:
            raise ValueError("an array of objects has not as many as it says")
        found = np.empty(count, object)
        found[:] = [*data.values, *data.others]
        return found.reshape(shape, order="F" if fortran else "C")
    if kind.letters not in KINDS or not isinstance(data, bytes):
        raise ValueError(f"an array of kind {kind.letters!r} is not read")
    dtype = np.dtype(f"{kind.order if kind.order in '<>' else '='}{kind.letters}")
    if len(data) != count * dtype.itemsize:
        raise ValueError("an array is not as long as it says")
    numbers = np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")
    return numbers.astype(dtype.newbyteorder("="))


def _plain(thing: Any, seen: dict[int, Any], room: list[int]) -> Any:
    """Without the machine's own classes. `room` is how many things there may be: no more than there were bytes, so that
    what is referred to again and again does not grow."""
    room[0] -= 1
    if room[0] < 0:
        raise ValueError("it refers to the same things too often")
    if isinstance(thing, _Array):
        if thing.made is None:
            raise ValueError("an array is not finished")
        return [_plain(item, seen, room) for item in thing.made.ravel()] if thing.made.dtype == object else thing.made
    if isinstance(thing, Numbers):
        if not thing.others:
            room[0] -= len(thing.values)
            return np.frombuffer(thing.values, np.int64) if len(thing.values) else np.empty(0, np.int64)
        return [_plain(item, seen, room) for item in thing.others]
    if isinstance(thing, tuple):
        return tuple(_plain(item, seen, room) for item in thing)
    if isinstance(thing, dict):
        return {_plain(key, seen, room): _plain(value, seen, room) for key, value in thing.items()}
    if isinstance(thing, _Name | _Kind) or thing is _Mark:
        raise ValueError("it holds a name alone")
    return thing


def _tuple(count: int) -> Any:
    def made(m: _Machine) -> None:
        if count > len(m.stack) or any(item is _Mark for item in m.stack[-count:]):
            raise ValueError("a tuple lacks items")
        found = tuple(m.stack[-count:])
        del m.stack[-count:]
        m.push(found)

    return made


def _add(m: _Machine, items: list[Any]) -> None:
    if not isinstance(m.stack[-1], Numbers):
        raise ValueError("items are added to what is no list")
    m.stack[-1].extend(items)


def _append(m: _Machine) -> None:
    item = m.stack.pop()
    _add(m, [item])


def _set(m: _Machine, items: list[Any]) -> None:
    target = m.stack[-1]
    if type(target) is not dict or len(items) % 2:
        raise ValueError("entries are put into what is no dict")
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, str | bytes):
            raise ValueError("a key is no text")
        target[key] = value


def _set_one(m: _Machine) -> None:
    value, key = m.stack.pop(), m.stack.pop()
    _set(m, [key, value])


def _tuple_of_items(m: _Machine) -> None:
    items = m.items()
    m.push(tuple(value for item in items for value in (item if isinstance(item, array) else [item])))


def _long(m: _Machine) -> None:
    count = m.take(1)[0]
    if count > DIGITS:
        raise ValueError("a number is too large")
    m.push(int.from_bytes(m.take(count), "little", signed=True))


def _global(m: _Machine) -> None:
    module = m.line()
    m.name(module, m.line())


def _stack_global(m: _Machine) -> None:
    name, module = m.stack.pop(), m.stack.pop()
    m.name(str(module), str(name))


def _length(size: int) -> Any:
    return lambda m: int.from_bytes(m.take(size), "little")


def _bytes(size: int) -> Any:
    return lambda m: m.push(m.take(_length(size)(m)))


def _string(size: int) -> Any:
    return lambda m: m.push(m.take(_length(size)(m)).decode("utf-8"))


STEPS: dict[int, Any] = {
    0x80: lambda m: m.take(1),  # PROTO
    0x95: lambda m: m.take(8),  # FRAME
    0x28: lambda m: m.push(_Mark),
    0x5D: lambda m: m.push(Numbers()),  # EMPTY_LIST
    0x65: lambda m: _add(m, m.items()),  # APPENDS
    0x61: _append,
    0x7D: lambda m: m.push({}),  # EMPTY_DICT
    0x75: lambda m: _set(m, m.items()),  # SETITEMS
    0x73: _set_one,
    0x29: lambda m: m.push(()),  # EMPTY_TUPLE
    0x74: _tuple_of_items,
    0x85: _tuple(1),
    0x86: _tuple(2),
    0x87: _tuple(3),
    0x4E: lambda m: m.push(None),
    0x88: lambda m: m.push(True),
    0x89: lambda m: m.push(False),
    0x8A: _long,  # LONG1
    0x55: _bytes(1),  # SHORT_BINSTRING, of Python 2
    0x54: _bytes(4),  # BINSTRING
    0x43: _bytes(1),  # SHORT_BINBYTES
    0x42: _bytes(4),  # BINBYTES
    0x8E: _bytes(8),  # BINBYTES8
    0x8C: _string(1),  # SHORT_BINUNICODE
    0x58: _string(4),  # BINUNICODE
    0x71: lambda m: m.put(m.take(1)[0]),  # BINPUT
    0x72: lambda m: m.put(int.from_bytes(m.take(4), "little")),  # LONG_BINPUT
    0x94: lambda m: m.put(len(m.memo)),  # MEMOIZE
    0x68: lambda m: m.push(m.memo[m.take(1)[0]]),  # BINGET
    0x6A: lambda m: m.push(m.memo[int.from_bytes(m.take(4), "little")]),  # LONG_BINGET
    0x63: _global,
    0x93: _stack_global,
    0x52: lambda m: m.reduce(),
    0x62: lambda m: m.build(),
}
