"""The data that a script trains on, as declared settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netbuilder.data import SOURCES, DataSettings
from netbuilder.errors import N_, Fault
from netbuilder.formats.script_reading.arrays import arrangement_of, scaling_of_steps
from netbuilder.formats.script_reading.tables import TABLE, recipe_of, table_settings
from netbuilder.formats.script_reading.values import Data, Network, Unknown
from netbuilder.kinds import shown

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

UNKNOWN_DATA = N_("the data that it trains on is not known here. Choose the data")


def data_of(context: Context, network: Network) -> DataSettings:
    """Source, scaling, arrangement, one-hot; what of it cannot be expressed is told."""
    x, y = _samples(context, network)
    copies = _is_its_own_target(context, network)
    told = recipe_of(context)
    if told.get("path") or told.get("source"):  # what no lines tell but the recipe's, such as a folder of pictures
        return DataSettings(**told)
    if x is None:
        if network.fits:
            context.note(UNKNOWN_DATA, network.fits[-1].line)
        return DataSettings(target_is_input=copies)
    line = network.fits[-1].line if network.fits else 0
    source = _source(context, x, line)
    if not source:
        return DataSettings(target_is_input=copies)
    scaling, same = scaling_of_steps(x.steps)
    if not same:
        context.note(
            "the numbers of the inputs are scaled in a way that is not there; {scaling} comes nearest", line,
            scaling=scaling,
        )  # fmt: skip
    arrangement, fits = arrangement_of(x)
    if not fits:
        context.note("the inputs are put into another shape, which is left out", line)
    read = {
        "scaling": scaling, "arrangement": arrangement, "target_is_input": copies,
        "one_hot": bool(y is not None and y.one_hot and not copies),
    }  # fmt: skip
    try:
        return DataSettings(**{**source, **read, **recipe_of(context)})
    except Fault as fault:
        context.refuse_fault(line, fault)
        return DataSettings()


def _samples(context: Context, network: Network) -> tuple[Data | None, Data | None]:
    """Inputs and labels: those that `fit` is given, or else those that were prepared last."""
    for fit in reversed(network.fits):
        x, y = _first(fit.x), _first(fit.y)
        if x is not None:
            return x, y
    kept = [value for value in context.globals.names.values() if isinstance(value, Data) and value.part == "train"]
    if network.fits or not kept:
        return None, None
    inputs = [data for data in kept if data.role == "x"]
    labels = [data for data in kept if data.role == "y"]
    return (inputs[-1] if inputs else None), (labels[-1] if labels else None)


def _is_its_own_target(context: Context, network: Network) -> bool:
    """Whether it is trained to give its input again: `fit(x, x)`, as an autoencoder is."""
    if not network.fits:
        return False
    x, y = network.fits[-1].x, network.fits[-1].y
    if isinstance(x, Unknown) and x.asks:
        return bool(x == y)
    x, y = _first(x), _first(y)
    if x is y and x is not None and x.source == "random":
        return True
    if x is None or y is None or y.role != "x" or x.role != "x":
        return False
    if (x.source, x.part, x.steps, x.shape) != (y.source, y.part, y.steps, y.shape):
        context.note(
            "the target is the input in another form than the one that enters, which cannot be told apart here: "
            "it is the input as it enters", network.fits[-1].line,
        )  # fmt: skip
    return True


def _first(value: Any) -> Data | None:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        value = value[0] if value else None
    return value if isinstance(value, Data) else None


def _source(context: Context, x: Data, line: int) -> dict[str, Any]:
    """Where the data comes from."""
    if x.source == "random":
        return {}  # nothing to train on was meant
    if x.source == TABLE:
        return table_settings(context)
    kind, _, name = x.source.partition(":")
    if kind == "bundled":
        own = name.removesuffix(".npz")
        return {"source": own} if own in SOURCES and SOURCES[own].bundled else {"path": name}
    if kind != "keras":
        return {"path": x.source}
    for source in SOURCES.values():
        if source.keras == name:
            return {"source": source.name, **dict(x.options)}
    context.note(
        "the data set {name} is not among those of NetBuilder. Choose data of your own", line, name=shown(name)
    )
    return {}


def sample_shape(network: Network) -> tuple[int | None, ...] | None:
    """The shape of one sample, where the data that `fit` is given tells it."""
    for fit in network.fits:
        x = _first(fit.x)
        if x is not None and x.shape is not None and None not in x.shape[1:]:
            return x.shape[1:]
    return None
