"""Optimizers and schedules of `torch.optim`, and what our numbers are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import Schedule, rate_at
from netbuilder.errors import FileFault
from netbuilder.formats.python_source import Code, call, literal, named

Arguments = dict[str, Any]
KINDS: dict[str, Callable[[Any], tuple[str, Arguments]]] = {
    "SGD": lambda o: ("SGD", _given(momentum=(o.momentum, 0), nesterov=(o.nesterov and o.momentum > 0, False))),
    "Adam": lambda o: ("AdamW" if o.weight_decay else "Adam", _moments(o) | _given(amsgrad=(o.amsgrad, False))),
    "AdamW": lambda o: ("AdamW", _moments(o) | _given(amsgrad=(o.amsgrad, False))),
    "Adamax": lambda o: ("Adamax", _moments(o)),
    "Nadam": lambda o: ("NAdam", _moments(o) | {"momentum_decay": 1.0}),
    "RMSprop": lambda o: (
        "RMSprop",
        {"alpha": o.rho, "eps": o.epsilon} | _given(momentum=(o.momentum, 0), centered=(o.centered, False)),
    ),
    "Adagrad": lambda o: (
        "Adagrad",
        {"initial_accumulator_value": o.initial_accumulator_value, "eps": o.epsilon},
    ),
    "Adadelta": lambda o: ("Adadelta", {"rho": o.rho, "eps": o.epsilon}),
}


def _given(**pairs: tuple[Any, Any]) -> Arguments:
    return {name: value for name, (value, usual) in pairs.items() if value != usual}


def _moments(o: Any) -> Arguments:
    return _given(betas=((o.beta_1, o.beta_2), (0.9, 0.999))) | {"eps": o.epsilon}


def optimizer_code(optimizer: Optimizer) -> Code:
    """The expression that makes it; raises FileFault that says what to choose."""
    name = type(optimizer).__name__
    if name not in KINDS:
        raise FileFault(
            "{optimizer} has no counterpart in the PyTorch script. Choose another optimizer: there are {known}",
            optimizer=name, known=", ".join(KINDS),
        )  # fmt: skip
    kind, arguments = KINDS[name](optimizer)
    if optimizer.weight_decay and kind != "AdamW":
        raise FileFault(
            "PyTorch's {optimizer} decays weights in another way than Keras's. Choose AdamW, or no weight_decay",
            optimizer=name,
        )
    if kind == "AdamW":
        arguments["weight_decay"] = optimizer.weight_decay or 0.0
    for field in ("use_ema", "gradient_accumulation_steps"):
        if getattr(optimizer, field):
            raise FileFault("the PyTorch script does without {field}. Leave it as it is by default", field=field)
    rate = rate_at(optimizer.learning_rate, 0)
    items = [named("lr", literal(rate)), *(named(key, literal(value)) for key, value in arguments.items())]
    return call(f"torch.optim.{kind}", Code("network.parameters()"), *items)


def clipping_lines(optimizer: Optimizer) -> list[str]:
    """What is done to the gradients before a step."""
    if optimizer.global_clipnorm:
        return [f"nn.utils.clip_grad_norm_(model.parameters(), {optimizer.global_clipnorm!r})"]
    if optimizer.clipvalue:
        return [f"nn.utils.clip_grad_value_(model.parameters(), {optimizer.clipvalue!r})"]
    if optimizer.clipnorm:
        each = f"    nn.utils.clip_grad_norm_([weight], {optimizer.clipnorm!r})  # each by itself"
        return ["for weight in model.parameters():", each]
    return []


def schedule_lines(schedule: Schedule) -> list[str]:
    """The body of `learning_rate(step)`; raises FileFault where there is none."""
    name = type(schedule).__name__
    if name not in SCHEDULES:
        raise FileFault(
            "{schedule} has no counterpart in the PyTorch script. Choose another schedule: there are {known}",
            schedule=name, known=", ".join(SCHEDULES),
        )  # fmt: skip
    return SCHEDULES[name](schedule)


def _passed(s: Any) -> str:
    share = f"step / {s.decay_steps!r}"
    return f"math.floor({share})" if s.staircase else share


def _polynomial(s: Any) -> list[str]:
    first, last = s.initial_learning_rate, s.end_learning_rate
    lines = ["cycles = 1"]
    if s.cycle:
        lines = [f"cycles = max(1, math.ceil(step / {s.decay_steps!r}))"]
    lines.append(f"left = max(0.0, 1 - step / ({s.decay_steps!r} * cycles))")
    return [*lines, f"return {first - last!r} * left**{s.power!r} + {last!r}"]


def _cosine(s: Any) -> list[str]:
    rate, shift, lines = s.initial_learning_rate, "step", []
    if s.warmup_target is not None:
        rise = s.warmup_target - rate
        lines = [
            f"if step < {s.warmup_steps!r}:",
            f"    return {rate!r} + {rise!r} * step / {s.warmup_steps!r}",
        ]
        rate, shift = s.warmup_target, f"(step - {s.warmup_steps!r})"
    lines.append(f"wave = (1 + math.cos(math.pi * min({shift} / {s.decay_steps!r}, 1))) / 2")
    return [*lines, f"return {rate!r} * ({1 - s.alpha!r} * wave + {s.alpha!r})"]


def _piecewise(s: Any) -> list[str]:
    bounds = [int(bound) for bound in s.boundaries]
    return [f"return {list(s.values)!r}[bisect.bisect_left({bounds!r}, step)]"]


def _warm(s: Any) -> list[str]:
    first, target = s.initial_learning_rate, s.target
    rise = rate_at(target, 0) - first
    lines = [f"if step < {s.warmup_steps!r}:", f"    return {first!r} + {rise!r} * step / {s.warmup_steps!r}"]
    if not isinstance(target, Schedule):
        return [*lines, f"return {target!r}"]
    return [*lines, f"step -= {s.warmup_steps!r}", *schedule_lines(target)]


SCHEDULES: dict[str, Callable[[Any], list[str]]] = {
    "ExponentialDecay": lambda s: [f"return {s.initial_learning_rate!r} * {s.decay_rate!r} ** ({_passed(s)})"],
    "InverseTimeDecay": lambda s: [f"return {s.initial_learning_rate!r} / (1 + {s.decay_rate!r} * ({_passed(s)}))"],
    "PolynomialDecay": _polynomial,
    "CosineDecay": _cosine,
    "PiecewiseConstantDecay": _piecewise,
    "Warmup": _warm,
}
