"""The training loop of a PyTorch script: data, loss, metrics, one pass, and what is common to all processes."""

from __future__ import annotations

from dataclasses import dataclass

from netbuilder.data import DataSettings
from netbuilder.engine.names import logged_metrics
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import FileFault
from netbuilder.formats.base import Bundle
from netbuilder.formats.keras_script.data import Tools, parts_of, scaled_outputs_of, weighs_samples, write_data
from netbuilder.formats.python_source import Code, Script, array, call, literal, named
from netbuilder.formats.torch_script.base import penalties, penalty_terms
from netbuilder.formats.torch_script.losses import Measure, function_of, measure_of
from netbuilder.formats.torch_script.network import Network
from netbuilder.formats.torch_script.optimizing import clipping_lines
from netbuilder.graph import check
from netbuilder.kinds import Shape
from netbuilder.layers import Input

DATASETS = {"mnist": "MNIST", "fashion_mnist": "FashionMNIST", "cifar10": "CIFAR10", "cifar100": "CIFAR100"}

START = '''
def start():
    """The number of this process, of all, and its device; torchrun starts several."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if "RANK" not in os.environ:
        return 0, 1, device
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return dist.get_rank(), dist.get_world_size(), device
'''


OWN_UNIT = '''
def own_unit(values, output):
    """Amounts in the unit that they had before they were scaled."""
    offset, spread = (
        torch.as_tensor(np.asarray(number), dtype=values.dtype, device=values.device)
        for number in SCALES[output]
    )
    return values * spread + offset
'''


@dataclass(frozen=True)
class Plan:
    """What the loop reads: names of inputs, labels and outputs, each numbered where there are several."""

    network: Network
    training: TrainingSettings
    weighed: bool
    shapes: tuple[Shape, ...]
    own_validation: bool = False
    scaled: frozenset[int] = frozenset()  # outputs that learn scaled amounts

    @classmethod
    def of(cls, bundle: Bundle, network: Network, training: TrainingSettings) -> Plan:
        """The plan of a bundle."""
        report = check(network.graph)
        shapes = tuple(report.shapes[name][0] for name in network.graph.output_names)
        weighed, validates = weighs_samples(bundle.data), "val" in parts_of(bundle.data)
        return cls(network, training, weighed, shapes, validates, frozenset(scaled_outputs_of(bundle)))

    def numbered(self, letter: str, count: int) -> list[str]:
        """x, or x_1, x_2 …"""
        return [letter] if count == 1 else [f"{letter}_{i + 1}" for i in range(count)]

    @property
    def held_back(self) -> float:
        """The share of the training data that is kept for validation."""
        return 0.0 if self.own_validation else self.training.held_back

    @property
    def validates(self) -> bool:
        """Whether there is anything to validate on."""
        return bool(self.held_back) or self.own_validation or self.training.validate_on_test

    @property
    def xs(self) -> list[str]:
        """The inputs."""
        return self.numbered("x", len(self.network.inputs))

    @property
    def ys(self) -> list[str]:
        """The predictions."""
        return self.numbered("y", len(self.shapes))

    @property
    def labels(self) -> list[str]:
        """The labels."""
        return self.numbered("label", len(self.shapes))


def write_loading(script: Script, bundle: Bundle, training: TrainingSettings, plan: Plan) -> None:
    """A function that gives the prepared arrays."""
    if plan.scaled:
        script.line("SCALES = {}  # offset and spread of the outputs that learn scaled amounts")
    script.gap()
    script.line("def load_data(options):")
    script.line('"""The arrays for training and testing, prepared as in NetBuilder."""', 1)
    script.base = 1
    write_data(
        script, bundle, training, True, Tools(_load_by_torchvision, 'np.eye(classes, dtype="float32")[{labels}]')
    )
    for i in sorted(plan.scaled):
        pair = "y_offset, y_spread" if len(plan.shapes) == 1 else f"y_scales[{i}]"
        script.line(f"SCALES[{i}] = {pair}")
    script.line(f"return {', '.join(returned(weighs_samples(bundle.data), 'val' in parts_of(bundle.data)))}")
    script.base = 0


def returned(weighed: bool, own_validation: bool) -> list[str]:
    """The arrays that are loaded."""
    return [
        "x_train", "y_train", "x_test", "y_test", *(["w_train"] if weighed else []),
        *(["x_val", "y_val"] if own_validation else []),
    ]  # fmt: skip


