"""Damage that knows what a file is made of: members of a zip, values of JSON, heads of arrays, fields of protobuf.

`damaged(data, rng)` changes a whole file so that its outer layers still hold (checksums, lengths, offsets), and what
is wrong is found only by what reads the layer inside. `broken(data, rng)` changes bytes.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np

Generator = np.random.Generator
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
DATE = (1980, 1, 1, 0, 0, 0)
HDF5 = b"\x89HDF\r\n\x1a\n"
RIGHT_TO_LEFT = "a\u202eb\x07\n"


def damaged(data: bytes, rng: Generator) -> bytes:
    """A copy in which something inside is not what it was."""
    for starts, move in MOVES:
        if starts(data):
            with contextlib.suppress(Exception):  # a second move may meet what the first one broke
                for _ in range(int(rng.integers(1, 4))):
                    data = move(data, rng)
            return data
    return broken(data, rng)


class Unfit(Exception):
    """There is nothing in this file that the move could change."""


def broken(data: bytes, rng: Generator) -> bytes:
    """A copy with some bytes changed, cut out, doubled or set to 0 or 255, perhaps cut short."""
    copy = bytearray(data)
    for _ in range(rng.integers(1, 8)):
        at = int(rng.integers(0, max(len(copy), 1)))
        kind = rng.integers(0, 7)
        if kind == 0:
            copy[at : at + 1] = bytes([int(rng.integers(0, 256))])
        elif kind == 1:
            copy[at : at + int(rng.integers(1, 64))] = b""
        elif kind == 2:
            copy[at:at] = copy[at : at + 32]
        elif kind == 3:
            copy[at : at + 4] = b"\xff\xff\xff\xff"
        elif kind == 4:
            copy[at : at + 8] = bytes(8)
        elif kind == 5 and len(copy) > at:
            copy[at] ^= 1 << int(rng.integers(0, 8))
        elif kind == 6 and rng.integers(0, 8) == 0:
            del copy[at:]
    return bytes(copy) or b"\0"


def one_of(rng: Generator, items: Any) -> Any:
    """One of several."""
    items = list(items)
    if not items:
        raise Unfit
    return items[int(rng.integers(len(items)))]


# -- zip -----------------------------------------------------------------------------------------------


def damaged_zip(data: bytes, rng: Generator) -> bytes:
    """Members changed inside, swapped, dropped, doubled, renamed or packed otherwise; checksums are right."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [[info.filename, archive.read(info), info.compress_type] for info in archive.infolist()]
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise Unfit from error
    if not members:
        raise Unfit
    texts = [item for item in members if _holds_json(item[1])]
    member = one_of(rng, texts if texts and rng.integers(2) else members)
    kind = int(rng.integers(0, 12))
    if kind == 0:
        other = one_of(rng, members)
        member[1], other[1] = other[1], member[1]
    elif kind == 1:
        members.remove(member)
    elif kind == 2:
        members.append([*member])
    elif kind == 3:
        member[0] = one_of(rng, ("", "x", "../x", "a/b/c/d.npy", RIGHT_TO_LEFT, "x" * 300, member[0] + "x", "é"))
    elif kind == 4:
        return _with_damaged_stream(members, member, rng)
    else:
        member[2] = METHODS[int(rng.integers(4))] if rng.integers(4) == 0 else member[2]
        member[1] = damaged(member[1], rng) if rng.integers(6) else broken(member[1], rng)
    return _zipped(members)


def _holds_json(content: bytes) -> bool:
    body = content[10 + struct.unpack("<H", content[8:10])[0] :] if content.startswith(b"\x93NUMPY\x01") else content
    return body[:1] == b"{"


def _zipped(members: list[Any]) -> bytes:
    buffer = io.BytesIO()
    import warnings

    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # doubled names
        for name, content, method in members:
            info = zipfile.ZipInfo("x", DATE)
            info.filename = name
            info.compress_type = method
            archive.writestr(info, content)
    return buffer.getvalue()


def _with_damaged_stream(members: list[Any], member: list[Any], rng: Generator) -> bytes:
    """A member is packed anew, and then some bytes of what was packed change: its decompressor meets them."""
    member[2] = METHODS[int(rng.integers(1, 4))]
    whole = bytearray(_zipped(members))
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
        info = archive.infolist()[members.index(member)]
    begin = info.header_offset + 30 + len(info.filename.encode())
    for _ in range(int(rng.integers(1, 5))):
        at = begin + int(rng.integers(max(min(info.compress_size, 64 if rng.integers(2) else 1 << 30), 1)))
        whole[at] = int(rng.integers(256))
    return bytes(whole)


# -- JSON ----------------------------------------------------------------------------------------------

