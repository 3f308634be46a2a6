"""The helpers that scripts use around a network: built-ins, NumPy, Keras's utilities, scikit-learn, argparse."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from netbuilder.errors import Fault
from netbuilder.formats.keras.applications import ARGUMENTS, application_arguments, layer_of_application
from netbuilder.formats.script_reading import constants
from netbuilder.formats.script_reading.arrays import expanded, loaded_dataset, reshaped, stepped
from netbuilder.formats.script_reading.context import expression_text
from netbuilder.formats.script_reading.values import (
    NOTHING_KNOWN,
    Batches,
    Bound,
    Data,
    FilePath,
    Function,
    Measure,
    Network,
    Options,
    Scaler,
    Stored,
    Symbol,
    Tensor,
    Unknown,
    unknown_in,
)
from netbuilder.kinds import shown

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

Helper = Callable[["Context", list[Any], dict[str, Any], ast.Call], Any]
HELPERS: dict[str, Helper] = {}

OF_WORDS = ("imdb", "reuters")  # Keras's sets of sequences, with what their load_data takes
OPTIONS = ("num_words", "skip_top", "maxlen", "seed")


def helper(*paths: str) -> Callable[[Helper], Helper]:
    """Enters what reads the calls of these functions."""

    def enter(function: Helper) -> Helper:
        HELPERS.update(dict.fromkeys(paths, function))
        return function

    return enter


def helper_call(context: Context, function: Symbol, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    """What a helper gives."""
    if function.path in HELPERS:
        return HELPERS[function.path](context, given, named, node)
    if function.within("builtins"):
        return _builtin(context, function.last, given, node)
    if function.within("keras.datasets") and function.last == "load_data":
        return _dataset(context, function, given, named, node)
    if function.within("keras.applications") and function.last in ARGUMENTS:
        return _of_application(context, function.last, given, named, node)
    if function.within("keras.applications") and function.last[:1].isupper():
        return context.placeholder(
            function.last, node, "a ready-made model of Keras. Save it as a .keras file and open that"
        )
    return Unknown((expression_text(node),))


def _of_application(context: Context, kind: str, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    from netbuilder.formats.script_reading.layer_calls import made_layer

    for one in unknown_in([*given, *named.values()]):
        context.want(one)
    try:
        layer = layer_of_application(kind, application_arguments(kind, given, named))
    except Fault as fault:
        return context.placeholder(kind, node, str(fault), named.get("name"))
    return made_layer(context, layer, node, named.get("name"))


def _dataset(context: Context, function: Symbol, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    name, told = function.path.split(".")[-2], {}
    for key, value in named.items():
        field = {"nb_words": "num_words"}.get(key, key)
        if name in OF_WORDS and field in OPTIONS and type(value) is int and value >= 0:
            told[field] = value
        elif value is not None and key not in ("path", "label_mode") and not (field == "seed" and value == 113):
            what = f"{key}={shown(value)}" if not isinstance(value, Unknown) else key
            context.note("{what} of load_data is left out", node.lineno, what=what)
    return loaded_dataset(context, name, tuple(told.items()))


# -- built-ins ----------------------------------------------------------------------------------------


def _builtin(context: Context, name: str, given: list[Any], node: ast.Call) -> Any:
    function = BUILTINS.get(name)
    if name == "len" and given and isinstance(given[0], Data):
        data = given[0]
        return data.shape[0] if data.shape and data.shape[0] is not None else Unknown((expression_text(node),))
    if function is None:
        return NOTHING_KNOWN if name != "print" else None
    unknown = unknown_in(given)
    if unknown:
        return (
            Unknown((expression_text(node),), all(one.undefined for one in unknown))
            if name in ("len", "max")
            else (unknown[0].joined(*unknown[1:]))
        )
    if any(isinstance(value, Data | Tensor | Measure | Network | Symbol | Function) for value in given):
        return (
            Measure(name, given[0])
            if name in ("max", "min") and isinstance(given[0], Data)
            else (given[0] if name == "float" else Unknown((expression_text(node),)))
        )
    try:
        return constants.bounded(function(*given))
    except (TypeError, ValueError, ArithmeticError, IndexError) as error:
        raise Fault("this cannot be worked out: {cause}", cause=str(error)[:80]) from None


def _short(value: Any) -> Any:
    """Refuses to go through a range that is long."""
    if isinstance(value, range) and len(value) > constants.LONGEST_LIST:
        raise Fault(constants.TOO_LARGE)
    return value


def _range(*bounds: Any) -> range:
    return range(*(int(bound) for bound in bounds))


BUILTINS: dict[str, Callable[..., Any]] = {
    "range": _range,
    "xrange": _range,
    "len": len,
    "int": lambda value=0: int(value) if isinstance(value, int | float | str) and len(str(value)) < 20 else 0,
    "float": float,
    "str": lambda value="": str(value) if isinstance(value, int | float | str | bool | None) else "",
    "bool": bool,
    "abs": abs,
    "round": round,
    "min": lambda *values: min(*map(_short, values)),
    "max": lambda *values: max(*map(_short, values)),
    "sum": lambda values: sum(_short(values)),
    "list": lambda values=(): list(_short(values)),
    "tuple": lambda values=(): tuple(_short(values)),
    "set": lambda values=(): list(dict.fromkeys(_short(values))),
    "sorted": lambda values: sorted(_short(values)),
    "reversed": lambda values: list(reversed(_short(values))),
    "enumerate": lambda values, start=0: [(i + start, item) for i, item in enumerate(_short(values))],
    "zip": lambda *rows: list(zip(*map(_short, rows), strict=False)),
    "dict": lambda *pairs: dict(*pairs),
}


# -- Keras --------------------------------------------------------------------------------------------


@helper("keras.backend.image_data_format")
def _data_format(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return "channels_first" if context.channels_first else "channels_last"


@helper("keras.backend.image_dim_ordering", "keras.backend.common.image_dim_ordering")
def _dim_ordering(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return "th" if context.channels_first else "tf"


@helper(
    "keras.backend.set_image_dim_ordering",
    "keras.backend.set_image_data_format",
    "keras.backend.common.set_image_dim_ordering",
)
def _set_format(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    context.channels_first = bool(given) and given[0] in ("th", "channels_first")


@helper("keras.backend.backend")
def _backend(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return "tensorflow"


@helper("keras.backend.epsilon")
def _epsilon(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return 1e-7


@helper(
    "keras.utils.set_random_seed", "numpy.random.seed", "tensorflow.random.set_seed", "tensorflow.set_random_seed",
    "tensorflow.random.set_random_seed",
)  # fmt: skip
def _seed(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    value = given[0] if given else named.get("seed")
    if isinstance(value, int) and 0 <= value < 2**32:
        context.seed = value


@helper("tensorflow.config.experimental.enable_op_determinism")
def _deterministic(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    context.deterministic = True


@helper("keras.utils.to_categorical", "tensorflow.one_hot", "keras.ops.one_hot")
def _one_hot(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    values = [*given, *named.values()]
    data = next((value for value in values if isinstance(value, Data)), None)
    classes = named.get("num_classes", named.get("nb_classes", given[1] if len(given) > 1 else None))
    known = classes if isinstance(classes, int) else None
    return replace(data, one_hot=True, shape=(*(data.shape or (None,))[:1], known)) if data else NOTHING_KNOWN


@helper("keras.utils.pad_sequences")
def _padded(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    length = named.get("maxlen", given[1] if len(given) > 1 else None)
    if given and isinstance(given[0], Data):
        rows = given[0].shape[0] if given[0].shape else None
        shape = (rows, length if isinstance(length, int) else None)
        options = dict(given[0].options)
        if given[0].source.partition(":")[2] in OF_WORDS:
            if type(length) is int:
                options["padded_length"] = length
            for key in ("padding", "truncating"):
                if named.get(key, "pre") != "pre":
                    context.note("{what} is left out: sequences are filled and cut at their beginning", node.lineno,
                                 what=f"{key}={shown(named[key])}")  # fmt: skip
        return replace(given[0], shape=shape, raw=shape, options=tuple(options.items()))
    return NOTHING_KNOWN


@helper("keras.utils.normalize")
def _normalized(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    if given and isinstance(given[0], Data):
        return stepped(given[0], "/length")
    return NOTHING_KNOWN


# -- NumPy and what is like it --------------------------------------------------------------------------


@helper("numpy.expand_dims", "tensorflow.expand_dims", "keras.ops.expand_dims")
def _expand(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    if given and isinstance(given[0], Data):
        return expanded(given[0], named.get("axis", given[1] if len(given) > 1 else -1))
    return _left(context, "expand_dims", given, named, node)


@helper("numpy.reshape", "tensorflow.reshape", "keras.ops.reshape")
def _reshape(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    if len(given) > 1 and isinstance(given[0], Data):
        return reshaped(given[0], given[1])
    return _left(context, "reshape", given, named, node)


def _left(context: Context, name: str, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    if given and isinstance(given[0], Tensor):
        from netbuilder.formats.script_reading.layer_calls import call_layer

        made = context.placeholder(name, node, "this function of tensors is not known")
        return call_layer(context, made, given, named, node)
    return Unknown((expression_text(node),))


@helper("numpy.array", "numpy.asarray", "numpy.float32", "tensorflow.cast", "tensorflow.constant", "numpy.copy",
        "numpy.squeeze", "tensorflow.convert_to_tensor")  # fmt: skip
def _same(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    first = given[0] if given else NOTHING_KNOWN
    return first if isinstance(first, Data | Tensor | int | float) else Unknown((expression_text(node),))


@helper("numpy.random.default_rng", "numpy.random.RandomState")
def _generator(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return Symbol("numpy.random")


def _random(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    """Numbers that only try a network out."""
    shape = named.get("size", next((value for value in given if isinstance(value, tuple | list)), None))
    if shape is None and given and all(isinstance(value, int) for value in given):
        shape = tuple(given)  # np.random.rand(1000, 20)
    shape = (shape,) if isinstance(shape, int) else shape
    known = tuple(dim if isinstance(dim, int) else None for dim in shape) if isinstance(shape, tuple | list) else None
    return Data("random", "", "", known, known)


for _kind in ("random", "rand", "randn", "randint", "random_sample", "uniform", "normal", "integers", "choice",
              "standard_normal"):  # fmt: skip
    HELPERS[f"numpy.random.{_kind}"] = _random
HELPERS.update(dict.fromkeys(("numpy.zeros", "numpy.ones", "numpy.empty", "tensorflow.random.normal"), _random))


@helper("numpy.where")
def _where(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return next((value for value in reversed(given) if isinstance(value, Measure | Data)), NOTHING_KNOWN)


def _measure(kind: str) -> Helper:
    def read(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
        if given and isinstance(given[0], Data):
            return Measure(kind, given[0])
        return Unknown((expression_text(node),))

    return read


for _kind in ("mean", "std", "max", "min"):
    HELPERS.update({f"numpy.{_kind}": _measure(_kind), f"numpy.a{_kind}": _measure(_kind)})


def _of_number(function: Callable[[float], Any]) -> Helper:
    def read(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
        if len(given) != 1 or isinstance(given[0], bool) or not isinstance(given[0], int | float):
            return Unknown((expression_text(node),))
        try:
            return constants.bounded(function(given[0]))
        except (ArithmeticError, ValueError):
            raise Fault("this cannot be worked out") from None

    return read


for _name in ("ceil", "floor", "sqrt", "log", "log2", "exp"):
    HELPERS.update({f"{module}.{_name}": _of_number(getattr(math, _name)) for module in ("math", "numpy")})


@helper("numpy.prod", "math.prod")
def _product(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    values = given[0] if given else ()
    if isinstance(values, list | tuple) and all(isinstance(value, int) for value in values):
        return constants.bounded(math.prod(values))
    return Unknown((expression_text(node),))


@helper("numpy.load")
def _load(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    path = given[0] if given else None
    if isinstance(path, FilePath):
        folder, _, name = path.text.rpartition("/")
        if name.endswith(".npy") and not path.beside:
            from netbuilder.formats.script_reading.arrays import stored_array

            return stored_array(context, Stored(folder), name[:-4])
        return Stored(path.text, path.beside) if path.text.lower().endswith(".npz") else NOTHING_KNOWN
    return Stored(path) if isinstance(path, str) and path.endswith(".npz") else NOTHING_KNOWN


@helper("pathlib.Path", "os.path.join", "keras.utils.get_file")
def _path(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    if given and all(isinstance(part, str) for part in given):
        own = given == ["script.py"]
        return FilePath("" if own else "/".join(given), own)
    return NOTHING_KNOWN


# -- data, scaling, splits, options ---------------------------------------------------------------------


@helper("sklearn.preprocessing.StandardScaler", "sklearn.preprocessing.data.StandardScaler")
def _standard(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return Scaler(("-mean", "/std"))


@helper("sklearn.preprocessing.MinMaxScaler", "sklearn.preprocessing.data.MinMaxScaler")
def _minmax(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return Scaler(("-min", "/range"))


@helper("sklearn.model_selection.train_test_split", "sklearn.cross_validation.train_test_split")
def _split(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    found: list[Any] = []
    for value in given:
        if not isinstance(value, Data):
            found += [value] * 2
            continue
        rest = replace(value, shape=(None, *value.shape[1:]) if value.shape else None)
        found += [rest, replace(rest, held=_share_of(named, value.shape[0] if value.shape else None))]
    return tuple(found)


def _share_of(named: dict[str, Any], rows: int | None) -> float:
    """The share that is set apart, as scikit-learn counts it; 0 where that is not known."""
    size, kept = named.get("test_size"), named.get("train_size")
    if size is None and isinstance(kept, int | float):
        size = 1 - kept if isinstance(kept, float) else rows - kept if rows else None
    elif size is None:
        size = 0.25
    if isinstance(size, int) and not isinstance(size, bool):
        size = size / rows if rows else 0.0
    return round(size, 6) if isinstance(size, float) and 0 < size < 1 else 0.0


@helper("tensorflow.data.Dataset.from_tensor_slices")
def _slices(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    pair = given[0] if given else None
    return Batches(pair[0], pair[1]) if isinstance(pair, tuple) and len(pair) == 2 else NOTHING_KNOWN


def _batches(place: int, usual: int) -> Helper:
    """Batches of what lies in a folder: their size stands at a place among the arguments, or is the usual one."""

    def read(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
        size = named.get("batch_size", given[place] if len(given) > place else usual)
        if isinstance(size, Unknown):
            context.note("{name} is not known and keeps its usual value", name="batch_size")
            size = usual
        found = Batches(NOTHING_KNOWN, None, size if isinstance(size, int) else None)
        return (found, found) if named.get("subset") == "both" else found

    return read


HELPERS["keras.utils.image_dataset_from_directory"] = _batches(5, 32)
for _name in ("text_dataset_from_directory", "audio_dataset_from_directory"):
    HELPERS[f"keras.utils.{_name}"] = _batches(4, 32)
HELPERS["keras.utils.timeseries_dataset_from_array"] = _batches(5, 128)


@helper("keras.utils.ImageDataGenerator")
def _augmenting(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    context.note(
        "the pictures are changed at random while it trains, which is left out. Put RandomFlip, RandomRotation … "
        "after the input instead"
    )
    scaled = named.get("rescale")
    return Scaler(("/unit",) if isinstance(scaled, float) else ())


@helper(
    "keras.wrappers.scikit_learn.KerasClassifier", "keras.wrappers.scikit_learn.KerasRegressor",
    "scikeras.wrappers.KerasClassifier", "scikeras.wrappers.KerasRegressor",
)  # fmt: skip
def _wrapper(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    """scikit-learn's wrapper: it builds the network, and knows how long it trains."""
    from netbuilder.formats.script_reading.fitting import fit_model

    build = named.get("build_fn", named.get("model", given[0] if given else None))
    if isinstance(build, Function):
        made = context.call_function(build, [], {}, node)
        if isinstance(made, Network):
            told: dict[str, Any] = {
                key: named[key] for key in ("epochs", "nb_epoch", "batch_size", "callbacks") if key in named
            }
            fit_model(context, made, "fit", [], told, node)
    return NOTHING_KNOWN


@helper("argparse.ArgumentParser")
def _options(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return Options()


@helper("builtins.isinstance", "builtins.hasattr", "os.path.exists", "os.path.isfile", "os.path.isdir")
def _question(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return NOTHING_KNOWN


__all__ = ["HELPERS", "Bound", "helper_call"]