def _load_by_torchvision(script: Script, name: str, _data: DataSettings) -> list[str]:
    """torchvision has the same arrays as Keras; those that it lacks are given by --data."""
    if name not in DATASETS:
        raise FileFault("torchvision has no data set {name}. Choose own arrays", name=name)
    script.imports.add("from torchvision import datasets")
    lines = []
    for part in ("train", "test"):
        lines.append(f'{part} = datasets.{DATASETS[name]}("data", train={part == "train"}, download=True)')
        lines.append(f"x_{part}, y_{part} = np.asarray({part}.data), np.asarray({part}.targets)")
    return lines


def write_dataset(script: Script, plan: Plan) -> None:
    """A function that makes tensors of arrays."""
    script.gap()
    weights = ["w"] if plan.weighed else []
    script.line(f"def dataset_of({', '.join(['x', 'y', *weights])}):")
    script.line('"""Arrays as a data set of tensors: inputs, then labels."""', 1)
    graph = plan.network.graph
    items = []
    for i, name in enumerate(graph.input_names):
        layer = graph[name].layer
        whole = isinstance(layer, Input) and layer.dtype == "int32"
        items.append(_tensor("x" if len(plan.xs) == 1 else f"x[{i}]", "int64" if whole else "float32"))
    for i, shape in enumerate(plan.shapes):
        sparse = plan.training.loss_of(i).sparse
        wanted = shape[:-1] if sparse else shape
        source = "y" if len(plan.shapes) == 1 else f"y[{i}]"
        made = _tensor(source, "int64" if sparse else "float32")
        if None not in wanted:
            made = call(f"{made.flat()}.reshape", literal(-1), *map(literal, wanted))
        items.append(made)
    if plan.weighed:
        items.append(_tensor("w", "float32"))
    script.body += call("TensorDataset", *items).lines(1, before="return ")


def _tensor(source: str, kind: str) -> Code:
    return call("torch.as_tensor", call("np.asarray", Code(source), literal(kind)))


def write_losses(script: Script, plan: Plan) -> None:
    """The loss functions that are used, their sum, and the metrics."""
    found = [function_of(plan.training.loss_of(i)) for i in range(len(plan.shapes))]
    named: dict[str, list[str]] = {}
    names = []
    for name, body in found:
        own = name
        while named.get(own, body) != body:
            own += "_"
        named[own] = body
        names.append(own)
    for name, body in named.items():
        script.gap()
        script.line(f"def {name}(y, label):")
        for line in body:
            script.line(line, 1)
    script.gap()
    given = ", ".join([*plan.ys, *plan.labels])
    script.line(f"def loss_of({given}):")
    script.line('"""The loss of each sample."""', 1)
    terms = []
    for i, (name, y, label) in enumerate(zip(names, plan.ys, plan.labels, strict=True)):
        factor = plan.training.loss_weights[i] if plan.training.loss_weights else 1
        script.line(f"{y} = {name}({y}, {label})", 1)
        script.line(f"{y} = {y}.reshape(len({y}), -1).mean(1)", 1)
        terms.append(y if factor == 1 else f"{factor!r} * {y}")
    script.line(f"return {' + '.join(terms)}", 1)
    _write_metrics(script, plan, given)


def _write_metrics(script: Script, plan: Plan, given: str) -> None:
    measures: list[Measure] = []
    left: list[str] = []
    outputs = plan.network.graph.output_names
    for logged in logged_metrics(plan.training, outputs):
        i = logged.output
        found = measure_of(logged.metric, plan.training.loss_of(i), plan.shapes[i], plan.ys[i], plan.labels[i])
        if found is None or logged.weighted:
            left.append(logged.name)
        else:
            measures.append(Measure(logged.name, found.expression))
    script.gap()
    script.line(f"def metrics_of({given}):")
    script.line('"""The metrics of each sample."""', 1)
    if left:
        script.line(f"# Not measured here: {', '.join(sorted(set(left)))}.", 1)
    if not measures:
        script.line("return {}", 1)
        return
    own = sorted({logged.output for logged in logged_metrics(plan.training, outputs)} & plan.scaled)
    for i in own:
        script.line(f"{plan.ys[i]}, {plan.labels[i]} = own_unit({plan.ys[i]}, {i}), own_unit({plan.labels[i]}, {i})", 1)
    items = tuple(Code(f"{literal(m.name).flat()}: {m.expression}") for m in measures)
    script.body += Code("", items, "{}").lines(1, before="return ")


