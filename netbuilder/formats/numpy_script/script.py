"""The whole NumPy-only script: the functions that it needs, the network, and a command line that computes outputs."""

from __future__ import annotations

import base64
import io
import textwrap
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import Fitted
from netbuilder.files import atomic_write
from netbuilder.formats.base import Bundle, Format, register
from netbuilder.formats.flat import flat_snapshot
from netbuilder.formats.keras.limits import mend
from netbuilder.formats.keras_script.network import model_name
from netbuilder.formats.keras_script.texts import words_beside, words_bytes, words_file
from netbuilder.formats.numpy_script import rules, rules_of_sequences, rules_of_shapes
from netbuilder.formats.numpy_script.network import Network, network_of
from netbuilder.formats.numpy_script.preparing import has_answers, is_joined, usable, write_preparing
from netbuilder.formats.numpy_script.taking import taken
from netbuilder.formats.numpy_script.texts import with_option
from netbuilder.formats.preparation import is_told
from netbuilder.formats.provenance import origin_of
from netbuilder.formats.python_source import INDENT, WIDTH, Code, Script, call, literal, named
from netbuilder.graph import Graph, Problem, flattened
from netbuilder.layers.preprocessing import CategoryEncoding

FAMILIES = (rules, rules_of_sequences, rules_of_shapes)
EMBEDDED = 1 << 16  # bytes of weights that go into the script itself
OPEN = 8  # how long an axis of open length is in a trial
ROW = 76  # letters of a row of embedded weights

LOADING = '''
def load_weights():
    """All weights by layer and name."""
    weights = {}
    with np.load(%s) as arrays:
        for key in arrays.files:
            layer, name = key.rsplit("/", 1)
            weights.setdefault(layer, {})[name] = arrays[key]
    return weights
'''
MAIN = """
def main():
    parser = argparse.ArgumentParser(description=__doc__)
%s
    parser.add_argument("-o", "--output", help="an .npz file for the outputs")
    options = parser.parse_args()
    if options.inputs:
        samples = np.load(options.inputs)
        if options.inputs.endswith(".npz"):
            samples = [samples[name] for name in samples.files]
        else:
            samples = [samples]
    else:  # these random numbers only try the network out
        rng = np.random.default_rng(0)
        samples = [
%s
        ]
    outputs = predict(%s, *samples)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    if options.output:
        np.savez(options.output, *outputs)
    else:
        for output in outputs:
            print(output)
"""


def limits(graph: Graph) -> list[Problem]:
    """The layers that cannot be written, each with what to do."""
    return list(network_of(flattened(graph)[0]).problems)


def write_numpy_script(bundle: Bundle, path: Path) -> None:
    """The script, and beside it the weights where they are large or asked for."""
    snapshot = flat_snapshot(bundle.snapshot)
    network = network_of(snapshot.graph)
    arrays = network.arrays(snapshot.weights)
    embedded = not bundle.options.weights and sum(array.nbytes for array in arrays.values()) <= EMBEDDED
    if arrays and not embedded:
        with atomic_write(path.with_name(f"{model_name(bundle.name)}.npz")) as file:
            np.savez(file, **_savable(arrays))
    fitted = usable(snapshot.fitted, network.graph)
    if words_beside(fitted):
        with atomic_write(path.with_name(words_file(model_name(bundle.name)))) as file:
            file.write(words_bytes(fitted))
    untold = snapshot.fitted is not None and fitted is None and is_told(snapshot.fitted)
    source = numpy_script(bundle.name, network, arrays, embedded, origin_of(bundle), fitted, untold)
    with atomic_write(path) as file:
        file.write(source.encode("utf-8"))


def numpy_script(
    name: str,
    network: Network,
    arrays: dict[str, Array],
    embedded: bool,
    origin: str = "",
    fitted: Fitted | None = None,
    untold: bool = False,
) -> str:
    """The whole script as text, with its weights inside or beside it, and in words of which training they are.

    Raw inputs are prepared as it was `fitted`, where that is known; where it is `untold` the script says so.
    """
    script = Script(f"{name}: a network made with NetBuilder; it needs NumPy only.")
    if untold:
        script.about = ["It takes samples as they enter the network: how they are prepared is not part of it."]
    script.imports |= {"import argparse", "import numpy as np"}
    helpers = taken(network.parts.called)
    if any("math" in helper.reads for helper in helpers):
        script.imports.add("import math")
    if arrays:
        _write_loading(script, f"{model_name(name)}.npz", arrays, embedded, origin)
    for helper in helpers:
        _begin(script)
        script.body += helper.source.split("\n")
    _write_predict(script, network, bool(arrays))
    if fitted is not None:
        write_preparing(script, fitted, network.graph, model_name(name))
    _write_main(script, network, bool(arrays), fitted)
    if arrays and embedded:
        script.gap()
        script.body += ['WEIGHTS = """', *_rows(arrays), '"""', ""]
    else:
        script.gap()
    script.line('if __name__ == "__main__":')
    script.line("main()", 1)
    return script.source()


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH - 2)]


def _begin(script: Script) -> None:
    """Two blank lines before a function; one stands behind the imports already."""
    if script.body:
        script.gap()
    else:
        script.line("")