RAW = {
    "@nan@": "NaN", "@infinity@": "-Infinity", "@huge@": "9" * 5000, "@float@": "1e999", "@surrogate@": '"\\ud800"',
    "@deep60@": "[" * 60 + "]" * 60, "@deep900@": "[" * 900 + "]" * 900,
    "@deep5000@": '{"a":' * 5000 + "1" + "}" * 5000,
    "@deep100000@": "[" * 100_000 + "]" * 100_000,
}  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 3, 1 << 31, 1 << 63, 1 << 70, 10**12, 0.5, -0.5, 1e308, 1e-320, "", "x", "dense",
    "Dense", "Functional", "relu", "x" * 3000, RIGHT_TO_LEFT, "None", "1", [], {},
    [[]], [None], [1, 2], ["x"], [1, "x", 2.5],
    {"x": 1}, {"class_name": "Dense"}, {"class_name": [], "config": {}}, {"class_name": "Dense", "config": []},
    {"class_name": {"a": 1}, "config": {"name": "x"}}, [["x", 0, 0]], [["x", 0, 0, {}]], ["x", 0, 0], [{}], [[], {}],
    list(range(1000)), ["name"] * 3000, {"array": "a0"}, {"array": []}, {"dict": [[1, 2]]}, {"tuple": [1]},
    {"dict": [["a", 1]]}, {"list": 5}, {"float": "nan"}, {"float": []}, *RAW,
)  # fmt: skip
KEYS = (
    "",
    "x",
    "name",
    "class_name",
    "config",
    RIGHT_TO_LEFT,
    "é" * 500,
    "__class__",
    "units",
    "layers",
    "kwargs",
    "{x}",
)