def write_own_unit(script: Script, plan: Plan) -> None:
    """A function that turns amounts back which are learned scaled."""
    if plan.scaled:
        script.gap()
        script.body += OWN_UNIT.strip("\n").split("\n")


def write_pass(script: Script, plan: Plan, scheduled: bool) -> None:
    """The function for one pass over the data, training or not."""
    training = plan.training
    script.gap()
    script.line("def run_epoch(model, loader, device, optimizer=None):")
    script.line('"""The mean loss and metrics over all samples; without an optimizer nothing is learned."""', 1)
    weight = ["w"] if plan.weighed else []
    batch = ", ".join([*plan.xs, *plan.labels, *weight])
    ys = ", ".join(plan.ys)
    given = ", ".join([*plan.ys, *plan.labels])
    script.line("model.train(optimizer is not None)", 1)
    script.line("count, sums = 0, {}", 1)
    script.line("with torch.set_grad_enabled(optimizer is not None):", 1)
    script.line("for batch in loader:", 2)
    script.line(f"{batch} = (tensor.to(device) for tensor in batch)", 3)
    script.line(f"{ys} = model({', '.join(plan.xs)})", 3)
    weighed = " * w" if plan.weighed else ""
    script.line(f"losses = loss_of({given}){weighed}", 3)
    if training.class_weight:
        weights = call(
            "label.new_tensor", literal([*training.class_weight, 1.0]), named("dtype", Code("torch.float32"))
        )
        script.line("if optimizer is not None:  # validation counts all classes alike", 3)
        script.assign("class_weight", weights, 4)
        last = len(training.class_weight)  # the weight of all other classes
        script.line(f"losses = losses * class_weight[{_class_of(plan)}.clamp(max={last})]", 4)
    if plan.network.parts.penalized or penalties(plan.network.parts):
        script.line("losses = losses + penalty_of(model)", 3)
    script.line("if optimizer is not None:", 3)
    script.line("optimizer.zero_grad()", 4)
    script.line("losses.mean().backward()", 4)
    for line in clipping_lines(training.optimizer):
        script.line(line, 4)
    script.line("optimizer.step()", 4)
    if scheduled:
        script.line("optimizer.schedule.step()", 4)
    script.line(f'numbers = {{"loss": losses, **metrics_of({given})}}', 3)
    script.line("for name, values in numbers.items():", 3)
    script.line("values = values.detach().double().reshape(len(losses), -1).mean(1)", 4)
    script.line("sums[name] = sums.get(name, 0) + values.sum()", 4)
    script.line("count += len(losses)", 3)
    script.line("totals = torch.stack([torch.as_tensor(count, device=device), *sums.values()])", 1)
    script.line("if dist.is_initialized():", 1)
    script.line("dist.all_reduce(totals)  # over all processes", 2)
    script.line("return dict(zip(sums, (totals[1:] / totals[0]).tolist()))", 1)


def _class_of(plan: Plan) -> str:
    """The class number of each sample."""
    if len(plan.labels) > 1:
        raise FileFault("class weights need a network with one output. Give the samples weights instead")
    if plan.training.loss_of(0).sparse:
        return "label.reshape(len(label))"
    return "label.argmax(-1)" if plan.shapes[0][-1] != 1 else "label.reshape(len(label)).long()"


def write_penalty(script: Script, plan: Plan) -> None:
    """What regularizers add to the loss."""
    parts = plan.network.parts
    terms = [term for name, one in penalties(parts) for term in penalty_terms(one, f"network.{name}")]
    if parts.penalized:
        terms.append("network.penalty")
    if not terms:
        return
    script.gap()
    script.line("def penalty_of(model):")
    script.line('"""What the regularizers add to the loss."""', 1)
    script.line('network = getattr(model, "module", model)', 1)
    if len(terms) == 1:
        script.line(f"return {terms[0]}", 1)
    else:
        script.body += call("sum", array([Code(term) for term in terms])).lines(1, before="return ")