def _write_loading(script: Script, file: str, arrays: dict[str, Array], embedded: bool, origin: str) -> None:
    if embedded:
        script.imports |= {"import base64", "import io"}
        where = "io.BytesIO(base64.b64decode(WEIGHTS))"
    else:
        where = script.beside(file).flat()
    _begin(script)
    script.body += _comment(origin)
    script.body += (LOADING % where).strip("\n").split("\n")


def _write_predict(script: Script, network: Network, weighed: bool) -> None:
    _begin(script)
    arguments = [*([Code("weights")] if weighed else []), *map(Code, network.inputs)]
    script.body += call("def predict", *arguments).lines(0, after=":")
    shapes = ", ".join(_shape(network.graph[name].layer) for name in network.graph.input_names)
    text = f'{INDENT}"""Takes arrays of shape {shapes}."""'
    script.line(text.strip() if len(text) <= 88 else '"""Takes one array for each input."""', 1)
    script.base = 1
    for name, variable in zip(network.graph.input_names, network.inputs, strict=True):
        layer: Any = network.graph[name].layer
        script.assign(variable, call("np.asarray", Code(variable), Code(f"np.{layer.dtype}")))
    for line in network.parts.needed_lines():
        script.assign(line.target, line.value)
    outputs = network.outputs
    script.body += _returned(outputs).lines(1, before="return ")
    script.base = 0


def _returned(outputs: tuple[str, ...]) -> Code:
    flat = Code(", ".join(outputs))
    return flat if len(outputs) == 1 or len(flat.head) + 11 <= 88 else Code("", tuple(map(Code, outputs)))


def _shape(layer: Any) -> str:
    return "(" + ", ".join(["samples", *("any" if dim is None else str(dim) for dim in layer.shape)]) + ")"


def _write_main(script: Script, network: Network, weighed: bool, fitted: Fitted | None) -> None:
    names = network.graph.input_names
    told = "an .npy file of samples" if len(names) == 1 else "an .npz file with an array for each input, in order"
    if fitted is not None and fitted.table is not None:
        told = "a table (.csv), or an .npy file of prepared samples"
    reading = call(
        "parser.add_argument", literal("inputs"), named("nargs", literal("?")), named("help", literal(told))
    ).lines(1)  # fmt: skip
    trials = ",\n".join("            " + _trial(network.graph, name).flat() for name in names) + ","
    given = "load_weights()" if weighed else ""
    text = MAIN % ("\n".join(reading), trials, given)
    text = text.replace("predict(, ", "predict(")
    if fitted is not None:
        text = _with_preparation(text, fitted)
    script.gap()
    script.body += text.strip("\n").split("\n")


RAW = """    parser.add_argument("--raw", action="store_true", help="prepare the samples first")
"""
TABLE = """    if options.inputs and not options.inputs.endswith((".npy", ".npz")):
        samples = [prepare(options.inputs)]
    elif options.inputs:
"""
ANSWERS = """        for answer in answers(outputs[0]):
            print(*(answer if isinstance(answer, tuple) else [answer]))
"""
SEVERAL_ANSWERS = """        for answer in answers(outputs):
            print(*answer)
"""


def _with_preparation(text: str, fitted: Fitted) -> str:
    """The command line that prepares what it is given, and prints answers in words."""
    if fitted.table is not None:
        table = TABLE.replace("[prepare(options.inputs)]", "prepare(options.inputs)") if is_joined(fitted) else TABLE
        text = with_option(text.replace("    if options.inputs:\n", table), fitted)
    else:
        text = text.replace("    options = parser", f"{RAW}    options = parser")
        text = text.replace(
            "            samples = [samples]\n",
            "            samples = [samples]\n"
            "        samples = [prepare(x) for x in samples] if options.raw else samples\n",
        )
    if has_answers(fitted):
        text = text.replace(
            "        for output in outputs:\n            print(output)\n",
            SEVERAL_ANSWERS if fitted.several else ANSWERS,
        )
    return text


def _trial(graph: Graph, name: str) -> Code:
    layer: Any = graph[name].layer
    shape = literal((4, *(dim or OPEN for dim in layer.shape)))
    depths = [_depth(graph[reader].layer) for reader, _ in graph.consumers[name]]
    known = [depth for depth in depths if depth]
    if layer.dtype == "float32" and not known:
        return call("rng.random", shape)
    return call("rng.integers", literal(min(known, default=2)), named("size", shape))


def _depth(layer: Any) -> int:
    """How many whole numbers a layer knows; 0 where it takes any number."""
    return int(layer.num_tokens if isinstance(layer, CategoryEncoding) else getattr(layer, "input_dim", 0))


def _rows(arrays: dict[str, Array]) -> list[str]:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **_savable(arrays))
    text = base64.b64encode(buffer.getvalue()).decode("ascii")
    return [text[i : i + ROW] for i in range(0, len(text), ROW)]


def _savable(arrays: dict[str, Array]) -> dict[str, Any]:
    """For NumPy's savez, whose own arguments no weight is called."""
    return dict(arrays)


register(
    Format(
        ".py", "NumPy script", write_numpy_script, limits=limits, name="numpy", kind="script", options=("weights",),
        mend=mend,
        help="One file that computes outputs with NumPy alone; small networks carry their weights inside.",
    )
)  # fmt: skip
