"""Optimizers, losses, metrics, schedules, callbacks, initializers …: declared values as a script makes them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from netbuilder.engine.callbacks import Callback, LearningRateScheduler
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import InverseTimeDecay, Schedule
from netbuilder.errors import Fault
from netbuilder.formats.keras.declined import DECLINED
from netbuilder.formats.keras.objects import plain_fields
from netbuilder.formats.script_reading.arguments import named_arguments
from netbuilder.formats.script_reading.context import as_message
from netbuilder.formats.script_reading.dialects import member_of
from netbuilder.formats.script_reading.layer_calls import as_value
from netbuilder.formats.script_reading.limits import MEMBER, OBJECT
from netbuilder.formats.script_reading.values import Function, Symbol, Unknown, unknown_in
from netbuilder.kinds import shown
from netbuilder.spec import Spec

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

# What older Keras was told with an optimizer and a callback that changes nothing here.
LEFT_OUT = {
    Optimizer: ("name", "loss_scale_factor", "is_legacy_optimizer", "jit_compile", "use_locking"),
    Callback: ("verbose", "save_weights_only", "period"),
    Metric: ("dtype",),
    Loss: ("name", "dtype"),
    Schedule: ("name",),
}


def make_object(
    context: Context, base: type[Spec], name: str, given: list[Any], named: dict[str, Any], node: ast.AST
) -> Any:
    """A member of a family; raises Fault for what is not known."""
    context.budget.pay(OBJECT)
    if base is Callback and name == "LearningRateScheduler":
        return _scheduler(context, given, named)
    kind = member_of(base, name)
    if kind is None:
        return Unknown(reason=_why_not(base, name))
    arguments = named_arguments(kind, base.__name__, given, named)
    arguments = {key: value for key, value in arguments.items() if key not in LEFT_OUT.get(base, ())}
    decay = arguments.pop("decay", None) if base is Optimizer else None
    if base is Optimizer and arguments.get("epsilon", 0) is None:
        del arguments["epsilon"]
    for key, unknown in [(key, unknown) for key, value in arguments.items() for unknown in unknown_in(value)]:
        if unknown.undefined:
            context.want(unknown)
        context.note("{kind}: {name} is not known and keeps its usual value", kind=name, name=shown(key))
        arguments.pop(key, None)
    values = {key: as_value(context, item) for key, item in arguments.items()}
    if base is Optimizer and isinstance(values.get("learning_rate"), str):
        values.pop("learning_rate")
    value: Spec = kind.from_config(_without_strangers(context, kind, name, values))
    if isinstance(value, Metric):
        return _named_as_in_keras(context, value)
    return _decaying(value, decay) if isinstance(value, Optimizer) else value


def _named_as_in_keras(context: Context, metric: Metric) -> Metric:
    """A metric with the name that it has in Keras, which counts some of those that are made without one."""
    if metric.name or not metric.numbered:
        return metric.called(metric.log_name())
    return metric.called(context.auto_name(metric.snake()))


def _without_strangers(context: Context, kind: type[Spec], name: str, values: dict[str, Any]) -> dict[str, Any]:
    """The fields; an argument that cannot be expressed is told and left out."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        try:
            found.update(plain_fields(kind, {key: value}))
        except Fault as fault:
            context.note("{kind}: {cause}", kind=name, cause=as_message(fault))
    return found


def _decaying(optimizer: Optimizer, decay: Any) -> Optimizer:
    """The `decay` of old Keras: the rate falls with each step."""
    rate = optimizer.learning_rate
    if not isinstance(decay, int | float) or isinstance(decay, bool) or not decay or not isinstance(rate, float):
        return optimizer
    return optimizer.replace(learning_rate=InverseTimeDecay(rate, 1, float(decay)))


def _scheduler(context: Context, given: list[Any], named: dict[str, Any]) -> Any:
    """A schedule that counts epochs: as NetBuilder writes it, `lambda epoch: float(schedule(epoch))`."""
    function = given[0] if given else named.get("schedule")
    if isinstance(function, Function) and isinstance(function.node, ast.Lambda):
        nodes = list(ast.walk(function.node.body))
        context.budget.pay(len(nodes))
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        found = [context.evaluate(call.func, function.scope) for call in calls if isinstance(call.func, ast.Call)]
        function = next((value for value in found if isinstance(value, Schedule)), function)
    if isinstance(function, Schedule):
        return LearningRateScheduler(function)
    return Unknown(reason="a schedule that is a function of the script's own is not run")


def _why_not(base: type[Spec], name: str) -> str:
    families = {Optimizer: "optimizers", Callback: "callbacks", Metric: "metrics", Loss: "losses"}
    reason = DECLINED.get(families.get(base, ""), {}).get(name)
    return f"{name}: {reason}" if reason else f"{name} is not known"


def as_member(context: Context, base: type[Spec], value: Any) -> Any:
    """A member of a family from an object, a name, or the class or function of that name; raises Fault."""
    if isinstance(value, Symbol):
        value = value.last
    if isinstance(value, Unknown):
        if value.undefined:
            context.want(value)
        raise Fault("{cause}", cause=value.reason or "its value is not known")
    if isinstance(value, Function):
        raise Fault("it is a function of the script's own, which is not run")
    if isinstance(value, str):
        return _by_name(base, value)
    if isinstance(value, base):
        return value
    raise Fault("{value} is no {family}", value=shown(str(type(value).__name__)), family=base.__name__.lower())


def member_or_note(context: Context, base: type[Spec], value: Any, what: str) -> Any:
    """A member of a family, or None where it cannot be read, which is told."""
    context.budget.pay(MEMBER)
    if value is None:
        return None
    try:
        return as_member(context, base, value)
    except Fault as fault:
        context.refuse(context.lines[-1], "{what} cannot be read: {cause}", what=what, cause=as_message(fault))
        return None


def _by_name(base: type[Spec], name: str) -> Any:
    kind = member_of(base, name)
    if kind is None or base is Metric:  # a metric is reported under the very name that is written
        return base.coerce(name)
    return kind.plain()
