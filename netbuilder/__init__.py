"""NetBuilder: draw a neural network, train it, understand it, take it away.

What a notebook or a script needs is here; the same functions stand behind the window and the command line:

    import netbuilder as nb

    network = nb.read("digits.netb")            # or .keras, .h5, .onnx, a Keras script …
    model = nb.compile_model(network, epochs=3)
    history = nb.fit(model, x_train, y_train)
    nb.evaluate(model, x_test, y_test)
    nb.predict(model, x_test[:5])
    nb.write("digits.onnx", model)
"""

from __future__ import annotations

from netbuilder.version import __version__

TYPE_CHECKING = False  # as typing has it, whose import takes the first milliseconds of a start: Ctrl+C may fall there

if TYPE_CHECKING:
    from typing import Any

    from netbuilder.api import Graph, Model, Opened, compile_model, evaluate, fit, predict, read, write

__all__ = [
    "Graph",
    "Model",
    "Opened",
    "__version__",
    "compile_model",
    "evaluate",
    "fit",
    "predict",
    "read",
    "write",
]


def __getattr__(name: str) -> Any:
    """Loads the rest when it is asked for: the command line and the window begin without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from netbuilder import api

    return getattr(api, name)
