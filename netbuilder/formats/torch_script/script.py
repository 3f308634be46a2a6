"""The whole PyTorch script: it trains alone or on several processes, and runs as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.engine.schedules import Schedule
from netbuilder.engine.settings import TrainingSettings
from netbuilder.files import atomic_write
from netbuilder.formats.base import Bundle, Format, register
from netbuilder.formats.flat import flat_snapshot
from netbuilder.formats.keras.limits import mend
from netbuilder.formats.keras_script.arguments import data_arguments
from netbuilder.formats.keras_script.data import about_files
from netbuilder.formats.keras_script.network import model_name
from netbuilder.formats.keras_script.script import write_beside
from netbuilder.formats.provenance import write_origin
from netbuilder.formats.python_source import Code, Script, call, literal, named, text
from netbuilder.formats.torch_script.callbacks import Rules, rules_of
from netbuilder.formats.torch_script.network import network_of, write_network
from netbuilder.formats.torch_script.optimizing import optimizer_code, schedule_lines
from netbuilder.formats.torch_script.training import (
    START,
    Plan,
    returned,
    write_dataset,
    write_loading,
    write_losses,
    write_own_unit,
    write_pass,
    write_penalty,
)
from netbuilder.graph import Graph, Problem, flattened

IMPORTS = (
    "import argparse",
    "import os",
    "import numpy as np",
    "import torch",
    "import torch.distributed as dist",
    "import torch.nn.functional as F",
    "from torch import nn",
    "from torch.nn.parallel import DistributedDataParallel",
    "from torch.utils.data import DataLoader, DistributedSampler, Subset, TensorDataset",
)


def limits(graph: Graph) -> list[Problem]:
    """The layers that cannot be written, each with what to do."""
    return list(network_of(flattened(graph)[0]).problems)


def write_torch_script(bundle: Bundle, path: Path) -> None:
    """The script, and beside it the bundled data and the weights that it reads, if any."""
    source = torch_script(bundle)
    write_beside(bundle, path)
    if bundle.options.weights:
        snapshot = flat_snapshot(bundle.snapshot)
        arrays: dict[str, Any] = network_of(snapshot.graph).state(snapshot.weights)
        with atomic_write(path.parent / f"{model_name(bundle.name)}.npz") as file:
            np.savez(file, **arrays)
    with atomic_write(path) as file:
        file.write(source.encode("utf-8"))


def torch_script(bundle: Bundle) -> str:
    """The whole script as text; raises FileFault for settings that PyTorch has no counterpart of."""
    training = bundle.snapshot.training or TrainingSettings()
    network = network_of(flattened(bundle.snapshot.graph)[0])
    plan = Plan.of(bundle, network, training)
    rules = rules_of(training, network.graph.output_names)
    if training.steps_per_epoch is not None:
        rules.left.append("steps_per_epoch: each epoch takes all batches")
    title = f"{bundle.name}: a network made with NetBuilder, for PyTorch."
    script = Script(title, set(IMPORTS) | rules.imports)
    script.about = about_files(bundle, f"{model_name(bundle.name)}.npz")
    script.line(f"BATCH_SIZE = {training.batch_size}  # of all processes together")
    write_loading(script, bundle, training, plan)
    write_dataset(script, plan)
    write_network(script, network)
    write_own_unit(script, plan)
    write_losses(script, plan)
    write_penalty(script, plan)
    scheduled = isinstance(training.optimizer.learning_rate, Schedule)
    if scheduled:
        _write_schedule(script, training.optimizer.learning_rate)
    write_pass(script, plan, scheduled)
    script.body += rules.functions
    script.gap()
    script.body += START.strip("\n").split("\n")
    _write_options(script, bundle, training)
    _write_main(script, bundle, plan, rules)
    _trim_imports(script)
    return script.source()


def _write_schedule(script: Script, schedule: Any) -> None:
    lines = schedule_lines(schedule)
    script.imports |= {f"import {module}" for module in ("math", "bisect") if f"{module}." in "".join(lines)}
    script.gap()
    script.line("def learning_rate(step):")
    script.line(f'"""{type(schedule).__name__}."""', 1)
    for line in lines:
        script.line(line, 1)


def _write_options(script: Script, bundle: Bundle, training: TrainingSettings) -> None:
    script.gap()
    script.line("def read_options():")
    script.base = 1
    script.assign("parser", call("argparse.ArgumentParser", named("description", Code("__doc__"))))
    epochs = [named("type", Code("int")), named("default", literal(training.epochs))]
    script.do(call("parser.add_argument", literal("--epochs"), *epochs))
    script.do(call("parser.add_argument", literal("--data"), *data_arguments(script, bundle.data)))
    resume = [named("action", literal("store_true")), named("help", literal("go on from the last checkpoint"))]
    script.do(call("parser.add_argument", literal("--resume"), *resume))
    script.line("return parser.parse_args()")
    script.base = 0


def _write_main(script: Script, bundle: Bundle, plan: Plan, rules: Rules) -> None:
    training, name = plan.training, model_name(bundle.name)
    script.gap()
    script.line("def main():")
    script.base = 1
    script.line("options = read_options()")
    script.line("rank, world, device = start()")
    if training.seed is not None:
        script.line(f"torch.manual_seed({training.seed})")
    if training.deterministic:
        script.line("torch.use_deterministic_algorithms(True)")
    _write_samples(script, plan)
    script.block()
    script.line("network = Network()")
    if bundle.options.weights:
        write_origin(script, bundle)
        script.line(f"with np.load({script.beside(name + '.npz').flat()}) as arrays:")
        script.line("weights = {key: torch.as_tensor(arrays[key]) for key in arrays}", 1)
        script.line("network.load_state_dict(weights)")
    script.line("network.to(device)")
    script.line("model = DistributedDataParallel(network) if world > 1 else network")
    script.assign("optimizer", optimizer_code(training.optimizer))
    if isinstance(training.optimizer.learning_rate, Schedule):
        script.line("first_rate = learning_rate(0) or 1.0")
        script.line('optimizer.param_groups[0]["lr"] = first_rate')
        script.line("optimizer.schedule = torch.optim.lr_scheduler.LambdaLR(")
        script.line("optimizer, lambda step: learning_rate(step) / first_rate", 1)
        script.line(")")
    _write_loop(script, plan, rules, name)
    script.base = 0
    script.gap()
    script.line('if __name__ == "__main__":')
    script.line("main()", 1)


def _write_samples(script: Script, plan: Plan) -> None:
    """The data sets; the last fraction of the training data is kept for validation."""
    training = plan.training
    script.line(f"{', '.join(returned(plan.weighed, plan.own_validation))} = load_data(options)")
    if plan.weighed:
        test = "len(x_test)" if len(plan.xs) == 1 else "len(x_test[0])"
        script.line("training = dataset_of(x_train, y_train, w_train)")
        script.line(f"test = dataset_of(x_test, y_test, np.ones({test}))")
    else:
        script.line("training = dataset_of(x_train, y_train)")
        script.line("test = dataset_of(x_test, y_test)")
    if plan.own_validation and not training.validate_on_test:
        ones = f", np.ones({'len(x_val)' if len(plan.xs) == 1 else 'len(x_val[0])'})" if plan.weighed else ""
        script.line(f"validation = dataset_of(x_val, y_val{ones})")
        script.line("validation = Subset(validation, range(rank, len(validation), world))")
    if plan.held_back:
        script.imports.add("import math")
        script.line(f"kept = math.floor(len(training) * {1 - plan.held_back!r})")
        script.line("validation = Subset(training, range(kept + rank, len(training), world))")
        script.line("training = Subset(training, range(kept))")
    if training.validate_on_test:
        script.line("validation = Subset(test, range(rank, len(test), world))")
    # Each process has its share of every batch, and each epoch its own order.
    seed = f", seed={training.seed}" if training.seed is not None and training.shuffle else ""
    script.line(f"sampler = DistributedSampler(training, world, rank, shuffle={training.shuffle}{seed})")
    script.line("training = DataLoader(training, max(BATCH_SIZE // world, 1), sampler=sampler)")
    if plan.validates:
        script.line("validation = DataLoader(validation, BATCH_SIZE)")
    script.line("test = DataLoader(Subset(test, range(rank, len(test), world)), BATCH_SIZE)")


def _write_loop(script: Script, plan: Plan, rules: Rules, name: str) -> None:
    checkpoint = text(f"{name}.checkpoint.pt")
    script.line(f"first = {plan.training.initial_epoch}")
    script.line("if options.resume:")
    script.line(f"saved_state = torch.load({checkpoint}, map_location=device)", 1)
    script.line('network.load_state_dict(saved_state["network"])', 1)
    script.line('optimizer.load_state_dict(saved_state["optimizer"])', 1)
    script.line('first = saved_state["epoch"] + 1', 1)
    if isinstance(plan.training.optimizer.learning_rate, Schedule):
        script.line("optimizer.schedule.last_epoch = first * len(training)", 1)
    for line in rules.before:
        script.line(line)
    if rules.left:
        script.block(f"Left out: {', '.join(rules.left)}.")
    script.block()
    script.line("for epoch in range(first, options.epochs):")
    script.line("sampler.set_epoch(epoch)", 1)
    for line in rules.begin:
        script.line(line, 1)
    script.line("logs = run_epoch(model, training, device, optimizer)", 1)
    if plan.validates:
        freq = plan.training.validation_freq
        if freq > 1:
            script.line(f"if (epoch + 1) % {freq} == 0:", 1)
        script.line("for key, value in run_epoch(model, validation, device).items():", 1 + (freq > 1))
        script.line('logs[f"val_{key}"] = value', 2 + (freq > 1))
    script.line("if rank == 0:", 1)
    script.line('print(f"epoch {epoch + 1}:", logs, flush=True)', 2)
    script.line("state = {", 2)
    for key, value in (
        ("network", "network.state_dict()"),
        ("optimizer", "optimizer.state_dict()"),
        ("epoch", "epoch"),
    ):
        script.line(f'"{key}": {value},', 3)
    script.line("}", 2)
    script.line(f"torch.save(state, {checkpoint})", 2)
    for line in rules.end:
        script.line(line, 1)
    for line in rules.after:
        script.line(line)
    script.block()
    script.line("scores = run_epoch(model, test, device)")
    script.line("if rank == 0:")
    script.line("print(scores)", 1)
    script.line(f"torch.save(network.state_dict(), {text(name + '.pt')})", 1)
    script.line("if world > 1:")
    script.line("dist.destroy_process_group()", 1)


def _trim_imports(script: Script) -> None:
    """Takes out what nothing uses."""
    body = "\n".join(script.body)
    if "F." not in body:
        script.imports.discard("import torch.nn.functional as F")
    if "math." in body:
        script.imports.add("import math")


register(
    Format(
        ".py", "PyTorch script", write_torch_script, limits=limits, name="torch", kind="script", options=("weights",),
        mend=mend,
        help="The network as a module of PyTorch and the loop that trains it; torchrun starts it on several devices.",
    )
)  # fmt: skip