def damaged_json(data: bytes, rng: Generator) -> bytes:
    """Values of other types and sizes, keys renamed, dropped and doubled, branches swapped and nested."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unfit from error
    holder = [whole]
    places = list(_places(holder))
    parent, key = one_of(rng, places)
    kind = int(rng.integers(0, 12))
    if kind == 0 and isinstance(parent, dict):
        parent[one_of(rng, KEYS)] = parent.pop(key)
    elif kind == 1:
        del parent[key]
    elif kind == 2:
        other, place = one_of(rng, places)
        parent[key], other[place] = _copy(other[place]), _copy(parent[key])
    elif kind == 3 and isinstance(parent, list):
        parent.insert(int(rng.integers(len(parent) + 1)), _copy(parent[key]))
    elif kind == 4:
        parent[key] = [_copy(parent[key])]
    elif kind == 5:
        parent[key] = {one_of(rng, KEYS): _copy(parent[key])}
    elif kind == 6 and isinstance(parent, list):
        parent[key:] = [_copy(parent[key]) for _ in range(int(rng.integers(2, 400)))]
    elif kind == 7:
        other, place = one_of(rng, places)
        parent[key] = _copy(other[place])
    elif kind == 8 and isinstance(parent[key], str):
        parent[key] = _text_changed(parent[key], rng)
    else:
        parent[key] = _copy(one_of(rng, VALUES))
    try:
        text = json.dumps(holder[0] if holder else None, ensure_ascii=False)
    except (ValueError, RecursionError) as error:
        raise Unfit from error
    for mark, raw in RAW.items():
        text = text.replace(f'"{mark}"', raw)
    if rng.integers(40) == 0:
        text = text.replace("{", '{"x": 1, "x": 2, ', 1)
    return text.encode("utf-8", "surrogatepass")


def _places(value: Any, depth: int = 0) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(items):
        yield value, key
        if depth < 60:
            yield from _places(item, depth + 1)


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _text_changed(text: str, rng: Generator) -> str:
    at = int(rng.integers(len(text) + 1))
    return one_of(
        rng, (text[:at], text + RIGHT_TO_LEFT, text.upper(), text[:at] + "/" + text[at:], text * 3, text + "_1")
    )


# -- arrays --------------------------------------------------------------------------------------------

DTYPES = ("<f4", "<f8", ">f4", "<f2", "|b1", "<i8", "|u1", "<U5", "<c8", "|O", "<M8[s]", "|V8", "<f16", "f",
          "<U99999999", "[('a','<f4')]", "4i4", "", "é")  # fmt: skip
HEADS = (
    "{", "}", "", "(", "{'descr': '<f4'", "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } #",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3L,), }", "'''", "[" * 200, "\\", "{'shape'", "\0", "1",
    "{'descr': [('a', ], 'fortran_order': False, 'shape': (3,)}", "  x\n y", "-" * 3000 + "1", "{1: 2}", "é",
    "1if 2else", "{'descr': '<f4', 'fortran_order': 1, 'shape': 3}",
    "{'descr': None, 'fortran_order': False, 'shape': (3,)}", "0o9",
    "'\\N{x}'",
)  # fmt: skip
SIZES = (0, 1, 2, -1, 3, 7, 1 << 31, 1 << 62, 1 << 64, True)


def damaged_npy(data: bytes, rng: Generator) -> bytes:
    """Another kind, shape or order, or a head that no parser expects; JSON that lies in bytes is changed inside."""
    length, start = (struct.unpack("<H", data[8:10])[0], 10) if data[6:7] == b"\1" else (0, 0)
    if not start or len(data) < start + length:
        raise Unfit
    head, body = data[start : start + length].decode("latin-1"), data[start + length :]
    try:
        fields = ast.literal_eval(head.strip())
    except (ValueError, SyntaxError) as error:
        raise Unfit from error
    if not isinstance(fields, dict) or not isinstance(fields.get("shape"), tuple):
        raise Unfit
    kind = int(rng.integers(0, 10))
    if fields["descr"] == "|u1" and body[:1] in b"{[" and body[:1]:
        body = damaged_json(body, rng)  # a text that was put into an array
        fields["shape"] = (len(body),)
        return _npy(repr(fields), body)
    if kind == 0:
        return _npy(one_of(rng, HEADS), body)
    if kind == 1:
        at = int(rng.integers(len(head)))
        return _npy(
            head[:at] + one_of(rng, ("'", "(", "#", "\\", "\n", "{", "x", "", "\0", "9", ",")) + head[at + 1 :], body
        )
    if kind == 2:
        fields["descr"] = one_of(rng, DTYPES)
    elif kind == 3:
        fields["fortran_order"] = one_of(rng, (True, 1, None, "x"))
    elif kind == 4:
        fields.pop(one_of(rng, fields))
    elif kind == 5:
        shape = list(fields["shape"])
        shape.insert(int(rng.integers(len(shape) + 1)), one_of(rng, SIZES))
        fields["shape"] = tuple(shape)
    elif kind == 6:
        fields["shape"] = fields["shape"][::-1]
    elif kind == 7:
        return _array(np.full((2, 3), one_of(rng, (np.nan, np.inf, 1e308, -1.0))))
    elif kind == 8:
        shape = tuple(int(n) for n in rng.integers(0, 9, int(rng.integers(0, 5))))
        return _array(np.zeros(shape, one_of(rng, ("f4", "f8", "i8", "u1", "?", "U3", "c8", "f2", "M8[s]"))))
    else:
        body = broken(body, rng)
    return _npy(repr(fields), body)


def _npy(head: str, body: bytes) -> bytes:
    text = head.encode("latin-1", "replace")
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body


def _array(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def damaged_safetensors(data: bytes, rng: Generator) -> bytes:
    """Its header changed as JSON, with the right length."""
    length = int.from_bytes(data[:8], "little")
    head = damaged_json(data[8 : 8 + length], rng)
    return len(head).to_bytes(8, "little") + head + data[8 + length :]


# -- protobuf ------------------------------------------------------------------------------------------

NUMBERS = (0, 1, -1, 2, 3, 7, 100, 1 << 31, (1 << 63) - 1, -(1 << 63))
TEXTS = ("", "x", "Conv", "Tile", "Expand", "ConstantOfShape", "Range", "Pad", "Reshape", "Gather", "Where", "Loop",
         "If", "OneHot", "MatMul", RIGHT_TO_LEFT, "x" * 3000, "axis", "perm", "value")  # fmt: skip


def damaged_onnx(data: bytes, rng: Generator) -> bytes:
    """Fields of the model's messages changed, dropped, doubled and swapped."""
    import onnx
    from google.protobuf.message import DecodeError

    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
    except (DecodeError, UnicodeDecodeError) as error:
        raise Unfit from error
    message = one_of(rng, _messages(model))
    fields = [field for field, _ in message.ListFields()] or list(message.DESCRIPTOR.fields)
    field = one_of(rng, fields if rng.integers(6) else message.DESCRIPTOR.fields)
    with contextlib.suppress(ValueError, TypeError, UnicodeDecodeError):  # a field that cannot be so: nothing happens
        _change_field(message, field, rng)
    return bytes(model.SerializeToString())


def _messages(message: Any) -> list[Any]:
    found = [message]
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            for inner in value if _repeated(field) else [value]:
                found += _messages(inner)
    return found


def _repeated(field: Any) -> bool:
    return bool(field.is_repeated if hasattr(field, "is_repeated") else field.label == field.LABEL_REPEATED)


def _change_field(message: Any, field: Any, rng: Generator) -> None:
    value = getattr(message, field.name)
    if rng.integers(8) == 0:
        message.ClearField(field.name)
    elif not _repeated(field):
        if field.type == field.TYPE_MESSAGE:
            value.SetInParent() if rng.integers(2) else message.ClearField(field.name)
        else:
            setattr(message, field.name, _scalar(field, value, rng))
    elif field.type == field.TYPE_MESSAGE:
        if not len(value) or rng.integers(4) == 0:
            value.add()
        elif rng.integers(3) == 0:
            del value[int(rng.integers(len(value)))]
        elif rng.integers(2):
            value.add().CopyFrom(one_of(rng, value))
        else:
            one, other = one_of(rng, value), one_of(rng, value)
            kept = type(one)()
            kept.CopyFrom(one)
            one.CopyFrom(other)
            other.CopyFrom(kept)
    else:
        items = list(value)
        at = int(rng.integers(len(items) + 1))
        move = int(rng.integers(4))
        if move == 0 and items:
            items.pop(at % len(items))
        elif move == 1 and items:
            items[at % len(items)] = _scalar(field, items[at % len(items)], rng)
        elif move == 2 and len(items) > 1:
            items = items[::-1]
        else:
            items.insert(at, _scalar(field, None, rng))
        message.ClearField(field.name)
        getattr(message, field.name).extend(items)


def _scalar(field: Any, value: Any, rng: Generator) -> Any:
    if field.type == field.TYPE_STRING:
        return one_of(rng, TEXTS)
    if field.type == field.TYPE_BYTES:
        return broken(value, rng) if value and rng.integers(2) else one_of(rng, (b"", b"x", b"\xff\xfe", b"x" * 3000))
    if field.type in (field.TYPE_FLOAT, field.TYPE_DOUBLE):
        return one_of(rng, (0.0, -1.0, 1e30, float("nan"), float("inf"), 0.5))
    number = one_of(rng, NUMBERS)
    return number if field.type == field.TYPE_INT64 else int(number) & 0x1F


# -- HDF5 ----------------------------------------------------------------------------------------------


def damaged_hdf5(data: bytes, rng: Generator) -> bytes:
    """Arrays of other shapes and kinds, groups dropped, moved and renamed, attributes changed, JSON in them inside."""
    import h5py

    buffer = io.BytesIO(data)
    names: list[str] = []
    try:
        with h5py.File(buffer, "r+") as file:
            file.visit(names.append)
            _change_hdf5(file, names, rng)
    except (OSError, ValueError, KeyError, RuntimeError, TypeError) as error:
        raise Unfit from error
    return buffer.getvalue()


def _change_hdf5(file: Any, names: list[str], rng: Generator) -> None:
    kind = int(rng.integers(0, 10))
    if kind < 4:
        holders = [item for item in (file, *(file[name] for name in names)) if len(item.attrs)]
        item = one_of(rng, holders)
        name = one_of(rng, item.attrs)
        text = item.attrs[name]
        if isinstance(text, str) and text.startswith("{"):
            item.attrs[name] = damaged_json(text.encode(), rng).decode("utf-8", "replace")[:60_000]
        else:
            del item.attrs[name]
            values = ("", "x", "2.1.6", RIGHT_TO_LEFT, 5, 1.5, np.zeros(3), np.zeros((2, 2)), np.array([b"x", b"y"]),
                      b"\xff", np.array([b"a"] * 300), h5py_empty(), True)  # fmt: skip
            item.attrs[name] = one_of(rng, values)
        return
    name = one_of(rng, names)
    if kind == 4:
        del file[name]
    elif kind == 5:
        file.move(name, one_of(rng, ("x", f"{name}x", "vars/0", "layers/dense/vars/0", "é\u202e", "a/b/c")))
    elif kind == 6:
        file.copy(one_of(rng, names), f"{name}_copy")
    elif kind == 7:
        other = one_of(rng, names)
        file.move(name, "between")
        if other != name and other in file:
            file.move(other, name)
            file.move("between", other)
    else:
        attributes = dict(file[name].attrs)
        del file[name]
        shape = tuple(int(n) for n in rng.integers(0, 7, int(rng.integers(0, 4))))
        dtype = one_of(rng, ("f4", "f8", "i4", "u1", "?", "S3", "f2", "c8"))
        file.create_dataset(
            name, data=np.full(shape, 0 if dtype == "S3" else np.nan if dtype[0] == "f" else 1).astype(dtype)
        )
        file[name].attrs.update(attributes)


def h5py_empty() -> Any:
    """An attribute without a value."""
    import h5py

    return h5py.Empty("f4")


def _is_safetensors(data: bytes) -> bool:
    return len(data) > 9 and data[8:9] == b"{" and int.from_bytes(data[:8], "little") <= len(data) - 8


MOVES: tuple[tuple[Callable[[bytes], bool], Callable[[bytes, Generator], bytes]], ...] = (
    (lambda data: data.startswith(b"PK"), damaged_zip),
    (lambda data: data.startswith(HDF5), damaged_hdf5),
    (lambda data: data.startswith(b"\x93NUMPY"), damaged_npy),
    (_is_safetensors, damaged_safetensors),
    (lambda data: data.lstrip()[:1] in (b"{", b"["), damaged_json),
    (lambda data: data[:1] == b"\x08", damaged_onnx),
)
